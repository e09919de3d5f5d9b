"""Two processes on one PostgreSQL: one polls Telegram, and when it dies the other takes over."""

from __future__ import annotations

import asyncio
from time import monotonic

import pytest

from tests.faults.database import Database
from tests.faults.telegram_service import Service, service

pytestmark = [
    pytest.mark.platform,
    pytest.mark.postgres,
    pytest.mark.slow,
    pytest.mark.asyncio,
]

TAKEN_OVER = 10.0  #: seconds from the death of one to the first text the other has read
WHO = "말순"


def beside(s: Service) -> Service:
    """A second process on the same database, with the same Telegram."""
    return Service(fake=s.fake, env=s.env, database=s.database, token=s.token)


async def leads(s: Service) -> bool:
    """Only the leading process polls, and only what polls knows how old its last poll is."""
    return "poll_age_seconds" in (await s.health())["channels"]["telegram"]


def states(s: Service) -> dict[str, int]:
    return s.counted("SELECT state, count(*) FROM inbox GROUP BY state")


async def test_another_takes_over_and_nothing_is_lost_or_doubled(postgres: Database) -> None:
    async with service(postgres) as first:
        second = beside(first)
        await first.start()
        await second.start()
        try:
            await _two_deaths(first, second)
        finally:
            await second.stop()


async def _two_deaths(first: Service, second: Service) -> None:
    assert await leads(first)
    assert not await leads(second)
    await first.play(f"{WHO}> 담당자 연결")
    await first.until(lambda: first.seen(WHO))
    (case,) = (await first.api("GET", "/cases"))["cases"]

    said = 0
    for dies, stays in ((first, second), (second, first)):
        # It dies with some of the texts kept, some answered, some not yet asked for.
        said = await _write(first, said, 6, pause=0.02)
        await asyncio.sleep(0.15)
        await dies.kill()
        died = monotonic()
        said = await _write(first, said, 6, pause=0.1)
        await first.until(lambda said=said: states(first) == {"done": 1 + said}, 30)
        assert monotonic() - died < TAKEN_OVER
        assert await leads(stays)
        if dies is first:
            await dies.start()
            assert not await leads(dies), "whoever comes back waits for its turn"

    thread = await first.thread(case["number"])
    words = [m["text"] for m in thread if m["author"] == "resident"][-said:]
    assert words == [f"자료 {n}번" for n in range(1, said + 1)]
    await first.until(lambda: not first.fake.updates)


async def _write(s: Service, said: int, more: int, *, pause: float) -> int:
    for n in range(said + 1, said + more + 1):
        await s.play(f"{WHO}> 자료 {n}번")
        await asyncio.sleep(pause)
    return said + more


async def test_who_ends_in_order_hands_over_too(postgres: Database) -> None:
    async with service(postgres) as first:
        second = beside(first)
        await first.start()
        await second.start()
        try:
            assert await first.stop() == 0
            stopped = monotonic()
            while not await leads(second):
                assert monotonic() - stopped < TAKEN_OVER
                await asyncio.sleep(0.1)
            await second.play(f"{WHO}> 처음으로")
            await second.until(lambda: second.seen(WHO))
        finally:
            await second.stop()


async def test_nobody_waits_a_minute_behind_what_the_dead_was_sending(postgres: Database) -> None:
    async with service(postgres) as first:
        second = beside(first)
        await first.start()
        await first.play(f"fault sendMessage delay delay=20\n{WHO}> 담당자 연결")
        await first.until(lambda: not any(f.times for f in first.fake.faults))
        await second.start()
        try:
            await first.kill()
            died = monotonic()
            await second.play(f"{WHO}> 자료 1번")
            await second.until(lambda: first.seen(WHO))
            assert monotonic() - died < TAKEN_OVER
            assert "답변 번호" in first.seen(WHO)[0], "it may have arrived before"
        finally:
            await second.stop()


async def test_a_slow_send_of_a_living_process_is_left_to_it(postgres: Database) -> None:
    async with service(postgres) as first:
        second = beside(first)
        await first.start()
        await second.start()
        try:
            await first.play(f"fault sendMessage delay delay=9\n{WHO}> 담당자 연결")
            await first.until(lambda: not any(f.times for f in first.fake.faults))
            await first.until(lambda: first.seen(WHO))
            await first.until(lambda: first.database.settled("telegram"))
            assert not [text for text in first.seen(WHO) if "답변 번호" in text]
        finally:
            await second.stop()
