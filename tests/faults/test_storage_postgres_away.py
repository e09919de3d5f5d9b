"""The PostgreSQL server is stopped and started again."""

from __future__ import annotations

import time

import pytest

from adapters.storage import SqlStore
from bot.ports import StoreAway
from tests.contract.storage.examples import REF, add_case, case, event, know
from tests.faults.database import crash, start
from tests.stores import SECRET

pytestmark = pytest.mark.postgres


@pytest.fixture
def store(server):
    store = SqlStore(server.get_uri(), [SECRET])
    store.migrate()
    yield store
    store.close()


def is_away(store: SqlStore) -> float:
    """How long it took to be told so."""
    started = time.monotonic()
    with pytest.raises(StoreAway), store.begin() as work:
        work.inbox.accept(event("while away"))
        work.commit()
    with pytest.raises(StoreAway), store.look() as work:
        work.cases.last_seq()
    with pytest.raises(StoreAway):
        store.ready()
    return time.monotonic() - started


def test_what_was_acknowledged_survives_and_work_goes_on(server, store):
    who = know(store)
    add_case(store)
    crash(server)
    assert is_away(store) < 6
    start(server)
    store.ready()
    with store.begin() as work:
        assert work.conversations.ref(who) == REF
        assert work.cases.get("2026-0001") == case()
        assert work.inbox.accept(event("while away"))
        work.commit()


def test_a_transaction_under_way_is_away_and_kept_nothing(server, store):
    with pytest.raises(StoreAway), store.begin() as work:
        assert work.inbox.accept(event("in the middle"))
        crash(server)
        work.commit()
    start(server)
    with store.begin() as work:
        assert work.inbox.accept(event("in the middle"))


def test_a_store_may_be_made_while_the_server_is_away(server, store):
    crash(server)
    early = SqlStore(server.get_uri(), [SECRET])
    with pytest.raises(StoreAway):
        early.conversation_id(REF)
    start(server)
    assert early.conversation_id(REF) == store.conversation_id(REF)
    early.close()
