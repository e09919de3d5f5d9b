"""Master secrets: the wrong one, a new one, none."""

from __future__ import annotations

import pytest

from adapters.storage import SqlStore, WrongSecret
from adapters.storage.vault import Vault
from bot.ports import StoreAway
from tests.contract.storage.examples import REF, add_case, case, know
from tests.stores import SECRET

NEW = b"n" * 32


@pytest.fixture
def open_with(open_store, request, tmp_path):
    """Opens the same database with other secrets."""
    url = (
        f"sqlite:///{tmp_path / 'ieum.db'}"
        if "sqlite" in request.node.callspec.id
        else request.getfixturevalue("postgres_database")
    )
    opened = []

    def open_it(*secrets):
        opened.append(SqlStore(url, secrets))
        return opened[-1]

    yield open_it
    for store in opened:
        store.close()


def test_the_wrong_secret_is_refused_and_changes_nothing(open_store, open_with):
    add_case(open_store())
    with pytest.raises(WrongSecret) as refused:
        open_with(NEW).ready()
    assert isinstance(refused.value, StoreAway)
    with open_store().look() as work:
        assert work.cases.get("2026-0001") == case()


def test_after_a_rotation_only_the_new_secret_is_needed(open_store, open_with):
    old = open_store()
    add_case(old)
    who = know(old)
    rotating = open_with(NEW, SECRET)
    assert rotating.rotate_keys() == 3  # the case, the conversation, the root
    add_case(rotating, "2026-0002")
    renewed = open_with(NEW)
    assert renewed.conversation_id(REF) == who
    with renewed.look() as work:
        assert work.cases.get("2026-0001") == case()
        assert work.cases.get("2026-0002") == case("2026-0002")
        assert work.conversations.ref(who) == REF
    with pytest.raises(WrongSecret):
        open_with(SECRET).ready()
    assert open_with(SECRET, NEW).rotate_keys() == 4  # and back, for the other tests


def test_a_database_that_lost_its_keys_is_refused(tmp_path):
    from sqlalchemy import text

    url = f"sqlite:///{tmp_path / 'ieum.db'}"
    store = SqlStore(url, [SECRET])
    know(store)
    with store.begin() as work:
        work._work.run(text("DELETE FROM keys"))
        work.commit()
    store.close()
    with pytest.raises(WrongSecret):
        SqlStore(url, [SECRET])


@pytest.mark.parametrize("secrets", [[], [b""], [b"short"], [SECRET, b"x" * 31]])
def test_a_secret_must_be_long_enough(secrets):
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(secrets)
