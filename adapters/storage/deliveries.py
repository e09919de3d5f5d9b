"""The one place where the fate of a staff reply becomes known to its case.

Whatever settles an outbox row tells the case message, and records a `CaseEvent` that the live
stream shows at the desk.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select, update

from adapters.storage.history import record
from adapters.storage.tables import case_messages
from adapters.storage.work import Work
from bot.domain.case import Delivery, EventName

_T = case_messages.c
_CHANGE = (
    update(case_messages)
    .where(_T.id == bindparam("message"), _T.delivery != bindparam("now_is"))
    .values(delivery=bindparam("now_is"))
    .returning(_T.case_no)
)
_CASE_OF = select(_T.case_no).where(_T.id == bindparam("message"))

ACTOR = "system"


def note_delivery(work: Work, message_id: int, delivery: Delivery, at: datetime) -> str | None:
    """Give the number of the message's case. An unchanged delivery is not recorded again."""
    values = {"message": message_id, "now_is": delivery.value}
    case_no: str | None = work.run(_CHANGE, values).scalar()
    if case_no is None:
        unchanged: str | None = work.run(_CASE_OF, {"message": message_id}).scalar()
        return unchanged
    detail = {"delivery": delivery.value, "message": str(message_id)}
    record(work, case_no, at, ACTOR, EventName.DELIVERY, detail)
    return case_no
