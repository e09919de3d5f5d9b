"""The database: SQLite in a file, or PostgreSQL. `bot.ports` says what it promises."""

from adapters.storage.errors import WrongSchema, WrongSecret
from adapters.storage.migrations import migrate
from adapters.storage.store import SqlStore

__all__ = ["SqlStore", "WrongSchema", "WrongSecret", "migrate"]
