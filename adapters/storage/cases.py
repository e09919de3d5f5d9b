"""Cases: numbered, kept, changed only from the version one has seen."""

from __future__ import annotations

from sqlalchemy import bindparam, func, insert, select, update

from adapters.storage.case_rows import case_rows, to_case, to_row
from adapters.storage.case_search import CaseSearch
from adapters.storage.case_thread import CaseThread
from adapters.storage.history import CaseHistory
from adapters.storage.tables import case_counter, cases
from adapters.storage.work import upsert
from bot.domain.case import Case, StaleCase

_T = cases.c
_NEXT = upsert(
    lambda add: add.on_conflict_do_update(
        index_elements=[case_counter.c.year], set_={"last": case_counter.c.last + 1}
    ).returning(case_counter.c.last),
    case_counter,
)
_ADD = insert(cases)
_GET = case_rows().where(_T.number == bindparam("wanted"))
_HOLD = _GET.with_for_update(of=cases)
_UNCHANGING = ("number", "ordinal", "created_at")
_SAVE = (
    update(cases)
    .where(_T.number == bindparam("wanted"), _T.version == bindparam("seen"))
    .values({c.name: bindparam(c.name) for c in cases.columns if c.name not in _UNCHANGING})
)
_EXISTS = select(func.count()).where(_T.number == bindparam("wanted"))


class SqlCases(CaseSearch, CaseHistory, CaseThread):
    """See `bot.ports.Cases`.

    `answers` come back as JSON has them: a value type as a mapping, a tuple as a list. In a
    writing transaction on PostgreSQL `get` holds the case until its end, so that two who change
    it at once follow each other and the second sees what the first did.
    """

    __slots__ = ()

    def next_number(self, year: int) -> str:
        count = self._work.run_either(_NEXT, {"year": year, "last": 1}).scalar_one()
        return f"{year}-{count:04d}"

    def add(self, case: Case) -> None:
        self._work.run(_ADD, to_row(self._work, case))

    def get(self, number: str) -> Case | None:
        statement = _HOLD if self._work.writing else _GET
        row = self._work.run(statement, {"wanted": number}).first()
        return None if row is None else to_case(self._work, row)

    def save(self, case: Case) -> None:
        """Raises `StaleCase`, and LookupError for a case that was never added."""
        row = to_row(self._work, case)
        changed = {name: value for name, value in row.items() if name not in _UNCHANGING}
        values = {**changed, "wanted": case.number, "seen": case.version - 1}
        if self._work.run(_SAVE, values).rowcount == 1:
            return
        if self._work.run(_EXISTS, {"wanted": case.number}).scalar_one():
            raise StaleCase
        raise LookupError(f"there is no case {case.number}")
