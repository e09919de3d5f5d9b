"""Crisis first, in any state: the card, help that was called, and the gentle card.

What is said below a card is met in `bot.dialog.below_card`; what goes on below a card for somebody
else in `bot.dialog.danger`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.content import patterns
from bot.dialog import clock
from bot.dialog.choices import number
from bot.dialog.moment import Moment
from bot.dialog.turn import Turn
from bot.domain.messages import Say, Tone
from intents import CrisisLevel, Who

#: Within this time of a card the same danger is answered by the short card.
RECENT = timedelta(minutes=30)
#: What stands for a gentle card in `Conversation.crisis_kind`.
DISTRESS = "distress"
#: What `Conversation.crisis_kind` ends with when the one who writes is in danger.
OWN = ".self"
#: So few letters say that help was called, and tell of no new danger.
SHORT = 30


def about(kind: str, who: str) -> str:
    """What is remembered of a crisis: its kind, and whom it is about."""
    return f"{kind}.{who}"


def card(moment: Moment, kind: str, who: str) -> tuple[Say, ...]:
    """The card: what to say and whom to call, then that the office has been told."""
    phones = moment.scene.content.cards[kind].phones
    recent = is_recent(moment) and moment.talk.crisis_kind == about(kind, who)
    key = "crisis.again" if recent else f"crisis.{kind}.{who}"
    if kind == "suicide" and patterns.search("taken", moment.text):
        key = "crisis.suicide.taken" if who == "self" else key
        ambulance = moment.scene.content.cards["medical"].phones
        phones = (*ambulance, *(p for p in phones if p not in ambulance))
    return (Say(key=key, phones=phones, tone=Tone.CRISIS), _told(moment))


def _told(moment: Moment) -> Say:
    hours = moment.scene.content.pack.hours
    if hours.is_open(moment.now):
        return Say(key="crisis.told", tone=Tone.CRISIS)
    opening = hours.next_opening(moment.now)
    when = clock.words(moment.scene.content.catalog, opening, moment.now)
    return Say(key="crisis.told_after_hours", params={"when": when}, tone=Tone.CRISIS)


def helped(moment: Moment) -> Say | None:
    """'119 불렀어요', '경찰 왔어요' said after a card: heard, and no new alarm."""
    talk, text = moment.talk, moment.text
    if not is_recent(moment) or talk.crisis_kind == DISTRESS or moment.asks:
        return None
    if len(text) > SHORT or not patterns.search("help_called", text):
        return None
    if patterns.search("help_fails", text):
        return None
    beside = talk.crisis_kind == about("medical", "other")
    return Say(key="crisis.help_called" if beside else "crisis.help_called_safe", tone=Tone.CRISIS)


def is_recent(moment: Moment) -> bool:
    """Whether a card was shown a short while ago."""
    at = moment.talk.crisis_at
    return at is not None and moment.now - at < RECENT


def in_danger(moment: Moment) -> bool:
    """Whether the one who writes was in danger in this talk."""
    return moment.talk.crisis_at is not None and moment.talk.crisis_kind.endswith(OWN)


def with_gentle_card(moment: Moment, turn: Turn) -> Turn:
    """The turn with the gentle card in front, when someone's own words are heavy but in doubt.

    Once in a talk: said again and again it would sound like a recording.
    """
    crisis = moment.mind.crisis if moment.mind else None
    if crisis is None or crisis.level is not CrisisLevel.DISTRESS or crisis.who is not Who.SELF:
        return turn
    if number(moment.text) is not None:
        return turn  # '맨 위에 거요' picks from a list
    if _begins_report(moment, turn) and not patterns.search("first_person", moment.text):
        return turn  # '옆집 할머니가 외로워 보여요' is not said of oneself
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


def _begins_report(moment: Moment, turn: Turn) -> bool:
    """Whether the very words began a report of somebody else."""
    if moment.talk.form is not None or turn.talk.form is None:
        return False
    return moment.scene.content.forms[turn.talk.form.form_id].anonymous_default
