"""The KakaoTalk channel at work on a real server, against the fake Kakao."""

from __future__ import annotations

import asyncio
import copy
import importlib.util
import json
import secrets
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

from aiohttp import ClientSession, ClientTimeout, web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from adapters.channels.kakao.runtime import KakaoRuntime, create
from adapters.channels.kakao.skill import PATH
from bot.domain.events import ConversationRef, InboundEvent
from bot.domain.messages import OutboundMessage, Reply, Tone
from bot.ports import StoreAway
from bot.services.intake import Answered

TOOLS = Path(__file__).parents[2] / "tools"
SECRET = "a-secret-of-the-test"
BOT = "659e3b4a7407e2205bf34eae"


def load_tool(name: str) -> ModuleType:
    """A tool of `tests/tools`; they import each other by bare name."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


CHECK = load_tool("check_skill_response")


@dataclass(frozen=True, kw_only=True)
class Setup:
    """The settings this channel reads."""

    kakao_skill_secret: SecretStr | None = field(default_factory=lambda: SecretStr(SECRET))
    kakao_bot_id: str | None = None
    kakao_rest_api_key: SecretStr | None = None
    kakao_api_base: str = "https://bot-api.kakao.com"
    kakao_event_name: str | None = None
    kakao_callback_hosts: tuple[str, ...] = ("127.0.0.1",)
    kakao_media_hosts: tuple[str, ...] = ("127.0.0.1",)
    kakao_answer_seconds: float = 3.0


@dataclass
class MemoryIntake:
    """`bot.services.intake.Intake` in memory: each event once, each person's in order, held
    words of staff first until they are settled, and what was answered can be had again.

    It answers '(n) text', n counting this person's events, so that a doubled or lost turn shows.
    """

    seconds: float = 0.0  # how long a turn takes
    keeping: float = 0.0  # how long it takes until an event is durable
    away: bool = False
    broken: bool = False
    events: list[InboundEvent] = field(default_factory=list)
    photos: list[bytes | None] = field(default_factory=list)
    kept: list[InboundEvent] = field(default_factory=list)
    settled_ids: list[int] = field(default_factory=list)
    held: dict[ConversationRef, list[OutboundMessage]] = field(default_factory=dict)
    extra: tuple[Reply, ...] = ()  # said after each answer
    silent: bool = False
    _said: dict[tuple[str, ConversationRef], list[OutboundMessage]] = field(default_factory=dict)
    _locks: dict[ConversationRef, asyncio.Lock] = field(default_factory=dict)
    _ids: int = 0

    def message(self, ref: ConversationRef, reply: Reply) -> OutboundMessage:
        self._ids += 1
        return OutboundMessage(id=self._ids, ref=ref, reply=reply)

    def staff_writes(self, ref: ConversationRef, text: str) -> None:
        waiting = self.held.setdefault(ref, [])
        waiting.append(self.message(ref, Reply(text=text, tone=Tone.STAFF)))

    def receive(self, event: InboundEvent, photo: bytes | None = None) -> asyncio.Future[Answered]:
        return asyncio.ensure_future(self._received(event, photo))

    async def _received(self, event: InboundEvent, photo: bytes | None) -> Answered:
        async with self._locks.setdefault(event.ref, asyncio.Lock()):
            await asyncio.sleep(self.seconds)
            if self.away:
                raise StoreAway
            if self.broken:
                raise RuntimeError("as nobody foresaw")
            key = (event.event_id, event.ref)
            repeated = key in self._said
            if not repeated:
                self._take(key, event, photo)
            held = self.held.get(event.ref, [])
            said = [m for m in self._said[key] if m.id not in {h.id for h in held}]
            return Answered(messages=(*held, *said), repeated=repeated)

    def _take(
        self, key: tuple[str, ConversationRef], event: InboundEvent, photo: bytes | None
    ) -> None:
        self.events.append(event)
        self.photos.append(photo)
        count = sum(e.ref == event.ref for e in self.events)
        replies = () if self.silent else (Reply(text=f"({count}) {event.text[:200]}"), *self.extra)
        self._said[key] = [self.message(event.ref, reply) for reply in replies]

    async def keep(self, events: Sequence[InboundEvent]) -> None:
        await asyncio.sleep(self.keeping)
        if self.away:
            raise StoreAway
        self.kept += events

    async def park(self, channel: str, event_id: str, raw: str, reason: str) -> None:
        raise AssertionError("nothing of Kakao is parked")

    async def settled(self, messages: Sequence[OutboundMessage]) -> None:
        if self.away:
            raise StoreAway
        self.settled_ids += [m.id for m in messages]
        for ref, held in self.held.items():
            self.held[ref] = [m for m in held if m.id not in self.settled_ids]


@dataclass
class Bench:
    """A running channel, and a client that speaks as Kakao does."""

    runtime: KakaoRuntime
    intake: MemoryIntake
    url: str
    http: ClientSession

    async def post(
        self, body: object, *, request_id: str = "", secret: str | None = SECRET, **headers: str
    ) -> tuple[int, Any]:
        """The HTTP status, and the JSON of the answer. A 200 is judged by the strict checker."""
        raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        sent = {"Content-Type": "application/json", **headers}
        sent |= {"X-Request-Id": request_id or f"chp-{secrets.token_hex(16)}"}
        sent |= {"X-Ieum-Skill-Secret": secret} if secret is not None else {}
        async with self.http.post(self.url, data=BytesIO(raw), headers=sent) as answer:
            got = await answer.read()
            if answer.status == 200:
                _, findings = CHECK.check_bytes(got, mode="skill")
                assert [str(f) for f in findings if f.severity == "ERROR"] == []
            assert b"Traceback" not in got
            return answer.status, json.loads(got) if got else None

    async def say(self, text: str, user: str = "user-1", **more: Any) -> list[str]:
        """What is shown to a person who writes this."""
        status, body = await self.post(payload(text, user), **more)
        assert status == 200
        return shown(body)


def payload(text: object, user: str = "user-1", **request: Any) -> dict[str, Any]:
    """A captured request with other words in it."""
    (path,) = (TOOLS / "kakao_samples").glob("02_*.json")
    made: dict[str, Any] = copy.deepcopy(json.loads(path.read_text(encoding="utf-8"))["payload"])
    made["userRequest"] |= {"utterance": text, **request}
    made["userRequest"]["user"] |= {"id": user}
    return made


def pressed(chip: dict[str, Any], user: str = "user-1") -> dict[str, Any]:
    """The request a pressed chip makes."""
    made = payload(chip["messageText"], user)
    made["action"]["clientExtra"] = chip["extra"]
    return made


def shown(body: Any) -> list[str]:
    return [
        str(part.get("text") or part.get("description"))
        for output in body["template"]["outputs"]
        for part in output.values()
    ]


def chips(body: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = body["template"].get("quickReplies", [])
    return found


class Server(TestServer):
    """As `ieum serve` does it: whoever hangs up breaks nothing off."""

    async def _make_runner(self, **options: Any) -> web.AppRunner:
        return web.AppRunner(self.app, **{**options, "handler_cancellation": False})


@asynccontextmanager
async def bench(intake: MemoryIntake | None = None, **settings: Any) -> AsyncIterator[Bench]:
    intake = intake or MemoryIntake()
    runtime = create(replace(Setup(), **settings), intake)
    assert isinstance(runtime, KakaoRuntime)
    app = web.Application()
    app.router.add_routes(runtime.routes())
    await runtime.start()
    async with Server(app) as server, ClientSession(timeout=ClientTimeout(10)) as http:
        try:
            yield Bench(runtime=runtime, intake=intake, url=str(server.make_url(PATH)), http=http)
        finally:
            await runtime.stop()


@asynccontextmanager
async def serving(*routes: web.AbstractRouteDef) -> AsyncIterator[str]:
    """Another server beside it: Kakao's picture store, or its API."""
    app = web.Application()
    app.router.add_routes(routes)
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")
