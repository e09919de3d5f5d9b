"""PostgreSQL dies twice under load and comes back. People are told so, nothing that was answered
is lost, nothing is done twice, and the service goes on without anybody touching it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from aiohttp import ClientSession, ClientTimeout, CookieJar

from tests.faults.database import crash, fresh, start
from tests.faults.test_kakao_kill import (
    PERSON,
    WORDS,
    Service,
    ask,
    is_real,
    payload,
    service,
    shown,
)
from tests.faults.web_visitor import Visitor

pytestmark = [
    pytest.mark.platform,
    pytest.mark.postgres,
    pytest.mark.slow,
    pytest.mark.asyncio,
]

RECOVERED = 10.0  #: seconds from the server's return to the first answer
TEXTS = 40
DEATHS = (10, 25)


async def test_a_database_that_dies_under_load(server: Any, tmp_path: Path) -> None:
    database = fresh(server, tmp_path)
    refusals = 0
    async with service(database) as ieum, ClientSession(timeout=ClientTimeout(8)) as http:
        assert is_real(await ask(http, ieum.url, payload(PERSON), "chp-opening-0000"))
        for n in range(1, TEXTS + 1):
            body, request_id = payload(f"{n}번째 말씀이에요"), f"chp-number-{n:04}"
            sending = asyncio.create_task(ask(http, ieum.url, body, request_id))
            if n in DEATHS:
                await asyncio.sleep(0.005)
                crash(server)
                refusals += await _told_so(ieum, http, body, request_id)
                start(server)
            back = monotonic()
            answer = await sending
            while not is_real(answer):
                assert monotonic() - back < RECOVERED
                await asyncio.sleep(0.1)
                answer = await ask(http, ieum.url, body, request_id)
        threads = await ieum.threads()
        await ieum.stop()
    assert refusals == len(DEATHS)
    (thread,) = threads
    told = [text for text in thread if "번째 말씀이에요" in text]
    assert told == [f"{n}번째 말씀이에요" for n in range(1, TEXTS + 1)]
    assert database.processed() == TEXTS + 1


async def _told_so(ieum: Service, http: ClientSession, body: dict[str, Any], request: str) -> int:
    """While the database is away: nothing is promised, and it says so in time."""
    started = monotonic()
    answer = await ask(http, ieum.url, body, request)
    assert shown(answer) == [WORDS.away]
    assert monotonic() - started < 5, "Kakao hangs up after five seconds"
    async with http.get(f"{ieum.url}/readyz") as ready:
        assert ready.status == 503
        assert (await ready.json())["database"] is False
    async with http.get(f"{ieum.url}/healthz") as alive:
        assert alive.status == 200, "a restart would not help"
    return 1


async def test_the_web_chat_says_so_and_comes_back(server: Any, tmp_path: Path) -> None:
    database = fresh(server, tmp_path)
    jar = CookieJar(unsafe=True)
    async with service(database) as ieum, ClientSession(cookie_jar=jar) as http:
        visitor = await Visitor.at(http, ieum.url)
        assert await visitor.say("안녕하세요") == 200
        crash(server)
        lost = "월세가 밀렸어요"
        assert await visitor.say(lost, "web-event-of-the-fall") == 503
        start(server)
        back = monotonic()
        while await visitor.say(lost, "web-event-of-the-fall") != 200:
            assert monotonic() - back < RECOVERED
            await asyncio.sleep(0.1)
        assert (await visitor.page()).count(lost) == 1
        await ieum.stop()
