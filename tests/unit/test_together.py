"""Turns taken together: one commit for all, and each still whole or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from service_bench import Bench, bench

from bot.domain.events import InboundEvent
from bot.ports import StoreAway
from bot.services.intake import Answered

pytestmark = pytest.mark.asyncio

PEOPLE = [str(n) for n in range(20)]


@pytest_asyncio.fixture
async def office(tmp_path: Path) -> AsyncIterator[Bench]:
    async with bench(tmp_path) as opened:
        yield opened


def broken(event: InboundEvent) -> InboundEvent:
    """An event whose turn fails: a moment without a time zone cannot be stored."""
    return replace(event, at=event.at.replace(tzinfo=None))


async def outcomes(office: Bench, events: list[InboundEvent]) -> list[Answered | BaseException]:
    return await asyncio.gather(
        *(office.gateway.receive(event) for event in events), return_exceptions=True
    )


async def test_who_waits_at_the_same_moment_shares_a_transaction(office: Bench):
    await outcomes(office, [office.event(who=who) for who in PEOPLE])
    assert office.store.begun < len(PEOPLE) / 2
    assert all(office.said(who) == ["안녕하세요"] and office.told(who) for who in PEOPLE)


async def test_a_turn_that_fails_fails_for_itself_only(office: Bench):
    events = [office.event(who=who) for who in PEOPLE]
    for at in (3, 11):
        events[at] = broken(events[at])
    done = await outcomes(office, events)
    assert [n for n, one in enumerate(done) if isinstance(one, ValueError)] == [3, 11]
    assert [n for n, one in enumerate(done) if isinstance(one, Answered)] == [
        n for n in range(20) if n not in {3, 11}
    ]
    for n, who in enumerate(PEOPLE):
        assert office.said(who) == ([] if n in {3, 11} else ["안녕하세요"])
        assert bool(office.told(who)) is (n not in {3, 11})


async def test_who_failed_can_write_again(office: Bench):
    await outcomes(office, [broken(office.event()), office.event(who="2")])
    assert not (await office.gateway.receive(office.event())).repeated


async def test_everybody_is_told_when_the_database_is_away(office: Bench):
    office.store.away = True
    events = [office.event(who=who) for who in PEOPLE]
    assert all(isinstance(one, StoreAway) for one in await outcomes(office, events))
    office.store.away = False
    done = await outcomes(office, events)
    assert [one.repeated for one in done if isinstance(one, Answered)] == [False] * len(PEOPLE)


async def test_the_same_event_twice_at_once_counts_once(office: Bench):
    event = office.event()
    others = [office.event(who=who) for who in PEOPLE]
    done = await outcomes(office, [*others, event, event])
    assert [one.repeated for one in done[-2:] if isinstance(one, Answered)] == [False, True]


async def test_a_person_who_left_does_not_take_the_others_along(office: Bench):
    """A request that is cut off while its turn waits: the turn is taken, nobody hangs."""
    waiting = [office.gateway.receive(office.event(who=who)) for who in PEOPLE]
    await asyncio.sleep(0)
    waiting[4].cancel()
    done = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(done[4], asyncio.CancelledError)
    assert sum(isinstance(one, Answered) for one in done) == len(PEOPLE) - 1


async def test_nobody_is_left_waiting_when_the_threads_are_gone(office: Bench):
    office.gateway._together._threads.shutdown()
    waiting = [office.gateway.receive(office.event(who=who)) for who in ("1", "1", "2")]
    done = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(isinstance(one, asyncio.CancelledError) for one in done)
