"""Cases opened by their receipt: checked, throttled, locked, and shown to their owner."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.dialog import receipt
from bot.dialog.moment import Moment
from bot.dialog.turn import OpenReceipt, Turn
from bot.domain.case import EventName
from bot.domain.receipt import LOCK, MAX_FAILURES, ReceiptGuard
from bot.ports import UnitOfWork
from bot.services.work import PERSON

#: Tries of one person over all receipts, so that numbers cannot be walked through.
MAX_TRIES = 10
TRIES_WITHIN = timedelta(hours=1)


def answer_need(uow: UnitOfWork, moment: Moment, turn: Turn) -> Turn:
    """Find out what the dialog needs to know and let it go on."""
    need = turn.need
    assert need is not None
    if isinstance(need, OpenReceipt):
        refusal = _check(uow, moment, need)
        if refusal is not None:
            return receipt.refused(moment, turn, refusal)
        now = moment.now
        uow.cases.record(need.number, now, PERSON, EventName.SEEN_BY_RECEIPT)
    return _show(uow, moment, turn, need.number)


def _show(uow: UnitOfWork, moment: Moment, turn: Turn, number: str) -> Turn:
    case = uow.cases.get(number)
    if case is None:
        return receipt.refused(moment, turn, receipt.Refused())
    shown = receipt.Shown(case=case, thread=tuple(uow.cases.thread(number)))
    return receipt.opened(moment, turn, shown)


def _check(uow: UnitOfWork, moment: Moment, need: OpenReceipt) -> receipt.Refused | None:
    """None when it opens. A wrong word and an unknown number give the same refusal."""
    now = moment.now
    conversation = moment.talk.id
    if uow.receipts.tries(conversation, now - TRIES_WITHIN) >= MAX_TRIES:
        return receipt.Refused(locked_until=now + TRIES_WITHIN)
    guard = uow.receipts.guard(need.number)
    if guard is None:
        uow.receipts.tried(conversation, now)
        return receipt.Refused()
    if guard.locked(now):
        return receipt.Refused(locked_until=guard.locked_until)
    if uow.receipts.matches(guard, need.word):
        uow.receipts.save(replace(guard, failures=0, locked_until=None))
        return None
    uow.receipts.tried(conversation, now)
    return _missed(uow, guard, moment)


def _missed(uow: UnitOfWork, guard: ReceiptGuard, moment: Moment) -> receipt.Refused:
    failures = guard.failures + 1
    locked_until = moment.now + LOCK if failures >= MAX_FAILURES else None
    kept = 0 if locked_until else failures
    uow.receipts.save(replace(guard, failures=kept, locked_until=locked_until))
    return receipt.Refused(locked_until=locked_until)
