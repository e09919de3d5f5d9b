"""Which failures of a database mean "try again later", and which are our own mistakes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.ports import StoreAway


class WrongSecret(StoreAway):
    """The master secret does not open this database. Nothing was changed."""

    def __init__(self) -> None:
        super().__init__("the master secret is not the one this database was sealed with")


class WrongSchema(StoreAway):
    """The schema is missing, older or newer than this program. Nothing was changed."""


# Primary result codes, https://www.sqlite.org/rescode.html (read 2026-10). SQLITE_ERROR (a wrong
# statement), SQLITE_CONSTRAINT and SQLITE_CORRUPT are not among them: those must be seen.
_SQLITE_AWAY = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_PROTOCOL: "locked",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_IOERR: "away",
    sqlite3.SQLITE_CANTOPEN: "away",
    sqlite3.SQLITE_NOMEM: "away",
}

# https://www.postgresql.org/docs/current/errcodes-appendix.html (read 2026-10). The classes
# 08, 40, 53, 55, 57 and 58 are OperationalError in psycopg; these have a word or class of theirs.
_POSTGRES_AWAY = {
    "25006": "read-only",  # read_only_sql_transaction: a standby
    "25P03": "away",  # idle_in_transaction_session_timeout
    "53100": "full",  # disk_full
    "55P03": "locked",  # lock_not_available
}


def away(error: SQLAlchemyError, *, writing: bool) -> StoreAway | None:
    """What to raise instead, or None when the failure is not one that waiting may heal.

    A write inside a reading transaction is our own mistake and stays what it is.
    """
    if isinstance(error, PoolTimeout):
        return StoreAway("every connection to the database is busy")
    word = _word(error) if isinstance(error, DBAPIError) else ""
    if not word or (word == "read-only" and not writing):
        return None
    return StoreAway(f"the database is {word}")


def away_in_sqlite(error: sqlite3.Error, *, writing: bool) -> StoreAway | None:
    """The same for what SQLite's driver raises itself."""
    word = _SQLITE_AWAY.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, "")
    if not word or (word == "read-only" and not writing):
        return None
    return StoreAway(f"the database is {word}")


@contextmanager
def store_errors(*, writing: bool) -> Iterator[None]:
    """Raise `StoreAway` for what a driver raises, where `away` says so."""
    try:
        yield
    except SQLAlchemyError as error:
        if instead := away(error, writing=writing):
            raise instead from error
        raise


def _word(error: DBAPIError) -> str:
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return _SQLITE_AWAY.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF, "")
    # psycopg is not imported for its names: an office on SQLite never needs it.
    state = getattr(cause, "sqlstate", None)
    if state in _POSTGRES_AWAY:
        return _POSTGRES_AWAY[state]
    lost = isinstance(error, OperationalError) or error.connection_invalidated
    return "away" if lost else ""
