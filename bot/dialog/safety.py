"""Crisis first, in any state: the card, the question whether they are alone, and staying close.

A danger to the one who writes sets everything else aside: no form question in the same turn. What
goes on below a card for somebody else is said in `bot.dialog.danger`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.content import patterns
from bot.dialog import answers, clock
from bot.dialog.choices import number
from bot.dialog.fields import normal_phone
from bot.dialog.moment import Moment
from bot.dialog.turn import AddWords, Effect, Turn
from bot.domain.conversation import Expecting
from bot.domain.events import EventKind
from bot.domain.messages import Say, Tone
from bot.domain.receipt import find_number
from intents import CrisisLevel, Decision, Part, Who, control

#: Within this time of a card the same danger is answered by the short card.
RECENT = timedelta(minutes=30)
#: What stands for a gentle card in `Conversation.crisis_kind`.
DISTRESS = "distress"
_OWN = ".self"
#: This sure of a programme or a service, words after a card are more than part of the talk.
SURE = 0.6
#: Who helps in a danger to the one who writes, as an entry of the FAQ.
_HELP = {
    "suicide": "suicide-prevention",
    "abuse-child": "child-abuse",
    "abuse-elder": "elder-abuse",
    "abuse-domestic": "domestic-violence",
}
_ANSWERS = {"yes": "alone_yes", "no": "alone_no"}


def about(kind: str, who: str) -> str:
    """What is remembered of a crisis: its kind, and whom it is about."""
    return f"{kind}.{who}"


def card(moment: Moment, kind: str, who: str) -> tuple[Say, ...]:
    """The card: what to say and whom to call, then that the office has been told."""
    known = moment.scene.content.cards[kind]
    recent = is_recent(moment) and moment.talk.crisis_kind == about(kind, who)
    key = "crisis.again" if recent else f"crisis.{kind}.{who}"
    # Staying near is right beside somebody who is ill, and not beside somebody who beats.
    ill = (kind, who) == ("medical", "other")
    if ill and is_recent(moment) and patterns.search("help_called", moment.text):
        key = "crisis.help_called"
    return (
        Say(key=key, phones=known.phones, tone=Tone.CRISIS),
        _told(moment),
    )


def _told(moment: Moment) -> Say:
    hours = moment.scene.content.pack.hours
    if hours.is_open(moment.now):
        return Say(key="crisis.told", tone=Tone.CRISIS)
    opening = hours.next_opening(moment.now)
    when = clock.words(moment.scene.content.catalog, opening, moment.now)
    return Say(key="crisis.told_after_hours", params={"when": when}, tone=Tone.CRISIS)


def is_recent(moment: Moment) -> bool:
    """Whether a card was shown a short while ago."""
    at = moment.talk.crisis_at
    return at is not None and moment.now - at < RECENT


def in_danger(moment: Moment) -> bool:
    """Whether the one who writes was in danger in this talk."""
    return moment.talk.crisis_at is not None and moment.talk.crisis_kind.endswith(_OWN)


def after_card(moment: Moment) -> Turn | None:
    """What comes after the question whether they are alone: stay close, press nothing."""
    if moment.talk.expecting is not Expecting.CRISIS_ALONE:
        return None
    if moment.pick in {"person", "resume", "menu"} or patterns.search("resume", moment.text):
        return None
    if find_number(moment.text):
        return None
    if (way := _way_out(moment)) is not None:
        return way
    key = _after_key(moment)
    if key is None:
        return None
    ways = ("person", "call_me", "resume") if moment.talk.form else ("person", "call_me")
    choices = moment.scene.choices(*ways)
    says = [Say(key=key, tone=Tone.CRISIS, choices=choices)]
    if key == "crisis.softened" and moment.talk.form is not None:
        says.append(_offer_form(moment))
    keep = None if key == "crisis.softened" else Expecting.CRISIS_ALONE
    return moment.turn(*says, expecting=keep).doing(*_told_staff(moment))


def _way_out(moment: Moment) -> Turn | None:
    """'어디로 가야 돼요' below a card is asked of those who help in just this danger."""
    entry = _HELP.get(moment.talk.crisis_kind.removesuffix(_OWN))
    if entry is None or not moment.asks or _of_another_matter(moment):
        return None
    if moment.part is not Part.HOW:
        return None
    told = answers.about(moment, entry, Part.HOW)
    return told.doing(*_told_staff(moment)) if told is not None else None


def listening(moment: Moment) -> Turn | None:
    """Words that mean nothing known, from somebody who was in danger or worn out a moment ago:
    they are heard, and after an alarm they reach staff. 'I did not understand' would hurt."""
    alarmed = in_danger(moment)
    worn_out = moment.talk.crisis_kind == DISTRESS and is_recent(moment)
    if not (alarmed or worn_out):
        return None
    key = "crisis.stay" if alarmed and moment.talk.case_no else "crisis.listening"
    choices = moment.scene.choices("person", "call_me")
    turn = moment.turn(Say(key=key, tone=Tone.CRISIS, choices=choices))
    return turn.doing(*_told_staff(moment)) if key == "crisis.stay" else turn


def _after_key(moment: Moment) -> str | None:
    text, pick = moment.text, moment.pick
    if moment.event.kind not in {EventKind.TEXT, EventKind.PRESS}:
        return None
    if pick == "call_me":
        return "crisis.call"
    if normal_phone(text):
        return "crisis.number_kept"
    if patterns.search("softened", text):
        return "crisis.softened"
    if _says_where(moment):
        return "crisis.place_kept"
    answer = _alone(moment, pick)
    if answer is not None:
        return f"crisis.{answer}"
    return "crisis.stay" if text.strip() and not _of_another_matter(moment) else None


def _says_where(moment: Moment) -> bool:
    """'마장동 현대아파트 101동이에요': told so that somebody can come."""
    if moment.asks or moment.event.kind is not EventKind.TEXT:
        return False
    named = bool(moment.scene.places.guess(moment.text).candidates)
    return named or bool(patterns.search("where_i_am", moment.text))


def _alone(moment: Moment, pick: str | None) -> str | None:
    if pick in _ANSWERS.values():
        return pick
    for answer in ("alone_no", "alone_yes"):  # '혼자 아니에요' holds both
        if patterns.search(answer, moment.text):
            return answer
    asked = any(choice.id in _ANSWERS.values() for choice in moment.talk.offered)
    return _ANSWERS.get(control(moment.text) or "") if asked else None


def _of_another_matter(moment: Moment) -> bool:
    """A plain question or request; small talk, doubt and fear stay part of this talk."""
    mind = moment.mind
    if not moment.asks and patterns.search("afraid", moment.text):
        return False
    matter = mind is not None and mind.decision in {
        Decision.ANSWER,
        Decision.START,
        Decision.HANDOFF,
    }
    return matter and mind is not None and mind.score >= SURE and mind.id is not None


def _told_staff(moment: Moment) -> tuple[Effect, ...]:
    """Every word after an alarm reaches the people who answer it, pressed ones as well."""
    text = moment.text
    if moment.event.kind is EventKind.PRESS and moment.pick:
        text = moment.scene.choice(moment.pick).label
    if not text:
        return ()
    return (AddWords(case_no=moment.talk.case_no, text=text),)


def _offer_form(moment: Moment) -> Say:
    assert moment.talk.form is not None
    form = moment.scene.content.forms[moment.talk.form.form_id]
    return Say(
        key="crisis.resume_form",
        params={"title": form.title},
        choices=moment.scene.choices("resume", "later", "person"),
    )


def with_gentle_card(moment: Moment, turn: Turn) -> Turn:
    """The turn with the gentle card in front, when someone's own words are heavy but in doubt.

    Once in a talk: said again and again it would sound like a recording.
    """
    crisis = moment.mind.crisis if moment.mind else None
    if crisis is None or crisis.level is not CrisisLevel.DISTRESS or crisis.who is not Who.SELF:
        return turn
    if number(moment.text) is not None:
        return turn  # '맨 위에 거요' picks from a list
    if turn.talk.crisis_at is not None or any(s.tone is Tone.CRISIS for s in turn.says):
        return turn
    phones = moment.scene.content.cards["suicide"].phones
    gentle = Say(key="crisis.distress", phones=phones, tone=Tone.CRISIS)
    talk = replace(turn.talk, crisis_kind=DISTRESS, crisis_at=moment.now)
    if any(s.key.startswith("unknown.") for s in turn.says):
        # 'I did not understand' is no answer to someone who is worn out.
        choices = moment.scene.choices("person", "call_me", "request")
        heard = replace(talk, misses=moment.talk.misses)
        return replace(turn, talk=heard, says=(replace(gentle, choices=choices),))
    return replace(turn, talk=talk).before(gentle)
