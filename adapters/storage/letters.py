"""A row of the outbox: what is sealed in it, and how it becomes a `Queued`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from adapters.storage.codec import Codec
from adapters.storage.tables import outbox
from adapters.storage.work import Work, of_conversation
from bot.domain.messages import Reply
from bot.ports import Queued

WAITING = "waiting"  #: to be sent when due
SENDING = "sending"  #: leased by somebody; after the lease nobody knows whether it arrived
HELD = "held"  #: shown with the person's next message
SENT = "sent"  #: the platform took it
DROPPED = "dropped"  #: of unknown fate twice, or no longer wanted; not repeated
GONE = "gone"  #: given up: it cannot be delivered

_BODY = "outbox|body"
_T = outbox.c

LETTER = select(
    _T.id,
    _T.conversation_id,
    _T.channel,
    _T.cause_key,
    _T.staff,
    _T.state,
    _T.at,
    _T.lease_until,
    _T.tries,
    _T.doubtful,
    _T.body,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The sealed part. What ties a conversation to a case (`message_id`) is never in clear. (Up to
    November 2026 it held its cause as well.)"""

    reply: Reply = field(repr=False)
    message_id: int | None = None

    def queued(
        self,
        row_id: int,
        conversation_id: str,
        channel: str,
        at: datetime,
        *,
        staff: bool,
        tries: int = 0,
        doubtful: bool = False,
    ) -> Queued:
        """The letter with what its row says in clear. A staff reply always has a number, what
        the bot said only when it is said again."""
        reply = self.reply
        if (staff or doubtful) and not reply.answer_no:
            number = answer_no(self.message_id or row_id) if staff else repeat_no(row_id)
            reply = replace(reply, answer_no=number)
        return Queued(
            id=row_id,
            conversation_id=conversation_id,
            channel=channel,
            reply=reply,
            staff=staff,
            at=at,
            tries=tries,
            doubtful=doubtful,
            message_id=self.message_id,
        )


_LETTER = Codec(Letter)


def answer_no(message_id: int) -> str:
    """답변 번호: makes a repeated answer recognisable."""
    return f"A-{message_id}"


def repeat_no(row_id: int) -> str:
    """The same for words of the bot, which no message of a case stands for."""
    return f"B-{row_id}"


def seal_letter(work: Work, conversation_id: str, letter: Letter) -> bytes:
    return work.seal(of_conversation(conversation_id), _BODY, _LETTER.dump(letter))


def open_letter(work: Work, conversation_id: str, body: bytes) -> Letter | None:
    """None when the key of the conversation was shredded."""
    plain = work.unseal(of_conversation(conversation_id), _BODY, body)
    return None if plain is None else _LETTER.load(plain)


def open_rows(
    work: Work,
    rows: Sequence[Row[Any]],
    doubtful: Callable[[Row[Any]], bool] = lambda row: bool(row.doubtful),
) -> list[Queued]:
    """What was shredded meanwhile is left out."""
    opened = ((row, open_letter(work, row.conversation_id, row.body)) for row in rows)
    return [_queued(row, letter, doubtful(row)) for row, letter in opened if letter is not None]


def _queued(row: Row[Any], letter: Letter, doubtful: bool) -> Queued:
    return letter.queued(
        row.id,
        row.conversation_id,
        row.channel,
        row.at,
        staff=row.staff,
        tries=row.tries,
        doubtful=doubtful,
    )
