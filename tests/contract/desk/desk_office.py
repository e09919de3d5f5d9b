"""A whole office for the tests: the real system on a fresh database, and browsers at its desk."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from html import unescape
from itertools import count
from pathlib import Path

import aiohttp_jinja2
import jinja2
import pytest
from aiohttp import ClientResponse, CookieJar
from aiohttp.test_utils import TestClient, TestServer
from jinja2.bccache import Bucket

from bot import bootstrap
from bot.bootstrap import System
from bot.domain.case import Case, CaseEvent
from bot.domain.events import ConversationRef, EventKind, InboundEvent
from bot.domain.staff import Access, Role
from bot.ports import CaseQuery
from bot.services import accounts
from bot.settings import Settings
from tests import loaded

PASSWORD = "바다와 하늘과 별"
REPORT = "옆집 할아버지가 일주일째 안보여요 우편물도 쌓여있고요"


@dataclass
class Browser:
    """Somebody at the desk: a cookie jar, and the forms of the pages seen."""

    client: TestClient
    login: str = ""

    async def get(self, path: str, **more: object) -> ClientResponse:
        more.setdefault("allow_redirects", False)
        return await self.client.get(path, **more)

    async def text(self, path: str, status: int = 200) -> str:
        response = await self.get(path)
        assert response.status == status, (path, response.status)
        return await response.text()

    async def post(self, path: str, **fields: str) -> ClientResponse:
        """Send a form. `csrf` is that of the session unless it is given."""
        if "csrf" not in fields:
            fields["csrf"] = await self.csrf()
        return await self.client.post(path, data=fields, allow_redirects=False)

    async def csrf(self) -> str:
        response = await self.client.get("/desk")
        return hidden(await response.text(), "csrf")

    async def sign_in(self, login: str, password: str = PASSWORD, **more: str) -> ClientResponse:
        page = await (await self.get("/desk/login")).text()
        fields = {"csrf": hidden(page, "csrf"), "login": login, "password": password}
        self.login = login
        return await self.client.post(
            "/desk/login", data={"next": "", **fields, **more}, allow_redirects=False
        )

    def cookies(self) -> dict[str, str]:
        return {cookie.key: cookie.value for cookie in self.client.session.cookie_jar}


@dataclass
class Office:
    """The running system. Browsers are closed with it."""

    system: System
    server: TestServer
    browsers: list[TestClient] = field(default_factory=list)
    numbers: count[int] = field(default_factory=lambda: count(1))

    def add(self, login: str, role: Role, team: str = "sodam") -> None:
        accounts.add(self.system.deps, login, role, team, PASSWORD)

    async def browser(self) -> Browser:
        client = TestClient(self.server, cookie_jar=CookieJar(unsafe=True))
        self.browsers.append(client)
        return Browser(client)

    async def at_desk(
        self, login: str, role: Role = Role.CASEWORKER, team: str = "sodam"
    ) -> Browser:
        """A browser of a new member, signed in."""
        self.add(login, role, team)
        browser = await self.browser()
        response = await browser.sign_in(login)
        assert response.status == 303, await response.text()
        return browser

    async def say(
        self, who: str, *texts: str, press: str | None = None, photo: bytes | None = None
    ) -> None:
        """What a resident does in the web chat, really."""
        if press or photo is not None:
            kind = EventKind.PRESS if press else EventKind.PHOTO
            await self._event(who, "", kind, press, photo)
        for text in texts:
            await self._event(who, text, EventKind.TEXT, None, None)

    async def _event(
        self, who: str, text: str, kind: EventKind, choice: str | None, photo: bytes | None
    ) -> None:
        event = InboundEvent(
            event_id=f"e{next(self.numbers)}",
            ref=ConversationRef(channel="web", address=who),
            at=datetime.now(UTC),
            kind=kind,
            text=text,
            choice=choice,
        )
        await self.system.gateway.receive(event, photo)

    async def talk(self, who: str, *texts: str) -> str:
        """Somebody asks for a person; gives the case number."""
        await self.say(who, "사람과 이야기하고 싶어요", *texts)
        return self.newest()

    async def callback(self, who: str, phone: str = "010-1234-5678") -> str:
        """Somebody books a call; gives the case number."""
        await self.say(who, "전화 상담 예약할래요", "동의합니다", phone, "내일 오전", "월세")
        await self.say(who, press="submit")
        return self.newest()

    async def report(self, who: str) -> str:
        """A neighbour reports anonymously, for the receipt alone; gives the case number."""
        await self.say(who, REPORT, "문 두드려도 대답이 없어요", "모르겠어요", "모르겠어요")
        await self.say(who, "건너뛰기")
        await self.say(who, press="opt:receipt")
        await self.say(who, press="skip")
        await self.say(who, press="submit")
        return self.newest()

    def newest(self) -> str:
        with self.system.deps.store.look() as uow:
            return max(case.number for case in uow.cases.find(CaseQuery()).cases)

    def case(self, number: str) -> Case:
        with self.system.deps.store.look() as uow:
            found = uow.cases.get(number)
        assert found is not None
        return found

    def events(self, number: str) -> list[CaseEvent]:
        with self.system.deps.store.look() as uow:
            return uow.cases.events(number)

    def accesses(self) -> list[Access]:
        with self.system.deps.store.look() as uow:
            return [access for _, access in uow.staff.accesses(500)]


class Compiled(jinja2.BytecodeCache):
    """The templates of the pages, compiled once a process instead of once an office."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


@cache
def _empty() -> Path:
    """The folder of an office where nothing happened yet. Made once a process."""
    folder = Path(tempfile.mkdtemp(prefix="ieum-office-")) / "var"
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
    bootstrap.store_of(Settings(data_dir=folder)).close()
    return folder


def build(folder: Path, **settings: object) -> System:
    """The system as `ieum serve` builds it, on a database of its own."""
    if not folder.exists() and "database_url" not in settings:
        shutil.copytree(_empty(), folder)
    with pytest.MonkeyPatch.context() as patch:
        loaded.keep(patch.setattr)
        return bootstrap.build(Settings(data_dir=folder, **settings))


@asynccontextmanager
async def office(folder: Path, **settings: object) -> AsyncIterator[Office]:
    """A running office."""
    system = build(folder, **settings)
    app = system.web()
    aiohttp_jinja2.get_env(app).bytecode_cache = COMPILED
    server = TestServer(app)
    await server.start_server()
    opened = Office(system, server)
    try:
        yield opened
    finally:
        system.gateway.stopping = True
        for browser in opened.browsers:
            await browser.session.close()
        await server.close()
        await system.stop()


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no field {name}"
    return unescape(found.group(1))
