"""One transaction, with a repository for every noun."""

from __future__ import annotations

from functools import cached_property

from adapters.storage.cases import SqlCases
from adapters.storage.conversations import SqlConversations
from adapters.storage.erasure import Erasure
from adapters.storage.inbox import SqlInbox
from adapters.storage.links import SqlLinks
from adapters.storage.outbox import SqlOutbox
from adapters.storage.photos import SqlPhotos
from adapters.storage.receipts import SqlReceipts
from adapters.storage.staff import SqlStaff
from adapters.storage.work import Work


class SqlUnitOfWork:
    """See `bot.ports.UnitOfWork`. It is over with `commit`: what is run later is refused."""

    def __init__(self, work: Work) -> None:
        self._work = work

    @cached_property
    def inbox(self) -> SqlInbox:
        return SqlInbox(self._work)

    @cached_property
    def outbox(self) -> SqlOutbox:
        return SqlOutbox(self._work)

    @cached_property
    def conversations(self) -> SqlConversations:
        return SqlConversations(self._work)

    @cached_property
    def cases(self) -> SqlCases:
        return SqlCases(self._work)

    @cached_property
    def links(self) -> SqlLinks:
        return SqlLinks(self._work)

    @cached_property
    def receipts(self) -> SqlReceipts:
        return SqlReceipts(self._work)

    @cached_property
    def photos(self) -> SqlPhotos:
        return SqlPhotos(self._work)

    @cached_property
    def staff(self) -> SqlStaff:
        return SqlStaff(self._work)

    @cached_property
    def erasure(self) -> Erasure:
        return Erasure(self._work)

    def commit(self) -> None:
        """Raises `StoreAway` when it could not be kept."""
        self._work.commit()
