"""One transaction as the repositories see it: run a statement, seal a value, know the time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, CursorResult, Dialect, Executable, bindparam, select
from sqlalchemy.exc import SQLAlchemyError

from adapters.storage.errors import away, away_in_sqlite, store_errors
from adapters.storage.prepared import Came, Hot
from adapters.storage.tables import keys
from adapters.storage.vault import Index, Key, Vault

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

    Upsert = sqlite.Insert | postgresql.Insert

T = TypeVar("T")
V = TypeVar("V")
Values = Mapping[str, Any] | Sequence[Mapping[str, Any]]

SQLITE = "sqlite"
POSTGRES = "postgresql"


class ByDialect:
    """One statement for either database.

    Built when first asked for: the one for PostgreSQL takes a quarter of a second to import.
    """

    def __init__(self, build: Callable[[Any], Upsert], table: Any) -> None:
        self._build = build
        self._table = table
        self._built: dict[str, Hot] = {}

    def of(self, dialect: str) -> Executable:
        return self.hot(dialect).statement

    def hot(self, dialect: str) -> Hot:
        if dialect not in self._built:
            add = import_module(f"sqlalchemy.dialects.{dialect}").insert(self._table)
            # Inline: no RETURNING for the row's number, which would hide how many rows there were.
            statement = self._build(add).inline().execution_options(preserve_rowcount=True)
            self._built[dialect] = Hot(statement)
        return self._built[dialect]


def upsert(build: Callable[[Any], Upsert], table: Any) -> ByDialect:
    """One INSERT … ON CONFLICT for either database: both speak it, SQLAlchemy has two classes."""
    return ByDialect(build, table)


_KEY_OF = select(keys.c.wrapped).where(keys.c.owner == bindparam("owner"))
_FIND_KEY = Hot(_KEY_OF)
# A key that something is being sealed with must not be shredded before that is committed.
_HOLD_KEY = Hot(_KEY_OF.with_for_update(read=True, key_share=True))
_ADD_KEY = upsert(lambda add: add.on_conflict_do_nothing(), keys)


@dataclass(slots=True, repr=False)
class Work:
    """What the repositories of one transaction share. Not for two threads at once."""

    connection: Connection
    vault: Vault
    index: Index
    clock: Callable[[], datetime]
    writing: bool
    sender: int | None = None  #: the number of this process, while others can see it live
    over: bool = False
    _keys: dict[str, Key | None] = field(default_factory=dict)
    _hashes: dict[tuple[str, ...], str] = field(default_factory=dict)
    dialect: str = field(init=False)
    _driver: Any = field(init=False)

    def __post_init__(self) -> None:
        self.dialect = self.connection.dialect.name
        self._driver = self.connection.connection.dbapi_connection

    def hashed(self, kind: str, *parts: str) -> str:
        """`Index.hashed`; what comes back in the same transaction is not hashed again."""
        key = (kind, *parts)
        if key not in self._hashes:
            self._hashes[key] = self.index.hashed(kind, *parts)
        return self._hashes[key]

    def run(self, statement: Executable, values: Values | None = None) -> CursorResult[Any]:
        """Raises `StoreAway` when the database cannot be used now."""
        if self.over:
            raise RuntimeError("this transaction is over")
        try:
            return self.connection.execute(statement, values)
        except SQLAlchemyError as error:
            if instead := away(error, writing=self.writing):
                raise instead from error
            raise

    def hot(self, hot: Hot, values: Mapping[str, Any]) -> Came:
        """`run` for the few statements of every turn: see `prepared`."""
        if self.dialect == SQLITE:
            return self._driven(hot.run, values)
        result = self.run(hot.statement, values)
        return (result.all() if result.returns_rows else ()), result.rowcount

    def hot_insert(self, hot: Hot, values: Mapping[str, Any]) -> int:
        """`insert` in the same way."""
        if self.dialect == SQLITE:
            return self._driven(hot.insert, values)
        return self.insert(hot.statement, values)

    def hot_each(self, hot: Hot, rows: Sequence[Mapping[str, Any]]) -> int:
        """Run a statement once for each; gives how many rows were written in all."""
        if not rows:
            return 0
        if self.dialect == SQLITE:
            return self._driven(hot.each, rows)
        return self.run(hot.statement, rows).rowcount

    def _driven(self, do: Callable[[Any, Dialect, V], T], values: V) -> T:
        if self.over:
            raise RuntimeError("this transaction is over")
        try:
            return do(self._driver, self.connection.dialect, values)
        except sqlite3.Error as error:
            if instead := away_in_sqlite(error, writing=self.writing):
                raise instead from error
            raise

    def insert(self, statement: Executable, values: Mapping[str, Any]) -> int:
        """Add one row to a table that numbers its rows; gives the number."""
        key = self.run(statement, values).inserted_primary_key
        return int(key[0])  # type: ignore[index]

    def run_either(self, statements: ByDialect, values: Values) -> CursorResult[Any]:
        return self.run(statements.of(self.dialect), values)

    def hot_either(self, statements: ByDialect, values: Mapping[str, Any]) -> Came:
        return self.hot(statements.hot(self.dialect), values)

    def commit(self) -> None:
        if self.over or not self.writing:
            raise RuntimeError("there is nothing to commit")
        self.over = True
        with store_errors(writing=True):
            self.connection.commit()

    def seal(self, owner: str, place: str, plain: bytes) -> bytes:
        """Seal under the owner's key, which is made when there is none."""
        key = self._key(owner)
        if key is None:
            key = self._keys[owner] = self._new_key(owner)
        return key.seal(place, owner, plain)

    def unseal(self, owner: str, place: str, sealed: bytes) -> bytes | None:
        """None when the owner's key was shredded."""
        key = self._key(owner)
        return None if key is None else key.open(place, owner, sealed)

    def learn(self, owner: str, wrapped: bytes | None) -> None:
        """Take a key that a query brought along, to save asking for it. Not where a key must be
        held as well: in a writing transaction that is not the only one."""
        if not self.writing or self.dialect == SQLITE:
            self._keys[owner] = self._unwrapped(wrapped)

    def shred(self, owner: str) -> bool:
        """Delete the owner's key: nothing sealed for it can be read again, by anyone."""
        self._keys.pop(owner, None)
        gone = self.run(keys.delete().where(keys.c.owner == owner))
        return gone.rowcount > 0

    def _key(self, owner: str) -> Key | None:
        if owner not in self._keys:
            find = _HOLD_KEY if self.writing else _FIND_KEY
            rows, _ = self.hot(find, {"owner": owner})
            self._keys[owner] = self._unwrapped(rows[0][0] if rows else None)
        return self._keys[owner]

    def _unwrapped(self, wrapped: bytes | None) -> Key | None:
        return None if wrapped is None else self.vault.open_key(wrapped)

    def _new_key(self, owner: str) -> Key:
        row = {"owner": owner, "wrapped": self.vault.new_key(), "created_at": self.clock()}
        self.run_either(_ADD_KEY, row)
        # Another process may have been quicker: the stored one counts.
        return self.vault.open_key(self.run(_HOLD_KEY.statement, {"owner": owner}).scalar_one())


class Repository:
    """A noun's share of the transaction."""

    __slots__ = ("_work",)

    def __init__(self, work: Work) -> None:
        self._work = work


def of_conversation(conversation_id: str) -> str:
    """The owner of what belongs to one conversation."""
    return f"conv:{conversation_id}"


def of_case(case_no: str) -> str:
    """The owner of what belongs to one case."""
    return f"case:{case_no}"
