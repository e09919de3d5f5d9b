"""What was said about a case: by residents, the bot and staff, and notes among staff."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select

from adapters.storage.codec import whole
from adapters.storage.deliveries import note_delivery
from adapters.storage.letters import answer_no
from adapters.storage.tables import case_messages
from adapters.storage.work import Repository, of_case
from bot.domain.case import Author, CaseMessage, Delivery

_TEXT = "case_messages|text"
_T = case_messages.c
_ADD = insert(case_messages)
_THREAD = select(case_messages).where(_T.case_no == bindparam("number")).order_by(_T.id)


class CaseThread(Repository):
    """The part of `bot.ports.Cases` that is about messages."""

    __slots__ = ()

    def say(
        self,
        case_no: str,
        at: datetime,
        author: Author,
        text: str,
        *,
        by: str = "",
        photo_id: int | None = None,
        delivery: Delivery = Delivery.NONE,
    ) -> CaseMessage:
        row = {
            "case_no": case_no,
            "at": at,
            "author": author.value,
            "by": by,
            "text": self._work.seal(of_case(case_no), _TEXT, whole(text)),
            "photo_id": photo_id,
            "delivery": delivery.value,
        }
        number = self._work.insert(_ADD, row)
        return CaseMessage(
            id=number,
            case_no=case_no,
            at=at,
            author=author,
            by=by,
            text=text,
            photo_id=photo_id,
            delivery=delivery,
            answer_no=_answer_no(number, author),
        )

    def thread(self, case_no: str) -> list[CaseMessage]:
        return [self._message(row) for row in self._work.run(_THREAD, {"number": case_no}).all()]

    def delivered(self, message_id: int, delivery: Delivery) -> str | None:
        """Also records a DELIVERY event, unless nothing changed."""
        return note_delivery(self._work, message_id, delivery, self._work.clock())

    def _message(self, row: Row[Any]) -> CaseMessage:
        plain = self._work.unseal(of_case(row.case_no), _TEXT, row.text)
        author = Author(row.author)
        return CaseMessage(
            id=row.id,
            case_no=row.case_no,
            at=row.at,
            author=author,
            by=row.by,
            text=(plain or b"").decode(),
            photo_id=row.photo_id,
            delivery=Delivery(row.delivery),
            answer_no=_answer_no(row.id, author),
        )


def _answer_no(number: int, author: Author) -> str:
    return answer_no(number) if author is Author.STAFF else ""
