"""Coming in and going out: set-up, sign-in, throttle, the cookie, and the form tokens."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from aiohttp import ClientResponse
from desk_office import PASSWORD, Browser, Office, hidden, office

from bot.domain.staff import Role
from bot.services import accounts

pytestmark = pytest.mark.asyncio


async def _set_up(browser: Browser, token: str, **more: str) -> ClientResponse:
    page = await (await browser.get(f"/desk/setup/{token}")).text()
    fields = {
        "csrf": hidden(page, "csrf"),
        "token": token,
        "login": "root",
        "password": PASSWORD,
        "again": PASSWORD,
    }
    return await browser.client.post("/desk/setup", data={**fields, **more}, allow_redirects=False)


async def test_the_setup_link_makes_one_administrator_once(desk: Office) -> None:
    token = accounts.offer_setup(desk.system.deps)
    assert token
    browser, late = await desk.browser(), await desk.browser()
    page = await late.text(f"/desk/setup/{token}")

    made = await _set_up(browser, token)

    assert (made.status, made.headers["Location"]) == (303, "/desk/staff")
    assert "root" in await browser.text("/desk/staff")
    again = await late.client.post(
        "/desk/setup",
        data={
            "csrf": hidden(page, "csrf"),
            "token": token,
            "login": "thief",
            "password": PASSWORD,
            "again": PASSWORD,
        },
    )
    assert again.status == 410
    assert "이미 썼어요" in await again.text()
    assert (await late.get(f"/desk/setup/{token}")).status == 410
    assert [m.login for m in accounts.everyone(desk.system.deps)] == ["root"]


async def test_a_wrong_setup_link_opens_nothing(desk: Office) -> None:
    accounts.offer_setup(desk.system.deps)
    browser = await desk.browser()
    assert (await browser.get("/desk/setup/AAAAAAAAAAAAAAAAAAAAAAAA")).status == 410
    assert accounts.everyone(desk.system.deps) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"password": "12345678", "again": "12345678"}, "너무 짧거나 흔해요"),
        ({"password": "root-root-root", "again": "root-root-root"}, "너무 짧거나 흔해요"),
        ({"password": "소담동 행정복지", "again": "소담동 행정복지"}, "너무 짧거나 흔해요"),
        ({"again": "다른 비밀번호예요"}, "서로 달라요"),
        ({"login": "관리자"}, "영어 소문자와 숫자"),
    ],
)
async def test_setup_refuses_and_keeps_the_link(
    desk: Office, fields: dict[str, str], words: str
) -> None:
    token = accounts.offer_setup(desk.system.deps)
    assert token
    browser = await desk.browser()

    refused = await _set_up(browser, token, **fields)

    assert refused.status == 422
    assert words in await refused.text()
    assert (await _set_up(browser, token)).status == 303


async def test_a_long_password_counts_to_its_last_letter(desk: Office) -> None:
    long = "가나다라 마바사아 " * 7
    accounts.add(desk.system.deps, "kim", Role.CASEWORKER, "sodam", long)
    browser = await desk.browser()

    assert (await browser.sign_in("kim", long[:-1])).status == 401
    assert (await browser.sign_in("kim", long)).status == 303


async def test_unknown_and_wrong_look_the_same(desk: Office) -> None:
    desk.add("kim", Role.CASEWORKER)
    browser = await desk.browser()

    wrong = await browser.sign_in("kim", "틀린 비밀번호")
    unknown = await browser.sign_in("lee", "틀린 비밀번호")

    assert wrong.status == unknown.status == 401
    pages = [(await r.text()).replace("lee", "kim") for r in (wrong, unknown)]
    nonces = [
        r.headers["Content-Security-Policy"].split("'nonce-")[1][:22] for r in (wrong, unknown)
    ]
    assert pages[0].replace(nonces[0], "") == pages[1].replace(nonces[1], "")
    assert "아이디나 비밀번호가 맞지 않아요" in pages[0]


async def test_five_failures_make_an_account_wait_and_no_longer(desk: Office) -> None:
    desk.add("kim", Role.CASEWORKER)
    desk.add("lee", Role.CASEWORKER)
    browser = await desk.browser()
    for _ in range(5):
        assert (await browser.sign_in("kim", "틀린 비밀번호")).status == 401

    held = await browser.sign_in("kim")

    assert held.status == 429
    assert "15분 뒤에" in await held.text()
    assert (await (await desk.browser()).sign_in("lee")).status == 303, "only that account waits"
    with time_machine.travel(desk.system.deps.clock() + timedelta(minutes=16), tick=True):
        assert (await browser.sign_in("kim")).status == 303


async def test_many_failures_make_an_address_wait(desk: Office) -> None:
    desk.add("kim", Role.CASEWORKER)
    browser = await desk.browser()
    for number in range(20):
        await browser.sign_in(f"nobody{number}", "틀린 비밀번호")
    assert (await browser.sign_in("kim")).status == 429


async def test_the_throttle_survives_a_restart(tmp_path: object) -> None:
    async with office(tmp_path / "var") as first:  # type: ignore[operator]
        first.add("kim", Role.CASEWORKER)
        browser = await first.browser()
        for _ in range(5):
            await browser.sign_in("kim", "틀린 비밀번호")
    async with office(tmp_path / "var") as second:  # type: ignore[operator]
        assert (await (await second.browser()).sign_in("kim")).status == 429


async def test_failures_and_sign_ins_stand_in_the_access_log_without_addresses(
    desk: Office,
) -> None:
    desk.add("kim", Role.CASEWORKER)
    browser = await desk.browser()
    await browser.sign_in("kim", "틀린 비밀번호")
    await browser.sign_in("kim")

    actions = [access.action for access in desk.accesses()]
    assert actions[:2] == ["sign_in", "sign_in.failed"]
    assert all("127.0.0.1" not in access.origin for access in desk.accesses())
    assert desk.accesses()[0].origin


async def test_the_cookie_is_new_at_every_sign_in(desk: Office) -> None:
    desk.add("kim", Role.CASEWORKER)
    browser = await desk.browser()
    first = await browser.sign_in("kim")
    early = browser.cookies()["ieum_desk"]
    await browser.post("/desk/logout")
    await browser.sign_in("kim")

    assert browser.cookies()["ieum_desk"] != early
    cookie = first.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


async def test_signing_in_again_ends_the_earlier_session(desk: Office) -> None:
    kim = await desk.at_desk("kim")
    early = kim.cookies()["ieum_desk"]
    desk.add("lee", Role.CASEWORKER)
    fresh = await desk.browser()
    page = await fresh.text("/desk/login")
    await fresh.client.post(
        "/desk/login",
        data={"csrf": hidden(page, "csrf"), "login": "lee", "password": PASSWORD},
        cookies={"ieum_desk": early},
        allow_redirects=False,
    )
    assert accounts.signed_in(desk.system.deps, early) is None


async def test_over_https_the_cookie_is_bound_to_the_host(tmp_path: object) -> None:
    async with office(tmp_path / "var", public_url="https://desk.example.kr") as safe:  # type: ignore[operator]
        safe.add("kim", Role.CASEWORKER)
        browser = await safe.browser()
        page = await browser.get("/desk/login")
        form = page.cookies["__Host-ieum_desk_form"]
        response = await browser.client.post(
            "/desk/login",
            data={
                "csrf": hidden(await page.text(), "csrf"),
                "login": "kim",
                "password": PASSWORD,
            },
            cookies={"__Host-ieum_desk_form": form.value},
            allow_redirects=False,
        )
        assert response.status == 303
        cookie = response.headers["Set-Cookie"]
        assert cookie.startswith("__Host-ieum_desk=")
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
        assert "max-age=31536000" in response.headers["Strict-Transport-Security"]


async def test_logout_kills_the_cookie(desk: Office) -> None:
    number = await desk.talk("resident")
    kim = await desk.at_desk("kim")
    token = kim.cookies()["ieum_desk"]

    left = await kim.post("/desk/logout")

    assert left.headers["Clear-Site-Data"] == '"cache", "cookies"'
    assert "ieum_desk" not in kim.cookies()
    replayed = await (await desk.browser()).get(
        f"/desk/cases/{number}", cookies={"ieum_desk": token}
    )
    assert replayed.status == 303
    assert replayed.headers["Location"].startswith("/desk/login")


async def test_a_session_ends_when_unused_and_at_the_end_of_the_day(desk: Office) -> None:
    kim = await desk.at_desk("kim")
    start = desk.system.deps.clock()
    with time_machine.travel(start + timedelta(minutes=29), tick=True):
        await kim.text("/desk")
    with time_machine.travel(start + timedelta(minutes=58), tick=True):
        await kim.text("/desk")
    with time_machine.travel(start + timedelta(minutes=58 + 31), tick=True):
        turned = await kim.get("/desk")
        assert turned.status == 303
        login = await kim.text(turned.headers["Location"])
        assert "오래 쓰지 않아" in login


async def test_what_the_page_asks_for_by_itself_keeps_no_session_alive(desk: Office) -> None:
    number = await desk.talk("resident")
    kim = await desk.at_desk("kim")
    start = desk.system.deps.clock()
    row = f"/desk/cases/{number}/row"
    with time_machine.travel(start + timedelta(minutes=20), tick=True):
        assert (await kim.get(row, headers={"X-Ieum-Live": "1"})).status == 200
    with time_machine.travel(start + timedelta(minutes=35), tick=True):
        assert (await kim.get(row, headers={"X-Ieum-Live": "1"})).status == 401


async def test_the_twelve_hours_of_a_session(desk: Office) -> None:
    kim = await desk.at_desk("kim")
    start = desk.system.deps.clock()
    for minutes in range(25, 12 * 60, 25):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=True):
            assert (await kim.get("/desk")).status == 200
    with time_machine.travel(start + timedelta(hours=12, minutes=1), tick=True):
        assert (await kim.get("/desk")).status == 303


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/desk/cases/2026-0001", "/desk/cases/2026-0001"),
        ("/desk?tab=all&q=%EA%B9%80", "/desk?tab=all&q=%EA%B9%80"),
        ("https://evil.example/desk", "/desk"),
        ("//evil.example/desk", "/desk"),
        ("/desk\\@evil.example", "/desk"),
        ("/deskevil", "/desk"),
        ("javascript:alert(1)", "/desk"),
        ("/desk/login", "/desk"),
        ("/desk\r\nSet-Cookie: a=b", "/desk"),
        ("http://[", "/desk"),
    ],
)
async def test_after_signing_in_one_stays_at_the_desk(desk: Office, wanted: str, goes: str) -> None:
    desk.add("kim", Role.CASEWORKER)
    browser = await desk.browser()
    response = await browser.sign_in("kim", next=wanted)
    assert response.headers["Location"] == goes


async def test_signing_in_needs_the_page_one_was_given(desk: Office) -> None:
    desk.add("kim", Role.CASEWORKER)
    theirs, ours = await desk.browser(), await desk.browser()
    token = hidden(await theirs.text("/desk/login"), "csrf")
    await ours.text("/desk/login")

    response = await ours.client.post(
        "/desk/login",
        data={"csrf": token, "login": "kim", "password": PASSWORD},
        allow_redirects=False,
    )

    assert response.status == 403
    assert "화면이 오래돼서" in await response.text()


async def test_somebody_signed_in_is_not_asked_again(desk: Office) -> None:
    admin = await desk.at_desk("root", Role.ADMIN, "")
    assert (await admin.get("/desk/login")).headers["Location"] == "/desk/staff"
    assert (await admin.get("/desk")).headers["Location"] == "/desk/staff"
