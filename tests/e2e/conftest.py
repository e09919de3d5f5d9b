"""Real parts for end-to-end tests: the service, the fakes, a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.house import House, free_port
from tests.e2e.journeys.people import FakeTelegram
from tests.e2e.visitors import Visitor
from tests.faults.database import postgres

__all__ = ["postgres"]


@pytest.fixture
def start_house(tmp_path: Path) -> Iterator[Callable[..., House]]:
    houses: list[House] = []

    def start(**settings: str) -> House:
        house = House(tmp_path / "var", **settings)
        houses.append(house)
        return house.start()

    yield start
    for house in houses:
        if house.process and house.process.poll() is None:
            house.stop()


@pytest.fixture
def visit() -> Iterator[Callable[[House], Visitor]]:
    """Somebody new at the web chat, without a browser."""
    visitors: list[Visitor] = []

    def come(house: House) -> Visitor:
        visitors.append(Visitor(house.root))
        return visitors[-1].open()

    yield come
    for visitor in visitors:
        visitor.close()


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    fake = FakeTelegram(free_port())
    yield fake
    fake.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium, for a module at most: asyncio tests after it need the thread's loop."""
    places = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser")
    chromium = next((found for name in places if name and (found := shutil.which(name))), None)
    if chromium is None:
        pytest.skip("no chromium: install the package chromium or set CHROMIUM")
    playwright = pytest.importorskip("playwright.sync_api")
    quiet = (
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    )
    with playwright.sync_playwright() as started:
        launched = started.chromium.launch(
            executable_path=chromium, headless=True, args=list(quiet)
        )
        yield launched
        launched.close()
