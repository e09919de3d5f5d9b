"""Bringing a database to the newest schema, by alembic, without any ini file; an empty one of
SQLite begins there.

The whole way up is one transaction under one lock, on either database: several processes may
do it at once, and one that is killed in the middle leaves nothing behind.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    inspect,
    text,
)

from adapters.storage.errors import WrongSchema, store_errors
from adapters.storage.tables import metadata

if TYPE_CHECKING:
    from alembic.config import Config

#: Every revision there ever was, oldest first. The last one is what this program needs.
REVISIONS = ("0001", "0002", "0003")
_HEAD = REVISIONS[-1]
_VERSION = "alembic_version"
#: As alembic makes it.
_REVISION = Table(
    _VERSION,
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name=f"{_VERSION}_pkc"),
)

# Whoever comes second waits until the first is done, however long that takes.
_POSTGRES_ALONE = (
    "SET LOCAL lock_timeout = 0",
    "SET LOCAL statement_timeout = 0",
    "SELECT pg_advisory_xact_lock(7417000)",
)


def migrate(engine: Engine) -> None:
    """Bring the database of this engine to the newest schema. Raises `StoreAway`."""
    with store_errors(writing=True), engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        upgrade(connection)
        connection.commit()


def upgrade(connection: Connection) -> None:
    """The same inside a writing transaction of the caller, who commits it."""
    if connection.dialect.name == "postgresql":
        for statement in _POSTGRES_ALONE:
            connection.execute(text(statement))
    if connection.dialect.name == "sqlite" and not inspect(connection).get_table_names():
        _make(connection)
    elif schema_of(connection) != _HEAD:
        # Imported when there is something to do: it takes longer than all SQL of a start.
        import_module("alembic.command").upgrade(alembic_config(connection), "head")


def _make(connection: Connection) -> None:
    """What the revisions make of an empty file, word for word, in a sixth of the time."""
    metadata.create_all(connection, checkfirst=False)
    _REVISION.create(connection)
    connection.execute(_REVISION.insert().values(version_num=_HEAD))


def schema_of(connection: Connection) -> str | None:
    """The revision of a database, None for an empty one. Raises `WrongSchema` for one that this
    program has never heard of."""
    if not inspect(connection).has_table(_VERSION):
        return None
    revision: str | None = connection.execute(text(f"SELECT version_num FROM {_VERSION}")).scalar()  # noqa: S608
    if revision is not None and revision not in REVISIONS:
        raise WrongSchema(f"the database has schema {revision}, made by a newer version")
    return revision


def check_schema(connection: Connection) -> None:
    """Raises `WrongSchema` unless the database is exactly at the newest schema."""
    revision = schema_of(connection)
    if revision != _HEAD:
        found = f"schema {revision}" if revision else "no schema"
        raise WrongSchema(f"the database has {found}, {_HEAD} is needed: run `ieum migrate`")


def alembic_config(connection: Connection) -> Config:
    config: Config = import_module("alembic.config").Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
