"""What every page carries, what hostile words become, and that looking changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from aiohttp import ClientResponse
from desk_office import REPORT, Browser, Office, hidden

from bot.domain.case import Case, CaseEvent, CaseMessage
from bot.domain.staff import Role
from bot.ports import CaseQuery

pytestmark = pytest.mark.asyncio

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "{{7*7}} {% raw %}",
    "<b hx-get='/desk/staff' hx-trigger='load'>x</b>",
    "</textarea><script>alert(3)</script>",
    "javascript:alert(4)",
)
LIVE = re.compile(r"<script>|onerror=alert\(2\)>|<b hx-get|<img src=x", re.IGNORECASE)


async def _pages(desk: Office, number: str) -> list[tuple[str, ClientResponse]]:
    """Every kind of answer the desk gives, errors included."""
    kim, root = await desk.at_desk("kim"), await desk.at_desk("root", Role.ADMIN, "")
    auditor, nobody = await desk.at_desk("audit", Role.AUDITOR, ""), await desk.browser()
    one = f"/desk/cases/{number}"
    csrf = await kim.csrf()
    gets: list[tuple[Browser, str]] = [
        *((kim, f"/desk?tab={tab}") for tab in ("mine", "dong", "urgent", "overdue", "all", "?")),
        *((kim, one + part) for part in ("", "/row", "/thread", "/history", "/photos/1")),
        (root, "/desk/staff"),
        (auditor, "/desk/log"),
        (nobody, "/desk/login"),
        (nobody, "/desk/setup/AAAAAAAAAAAA"),
        (nobody, "/desk/welcome/kim/AAAAAAAAAAAA"),
        (nobody, "/desk"),
        (kim, "/desk/cases/2026-9999"),
        (kim, "/desk/nowhere"),
        (kim, "/desk/staff"),
    ]
    found = [(path, await browser.get(path)) for browser, path in gets]
    posts: list[tuple[str, dict[str, str]]] = [
        ("claim", {}),
        ("claim", {"version": "99"}),
        ("reply", {"version": "1", "text": " "}),
        ("claim", {"version": "1", "csrf": "x"}),
        ("claim", {"version": "1"}),
    ]
    for action, fields in posts:
        response = await kim.post(f"{one}/{action}", **{"csrf": csrf, **fields})
        found.append((f"POST {action} {fields}", response))
    return found


async def test_every_answer_carries_the_headers(desk: Office) -> None:
    number = await desk.talk("resident")
    nonces = []
    statuses = set()
    for what, response in await _pages(desk, number):
        headers = response.headers
        statuses.add(response.status)
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; "), what
        assert "unsafe" not in policy
        for part in ("base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
            assert part in policy, what
        assert "require-trusted-types-for 'script'" in policy
        nonces += re.findall(r"'nonce-([^']+)'", policy)
        assert headers["X-Content-Type-Options"] == "nosniff", what
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store", what
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
        assert "aiohttp" not in headers.get("Server", "")
    assert statuses >= {200, 303, 400, 403, 404, 409, 410, 422}
    assert len(nonces) == len(set(nonces)), "a nonce was used twice"


async def test_every_script_and_hx_element_has_the_nonce_of_its_answer(desk: Office) -> None:
    number = await desk.talk("resident")
    for what, response in await _pages(desk, number):
        nonce = re.findall(r"'nonce-([^']+)'", response.headers["Content-Security-Policy"])[0]
        for tag in re.findall(r"<[a-z]+\b[^>]*>", await response.text()):
            if tag.startswith("<script") or re.search(r"\shx-[a-z]", tag):
                assert f'nonce="{nonce}"' in tag, (what, tag)


async def test_hostile_words_are_words(desk: Office) -> None:
    number = await desk.talk("resident", *PAYLOADS)
    kim = await desk.at_desk("kim")
    one = f"/desk/cases/{number}"
    for payload in PAYLOADS:
        version = hidden(await kim.text(one), "version")
        await kim.post(f"{one}/note", version=version, text=payload)
        version = hidden(await kim.text(one), "version")
        await kim.post(f"{one}/reply", version=version, text=payload)
    root = await desk.at_desk("root", Role.ADMIN, "")
    refused = await root.post("/desk/staff", csrf=await _csrf_of(root), login=PAYLOADS[0], role="x")

    pages = [
        await kim.text("/desk"),
        await kim.text(one),
        await kim.text(f"{one}/row"),
        await kim.text(f"{one}/thread"),
        await kim.text(f"{one}/history"),
        await refused.text(),
    ]
    for payload in PAYLOADS:
        pages.append(await (await kim.get("/desk", params={"tab": "all", "q": payload})).text())
        stale = await kim.post(f"{one}/close", version="1", reason=payload, disposition=payload)
        pages.append(await stale.text())
    for page in pages:
        assert not LIVE.search(_without_our_scripts(page))
        assert "49 {%" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in pages[1]


async def _csrf_of(root: Browser) -> str:
    return hidden(await root.text("/desk/staff"), "csrf")


def _without_our_scripts(page: str) -> str:
    return re.sub(r'<script nonce="[^"]*" src="/static/[^"]*"></script>', "", page)


async def test_hostile_first_words_in_the_queue(desk: Office) -> None:
    await desk.say("resident", REPORT, f"불러도 대답이 없어요 {PAYLOADS[0]} {PAYLOADS[1]}")
    number = desk.newest()
    kim = await desk.at_desk("kim")
    page = await kim.text("/desk")
    assert number in page
    assert not LIVE.search(_without_our_scripts(page))
    assert "&lt;script&gt;" in page


def _everything(desk: Office) -> list[tuple[Case, list[CaseEvent], list[CaseMessage]]]:
    with desk.system.deps.store.look() as uow:
        return [
            (case, uow.cases.events(case.number), uow.cases.thread(case.number))
            for case in uow.cases.find(CaseQuery(limit=200)).cases
        ]


async def test_looking_changes_no_case(desk: Office) -> None:
    number = await desk.report("neighbour")
    await desk.talk("resident")
    before = _everything(desk)
    lead = await desk.at_desk("park", Role.LEAD)
    for route in desk.server.app.router.routes():
        path = route.resource.canonical if route.resource else ""
        if route.method != "GET" or not path.startswith("/desk") or path.endswith("stream"):
            continue
        where = path.format(number=number, photo=1, action="close", login="kim", token="A" * 20)
        for query in ("", "?tab=mine", "?claim=1&version=1", "?text=x&reason=x"):
            await lead.get(where + query)
    assert _everything(desk) == before


async def test_every_look_stands_in_the_access_log(desk: Office) -> None:
    number = await desk.talk("resident")
    kim = await desk.at_desk("kim")
    seen = len(desk.accesses())
    one = f"/desk/cases/{number}"
    for path in ("/desk", one, f"{one}/row", f"{one}/thread", f"{one}/history"):
        await kim.text(path)
    version = hidden(await kim.text(one), "version")
    await kim.post(f"{one}/claim", version=version)

    noted = [(a.actor, a.action, a.case_no) for a in desk.accesses()[:-seen]][::-1]

    assert noted[0] == ("kim", "queue.view", "")
    assert [action for _, action, _ in noted[1:6]] == [
        "case.view",
        "case.row",
        "case.thread",
        "case.history",
        "case.view",
    ]
    assert ("kim", "case.claimed", number) in noted
    assert all(case_no == number for _, action, case_no in noted if action.startswith("case."))
    assert all(access.origin for access in desk.accesses() if access.action == "case.view")


URLENCODED = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=x"


def _bad_bodies(csrf: str) -> Iterator[tuple[bytes, str]]:
    good = f"csrf={csrf}&text=a&version=".encode()
    yield good + b"1%FF%FE\xff\xfe", URLENCODED
    yield good + b"1", f"{URLENCODED}; charset=nope"
    yield b'{"csrf": 1}', "application/json"
    yield b"--x\r\nnonsense", PARTS
    yield b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\nabc', PARTS
    yield b"", "multipart/form-data"
    for version in ("", "-1", "1e3", "9" * 400, "%D9%A3"):
        yield good + version.encode(), URLENCODED


async def test_bad_bodies_get_a_clear_refusal(desk: Office) -> None:
    number = await desk.talk("resident")
    kim = await desk.at_desk("kim")
    before = _everything(desk)
    for body, kind in _bad_bodies(await kim.csrf()):
        response = await kim.client.post(
            f"/desk/cases/{number}/note",
            data=body,
            headers={"Content-Type": kind},
            allow_redirects=False,
        )
        assert response.status in (400, 403), (body, kind, response.status)
        assert "Traceback" not in await response.text()
    assert _everything(desk) == before


async def test_letters_no_database_keeps_are_left_out(desk: Office) -> None:
    number = await desk.talk("resident")
    kim = await desk.at_desk("kim")
    version = str(desk.case(number).version)
    kept = await kim.post(
        f"/desk/cases/{number}/note", version=version, text="가\0나\r\n다 \U0001f600"
    )
    assert kept.status == 303
    with desk.system.deps.store.look() as uow:
        assert uow.cases.thread(number)[-1].text == "가나\n다 \U0001f600"


@pytest.mark.parametrize(
    "query",
    [
        "tab=nonsense",
        "status=nonsense",
        "type=%00%FF",
        "q=%00",
        "q=" + "가" * 500,
        "cursor=nonsense",
        "cursor=W10=",
        "tab=mine&tab=all",
    ],
)
async def test_strange_addresses_show_the_queue(desk: Office, query: str) -> None:
    kim = await desk.at_desk("kim")
    response = await kim.client.get(f"/desk?{query}")
    assert response.status == 200
    assert "대기열" in await response.text() or "업무" in await response.text()


async def test_two_thousand_letters_with_line_ends_are_not_too_long(desk: Office) -> None:
    number = await desk.talk("resident")
    kim = await desk.at_desk("kim")
    text = ("가" * 99 + "\r\n") * 20
    version = str(desk.case(number).version)
    assert (await kim.post(f"/desk/cases/{number}/note", version=version, text=text)).status == 303
    version = str(desk.case(number).version)
    long = await kim.post(f"/desk/cases/{number}/note", version=version, text="가" * 2001)
    assert long.status == 422
    assert "글이 너무 길어요" in await long.text()
    assert "가" * 2001 in await long.text()
