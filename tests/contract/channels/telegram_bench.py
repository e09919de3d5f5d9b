"""A Telegram channel at work against the fake Bot API, both in this process."""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import io
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from aiohttp import ClientSession, web
from pydantic import SecretStr

from adapters.channels.telegram.runtime import TelegramRuntime
from bot.domain.events import ConversationRef, EventKind, InboundEvent
from bot.domain.messages import OutboundMessage, Reply
from bot.ports import StoreAway
from bot.services.intake import Answered

TOKEN = "42:fake-token_of-the-test"


def _load_fake() -> ModuleType:
    path = Path(__file__).parents[2] / "tools" / "fake_telegram.py"
    spec = importlib.util.spec_from_file_location("fake_telegram", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["fake_telegram"] = module
    spec.loader.exec_module(module)
    return module


FAKE = sys.modules.get("fake_telegram") or _load_fake()


@dataclass(frozen=True, kw_only=True)
class Setup:
    """The settings this channel reads."""

    telegram_token: SecretStr | None
    telegram_api_base: str
    telegram_webhook_url: str | None = None
    telegram_staff_chat: str | None = None


class MemoryIntake:
    """`bot.services.intake.Intake` as far as a channel's own duty goes: what was promised to be
    kept, in which order, and a database that can be away."""

    def __init__(self) -> None:
        self.events: list[InboundEvent] = []
        self.parked: dict[str, tuple[str, str]] = {}
        self.away = 0  # how many of the next calls find no database
        self.broken = 0  # how many of the next calls fail as nobody foresaw
        self.calls = 0
        self.pause = 0.0

    async def receive(self, event: InboundEvent, photo: bytes | None = None) -> Answered:
        raise AssertionError("this channel keeps before it confirms")

    async def keep(self, events: Sequence[InboundEvent]) -> None:
        await self._reach()
        known = {event.event_id for event in self.events}
        self.events += [event for event in events if event.event_id not in known]

    async def park(self, channel: str, event_id: str, raw: str, reason: str) -> None:
        await self._reach()
        self.parked[event_id] = (raw, reason)

    async def settled(self, messages: Sequence[OutboundMessage]) -> None:
        raise AssertionError("the dispatcher settles")

    async def _reach(self) -> None:
        self.calls += 1
        await asyncio.sleep(self.pause)
        if self.away:
            self.away -= 1
            raise StoreAway
        if self.broken:
            self.broken -= 1
            raise LookupError("비밀이야기")

    @property
    def texts(self) -> list[str]:
        return [event.text for event in self.events]

    def kinds(self) -> list[EventKind]:
        return [event.kind for event in self.events]


@dataclass(kw_only=True)
class Bench:
    fake: Any
    base: str
    home: str  #: where our own routes are served
    intake: MemoryIntake
    runtime: TelegramRuntime
    server: web.AppRunner  #: serves the fake

    async def play(self, script: str) -> None:
        """Run lines of the fake's script language; every expectation must hold."""
        assert await self.fake.run(script), self.fake.fail

    async def until(self, check: Callable[[], object], seconds: float = 8.0) -> None:
        end = asyncio.get_running_loop().time() + seconds
        while not check():
            assert asyncio.get_running_loop().time() < end, "\n".join(self.fake.lines[-30:])
            await asyncio.sleep(0.01)

    async def send(self, name: str, text: str, message_id: int = 1, **more: Any) -> None:
        doubtful = more.pop("doubtful", False)
        reply = Reply(text=text, **more)
        message = OutboundMessage(id=message_id, ref=self.ref(name), reply=reply, doubtful=doubtful)
        await self.runtime.channel.send(message)

    def ref(self, name: str) -> ConversationRef:
        return ConversationRef(channel="telegram", address=str(self.fake.who(name).id))

    def seen(self, name: str) -> list[str]:
        """What this person got, in order."""
        return [e["text"] for e in self.fake.who(name).events if e["kind"] == "send"]

    async def start(self) -> None:
        """As the leading process does."""
        await self.runtime.start()
        await self.runtime.lead()

    async def restart(self) -> None:
        """The channel of the next process: nothing in memory, the same intake."""
        await self.runtime.stop()
        self.runtime = make(self.base, self.intake)
        await self.start()


def make(base: str, intake: MemoryIntake, **more: Any) -> TelegramRuntime:
    setup = Setup(telegram_token=SecretStr(TOKEN), telegram_api_base=base, **more)
    return TelegramRuntime(setup, TOKEN, intake)


def options(**changed: Any) -> argparse.Namespace:
    defaults = {
        "token": TOKEN, "username": "ieum_bot", "quiet": True, "patience": 8, "length": "utf16",
        "flood": False, "per_chat_burst": 5, "https_only": False, "time_scale": 0.05,
        "first_update_id": 700000001, "seed": 1, "stop_on_fail": False,
    }  # fmt: skip
    return argparse.Namespace(**{**defaults, **changed})


@asynccontextmanager
async def bench(
    *, webhook: bool = False, start: bool = True, staff_chat: str | None = None, **changed: Any
) -> AsyncIterator[Bench]:
    """The fake, an intake, and the channel between them."""
    fake = FAKE.Fake(options(**changed))
    fake_runner, base = await serve(FAKE.build(fake))
    loop = asyncio.create_task(fake.webhook_loop())
    intake = MemoryIntake()
    front = _Front()
    home_runner, home = await serve(front.app())
    url = f"{home}/channels/telegram/webhook" if webhook else None
    runtime = make(base, intake, telegram_webhook_url=url, telegram_staff_chat=staff_chat)
    tools = Bench(
        fake=fake, base=base, home=home, intake=intake, runtime=runtime, server=fake_runner
    )
    front.bench = tools
    if start:
        await tools.start()
    try:
        yield tools
    finally:
        await tools.runtime.stop()
        loop.cancel()
        await asyncio.gather(loop, return_exceptions=True)
        await home_runner.cleanup()
        await fake_runner.cleanup()


class _Front:
    """Our web server: hands on to the routes of the channel that runs now."""

    bench: Bench

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self.handle)
        return app

    async def handle(self, request: web.Request) -> web.StreamResponse:
        for route in self.bench.runtime.routes():
            if (route.method, route.path) == (request.method, request.path):
                return await route.handler(request)
        raise web.HTTPNotFound


async def serve(app: web.Application) -> tuple[web.AppRunner, str]:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.02)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    return runner, f"http://127.0.0.1:{port}"


async def post(url: str, body: bytes, secret: str | None, **more: str) -> tuple[int, str | None]:
    """Deliver a body as Telegram would. Returns the status and the Retry-After."""
    headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
    headers |= more
    data = io.BytesIO(body)
    async with ClientSession() as http, http.post(url, data=data, headers=headers) as answer:
        return answer.status, answer.headers.get("Retry-After")
