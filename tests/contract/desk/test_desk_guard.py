"""Who may do what: every route of the desk, without a session, in every role, across teams."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from aiohttp import web
from desk_office import Browser, Office

from adapters.web import desk as desk_package
from adapters.web.desk.gate import Route
from bot.domain.case import Case
from bot.domain.staff import Role
from bot.services import cases

pytestmark = pytest.mark.asyncio

DOORS = {"/desk/login", "/desk/setup", "/desk/setup/{token}", "/desk/welcome/{login}/{token}"}

#: The allow-list, written a second time by hand: (method, path) → the roles that get in.
CASEWORK = {Role.CASEWORKER, Role.LEAD}
MATRIX = {
    ("POST", "/desk/logout"): set(Role),
    ("GET", "/desk"): set(Role),
    ("GET", "/desk/"): set(Role),
    ("GET", "/desk/stream"): CASEWORK,
    ("GET", "/desk/tabs"): CASEWORK,
    ("GET", "/desk/cases/{number}"): CASEWORK,
    ("GET", "/desk/cases/{number}/{action}"): CASEWORK,
    ("GET", "/desk/cases/{number}/row"): CASEWORK,
    ("GET", "/desk/cases/{number}/thread"): CASEWORK,
    ("GET", "/desk/cases/{number}/history"): CASEWORK,
    ("GET", "/desk/cases/{number}/photos/{photo}"): CASEWORK,
    ("POST", "/desk/cases/{number}/claim"): CASEWORK,
    ("POST", "/desk/cases/{number}/reply"): CASEWORK,
    ("POST", "/desk/cases/{number}/note"): CASEWORK,
    ("POST", "/desk/cases/{number}/give-back"): CASEWORK,
    ("POST", "/desk/cases/{number}/close"): CASEWORK,
    ("POST", "/desk/cases/{number}/unmask"): CASEWORK,
    ("POST", "/desk/cases/{number}/assign"): CASEWORK,
    ("POST", "/desk/cases/{number}/route"): {Role.LEAD},
    ("POST", "/desk/cases/{number}/reopen"): {Role.LEAD},
    ("GET", "/desk/staff"): {Role.ADMIN},
    ("POST", "/desk/staff"): {Role.ADMIN},
    ("POST", "/desk/staff/{login}/invite"): {Role.ADMIN},
    ("POST", "/desk/staff/{login}/change"): {Role.ADMIN},
    ("POST", "/desk/staff/{login}/disable"): {Role.ADMIN},
    ("POST", "/desk/staff/{login}/enable"): {Role.ADMIN},
    ("GET", "/desk/log"): {Role.AUDITOR},
}


def _plain(path: str) -> str:
    """The path without the patterns of its parts."""
    return re.sub(r"\{(\w+):(?:[^{}]|\{[^{}]*\})*\}", r"{\1}", path)


def _served(app: web.Application) -> Iterator[tuple[str, str]]:
    """Every (method, path) of the application under /desk, however it came there."""
    for route in app.router.routes():
        path = route.resource.canonical if route.resource else ""
        if path.startswith("/desk") and route.method != "HEAD":
            yield route.method, path


def _filled(path: str, number: str) -> str:
    return path.format(number=number, photo=1, action="claim", login="kim", token="A" * 32)


async def _asked(browser: Browser, method: str, path: str, csrf: str = "x") -> tuple[int, str, str]:
    """Status, location and body; of a stream only the beginning."""
    data = {"csrf": csrf, "version": "1"} if method == "POST" else None
    async with browser.client.request(method, path, data=data, allow_redirects=False) as response:
        if response.content_type == "text/event-stream":
            return response.status, "", ""
        return response.status, response.headers.get("Location", ""), await response.text()


async def test_the_matrix_names_every_route(desk: Office) -> None:
    served = set(_served(desk.server.app))
    assert {one for one in served if one[1] not in DOORS} == set(MATRIX)
    declared = {(r.method, _plain(r.path)): set(r.roles) for r in desk_package.ROUTES}
    assert all(isinstance(route, Route) for route in desk_package.ROUTES)
    assert declared == MATRIX


async def test_without_a_session_nothing_is_shown(desk: Office) -> None:
    number = await desk.report("neighbour")
    stranger = await desk.browser()
    before = desk.case(number)
    for method, path in sorted(_served(desk.server.app)):
        status, where, body = await _asked(stranger, method, _filled(path, number))
        if path not in DOORS:
            turned = status == 401 or (status == 303 and where.startswith("/desk/login"))
            assert turned, (method, path, status)
        assert number not in body
        assert "할아버지" not in body
    assert desk.case(number) == before


@pytest.mark.parametrize("role", list(Role))
async def test_every_role_gets_in_only_where_it_may(desk: Office, role: Role) -> None:
    number = await desk.report("neighbour")
    desk.add("kim", Role.CASEWORKER)
    browser = await desk.at_desk("me", role)
    csrf = await browser.csrf() if role in CASEWORK else await _csrf(browser, role)
    for (method, path), roles in MATRIX.items():
        if path == "/desk/logout":
            continue  # it would end the session; that anybody may leave is tested elsewhere
        status, where, body = await _asked(browser, method, _filled(path, number), csrf)
        if role in roles:
            assert status != 403, (method, path)
            assert not where.startswith("/desk/login"), (method, path)
        else:
            assert status == 403, (method, path, status)
        if role not in CASEWORK:
            assert "할아버지" not in body, (method, path)


async def _csrf(browser: Browser, role: Role) -> str:
    home = "/desk/staff" if role is Role.ADMIN else "/desk/log"
    found = re.search(r'name="csrf" value="([^"]+)"', await browser.text(home))
    assert found
    return found.group(1)


@pytest.mark.parametrize("path", [p for m, p in MATRIX if m == "POST"])
async def test_every_form_needs_the_token_of_its_own_session(desk: Office, path: str) -> None:
    number = await desk.talk("resident")
    role = next(iter(MATRIX["POST", path] - {Role.CASEWORKER} or {Role.LEAD}))
    browser = await desk.at_desk("me", role)
    other = await desk.at_desk("you", role)
    token = await (other.csrf() if role in CASEWORK else _csrf(other, role))
    where = _filled(path, number)

    for csrf in ("", "x", token):
        status, _, body = await _asked(browser, "POST", where, csrf)
        assert status == 403, csrf
        assert "화면이 오래돼서" in body
    assert desk.case(number).version == 1


async def test_our_own_script_learns_the_token_of_a_new_session(desk: Office) -> None:
    number = await desk.talk("resident")
    kim = await desk.at_desk("kim")
    path = f"/desk/cases/{number}/claim"
    early = await kim.csrf()
    await kim.post("/desk/logout", csrf=early)
    await kim.sign_in("kim")
    data = {"csrf": early, "version": "1"}

    plain = await kim.client.post(path, data=data)
    ours = await kim.client.post(path, data=data, headers={"HX-Request": "true"})

    assert plain.status == ours.status == 403
    assert "X-Ieum-Csrf" not in plain.headers
    fresh = ours.headers["X-Ieum-Csrf"]
    assert (await kim.post(path, csrf=fresh, version="1")).status == 303


async def test_a_form_of_another_site_is_refused(desk: Office) -> None:
    number = await desk.talk("resident")
    kim = await desk.at_desk("kim")
    csrf = await kim.csrf()
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        refused = await kim.client.post(
            f"/desk/cases/{number}/claim",
            data={"csrf": csrf, "version": "1"},
            headers=headers,
            allow_redirects=False,
        )
        assert refused.status == 403, headers
    assert desk.case(number).owner == ""


def _give_to_another_team(desk: Office, number: str) -> Case:
    """As if the case had come to another team of the office."""
    with desk.system.deps.store.begin() as uow:
        case = uow.cases.get(number)
        assert case is not None
        moved = case.route(dong="", dong_name="", team="elsewhere")
        uow.cases.save(moved)
        uow.commit()
    return moved


async def test_a_case_of_another_team_is_as_good_as_missing(desk: Office) -> None:
    number = await desk.report("neighbour")
    lead = await desk.at_desk("park", Role.LEAD)
    csrf = await lead.csrf()
    before = _give_to_another_team(desk, number)

    for (method, path), roles in MATRIX.items():
        if "{number}" not in path or Role.LEAD not in roles:
            continue
        theirs = await _asked(lead, method, _filled(path, number), csrf)
        missing = await _asked(lead, method, _filled(path, "2026-9999"), csrf)
        assert theirs[0] == missing[0] == 404, (method, path)
        assert _without_nonces(theirs[2]) == _without_nonces(missing[2])
    for query in ("tab=all", f"tab=all&q={number}", "tab=urgent", "tab=all&q=할아버지"):
        assert number not in (await lead.text(f"/desk?{query}")).replace(
            f'value="{number}"', ""
        ).replace(f"“{number}”", "")
    assert desk.case(number) == before


def _without_nonces(page: str) -> str:
    return re.sub(r'nonce="[^"]*"', "", page)


async def test_a_member_of_every_team_sees_every_case(desk: Office) -> None:
    number = await desk.talk("resident")
    _give_to_another_team(desk, number)
    everywhere = await desk.at_desk("park", Role.LEAD, "")
    assert number in await everywhere.text("/desk")


async def test_role_and_team_and_closing_work_on_the_next_request(desk: Office) -> None:
    number = await desk.talk("resident")
    admin = await desk.at_desk("root", Role.ADMIN, "")
    kim = await desk.at_desk("kim")
    csrf = await _csrf(admin, Role.ADMIN)
    assert number in await kim.text("/desk")

    changed = await admin.post("/desk/staff/kim/change", csrf=csrf, role="auditor", team="sodam")
    assert changed.status == 303
    assert (await kim.get(f"/desk/cases/{number}")).status == 403

    await admin.post("/desk/staff/kim/change", csrf=csrf, role="caseworker", team="")
    assert (await kim.get(f"/desk/cases/{number}")).status == 200

    await admin.post("/desk/staff/kim/disable", csrf=csrf)
    assert (await kim.get(f"/desk/cases/{number}")).status == 303
    assert (await kim.sign_in("kim")).status == 401


async def test_nobody_claims_for_a_case_they_may_not_see(desk: Office) -> None:
    number = await desk.talk("resident")
    kim = await desk.at_desk("kim")
    csrf = await kim.csrf()
    _give_to_another_team(desk, number)
    with pytest.raises(cases.CaseMissing):
        member = next(m for m in desk_members(desk) if m.login == "kim")
        cases.claim(desk.system.deps, number, member)
    assert (await kim.post(f"/desk/cases/{number}/claim", csrf=csrf, version="2")).status == 404


def desk_members(desk: Office) -> list:  # type: ignore[type-arg]
    with desk.system.deps.store.look() as uow:
        return uow.staff.everyone()
