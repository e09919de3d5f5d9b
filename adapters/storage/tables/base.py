"""What every table is made of: one MetaData and the column types."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData, String, TypeDecorator

#: Names of constraints are fixed, so that later migrations can say which one they mean.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: SQLite numbers rows by itself only in a column declared exactly INTEGER.
RowId = BigInteger().with_variant(Integer(), "sqlite")
Hash = String(32)  #: 128 bits of a keyed hash, in hex
_TO_THE_ZONE = len("2026-11-22 11:19:09.046517")


class Word(TypeDecorator[str]):
    """A text in clear: a stored word, a channel, a login. What a database cannot hold (NUL on
    PostgreSQL, half of a surrogate pair anywhere) is replaced: it is looked for and not found."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return _storable(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        return _storable  # the same without the two calls that SQLAlchemy puts around it


class Moment(TypeDecorator[datetime]):
    """An aware moment, stored in UTC. SQLite keeps the text of it, which sorts as time does."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _in_utc(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        # The very text SQLAlchemy writes, for a fifth of what it takes to.
        return _written if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


def _storable(value: str | None) -> str | None:
    if value is None or (value.isascii() and "\0" not in value):
        return value
    return value.replace("\0", "\ufffd").encode(errors="replace").decode()


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is UTC:  # as every clock of ours has it
        return value
    if value.utcoffset() is None:
        raise ValueError("a moment without a time zone cannot be stored")
    return value.astimezone(UTC)


@lru_cache(maxsize=64)  # a turn writes its moment several times, and all turns of a commit the same
def _written(value: datetime | None) -> str | None:
    return None if value is None else _in_utc(value).isoformat(" ", "microseconds")[:_TO_THE_ZONE]
