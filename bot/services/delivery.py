"""Replies on their way out: claimed with a lease, sent, settled. Lost is never allowed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

import structlog

from bot.domain.events import ConversationRef
from bot.domain.messages import OutboundMessage
from bot.ports import Channel, Gone, HoldForReply, Queued, StoreAway, TryLater, UnitOfWork, Unknown
from bot.services import bell
from bot.services.bell import Bell
from bot.services.deps import Deps

log = structlog.get_logger()
T = TypeVar("T")

AT_ONCE = 10  #: conversations served side by side, so that a slow one does not starve the rest
LOOK_SECONDS = 1.0  #: how often to look when nothing rang (another process may have written)
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
    ) -> None:
        self._deps = deps
        self._channels = channels
        self._threads = threads
        self._bell = ringer
        self._task: asyncio.Task[None] | None = None
        self._stopping = False

    async def start(self) -> None:
        self._task = asyncio.create_task(self._loop())

    async def stop(self) -> None:
        """Finish the sends under way; the rest is durable."""
        self._stopping = True
        self._bell.ring(bell.OUTBOX)
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=5)
            self._task.cancel()

    async def _loop(self) -> None:
        while not self._stopping:
            seen = self._bell.rung(bell.OUTBOX)
            try:
                sent = await self.flush()
            except StoreAway:
                sent = 0
            except Exception as error:
                # The loop must outlive any single failure: rows stay leased and come again.
                log.error("dispatch failed", error=type(error).__name__)
                sent = 0
            if not sent:
                await self._bell.wait(bell.OUTBOX, seen, LOOK_SECONDS)

    async def drained(self) -> None:
        """Return when nothing is left to send now."""
        while await self.flush():
            pass

    async def flush(self) -> int:
        """Send one row of each of the next conversations. Returns how many were taken up."""
        rows = await self._run(self._claim)
        await asyncio.gather(*(self._deliver(row, ref) for row, ref in rows))
        return len(rows)

    def _claim(self) -> list[tuple[Queued, ConversationRef | None]]:
        with self._deps.store.look() as uow:
            due = uow.outbox.next_due(self._channels)
        now = self._deps.clock()
        if due is None or due > now:
            return []
        with self._deps.store.begin() as uow:
            rows = uow.outbox.claim(self._channels, now, AT_ONCE)
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
            return lambda uow: uow.outbox.hold(row.id)
        except Gone:
            return lambda uow: self._lost(uow, row)
        except Unknown:
            return lambda uow: self._doubtful(uow, row)
        return lambda uow: uow.outbox.sent((row.id,), self._deps.clock())

    def _lost(self, uow: UnitOfWork, row: Queued) -> None:
        uow.outbox.give_up(row.id, "gone")
        uow.conversations.unreachable(row.conversation_id, gone=True)

    def _doubtful(self, uow: UnitOfWork, row: Queued) -> None:
        """Staff words are sent once more, recognisably; anything else is not repeated."""
        if row.staff and not row.doubtful:
            uow.outbox.retry(row.id, self._deps.clock(), doubtful=True)
        else:
            uow.outbox.give_up(row.id, "uncertain")

    async def _settle(self, change: Callable[[UnitOfWork], None]) -> None:
        def work() -> None:
            with self._deps.store.begin() as uow:
                change(uow)
                uow.commit()

        await self._run(work)

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


def _backoff(tries: int) -> timedelta:
    return timedelta(seconds=min(2**tries, 60))
