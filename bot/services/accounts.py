"""Accounts, passwords, sessions and API tokens of the office."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import tomli
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from bot.domain.staff import Access, ApiToken, Role, Session, StaffMember
from bot.ports import UnitOfWork
from bot.services.deps import Deps

IDLE = timedelta(minutes=30)
LIFETIME = timedelta(hours=12)
#: Beyond this many failures within the time, an account or an address has to wait.
MAX_FAILURES = 5
FAILURES_WITHIN = timedelta(minutes=15)
TOUCH_EVERY = timedelta(minutes=1)
SCOPES = ("cases:read", "cases:write", "alarms:write", "stats:read")
MIN_PASSWORD = 8
MAX_PASSWORD = 256
MAX_NAME = 64  #: of an API token

# OWASP's second choice of parameters (19 MiB, two passes): 45–77 ms a try on a small server.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")


class AccountError(Exception):
    """The account cannot be made, changed or entered. `key` names the words that say why."""

    def __init__(self, key: str, **params: str) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


@cache
def _common() -> frozenset[str]:
    path = Path(__file__).parents[1] / "content" / "data" / "common_passwords.toml"
    return frozenset(tomli.loads(path.read_text(encoding="utf-8"))["passwords"])


@cache
def _nobody() -> str:
    """A hash no password matches: an unknown login takes as long as a wrong password."""
    return _HASHER.hash(secrets.token_urlsafe(32))


def digest(token: str) -> bytes:
    """How a random token is stored. It has 256 bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def hash_password(password: str, *, login: str, office: str = "") -> str:
    """Refuse what is guessed first, then hash."""
    plain = password.casefold()
    weak = (
        not MIN_PASSWORD <= len(password) <= MAX_PASSWORD
        or plain in _common()
        or login.casefold() in plain
        or (office and office.casefold() in plain)
        or len(set(plain)) < 4
    )
    if weak:
        raise AccountError("auth.weak")
    return _HASHER.hash(password)


def add(
    deps: Deps, login: str, role: Role, team: str, password: str, *, by: str = "system"
) -> StaffMember:
    """Make an account. The team must be one of the pack's, or empty for all."""
    pack = deps.scene.content.pack
    if not _LOGIN.fullmatch(login):
        raise AccountError("auth.bad_login")
    if team and team not in {t.id for t in pack.teams}:
        raise AccountError("auth.no_such_team", team=team)
    member = StaffMember(login=login, role=role, team=team)
    hashed = hash_password(password, login=login, office=pack.office_short)
    with deps.store.begin() as uow:
        if uow.staff.get(login) is not None:
            raise AccountError("auth.taken")
        uow.staff.add(member, hashed)
        added = Access(
            at=deps.clock(), actor=by, action="account.add", reason=described(deps, member)
        )
        uow.staff.accessed(added)
        uow.commit()
    return member


def described(deps: Deps, member: StaffMember) -> str:
    """An account and what it may see, for the access log: "kim: 담당자, 맞춤형복지팀"."""
    content = deps.scene.content
    team = content.pack.team_name(member.team) if member.team else ""
    params = {
        "login": member.login,
        "role": content.catalog.render(f"role.{member.role}"),
        "team": team or content.catalog.render("desk.all_teams"),
    }
    return content.catalog.render("desk.account", params)


def everyone(deps: Deps) -> list[StaffMember]:
    with deps.store.look() as uow:
        return uow.staff.everyone()


def disable(deps: Deps, login: str) -> None:
    """Close an account and end its sessions."""
    with deps.store.begin() as uow:
        member = uow.staff.get(login)
        if member is None:
            raise AccountError("auth.unknown")
        uow.staff.save(replace(member, disabled=True))
        uow.staff.end_sessions_of(login)
        uow.staff.accessed(
            Access(at=deps.clock(), actor="system", action="account.disable", reason=login)
        )
        uow.commit()


def make_token(deps: Deps, name: str, scopes: tuple[str, ...]) -> str:
    """Make an API token; it is shown once and only its hash is kept."""
    if not scopes or any(scope not in SCOPES for scope in scopes):
        raise AccountError("auth.bad_scope", scopes=", ".join(SCOPES))
    if not (0 < len(name) <= MAX_NAME and name.isprintable() and name.strip() == name):
        raise AccountError("auth.bad_token_name")
    token = secrets.token_urlsafe(32)
    made = ApiToken(name=name, scopes=scopes, created_at=deps.clock())
    with deps.store.begin() as uow:
        if not uow.staff.add_token(made, digest(token)):
            raise AccountError("auth.token_taken", name=name)
        uow.staff.accessed(
            Access(at=made.created_at, actor="system", action="token.add", reason=name)
        )
        uow.commit()
    return token


def offer_setup(deps: Deps) -> str | None:
    """A one-time link token for the first administrator; None once anybody has an account."""
    with deps.store.begin() as uow:
        if uow.staff.everyone():
            return None
        token = secrets.token_urlsafe(24)
        uow.staff.offer_setup(digest(token))
        uow.commit()
    return token


def set_up(deps: Deps, token: str, login: str, password: str) -> StaffMember:
    """Make the first administrator with the one-time link."""
    if not _LOGIN.fullmatch(login):
        raise AccountError("auth.bad_login")
    office = deps.scene.content.pack.office_short
    hashed = hash_password(password, login=login, office=office)
    member = StaffMember(login=login, role=Role.ADMIN)
    with deps.store.begin() as uow:
        if uow.staff.everyone() or not uow.staff.take_setup(digest(token)):
            raise AccountError("auth.setup_used")
        uow.staff.add(member, hashed)
        uow.staff.accessed(Access(at=deps.clock(), actor=login, action="account.setup"))
        uow.commit()
    return member


def sign_in(deps: Deps, login: str, password: str, origin: str) -> tuple[str, Session]:
    """Open a session. An unknown login and a wrong password look and take the same.

    Raises `AccountError` auth.wrong or auth.throttled{minutes}; a failure is kept even so.
    """
    confirm(deps, login, password, origin)
    now = deps.clock()
    token = secrets.token_urlsafe(32)
    session = Session(
        token_hash=digest(token),
        login=login,
        csrf=secrets.token_urlsafe(24),
        created_at=now,
        seen_at=now,
    )
    with deps.store.begin() as uow:
        uow.staff.open_session(session)
        uow.staff.accessed(Access(at=now, actor=login, action="sign_in", origin=origin))
        uow.commit()
    return token, session


def confirm(deps: Deps, login: str, password: str, origin: str) -> None:
    """Make sure that this is the person whose account it is. Raises as `sign_in` does."""
    now = deps.clock()
    keys = (f"login:{login}", f"origin:{origin}")
    with deps.store.begin() as uow:
        _refuse_throttled(uow, keys, now)
        hashed = uow.staff.password_hash(login)
        member = uow.staff.get(login)
        uow.commit()
    right = _verified(hashed or _nobody(), password)
    if not right or member is None or member.disabled:
        _failed(deps, keys, now, origin)
        raise AccountError("auth.wrong")


def _refuse_throttled(uow: UnitOfWork, keys: tuple[str, str], now: datetime) -> None:
    since = now - FAILURES_WITHIN
    own, address = keys
    many = uow.staff.failures(own, since) >= MAX_FAILURES
    # An address may be shared by a whole office, so it gets more room.
    if many or uow.staff.failures(address, since) >= 4 * MAX_FAILURES:
        minutes = int(FAILURES_WITHIN.total_seconds() // 60)
        raise AccountError("auth.throttled", minutes=str(minutes))


def _verified(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, password[:MAX_PASSWORD])
    except (VerifyMismatchError, InvalidHashError):
        return False


def _failed(deps: Deps, keys: tuple[str, str], now: datetime, origin: str) -> None:
    with deps.store.begin() as uow:
        for key in keys:
            uow.staff.failed(key, now)
        uow.staff.accessed(Access(at=now, actor="?", action="sign_in.failed", origin=origin))
        uow.commit()


def signed_in(deps: Deps, token: str) -> tuple[Session, StaffMember] | None:
    """Who a session token belongs to; None when it ran out or the account was closed.

    Call `seen` for what a person does; a live stream does not count as activity.
    """
    now = deps.clock()
    with deps.store.look() as uow:
        session = uow.staff.session(digest(token))
        member = uow.staff.get(session.login) if session else None
    if session is None or member is None or member.disabled:
        return None
    if now - session.seen_at > IDLE or now - session.created_at > LIFETIME:
        return None
    return session, member


def seen(deps: Deps, session: Session) -> None:
    """Note that the person is active, at most once a minute."""
    now = deps.clock()
    if now - session.seen_at < TOUCH_EVERY:
        return
    with deps.store.begin() as uow:
        uow.staff.touch_session(session.token_hash, now)
        uow.commit()


def sign_out(deps: Deps, session: Session) -> None:
    with deps.store.begin() as uow:
        uow.staff.end_session(session.token_hash)
        uow.staff.accessed(Access(at=deps.clock(), actor=session.login, action="sign_out"))
        uow.commit()


def token_of(deps: Deps, token: str) -> ApiToken | None:
    with deps.store.look() as uow:
        return uow.staff.token(digest(token))


def first_broken_access(deps: Deps) -> int | None:
    """The first row of the access log that does not fit its chain; None when all do."""
    with deps.store.look() as uow:
        return uow.staff.first_broken_access()
