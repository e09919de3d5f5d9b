"""Taking a case out of the outbox when the way back to its reporter is cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import bindparam, select, update

from adapters.storage.claiming import drop
from adapters.storage.deliveries import note_delivery
from adapters.storage.letters import DROPPED, HELD, LETTER, WAITING, open_letter, seal_letter
from adapters.storage.tables import case_messages, outbox
from adapters.storage.work import Work
from bot.domain.case import Delivery

_T = outbox.c
_STAFF = LETTER.where(_T.conversation_id == bindparam("who"), _T.staff).order_by(_T.id)
_MESSAGES = select(case_messages.c.id).where(case_messages.c.case_no == bindparam("number"))
_RESEAL = update(outbox).where(_T.id == bindparam("row")).values(body=bindparam("sealed"))


def forget_case(work: Work, conversation_id: str, case_no: str) -> None:
    messages = set(work.run(_MESSAGES, {"number": case_no}).scalars())
    pending: dict[int, int] = {}  # row → message
    for row in work.run(_STAFF, {"who": conversation_id}).all():
        letter = open_letter(work, conversation_id, row.body)
        if letter is None or letter.message_id is None or letter.message_id not in messages:
            continue
        if row.state in {WAITING, HELD}:
            pending[row.id] = letter.message_id
        bare = seal_letter(work, conversation_id, replace(letter, message_id=None))
        work.run(_RESEAL, {"row": row.id, "sealed": bare})
    _keep_under_receipt(work, list(pending), sorted(set(pending.values())))


def _keep_under_receipt(work: Work, rows: Sequence[int], messages: Sequence[int]) -> None:
    drop(work, rows, DROPPED, "the link was cut")
    for message_id in messages:
        note_delivery(work, message_id, Delivery.UNDER_RECEIPT, work.clock())
