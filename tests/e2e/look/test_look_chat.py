"""The chat page works without script, and better with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from look_preview import Preview, Running

pytestmark = pytest.mark.browser

Open = Callable[..., Any]


def last(page: Any, side: str) -> Any:
    """The newest bubble of a side."""
    return page.locator(f".bubble.{side}").last


def test_without_script_a_message_and_a_choice_go_through(open_page: Open, server: Preview) -> None:
    page = open_page("/", script=False)
    page.get_by_label("하고 싶은 말").fill("쌀이 떨어졌어요")
    page.get_by_role("button", name="보내기").click()
    page.wait_for_url("**/#latest")
    assert "쌀이 떨어졌어요" in last(page, "me").inner_text()
    page.get_by_role("button", name="네", exact=True).click()
    page.get_by_text("“yes” 잘 들었어요.").wait_for()
    page.get_by_role("button", name="신고하기").click()
    page.get_by_text("“report-neighbour” 잘 들었어요.").wait_for()
    assert [post.get("choice") or post.get("way") for post in server.posts] == [
        None,
        "yes",
        "report-neighbour",
    ]


def test_without_script_a_new_answer_is_one_press_away(open_page: Open, server: Preview) -> None:
    page = open_page("/", script=False)
    page.get_by_label("하고 싶은 말").fill("쌀이 떨어졌어요")
    page.get_by_role("button", name="보내기").click()
    page.wait_for_url("**/#latest")
    for answer in ("지금 갈게요.", "문 앞이에요."):
        page.get_by_role("link", name="여기를 눌러 주세요").click()  # nothing new yet
        server.say("staff", answer)
        page.get_by_role("link", name="여기를 눌러 주세요").click()
        page.get_by_text(answer).wait_for(timeout=3000)


def test_enter_sends_without_a_reload_and_keeps_the_place(open_page: Open, server: Preview) -> None:
    page = open_page("/")
    page.evaluate("window.kept = true")
    box = page.get_by_label("하고 싶은 말")
    box.fill("월세가\n밀렸어요")
    box.press("Enter")
    page.get_by_text("“월세가").wait_for()
    assert page.evaluate("window.kept") is True
    assert box.input_value() == ""
    assert page.evaluate("document.activeElement.id") == "text"
    assert [post["text"].replace("\r", "") for post in server.posts] == ["월세가\n밀렸어요"]
    assert page.locator(".choices").count() == 1
    assert last(page, "bot").locator(".choices button").is_visible()
    box.fill("그리고요")
    page.get_by_role("button", name="보내기").click()
    page.get_by_text("“그리고요”").wait_for()
    assert page.locator(".bubble").count() == len(server.thread)
    assert len({post["event_id"] for post in server.posts}) == 2


def test_enter_belongs_to_the_input_method_while_composing(
    open_page: Open, server: Preview
) -> None:
    page = open_page("/")
    page.get_by_label("하고 싶은 말").fill("할머니")
    page.evaluate(
        """() => document.getElementById('text').dispatchEvent(new KeyboardEvent('keydown',
          {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"""
    )
    page.get_by_label("하고 싶은 말").press("Shift+Enter")
    page.wait_for_timeout(200)
    assert server.posts == []
    assert page.get_by_label("하고 싶은 말").input_value() == "할머니\n"


def test_pressing_twice_sends_once(open_page: Open, server: Preview) -> None:
    server.delay = 0.4
    page = open_page("/")
    page.get_by_label("하고 싶은 말").fill("한 번만")
    page.get_by_role("button", name="보내기").dblclick()
    page.get_by_text("“한 번만”").wait_for()
    page.get_by_role("button", name="네", exact=True).dblclick()
    page.get_by_text("“yes”").wait_for()
    assert len(server.posts) == 2


def test_typing_on_while_the_first_is_on_its_way(open_page: Open, server: Preview) -> None:
    server.delay = 0.4
    page = open_page("/")
    box = page.get_by_label("하고 싶은 말")
    for words in ("하나", "둘"):
        box.fill(words)
        box.press("Enter")
    page.get_by_text("“둘”").wait_for()
    assert [post["text"] for post in server.posts] == ["하나", "둘"]


def test_nothing_typed_is_lost_when_sending_fails(open_page: Open, server: Preview) -> None:
    page = open_page("/", expected=["503", "429"])
    box = page.get_by_label("하고 싶은 말")
    for status, words in ((503, "보내지 못했어요"), (429, "조금 천천히")):
        server.answer_with = status
        box.fill("아주 중요한 말")
        box.press("Enter")
        page.get_by_role("status").get_by_text(words).wait_for()
        assert box.input_value() == "아주 중요한 말"
    assert page.get_by_text("refused").count() == 0
    box.press("Enter")
    page.get_by_text("“아주 중요한 말”").wait_for()
    assert page.get_by_role("status").inner_text() == ""


def test_what_cannot_be_sent_as_it_is_says_what_to_do(open_page: Open, server: Preview) -> None:
    page = open_page("/", expected=["422"])
    box = page.get_by_label("하고 싶은 말")
    for written, words in (("가" * 4001, "나누어 보내 주세요"), ("네", "새로 고침")):
        server.answer_with = 422
        box.fill(written)
        box.press("Enter")
        page.get_by_role("status").get_by_text(words).wait_for()
        assert box.input_value() == written


def test_a_photo_picked_while_an_answer_is_on_its_way_goes_after_it(
    open_page: Open, server: Preview
) -> None:
    server.delay = 0.4
    page = open_page("/")
    page.get_by_label("하고 싶은 말").fill("하나")
    page.get_by_role("button", name="보내기").click()
    picture = {"name": "문앞.jpg", "mimeType": "image/jpeg", "buffer": b"not really a picture"}
    page.set_input_files("#photo", picture)
    page.get_by_role("button", name="보내기").click()
    last(page, "me").locator("img[alt='보내신 사진']").wait_for()
    assert [post["text"] for post in server.posts] == ["하나", ""]


def test_an_answer_lost_on_the_way_is_not_a_second_message(
    open_page: Open, server: Preview
) -> None:
    page = open_page("/", expected=["ERR_", "Failed to fetch"])
    box = page.get_by_label("하고 싶은 말")

    def lose_answer(route: Any) -> None:
        route.fetch()
        route.abort()

    page.route("**/chat", lose_answer)
    box.fill("도착했을까요")
    box.press("Enter")
    page.get_by_role("status").get_by_text("보내지 못했어요").wait_for()
    page.unroute("**/chat")
    box.press("Enter")
    page.wait_for_timeout(400)
    assert len(server.posts) == 2
    assert len({post["event_id"] for post in server.posts}) == 1
    assert page.get_by_text("“도착했을까요”").count() == 1


def test_staff_answer_arrives_by_the_stream_and_is_announced(
    open_page: Open, preview: Running
) -> None:
    page = open_page("/")
    page.locator("#live[data-htmx-powered]").wait_for(state="attached")
    page.get_by_label("하고 싶은 말").fill("쓰던 글")
    preview.call(preview.preview.say, "staff", "세탁소 이름을 아시나요?")
    page.get_by_role("log").get_by_text("세탁소 이름을 아시나요?").wait_for()
    assert page.get_by_role("log").get_attribute("aria-live") == "polite"
    assert page.get_by_label("하고 싶은 말").input_value() == "쓰던 글"
    assert page.locator(".bubble").count() == len(preview.preview.thread)


def test_what_comes_by_itself_is_in_sight_but_for_somebody_reading_back(
    open_page: Open, preview: Running
) -> None:
    page = open_page("/")
    page.locator("#live[data-htmx-powered]").wait_for(state="attached")
    long = "\n".join(f"{number}번째 줄이에요." for number in range(1, 7))
    preview.call(preview.preview.say, "staff", long)
    page.get_by_text("6번째 줄이에요.").wait_for()
    page.wait_for_timeout(200)
    assert page.evaluate("document.getElementById('log').scrollTop") > -20
    page.evaluate("document.getElementById('log').scrollTop = -400")
    preview.call(preview.preview.say, "staff", "나중에 쓴 글")
    page.get_by_text("나중에 쓴 글").wait_for()
    page.wait_for_timeout(200)
    assert page.evaluate("document.getElementById('log').scrollTop") < -300


def test_pinned_card_comes_and_goes(open_page: Open, server: Preview) -> None:
    page = open_page("/")
    card = page.get_by_role("region", name="긴급 전화")
    assert card.get_by_role("link", name="1577-0199").get_attribute("href") == "tel:15770199"
    server.pinned = None
    page.get_by_label("하고 싶은 말").fill("괜찮아졌어요")
    page.get_by_label("하고 싶은 말").press("Enter")
    card.wait_for(state="detached")


def test_photo_goes_with_the_form(open_page: Open, server: Preview) -> None:
    page = open_page("/")
    picture = {"name": "문앞.jpg", "mimeType": "image/jpeg", "buffer": b"not really a picture"}
    page.set_input_files("#photo", picture)
    assert page.locator("#picked").get_by_text("문앞.jpg").is_visible()
    page.get_by_role("button", name="보내기").click()
    last(page, "me").locator("img[alt='보내신 사진']").wait_for()
    assert server.posts[0]["photo"].filename == "문앞.jpg"
    assert page.locator("#picked").is_hidden()


def test_that_a_photo_went_is_said_where_nobody_answers_at_once(
    open_page: Open, server: Preview
) -> None:
    page = open_page("/")
    server.silent = True
    picture = {"name": "문앞.jpg", "mimeType": "image/jpeg", "buffer": b"not really a picture"}
    page.set_input_files("#photo", picture)
    page.get_by_role("button", name="보내기").click()
    page.get_by_role("status").get_by_text("사진을 보냈어요.").wait_for()
    assert page.locator("#picked").is_hidden()


def test_lost_connection_is_said_and_mended(open_page: Open, preview: Running) -> None:
    page = open_page("/", expected=["htmx", "ERR_"])
    page.locator("#live[data-htmx-powered]").wait_for(state="attached")
    page.wait_for_timeout(300)
    page.context.set_offline(True)
    preview.loop.call_soon_threadsafe(lambda: preview.loop.create_task(preview.preview.hang_up()))
    page.get_by_role("status").get_by_text("연결이 잠시 끊겼어요").wait_for(timeout=10_000)
    preview.call(preview.preview.say, "staff", "끊긴 사이에 쓴 답")
    page.context.set_offline(False)
    page.get_by_text("끊긴 사이에 쓴 답").wait_for(timeout=20_000)
    assert page.get_by_role("status").inner_text() == ""


def test_size_and_mode_are_remembered_on_the_device(open_page: Open) -> None:
    page = open_page("/")
    page.get_by_text("글자 크기").first.locator("..").click()
    page.get_by_role("radio", name="가장 크게").check()
    page.keyboard.press("Escape")
    page.get_by_text("화면 색").first.locator("..").click()
    page.get_by_role("radio", name="선명한 화면").check()
    page.reload()
    root = page.locator("html")
    assert root.get_attribute("data-size") == "xxlg"
    assert root.get_attribute("data-krds-mode") == "high-contrast"
    assert page.locator("#size-xxlg").is_checked()


def test_what_residents_write_is_text(open_page: Open) -> None:
    page = open_page("/")
    wrote = page.locator("#b4 .text")
    assert wrote.inner_text() == "사진도 보낼게요 <script>alert(1)</script> {{7*7}}"
    assert page.locator("#b3 .text a").get_attribute("href") == "https://www.bokjiro.go.kr"
    assert page.locator("#b5 .num").first.inner_text() == "2026-0042"
