"""The same faults on SQLite and on PostgreSQL."""

from tests.faults.database import database, postgres

__all__ = ["database", "postgres"]
