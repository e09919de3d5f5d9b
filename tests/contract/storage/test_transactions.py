from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import DBAPIError

from bot.domain.case import EventName
from bot.ports import StoreAway
from tests.contract.storage.examples import KAKAO, NOW, REF, add_case, add_rows, case, event, know
from tests.stores import sqlite_store


def test_nothing_is_kept_without_commit(store):
    who = know(store)
    with store.begin() as work:
        work.inbox.accept(event())
        work.outbox.add(who, "telegram", [], cause="u1", at=NOW)
        work.cases.add(case())
    with store.look() as work:
        assert work.cases.get("2026-0001") is None
    with store.begin() as work:
        assert work.inbox.accept(event())


def test_a_failure_in_the_middle_takes_everything_back_and_shows(store):
    add_case(store)
    with pytest.raises(KeyError), store.begin() as work:
        work.cases.record("2026-0001", NOW, "kim", EventName.NOTED)
        work.receipts.add("2026-0001", "푸른 하늘")
        raise KeyError("ours")
    with store.look() as work:
        assert work.cases.events("2026-0001") == []
        assert work.receipts.guard("2026-0001") is None


def test_a_transaction_is_over_with_its_commit(store):
    with store.begin() as work:
        work.inbox.accept(event("u1"))
        work.commit()
        with pytest.raises(RuntimeError):
            work.inbox.accept(event("u2"))
        with pytest.raises(RuntimeError):
            work.commit()
    with pytest.raises(RuntimeError):
        work.inbox.accept(event("u3"))
    with store.begin() as work:
        assert work.inbox.accept(event("u2"))


def test_a_look_cannot_write_and_says_so(store):
    add_case(store)
    with pytest.raises(DBAPIError), store.look() as work:
        work.cases.record("2026-0001", NOW, "kim", EventName.NOTED)
    with pytest.raises(RuntimeError), store.look() as work:
        work.commit()


def test_a_look_sees_one_moment_however_much_is_written(store):
    who = know(store)
    with store.look() as work:
        assert work.outbox.thread(who, 0, 10) == []
        _elsewhere(lambda: add_rows(store, who, "하나"))
        assert work.outbox.thread(who, 0, 10) == []
    with store.look() as work:
        assert len(work.outbox.thread(who, 0, 10)) == 1


def test_looking_does_not_wait_for_a_writer(store):
    who = know(store)
    with store.begin() as work:
        work.outbox.add(who, "telegram", [], cause="u1", at=NOW)
        work.conversations.unreachable(who, gone=True)

        def look():
            with store.look() as other:
                return other.conversations.get(who)

        assert _elsewhere(look) is not None


def test_many_threads_look_at_once(store):
    who = know(store)
    gate = threading.Barrier(12)

    def look():
        with store.look() as work:
            gate.wait(5)
            return work.conversations.ref(who)

    with ThreadPoolExecutor(12) as pool:
        assert [f.result() for f in [pool.submit(look) for _ in range(12)]] == [REF] * 12


def test_a_writer_inside_a_writer_is_a_mistake_that_shows_at_once(tmp_path):
    store = sqlite_store(tmp_path)
    with store.begin(), pytest.raises(RuntimeError, match="open already"), store.begin():
        pass
    with store.begin() as work:  # and the store works on
        assert work.inbox.accept(event())
    store.close()


def test_a_second_writer_waits_and_is_told_to_come_later(tmp_path, monkeypatch):
    monkeypatch.setattr("adapters.storage.embedded.PATIENCE", 0.1)
    store = sqlite_store(tmp_path)
    with store.begin(), pytest.raises(StoreAway):
        _elsewhere(lambda: know(store, KAKAO))
    assert _elsewhere(lambda: know(store, KAKAO))
    store.close()


def test_a_closed_store_leaves_one_plain_file(tmp_path):
    store = sqlite_store(tmp_path)
    add_case(store)
    store.close()
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"ieum.db", "ieum.db.lock"}
    assert (tmp_path / "ieum.db").stat().st_mode & 0o777 == 0o600


def test_sqlite_runs_as_safely_as_it_can(tmp_path):
    store = sqlite_store(tmp_path)
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
    }
    with store.begin() as work:
        pragma = work._work.connection.exec_driver_sql
        assert {name: pragma(f"PRAGMA {name}").scalar() for name in wanted} == wanted
    store.close()


def _elsewhere(work):
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result(timeout=10)
