"""The outbox: replies on their way, in order for each conversation.

A row is leased while somebody sends it. When the lease runs out nobody knows whether it arrived:
it is sent once more, marked doubtful. Only where a channel can do no more than answer, what the bot
said before is left out of a later answer, unless it is told but once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert

from adapters.storage.answering import Answering
from adapters.storage.claiming import LEASE, Claiming
from adapters.storage.letters import (
    HELD,
    LETTER,
    SENDING,
    WAITING,
    Letter,
    open_rows,
    seal_letter,
)
from adapters.storage.prepared import Hot
from adapters.storage.settling import Settling
from adapters.storage.tables import outbox
from bot.domain.messages import Reply
from bot.ports import Queued

_T = outbox.c
_ADD = Hot(
    insert(outbox).values(
        conversation_id=bindparam("who"),
        at=bindparam("now"),
        due=bindparam("now"),
        doubtful=False,
        why="",
    )
)
_THREAD = (
    LETTER.where(_T.conversation_id == bindparam("who"), _T.id > bindparam("after"))
    .order_by(_T.id)
    .limit(bindparam("most"))
)


class SqlOutbox(Answering, Claiming, Settling):
    """See `bot.ports.Outbox`. Replies are sealed under the key of their conversation."""

    __slots__ = ()

    def add(
        self,
        conversation_id: str,
        channel: str,
        replies: Sequence[Reply],
        *,
        cause: str,
        at: datetime,
        staff: bool = False,
        message_id: int | None = None,
        held: bool = False,
        answering: bool = False,
    ) -> list[int]:
        key = self._cause_key(conversation_id, cause)
        common: dict[str, Any] = {
            "who": conversation_id,
            "channel": channel,
            "cause_key": key,
            "staff": staff,
            "state": SENDING if answering else HELD if held else WAITING,
            "now": at,
            "lease_until": at + LEASE if answering else None,
            "tries": int(answering),
        }
        ids = [self._insert(common, reply, message_id) for reply in replies]
        if answering:
            self._added.setdefault(key, []).extend(zip(ids, replies, strict=True))
        return ids

    def _insert(self, row: dict[str, Any], reply: Reply, message_id: int | None) -> int:
        letter = Letter(reply=reply, message_id=message_id)
        body = seal_letter(self._work, row["who"], letter)
        return self._work.hot_insert(_ADD, {**row, "body": body})

    def thread(self, conversation_id: str, after: int, limit: int) -> list[Queued]:
        values = {"who": conversation_id, "after": after, "most": limit}
        return open_rows(self._work, self._work.run(_THREAD, values).all())
