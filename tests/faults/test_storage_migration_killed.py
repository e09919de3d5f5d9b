"""kill -9 in the middle of a migration, and several processes that migrate at once."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import NullPool, create_engine, inspect

from adapters.storage import SqlStore, migrate
from adapters.storage.tables import metadata
from tests.stores import SECRET, new_database, postgres_url

ROOT = Path(__file__).parents[2]

# Dies by its own hand at the n-th statement that makes a table or an index.
DIES = """
import os, signal, sys
from sqlalchemy import create_engine, event
from adapters.storage import migrate
engine = create_engine(sys.argv[1])
left = int(sys.argv[2])
@event.listens_for(engine, "after_cursor_execute")
def count(connection, cursor, statement, *rest):
    global left
    if statement.lstrip().startswith("CREATE"):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
migrate(engine)
"""
MIGRATES = """
import sys
from sqlalchemy import create_engine
from adapters.storage import migrate
migrate(create_engine(sys.argv[1]))
"""


def run(script: str, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", script, *arguments], cwd=ROOT)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request, tmp_path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ieum.db'}"
    if postgres_url() is None:
        pytest.skip("no PostgreSQL")
    return str(new_database()).replace("postgresql://", "postgresql+psycopg://")


def test_a_migration_killed_in_the_middle_is_finished_by_the_next(url):
    engine = create_engine(url, poolclass=NullPool)
    killed = [run(DIES, url, str(at)) for at in (2, 11, 30)]
    assert [process.wait(30) for process in killed] == [-signal.SIGKILL] * 3
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == []  # nothing half done is left behind
    migrate(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    store = SqlStore(url, [SECRET])
    store.ready()
    store.close()


def test_three_processes_may_migrate_at_once(url):
    processes = [run(MIGRATES, url) for _ in range(3)]
    assert [process.wait(30) for process in processes] == [0, 0, 0]
    store = SqlStore(url, [SECRET])
    store.ready()
    store.close()
