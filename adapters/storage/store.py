"""The store: opens the database, checks that it is ours, gives out transactions."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime
from importlib import import_module
from typing import Protocol

from sqlalchemy import URL, Connection, func, make_url, select, update

from adapters.storage.embedded import Embedded
from adapters.storage.errors import WrongSecret
from adapters.storage.migrations import check_schema, upgrade
from adapters.storage.tables import conversations, keys
from adapters.storage.unit_of_work import SqlUnitOfWork
from adapters.storage.vault import Index, Vault
from adapters.storage.work import Work, upsert
from bot.domain.events import ConversationRef
from bot.ports import StoreAway

_log = logging.getLogger(__name__)

_ROOT = "store:root"  # owner of the key that the blind indexes hang on
_GET_ROOT = select(keys.c.wrapped).where(keys.c.owner == _ROOT)
_ADD_ROOT = upsert(lambda add: add.on_conflict_do_nothing(), keys)


class Database(Protocol):
    """A transaction is rolled back unless it was committed; errors come as `StoreAway`."""

    @property
    def sender(self) -> int | None: ...
    def writing(self) -> AbstractContextManager[Connection]: ...
    def reading(self) -> AbstractContextManager[Connection]: ...
    def check_room(self) -> None: ...
    def lead(self) -> bool: ...
    def heard(self, seconds: float) -> list[str] | None: ...
    def tell(self, topics: Sequence[str]) -> None: ...
    def close(self) -> None: ...


def utc_now() -> datetime:
    return datetime.now(UTC)


class SqlStore:
    """See `bot.ports.Store`. `secrets` are the master secrets, newest first, 32 bytes or more.

    A SQLite file is made and brought to the newest schema here; a PostgreSQL database is
    brought there by `migrate` and reached for at the first transaction only, so that the
    program can start while it is away. Raises `StoreAway`, `WrongSecret` or `WrongSchema` (both
    are `StoreAway`), and changes nothing then.
    """

    def __init__(
        self, url: str, secrets: Sequence[bytes], *, clock: Callable[[], datetime] = utc_now
    ) -> None:
        parsed = make_url(url)
        self._vault = Vault(secrets)
        self._clock = clock
        self._index: Index | None = None
        self._trouble = ""
        embedded = parsed.get_backend_name() == "sqlite"
        self._database: Database = Embedded(parsed) if embedded else _server(parsed)
        if embedded:
            with ExitStack() as on_failure:
                on_failure.callback(self.close)
                self.migrate()
                on_failure.pop_all()

    @contextmanager
    def begin(self) -> Iterator[SqlUnitOfWork]:
        with self._told():
            index = self._opened()
            with self._database.writing() as connection:
                yield from self._work(connection, index, writing=True)

    @contextmanager
    def look(self) -> Iterator[SqlUnitOfWork]:
        index = self._opened()
        with self._database.reading() as connection:
            yield from self._work(connection, index, writing=False)

    def conversation_id(self, ref: ConversationRef) -> str:
        return self._opened().hashed("conversation", ref.channel, ref.address)

    def ready(self) -> None:
        self._opened()
        self._database.check_room()
        with self._database.reading() as connection:
            check_schema(connection)

    def lead(self) -> bool:
        return self._database.lead()

    def heard(self, seconds: float) -> list[str] | None:
        return self._database.heard(seconds)

    def tell(self, topics: Sequence[str]) -> None:
        self._database.tell(topics)

    def close(self) -> None:
        self._database.close()

    def migrate(self) -> None:
        """Bring the schema to the newest state. Any number of processes may do it at once."""
        with self._database.writing() as connection:
            upgrade(connection)
            self._vault.index(self._root(connection))  # a wrong secret changes nothing
            connection.commit()

    def rotate_keys(self) -> int:
        """Wrap every key anew under the newest secret; gives their number. The older secrets
        may be forgotten once every process runs with the new one."""
        with self._database.writing() as connection:
            rows = connection.execute(select(keys.c.owner, keys.c.wrapped)).all()
            for owner, wrapped in rows:
                anew = {"wrapped": self._vault.rewrap(wrapped)}
                connection.execute(update(keys).where(keys.c.owner == owner).values(anew))
            connection.commit()
        return len(rows)

    def _work(
        self, connection: Connection, index: Index, *, writing: bool
    ) -> Iterator[SqlUnitOfWork]:
        work = Work(connection, self._vault, index, self._clock, writing, self._database.sender)
        try:
            yield SqlUnitOfWork(work)
        finally:
            work.over = True

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say in the log why nothing is kept, once, and when it is again: whoever writes to the
        bot meanwhile is only told to come back later."""
        try:
            yield
        except StoreAway as away:
            if self._trouble != str(away):
                self._trouble = str(away)
                _log.error("nothing is kept: %s", away)
            raise
        if self._trouble:
            self._trouble = ""
            _log.warning("it is kept again")

    def _opened(self) -> Index:
        if self._index is None:
            with self._database.writing() as connection:
                check_schema(connection)
                self._index = self._vault.index(self._root(connection))
                connection.commit()
        return self._index

    def _root(self, connection: Connection) -> bytes:
        """The wrapped root key. Made once, in an empty database only: without it nothing that
        is stored could be found or opened again."""
        if connection.execute(_GET_ROOT).scalar() is None:
            if connection.execute(select(func.count()).select_from(conversations)).scalar():
                raise WrongSecret
            row = {"owner": _ROOT, "wrapped": self._vault.new_key(), "created_at": self._clock()}
            connection.execute(_ADD_ROOT.of(connection.dialect.name), row)
        wrapped: bytes = connection.execute(_GET_ROOT).scalar_one()
        return wrapped


def _server(url: URL) -> Database:
    # psycopg is imported with it: it lengthens every start, and SQLite needs none of it.
    database: Database = import_module("adapters.storage.server").Server(url)
    return database
