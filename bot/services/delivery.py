"""Replies on their way out: claimed with a lease, sent, settled. Lost is never allowed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from bot.domain.events import ConversationRef
from bot.domain.messages import OutboundMessage
from bot.ports import (
    Channel,
    Gone,
    HoldForReply,
    Queued,
    Refused,
    StoreAway,
    TryLater,
    UnitOfWork,
    Unknown,
)
from bot.services import bell
from bot.services.bell import Bell
from bot.services.deps import Deps

log = structlog.get_logger()
T = TypeVar("T")

AT_ONCE = 10  #: conversations served side by side, so that a slow one does not starve the rest
LOOK_SECONDS = 1.0  #: how often to look when nothing rang (another process may have written)
GATHER_SECONDS = 0.01
STOP_SECONDS = 5.0
#: Seconds before what became of a send is noted once more; well inside of a row's lease.
SETTLE_WAITS = (0.2, 1.0, 3.0)
MAX_DELAY = timedelta(seconds=60)


class Dispatcher:
    """Sends what waits in the outbox, each conversation's rows in order."""

    def __init__(
        self,
        deps: Deps,
        channels: Mapping[str, Channel],
        *,
        threads: ThreadPoolExecutor,
        ringer: Bell,
        only: ConversationRef | None = None,
        alone: bool = False,
    ) -> None:
        """`only`: somebody who is at hand here while others of the channel are elsewhere. `alone`
        says that no other process sends on these channels."""
        self._deps = deps
        self._only = only
        self._channels = channels
        self._alone = alone
        self._threads = threads
        self._bell = ringer
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self._sending: set[asyncio.Task[None]] = set()
        #: Held while rows are claimed and not yet being sent: nobody may think that all is sent.
        self._taking = asyncio.Lock()

    async def start(self) -> None:
        if self._alone:
            with suppress(StoreAway):  # the leases run out by themselves, only later
                await self._run(self._forsake)
        self._task = asyncio.create_task(self._loop())

    async def stop(self) -> None:
        """Finish the sends under way; the rest is durable."""
        self._stopping = True
        self._bell.ring_here(bell.OUTBOX)
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=2 * STOP_SECONDS)
            self._task.cancel()

    async def _loop(self) -> None:
        while not self._stopping:
            seen = self._bell.rung(bell.OUTBOX)
            try:
                taken = await self._take_up()
            except StoreAway:
                taken = 0
            except Exception as error:
                # The loop must outlive any single failure: rows stay leased and come again.
                log.error("dispatch failed", error=type(error).__name__)
                taken = 0
            # Many rings of one moment are one look; a send that ended rings as well.
            if not taken:
                await self._bell.wait(bell.OUTBOX, seen, LOOK_SECONDS)
                await asyncio.sleep(GATHER_SECONDS)
        if self._sending:
            await asyncio.wait(self._sending, timeout=STOP_SECONDS)

    async def _take_up(self) -> int:
        """Begin sends while there is room, so that a slow one holds up nobody else."""
        async with self._taking:
            return await self._begin_sends()

    async def _begin_sends(self) -> int:
        room = AT_ONCE - len(self._sending)
        rows = await self._run(lambda: self._claim(room)) if room else []
        for row, ref in rows:
            task = asyncio.create_task(self._guarded(row, ref))
            self._sending.add(task)
            task.add_done_callback(self._ended)
        return len(rows)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self._bell.ring_here(bell.OUTBOX)

    async def _guarded(self, row: Queued, ref: ConversationRef | None) -> None:
        try:
            await self._deliver(row, ref)
        except StoreAway:
            pass  # not settled: the lease runs out and the row comes again
        except Exception as error:
            log.error("delivery failed", row=row.id, error=type(error).__name__)

    async def drained(self) -> None:
        """Return when nothing is left to send now."""
        left = True
        while left:
            async with self._taking:
                # A send that ends during the look frees the next row, which the look passed over.
                under_way = bool(self._sending)
                left = bool(await self._begin_sends()) or under_way
            if self._sending:
                await asyncio.wait(self._sending)

    def _forsake(self) -> None:
        """What the process before this one was sending when it died: nobody must wait behind it
        until its lease runs out."""
        with self._deps.store.begin() as uow:
            uow.outbox.forsaken(self._channels, self._deps.clock())
            uow.commit()

    def _claim(self, limit: int) -> list[tuple[Queued, ConversationRef | None]]:
        only = self._deps.store.conversation_id(self._only) if self._only else ""
        with self._deps.store.look() as uow:
            due = uow.outbox.next_due(self._channels, only)
        now = self._deps.clock()
        if due is None or due > now:
            return []
        with self._deps.store.begin() as uow:
            rows = uow.outbox.claim(self._channels, now, limit, only)
            found = [(row, uow.conversations.ref(row.conversation_id)) for row in rows]
            uow.commit()
        return found

    async def _deliver(self, row: Queued, ref: ConversationRef | None) -> None:
        if ref is None:
            return await self._settle(lambda uow: uow.outbox.give_up(row.id, "no address"))
        message = OutboundMessage(id=row.id, ref=ref, reply=row.reply, doubtful=row.doubtful)
        settle = await self._outcome(row, message)
        await self._settle(settle)
        self._bell.ring(bell.CASES, bell.talk(row.conversation_id))
        return None

    async def _outcome(self, row: Queued, message: OutboundMessage) -> Callable[[UnitOfWork], None]:
        """Try to send; what the error says decides what becomes of the row."""
        now = self._deps.clock()
        try:
            await self._channels[row.channel].send(message)
        except TryLater as later:
            due = now + min(max(later.after, _backoff(row.tries)), MAX_DELAY)
            return lambda uow: uow.outbox.retry(row.id, due)
        except HoldForReply:
            if row.doubtful and not (row.staff or row.reply.told_once):
                return lambda uow: uow.outbox.give_up(row.id, "uncertain")
            return lambda uow: uow.outbox.hold(row.id)
        except Refused:
            return lambda uow: uow.outbox.give_up(row.id, "refused")
        except Gone:
            return lambda uow: self._lost(uow, row)
        except Unknown:
            again = now + _backoff(row.tries)
            return lambda uow: self._doubtful(uow, row, again)
        return lambda uow: uow.outbox.sent((row.id,), self._deps.clock())

    def _lost(self, uow: UnitOfWork, row: Queued) -> None:
        uow.outbox.give_up(row.id, "gone")
        uow.conversations.unreachable(row.conversation_id, gone=True)

    def _doubtful(self, uow: UnitOfWork, row: Queued, again: datetime) -> None:
        """Sent once more, recognisably: nobody may miss a card of help or a receipt because a
        connection was cut."""
        if row.doubtful:
            uow.outbox.give_up(row.id, "uncertain")
        else:
            uow.outbox.retry(row.id, again, doubtful=True)

    async def _settle(self, change: Callable[[UnitOfWork], None]) -> None:
        """Note what became of a send. It is known now, and a guess once the lease has run out: a
        store that is away for a moment is asked again."""

        def work() -> None:
            with self._deps.store.begin() as uow:
                change(uow)
                uow.commit()

        for wait in SETTLE_WAITS:
            with suppress(StoreAway):
                return await self._run(work)
            await asyncio.sleep(wait)
        return await self._run(work)

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


def _backoff(tries: int) -> timedelta:
    return timedelta(seconds=min(2**tries, 60))
