"""The ways below an opened receipt, and what people call them."""

from __future__ import annotations

from bot.content import patterns
from bot.dialog.choices import number
from bot.dialog.moment import Moment
from bot.domain.conversation import Expecting
from bot.domain.events import EventKind

ACTIONS = ("status", "add", "withdraw", "close_receipt")
_CALLED = (("add", "adds_only"), ("status", "status_only"))


def below(moment: Moment) -> str | None:
    """One of the ways below a case by its number, by another name, or nearly by its own."""
    way = called(moment)
    if way is not None or moment.pick not in ACTIONS:
        return way
    by_number = number(moment.text) is not None
    return moment.pick if by_number or moment.talk.expecting is None else None


def called(moment: Moment) -> str | None:
    """'덧붙이기' and '상황 보여주세요' below an opened receipt: no words for the case."""
    of_case = moment.talk.receipt is not None or moment.talk.expecting is Expecting.RECEIPT_TEXT
    if not of_case or moment.event.kind is not EventKind.TEXT:
        return None
    return next((way for way, name in _CALLED if patterns.search(name, moment.text)), None)
