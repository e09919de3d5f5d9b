"""What the tests of the use cases share: a real store and content, a clock to turn, a channel that
does as it is told, and a store that can be sent away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import SystemRandom
from typing import Any

from adapters.documents.pictures import PixelPictures
from adapters.storage import SqlStore
from bot.domain.events import ConversationRef, EventKind, InboundEvent, MediaRef
from bot.domain.messages import Capabilities, OutboundMessage, Push
from bot.ports import Gone, Pictures, StoreAway
from bot.services.bell import Bell
from bot.services.delivery import Dispatcher
from bot.services.deps import Deps
from bot.services.gateway import Gateway
from bot.services.together import Together
from tests.loaded import scene
from tests.stores import sqlite_store

START = datetime(2026, 9, 21, 1, 30, tzinfo=UTC)  # Monday 10:30 in Seoul
SPEAKS = Capabilities(
    push=Push.ANYTIME, max_text=4000, max_bubbles=10, max_choices=10, max_label=20
)
ANSWERS = replace(SPEAKS, push=Push.IN_REPLY)


class Clock:
    """A clock that only moves when it is turned."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


class MovableStore:
    """A real store that can be sent away: whatever is begun then fails as a lost server does."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self.away = False
        self.begun = 0  #: writing transactions

    @contextmanager
    def begin(self) -> Iterator[Any]:
        self._check()
        self.begun += 1
        with self._store.begin() as uow:
            yield uow

    @contextmanager
    def look(self) -> Iterator[Any]:
        self._check()
        with self._store.look() as uow:
            yield uow

    def _check(self) -> None:
        if self.away:
            raise StoreAway("sent away")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


@dataclass
class TestChannel:
    """Implements `bot.ports.Channel`: remembers what it sent, and fails as it is told."""

    __test__ = False

    name: str = "telegram"
    capabilities: Capabilities = SPEAKS
    sent: list[OutboundMessage] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    troubles: list[Exception] = field(default_factory=list)  #: raised by the next sends
    pictures: dict[str, bytes | list[Any]] = field(default_factory=dict)
    slow: dict[str, asyncio.Event] = field(default_factory=dict)  #: by address
    on_send: Callable[[OutboundMessage], None] = lambda _: None

    async def send(self, message: OutboundMessage) -> None:
        self.tried.append(message.reply.text)
        if message.ref.address in self.slow:
            await self.slow[message.ref.address].wait()
        self.on_send(message)
        if self.troubles:
            raise self.troubles.pop(0)
        self.sent.append(message)

    async def fetch(self, media: MediaRef) -> bytes:
        found = self.pictures.get(media.handle)
        if isinstance(found, list):
            found = found.pop(0)
        if isinstance(found, Exception):
            raise found
        if found is None:
            raise Gone(media.handle)
        return found

    @property
    def texts(self) -> list[str]:
        return [message.reply.text for message in self.sent]


@dataclass
class Bench:
    """The rim of the core with one channel that speaks and one that only answers."""

    deps: Deps
    store: MovableStore
    clock: Clock
    channel: TestChannel
    gateway: Gateway
    dispatcher: Dispatcher
    bell: Bell
    count: int = 0

    def event(self, text: str = "안녕하세요", who: str = "1", **more: Any) -> InboundEvent:
        self.count += 1
        given: dict[str, Any] = {
            "event_id": f"e{self.count}",
            "ref": ref(who),
            "at": self.clock(),
            "kind": EventKind.TEXT,
            "text": text,
            "order": self.count,
        }
        return InboundEvent(**{**given, **more})

    def said(self, who: str = "1", channel: str = "telegram") -> list[str]:
        """What somebody wrote, as far as it was taken up."""
        with self.deps.store.look() as uow:
            conversation = self.deps.store.conversation_id(ref(who, channel))
            since = START - timedelta(days=1)
            return [text for _, text in uow.inbox.said(conversation, since)]

    def waiting(self, channel: str = "telegram") -> list[InboundEvent]:
        """What was kept and not taken up."""
        with self.deps.store.look() as uow:
            return list(uow.inbox.kept(channel))

    def told(self, who: str = "1", channel: str = "telegram") -> list[str]:
        """The keys of all that was ever meant for somebody."""
        with self.deps.store.look() as uow:
            conversation = self.deps.store.conversation_id(ref(who, channel))
            return [row.reply.key for row in uow.outbox.thread(conversation, 0, 1000)]

    async def until(self, check: Callable[[], object], seconds: float = 5) -> None:
        end = asyncio.get_running_loop().time() + seconds
        while not check():
            assert asyncio.get_running_loop().time() < end, "never"
            await asyncio.sleep(0.005)


def ref(who: str = "1", channel: str = "telegram") -> ConversationRef:
    return ConversationRef(channel=channel, address=who)


@asynccontextmanager
async def bench(folder: Path, pictures: Pictures | None = None) -> AsyncIterator[Bench]:
    """Nothing is started; everything is closed at the end."""
    clock, ringer, channel = Clock(), Bell(), TestChannel()
    store = MovableStore(sqlite_store(folder))
    deps = Deps(
        store=store,  # type: ignore[arg-type]
        scene=scene(),
        capabilities={"telegram": SPEAKS, "kakao": ANSWERS},
        clock=clock,
        random=SystemRandom(),
    )
    threads, turns = ThreadPoolExecutor(4), ThreadPoolExecutor(1)
    gateway = Gateway(
        deps,
        pictures=pictures or PixelPictures(),
        threads=threads,
        together=Together(deps, turns, groups=1, most=32),
        ringer=ringer,
    )
    channels = {"telegram": channel, "kakao": TestChannel("kakao", ANSWERS)}
    gateway.use(channels)
    dispatcher = Dispatcher(deps, channels, threads=threads, ringer=ringer)
    try:
        yield Bench(deps, store, clock, channel, gateway, dispatcher, ringer)
    finally:
        store.away = False
        await gateway.stop()
        await dispatcher.stop()
        threads.shutdown()
        turns.shutdown()
        store.close()
