"""Somebody may be losing money to a swindler right now: minutes count, and what was done already
decides what to do next."""

from __future__ import annotations

from bot.content import patterns
from bot.dialog.moment import Moment
from bot.dialog.turn import Turn
from bot.domain.conversation import Expecting
from bot.domain.events import EventKind
from bot.domain.messages import Say
from intents import Decision

#: So surely a programme is asked about.
PLAIN = 0.9
#: What was done, by the shape of the words; the first that fits is answered.
_SHAPES = (
    ("swindle_called", "unknown.swindled_called"),
    ("swindle_safe", "unknown.swindled_safe"),
    ("swindle_sent", "unknown.swindled_sent"),
)
_ANSWERS = {"no": "unknown.swindled_safe", "yes": "unknown.swindled_sent"}


def warned(moment: Moment) -> Turn | None:
    """'보이스피싱 당했어요' is no matter of ours: the bank, and the police."""
    mind = moment.mind
    known = mind is not None and mind.decision is Decision.ANSWER and mind.score >= PLAIN
    if known or not patterns.search("swindled", moment.text):
        return None
    return _said(moment, "unknown.swindled")


def answered(moment: Moment) -> Turn | None:
    """What is said below the warning; None when it is something else."""
    if moment.talk.expecting is not Expecting.SWINDLED or moment.press is not None:
        return None
    if moment.event.kind is not EventKind.TEXT:
        return None
    key = next((key for name, key in _SHAPES if patterns.search(name, moment.text)), None)
    key = key or _ANSWERS.get(moment.control or "")
    return _said(moment, key) if key else None


def _said(moment: Moment, key: str) -> Turn:
    police = moment.scene.content.cards["violence"].phones[:1]
    choices = moment.scene.choices("person", "menu")
    say = Say(key=key, phones=police, choices=choices)
    return moment.turn(say, expecting=Expecting.SWINDLED, topic="")
