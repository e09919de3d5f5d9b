"""An office with its web chat, and people who open it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from webchat_visitors import Visitor

from tests.contract.desk.desk_office import Office, office

# See tests/contract/desk/conftest.py.
QUIET = "ignore::aiohttp.web_exceptions.NotAppKeyWarning"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("filterwarnings", QUIET)


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path / "var") as opened:
        yield opened


@pytest.fixture
def visitor(house: Office) -> Callable[[], Any]:
    """Somebody new who has opened the page."""

    async def come() -> Visitor:
        someone = Visitor((await house.browser()).client)
        await someone.open()
        return someone

    return come
