"""Several processes: one leads, and each hears what the others call."""

from __future__ import annotations

import time

import psycopg
import pytest

from bot.ports import StoreAway
from tests.stores import sqlite_store

TERMINATE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid != pg_backend_pid()"
)


def cut_every_line(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TERMINATE.encode())


def test_a_file_has_one_process(tmp_path):

    store = sqlite_store(tmp_path)
    assert store.lead()
    store.tell(["cases"])
    assert store.heard(0) is None
    store.close()


@pytest.mark.postgres
def test_one_leads_until_it_ends(open_postgres):
    first, second = open_postgres(), open_postgres()
    assert first.lead()
    assert not second.lead()
    assert first.lead(), "asked again, it still leads"
    first.close()
    assert takes_over(second)
    assert not open_postgres().lead()


@pytest.mark.postgres
def test_a_lost_line_is_a_lost_lead(open_postgres, postgres_database):
    first, second = open_postgres(), open_postgres()
    assert first.lead()
    assert not second.lead()
    cut_every_line(postgres_database)
    assert not first.lead(), "it must not go on as if nothing had happened"
    assert takes_over(second)
    assert not first.lead()


def takes_over(store) -> bool:
    """The server needs a moment to notice that somebody left."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        if store.lead():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.postgres
def test_the_others_hear_what_one_calls(open_postgres):
    stores = [open_postgres() for _ in range(3)]
    assert [store.heard(0) for store in stores] == [[], [], []]
    stores[0].tell(["cases", "talk:0123"])
    for store in stores[1:]:
        assert heard(store) == ["cases", "talk:0123"]
    assert stores[0].heard(0.1) == [], "one's own calls are no news"


def heard(store) -> list[str]:
    topics: list[str] = []
    while more := store.heard(0.5):
        topics += more
    return topics


@pytest.mark.postgres
def test_a_lost_line_is_told_and_listening_goes_on(open_postgres, postgres_database):
    one, other = open_postgres(), open_postgres()
    assert other.heard(0) == []
    cut_every_line(postgres_database)
    with pytest.raises(StoreAway):
        other.heard(0.5)
    assert other.heard(0) == []
    one.tell(["cases"])
    assert heard(other) == ["cases"]


@pytest.mark.postgres
def test_waiting_ends_with_the_first_call(open_postgres):
    one, other = open_postgres(), open_postgres()
    other.heard(0)
    one.tell(["outbox"])
    started = time.monotonic()
    assert other.heard(5) == ["outbox"]
    assert time.monotonic() - started < 1


@pytest.mark.postgres
def test_nothing_stays_open_after_the_end(open_postgres, postgres_database):
    store = open_postgres()
    assert store.lead()
    store.heard(0)
    store.close()
    query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'ieumtalk'"
    end = time.monotonic() + 5
    with psycopg.connect(postgres_database, autocommit=True) as connection:
        while connection.execute(query.encode()).fetchone() != (0,):
            assert time.monotonic() < end
            time.sleep(0.05)
