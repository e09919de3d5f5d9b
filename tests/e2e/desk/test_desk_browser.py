"""A day at the desk in a real browser, with a resident really writing in the web chat."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.desk.people import PASSWORD, Office, Staff
from tests.e2e.house import House
from tests.e2e.journeys.people import WebPerson

pytestmark = pytest.mark.browser

REPORT = "옆집 할아버지가 일주일째 안보여요 우편물도 쌓여있고요"


@pytest.fixture(scope="module")
def running(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One service for all tests here: it takes seconds to start."""
    house = House(tmp_path_factory.mktemp("desk") / "var").start()
    opened = Office(browser, house)
    yield opened
    for context in browser.contexts:
        context.close()
    house.stop()


@pytest.fixture
def office(running: Office) -> Iterator[Office]:
    yield running
    running.close_others()


def _report(office: Office) -> tuple[WebPerson, str]:
    """A neighbour reports, and an alarm opens the case."""
    neighbour = WebPerson(office.browser, office.house.root)
    neighbour.say(REPORT)
    neighbour.say("문 두드려도 대답이 없어요")
    return neighbour, str(office.house.newest_case()["number"])


@pytest.mark.parametrize("width", [360, 1280])
def test_a_day_at_the_desk(office: Office, width: int) -> None:
    login = f"kim{width}"
    kim = office.member(login, width=width)
    office.root.shot("staff")
    kim.open("/desk?tab=mine")
    kim.page.get_by_text("지금 기다리는 건이 없어요.").wait_for()
    kim.listening()
    kim.shot(f"empty-{width}")
    kim.open("/desk")
    kim.listening()

    neighbour, number = _report(office)

    kim.page.locator("#news", has_text=number).wait_for(timeout=3000)
    kim.page.get_by_role("link", name="목록 새로 보기").click()
    row = kim.page.locator(f"#case-{number}")
    row.wait_for()
    assert "긴급" in row.inner_text()
    assert "대답이 없" in row.inner_text()
    assert not kim.wide()
    kim.shot(f"queue-{width}")

    _go_to(kim, number)
    kim.page.keyboard.press("Enter")
    kim.page.locator("#case").wait_for()
    assert kim.page.locator("#thread mark").count() >= 2
    kim.shot(f"case-{width}")
    kim.page.go_back()
    kim.listening()
    _go_to(kim, number)
    kim.page.keyboard.press("i")
    kim.page.wait_for_url(f"**/desk/cases/{number}")
    kim.page.get_by_text(f"담당 {login}").wait_for()
    kim.listening()

    kim.page.get_by_label("답장", exact=True).fill("지금 가 볼게요. 몇 층인가요?")
    kim.page.get_by_role("button", name="답장 보내기").click()
    sent = kim.page.locator(".message.staff", has_text="몇 층인가요?")
    sent.get_by_text("보냄", exact=True).wait_for()
    neighbour.pushed("지금 가 볼게요. 몇 층인가요?")
    neighbour.tell("2층 왼쪽이에요")
    kim.page.locator(".message.resident", has_text="2층 왼쪽이에요").wait_for(timeout=5000)
    kim.shot(f"talk-{width}")
    assert not kim.wide(), kim.sticking_out()

    _close(kim)
    kim.page.locator("#case-state", has_text="종결").wait_for()
    kim.shot(f"closed-{width}")
    assert office.house.api(f"/cases/{number}")["disposition"] == "linked"
    for somebody in (office.root, kim):
        assert somebody.errors == []
        assert somebody.strangers == []
    assert neighbour.errors == []


def _go_to(kim: Staff, number: str) -> None:
    """Move down to the case with the keyboard alone."""
    for _ in range(10):
        kim.page.keyboard.press("j")
        if kim.focused() == f"open-{number}":
            return
    raise AssertionError(f"never reached {number}, but {kim.focused()}")


def _close(kim: Staff) -> None:
    box = kim.page.locator("details.act", has=kim.page.locator("#close"))
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    kim.page.get_by_label("어떻게 마쳤나요").select_option("linked")
    kim.page.get_by_label("사유 (기록용").fill("병원에 모심")
    kim.page.locator("#close").get_by_role("button", name="종결하기").click()


def test_two_at_one_case_lose_no_words(office: Office) -> None:
    kim, lee = office.member("kim"), office.member("lee")
    _, number = _report(office)
    for somebody in (kim, lee):
        somebody.open(f"/desk/cases/{number}")
        somebody.listening()
    lee.page.get_by_label("답장", exact=True).fill("제가 곧 갈게요")

    kim.page.get_by_role("button", name="인수하기").click()
    kim.page.get_by_text("담당 kim").wait_for()
    lee.page.locator("#stale", has_text="방금 바뀌었어요").wait_for()
    lee.page.get_by_role("button", name="답장 보내기").click()

    lee.page.get_by_role("heading", name="kim 님이 이 건을 고쳤어요").wait_for()
    assert lee.page.get_by_label("답장", exact=True).input_value() == "제가 곧 갈게요"
    lee.shot("conflict")
    lee.page.get_by_role("button", name="답장 보내기").click()
    lee.page.locator(".message.staff", has_text="제가 곧 갈게요").wait_for()
    assert kim.errors == []
    assert [error for error in lee.errors if "409" not in error] == []


def test_a_number_is_shown_for_a_reason(office: Office) -> None:
    kim = office.member("park", width=360)
    resident = WebPerson(office.browser, office.house.root)
    for text in ("전화 상담 예약할래요", "동의합니다", "010-4821-7730", "내일 오전", "월세"):
        resident.say(text)
    resident.press("보내")
    number = office.house.newest_case()["number"]

    kim.open(f"/desk/cases/{number}")
    assert "7730" not in kim.page.content()
    kim.page.get_by_text("가린 내용 보기").click()
    kim.page.get_by_label("보는 까닭").fill("전화 약속")
    kim.page.get_by_label("내 비밀번호").fill(PASSWORD)
    kim.shot("unmask")
    kim.page.get_by_role("button", name="보기", exact=True).click()
    kim.page.get_by_text("010-4821-7730").first.wait_for()
    kim.shot("unmasked")
    kim.open(f"/desk/cases/{number}")
    assert "7730" not in kim.page.content()
    assert kim.errors == []


def test_without_script_everything_works_by_forms(office: Office) -> None:
    _, number = _report(office)
    kim = office.member("choi", script=False)
    kim.page.locator(f"#case-{number}").get_by_role("button").click()
    kim.page.get_by_text("담당 choi").wait_for()
    kim.page.get_by_label("답장", exact=True).fill("지금 가 볼게요.")
    kim.page.get_by_role("button", name="답장 보내기").click()
    kim.page.locator(".message.staff", has_text="지금 가 볼게요.").wait_for()
    _close(kim)
    kim.page.locator("#case-state", has_text="종결").wait_for()
    assert office.house.api(f"/cases/{number}")["status"] == "closed"


def test_signing_in_anew_elsewhere_loses_no_words(office: Office) -> None:
    kim = office.member("song")
    _, number = _report(office)
    kim.open(f"/desk/cases/{number}")
    kim.listening()
    kim.page.get_by_label("답장", exact=True).fill("쓰던 글")
    other = kim.page.context.new_page()
    other.goto(office.house.root + "/desk")
    other.get_by_text("song").first.click()
    other.get_by_role("button", name="로그아웃").click()
    kim.page.get_by_role("button", name="답장 보내기").click()
    kim.page.locator("#notice", has_text="로그인이 끝나서").wait_for()
    other.get_by_label("아이디").fill("song")
    other.get_by_label("비밀번호").fill(PASSWORD)
    other.get_by_role("button", name="로그인").click()
    other.wait_for_url("**/desk")

    kim.page.get_by_role("button", name="답장 보내기").click()
    kim.page.locator("#notice", has_text="다시 로그인하셨네요").wait_for()
    kim.page.get_by_role("button", name="답장 보내기").click()

    kim.page.locator(".message.staff", has_text="쓰던 글").wait_for()


def test_a_stopped_account_is_shown_the_door(office: Office) -> None:
    kim, root = office.member("jung"), office.root
    _, number = _report(office)
    kim.open(f"/desk/cases/{number}")
    kim.listening()
    kim.page.get_by_label("답장", exact=True).fill("쓰던 글")
    root.open("/desk/staff")
    root.page.get_by_role("button", name="멈추기 jung").click()
    root.page.get_by_text("멈춤").wait_for()

    kim.page.get_by_role("button", name="답장 보내기").click()

    kim.page.locator(".notice", has_text="로그인이 끝나서").first.wait_for()
    assert kim.page.get_by_label("답장", exact=True).input_value() == "쓰던 글"
    kim.open("/desk")
    kim.page.get_by_role("heading", name="로그인").wait_for()


def test_administrator_and_auditor(office: Office) -> None:
    auditor = office.member("audit", role="auditor", width=360)
    office.member("yoon")
    root = office.root
    root.open("/desk/staff")
    person = root.page.locator(".people > li", has_text="yoon")
    person.get_by_text("바꾸기").first.click()
    root.shot("staff-change")
    person.get_by_label("역할").select_option("lead")
    person.get_by_role("button", name="바꾸기", exact=True).click()
    root.page.locator(".people > li", has_text="yoon").locator("span", has_text="팀장").wait_for()

    auditor.open("/desk/log")
    auditor.page.get_by_text("역할·팀 바꾸기").first.wait_for()
    auditor.shot("log-360")
    assert not auditor.wide(), auditor.sticking_out()
    auditor.open("/desk/cases/2026-0001")
    auditor.page.get_by_role("heading", name="이 화면을 볼 권한이 없어요").wait_for()
    auditor.shot("forbidden")
    auditor.page.get_by_role("link", name="처음 화면으로").click()
    auditor.page.get_by_role("heading", name="접속기록").wait_for()
    assert [error for error in auditor.errors if "403" not in error] == []
    assert root.errors == []
