"""The way back to a reporter: sealed, apart from the case, and cut when it is time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from adapters.storage.tables import case_links, cases
from adapters.storage.unlinking import forget_case
from adapters.storage.work import Repository, of_case, upsert

_PLACE = "case_links|conversation"
_T = case_links.c
_TIE = upsert(
    lambda add: add.on_conflict_do_update(
        index_elements=[_T.case_no], set_={"conversation": add.excluded.conversation}
    ),
    case_links,
)
_GET = select(_T.conversation).where(_T.case_no == bindparam("number"))
_CUT = delete(case_links).where(_T.case_no == bindparam("number"))
_DUE = (
    select(_T.case_no)
    .join(cases, cases.c.number == _T.case_no)
    .where(cases.c.closed_at < bindparam("before"))
    .order_by(cases.c.closed_at, _T.case_no)
)


class SqlLinks(Repository):
    """See `bot.ports.Links`."""

    __slots__ = ()

    def tie(self, case_no: str, conversation_id: str) -> None:
        sealed = self._work.seal(of_case(case_no), _PLACE, conversation_id.encode())
        self._work.run_either(_TIE, {"case_no": case_no, "conversation": sealed})

    def conversation(self, case_no: str) -> str | None:
        sealed = self._work.run(_GET, {"number": case_no}).scalar()
        plain = sealed and self._work.unseal(of_case(case_no), _PLACE, sealed)
        return plain.decode() if plain else None

    def cut(self, case_no: str) -> bool:
        """Also takes the case out of the sealed outbox rows; what was still to be sent waits
        under the receipt instead."""
        conversation_id = self.conversation(case_no)
        if conversation_id is not None:
            forget_case(self._work, conversation_id, case_no)
        return self._work.run(_CUT, {"number": case_no}).rowcount > 0

    def cut_due(self, closed_before: datetime) -> list[str]:
        """Cut the links of all cases closed before then; gives the numbers of the cases."""
        due = list(self._work.run(_DUE, {"before": closed_before}).scalars())
        for case_no in due:
            self.cut(case_no)
        return due
