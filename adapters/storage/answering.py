"""What a channel that can only answer shows in reply to one event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, exists, or_, select

from adapters.storage.claiming import drop, is_lost, lease, mark
from adapters.storage.letters import DROPPED, HELD, LETTER, SENDING, SENT, open_rows
from adapters.storage.prepared import Hot
from adapters.storage.tables import outbox
from adapters.storage.tables.talk import IS_OPEN
from adapters.storage.work import Repository, Work
from bot.domain.events import InboundEvent
from bot.domain.messages import OutboundMessage, Reply
from bot.ports import Queued

_T = outbox.c
_OF_PERSON = _T.conversation_id == bindparam("who")
_IS_LOOSE = and_(
    _OF_PERSON,
    IS_OPEN,
    _T.id < bindparam("first"),
    or_(_T.staff, _T.state == HELD, _T.lease_until <= bindparam("now")),
)
_LOOSE = LETTER.where(_IS_LOOSE).order_by(_T.id)
#: Most answers go out alone.
_ANY_LOOSE = Hot(select(exists(_T.id).where(_IS_LOOSE)))
_OPEN_OR_CAUSE = LETTER.where(_OF_PERSON, or_(IS_OPEN, _T.cause_key == bindparam("key")))


class Answering(Repository):
    """The part of `bot.ports.Outbox` that answers."""

    __slots__ = ("_added",)

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        #: What this transaction added to answer with, by cause.
        self._added: dict[str, list[tuple[int, Reply]]] = {}

    def answer(
        self, conversation_id: str, event: InboundEvent, now: datetime
    ) -> list[OutboundMessage]:
        """Rows of staff first, oldest first: held ones, and those of an earlier answer that
        nobody confirmed (doubtful). Then the rows of the event, also when they were sent before.
        Unconfirmed rows of earlier turns are passed over: they may be settled any moment. Once
        their lease has run out, what is told only once comes again (doubtful), and the rest is
        dropped: the person has written on since."""
        key = self._cause_key(conversation_id, event.event_id)
        new = [_message(event, row_id, reply) for row_id, reply in self._added.get(key, ())]
        if new and not self._any_before(conversation_id, new[0].id, now):
            return new
        rows = self._rows(conversation_id, key, new, now)
        own = [row for row in rows if row.cause_key == key]
        others = [row for row in rows if row.cause_key != key]
        again = self._unconfirmed(others, now)
        waiting = [r for r in others if r.staff or r.state == HELD or r.id in again]
        known = lease(self._work, waiting, now) + self._again(own, now)
        return [_message(event, item.id, item.reply, item.doubtful) for item in known] + new

    def _any_before(self, who: str, first: int, now: datetime) -> bool:
        """Whether more than the answer that begins with `first` must be looked after."""
        [(found,)], _ = self._work.hot(_ANY_LOOSE, {"who": who, "first": first, "now": now})
        return bool(found)

    def _cause_key(self, conversation_id: str, cause: str) -> str:
        # Hashed, because an event's id may hold the person's address.
        return self._work.hashed("cause", conversation_id, cause)

    def _rows(
        self, who: str, key: str, new: Sequence[OutboundMessage], now: datetime
    ) -> Sequence[Row[Any]]:
        """What this transaction did not add itself. Having added the answer, it is no repeat,
        and the small index of open rows will do."""
        if new:
            values = {"who": who, "first": new[0].id, "now": now}
            return self._work.run(_LOOSE, values).all()
        rows = self._work.run(_OPEN_OR_CAUSE, {"who": who, "key": key}).all()
        return sorted(rows, key=lambda row: row.id)

    def _again(self, rows: Sequence[Row[Any]], now: datetime) -> list[Queued]:
        """The answer to the very event that is asked about: of the turn it is no repeat."""
        staff = lease(self._work, [row for row in rows if row.state != SENT and row.staff], now)
        turn = [row for row in rows if row.state == SENT or not row.staff]
        mark(self._work, [row.id for row in turn if row.state != SENT], now, unsure=False)
        shown = [*staff, *open_rows(self._work, turn, lambda _: False)]
        return sorted(shown, key=lambda item: item.id)

    def _unconfirmed(self, others: Sequence[Row[Any]], now: datetime) -> set[int]:
        """Of the turns' rows whose lease ran out those to be shown again; the rest is dropped."""
        turn = [row for row in others if row.state == SENDING and not row.staff]
        lost = [row for row in turn if row.lease_until <= now]
        once = [row for row in lost if not is_lost(row)]
        again = {item.id for item in open_rows(self._work, once) if item.reply.told_once}
        ids = [row.id for row in lost if row.id not in again]
        drop(self._work, ids, DROPPED, "unknown fate: the person has written again since")
        return again


def _message(
    event: InboundEvent, row_id: int, reply: Reply, doubtful: bool = False
) -> OutboundMessage:
    """In reply to this very event, also where it is an answer of earlier."""
    return OutboundMessage(
        id=row_id, ref=event.ref, reply=reply, reply_token=event.reply_token, doubtful=doubtful
    )
