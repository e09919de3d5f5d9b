"""Our replies → what is sent to Telegram."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import InlineKeyboardMarkup, ReplyKeyboardMarkup

from adapters.channels.fit import utf16
from adapters.channels.telegram.render import MAX_TEXT, Call, render
from adapters.channels.telegram.words import load_words
from bot.domain.events import ConversationRef
from bot.domain.messages import Choice, OutboundMessage, Phone, Reply, Tone

WORDS = load_words()
REF = ConversationRef(channel="telegram", address="500001")


def calls(
    *, group: bool = False, skip: int = 0, doubtful: bool = False, **reply: Any
) -> list[Call]:
    reply.setdefault("text", "")
    message = OutboundMessage(id=1, ref=REF, reply=Reply(**reply), doubtful=doubtful)
    return render(message, WORDS, group=group, skip=skip)


def shown(call: Call) -> str:
    """What people see of the HTML."""
    return unescape(re.sub(r"</?i>", "", call.html))


def rows(call: Call) -> list[list[str]]:
    markup = call.keyboard
    assert markup is not None
    keys = markup.keyboard if isinstance(markup, ReplyKeyboardMarkup) else markup.inline_keyboard
    return [[button.text for button in row] for row in keys]


def test_free_text_is_escaped_once() -> None:
    (call,) = calls(text='소득 < 100만원 & 재산 > 0 <b>굵게</b> "따옴표"')
    assert call.html == '소득 &lt; 100만원 &amp; 재산 &gt; 0 &lt;b&gt;굵게&lt;/b&gt; "따옴표"'
    assert call.plain == '소득 < 100만원 & 재산 > 0 <b>굵게</b> "따옴표"'
    assert call.keyboard is None
    assert not call.protect


def test_the_source_is_a_small_last_line() -> None:
    (call,) = calls(text="긴급복지가 있어요.", source="복지로 <2026-11-01 확인>")
    assert call.html == "긴급복지가 있어요.\n\n<i>복지로 &lt;2026-11-01 확인&gt;</i>"


def test_phones_are_lines_with_their_hours() -> None:
    phones = (
        Phone(number="109", label="자살예방 상담전화", hours="24시간"),
        Phone(number="119", label="응급"),
    )
    (call,) = calls(text="지금 혼자 계신가요?", phones=phones, tone=Tone.CRISIS)
    assert call.plain == "지금 혼자 계신가요?\n\n109 자살예방 상담전화 (24시간)\n119 응급"


def test_a_staff_reply_is_numbered_and_protected() -> None:
    (call,) = calls(text="내일 찾아뵐게요.", tone=Tone.STAFF, answer_no="A-12")
    assert call.plain == "내일 찾아뵐게요.\n\n답변 번호 A-12"
    assert call.protect


def test_a_repeat_says_so_first() -> None:
    (call,) = calls(text="내일 찾아뵐게요.", tone=Tone.STAFF, answer_no="A-12", doubtful=True)
    assert call.plain.splitlines()[0] == "(다시 보낸 답변이에요 · 답변 번호 A-12)"
    assert call.plain.splitlines()[-1] == "답변 번호 A-12"
    (call,) = calls(text="안녕하세요", doubtful=True)
    assert call.plain.splitlines()[0] == "(다시 보낸 답변이에요)"


CHOICES = (
    Choice(id="service:rent-help", label="월세가 밀렸어요"),
    Choice(id="menu", label="처음으로 돌아가기"),
    Choice(id="yes", label="네"),
    Choice(id="no", label="아니요"),
)


def test_choices_are_buttons_below_the_question() -> None:
    (call,) = calls(text="무엇이 필요하세요?", key="clarify.ask", choices=CHOICES)
    assert isinstance(call.keyboard, InlineKeyboardMarkup)
    data = [b.callback_data for row in call.keyboard.inline_keyboard for b in row]
    assert data == ["v1:service:rent-help", "v1:menu", "v1:yes", "v1:no"]
    assert rows(call) == [["월세가 밀렸어요"], ["처음으로 돌아가기"], ["네", "아니요"]]


@pytest.mark.parametrize("key", ["menu.main", "greet.hello", "greet.again"])
def test_the_main_menu_stays_below_the_text_field(key: str) -> None:
    (call,) = calls(text="무엇을 도와드릴까요?", key=key, choices=CHOICES[2:])
    assert isinstance(call.keyboard, ReplyKeyboardMarkup)
    assert call.keyboard.is_persistent
    assert call.keyboard.resize_keyboard
    assert rows(call) == [["네", "아니요"], ["처음으로"]]


def test_the_way_back_is_offered_once() -> None:
    choices = (
        Choice(id="menu", label="처음으로"),
        Choice(id="request", label="복지 상담 신청하기"),
    )
    (call,) = calls(text="안녕하세요", key="menu.main", choices=choices)
    assert rows(call) == [["복지 상담 신청하기"], ["처음으로"]]


def test_an_offer_to_resume_is_no_main_menu() -> None:
    (call,) = calls(text="이어서 할까요?", key="greet.resume", choices=CHOICES[2:])
    assert isinstance(call.keyboard, InlineKeyboardMarkup)


@pytest.mark.parametrize(("length", "button"), [(61, True), (62, False)])
def test_callback_data_holds_64_bytes(length: int, button: bool) -> None:
    long = Choice(id="a" * length, label="긴 것")
    (call,) = calls(text="골라 주세요", choices=(long, CHOICES[2]))
    assert isinstance(call.keyboard, InlineKeyboardMarkup)
    assert rows(call) == ([["긴 것", "네"]] if button else [["네"]])
    assert ("· 긴 것" in call.plain) is not button
    for row in call.keyboard.inline_keyboard:
        for key in row:
            assert isinstance(key.callback_data, str)
            assert len(key.callback_data.encode()) <= 64


def test_hangul_ids_are_measured_in_bytes() -> None:
    fits, too_long = Choice(id="가" * 20, label="이십"), Choice(id="가" * 21, label="이십일")
    (call,) = calls(text="골라 주세요", choices=(fits, too_long))
    assert rows(call) == [["이십"]]


def test_buttons_alone_are_no_message() -> None:
    (call,) = calls(choices=CHOICES[2:])
    assert call.plain == "1. 네\n2. 아니요"


def test_a_blank_label_is_no_button() -> None:
    (call,) = calls(text="골라 주세요", choices=(Choice(id="a", label=" "), CHOICES[2]))
    assert rows(call) == [["네"]]


def test_a_group_gets_words_only() -> None:
    (call,) = calls(text="새 알림이에요", choices=CHOICES, tone=Tone.STAFF, group=True)
    assert call.keyboard is None
    assert not call.protect
    assert call.plain == "새 알림이에요"


def test_nothing_to_say_is_nothing_to_send() -> None:
    assert calls(text="  \n ") == []


def test_hangul_without_spaces_is_cut_between_letters() -> None:
    text = "가나다라마바사아자차" * 500
    parts = calls(text=text, choices=CHOICES)
    assert len(parts) == 2
    assert "".join(part.plain for part in parts) == text
    assert [part.keyboard is None for part in parts] == [True, False]


def test_a_long_text_is_cut_between_paragraphs() -> None:
    paragraph = "한 문장이에요. " * 120
    parts = calls(text="\n\n".join([paragraph.strip()] * 8))
    assert len(parts) > 1
    assert all(part.plain.startswith("한 문장이에요.") for part in parts)
    assert all(part.plain.endswith("한 문장이에요.") for part in parts)


def test_an_emoji_family_is_never_torn() -> None:
    family = "👨‍👩‍👧‍👦"
    parts = calls(text=family * 1000)
    assert "".join(part.plain for part in parts) == family * 1000
    assert all(part.plain.startswith("👨") and part.plain.endswith("👦") for part in parts)


def test_a_source_that_does_not_fit_gets_a_message_of_its_own() -> None:
    parts = calls(text="가" * 3990, source="나" * 500, answer_no="A-1", choices=CHOICES[2:])
    assert [utf16(part.plain) for part in parts] == [3990, 510]
    assert parts[0].keyboard is not None


def test_the_cuts_are_the_same_on_every_try() -> None:
    text = "가나다라마바사아자차 " * 1000
    first = calls(text=text, answer_no="A-7", tone=Tone.STAFF)
    again = calls(text=text, answer_no="A-7", tone=Tone.STAFF, skip=1, doubtful=True)
    assert len(again) == len(first) - 1
    assert again[0].plain.endswith(first[1].plain)
    assert again[0].plain.startswith("(다시 보낸 답변이에요")
    assert again[1:] == first[2:]


def test_half_a_surrogate_pair_from_anywhere_does_not_stop_a_message() -> None:
    (call,) = calls(text="가\ud83d나")
    call.html.encode()


TEXTS = st.text(alphabet=st.sampled_from("가나다 .\n<&>😀👍\u0301\u200d\ud83d\0A"), max_size=9000)


@settings(max_examples=40, deadline=None)
@given(TEXTS, st.text(max_size=1200), st.sampled_from(["", "A-1234"]), st.booleans())
def test_every_part_is_one_that_telegram_takes(
    text: str, source: str, answer_no: str, doubtful: bool
) -> None:
    parts = calls(text=text, source=source, answer_no=answer_no, doubtful=doubtful)
    for part in parts:
        assert 0 < utf16(part.plain) <= MAX_TEXT
        assert len(part.html.encode()) <= 32768
        assert shown(part) == part.plain
    letters = re.sub(r"\s|\0|\ud83d", "", text)
    body = "".join(re.sub(r"\s|\ufffd", "", part.plain) for part in parts)
    assert re.sub(r"\ufffd", "", letters) in body
