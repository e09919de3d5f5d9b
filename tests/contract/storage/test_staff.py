from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.staff import Access, ApiToken, Role, Session, StaffMember
from tests.contract.storage.examples import MINUTE, NOW

KIM = StaffMember(login="kim", role=Role.CASEWORKER, team="sodam")
TOKEN = b"t" * 32


@pytest.fixture
def kim(store):
    with store.begin() as work:
        work.staff.add(KIM, "$argon2id$first")
        work.commit()
    return KIM


def test_accounts(store, kim):
    lead = StaffMember(login="ahn", role=Role.LEAD)
    with store.begin() as work:
        work.staff.add(lead, "$argon2id$x")
        work.staff.save(replace(kim, role=Role.ADMIN, team="", disabled=True))
        work.staff.set_password("kim", "$argon2id$second")
        work.commit()
    with store.look() as work:
        changed = StaffMember(login="kim", role=Role.ADMIN, disabled=True)
        assert work.staff.get("kim") == changed
        assert work.staff.password_hash("kim") == "$argon2id$second"
        assert work.staff.everyone() == [lead, changed]
        assert work.staff.get("nobody\0") is None
        assert work.staff.password_hash("nobody") is None


def test_a_login_belongs_to_one_person(store, kim):
    with store.begin() as work, pytest.raises(IntegrityError):
        work.staff.add(kim, "$argon2id$other")


def test_sessions(store, kim):
    first = Session(token_hash=TOKEN, login="kim", csrf="c", created_at=NOW, seen_at=NOW)
    second = replace(first, token_hash=b"u" * 32)
    with store.begin() as work:
        work.staff.open_session(first)
        work.staff.open_session(second)
        work.staff.touch_session(TOKEN, NOW + MINUTE)
        work.commit()
    with store.begin() as work:
        assert work.staff.session(TOKEN) == replace(first, seen_at=NOW + MINUTE)
        assert work.staff.session(b"x" * 32) is None
        work.staff.end_session(TOKEN)
        assert work.staff.session(TOKEN) is None
        assert work.staff.session(second.token_hash) == second
        work.staff.end_sessions_of("kim")
        assert work.staff.session(second.token_hash) is None


def test_api_tokens(store):
    token = ApiToken(name="iot", scopes=("cases:read", "stats:read"), created_at=NOW)
    with store.begin() as work:
        assert work.staff.add_token(token, TOKEN)
        work.commit()
    with store.look() as work:
        assert work.staff.token(TOKEN) == token
        assert work.staff.token(b"x" * 32) is None
    with store.begin() as work:
        assert not work.staff.add_token(token, b"x" * 32), "the name is taken"
        work.commit()
    with store.look() as work:
        assert work.staff.token(b"x" * 32) is None
        assert work.staff.token(TOKEN) == token


def test_a_set_up_link_works_once(store):
    with store.begin() as work:
        work.staff.offer_setup(TOKEN)
        work.commit()
    with store.begin() as work:
        assert work.staff.setup_open(TOKEN)
        assert not work.staff.setup_open(b"x" * 32)
        assert work.staff.take_setup(TOKEN)
        assert not work.staff.take_setup(TOKEN)
        assert not work.staff.setup_open(TOKEN)
        assert not work.staff.take_setup(b"x" * 32)


def test_failed_tries_are_counted_and_survive_a_restart(open_store):
    with open_store().begin() as work:
        for at in (NOW - MINUTE, NOW):
            work.staff.failed("login:kim", at)
        work.staff.failed("login:lee\0", NOW)
        work.commit()
    with open_store().begin() as work:
        assert work.staff.failures("login:kim", NOW - MINUTE) == 2
        assert work.staff.failures("login:kim", NOW) == 1
        assert work.staff.failures("login:park", NOW - MINUTE) == 0
        work.staff.failed("login:kim", NOW + timedelta(days=2))  # old ones are forgotten
        assert work.staff.failures("login:kim", NOW - MINUTE) == 1


def look_at(store, count=3):
    made = [
        Access(
            at=NOW + n * MINUTE,
            actor="kim",
            action="reveal",
            case_no="2026-0001",
            reason=f"전화 확인 {n}",
            origin="10.0.0.7",
        )
        for n in range(1, count + 1)
    ]
    with store.begin() as work:
        for access in made:
            work.staff.accessed(access)
        work.commit()
    return made


def test_the_access_log_is_read_newest_first_page_by_page(store):
    made = look_at(store)
    with store.look() as work:
        page = work.staff.accesses(2)
        assert [access for _, access in page] == [made[2], made[1]]
        assert work.staff.accesses(2, before=page[-1][0]) == [(1, made[0])]
        assert work.staff.first_broken_access() is None


def test_an_empty_access_log_is_whole(store):
    with store.look() as work:
        assert work.staff.accesses(5) == []
        assert work.staff.first_broken_access() is None


@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        ("UPDATE access_log SET actor = 'lee' WHERE id = 2", 2),
        ("UPDATE access_log SET case_no = '2026-0002' WHERE id = 1", 1),
        ("DELETE FROM access_log WHERE id = 2", 2),
        ("DELETE FROM access_log WHERE id = 3", 3),
        ("DELETE FROM access_log WHERE id = 1", 1),
        ("UPDATE access_log SET body = (SELECT body FROM access_log WHERE id = 1) WHERE id = 3", 3),
        ("INSERT INTO access_log SELECT 4, at, actor, action, case_no, body, hash"
         " FROM access_log WHERE id = 3", 4),
        ("DELETE FROM meta WHERE name = 'access_log_end'", 4),
    ],
)  # fmt: skip
def test_whoever_changes_the_access_log_is_found_out(store, tampering, broken):
    from sqlalchemy import text

    look_at(store)
    with store.begin() as work:
        work._work.run(text(tampering))
        work.commit()
    with store.look() as work:
        assert work.staff.first_broken_access() == broken


def test_a_log_entry_not_committed_leaves_the_chain_whole(store):
    look_at(store, 1)
    with store.begin() as work:
        work.staff.accessed(Access(at=NOW, actor="kim", action="read"))
    look_at(store, 1)
    with store.look() as work:
        assert [number for number, _ in work.staff.accesses(9)] == [2, 1]
        assert work.staff.first_broken_access() is None
