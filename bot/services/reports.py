"""Cases opened by their receipt: checked, throttled, locked, and shown to their owner."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.dialog.moment import Moment
from bot.dialog.sent import opened
from bot.dialog.turn import OpenReceipt, ShowReceipt, Turn
from bot.domain.case import EventName
from bot.domain.receipt import LOCK, MAX_FAILURES, ReceiptGuard
from bot.ports import UnitOfWork
from bot.services.deps import Deps
from bot.services.work import PERSON, promised

#: Tries of one person over all receipts, so that numbers cannot be walked through.
MAX_TRIES = 10
TRIES_WITHIN = timedelta(hours=1)


def answer_need(deps: Deps, uow: UnitOfWork, moment: Moment, turn: Turn) -> Turn:
    """Find out what the dialog needs to know and let it go on."""
    need = turn.need
    assert need is not None
    if isinstance(need, OpenReceipt):
        refusal = _check(uow, moment, need)
        if refusal is not None:
            return _offering(opened.refused(moment, turn, refusal))
        uow.cases.record(need.number, moment.now, PERSON, EventName.SEEN_BY_RECEIPT)
    case = uow.cases.get(need.number)
    if case is None:
        return _offering(opened.refused(moment, turn, opened.Refused()))
    linked = isinstance(need, ShowReceipt) and need.linked
    thread = () if linked else tuple(uow.cases.thread(need.number))
    shown = opened.Shown(case=case, thread=thread, due=promised(deps, case))
    go_on = opened.linked if linked else opened.opened
    return _offering(go_on(moment, turn, shown))


def _offering(turn: Turn) -> Turn:
    """What stands below a case can be picked next, by its words as well."""
    offered = next((s.choices for s in reversed(turn.says) if s.choices), ())
    return replace(turn, talk=replace(turn.talk, offered=offered))


def _check(uow: UnitOfWork, moment: Moment, need: OpenReceipt) -> opened.Refused | None:
    """None when it opens. A wrong word and an unknown number give the same refusal."""
    now = moment.now
    conversation = moment.talk.id
    if uow.receipts.tries(conversation, now - TRIES_WITHIN) >= MAX_TRIES:
        return opened.Refused(locked_until=now + TRIES_WITHIN)
    guard = uow.receipts.guard(need.number)
    if guard is None:
        uow.receipts.tried(conversation, now)
        return opened.Refused()
    if guard.locked(now):
        return opened.Refused(locked_until=guard.locked_until)
    if uow.receipts.matches(guard, need.word):
        uow.receipts.save(replace(guard, failures=0, locked_until=None))
        return None
    uow.receipts.tried(conversation, now)
    return _missed(uow, guard, moment)


def _missed(uow: UnitOfWork, guard: ReceiptGuard, moment: Moment) -> opened.Refused:
    failures = guard.failures + 1
    locked_until = moment.now + LOCK if failures >= MAX_FAILURES else None
    kept = 0 if locked_until else failures
    uow.receipts.save(replace(guard, failures=kept, locked_until=locked_until))
    return opened.Refused(locked_until=locked_until)
