"""The desk works by plain forms, renews itself, and loses no words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from look_desk import Desk
from look_preview import Running

pytestmark = pytest.mark.browser

Open = Callable[..., Any]
CASE = "/desk/cases/2026-0042"


@pytest.fixture
def desk(preview: Running) -> Desk:
    """The desk of the preview server."""
    return preview.preview.desk


def listening(page: Any) -> None:
    """Wait until the page follows the stream."""
    page.locator("#live[data-htmx-powered]").wait_for(state="attached")
    page.wait_for_timeout(300)


def focused(page: Any) -> str:
    """The id of what has the focus."""
    return str(page.evaluate("document.activeElement.id"))


def test_without_script_a_case_is_claimed_answered_and_closed(open_page: Open, desk: Desk) -> None:
    page = open_page(CASE, script=False, width=1280, expected=["422"])
    page.get_by_role("button", name="인수하기").click()
    page.get_by_text("담당 김○○").wait_for()
    page.get_by_label("답장", exact=True).fill("세탁소 이름을 아시나요?")
    page.get_by_role("button", name="답장 보내기").click()
    page.get_by_text("종결하기").first.click()
    page.get_by_label("사유").fill("연계함")
    page.get_by_role("button", name="종결하기").click()
    page.get_by_text("어떻게 마쳤는지 골라 주세요.").wait_for()
    assert page.get_by_label("사유").input_value() == "연계함"
    page.get_by_label("어떻게 마쳤나요").select_option("linked")
    page.get_by_role("button", name="종결하기").click()
    page.get_by_role("heading", name="다음 할 일").wait_for()
    assert [action for action, _ in desk.posts] == ["claim", "reply", "close"]


def test_there_is_one_primary_button(open_page: Open, desk: Desk) -> None:
    page = open_page(CASE, width=1280)
    primary = page.locator("#case .krds-btn.primary")
    assert primary.all_inner_texts() == ["인수하기"]
    primary.click()
    page.get_by_text("담당 김○○").wait_for()
    assert primary.all_inner_texts() == ["답장 보내기"]
    assert focused(page) == "case-state"


def test_a_change_keeps_the_other_drafts_and_clears_its_own(open_page: Open, desk: Desk) -> None:
    page = open_page(CASE)
    page.evaluate("window.kept = true")
    page.get_by_label("답장", exact=True).fill("쓰다 만 답장")
    page.get_by_label("내부 메모").fill("전화함")
    page.get_by_role("button", name="메모 남기기").click()
    page.locator("#thread").get_by_text("전화함").wait_for()
    assert page.evaluate("window.kept") is True
    assert page.get_by_label("내부 메모").input_value() == ""
    assert page.get_by_label("답장", exact=True).input_value() == "쓰다 만 답장"
    page.get_by_role("button", name="답장 보내기").click()
    page.locator("#thread").get_by_text("쓰다 만 답장").wait_for()
    assert [action for action, _ in desk.posts] == ["note", "reply"]


def test_what_a_colleague_did_is_shown_and_the_stale_write_refused(
    open_page: Open, preview: Running, desk: Desk
) -> None:
    page = open_page(CASE, expected=["409"])
    listening(page)
    page.get_by_label("답장", exact=True).fill("제가 답할게요")
    preview.call(desk.change, "박○○", "working", "처리 중")
    page.get_by_label("답장", exact=True).scroll_into_view_if_needed()
    page.get_by_text("담당이나 상태가 방금 바뀌었어요").wait_for()
    assert page.locator("#stale").bounding_box()["y"] >= 0
    assert page.locator("#case-state").get_by_text("박○○").is_visible()
    page.get_by_role("button", name="답장 보내기").click()
    page.get_by_role("alert").get_by_text("박○○ 님이 맡았어요.").wait_for()
    assert page.get_by_label("답장", exact=True).input_value() == "제가 답할게요"
    assert desk.posts == []
    page.get_by_label("내부 메모").fill("먼저 메모")
    page.get_by_role("button", name="메모 남기기").click()
    page.locator("#thread").get_by_text("먼저 메모").wait_for()
    assert page.get_by_label("답장", exact=True).input_value() == "제가 답할게요"
    page.get_by_role("button", name="답장 보내기").click()
    page.locator("#thread").get_by_text("제가 답할게요").wait_for()
    assert page.get_by_role("alert").count() == 0


def test_a_new_message_is_shown_and_may_be_answered_at_once(
    open_page: Open, preview: Running, desk: Desk
) -> None:
    page = open_page(CASE)
    listening(page)
    page.get_by_label("답장", exact=True).fill("고맙습니다")
    preview.call(desk.say, "resident", "제보자", "크린토피아 옆이요")
    page.locator("#thread").get_by_text("크린토피아 옆이요").wait_for()
    assert page.locator("#stale").is_hidden()
    assert set(desk.asked) == {(f"{CASE}/thread", "1")}
    page.get_by_role("button", name="답장 보내기").click()
    page.locator("#thread").get_by_text("고맙습니다").wait_for()


def test_renewing_by_hand_keeps_what_is_being_written(
    open_page: Open, preview: Running, desk: Desk
) -> None:
    page = open_page(CASE)
    listening(page)
    page.get_by_text("종결하기").first.click()
    page.get_by_label("사유").fill("방문함")
    preview.call(desk.change, "박○○", "working", "처리 중")
    page.get_by_role("link", name="새로 보기").click()
    page.locator("#claim").wait_for(state="detached")
    assert page.get_by_label("사유").input_value() == "방문함"
    assert page.get_by_label("사유").is_visible()
    assert page.locator("#stale").is_hidden()


def test_an_ended_session_loses_no_words(open_page: Open, preview: Running, desk: Desk) -> None:
    page = open_page(CASE)
    listening(page)
    desk.signed_in = False
    page.get_by_label("답장", exact=True).fill("긴 답장")
    page.get_by_role("button", name="답장 보내기").click()
    page.get_by_text("로그인이 끝나서 저장하지 못했어요").wait_for()
    preview.call(desk.tell, desk.case["number"])
    page.wait_for_timeout(300)
    assert page.locator("#m1").is_visible()
    assert page.get_by_label("아이디").count() == 0
    assert page.get_by_label("답장", exact=True).input_value() == "긴 답장"


@pytest.mark.parametrize(
    ("status", "words"), [(503, "저장하지 못했어요"), (403, "이 일을 할 수 없어요")]
)
def test_a_failed_change_keeps_the_words(
    open_page: Open, desk: Desk, status: int, words: str
) -> None:
    page = open_page(CASE, expected=[str(status)])
    desk.answer_with = status
    page.get_by_label("답장", exact=True).fill("긴 답장")
    page.get_by_role("button", name="답장 보내기").click()
    page.get_by_role("status").get_by_text(words).wait_for()
    assert page.get_by_label("답장", exact=True).input_value() == "긴 답장"
    page.get_by_role("button", name="답장 보내기").click()
    page.locator("#thread").get_by_text("긴 답장").wait_for()
    assert page.locator("#notice").inner_text() == ""


def test_a_case_that_went_to_another_team_leads_to_the_queue(open_page: Open, desk: Desk) -> None:
    page = open_page(CASE)
    page.get_by_text("관할 동 바꾸기").click()
    page.get_by_label("관할 동", exact=True).select_option("1120067000")
    page.get_by_role("button", name="관할 바꾸기").click()
    page.wait_for_url("**/desk")
    assert page.locator("#queue").is_visible()


def test_the_short_words_of_a_row_stay_in_one_line_on_a_phone(open_page: Open) -> None:
    page = open_page("/desk", width=360)
    soon = page.locator(".row.u-soon").filter(has_text="미인수").first  # has the longest time left
    one_line = (
        "e => e.getBoundingClientRect().height < 2 * parseFloat(getComputedStyle(e).lineHeight)"
    )
    assert soon.locator(".row-owner p").evaluate(one_line)
    assert soon.get_by_role("button").bounding_box()["height"] <= 44


def test_a_row_renews_itself_in_place(open_page: Open, preview: Running, desk: Desk) -> None:
    page = open_page("/desk", width=1280)
    listening(page)
    number = desk.rows[2]["number"]
    page.locator(f"#open-{number}").focus()
    desk.rows[2] |= {"owner": "박○○", "status_label": "처리 중"}
    preview.call(desk.tell, number)
    page.locator(f"#case-{number}").get_by_text("박○○").wait_for()
    assert focused(page) == f"open-{number}"
    desk.rows[2] |= {"owner": "이○○"}
    preview.call(desk.tell, number)  # the new row, too, carries what hx-csp asks for
    page.locator(f"#case-{number}").get_by_text("이○○").wait_for()
    assert page.locator("#queue > li").count() == 20
    preview.call(desk.tell, "2026-0099")
    page.get_by_role("status").get_by_text("2026-0099").wait_for()
    assert page.title().startswith("(1) ")
    assert page.locator("#queue > li").count() == 20


def test_keys_move_take_search_and_help_also_in_hangul(open_page: Open, desk: Desk) -> None:
    page = open_page("/desk", width=1280)
    first, second = (f"open-{desk.rows[place]['number']}" for place in (0, 1))
    page.keyboard.press("j")
    assert focused(page) == first
    page.evaluate(  # the same key with Hangul switched on gives another letter
        """() => document.activeElement.dispatchEvent(new KeyboardEvent('keydown',
          {key: 'ㅓ', code: 'KeyJ', bubbles: true, cancelable: true}))"""
    )
    assert focused(page) == second
    page.keyboard.press("k")
    page.keyboard.press("/")
    assert focused(page) == "search"
    page.keyboard.type("jk")
    assert page.get_by_label("번호나 말로 찾기").input_value() == "jk"
    page.locator(f"#{first}").focus()
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="단축키").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("i")
    page.wait_for_url(f"**{CASE}")
    assert [action for action, _ in desk.posts] == ["claim"]


def test_keys_can_be_switched_off(open_page: Open, desk: Desk) -> None:
    page = open_page("/desk", width=1280)
    page.keyboard.press("?")
    page.get_by_role("checkbox", name="단축키 쓰기").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert not focused(page).startswith("open-")


def test_enter_opens_and_words_of_residents_are_text(open_page: Open, desk: Desk) -> None:
    page = open_page("/desk")
    assert "<b>급해요</b>" in page.locator(".row-words").first.inner_text()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/cases/*")
    assert page.locator("#m1 mark").all_inner_texts() == ["일주일째 안 보여요", "우편물도 쌓여"]
    assert page.get_by_text("가림").is_visible()


def test_the_numbers_at_the_tabs_follow_and_something_urgent_is_said(
    open_page: Open, preview: Running, desk: Desk
) -> None:
    page = open_page(CASE)
    listening(page)
    page.get_by_label("답장", exact=True).fill("쓰던 글")
    desk.counts |= {"urgent": 2, "dong": 12}
    preview.call(desk.tell, "2026-0099")
    page.locator("#urgent", has_text="급한 건이 새로 들어왔어요").wait_for()
    assert page.locator("#tabs .number").all_inner_texts() == ["4", "12", "2", "0"]
    assert page.get_by_label("답장", exact=True).input_value() == "쓰던 글"
    assert page.locator("#stale").is_hidden()


def test_the_queue_goes_on_listening_behind_another_window(
    open_page: Open, preview: Running, desk: Desk
) -> None:
    page = open_page("/desk", width=1280)
    listening(page)
    page.evaluate(
        """() => {
          Object.defineProperty(document, 'hidden', {value: true, configurable: true});
          document.dispatchEvent(new Event('visibilitychange'));
        }"""
    )
    page.wait_for_timeout(300)
    preview.call(desk.tell, "2026-0099")
    page.locator("#news", has_text="2026-0099").wait_for()
    assert page.title().startswith("(1) ")
