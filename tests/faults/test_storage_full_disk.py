"""No space left: what was acknowledged stays readable, and work goes on when there is space."""

from __future__ import annotations

import sqlite3
import subprocess
import tempfile
from pathlib import Path

import pytest

from adapters.storage import SqlStore
from bot.ports import StoreAway
from tests.contract.storage.examples import NOW, REF, event, know
from tests.stores import sqlite_store


@pytest.fixture
def small_disk():
    """A file system of 3 MB. Skips where mounting is not permitted."""
    folder = tempfile.mkdtemp(prefix="ieum-disk-")
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        Path(folder).rmdir()
        pytest.skip("mounting is not permitted here")
    yield Path(folder)
    subprocess.run(["umount", "-l", folder], check=True)
    Path(folder).rmdir()


def fill(store: SqlStore) -> int:
    """Commit turns until there is no space; gives how many were acknowledged."""
    for n in range(5000):
        try:
            with store.begin() as work:
                work.inbox.accept(event(f"u{n}", text=f"{n} " + "가" * 3000))
                work.commit()
        except StoreAway as away:
            assert "full" in str(away)
            return n
    pytest.fail("the disk never filled")


def check(store: SqlStore, acknowledged: int) -> None:
    with store.look() as work:
        said = [text for _, text in work.inbox.said(store.conversation_id(REF), NOW)]
    assert [text.split()[0] for text in said] == [str(n) for n in range(acknowledged)]


def check_whole(path: Path) -> None:
    plain = sqlite3.connect(path)
    assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    plain.close()


def test_a_full_disk(small_disk, caplog):
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"\0" * 500_000)
    store = sqlite_store(small_disk)
    know(store)
    acknowledged = fill(store)
    assert acknowledged > 10
    check(store, acknowledged)
    with pytest.raises(StoreAway), store.begin() as work:
        work.inbox.accept(event("later", text="가" * 30_000))
        work.commit()
    with pytest.raises(StoreAway):
        store.ready()
    ballast.unlink()
    store.ready()
    with store.begin() as work:
        assert work.inbox.accept(event(f"u{acknowledged}", text=f"{acknowledged} "))
        work.commit()
    check(store, acknowledged + 1)
    store.close()
    check_whole(small_disk / "ieum.db")
    said = [record.getMessage() for record in caplog.records]
    assert said == ["nothing is kept: the database is full", "it is kept again"]


def test_a_read_only_disk(small_disk):
    store = sqlite_store(small_disk)
    who = know(store)
    store.close()
    _remount(small_disk, "ro")
    with pytest.raises(StoreAway):
        sqlite_store(small_disk)
    _remount(small_disk, "rw")
    store = sqlite_store(small_disk)
    with store.look() as work:
        assert work.conversations.ref(who) == REF
    store.close()


def _remount(folder: Path, mode: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{mode}", str(folder)], check=True)


def test_a_database_that_may_not_grow(tmp_path):
    """The same without mounting: SQLite itself refuses further pages."""
    store = sqlite_store(tmp_path)
    know(store)
    _limit_pages(store, 100)
    acknowledged = fill(store)
    assert acknowledged > 10
    check(store, acknowledged)
    _limit_pages(store, 100_000)
    with store.begin() as work:
        assert work.inbox.accept(event(f"u{acknowledged}", text=f"{acknowledged} "))
        work.commit()
    check(store, acknowledged + 1)
    store.close()
    check_whole(tmp_path / "ieum.db")


def _limit_pages(store: SqlStore, pages: int) -> None:
    with store.begin() as work:
        work._work.connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
