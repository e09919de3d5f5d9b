"""Several threads and several stores (each as a process of its own would have) at once."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from bot.domain.case import CaseRefused, EventName
from bot.domain.staff import Access
from bot.ports import StoreAway
from tests.contract.storage.examples import (
    MINUTE,
    NOW,
    REF,
    add_case,
    add_rows,
    case,
    event,
    know,
)

THREADS = 8


def at_once(stores, work, times=THREADS):
    """Run `work(store, n)` in as many threads, all starting together."""
    gate = threading.Barrier(times)

    def run(n):
        gate.wait(10)
        return work(stores[n % len(stores)], n)

    with ThreadPoolExecutor(times) as pool:
        return [future.result(30) for future in [pool.submit(run, n) for n in range(times)]]


def two(open_store):
    return [open_store(), open_store()]


def test_one_of_many_accepts_an_event(open_store):
    def accept(store, _):
        with store.begin() as work:
            taken = work.inbox.accept(event())
            if taken:
                talk = work.conversations.load(REF)
                work.conversations.save(replace(talk, misses=talk.misses + 1))
            work.commit()
        return taken

    stores = two(open_store)
    assert sorted(at_once(stores, accept)) == [False] * (THREADS - 1) + [True]
    with stores[0].look() as work:
        assert work.conversations.load(REF).misses == 1


def test_the_turns_of_one_person_follow_each_other(open_store):
    def turn(store, n):
        with store.begin() as work:
            work.inbox.accept(event(f"u{n}"))
            talk = work.conversations.load(REF)
            work.conversations.save(replace(talk, misses=talk.misses + 1))
            work.commit()

    stores = two(open_store)
    at_once(stores, turn)
    with stores[1].look() as work:
        stored = work.conversations.load(REF)
    assert stored.misses == THREADS


def test_one_of_many_claims_a_case(open_store):
    stores = two(open_store)
    add_case(stores[0])

    def claim(store, n):
        try:
            with store.begin() as work:
                work.cases.save(work.cases.get("2026-0001").claim(f"staff{n}"))
                work.commit()
        except CaseRefused as refused:
            return refused.key
        return f"staff{n}"

    outcomes = at_once(stores, claim)
    with stores[0].look() as work:
        owner = work.cases.get("2026-0001").owner
    assert sorted(outcomes) == sorted([owner] + ["staff.taken"] * (THREADS - 1))


def test_of_two_saves_of_the_same_version_one_is_stale(open_store):
    stores = two(open_store)
    made = add_case(stores[0])

    def save(store, n):
        try:
            with store.begin() as work:
                work.cases.save(made.claim(f"staff{n}"))
                work.commit()
        except CaseRefused as refused:
            return refused.key
        return "saved"

    assert sorted(at_once(stores, save)) == ["saved"] + ["staff.stale"] * (THREADS - 1)


def test_numbers_are_given_once(open_store):
    def number(store, _):
        with store.begin() as work:
            given = work.cases.next_number(2026)
            work.cases.add(case(given))
            work.commit()
        return given

    given = at_once(two(open_store), number)
    assert sorted(given) == [f"2026-{n:04d}" for n in range(1, THREADS + 1)]


def test_every_row_is_claimed_once_and_in_order(open_store):
    stores = two(open_store)
    people = [know(stores[0], replace(REF, address=str(n))) for n in range(6)]
    for who in people:
        add_rows(stores[0], who, "하나", "둘", "셋")
    claimed, lock = [], threading.Lock()

    def dispatch(store, _):
        idle = 0
        while idle < 5:
            with store.begin() as work:
                rows = work.outbox.claim(["telegram"], NOW, 2)
                work.commit()
            with lock:
                claimed.extend(rows)
            idle = 0 if rows else idle + 1
            with store.begin() as work:
                work.outbox.sent([row.id for row in rows], NOW)
                work.commit()

    at_once(stores, dispatch, times=4)
    assert len({row.id for row in claimed}) == len(claimed) == 18
    for who in people:
        mine = [row.reply.text for row in claimed if row.conversation_id == who]
        assert mine == ["하나", "둘", "셋"]


def test_whoever_follows_the_events_misses_none(open_store):
    """A lower number must not become visible after a higher one was read."""
    stores = two(open_store)
    for n in range(4):
        add_case(stores[0], f"2026-000{n}")
    seen, done = [], threading.Event()

    def follow():
        while not (done.is_set() and (not seen or _last(stores[1]) == seen[-1])):
            with stores[1].look() as work:
                seen.extend(e.seq for e in work.cases.events_after(seen[-1] if seen else 0))

    def write(store, n):
        for _ in range(6):
            with store.begin() as work:
                work.cases.record(f"2026-000{n}", NOW, "kim", EventName.NOTED)
                time.sleep(random.random() / 200)
                work.commit()

    with ThreadPoolExecutor(1) as pool:
        following = pool.submit(follow)
        at_once(stores, write, times=4)
        done.set()
        following.result(10)
    assert len(seen) == 24
    assert seen == sorted(seen)


def _last(store):
    with store.look() as work:
        return work.cases.last_seq()


def test_the_chain_of_the_access_log_holds(open_store):
    def see(store, n):
        with store.begin() as work:
            work.staff.accessed(Access(at=NOW + n * MINUTE, actor=f"staff{n}", action="read"))
            work.commit()

    stores = two(open_store)
    at_once(stores, see)
    with stores[0].look() as work:
        assert len(work.staff.accesses(99)) == THREADS
        assert work.staff.first_broken_access() is None


def test_a_set_up_link_is_taken_by_one(open_store):
    stores = two(open_store)
    with stores[0].begin() as work:
        work.staff.offer_setup(b"t" * 32)
        work.commit()

    def take(store, _):
        with store.begin() as work:
            taken = work.staff.take_setup(b"t" * 32)
            work.commit()
        return taken

    assert sum(at_once(stores, take)) == 1


def test_those_who_wait_for_each_other_are_told_to_come_later(open_store):
    """Two that take the same two cases in opposite order: on PostgreSQL one of them is refused,
    on SQLite they simply follow each other. Nothing is half done in any case."""
    stores = two(open_store)
    add_case(stores[0], "2026-0001")
    add_case(stores[0], "2026-0002")

    def both(store, n):
        numbers = ["2026-0001", "2026-0002"][:: 1 if n else -1]
        try:
            with store.begin() as work:
                for number in numbers:
                    work.cases.save(work.cases.get(number).note())
                    time.sleep(0.1)
                work.commit()
        except StoreAway:
            return 0
        return 1

    done = sum(at_once(stores, both, times=2))
    with stores[0].look() as work:
        versions = [work.cases.get(number).version for number in ("2026-0001", "2026-0002")]
    assert done >= 1
    assert versions == [1 + done, 1 + done]
