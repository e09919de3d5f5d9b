"""An office with its API, and a program that may do everything there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from api_programs import Program, program

from tests.contract.desk.desk_office import Office, office

# See tests/contract/desk/conftest.py.
QUIET = "ignore::aiohttp.web_exceptions.NotAppKeyWarning"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("filterwarnings", QUIET)


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[Office]:
    """The real system on a fresh database, served."""
    async with office(tmp_path / "var") as opened:
        yield opened


@pytest_asyncio.fixture
async def api(house: Office) -> Program:
    """A program that may do everything."""
    return await program(house)
