"""`ieum audit verify` on a real database: whole, and with a row changed from outside."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from bot.domain.staff import Access
from tests.stores import sqlite_store


def _filled(folder: Path) -> None:
    store = sqlite_store(folder)
    for number in range(3):
        with store.begin() as uow:
            at = datetime(2026, 11, 22, 3, number, tzinfo=UTC)
            uow.staff.accessed(Access(at=at, actor="minji", action="case.view"))
            uow.commit()
    store.close()


def _first_broken(folder: Path) -> int | None:
    store = sqlite_store(folder)
    try:
        with store.look() as uow:
            return uow.staff.first_broken_access()
    finally:
        store.close()


def test_an_untouched_log_holds(tmp_path: Path) -> None:
    _filled(tmp_path)
    assert _first_broken(tmp_path) is None


def test_a_changed_row_is_named(tmp_path: Path) -> None:
    _filled(tmp_path)
    (database,) = tmp_path.glob("*.db")
    connection = sqlite3.connect(database)
    connection.execute("UPDATE access_log SET actor = 'somebody else' WHERE id = 2")
    connection.commit()
    connection.close()
    assert _first_broken(tmp_path) == 2
