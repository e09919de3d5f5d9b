"""Two processes on one PostgreSQL, a visitor at one and the office at the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from secrets import SystemRandom
from time import monotonic
from typing import Any

import psycopg
import pytest
from aiohttp import ClientResponse, ClientSession, ClientTimeout, CookieJar
from pydantic import SecretStr

from bot import bootstrap
from bot.domain.staff import Role, StaffMember
from bot.services import cases
from bot.services.deps import Deps
from bot.settings import Settings
from tests.faults.database import Database
from tests.faults.telegram_service import Service, service
from tests.faults.web_visitor import Visitor

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.asyncio]

AT_ONCE = 0.8  #: seconds; the look that everybody takes anyway comes after one or two
BY_LOOKING = 5.0
KIM = StaffMember(login="kim", role=Role.CASEWORKER)
NO_SCENE: Any = None


@asynccontextmanager
async def two(database: Database) -> AsyncIterator[tuple[Service, Service]]:
    async with service(database) as one:
        other = Service(fake=one.fake, env=one.env, database=database, token=one.token)
        await one.start()
        await other.start()
        try:
            yield one, other
        finally:
            await other.stop()


@asynccontextmanager
async def visiting(s: Service) -> AsyncIterator[Visitor]:
    jar, patient = CookieJar(unsafe=True), ClientTimeout(total=None, sock_read=30)
    async with ClientSession(cookie_jar=jar, timeout=patient) as http:
        yield await Visitor.at(http, s.url)


async def next_event(stream: ClientResponse) -> float:
    """Waits for the next message of a stream; gives the moment it came."""
    async with asyncio.timeout(15):
        async for line in stream.content:
            if line.startswith(b"data:"):
                return monotonic()
    raise AssertionError("the stream ended")


async def quiet(stream: ClientResponse) -> None:
    """Read away what is on its way."""
    with suppress(TimeoutError):
        while True:
            await asyncio.wait_for(stream.content.readline(), 0.7)


async def test_a_reply_written_in_one_process_is_seen_in_the_other_at_once(
    postgres: Database,
) -> None:
    async with two(postgres) as (one, other), visiting(other) as visitor:
        await visitor.say("담당자 연결")
        (case,) = (await one.api("GET", "/cases"))["cases"]
        async with visitor.stream() as stream:
            await quiet(stream)
            for n in range(1, 5):
                written = monotonic()
                await one.api("POST", f"/cases/{case['number']}/reply", text=f"{n}번째 답이에요")
                assert await next_event(stream) - written < AT_ONCE
                assert f"{n}번째 답이에요" in await visitor.page()
                await quiet(stream)


async def test_what_nobody_called_is_found_by_looking(postgres: Database) -> None:
    """The reply is committed, and the process that did it says nothing to anybody: as if it had
    been killed between the commit and the call."""
    async with two(postgres) as (one, other), visiting(other) as visitor:
        await visitor.say("담당자 연결")
        (case,) = (await one.api("GET", "/cases"))["cases"]
        async with visitor.stream() as stream:
            await quiet(stream)
            silent = silent_process(one)
            written = monotonic()
            await asyncio.to_thread(cases.reply, silent, case["number"], KIM, "조용한 답이에요")
            assert await next_event(stream) - written < BY_LOOKING
            assert "조용한 답이에요" in await visitor.page()
            silent.store.close()


def silent_process(s: Service) -> Deps:
    url = s.database.url
    assert url
    settings = Settings(data_dir=s.database.home / "var", database_url=SecretStr(url))
    return Deps(
        store=bootstrap.store_of(settings),
        scene=NO_SCENE,
        capabilities={},
        clock=lambda: datetime.now(UTC),
        random=SystemRandom(),
    )


async def test_nothing_but_ids_is_called(postgres: Database) -> None:
    """Whoever listens at the database learns that something happened, and not what."""
    async with two(postgres) as (one, other), visiting(other) as visitor:
        assert postgres.url
        line = await psycopg.AsyncConnection.connect(postgres.url, autocommit=True)
        await line.execute("LISTEN ieumtalk")
        await visitor.say("담당자 연결")
        await visitor.say("비밀이야기를 할게요")
        (case,) = (await one.api("GET", "/cases"))["cases"]
        await one.api("POST", f"/cases/{case['number']}/reply", text="비밀대답이에요")
        calls = [n.payload async for n in line.notifies(timeout=2)]
        await line.close()
        assert calls
        for payload in calls:
            who, _, topic = payload.partition(" ")
            assert len(who) == 8
            assert topic in ("cases", "outbox") or topic.startswith("talk:"), topic
            assert topic.removeprefix("talk:").isalnum(), topic
