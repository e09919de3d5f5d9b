"""PostgreSQL: several processes, a pool of connections in each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import URL, Connection, create_engine

from adapters.storage.company import Calls, Lead
from adapters.storage.errors import store_errors

_CONNECTIONS = 8
_PATIENCE = 5  # seconds for a connection from the pool or the server

# A lock that is not given within 5 s, or a statement of 15 s, is a reason to tell the caller to
# come again later. Moments are exchanged in UTC.
_OPTIONS = " ".join(
    f"-c {option}"
    for option in (
        "timezone=UTC",
        "lock_timeout=5s",
        "statement_timeout=15s",
        "idle_in_transaction_session_timeout=60s",
        "application_name=ieumtalk",
    )
)


class Server:
    """A PostgreSQL database."""

    def __init__(self, url: URL) -> None:
        self.engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            connect_args={"connect_timeout": _PATIENCE, "options": _OPTIONS},
            pool_size=_CONNECTIONS,
            max_overflow=2 * _CONNECTIONS,
            pool_timeout=_PATIENCE,
            pool_pre_ping=True,  # after a restart of the server nobody gets a dead connection
            pool_use_lifo=True,
            hide_parameters=True,
            query_cache_size=1000,
        )
        self._lead = Lead(url)
        self._calls = Calls(url)
        self._snapshots = self.engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    @property
    def sender(self) -> int | None:
        return self._lead.number

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with store_errors(writing=True), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with store_errors(writing=False), self._snapshots.connect() as connection:
            yield connection

    def check_room(self) -> None:
        return None  # the server does not say

    def lead(self) -> bool:
        return self._lead.check()

    def heard(self, seconds: float) -> list[str]:
        return self._calls.heard(seconds)

    def tell(self, topics: Sequence[str]) -> None:
        with self.writing() as connection:
            self._calls.tell(connection, topics)
            connection.commit()

    def close(self) -> None:
        self._lead.close()
        self._calls.close()
        self.engine.dispose()
