"""kill -9 in the middle of commits: nothing acknowledged is lost, nothing is half done."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from adapters.storage import SqlStore
from adapters.storage.tables import case_events, cases, inbox, outbox
from bot.domain.events import ConversationRef, EventKind, InboundEvent
from tests.stores import new_database, postgres_store, postgres_url, sqlite_store

ROUNDS = 3
WRITERS = 2
ROOT = Path(__file__).parents[2]


def start(url: str, name: str, log: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.faults.storage_worker", url, name]
    with log.open("wb") as printed:
        return subprocess.Popen(command, cwd=ROOT, stdout=printed)


def kill_in_the_middle(url: str, logs: list[Path]) -> list[int]:
    """Let each commit at least once, kill all at a random moment; gives how many turns each
    acknowledged."""
    workers = [start(url, log.name, log) for log in logs]
    until = time.monotonic() + 30
    while not all(log.stat().st_size for log in logs):
        assert time.monotonic() < until, "every writer was to commit at least once"
        time.sleep(0.01)
    time.sleep(random.uniform(0.05, 0.4))
    for worker in workers:
        os.kill(worker.pid, signal.SIGKILL)
    assert [worker.wait(10) for worker in workers] == [-signal.SIGKILL] * len(workers)
    return [log.read_bytes().count(b"\n") for log in logs]  # a last line may be cut off


def loop(url: str, store: SqlStore, folder: Path) -> dict[str, int]:
    """Kill some rounds of writers; gives how many turns each name acknowledged."""
    acknowledged = {}
    for n in range(ROUNDS):
        names = [f"r{n}w{w}" for w in range(WRITERS)]
        counts = kill_in_the_middle(url, [folder / name for name in names])
        acknowledged |= dict(zip(names, counts, strict=True))
        check(store, acknowledged)
    return acknowledged


def check(store: SqlStore, acknowledged: dict[str, int]) -> None:
    with store.begin() as work:
        turns = 0
        for name, promised in acknowledged.items():
            ref = ConversationRef(channel="telegram", address=name)
            stored = work.conversations.load(ref).misses
            assert promised <= stored <= promised + 1  # one may have been killed before printing
            turns += stored
            assert not any(work.inbox.accept(_event(ref, n)) for n in range(stored))
        for table in (inbox, cases, case_events, outbox):
            rows = work._work.run(select(func.count()).select_from(table)).scalar_one()
            assert rows == turns, table.name
        last = work.cases.get(f"2026-{turns:04d}")
        assert last is not None
        assert last.first_words


def _event(ref: ConversationRef, n: int) -> InboundEvent:
    return InboundEvent(
        event_id=f"{ref.address}-{n}", ref=ref, at=datetime.now(UTC), kind=EventKind.TEXT
    )


def test_sqlite_loses_nothing_it_acknowledged(tmp_path):
    store = sqlite_store(tmp_path)
    acknowledged = loop(f"sqlite:///{tmp_path / 'ieum.db'}", store, tmp_path)
    store.close()
    with sqlite3.connect(tmp_path / "ieum.db") as plain:
        assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
    plain.close()
    assert sum(acknowledged.values()) >= ROUNDS * WRITERS


@pytest.mark.postgres
def test_postgresql_loses_nothing_it_acknowledged(tmp_path):
    if postgres_url() is None:
        pytest.skip("no PostgreSQL")
    url = new_database()
    store = postgres_store(url)
    loop(url, store, tmp_path)
    store.close()
