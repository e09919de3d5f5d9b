"""접수번호 and 확인말: the word is kept as a keyed hash only."""

from __future__ import annotations

import hmac
import unicodedata
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, insert, select, update

from adapters.storage.tables import receipt_tries, receipts
from adapters.storage.work import Repository
from bot.domain.receipt import ReceiptGuard, normal_word

_KEEP_TRIES = timedelta(days=1)  # no throttle looks back further

_T = receipts.c
_TRY = receipt_tries.c
_ADD = insert(receipts)
_GET = select(receipts).where(_T.case_no == bindparam("number"))
_HOLD = _GET.with_for_update()
_SAVE = (
    update(receipts)
    .where(_T.case_no == bindparam("number"))
    .values(failures=bindparam("missed"), locked_until=bindparam("locked"))
)
_TRIES = select(func.count()).where(
    _TRY.conversation_id == bindparam("who"), _TRY.at >= bindparam("since")
)
_TRIED = insert(receipt_tries)
_FORGET = delete(receipt_tries).where(
    _TRY.conversation_id == bindparam("who"), _TRY.at < bindparam("before")
)


class SqlReceipts(Repository):
    """See `bot.ports.Receipts`. The case number goes into the hash, so that two cases with the
    same word cannot be seen to have it."""

    __slots__ = ()

    def add(self, case_no: str, word: str) -> None:
        hashed = self._hash(case_no, word)
        row = {"case_no": case_no, "word_hash": hashed, "failures": 0, "locked_until": None}
        self._work.run(_ADD, row)

    def guard(self, case_no: str) -> ReceiptGuard | None:
        statement = _HOLD if self._work.writing else _GET
        row = self._work.run(statement, {"number": case_no}).first()
        return None if row is None else ReceiptGuard(**row._mapping)

    def matches(self, guard: ReceiptGuard, word: str) -> bool:
        return hmac.compare_digest(guard.word_hash, self._hash(guard.case_no, word))

    def save(self, guard: ReceiptGuard) -> None:
        values = {"number": guard.case_no, "missed": guard.failures, "locked": guard.locked_until}
        self._work.run(_SAVE, values)

    def tries(self, conversation_id: str, since: datetime) -> int:
        count: int = self._work.run(_TRIES, {"who": conversation_id, "since": since}).scalar_one()
        return count

    def tried(self, conversation_id: str, at: datetime) -> None:
        self._work.run(_FORGET, {"who": conversation_id, "before": at - _KEEP_TRIES})
        self._work.run(_TRIED, {"conversation_id": conversation_id, "at": at})

    def _hash(self, case_no: str, word: str) -> bytes:
        return self._work.index.word(case_no, normal_word(unicodedata.normalize("NFC", word)))
