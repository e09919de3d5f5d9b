"""What an administrator does with accounts, and the link by which a new member comes in.

Nobody is told a password: a link that works once and for some days lets the member choose one.
It names the account and the day it ends, and only a hash of all three with its secret is kept, so
it can be made neither longer nor somebody else's. The password of that day is part of the hash:
once one link was used, those made before it are of no use.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.domain.staff import Access, Role, StaffMember
from bot.ports import UnitOfWork
from bot.services import accounts
from bot.services.accounts import AccountError
from bot.services.deps import Deps

INVITED_FOR = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A way to choose a password, once."""

    login: str
    token: str = field(repr=False)


def enlist(deps: Deps, by: StaffMember, login: str, role: Role, team: str) -> Invitation:
    """Make an account nobody can enter yet, and the link to it. Raises `AccountError`."""
    accounts.add(deps, login, role, team, _nobodys_password(), by=by.login)
    return invite(deps, by, login)


def invite(deps: Deps, by: StaffMember, login: str) -> Invitation:
    """A new link for an account, for somebody new or whose password is forgotten."""
    ends = int((deps.clock() + INVITED_FOR).timestamp())
    invitation = Invitation(login=login, token=f"{ends}.{secrets.token_urlsafe(24)}")
    with deps.store.begin() as uow:
        _known(uow, login)
        uow.staff.offer_setup(_digest(uow, invitation))
        _record(deps, uow, by.login, "account.invite", login)
        uow.commit()
    return invitation


def invited(deps: Deps, invitation: Invitation) -> bool:
    """Whether the link still opens."""
    if not _in_time(deps, invitation):
        return False
    with deps.store.look() as uow:
        member = uow.staff.get(invitation.login)
        open_still = uow.staff.setup_open(_digest(uow, invitation))
    return open_still and member is not None and not member.disabled


def choose_password(deps: Deps, invitation: Invitation, password: str) -> None:
    """Use the link. Ends every session of the account. Raises `AccountError`."""
    office = deps.scene.content.pack.office_short
    hashed = accounts.hash_password(password, login=invitation.login, office=office)
    with deps.store.begin() as uow:
        member = _known(uow, invitation.login)
        taken = _in_time(deps, invitation) and uow.staff.take_setup(_digest(uow, invitation))
        if not taken or member.disabled:
            raise AccountError("auth.setup_used")
        uow.staff.set_password(member.login, hashed)
        uow.staff.end_sessions_of(member.login)
        _record(deps, uow, member.login, "account.password", member.login)
        uow.commit()


def change(deps: Deps, by: StaffMember, login: str, role: Role, team: str) -> None:
    """Give an account another role or team, from its next request on."""
    if team and team not in {t.id for t in deps.scene.content.pack.teams}:
        raise AccountError("auth.no_such_team", team=team)
    changed = accounts.described(deps, StaffMember(login=login, role=role, team=team))
    _save(deps, by, login, "account.change", said=changed, role=role, team=team)


def disable(deps: Deps, by: StaffMember, login: str) -> None:
    """Close an account and end its sessions."""
    _save(deps, by, login, "account.disable", disabled=True)


def enable(deps: Deps, by: StaffMember, login: str) -> None:
    _save(deps, by, login, "account.enable", disabled=False)


def _save(
    deps: Deps, by: StaffMember, login: str, action: str, said: str = "", **changes: object
) -> None:
    """Change an account of somebody else: so there is always an administrator left."""
    if login == by.login:
        raise AccountError("staff.forbidden")
    with deps.store.begin() as uow:
        member = replace(_known(uow, login), **changes)  # type: ignore[arg-type]
        uow.staff.save(member)
        if member.disabled:
            uow.staff.end_sessions_of(login)
        _record(deps, uow, by.login, action, said or login)
        uow.commit()


def _nobodys_password() -> str:
    """Told to nobody. Of signs no login is made of, since a password may not hold the login."""
    return "".join(secrets.choice("!@#$%^&*()=+[]{}") for _ in range(40))


def _known(uow: UnitOfWork, login: str) -> StaffMember:
    member = uow.staff.get(login)
    if member is None:
        raise AccountError("auth.unknown")
    return member


def _in_time(deps: Deps, invitation: Invitation) -> bool:
    ends = invitation.token.partition(".")[0]
    return ends.isdecimal() and len(ends) < 12 and deps.clock().timestamp() < int(ends)


def _digest(uow: UnitOfWork, invitation: Invitation) -> bytes:
    password = uow.staff.password_hash(invitation.login)
    return accounts.digest(f"invite:{invitation.login}:{invitation.token}:{password}")


def _record(deps: Deps, uow: UnitOfWork, actor: str, action: str, whom: str) -> None:
    """`reason` names the account it was done to: the log is about people, not only cases."""
    uow.staff.accessed(Access(at=deps.clock(), actor=actor, action=action, reason=whom))
