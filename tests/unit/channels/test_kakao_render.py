"""What the office says, as Kakao shows it: judged by the strict checker, and by what a person
sees."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.channels.fit import utf16
from adapters.channels.kakao.bookmark import Bookmark, read_bookmark
from adapters.channels.kakao.render import (
    CAPABILITIES,
    Shown,
    callback_wait,
    plain,
    render,
    wait,
)
from adapters.channels.kakao.words import Words, load_words
from bot.domain.events import ConversationRef
from bot.domain.messages import Choice, OutboundMessage, Phone, Push, Reply, Tone

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
from check_skill_response import check_bytes

WORDS = load_words()
REF = ConversationRef(channel="kakao", address="k1")
MARK = Bookmark(again="chp-0123456789")
CRISIS_PHONES = (
    Phone(number="109", label="자살예방 상담", hours="24시간"),
    Phone(number="1577-0199", label="정신건강 상담", hours="24시간"),
    Phone(number="119", label="구급", hours="24시간"),
    Phone(number="112", label="경찰", hours="24시간"),
)


def messages(*replies: Reply, **more: Any) -> list[OutboundMessage]:
    return [OutboundMessage(id=n, ref=REF, reply=r, **more) for n, r in enumerate(replies, 1)]


def checked(body: dict[str, Any], mode: str = "skill") -> dict[str, Any]:
    raw = json.dumps(body, ensure_ascii=False).encode()
    _, findings = check_bytes(raw, mode=mode)
    assert [f for f in findings if f.severity == "ERROR"] == []
    return body


def show(*replies: Reply, mark: Bookmark = MARK) -> dict[str, Any]:
    return checked(render(messages(*replies), WORDS, mark).body)


def outputs(body: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = body["template"]["outputs"]
    return found


def chips(body: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = body["template"].get("quickReplies", [])
    return found


def texts(body: dict[str, Any]) -> list[str]:
    return [
        str(part.get("text") or part.get("description"))
        for output in outputs(body)
        for part in output.values()
    ]


def letters(text: str) -> str:
    return "".join(text.split())


def read_on(said: list[OutboundMessage]) -> list[Shown]:
    """Press the chip that goes on until there is none."""
    mark, pages = MARK, []
    for _ in range(40):
        pages.append(render(said, WORDS, mark))
        checked(pages[-1].body)
        marks = [m for chip in chips(pages[-1].body) if (m := read_bookmark(chip["extra"]))]
        if not marks:
            return pages
        (mark,) = marks
    raise AssertionError("the chip never ends")


def test_what_the_channel_can_show() -> None:
    assert CAPABILITIES.push is Push.IN_REPLY
    assert (CAPABILITIES.max_text, CAPABILITIES.max_bubbles) == (1000, 3)
    assert (CAPABILITIES.max_choices, CAPABILITIES.max_label) == (10, 14)


def test_a_plain_answer() -> None:
    body = show(
        Reply(
            text="월세가 밀려서 걱정이시군요.",
            choices=(Choice(id="a-1", label="네"), Choice(id="b-2", label="아니요")),
            source="복지로, 2026-10-01 확인",
        )
    )
    assert body == {
        "version": "2.0",
        "template": {
            "outputs": [
                {"simpleText": {"text": "월세가 밀려서 걱정이시군요.\n\n복지로, 2026-10-01 확인"}}
            ],
            "quickReplies": [
                {
                    "label": "네",
                    "action": "message",
                    "messageText": "네",
                    "extra": {"choice": "a-1"},
                },
                {
                    "label": "아니요",
                    "action": "message",
                    "messageText": "아니요",
                    "extra": {"choice": "b-2"},
                },
            ],
        },
    }


def test_ten_choices_are_ten_chips_and_nothing_else() -> None:
    body = show(
        Reply(
            text="골라 주세요.",
            choices=tuple(Choice(id=f"c{n}", label=f"{n}번 답") for n in range(10)),
        )
    )
    assert len(chips(body)) == 10
    assert texts(body) == ["골라 주세요."]


def test_an_eleventh_choice_is_a_number() -> None:
    body = show(
        Reply(
            text="골라 주세요.",
            choices=tuple(Choice(id=f"c{n}", label=f"{n}번 답") for n in range(11)),
        )
    )
    assert len(chips(body)) == 10
    assert texts(body)[0].endswith("11. 10번 답")


def test_nothing_to_say_is_said_plainly() -> None:
    assert texts(show()) == [WORDS.nothing]
    shown = render(messages(Reply(text=" \x00 ")), WORDS, MARK)
    assert texts(checked(shown.body)) == [WORDS.nothing]
    assert len(shown.messages) == 1


def test_a_crisis_card_has_numbers_to_press_and_to_read() -> None:
    body = show(Reply(text="많이 힘드셨겠어요.", phones=CRISIS_PHONES, tone=Tone.CRISIS))
    (output,) = outputs(body)
    card = output["textCard"]
    assert [b["phoneNumber"] for b in card["buttons"]] == ["109", "1577-0199", "119"]
    assert [b["label"] for b in card["buttons"]] == ["109 자살예방 상담", "1577-0199", "119 구급"]
    for phone in CRISIS_PHONES:  # a PC hides the buttons, and there is room for three only
        assert f"{phone.number} {phone.label} ({phone.hours})" in card["description"]


def test_a_crisis_too_long_for_a_card_keeps_its_numbers_on_one() -> None:
    text = "여기서 계속 말씀하셔도 돼요. " * 25
    body = show(Reply(text=text, phones=CRISIS_PHONES, tone=Tone.CRISIS))
    first, card = outputs(body)
    assert "simpleText" in first
    assert len(card["textCard"]["buttons"]) == 3


def test_a_crisis_stands_before_everything_else() -> None:
    body = show(
        Reply(text="내일 갈게요.", tone=Tone.STAFF),
        Reply(text="아침은 드셨나요?"),
        Reply(text="지금 혼자 계신가요?", phones=CRISIS_PHONES, tone=Tone.CRISIS),
    )
    assert texts(body)[0].startswith("지금 혼자 계신가요?")
    assert texts(body)[1:] == ["담당자 답변\n내일 갈게요.", "아침은 드셨나요?"]


def test_a_crisis_turn_of_five_bubbles_is_shown_whole() -> None:
    said = [
        Reply(text="많이 힘드셨겠어요.", phones=CRISIS_PHONES, tone=Tone.CRISIS),
        Reply(text="담당자에게도 바로 알렸어요.", tone=Tone.CRISIS),
        Reply(
            text="지금 혼자 계신가요?", choices=(Choice(id="alone", label="네"),), tone=Tone.CRISIS
        ),
        Reply(text="내일 갈게요.", tone=Tone.STAFF),
        Reply(text="이어서 할까요?", choices=(Choice(id="resume", label="이어서 하기"),)),
    ]
    shown = render(messages(*said), WORDS, MARK)
    body = checked(shown.body)
    assert len(shown.messages) == 5
    assert len(outputs(body)) == 3
    for reply in said:
        assert letters(reply.text) in letters("".join(texts(body)))
    assert [c["extra"] for c in chips(body)] == [{"choice": "alone"}, {"choice": "resume"}]


def test_bubbles_stay_unfolded_while_there_is_room() -> None:
    body = show(Reply(text="안내 말씀이에요. " * 80))
    assert len(outputs(body)) == 2
    assert all(utf16(text) <= 480 for text in texts(body))


def test_bubbles_are_folded_before_anything_is_put_off() -> None:
    shown = render(messages(Reply(text="안내 말씀이에요. " * 200)), WORDS, MARK)
    assert len(outputs(checked(shown.body))) == 2
    assert chips(shown.body) == []
    assert len(shown.messages) == 1


def test_a_long_staff_answer_is_read_piece_by_piece_to_its_end() -> None:
    text = " ".join(f"{n}번째 문장이에요." for n in range(600))
    said = messages(Reply(text=text, tone=Tone.STAFF), Reply(text="다른 말이에요."))
    pages = read_on(said)
    assert [[m.id for m in page.messages] for page in pages] == [[], [], [1], [2]]
    read = letters("".join("".join(texts(p.body)) for p in pages))
    assert read == letters(f"{WORDS.staff}{text}다른 말이에요.")


def test_many_staff_answers_come_one_page_after_the_other() -> None:
    said = messages(*(Reply(text=f"답변 {n} " + "가" * 900, tone=Tone.STAFF) for n in range(7)))
    pages = read_on(said)
    assert [[m.id for m in page.messages] for page in pages] == [[1, 2, 3], [4, 5, 6], [7]]


def test_a_bookmark_that_points_nowhere_shows_everything() -> None:
    lost = Bookmark(again="chp-0123456789", seen=frozenset({1}), part=9)
    assert texts(show(Reply(text="답변이에요."), mark=lost)) == ["답변이에요."]


@pytest.mark.parametrize(
    ("number", "first"),
    [("", "(다시 보낸 답변이에요)"), ("A-7", "(다시 보낸 답변이에요 · 답변 번호 A-7)")],
)
def test_a_repeat_says_so(number: str, first: str) -> None:
    reply = Reply(text="내일 갈게요.", tone=Tone.STAFF, answer_no=number)
    body = checked(render(messages(reply, doubtful=True), WORDS, MARK).body)
    assert texts(body)[0].splitlines()[0] == first


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        (Reply(text="네.", tone=Tone.STAFF, answer_no="A-7"), "담당자 답변 (A-7)\n네."),
        (Reply(text="네.", tone=Tone.STAFF), "담당자 답변\n네."),
        (Reply(text="담당자(A-7)\n네.", tone=Tone.STAFF, answer_no="A-7"), "담당자(A-7)\n네."),
        (Reply(text="마쳤어요.", tone=Tone.NOTICE, answer_no="A-7"), "마쳤어요.\n\n답변 번호 A-7"),
    ],
)
def test_one_sees_who_wrote_and_the_number_once(reply: Reply, text: str) -> None:
    assert texts(show(reply)) == [text]


def test_the_channels_own_words_fit() -> None:
    for text in (WORDS.nothing, WORDS.wait, WORDS.away, WORDS.unreadable, WORDS.group):
        assert utf16(texts(checked(plain(text)))[0]) <= 300
    (chip,) = chips(checked(wait(WORDS, MARK)))
    assert read_bookmark(chip["extra"]) == MARK
    checked(callback_wait(WORDS))


def test_a_missing_word_is_an_error() -> None:
    with pytest.raises(ValueError, match="more"):
        Words.model_validate(load_words().model_dump() | {"more": ""})


LABEL = st.text(min_size=0, max_size=20) | st.sampled_from(
    ["👨‍👩‍👧‍👦 가족 모두", "\x00", "네\n아니요"]
)
REPLY = st.builds(
    Reply,
    text=st.text(max_size=300)
    | st.sampled_from(["가" * 2500, "\ud83d", "👍🏽" * 400, "\x00", "줄\n" * 900, '"\\' * 900]),
    choices=st.lists(LABEL, max_size=12).map(
        lambda labels: tuple(Choice(id=f"c-{n}", label=label) for n, label in enumerate(labels))
    ),
    phones=st.sets(st.sampled_from(CRISIS_PHONES), max_size=4).map(tuple)
    | st.just((Phone(number="없음", label="없음"),)),
    source=st.sampled_from(["", "출처", "출처 " * 100]),
    tone=st.sampled_from(list(Tone)),
    answer_no=st.sampled_from(["", "A-1"]),
)


@given(st.lists(REPLY, max_size=6), st.booleans())
@settings(deadline=None, max_examples=60)
def test_whatever_is_said_kakao_can_show_it_to_the_end(said: list[Reply], doubtful: bool) -> None:
    given_messages = messages(*said, doubtful=doubtful)
    pages = read_on(given_messages)
    shown = [m.id for page in pages for m in page.messages]
    assert sorted(shown) == [m.id for m in given_messages]
    for page in pages:
        raw = json.dumps(page.body, ensure_ascii=False).encode()
        _, findings = check_bytes(raw, mode="skill")
        assert {f.code for f in findings} <= {"text.fold"}


@given(st.integers(1, 6), st.integers(1, 2000))
@settings(deadline=None, max_examples=40)
def test_every_word_is_on_some_page(count: int, size: int) -> None:
    said = [Reply(text=f"{n}" + "글" * size, tone=Tone.STAFF) for n in range(count)]
    pages = read_on(messages(*said))
    read = letters("".join(text for page in pages for text in texts(page.body)))
    assert read == letters("".join(WORDS.staff + reply.text for reply in said))


def test_chips_of_a_page_that_goes_on_are_ten_at_most() -> None:
    choices = tuple(Choice(id=f"c{n}", label=f"{n}번 답") for n in range(10))
    said = [Reply(text="가" * 2900, choices=choices), Reply(text="나" * 900)]
    first = read_on(messages(*said))[0]
    assert len(chips(first.body)) == 10
    assert "10. 9번 답" in "".join(texts(first.body))


def test_a_number_that_is_none_gets_no_button() -> None:
    phones = (
        Phone(number="없음", label="없음"),
        replace(CRISIS_PHONES[0], label="아주 긴 이름의 상담 전화"),
    )
    (output,) = outputs(show(Reply(text="전화하세요.", phones=phones)))
    assert [b["label"] for b in output["textCard"]["buttons"]] == ["109"]
