"""What a channel that can only answer shows in reply to one event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, or_

from adapters.storage.claiming import drop, lease
from adapters.storage.letters import DROPPED, HELD, LETTER, SENDING, SENT, open_rows
from adapters.storage.tables import outbox
from adapters.storage.tables.talk import IS_OPEN
from adapters.storage.work import Repository, Work
from bot.ports import Queued

_T = outbox.c
_OPEN = LETTER.where(_T.conversation_id == bindparam("who"), IS_OPEN).order_by(_T.id)
_OPEN_OR_CAUSE = LETTER.where(
    _T.conversation_id == bindparam("who"), or_(IS_OPEN, _T.cause_key == bindparam("key"))
).order_by(_T.id)


class Answering(Repository):
    """The part of `bot.ports.Outbox` that answers."""

    __slots__ = ("_added",)

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._added: set[str] = set()  # causes with rows of this very transaction

    def answer(self, conversation_id: str, cause: str, now: datetime) -> list[Queued]:
        """Rows of staff first, oldest first: held ones, and those of an earlier answer that
        nobody confirmed (doubtful). Then the rows of `cause`, also when they were sent before.
        Unconfirmed rows of earlier turns are dropped."""
        key = self._work.index.hashed("cause", conversation_id, cause)
        rows = self._rows(conversation_id, key)
        own = [row for row in rows if row.cause_key == key]
        others = [row for row in rows if row.cause_key != key]
        waiting = [row for row in others if row.staff or row.state == HELD]
        self._drop_unconfirmed(others)
        return lease(self._work, waiting, now) + self._own(own, now)

    def _rows(self, who: str, key: str) -> Sequence[Row[Any]]:
        if key in self._added:  # all of them are open then: the smaller index will do
            return self._work.run(_OPEN, {"who": who}).all()
        return self._work.run(_OPEN_OR_CAUSE, {"who": who, "key": key}).all()

    def _own(self, rows: Sequence[Row[Any]], now: datetime) -> list[Queued]:
        unsent = [row for row in rows if row.state != SENT]
        leased = lease(self._work, unsent, now)
        again = open_rows(self._work, [row for row in rows if row.state == SENT])
        return sorted([*leased, *again], key=lambda item: item.id)

    def _drop_unconfirmed(self, others: Sequence[Row[Any]]) -> None:
        lost = [row.id for row in others if row.state == SENDING and not row.staff]
        drop(self._work, lost, DROPPED, "unknown fate: the person has written again since")
