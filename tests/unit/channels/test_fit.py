"""The downgrade ladder: every limit kept, every word kept, every letter whole."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.channels.fit import fit, shorten, split, utf16
from bot.domain.messages import Capabilities, Choice, Phone, Push, Reply, Tone

CAN = Capabilities(push=Push.IN_REPLY, max_text=100, max_bubbles=3, max_choices=4, max_label=8)

HANGUL = st.text(alphabet="가나다라마바사아자차카타파하걀궭", min_size=1, max_size=400)
EMOJI = st.sampled_from(["👨‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇰🇷", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "1️⃣", "각", "é"])
WORDS = st.one_of(
    HANGUL,
    st.text(max_size=200),
    st.lists(EMOJI, max_size=60).map("".join),
    st.lists(st.text(alphabet="가나다abc.?! \n", min_size=1, max_size=30), max_size=12).map(
        " ".join
    ),
)
LABELS = st.one_of(
    st.text(alphabet="가나다라", min_size=1, max_size=12),
    st.text(alphabet="👍🏽a가", min_size=1, max_size=12),
)


@st.composite
def replies(draw: st.DrawFn) -> list[Reply]:
    made = []
    for n in range(draw(st.integers(0, 6))):
        labels = draw(st.lists(LABELS, max_size=7, unique=True))
        made.append(
            Reply(
                text=draw(WORDS),
                choices=tuple(Choice(id=f"c{n}-{i}", label=x) for i, x in enumerate(labels)),
                phones=tuple(
                    Phone(number=number, label="상담", hours="24시간")
                    for number in draw(st.sets(st.sampled_from(["109", "112", "119"])))
                ),
                source=draw(st.sampled_from(["", "복지로 2026-10-01 확인"])),
                tone=draw(st.sampled_from(list(Tone))),
            )
        )
    return made


def letters(text: str) -> str:
    return "".join(text.split())


def crisis_first(given_replies: list[Reply]) -> list[Reply]:
    return sorted(given_replies, key=lambda r: r.tone is not Tone.CRISIS)


@given(replies())
@settings(max_examples=60, deadline=None)
def test_every_limit_is_kept(said: list[Reply]) -> None:
    for bubble in fit(said, CAN, utf16, phone_buttons=2):
        assert 0 < utf16(bubble.text) <= CAN.max_text
        assert bubble.text.strip()
        assert len(bubble.choices) <= CAN.max_choices
        assert all(0 < utf16(c.label) <= CAN.max_label for c in bubble.choices)
        assert len({c.label for c in bubble.choices}) == len(bubble.choices)
        assert len(bubble.phones) <= 2
        assert bubble.source == ""


@given(replies())
@settings(max_examples=60, deadline=None)
def test_no_word_is_lost_and_the_order_stays(said: list[Reply]) -> None:
    shown = fit(said, CAN, utf16)
    all_text = letters("".join(b.text for b in shown))
    buttons = {c.label for b in shown for c in b.choices}
    at = 0
    for reply in crisis_first(said):
        at = all_text.index(letters(reply.text), at)
    for reply in said:
        assert letters(reply.source) in all_text
        for phone in reply.phones:
            assert letters(f"{phone.number}{phone.label}({phone.hours})") in all_text
        for choice in reply.choices:
            assert choice.label in buttons or letters(choice.label) in all_text


@given(replies())
@settings(max_examples=60, deadline=None)
def test_every_offered_answer_keeps_its_id_or_its_number(said: list[Reply]) -> None:
    roomy = replace(CAN, max_bubbles=50)
    shown = fit(said, roomy, utf16)
    pressable = {c.id for b in shown for c in b.choices}
    for reply in said:
        for n, choice in enumerate(reply.choices, 1):
            numbered = letters(f"{n}. {choice.label}") in letters("".join(b.text for b in shown))
            assert choice.id in pressable or numbered


@given(replies())
@settings(max_examples=60, deadline=None)
def test_bubbles_are_merged_until_they_fit(said: list[Reply]) -> None:
    plain = [replace(reply, tone=Tone.PLAIN) for reply in said]
    shown = fit(plain, CAN, utf16)
    needed = sum(utf16(bubble.text) for bubble in shown)
    # A full bubble may miss its last tenth, where a border or the next visible letter lies.
    if needed <= CAN.max_text * CAN.max_bubbles * 0.8:
        assert len(shown) <= CAN.max_bubbles


@given(replies())
@settings(max_examples=60, deadline=None)
def test_staff_words_never_stand_in_the_bots_bubble(said: list[Reply]) -> None:
    marked = [
        replace(r, text=("staffword " if r.tone is Tone.STAFF else "botword ") + r.text)
        for r in said
    ]
    for bubble in fit(marked, CAN, utf16):
        assert not ("staffword" in bubble.text and "botword" in bubble.text)


@given(st.lists(EMOJI, min_size=1, max_size=80), st.integers(24, 60))
def test_no_visible_letter_is_cut_in_half(signs: list[str], limit: int) -> None:
    assert [s for part in split("".join(signs), limit, utf16) for s in _signs(part, signs)] == signs


def _signs(part: str, signs: list[str]) -> list[str]:
    """Read a part as a row of whole signs; fails when it begins or ends inside one."""
    known = sorted(set(signs), key=len, reverse=True)
    found = []
    while part:
        sign = next((s for s in known if part.startswith(s)), None)
        assert sign is not None, f"cut inside a letter: {part!r}"
        found.append(sign)
        part = part[len(sign) :]
    return found


@given(WORDS, st.integers(1, 120))
@settings(deadline=None)
def test_split_keeps_the_limit_whatever_comes(text: str, limit: int) -> None:
    parts = split(text, limit, utf16)
    assert letters("".join(parts)) == letters(text)
    # One code point outside the basic plane counts two: nothing smaller can be sent.
    assert all(utf16(p) <= limit or (limit == 1 and len(p) == 1) for p in parts)


def test_a_mark_piled_up_beyond_the_limit_is_cut_all_the_same() -> None:
    parts = split("가" + "\u0301" * 300, 100, utf16)
    assert [len(p) for p in parts] == [100, 100, 100, 1]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("첫 문단이에요.\n\n둘째 문단이에요.", ["첫 문단이에요.", "둘째 문단이에요."]),
        ("한 문장이에요. 다음 문장이에요.", ["한 문장이에요.", "다음 문장이에요."]),
        ("띄어 쓴 낱말만 있는 긴 글", ["띄어 쓴 낱말만", "있는 긴 글"]),
        ("띄어쓰지않은아주긴글이에요", ["띄어쓰지않은아주긴글", "이에요"]),
        ("네 아주길게붙여쓴낱말임", ["네", "아주길게붙여쓴낱말임"]),
    ],
)
def test_the_best_border_is_taken(text: str, parts: list[str]) -> None:
    assert split(text, 10, len) == parts


def test_surplus_choices_become_numbers_the_dialog_accepts() -> None:
    choices = tuple(Choice(id=f"c{n}", label=f"{n}번지") for n in range(1, 7))
    (bubble,) = fit([Reply(text="어디인가요?", choices=choices)], CAN, utf16)
    assert [c.id for c in bubble.choices] == ["c1", "c2", "c3", "c4"]
    assert bubble.text.splitlines()[2:] == [f"{n}. {n}번지" for n in range(1, 7)]


def test_a_long_label_is_shortened_on_the_button_and_whole_in_the_text() -> None:
    choices = (Choice(id="a", label="행정복지센터에 전화하기"), Choice(id="b", label="아니요"))
    (bubble,) = fit([Reply(text="어떻게 할까요?", choices=choices)], CAN, utf16)
    assert [c.label for c in bubble.choices] == ["행정복지센터에…"[:7] + "…", "아니요"]
    assert "1. 행정복지센터에 전화하기\n2. 아니요" in bubble.text


def test_labels_that_would_look_alike_become_numbers() -> None:
    choices = (
        Choice(id="a", label="성수동 행정복지센터 1층"),
        Choice(id="b", label="성수동 행정복지센터 2층"),
    )
    (bubble,) = fit([Reply(text="어디인가요?", choices=choices)], CAN, utf16)
    assert [(c.id, c.label) for c in bubble.choices] == [("a", "1"), ("b", "2")]


def test_without_buttons_all_choices_are_lines() -> None:
    can = replace(CAN, max_choices=0)
    (bubble,) = fit([Reply(text="", choices=(Choice(id="a", label="네"),))], can, utf16)
    assert (bubble.text, bubble.choices) == ("1. 네", ())


def test_choices_of_merged_bubbles_are_numbered_as_one_list() -> None:
    said = [Reply(text=t, choices=(Choice(id=t, label=f"{t} 고르기"),)) for t in "가나다라"]
    shown = fit(said, replace(CAN, max_bubbles=1, max_choices=2), utf16)
    assert len(shown) == 1
    assert [c.id for c in shown[0].choices] == ["가", "나"]
    assert shown[0].text.endswith("1. 가 고르기\n2. 나 고르기\n3. 다 고르기\n4. 라 고르기")


def test_phones_become_lines_with_their_hours() -> None:
    phones = (
        Phone(number="109", label="자살예방", hours="24시간"),
        Phone(number="119", label="구급"),
    )
    (bubble,) = fit([Reply(text="바로 이야기할 수 있어요.", phones=phones)], CAN, utf16)
    assert bubble.text == "바로 이야기할 수 있어요.\n\n109 자살예방 (24시간)\n119 구급"
    assert bubble.phones == ()


def test_a_crisis_stands_first_and_whole_while_the_rest_gives_way() -> None:
    crisis = Reply(text="지금 혼자 계신가요? " * 3, tone=Tone.CRISIS)
    long = [Reply(text="가" * 95), Reply(text="나" * 95), Reply(text="다" * 20)]
    shown = fit([*long, crisis], CAN, utf16)
    assert shown[0].text == crisis.text.strip()
    assert shown[0].tone is Tone.CRISIS


def test_small_neighbours_are_merged_first() -> None:
    said = [Reply(text="가" * 60), Reply(text="나"), Reply(text="다"), Reply(text="라" * 60)]
    assert [len(b.text) for b in fit(said, CAN, utf16)] == [60, 4, 60]


def test_scarce_bubbles_are_filled_to_the_brim() -> None:
    said = [
        Reply(text="가" * 70),
        Reply(text="나" * 70),
        Reply(text="다" * 70),
        Reply(text="라" * 70),
    ]
    shown = fit(said, CAN, utf16)
    assert len(shown) == 3
    assert letters("".join(b.text for b in shown)) == "가" * 70 + "나" * 70 + "다" * 70 + "라" * 70


def test_words_that_need_more_bubbles_get_them() -> None:
    shown = fit([Reply(text="가" * 450)], CAN, utf16)
    assert [len(b.text) for b in shown] == [100, 100, 100, 100, 50]


def test_buttons_stand_under_the_last_part() -> None:
    said = [Reply(text="가" * 150, choices=(Choice(id="a", label="네"),), answer_no="A1")]
    first, last = fit(said, CAN, utf16)
    assert (first.choices, [c.id for c in last.choices]) == ((), ["a"])


@pytest.mark.parametrize(
    ("label", "limit", "short"),
    [
        ("여덟글자짜리말임", 8, "여덟글자짜리말임"),
        ("아홉글자짜리말이다", 8, "아홉글자짜리말…"),
        ("👨‍👩‍👧‍👦가족", 8, ""),
    ],
)
def test_shorten(label: str, limit: int, short: str) -> None:
    assert shorten(label, limit, utf16) == short
