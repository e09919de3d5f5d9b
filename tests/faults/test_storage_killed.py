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
from tests.stores import SECRET, new_database, postgres_url

ROUNDS = 3
WRITERS = 2
ROOT = Path(__file__).parents[2]


def start(url: str, name: str, log: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.faults.storage_worker", url, name]
    with log.open("wb") as printed:
        return subprocess.Popen(command, cwd=ROOT, stdout=printed)


def kill_in_the_middle(url: str, names: list[str], folder: Path) -> list[list[int]]:
    """Let each commit at least once, kill all at a random moment; gives the turns that each
    acknowledged."""
    logs = [folder / f"{n}-{name}" for n, name in enumerate(names)]
    workers = [start(url, name, log) for name, log in zip(names, logs, strict=True)]
    until = time.monotonic() + 30
    while not all(log.stat().st_size for log in logs):
        assert time.monotonic() < until, "every writer was to commit at least once"
        time.sleep(0.01)
    time.sleep(random.uniform(0.05, 0.4))
    for worker in workers:
        os.kill(worker.pid, signal.SIGKILL)
    assert [worker.wait(10) for worker in workers] == [-signal.SIGKILL] * len(workers)
    whole = (log.read_bytes().split(b"\n")[:-1] for log in logs)  # a last line may be cut off
    return [[int(line) for line in lines] for lines in whole]


def loop(url: str, store: SqlStore, folder: Path) -> dict[str, int]:
    """Kill some rounds of writers; gives how many turns each name acknowledged."""
    acknowledged = {}
    for n in range(ROUNDS):
        names = [f"r{n}w{w}" for w in range(WRITERS)]
        turns = kill_in_the_middle(url, names, folder)
        acknowledged |= {name: len(taken) for name, taken in zip(names, turns, strict=True)}
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


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'ieum.db'}"
        check_whole(tmp_path / "ieum.db")
    elif postgres_url() is None:
        pytest.skip("no PostgreSQL")
    else:
        yield new_database()


@pytest.fixture
def store(url):
    store = SqlStore(url, [SECRET])
    store.migrate()
    yield store
    store.close()


def check_whole(path: Path) -> None:
    plain = sqlite3.connect(path)
    assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
    plain.close()


def test_nothing_acknowledged_is_lost(url, store, tmp_path):
    acknowledged = loop(url, store, tmp_path)
    assert len(acknowledged) == ROUNDS * WRITERS


def test_two_processes_that_get_the_same_events_take_each_once(url, store, tmp_path):
    turns = kill_in_the_middle(url, ["same", "same"], tmp_path)
    taken = [n for one in turns for n in one]
    assert len(set(taken)) == len(taken)
    with store.begin() as work:
        ref = ConversationRef(channel="telegram", address="same")
        stored = work.conversations.load(ref).misses
        rows = work._work.run(select(func.count()).select_from(cases)).scalar_one()
    assert len(taken) <= stored <= len(taken) + 2  # each may have been killed before printing
    assert rows == stored
