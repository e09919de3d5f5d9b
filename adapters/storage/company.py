"""Several processes on one PostgreSQL: which of them leads, and what they call to each other.

A lock of a session and a LISTEN end with their connection, so each has one of its own, beside
the pool. Neither works through a pooler that lends connections by the transaction.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg
from sqlalchemy import URL, Connection, text

from bot.ports import StoreAway

_LEAD = b"SELECT pg_try_advisory_lock(7417002)"
#: Shared: after its line was cut a process is not kept out by the end that died with it.
_LIVE = b"SELECT pg_advisory_lock_shared(7417003, %s)"
_LISTEN = b"LISTEN ieumtalk"
_NOTIFY = text("SELECT pg_notify('ieumtalk', t) FROM unnest(CAST(:payloads AS text[])) AS t")

# A host that vanishes without a word is noticed after about ten seconds, by us (keepalives,
# tcp_user_timeout in ms) and by the server, which then gives the lock to somebody else.
_CONNECT = {
    "connect_timeout": 5,
    "keepalives_idle": 4,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "ieumtalk",
    "options": "-c tcp_keepalives_idle=4 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3"
    " -c statement_timeout=5s",
}


class _Line:
    """A connection that stays, opened when it is needed and dropped when it fails."""

    def __init__(self, url: URL) -> None:
        self._address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._mutex = threading.Lock()
        self._connection: psycopg.Connection | None = None

    @contextmanager
    def held(self) -> Iterator[psycopg.Connection]:
        """For one thread at a time. Raises `StoreAway`."""
        with self._mutex:
            try:
                yield self._opened()
            except psycopg.Error as error:
                self._drop()
                raise StoreAway("the database is away") from error

    def close(self) -> None:
        with self._mutex:
            self._drop()

    def _opened(self) -> psycopg.Connection:
        if self._connection is None:
            self._connection = psycopg.connect(self._address, autocommit=True, **_CONNECT)  # type: ignore[arg-type]
            self.begin(self._connection)
        return self._connection

    def begin(self, connection: psycopg.Connection) -> None:
        """What a new connection is told first."""

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Lead(_Line):
    """The one lock that the leading process holds as long as its connection lives, and the one by
    which each shows that it lives."""

    _leads = False

    def __init__(self, url: URL) -> None:
        super().__init__(url)
        self._me = 1 + secrets.randbelow(2**31 - 1)

    def begin(self, connection: psycopg.Connection) -> None:
        self._leads = False
        connection.execute(_LIVE, (self._me,))

    @property
    def number(self) -> int | None:
        """Of this process, while it shows that it lives."""
        return None if self._connection is None else self._me

    def check(self) -> bool:
        """Whether this process leads now; takes the lead when nobody has it."""
        try:
            with self.held() as connection:
                if self._leads:
                    connection.execute(b"SELECT 1")
                else:
                    row = connection.execute(_LEAD).fetchone()
                    self._leads = bool(row and row[0])
                return self._leads
        except StoreAway:
            return False


class Calls(_Line):
    """Short words from process to process. One that is lost is lost."""

    def __init__(self, url: URL) -> None:
        super().__init__(url)
        self._me = secrets.token_hex(4)

    def begin(self, connection: psycopg.Connection) -> None:
        connection.execute(_LISTEN)

    def heard(self, seconds: float) -> list[str]:
        """What the others called, as soon as one does, or nothing after that time."""
        with self.held() as connection:
            notes = [n.payload for n in connection.notifies(timeout=seconds, stop_after=1)]
        called = (payload.partition(" ") for payload in notes)
        return [topic for who, _, topic in called if who != self._me]

    def tell(self, connection: Connection, topics: Sequence[str]) -> None:
        """Part of the transaction of `connection`: it is heard after the commit."""
        connection.execute(_NOTIFY, {"payloads": [f"{self._me} {topic}" for topic in topics]})
