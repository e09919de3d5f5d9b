"""Accounts of the office."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update

from adapters.storage.access import AccessLog
from adapters.storage.signing_in import SigningIn
from adapters.storage.tables import staff
from bot.domain.staff import Role, StaffMember

_T = staff.c
_ALL = select(_T.login, _T.role, _T.team, _T.disabled).order_by(_T.login)
_GET = _ALL.where(_T.login == bindparam("who"))
_PASSWORD = select(_T.password_hash).where(_T.login == bindparam("who"))
_ADD = insert(staff)
_OF = update(staff).where(_T.login == bindparam("who"))
_SET_PASSWORD = _OF.values(password_hash=bindparam("hashed"))
_SAVE = _OF.values(role=bindparam("is_now"), team=bindparam("in_team"), disabled=bindparam("off"))


class SqlStaff(SigningIn, AccessLog):
    """See `bot.ports.Staff`. `add` raises SQLAlchemy's IntegrityError for a login that exists."""

    __slots__ = ()

    def add(self, member: StaffMember, password_hash: str) -> None:
        row = {
            "login": member.login,
            "role": member.role.value,
            "team": member.team,
            "disabled": member.disabled,
            "password_hash": password_hash,
        }
        self._work.run(_ADD, row)

    def get(self, login: str) -> StaffMember | None:
        row = self._work.run(_GET, {"who": login}).first()
        return None if row is None else _member(row)

    def password_hash(self, login: str) -> str | None:
        found: str | None = self._work.run(_PASSWORD, {"who": login}).scalar()
        return found

    def set_password(self, login: str, password_hash: str) -> None:
        self._work.run(_SET_PASSWORD, {"who": login, "hashed": password_hash})

    def save(self, member: StaffMember) -> None:
        values = {
            "who": member.login,
            "is_now": member.role.value,
            "in_team": member.team,
            "off": member.disabled,
        }
        self._work.run(_SAVE, values)

    def everyone(self) -> list[StaffMember]:
        return [_member(row) for row in self._work.run(_ALL).all()]


def _member(row: Row[Any]) -> StaffMember:
    return StaffMember(login=row.login, role=Role(row.role), team=row.team, disabled=row.disabled)
