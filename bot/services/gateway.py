"""The asynchronous rim of the core: every event comes in here, each person's in order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

import structlog

from bot.domain.events import ConversationRef, InboundEvent
from bot.domain.messages import OutboundMessage
from bot.ports import Channel, Pictures, StoreAway
from bot.services import bell
from bot.services.bell import Bell
from bot.services.deps import Deps
from bot.services.fetching import fetched, missing, rebuilt
from bot.services.inbound import Asked, Picture
from bot.services.queue import Turns
from bot.services.together import Answer, Together, refuse
from intents import mask

log = structlog.get_logger()
T = TypeVar("T")
GetPicture = Callable[[], Coroutine[Any, Any, Picture]]

#: A turn that fails this often for a reason of its own is put aside so that it blocks nobody.
MAX_TRIES = 3
RETRY_SECONDS = 1.0
SETTLE_SECONDS = 0.2
TAKE_UP_SECONDS = 10.0


class Gateway:
    """Implements `bot.services.intake.Intake` for all channels of this process."""

    def __init__(
        self,
        deps: Deps,
        *,
        pictures: Pictures,
        threads: ThreadPoolExecutor,
        together: Together,
        ringer: Bell,
    ) -> None:
        self._deps = deps
        self._pictures = pictures
        self._threads = threads
        self._together = together
        self._bell = ringer
        together.tells(self._over)
        self._turns = Turns()
        self._channels: Mapping[str, Channel] = {}
        self._backlog: dict[ConversationRef, deque[InboundEvent]] = {}
        self._workers: set[asyncio.Task[Any]] = set()
        self._unsettled: list[int] = []
        self._settling: asyncio.Task[None] | None = None
        self._taking_up: asyncio.Task[None] | None = None
        self.stopping = False  #: the process is on its way out: long answers should end

    def use(self, channels: Mapping[str, Channel]) -> None:
        """The channels, once made (they need the gateway, and it needs them for pictures)."""
        self._channels = channels

    async def run(self, work: Callable[[], T]) -> T:
        """Do synchronous work of the core in a worker thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def ring(self, *topics: str) -> None:
        """Wake whoever waits for a change that was just committed."""
        self._bell.ring(*topics)

    # ------------------------------------------------------------------ verbs of the channels

    def receive(self, event: InboundEvent, photo: bytes | None = None) -> Answer:
        if photo:
            return self._with_picture(event, lambda: rebuilt(photo, self._pictures, self.run))
        asked = Asked(event=event, picture=missing(event))
        answer: Answer = asyncio.get_running_loop().create_future()
        self._turns.begin(event.ref, lambda: self._together.take(asked, answer))
        return answer

    async def keep(self, events: Sequence[InboundEvent]) -> None:
        masked = [_masked(event) for event in events]
        fresh = await self.run(lambda: self._keep(masked))
        for event in fresh:
            self._enqueue(event)

    async def park(self, channel: str, event_id: str, raw: str, reason: str) -> None:
        await self.run(lambda: self._park(channel, event_id, mask(raw).text, reason))
        log.warning("event parked", channel=channel, event_id=event_id, reason=reason)

    async def settled(self, messages: Sequence[OutboundMessage]) -> None:
        self._unsettled += [m.id for m in messages]
        if self._unsettled and self._settling is None:
            self._settling = asyncio.create_task(self._settle())

    # ---------------------------------------------------------------------- start and stop

    async def start(self) -> None:
        """Take up what was kept before the last stop and not worked off."""
        for name in self._channels:
            for event in await self.run(lambda name=name: self._kept(name)):  # type: ignore[misc]
                self._enqueue(event)

    async def lead(self) -> None:
        """Look after what other processes kept and left behind, now and from time to time. Two
        may work off the same events: each takes them in order, and each event counts once.

        Returns after the first look: what a channel asks for from then on was said later.
        """
        with suppress(StoreAway):
            await self.start()
        self._taking_up = asyncio.create_task(self._take_up())

    async def follow(self) -> None:
        if self._taking_up is not None:
            self._taking_up.cancel()
            self._taking_up = None

    async def stop(self) -> None:
        """Finish the turns under way. What waits is durable and goes on at the next start."""
        self.stopping = True
        self._backlog.clear()
        if self._workers:
            await asyncio.wait(self._workers, timeout=5)
        if self._settling is not None:
            await self._settling

    # ---------------------------------------------------------------------------- inside

    def _keep(self, events: Sequence[InboundEvent]) -> list[InboundEvent]:
        with self._deps.store.begin() as uow:
            fresh = [event for event in events if uow.inbox.keep(event)]
            uow.commit()
        return fresh

    def _park(self, channel: str, event_id: str, raw: str, reason: str) -> None:
        with self._deps.store.begin() as uow:
            uow.inbox.park(channel, event_id, raw, reason)
            uow.commit()

    def _kept(self, channel: str) -> list[InboundEvent]:
        with self._deps.store.look() as uow:
            return uow.inbox.kept(channel)

    async def _take_up(self) -> None:
        while not self.stopping:
            await asyncio.sleep(TAKE_UP_SECONDS)
            with suppress(StoreAway):
                await self.start()

    def _begun(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Work that is finished whoever waits for it."""
        task = asyncio.create_task(work)
        self._workers.add(task)
        task.add_done_callback(self._workers.discard)
        return task

    def _enqueue(self, event: InboundEvent) -> None:
        waiting = self._backlog.setdefault(event.ref, deque())
        if any(event.event_id == other.event_id for other in waiting):
            return
        waiting.append(event)
        if len(waiting) == 1:
            self._begun(self._work_off(event.ref))

    async def _work_off(self, ref: ConversationRef) -> None:
        """One person's kept events, one after the other."""
        waiting = self._backlog[ref]
        try:
            while waiting and not self.stopping:
                await self._until_done(waiting[0])
                if waiting:
                    waiting.popleft()
        finally:
            # Whatever ended it: the person's next event finds nobody in its way.
            self._backlog.pop(ref, None)

    async def _until_done(self, event: InboundEvent) -> None:
        tries = 0
        while not self.stopping:
            try:
                await self._receive_kept(event)
                return
            except StoreAway:
                await asyncio.sleep(RETRY_SECONDS)
            except Exception as error:
                # A turn that cannot be taken must not block the person behind it: it is put
                # aside, sealed, and somebody is told. This loop is the only place for that.
                tries += 1
                log.error("turn failed", event_id=event.event_id, error=type(error).__name__)
                if tries >= MAX_TRIES and await self._put_aside(event):
                    return

    async def _put_aside(self, event: InboundEvent) -> bool:
        """False when that could not be kept either, and must be tried again."""
        try:
            await self.park(event.ref.channel, event.event_id, "", "turn failed")
        except StoreAway:
            await asyncio.sleep(RETRY_SECONDS)
            return False
        return True

    async def _receive_kept(self, event: InboundEvent) -> None:
        # Nobody is being answered: what an answering channel has to say waits in the outbox.
        await self._with_picture(event, lambda: self._fetched(event), answering=False)

    def _fetched(self, event: InboundEvent) -> Coroutine[Any, Any, Picture]:
        channel = self._channels[event.ref.channel]
        return fetched(channel, event, self._pictures, self.run, lambda: self._wrote_on(event))

    def _wrote_on(self, event: InboundEvent) -> bool:
        """Whether words wait behind a picture: they may be a cry for help."""
        waiting = self._backlog.get(event.ref, ())
        return any(other.text for other in waiting if other is not event)

    def _with_picture(
        self, event: InboundEvent, get: GetPicture, *, answering: bool = True
    ) -> Answer:
        """A turn whose picture must be got first; the person's later turns wait meanwhile."""
        answer: Answer = asyncio.get_running_loop().create_future()

        def got(picture: asyncio.Task[Picture]) -> None:
            error = asyncio.CancelledError() if picture.cancelled() else picture.exception()
            if error is None:
                asked = Asked(event=event, picture=picture.result(), answering=answering)
                self._together.take(asked, answer)
            else:
                refuse(answer, error)
                self._turns.end(event.ref)

        self._turns.begin(event.ref, lambda: self._begun(get()).add_done_callback(got))
        return answer

    async def _settle(self) -> None:
        """Mark answers as sent, many in one commit: a turn costs one commit, not two."""
        await asyncio.sleep(SETTLE_SECONDS)
        while self._unsettled:
            ids, self._unsettled = self._unsettled, []
            try:
                await self.run(lambda ids=ids: self._sent(ids))  # type: ignore[misc]
            except StoreAway:
                self._unsettled = ids + self._unsettled
                if self.stopping:
                    break
                await asyncio.sleep(RETRY_SECONDS)
        self._settling = None
        self._bell.ring(bell.CASES)

    def _sent(self, ids: Sequence[int]) -> None:
        with self._deps.store.begin() as uow:
            uow.outbox.sent(ids, self._deps.clock())
            uow.commit()

    def _over(self, turns: Sequence[Asked], kept: bool) -> None:
        """Turns of different people are over, and nothing stands before their next ones."""
        people = [asked.event.ref for asked in turns]
        for ref in people:  # first of all: whatever comes after must block nobody
            self._turns.end(ref)
        if kept:
            self._ring(people)

    def _ring(self, people: Sequence[ConversationRef]) -> None:
        deps = self._deps
        looking_on = [ref for ref in people if not deps.only_answers(ref.channel)]
        topics = [bell.talk(deps.store.conversation_id(ref)) for ref in looking_on]
        # What answers at once left nothing to send, unless an alarm went to the staff chat.
        if looking_on or deps.staff_chat is not None:
            topics.append(bell.OUTBOX)
        self._bell.ring(bell.CASES, *topics)


def _masked(event: InboundEvent) -> InboundEvent:
    """The event as it may be stored: numbers that must not be kept are gone before anything."""
    if not event.text:
        return event
    found = mask(event.text)
    return replace(event, text=found.text, masked=found.kinds)
