"""Crisis first, in any state.

A danger to the one who writes sets everything else aside: a card, a question whether they are
alone, and no form question in the same turn. A danger to somebody else is answered with the
number to call, and what they were telling us goes on.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.content import patterns
from bot.dialog import clock
from bot.dialog.moment import Moment
from bot.dialog.turn import AddWords, Alarm, Effect, Turn
from bot.domain.conversation import Expecting, Mode
from bot.domain.form import Stage
from bot.domain.messages import Say, Tone
from intents import Crisis, CrisisLevel, Who

#: Within this time of a card the same danger is answered by the short card.
RECENT = timedelta(minutes=30)


def interrupt(moment: Moment) -> Turn | None:
    """The crisis step: a turn when the words raise the alarm, else None."""
    crisis = moment.mind.crisis if moment.mind else None
    if crisis is None or crisis.level is not CrisisLevel.ALARM:
        return None
    if crisis.who is Who.SELF:
        return _own(moment, crisis)
    return _others(moment, crisis)


def card(moment: Moment, kind: str, who: str) -> tuple[Say, ...]:
    """The card: what to say and whom to call, then that the office has been told."""
    known = moment.scene.content.cards[kind]
    recent = is_recent(moment) and moment.talk.crisis_kind == kind
    key = "crisis.again" if recent else f"crisis.{kind}.{who}"
    return (
        Say(key=key, phones=known.phones, tone=Tone.CRISIS),
        _told(moment),
    )


def _told(moment: Moment) -> Say:
    hours = moment.scene.content.pack.hours
    if hours.is_open(moment.now):
        return Say(key="crisis.told", tone=Tone.CRISIS)
    when = clock.words(moment.scene.content.catalog, hours.next_opening(moment.now))
    return Say(key="crisis.told_after_hours", params={"when": when}, tone=Tone.CRISIS)


def is_recent(moment: Moment) -> bool:
    """Whether a card was shown a short while ago."""
    at = moment.talk.crisis_at
    return at is not None and moment.now - at < RECENT


def _own(moment: Moment, crisis: Crisis) -> Turn:
    talk = moment.talk
    paused = replace(talk.form, stage=Stage.PAUSED) if talk.form else None
    ask = Say(
        key="crisis.alone_ask",
        choices=moment.scene.choices("alone_yes", "alone_no", "person"),
        tone=Tone.CRISIS,
    )
    talk = replace(
        talk,
        form=paused,
        expecting=Expecting.CRISIS_ALONE,
        crisis_kind=crisis.kind,
        crisis_at=moment.now,
        misses=0,
    )
    return Turn(
        talk=talk,
        says=(*card(moment, crisis.kind, "self"), ask),
        effects=_effects(moment, crisis),
    )


def _others(moment: Moment, crisis: Crisis) -> Turn:
    """The card and the alarm; the caller goes on with what the words say besides."""
    talk = replace(moment.talk, crisis_kind=crisis.kind, crisis_at=moment.now, misses=0)
    return Turn(
        talk=talk, says=card(moment, crisis.kind, "other"), effects=_effects(moment, crisis)
    )


def _effects(moment: Moment, crisis: Crisis) -> tuple[Effect, ...]:
    alarm = Alarm(
        kind=crisis.kind,
        who=str(crisis.who),
        evidence=crisis.evidence,
        words=moment.text,
        form=moment.talk.form,
    )
    return (alarm,)


def after_card(moment: Moment) -> Turn | None:
    """What comes after the question whether they are alone: stay close, press nothing."""
    if moment.talk.expecting is not Expecting.CRISIS_ALONE or moment.talk.mode is not Mode.BOT:
        return None
    pick = moment.pick
    if pick in {"person", "resume"} or patterns.search("resume", moment.text):
        return None
    key = _after_key(moment, pick)
    if key is None:
        return None
    effects = _told_staff(moment)
    says = [Say(key=key, tone=Tone.CRISIS, choices=moment.scene.choices("person", "call_me"))]
    if moment.talk.form is not None:
        says.append(_offer_form(moment))
    keep = None if key == "crisis.softened" else Expecting.CRISIS_ALONE
    return moment.turn(*says, expecting=keep).doing(*effects)


def _after_key(moment: Moment, pick: str | None) -> str | None:
    text = moment.text
    if patterns.search("softened", text):
        return "crisis.softened"
    if pick == "alone_yes" or patterns.search("alone_yes", text):
        return "crisis.alone_yes"
    if pick == "alone_no" or patterns.search("alone_no", text):
        return "crisis.alone_no"
    understood = moment.mind is not None and moment.mind.id is not None
    return None if understood or not text else "crisis.stay"


def _told_staff(moment: Moment) -> tuple[Effect, ...]:
    """Every word after an alarm reaches the people who answer it."""
    if moment.talk.case_no and moment.text:
        return (AddWords(case_no=moment.talk.case_no, text=moment.text),)
    return ()


def _offer_form(moment: Moment) -> Say:
    assert moment.talk.form is not None
    form = moment.scene.content.forms[moment.talk.form.form_id]
    return Say(
        key="crisis.resume_form",
        params={"title": form.title},
        choices=moment.scene.choices("resume", "later", "person"),
    )


def distress(moment: Moment) -> Say | None:
    """The gentle card that goes with an answer when someone's own words are heavy but in doubt."""
    crisis = moment.mind.crisis if moment.mind else None
    if crisis is None or crisis.level is not CrisisLevel.DISTRESS or crisis.who is not Who.SELF:
        return None
    phones = moment.scene.content.cards["suicide"].phones
    return Say(key="crisis.distress", phones=phones, tone=Tone.CRISIS)
