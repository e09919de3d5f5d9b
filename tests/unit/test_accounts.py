"""Accounts: who gets in, for how long, and what keeps everybody else out."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from service_bench import Bench, bench

from bot.domain.staff import Role
from bot.services import accounts
from bot.services.accounts import AccountError

pytestmark = pytest.mark.asyncio

PASSWORD = "바다와 하늘과 별"
HOME = "192.0.2.1"


@pytest_asyncio.fixture
async def office(tmp_path: Path) -> AsyncIterator[Bench]:
    async with bench(tmp_path) as opened:
        yield opened


def kim(office: Bench, login: str = "kim", role: Role = Role.CASEWORKER) -> str:
    accounts.add(office.deps, login, role, "sodam", PASSWORD)
    return login


def refused(what, *given, **more) -> str:
    with pytest.raises(AccountError) as error:
        what(*given, **more)
    return error.value.key


# -------------------------------------------------------------------------------------- passwords


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "1234567",
        "password",
        "PASSWORD",
        "12345678",
        "qwertyuiop",
        "aaaaaaaaaaaa",
        "abababababab",
        "minji-2026!",
        "MINJI과 바다와 별",
        "소담동행정복지센터!",
        "가" * 257,
    ],
)
async def test_what_is_guessed_first_is_refused(office: Bench, password):
    key = refused(accounts.add, office.deps, "minji", Role.CASEWORKER, "", password)
    assert key == "auth.weak"
    assert accounts.everyone(office.deps) == []


@pytest.mark.parametrize(
    "password",
    [
        "바다와하늘과별들",
        "correct horse battery staple",
        "가나다라마바사아" * 8,
        "🌊🏔🌲🌾🌻🐢🐇🦊",
        "a1!b2@c3#",
    ],
)
async def test_any_letters_and_no_rules_of_composition(office: Bench, password):
    accounts.add(office.deps, "minji", Role.CASEWORKER, "", password)
    accounts.confirm(office.deps, "minji", password, HOME)
    assert refused(accounts.confirm, office.deps, "minji", password + "x", HOME) == "auth.wrong"
    assert refused(accounts.confirm, office.deps, "minji", password[:-1], HOME) == "auth.wrong"


async def test_the_password_is_kept_as_argon2_only(office: Bench):
    kim(office)
    with office.deps.store.look() as uow:
        hashed = uow.staff.password_hash("kim")
    assert hashed.startswith("$argon2id$")
    assert PASSWORD not in hashed


# ------------------------------------------------------------------------------------------ making


@pytest.mark.parametrize(
    "login",
    ["", "k", "Kim", "김", "kim lee", "-kim", "k" * 33, "kim\n", "kim\0", "../kim", "api:kim"],
)
async def test_logins_are_plain(office: Bench, login):
    assert refused(accounts.add, office.deps, login, Role.ADMIN, "", PASSWORD) == "auth.bad_login"


async def test_a_login_is_given_once_and_teams_are_the_offices_own(office: Bench):
    kim(office)
    assert refused(accounts.add, office.deps, "kim", Role.ADMIN, "", PASSWORD) == "auth.taken"
    assert refused(accounts.add, office.deps, "lee", Role.ADMIN, "x", PASSWORD) == (
        "auth.no_such_team"
    )
    (member,) = accounts.everyone(office.deps)
    assert (member.login, member.role, member.team) == ("kim", Role.CASEWORKER, "sodam")


# ---------------------------------------------------------------------------------------- sign-in


async def test_signing_in_and_out(office: Bench):
    kim(office)
    token, session = accounts.sign_in(office.deps, "kim", PASSWORD, HOME)
    assert re.fullmatch(r"[\w-]{43}", token)
    known = accounts.signed_in(office.deps, token)
    assert known is not None
    assert known[1].login == "kim"
    other, _ = accounts.sign_in(office.deps, "kim", PASSWORD, HOME)
    assert other != token
    accounts.sign_out(office.deps, session)
    assert accounts.signed_in(office.deps, token) is None
    assert accounts.signed_in(office.deps, other) is not None
    for wrong in ("", "x", token[:-1], token + "x", "\0", "\ud800"):
        assert accounts.signed_in(office.deps, wrong) is None


async def test_nobody_learns_which_logins_exist(office: Bench):
    kim(office)
    accounts.disable(office.deps, kim(office, "gone"))
    keys, times = set(), {}
    for login, password in (("kim", "wrong"), ("nobody", "wrong"), ("gone", PASSWORD)):
        began = time.perf_counter()
        for n in range(3):
            keys.add(refused(accounts.sign_in, office.deps, login, password, f"{HOME}{n}"))
        times[login] = time.perf_counter() - began
    assert keys == {"auth.wrong"}
    # An unknown login is checked against a hash too: without it the time would be a tenth.
    assert min(times.values()) > max(times.values()) / 4


async def test_after_five_failures_an_account_waits_and_then_opens(office: Bench):
    kim(office)
    for n in range(5):
        assert refused(accounts.sign_in, office.deps, "kim", "wrong", f"o{n}") == "auth.wrong"
    assert refused(accounts.sign_in, office.deps, "kim", PASSWORD, "elsewhere") == "auth.throttled"
    office.clock.turn(minutes=14)
    assert refused(accounts.sign_in, office.deps, "kim", PASSWORD, "elsewhere") == "auth.throttled"
    office.clock.turn(minutes=2)
    accounts.sign_in(office.deps, "kim", PASSWORD, "elsewhere")


async def test_trying_while_throttled_does_not_lock_anybody_out_for_longer(office: Bench):
    kim(office)
    for _ in range(5):
        refused(accounts.sign_in, office.deps, "kim", "wrong", HOME)
    for _ in range(14):
        office.clock.turn(minutes=1)
        assert refused(accounts.sign_in, office.deps, "kim", "wrong", HOME) == "auth.throttled"
    office.clock.turn(minutes=2)
    accounts.sign_in(office.deps, "kim", PASSWORD, HOME)


async def test_one_address_may_not_try_many_accounts(office: Bench):
    kim(office)
    for n in range(20):
        assert refused(accounts.sign_in, office.deps, f"guess{n}", "wrong", HOME) == "auth.wrong"
    assert refused(accounts.sign_in, office.deps, "kim", PASSWORD, HOME) == "auth.throttled"
    accounts.sign_in(office.deps, "kim", PASSWORD, "elsewhere")


async def test_the_throttle_outlives_a_restart(tmp_path: Path):
    async with bench(tmp_path) as before:
        kim(before)
        for _ in range(5):
            refused(accounts.sign_in, before.deps, "kim", "wrong", HOME)
    async with bench(tmp_path) as after:
        assert refused(accounts.sign_in, after.deps, "kim", PASSWORD, HOME) == "auth.throttled"


async def test_failures_are_in_the_access_log_without_what_was_typed(office: Bench):
    kim(office)
    refused(accounts.sign_in, office.deps, "canary", "canary", HOME)
    with office.deps.store.look() as uow:
        log = [access for _, access in uow.staff.accesses(100)]
    assert [access.action for access in log] == ["sign_in.failed", "account.add"]
    assert log[0].origin == HOME
    assert "canary" not in str(log)


# --------------------------------------------------------------------------------------- sessions


async def test_a_session_ends_when_nobody_is_there(office: Bench):
    kim(office)
    token, session = accounts.sign_in(office.deps, "kim", PASSWORD, HOME)
    office.clock.turn(minutes=29)
    accounts.seen(office.deps, session)
    office.clock.turn(minutes=29)
    known = accounts.signed_in(office.deps, token)
    assert known is not None, "what a person does keeps it open"
    office.clock.turn(minutes=2)
    assert accounts.signed_in(office.deps, token) is None


async def test_no_session_outlives_the_day(office: Bench):
    kim(office)
    token, _ = accounts.sign_in(office.deps, "kim", PASSWORD, HOME)
    for _ in range(12 * 3):
        known = accounts.signed_in(office.deps, token)
        assert known is not None
        accounts.seen(office.deps, known[0])
        office.clock.turn(minutes=20)
    office.clock.turn(minutes=1)
    assert accounts.signed_in(office.deps, token) is None


async def test_a_closed_account_is_out_at_once(office: Bench):
    kim(office)
    token, _ = accounts.sign_in(office.deps, "kim", PASSWORD, HOME)
    accounts.disable(office.deps, "kim")
    assert accounts.signed_in(office.deps, token) is None
    assert refused(accounts.sign_in, office.deps, "kim", PASSWORD, HOME) == "auth.wrong"
    assert refused(accounts.disable, office.deps, "nobody") == "auth.unknown"
    with office.deps.store.look() as uow:
        log = [access for _, access in uow.staff.accesses(100)]
    assert [a.reason for a in log if a.action == "account.disable"] == ["kim"]


# ----------------------------------------------------------------------------------------- set-up


async def test_the_first_administrator_comes_by_a_link_that_works_once(office: Bench):
    token = accounts.offer_setup(office.deps)
    assert token is not None
    later = accounts.offer_setup(office.deps)
    assert later not in {None, token}, "every start prints a link of its own"
    assert refused(accounts.set_up, office.deps, "x" * 32, "boss", PASSWORD) == "auth.setup_used"
    assert refused(accounts.set_up, office.deps, token, "boss", "short") == "auth.weak"
    boss = accounts.set_up(office.deps, token, "boss", PASSWORD)
    assert boss.role is Role.ADMIN
    for spent in (token, later):
        key = refused(accounts.set_up, office.deps, spent, "second", PASSWORD)
        assert key == "auth.setup_used"
    assert accounts.offer_setup(office.deps) is None


# ----------------------------------------------------------------------------------------- tokens


async def test_api_tokens(office: Bench):
    token = accounts.make_token(office.deps, "iot", ("alarms:write",))
    known = accounts.token_of(office.deps, token)
    assert known is not None
    assert (known.name, known.scopes) == ("iot", ("alarms:write",))
    for wrong in ("", "x", token[:-1], token + " ", "\ud800"):
        assert accounts.token_of(office.deps, wrong) is None


@pytest.mark.parametrize(
    ("name", "scopes", "key"),
    [
        ("iot", ("alarms:write",), "auth.token_taken"),
        ("other", (), "auth.bad_scope"),
        ("other", ("cases:read", "everything"), "auth.bad_scope"),
        ("", ("cases:read",), "auth.bad_token_name"),
        (" x ", ("cases:read",), "auth.bad_token_name"),
        ("a\nb", ("cases:read",), "auth.bad_token_name"),
        ("x" * 65, ("cases:read",), "auth.bad_token_name"),
    ],
)
async def test_tokens_that_are_not_made(office: Bench, name, scopes, key):
    first = accounts.make_token(office.deps, "iot", ("alarms:write",))
    assert refused(accounts.make_token, office.deps, name, scopes) == key
    assert accounts.token_of(office.deps, first) is not None


async def test_every_refusal_has_words(office: Bench):
    catalog = office.deps.scene.content.catalog
    source = Path(accounts.__file__).read_text(encoding="utf-8")
    keys = set(re.findall(r'AccountError\("([a-z_.]+)"', source))
    assert len(keys) >= 8
    assert all(catalog.has(key) for key in keys)
