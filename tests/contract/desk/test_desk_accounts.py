"""Accounts and the access log: the administrator's and the auditor's pages."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
import time_machine
from desk_office import PASSWORD, Browser, Office, hidden

from bot.domain.staff import Access, Role
from bot.services import accounts

pytestmark = pytest.mark.asyncio


async def _root(desk: Office) -> tuple[Browser, str]:
    root = await desk.at_desk("root", Role.ADMIN, "")
    return root, hidden(await root.text("/desk/staff"), "csrf")


def _link(page: str) -> str:
    found = re.search(r"<code>([^<]+)</code>", page)
    assert found
    return urlsplit(unescape(found.group(1))).path


async def _choose(browser: Browser, link: str, password: str = PASSWORD) -> int:
    page = await (await browser.get(link)).text()
    data = {"csrf": hidden(page, "csrf"), "password": password, "again": password}
    return (await browser.client.post(link, data=data, allow_redirects=False)).status


async def test_a_new_member_chooses_the_own_password(desk: Office) -> None:
    root, csrf = await _root(desk)

    made = await root.post("/desk/staff", csrf=csrf, login="kim", role="caseworker", team="sodam")

    assert made.status == 200
    link = _link(await made.text())
    assert "kim" not in str([m for m in accounts.everyone(desk.system.deps) if m.disabled])
    kim = await desk.browser()
    assert await _choose(kim, link) == 303
    assert (await kim.get("/desk")).status == 200
    assert (await (await desk.browser()).sign_in("kim")).status == 303
    assert (await kim.get(link)).status == 410, "once"
    assert _link_gone(await root.text("/desk/staff"))


def _link_gone(page: str) -> bool:
    return "/desk/welcome/" not in page


async def test_a_link_is_for_its_own_account_and_some_days(desk: Office) -> None:
    root, csrf = await _root(desk)
    made = await root.post("/desk/staff", csrf=csrf, login="kim", role="caseworker", team="")
    link = _link(await made.text())
    desk.add("lee", Role.LEAD)
    stranger = await desk.browser()

    assert (await stranger.get(link.replace("/kim/", "/lee/"))).status == 410
    ends, _, secret = link.rpartition("/")[2].partition(".")
    longer = link.replace(ends, str(int(ends) + 10_000_000))
    assert (await stranger.get(longer)).status == 410
    assert secret
    with time_machine.travel(desk.system.deps.clock() + timedelta(days=3, minutes=1), tick=True):
        assert (await stranger.get(link)).status == 410
    assert (await stranger.get(link)).status == 200


async def test_a_new_link_ends_the_sessions_when_it_is_used(desk: Office) -> None:
    root, csrf = await _root(desk)
    kim = await desk.at_desk("kim")
    made = await root.post("/desk/staff/kim/invite", csrf=csrf)
    link = _link(await made.text())
    assert (await kim.get("/desk")).status == 200, "a link alone changes nothing"

    assert await _choose(await desk.browser(), link, "새로운 비밀번호예요") == 303

    assert (await kim.get("/desk")).status == 303
    assert (await kim.sign_in("kim")).status == 401
    assert (await kim.sign_in("kim", "새로운 비밀번호예요")).status == 303


async def test_a_link_dies_with_the_use_of_another(desk: Office) -> None:
    root, csrf = await _root(desk)
    made = await root.post("/desk/staff", csrf=csrf, login="kim", role="caseworker", team="")
    lost = _link(await made.text())
    again = _link(await (await root.post("/desk/staff/kim/invite", csrf=csrf)).text())
    stranger = await desk.browser()
    assert (await stranger.get(lost)).status == 200
    assert await _choose(await desk.browser(), again) == 303
    assert (await stranger.get(lost)).status == 410


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"login": "Ki m!"}, "영어 소문자와 숫자"),
        ({"login": ""}, "영어 소문자와 숫자"),
        ({"login": "root"}, "이미 쓰고 있는"),
        ({"role": "boss"}, "역할을 골라"),
        ({"team": "nowhere"}, "팀이 없어요"),
    ],
)
async def test_a_refused_account_keeps_what_was_written(
    desk: Office, fields: dict[str, str], words: str
) -> None:
    root, csrf = await _root(desk)
    given = {"login": "kim", "role": "lead", "team": "sodam", **fields}

    refused = await root.post("/desk/staff", csrf=csrf, **given)

    page = await refused.text()
    assert refused.status == 422
    assert words in page
    assert len(accounts.everyone(desk.system.deps)) == 1
    if given["role"] == "lead":
        assert '<option value="lead" selected>' in page


async def test_an_account_is_stopped_and_used_again(desk: Office) -> None:
    root, csrf = await _root(desk)
    kim = await desk.at_desk("kim")

    assert (await root.post("/desk/staff/kim/disable", csrf=csrf)).status == 303
    assert (await kim.get("/desk")).status == 303
    assert "멈춤" in await root.text("/desk/staff")
    assert (await root.post("/desk/staff/kim/enable", csrf=csrf)).status == 303
    assert (await kim.get("/desk")).status == 303, "the old session stays dead"
    assert (await kim.sign_in("kim")).status == 303


async def test_nobody_locks_the_last_administrator_out(desk: Office) -> None:
    root, csrf = await _root(desk)
    for path, fields in (("disable", {}), ("change", {"role": "lead", "team": ""})):
        refused = await root.post(f"/desk/staff/root/{path}", csrf=csrf, **fields)
        assert refused.status == 422
        assert "다른 관리자에게" in await refused.text()
    assert (await root.get("/desk/staff")).status == 200


async def test_unknown_accounts_and_roles(desk: Office) -> None:
    root, csrf = await _root(desk)
    desk.add("kim", Role.CASEWORKER)
    for action in ("disable", "enable", "invite"):
        assert (await root.post(f"/desk/staff/nobody/{action}", csrf=csrf)).status == 404
    for fields in ({"role": "boss"}, {"role": "lead", "team": "nowhere"}, {}):
        assert (await root.post("/desk/staff/kim/change", csrf=csrf, **fields)).status == 422
    assert [m.role for m in accounts.everyone(desk.system.deps)] == [Role.CASEWORKER, Role.ADMIN]


async def test_what_was_done_to_accounts_stands_in_the_log(desk: Office) -> None:
    root, csrf = await _root(desk)
    await root.post("/desk/staff", csrf=csrf, login="kim", role="lead", team="sodam")
    await root.post("/desk/staff/kim/change", csrf=csrf, role="caseworker", team="")
    await root.post("/desk/staff/kim/change", csrf=csrf, role="lead", team="sodam")
    await root.post("/desk/staff/kim/disable", csrf=csrf)
    auditor = await desk.at_desk("audit", Role.AUDITOR, "")

    page = await auditor.text("/desk/log?who=root")

    for words in ("계정 만들기", "비밀번호 주소 만들기", "역할·팀 바꾸기", "계정 멈추기", "로그인"):
        assert words in page
    done = [(a.actor, a.reason) for a in desk.accesses() if a.action == "account.disable"]
    assert done == [("root", "kim")]
    team = desk.system.deps.scene.content.pack.team_name("sodam")
    assert [a.reason for a in desk.accesses() if a.action == "account.change"] == [
        f"kim: 팀장, {team}",
        "kim: 담당자, 모든 팀",
    ]
    for words in (f"kim: 팀장, {team}", "kim: 담당자, 모든 팀"):
        assert words in page


async def test_the_log_shows_who_saw_whose_case_and_no_content(desk: Office) -> None:
    number = await desk.report("neighbour")
    other = await desk.talk("resident")
    kim = await desk.at_desk("kim")
    await kim.text(f"/desk/cases/{number}")
    await kim.text(f"/desk/cases/{other}")
    auditor = await desk.at_desk("audit", Role.AUDITOR, "")

    whole = await auditor.text("/desk/log")
    one = await auditor.text(f"/desk/log?case={number}")

    assert "건 보기" in one
    assert number in one
    assert other not in one
    assert {number, other} <= set(re.findall(r"\d{4}-\d{4}", whole))
    assert "할아버지" not in whole
    assert "127.0.0.1" not in whole
    assert "맞는 기록이 없어요" in await auditor.text("/desk/log?who=nobody")
    assert desk.accesses()[0].action == "log.view"


async def test_the_log_goes_on_page_by_page(desk: Office) -> None:
    deps = desk.system.deps
    with deps.store.begin() as uow:
        for number in range(250):
            access = Access(at=deps.clock(), actor=f"p{number}", action="case.view")
            uow.staff.accessed(access)
        uow.commit()
    auditor = await desk.at_desk("audit", Role.AUDITOR, "")
    seen: list[str] = []
    where: str | None = "/desk/log"
    pages = 0
    while where:
        page = await auditor.text(where)
        seen += re.findall(r"<b>(p\d+)</b>", page)
        found = re.search(r'href="(/desk/log\?[^"]*before=[^"]*)"', page)
        where = unescape(found.group(1)) if found else None
        pages += 1
    assert seen == [f"p{number}" for number in range(249, -1, -1)]
    assert pages == 3
    assert "p7" in await auditor.text("/desk/log?who=p7")
