"""What became of a row of the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, or_, update

from adapters.storage.deliveries import note_delivery
from adapters.storage.letters import GONE, HELD, LETTER, SENT, WAITING, open_rows
from adapters.storage.prepared import Hot
from adapters.storage.tables import outbox
from adapters.storage.tables.talk import IS_OPEN
from adapters.storage.work import Repository
from bot.domain.case import Delivery

_T = outbox.c
_IN_IDS = _T.id.in_(bindparam("ids", expanding=True))
_STAFF = LETTER.where(_IN_IDS, _T.staff)
_SENT = update(outbox).where(_IN_IDS).values(state=SENT, lease_until=None)
_TURN_SENT = Hot(
    update(outbox).where(_T.id == bindparam("row"), ~_T.staff).values(state=SENT, lease_until=None)
)
#: What was sent or given up stays so, whatever a slower sender says later.
_UPDATE = update(outbox).where(_T.id == bindparam("row"), IS_OPEN)
_RETRY = _UPDATE.values(
    state=WAITING,
    lease_until=None,
    due=bindparam("later"),
    doubtful=or_(_T.doubtful, bindparam("unsure")),
)
_HOLD = _UPDATE.values(state=HELD, lease_until=None)
_GIVE_UP = _UPDATE.values(state=GONE, lease_until=None, why=bindparam("reason"))


class Settling(Repository):
    """The part of `bot.ports.Outbox` that takes outcomes and tells the case of a staff reply."""

    __slots__ = ()

    def sent(self, ids: Sequence[int], now: datetime) -> None:
        """Most of what is sent is of turns: no case waits for it."""
        if self._work.hot_each(_TURN_SENT, [{"row": row_id} for row_id in ids]) < len(ids):
            self._tell(ids, Delivery.SENT, now)
            self._work.run(_SENT, {"ids": list(ids)})

    def retry(self, row_id: int, due: datetime, *, doubtful: bool = False) -> None:
        values = {"row": row_id, "later": due, "unsure": doubtful}
        if self._work.run(_RETRY, values).rowcount and doubtful:
            self._tell([row_id], Delivery.UNCERTAIN, self._work.clock())

    def hold(self, row_id: int) -> None:
        if self._work.run(_HOLD, {"row": row_id}).rowcount:
            self._tell([row_id], Delivery.NEXT_MESSAGE, self._work.clock())

    def give_up(self, row_id: int, why: str) -> None:
        if self._work.run(_GIVE_UP, {"row": row_id, "reason": why[:300]}).rowcount:
            self._tell([row_id], Delivery.UNDELIVERABLE, self._work.clock())

    def _tell(self, ids: Sequence[int], delivery: Delivery, at: datetime) -> None:
        rows = self._work.run(_STAFF, {"ids": list(ids)}).all()
        for item in open_rows(self._work, rows):
            if item.message_id is not None:
                known = delivery
                if item.doubtful and delivery is Delivery.UNDELIVERABLE:
                    known = Delivery.UNCERTAIN  # the first try may have arrived after all
                note_delivery(self._work, item.message_id, known, at)
