"""The live stream: numbers only, in order, from where one left off, and over with the session."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

import pytest
from aiohttp import ClientResponse
from desk_office import Browser, Office, build, hidden

from bot.domain.case import EventName
from bot.domain.staff import Role
from bot.services import cases, members

pytestmark = pytest.mark.asyncio

MESSAGE = re.compile(r"id: (\d+)\ndata: (.*)\n\n")


class Stream:
    """What an open page hears."""

    def __init__(self, response: ClientResponse) -> None:
        self.response = response
        self.raw = ""

    async def until(self, count: int, seconds: float = 5) -> list[tuple[int, str]]:
        """Wait for so many messages."""
        async with asyncio.timeout(seconds):
            while len(self.heard) < count:
                self.raw += (await self.response.content.readany()).decode()
        return self.heard

    async def until_named(self, number: str, seconds: float = 5) -> None:
        """Wait for a message about this case."""
        async with asyncio.timeout(seconds):
            while number not in [case_no for _, case_no in self.heard]:
                self.raw += (await self.response.content.readany()).decode()

    async def nothing_for(self, seconds: float) -> None:
        """Make sure that no message comes."""
        before = len(self.heard)
        try:
            async with asyncio.timeout(seconds):
                while len(self.heard) == before:
                    self.raw += (await self.response.content.readany()).decode()
        except TimeoutError:
            return
        raise AssertionError(self.heard[before:])

    async def over(self, seconds: float = 5) -> float:
        """Wait for the end; gives the seconds it took."""
        start = monotonic()
        async with asyncio.timeout(seconds):
            await self.response.content.read()
        return monotonic() - start

    @property
    def heard(self) -> list[tuple[int, str]]:
        return [(int(seq), number) for seq, number in MESSAGE.findall(self.raw)]


@asynccontextmanager
async def listening(browser: Browser, after: int | None = None) -> AsyncIterator[Stream]:
    headers = {} if after is None else {"Last-Event-ID": str(after)}
    async with browser.client.get("/desk/stream", headers=headers) as response:
        assert response.status == 200
        assert response.content_type == "text/event-stream"
        yield Stream(response)


async def test_a_new_case_is_heard_at_once_and_only_by_its_number(desk: Office) -> None:
    kim = await desk.at_desk("kim")
    async with listening(kim) as stream:
        await asyncio.sleep(0.2)
        start = monotonic()
        number = await desk.report("neighbour")
        heard = await stream.until(1)
        assert monotonic() - start < 5
        assert heard[0][1] == number
        stream.raw += "\n\n"
        left = MESSAGE.sub("", stream.raw)
        assert re.sub(r"^:.*$", "", left, flags=re.M).strip() == "", "only ids travel"


async def test_it_goes_on_from_where_one_left(desk: Office) -> None:
    number = await desk.talk("resident")
    kim = await desk.at_desk("kim")
    page = await kim.text(f"/desk/cases/{number}")
    last = desk.events(number)[-1].seq
    await kim.post(f"/desk/cases/{number}/claim", version=hidden(page, "version"))
    other = await desk.talk("another")

    async with listening(kim, after=last) as stream:
        heard = await stream.until(2)
    expected = [(e.seq, n) for n in (number, other) for e in desk.events(n) if e.seq > last]
    assert heard == sorted(expected)
    async with listening(kim, after=heard[0][0]) as stream:
        assert await stream.until(len(expected) - 1) == sorted(expected)[1:]


async def test_an_id_from_the_future_or_none_at_all_is_no_error(desk: Office) -> None:
    kim = await desk.at_desk("kim")
    for who, given in enumerate(("999999999", "nonsense", "-1", "٣", "9" * 400)):
        async with kim.client.get("/desk/stream", headers={"Last-Event-ID": given}) as response:
            assert response.status == 200
            stream = Stream(response)
            number = await desk.talk(f"resident-{who}")
            await stream.until_named(number)


async def test_what_happened_while_the_page_was_loading_is_told(desk: Office) -> None:
    kim = await desk.at_desk("kim")
    page = await kim.text("/desk")
    number = await desk.talk("resident")
    found = re.search(r'hx-sse:connect="([^"]+)"', page)
    assert found
    async with kim.client.get(found.group(1)) as response:
        assert (await Stream(response).until(1))[0][1] == number


async def test_what_the_page_already_shows_is_not_told_again(desk: Office) -> None:
    await desk.talk("resident")
    kim = await desk.at_desk("kim")
    page = await kim.text("/desk")
    found = re.search(r'hx-sse:connect="([^"]+)"', page)
    assert found
    async with kim.client.get(found.group(1)) as response:
        await Stream(response).nothing_for(2.5)


async def test_another_process_is_heard_within_seconds(desk: Office) -> None:
    number = await desk.talk("resident")
    kim = await desk.at_desk("kim")
    other = build(desk.system.settings.data_dir)
    async with listening(kim, after=desk.events(number)[-1].seq) as stream:
        await asyncio.sleep(0.5)
        with other.deps.store.look() as uow:
            member = uow.staff.get("kim")
        assert member
        cases.claim(other.deps, number, member)
        assert (await stream.until(1))[0][1] == number
    other.threads.shutdown()
    other.deps.store.close()


async def test_cases_of_another_team_are_not_heard(desk: Office) -> None:
    kim = await desk.at_desk("kim")
    number = await desk.talk("resident")
    async with listening(kim, after=desk.events(number)[-1].seq) as stream:
        await asyncio.sleep(0.2)
        with desk.system.deps.store.begin() as uow:
            case = uow.cases.get(number)
            assert case
            uow.cases.save(case.route(dong="", dong_name="", team="elsewhere"))
            uow.cases.record(number, desk.system.deps.clock(), "x", EventName.ROUTED)
            uow.commit()
        await stream.nothing_for(3)


@pytest.mark.parametrize("how", ["logout", "disabled", "demoted"])
async def test_it_closes_within_five_seconds(desk: Office, how: str) -> None:
    kim = await desk.at_desk("kim")
    root = await desk.at_desk("root", Role.ADMIN, "")
    csrf = hidden(await root.text("/desk/staff"), "csrf")
    async with listening(kim) as stream:
        await asyncio.sleep(0.2)
        if how == "logout":
            await kim.post("/desk/logout")
        elif how == "disabled":
            await root.post("/desk/staff/kim/disable", csrf=csrf)
        else:
            await root.post("/desk/staff/kim/change", csrf=csrf, role="admin", team="")
        assert await stream.over() < 5


async def test_it_closes_when_another_process_disables_the_account(desk: Office) -> None:
    kim = await desk.at_desk("kim")
    desk.add("root", Role.ADMIN, "")
    with desk.system.deps.store.look() as uow:
        root = uow.staff.get("root")
    assert root
    async with listening(kim) as stream:
        await asyncio.sleep(0.2)
        members.disable(desk.system.deps, root, "kim")  # no bell rings
        assert await stream.over() < 5


async def test_it_ends_when_the_program_stops(desk: Office) -> None:
    kim = await desk.at_desk("kim")
    async with listening(kim) as stream:
        await asyncio.sleep(0.2)
        desk.system.gateway.stopping = True
        assert await stream.over() < 5
