"""The access log: who looked at or changed whose data. Each row is chained to the one before.

The chain is keyed, so whoever can write to the database but lacks the master secret cannot mend
it after a change. Where the log ends is kept in `meta` and chained in the same way: rows cut off
the end are missed, unless the whole database is set back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import Row, bindparam, insert, select, update

from adapters.storage.tables import access_log, meta
from adapters.storage.work import Repository, upsert
from bot.domain.staff import Access

OWNER = "store:access_log"
_BODY = "access_log|body"
_END = "access_log_end"
_T = access_log.c
_NO_LIMIT = 2**62

_START = upsert(lambda add: add.on_conflict_do_nothing(), meta)
_GET_END = select(meta.c.value).where(meta.c.name == _END)
_HOLD_END = _GET_END.with_for_update()
_SET_END = update(meta).where(meta.c.name == _END).values(value=bindparam("end"))
_ADD = insert(access_log)
_LATEST = (
    select(access_log)
    .where(_T.id < bindparam("before"))
    .order_by(_T.id.desc())
    .limit(bindparam("most"))
)
_IN_ORDER = select(access_log).order_by(_T.id)


class AccessLog(Repository):
    """The part of `bot.ports.Staff` that remembers who saw what."""

    __slots__ = ()

    def accessed(self, access: Access) -> None:
        last, chain = self._end(_HOLD_END)
        said = {"reason": access.reason, "origin": access.origin}
        row: dict[str, Any] = {
            "id": last + 1,
            "at": access.at,
            "actor": access.actor,
            "action": access.action,
            "case_no": access.case_no,
            "body": self._work.seal(OWNER, _BODY, to_json(said)),
        }
        row["hash"] = self._link(chain, row)
        self._work.run(_ADD, row)
        self._work.run(_SET_END, {"end": f"{last + 1}:{row['hash'].hex()}"})

    def accesses(self, limit: int, before: int = 0) -> list[tuple[int, Access]]:
        """Newest first; `before` is the id of the last one seen."""
        values = {"before": before or _NO_LIMIT, "most": limit}
        return [(row.id, self._access(row)) for row in self._work.run(_LATEST, values).all()]

    def first_broken_access(self) -> int | None:
        """The id of the first row that was changed, removed or put in; None when all is well."""
        last, end = self._end(_GET_END)
        chain, expected = b"", 1
        for row in self._work.run(_IN_ORDER):
            if row.id != expected or row.hash != self._link(chain, row._asdict()):
                return expected
            chain, expected = row.hash, expected + 1
        return None if (expected - 1, chain) == (last, end) else expected

    def _end(self, statement: Any) -> tuple[int, bytes]:
        """How many rows there are, and the hash of the last one."""
        value = self._work.run(statement).scalar()
        if value is None and self._work.writing:
            self._work.run_either(_START, {"name": _END, "value": "0:"})
            value = self._work.run(statement).scalar_one()
        count, _, chain = (value or "0:").partition(":")
        return int(count), bytes.fromhex(chain)

    def _link(self, chain: bytes, row: Mapping[str, Any]) -> bytes:
        at: datetime = row["at"]
        clear = (str(row["id"]), str(at.timestamp()), row["actor"], row["action"], row["case_no"])
        return self._work.index.link(chain, *(part.encode() for part in clear), row["body"])

    def _access(self, row: Row[Any]) -> Access:
        plain = self._work.unseal(OWNER, _BODY, row.body)
        said = from_json(plain) if plain else {}
        return Access(at=row.at, actor=row.actor, action=row.action, case_no=row.case_no, **said)
