"""Accounts of the office, for the administrator. No case is in reach from here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from aiohttp import web

from adapters.web.desk import frame
from adapters.web.desk.gate import ADMIN, Visit, get, post
from adapters.web.desk.welcome import address
from bot.domain.staff import Role, StaffMember
from bot.services import accounts, members
from bot.services.accounts import AccountError
from bot.services.members import Invitation

STAFF = "/desk/staff"
ONE = f"{STAFF}/{{login:[a-z0-9._-]{{2,32}}}}"
NOTHING: Mapping[str, str] = {}
#: Which line of the form a refusal stands at.
FIELD = {"auth.no_such_team": "team", "account.role_needed": "role"}


async def everyone(visit: Visit) -> web.StreamResponse:
    return await _page(visit)


async def add(visit: Visit) -> web.StreamResponse:
    given = {name: visit.form.get(name, "").strip() for name in ("login", "role", "team")}
    given["login"] = given["login"].lower()
    try:
        role = _role(given["role"])
        invitation = await visit.run(
            lambda: members.enlist(visit.deps, visit.member, given["login"], role, given["team"])
        )
    except AccountError as refused:
        wrong = {FIELD.get(refused.key, "login"): visit.words(refused.key, **refused.params)}
        return await _page(visit, given=given, errors=wrong, status=422)
    return await _page(visit, once=invitation)


async def invite(visit: Visit) -> web.StreamResponse:
    login = _login(visit)
    try:
        invitation = await visit.run(lambda: members.invite(visit.deps, visit.member, login))
    except AccountError as refused:
        raise _no_such(refused) from None
    return await _page(visit, once=invitation)


async def change(visit: Visit) -> web.StreamResponse:
    role, team = visit.form.get("role", ""), visit.form.get("team", "")
    return await _do(
        visit,
        lambda: members.change(visit.deps, visit.member, _login(visit), _role(role), team),
    )


async def disable(visit: Visit) -> web.StreamResponse:
    return await _do(visit, partial(members.disable, visit.deps, visit.member, _login(visit)))


async def enable(visit: Visit) -> web.StreamResponse:
    return await _do(visit, partial(members.enable, visit.deps, visit.member, _login(visit)))


async def _do(visit: Visit, work: Callable[[], None]) -> web.StreamResponse:
    """Change an account and go back to the list, or show the list with why not."""
    try:
        if _login(visit) == visit.member.login:
            raise AccountError("account.own")
        await visit.run(work)
    except AccountError as refused:
        if refused.key == "auth.unknown":
            raise _no_such(refused) from None
        wrong = {FIELD.get(refused.key, "login"): visit.words(refused.key, **refused.params)}
        return await _page(visit, errors=wrong, status=422)
    visit.ring()  # an open stream of that account looks at once whether it may go on
    return frame.see(STAFF)


async def _page(
    visit: Visit,
    *,
    given: Mapping[str, str] = NOTHING,
    errors: Mapping[str, str] = NOTHING,
    once: Invitation | None = None,
    status: int = 200,
) -> web.StreamResponse:
    words, pack = visit.words, visit.content.pack
    people = await visit.run(lambda: accounts.everyone(visit.deps))
    context = {
        "accounts": [_person(visit, person) for person in people],
        "roles": words.options("role", tuple(Role)),
        "teams": [{"value": team.id, "label": team.name} for team in pack.teams],
        "form": {name: given.get(name, "") for name in ("login", "role", "team")},
        "errors": errors,
        "once": {"login": once.login, "link": address(visit, once)} if once else None,
    }
    return frame.page(visit, "desk/staff.html", context, tab="staff", status=status)


def _person(visit: Visit, person: StaffMember) -> dict[str, Any]:
    return {
        "login": person.login,
        "role": person.role.value,
        "role_label": visit.words.label("role", person.role.value),
        "team_id": person.team,
        "team": visit.content.pack.team_name(person.team) if person.team else "",
        "disabled": person.disabled,
        "me": person.login == visit.member.login,
    }


def _login(visit: Visit) -> str:
    return visit.request.match_info["login"]


def _role(value: str) -> Role:
    if value not in set(Role):
        raise AccountError("account.role_needed")
    return Role(value)


def _no_such(_: AccountError) -> web.HTTPException:
    return web.HTTPNotFound()


ROUTES = (
    get(STAFF, everyone, ADMIN),
    post(STAFF, add, ADMIN),
    post(f"{ONE}/invite", invite, ADMIN),
    post(f"{ONE}/change", change, ADMIN),
    post(f"{ONE}/disable", disable, ADMIN),
    post(f"{ONE}/enable", enable, ADMIN),
)
