"""The office of each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from desk_office import Office, office

from adapters.web.desk.words import Words

# The nonce is kept under a plain name, since channels and pages share it and know nothing else of
# each other; newer versions of aiohttp would rather have a key object.
QUIET = "ignore::aiohttp.web_exceptions.NotAppKeyWarning"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("filterwarnings", QUIET)


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Office]:
    """The real system on a fresh database, served. Whatever a test made the desk write into the
    access log, the auditor can read it in words."""
    async with office(tmp_path / "var") as opened:
        yield opened
        words = Words(opened.system.deps.scene.content.catalog)
        actions = {access.action for access in opened.accesses()}
        assert [action for action in actions if words.label("action", action) == action] == []
