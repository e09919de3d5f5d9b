"""An office on a database of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.storage import SqlStore
from tests.contract.services.office import Office
from tests.stores import sqlite_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = sqlite_store(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def office(store: SqlStore) -> Office:
    return Office(store)
