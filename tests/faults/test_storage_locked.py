"""Somebody else holds the SQLite file: callers are told to come later, and nobody hangs."""

from __future__ import annotations

import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.ports import StoreAway
from tests.contract.storage.examples import REF, event, know
from tests.stores import sqlite_store

HELD = 15.0  # seconds the other one would hold it
PATIENT = 12.0  # seconds in which every caller must have its answer


def _hold_sqlite(path: str, ready, release) -> None:
    import sqlite3

    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    ready.set()
    release.wait(HELD)
    connection.close()


def _hold_file(path: str, ready, release) -> None:
    import fcntl

    with Path(path + ".lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        ready.set()
        release.wait(HELD)


@contextmanager
def held(how, path: Path):
    """Another process holds the database inside the block."""
    processes = multiprocessing.get_context("spawn")
    ready, release = processes.Event(), processes.Event()
    holder = processes.Process(target=how, args=(str(path), ready, release))
    holder.start()
    assert ready.wait(20)
    yield release
    release.set()
    holder.join(20)


@pytest.fixture
def store(tmp_path):
    store = sqlite_store(tmp_path)
    know(store)
    yield store
    store.close()


@pytest.mark.parametrize("how", [_hold_sqlite, _hold_file])
def test_writers_are_told_to_come_later_and_readers_read_on(store, tmp_path, how):
    def write(n):
        started = time.monotonic()
        with pytest.raises(StoreAway), store.begin() as work:
            work.inbox.accept(event(f"u{n}"))
            work.commit()
        return time.monotonic() - started

    with held(how, tmp_path / "ieum.db"), ThreadPoolExecutor(4) as pool:
        writing = [pool.submit(write, n) for n in range(4)]
        started = time.monotonic()
        with store.look() as work:
            assert work.conversations.ref(store.conversation_id(REF)) == REF
        store.ready()
        assert time.monotonic() - started < 2
        assert max(future.result(PATIENT) for future in writing) < PATIENT
    with store.begin() as work:  # nothing was kept, and all can be done now
        assert all(work.inbox.accept(event(f"u{n}")) for n in range(4))


def test_a_short_wait_is_waited_out(store, tmp_path):
    other = replace(REF, address="1")
    with held(_hold_sqlite, tmp_path / "ieum.db") as release, ThreadPoolExecutor(1) as pool:
        writing = pool.submit(know, store, other)
        with pytest.raises(TimeoutError):
            writing.result(0.5)
        release.set()
        assert writing.result(PATIENT) == store.conversation_id(other)
