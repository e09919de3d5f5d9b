"""The same faults on SQLite and on PostgreSQL."""

from tests.faults.database import database, postgres, server

__all__ = ["database", "postgres", "server"]
