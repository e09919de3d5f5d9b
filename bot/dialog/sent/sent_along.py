"""A picture or a position that comes after something was sent from here goes with that."""

from __future__ import annotations

from datetime import datetime

from bot.dialog import safety
from bot.dialog.forms import place
from bot.dialog.moment import Moment
from bot.dialog.sent import after
from bot.dialog.turn import Turn
from bot.domain.conversation import Conversation, Expecting, Mode
from bot.domain.events import EventKind
from bot.domain.form import Stage
from bot.domain.messages import Say, Tone
from intents import Decision

#: So surely the words under a picture ask for something else.
SURE = 0.8
_WANTS = frozenset({Decision.START, Decision.HANDOFF})
_BETWEEN = " / "


def wanted(talk: Conversation, now: datetime) -> bool:
    """Whether there is an open case that was told of from here in the last hours."""
    in_form = talk.form is not None and talk.form.stage is not Stage.PAUSED
    if talk.mode is not Mode.BOT or in_form or talk.receipt is not None or talk.apart:
        return False
    lately = talk.told_at is not None and now - talk.told_at < after.SAME_DAY
    return lately and bool(talk.case_no) and talk.at_hand is not None and talk.at_hand.is_open


def take(moment: Moment) -> Turn | None:
    """The turn that adds it, with the words that wait for a yes; None where there is no case or
    the words ask for something else."""
    kind, talk = moment.event.kind, moment.talk
    came = kind is EventKind.LOCATION or (kind is EventKind.PHOTO and moment.photo_id is not None)
    if not came or not wanted(talk, moment.now) or _asks_for_else(moment):
        return None
    waiting = talk.last_words if talk.expecting is Expecting.ADD_SURE else ""
    words = _BETWEEN.join(filter(None, (waiting, place.in_words(moment))))
    if after.below_a_card(moment):
        return _below_card(moment, words)
    return after.added(moment, words, moment.photo_id)


def _below_card(moment: Moment, words: str) -> Turn:
    """What was asked below the card stays asked."""
    placed = moment.event.kind is EventKind.LOCATION and safety.in_danger(moment)
    key = "crisis.place_kept" if placed else "crisis.news"
    say = Say(key=key, tone=Tone.CRISIS, choices=moment.scene.choices("person", "call_me"))
    return moment.turn(say).doing(after.words_for(moment, words, moment.photo_id))


def _asks_for_else(moment: Moment) -> bool:
    mind = moment.mind
    if mind is None:
        return False
    return moment.asks_plainly or (mind.decision in _WANTS and mind.score >= SURE)
