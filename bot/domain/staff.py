"""The people of the office who work the queue."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    CASEWORKER = "caseworker"  #: 담당자: works cases of the own team
    LEAD = "lead"  #: 팀장: also assigns and reopens
    ADMIN = "admin"  #: 관리자: accounts and settings; reads no case
    AUDITOR = "auditor"  #: 감사자: reads the access log; reads no case


WORKS_CASES = frozenset({Role.CASEWORKER, Role.LEAD})


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """An account. `team` empty means every team of the office."""

    login: str
    role: Role
    team: str = ""
    disabled: bool = False

    def sees(self, team: str) -> bool:
        return self.role in WORKS_CASES and (not self.team or not team or self.team == team)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A signed-in browser. Only the hash of its token is stored."""

    token_hash: bytes = field(repr=False)
    login: str
    csrf: str = field(repr=False)
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """A key of another system. Scopes are `cases:read`, `cases:write`, `stats:read`."""

    name: str
    scopes: tuple[str, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who looked at or changed whose data, when and why. Holds no content."""

    at: datetime
    actor: str
    action: str
    case_no: str = ""
    reason: str = ""
    origin: str = field(default="", repr=False)
