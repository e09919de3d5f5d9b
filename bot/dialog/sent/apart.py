"""News of a report that was sent with no way back to who sent it: only its receipt opens the way.

'오늘은 나오셨어요', '아들이 와서 모셔갔대요' and a picture come right after it was sent, and would
be left lying: nothing of it is tied to this conversation.
"""

from __future__ import annotations

from bot.content import patterns
from bot.dialog import reported
from bot.dialog.moment import Moment
from bot.dialog.sent import after
from bot.dialog.turn import Turn
from bot.domain.conversation import Expecting, Mode
from bot.domain.events import EventKind
from bot.domain.messages import Say
from intents import Decision

PICTURE = "receipt.news_photo"  #: says that the picture went nowhere yet
_WISHES = frozenset({Decision.START, Decision.HANDOFF, Decision.SMALLTALK, Decision.BOUNDARY})
#: Whoever speaks of themself or of their own family brings no news of the one reported.
_OF_OWN = ("own_kin", "spouse", "not_there", "first_person")


def told(moment: Moment) -> Turn | None:
    """The turn that asks for the receipt when the words are such news."""
    mind = moment.mind
    if mind is None or not _is_lately(moment):
        return None
    if moment.asks_plainly or mind.masked or patterns.search("asks_for", mind.text):
        return None
    # Of the house and of those who came for them, whatever else the words resemble.
    if not patterns.search("first_person", mind.text) and patterns.search("news", mind.text):
        return (
            None if patterns.search("own_kin", mind.text) else _ask(moment, "receipt.news_number")
        )
    if mind.decision in _WISHES or any(patterns.search(name, mind.text) for name in _OF_OWN):
        return None
    if not patterns.search("honoured", mind.text) and not reported.named(mind.text):
        return None
    return _ask(moment, "receipt.news_number")


def pictured(moment: Moment) -> Turn | None:
    """The same for a picture, which has nowhere to go yet."""
    if moment.event.kind is not EventKind.PHOTO or not _is_lately(moment):
        return None
    mind = moment.mind
    if mind is not None and (moment.asks_plainly or mind.decision in _WISHES):
        return None
    return _ask(moment, PICTURE)


def _is_lately(moment: Moment) -> bool:
    talk = moment.talk
    lately = talk.apart and not talk.case_no and after.told_lately(moment)
    return lately and talk.mode is Mode.BOT and talk.receipt is None and talk.form is None


def _ask(moment: Moment, key: str) -> Turn:
    say = Say(key=key, choices=moment.scene.choices("cancel", "person"))
    return moment.turn(say, expecting=Expecting.RECEIPT_NUMBER, number="")
