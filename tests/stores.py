"""Real stores for tests: SQLite in a temporary file, and PostgreSQL where there is one."""

from __future__ import annotations

from pathlib import Path

from adapters.storage import SqlStore

SECRET = bytes(range(32))


def sqlite_store(tmp_path: Path) -> SqlStore:
    """A store of its own in `tmp_path`. The caller closes it."""
    return SqlStore(f"sqlite:///{tmp_path / 'ieum.db'}", [SECRET])
