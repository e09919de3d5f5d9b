"""SQLite in a file: one writing connection for everything, reading ones apart."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, QueuePool, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from adapters.storage.errors import store_errors
from adapters.storage.file_lock import FileLock
from bot.ports import StoreAway

PATIENCE = 5.0  #: seconds to wait for a lock before the caller is told to try later
_READERS = 8
_ROOM = 1 << 16  #: bytes that must fit on the disk: some turns

_BOTH = f"PRAGMA busy_timeout={int(PATIENCE * 1000)}; PRAGMA trusted_schema=OFF;"
_WRITER = """
PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;
PRAGMA secure_delete=ON; PRAGMA journal_size_limit=67108864; PRAGMA wal_autocheckpoint=4000;
"""
_READER = "PRAGMA query_only=ON;"


class Embedded:
    """A SQLite database. All writing, and with it every checkpoint, happens on one connection
    under one lock of the process and one of the machine; see `file_lock`."""

    sender = None  # one process serves a file: see `Outbox.forsaken`

    def __init__(self, url: URL) -> None:
        if not url.database or url.database == ":memory:":
            raise ValueError("the embedded database must be a file")
        path = Path(url.database)
        self._path = path
        self._mutex = threading.Lock()
        self._writing_thread: int | None = None
        self._lock = FileLock(path.with_name(path.name + ".lock"))
        self._writer: Connection | None = None
        self._write_engine = _engine(url, _BOTH + _WRITER, poolclass=NullPool)
        self._read_engine = _engine(
            url,
            _BOTH + _READER,
            poolclass=QueuePool,
            pool_size=_READERS,
            max_overflow=4 * _READERS,
            pool_timeout=PATIENCE,
            pool_use_lifo=True,
        )

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self._alone(), store_errors(writing=True):
            connection = self._open_writer()
            try:
                # Taken at once: a reading transaction that turns writer cannot wait for others.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection
            finally:
                self._roll_back(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with store_errors(writing=False), self._read_engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            yield connection

    def check_room(self) -> None:
        # Tried on the disk itself: a transaction only meets its end when it is committed.
        try:
            with TemporaryFile(dir=self._path.parent, buffering=0) as file:
                if file.write(bytes(_ROOM)) < _ROOM:
                    raise StoreAway("the database is full")
        except OSError as error:
            raise StoreAway(f"nothing can be kept beside the database: {error.strerror}") from None

    def lead(self) -> bool:
        return True  # one process serves a file

    def heard(self, seconds: float) -> None:
        return None

    def tell(self, topics: Sequence[str]) -> None:
        return None

    def close(self) -> None:
        # The last connection to leave checkpoints, so the writer leaves last and locked.
        self._read_engine.dispose()
        with self._alone():
            if self._writer is not None:
                self._writer.close()
                self._writer = None
        self._lock.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        me = threading.get_ident()
        if self._writing_thread == me:
            raise RuntimeError("this thread has a writing transaction open already")
        if not self._mutex.acquire(timeout=PATIENCE):
            raise StoreAway("the database is busy")
        try:
            self._lock.acquire(PATIENCE)
            self._writing_thread = me
            yield
        finally:
            self._writing_thread = None
            self._lock.release()
            self._mutex.release()

    def _open_writer(self) -> Connection:
        if self._writer is None:
            with suppress(OSError):  # SQLite itself says what is wrong with the place
                self._path.touch(mode=0o600, exist_ok=True)
            self._writer = self._write_engine.connect()
        return self._writer

    def _roll_back(self, connection: Connection) -> None:
        try:
            connection.rollback()
        except SQLAlchemyError:
            # It is of no use any more; the next transaction opens another.
            self._writer = None
            connection.invalidate()


def _engine(url: URL, pragmas: str, **options: Any) -> Engine:
    # isolation_level=None: the driver begins nothing by itself.
    arguments = {"check_same_thread": False, "isolation_level": None, "cached_statements": 512}
    engine = create_engine(
        url,
        connect_args=arguments,
        hide_parameters=True,
        query_cache_size=1000,
        **options,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        for pragma in filter(None, map(str.strip, pragmas.split(";"))):
            connection.execute(pragma).fetchall()

    return engine
