"""Forgetting for good: the key, and the rows that nobody could read any more.

Without the key, copies of the rows in backups, in the write-ahead log and on worn parts of a
disk are unreadable as well. A conversation goes before its key, as a turn takes hold of them.
"""

from __future__ import annotations

from sqlalchemy import Table, delete, update

from adapters.storage.tables import (
    case_events,
    case_links,
    case_messages,
    cases,
    conversations,
    inbox,
    outbox,
    photos,
    receipt_tries,
    receipts,
)
from adapters.storage.work import Repository, of_case, of_conversation

_OF_CONVERSATION = (inbox, outbox, receipt_tries)
_OF_CASE = (case_events, case_messages, case_links, receipts)


class Erasure(Repository):
    """Gives whether there was anything to forget."""

    __slots__ = ()

    def conversation(self, conversation_id: str) -> bool:
        """Everything said on one channel by one person; who writes again starts anew."""
        self._delete(conversations, "id", conversation_id)
        known = self._work.shred(of_conversation(conversation_id))
        for table in _OF_CONVERSATION:
            self._delete(table, "conversation_id", conversation_id)
        self._delete(photos, "owner", conversation_id)
        return known

    def case(self, case_no: str) -> bool:
        """All of a case but the bare row that statistics are counted from."""
        known = self._work.shred(of_case(case_no))
        for table in _OF_CASE:
            self._delete(table, "case_no", case_no)
        self._delete(photos, "owner", case_no)
        self._work.run(update(cases).where(cases.c.number == case_no).values(body=b""))
        return known

    def _delete(self, table: Table, column: str, value: str) -> None:
        self._work.run(delete(table).where(table.c[column] == value))
