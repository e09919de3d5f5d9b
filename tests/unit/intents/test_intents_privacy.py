"""What must not be kept is gone from every text, and nothing else is."""

import random
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from intents import mask

WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
WIDE = str.maketrans("0123456789-", "０１２３４５６７８９－")


def number(rng: random.Random, *, valid: bool, foreign: bool = False) -> tuple[str, str]:
    front = f"{rng.randint(40, 99)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    back = f"{rng.choice('56' if foreign else '12')}{rng.randint(0, 99999):05}"
    total = sum(int(d) * w for d, w in zip(front + back, WEIGHTS, strict=True))
    check = (11 - total % 11) % 10
    return front, back + str(check if valid else (check + 3) % 10)


SPELLINGS = {
    "dash": "{f}-{b}",
    "nothing": "{f}{b}",
    "space": "{f} {b}",
    "spaced dash": "{f} - {b}",
    "dot": "{f}.{b}",
    "tilde": "{f}~{b}",
    "slash": "{f}/{b}",
    "en dash": "{f}–{b}",
    "comma": "{f},{b}",
    "middle dot": "{f}·{b}",
    "word": "{f} 다시 {b}",
    "underscore": "{f}_{b}",
    "each digit apart": "",
    "full width": "",
    # beyond the fourteen of the fuzz
    "wide tilde": "{f}～{b}",
    "colon": "{f}:{b}",
    "letter that looks like a dash": "{f}ㅡ{b}",
    "two lines": "{f}\n{b}",
    "invisible letter": "{f}\u200b-{b}",
    "said in words": "{f}이고 뒷자리는 {b}",
}
AROUND = (
    "{}",
    "제 번호는 {}이에요",
    "주민등록번호:{}",
    "(우리 아버지){}요",
    "1. {} 2. 끝",
    "엄마 {}, 나이 81",
    "5만 원 {} 3명 살아요",
    "{} 전화는 010-1234-5678",
)


def written(spelling: str, front: str, back: str) -> str:
    if spelling == "each digit apart":
        return " ".join(f"{front}-{back}")
    if spelling == "full width":
        return f"{front}-{back}".translate(WIDE)
    return SPELLINGS[spelling].format(f=front, b=back)


@pytest.mark.parametrize("valid", [True, False], ids=["valid", "invalid"])
@pytest.mark.parametrize(("foreign", "kind"), [(False, "rrn"), (True, "frn")])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_registration_numbers_are_masked_in_every_spelling(
    spelling: str, *, foreign: bool, kind: str, valid: bool
) -> None:
    rng = random.Random(f"{spelling}{foreign}{valid}")
    for around in AROUND:
        for _ in range(20):
            front, back = number(rng, valid=valid, foreign=foreign)
            text = around.format(written(spelling, front, back))
            masked = mask(text)
            assert masked.kinds == (kind,), text
            before, after = around.split("{}")
            assert masked.text.startswith(f"{before}["), text
            assert masked.text.endswith(f"가림]{after}"), text


@pytest.mark.parametrize(
    "text",
    [
        "주민번호 앞 900101 뒤 1234567",
        "900101 그 다음에 1234567",
        "900101입니다 뒷자리는 1234567입니다",
        "9-0-0-1-0-1-1-2-3-4-5-6-7",
        "900 101 123 4567",
        "900101-1 234567",
        "90.01.01-1234567",
        "1990-01-01-1234567",
        "19900101-1234567",
        "주민번호 1990.1.1 1234567",
        "900101-123456",
        "900101-12345678",
        "구공공일공일 다시 일이삼사오육칠",
        "구공공일공일일이삼사오육칠이에요",
    ],
)
def test_registration_numbers_written_like_nobody_else_are_masked(text: str) -> None:
    masked = mask(text)
    assert masked.kinds == ("rrn",), masked
    assert not re.search(r"\d", masked.text)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("카드 4111-1111-1111-1111 입니다", ("card",)),
        ("4111-1111-1111-1112", ("card",)),
        ("5555 4444 3333 2221 이에요", ("card",)),
        ("3782-822463-10005", ("card",)),
        ("카드번호는 5555444433332221 이에요", ("card",)),
        ("국민은행 123456-78-901234 로 보내주세요", ("account",)),
        ("통장 110-123-456789로요", ("account",)),
        ("110-123-456789", ("account",)),
        ("기업 010-123456-01-012", ("account",)),
        ("통장은 농협이고 번호는 302 1234 5678 91", ("account",)),
        ("11012345678901", ("account",)),
        ("계좌 302-1234-5678-91 그리고 900101-1234567", ("account", "rrn")),
        ("농협 302-1234-5678-91 010-1234-5678", ("account",)),
        ("여권 번호가 m123a4567 이에요", ("passport",)),
        ("M12345678", ("passport",)),
        ("my passport is E12345678", ("passport",)),
        ("hộ chiếu C1234567", ("passport",)),
        ("면허번호 11-12-345678-90", ("driver",)),
        ("운전면허 111234567890", ("driver",)),
    ],
)
def test_cards_accounts_and_papers_are_masked(text: str, kinds: tuple[str, ...]) -> None:
    masked = mask(text)
    assert masked.kinds == kinds
    left = masked.text.replace("010-1234-5678", "")
    assert not re.search(r"\d", left), left


READABLE = (
    "010-1234-5678로 전화 주세요",
    "01012345678",
    "010.1234.5678",
    "+82-10-1234-5678",
    "+821012345678",
    "+84901234567",
    "우리 집 전화 02-123-4567이요",
    "하나 있는 전화 010 1234 5678",
    "전화 01012345678 02 123 4567",
    "입금 안돼요 010-1234-5678로 전화주세요",
    "0505-123-4567",
    "129나 1577-1366으로 했어요",
    "성수동 2가 333-16번지 2층 201호",
    "우편번호 30151 소담동 301동 1502호",
    "접수번호 2026-000123 입니다",
    "접수번호는 1234-5678-9012 예요",
    "계좌 바꿔 달라고 했는데 2026-000123",
    "한전 고객번호 01234567890",
    "사업자번호 123-45-67890",
    "2026-11-22 10:30에 3명이 봤어요",
    "입금이 2026-11-22 10:30에 됐어요",
    "2026.11.22 ~ 2026.12.01",
    "월세 350000 보증금 10000000원 관리비 100000",
    "월세 350000/보증금 5000000",
    "350000, 1000000원이에요",
    "통장에 30만 원 남았어요",
    "카드값 1200000원 밀렸어요",
    "생년월일은 1950.03.02 이에요",
    "500302",
    "①②③④⑤⑥⑦⑧⑨ 순서대로요",
    "1 2 3 4 5 6 7 8 9 10",
    "여권 만들려고요 3만 원 든대요",
    "이이가 공부를 일찍 오래 했어요",
)


@pytest.mark.parametrize("text", READABLE)
def test_what_forms_ask_for_stays_readable(text: str) -> None:
    masked = mask(text)
    assert masked.text == text
    assert masked.kinds == ()


GROUPS = ((3, 3, 6), (6, 2, 6), (3, 4, 4, 2), (4, 3, 6), (4, 2, 7), (3, 6, 5), (4, 4, 4, 1))


@st.composite
def secrets(draw: st.DrawFn) -> str:
    """One number that must not be kept."""
    rng = draw(st.randoms(use_true_random=False))

    def some(count: int) -> str:
        return "".join(rng.choice("0123456789") for _ in range(count))

    kind = draw(st.sampled_from(["registration", "card", "account", "passport", "driver"]))
    if kind == "registration":
        plain = number(rng, valid=draw(st.booleans()), foreign=draw(st.booleans()))
        return written(draw(st.sampled_from(sorted(SPELLINGS))), *plain)
    if kind == "card":
        sign = draw(st.sampled_from(["-", " ", ""]))
        return sign.join([rng.choice("34569") + some(3), some(4), some(4), some(4)])
    if kind == "account":
        return "-".join(map(some, draw(st.sampled_from(GROUPS))))
    if kind == "passport":
        return draw(st.sampled_from([f"M{some(8)}", f"m{some(3)}A{some(4)}"]))
    return f"{some(2)}-{some(2)}-{some(6)}-{some(2)}"


CHATTER = st.text("가나 마바사 abcXY\n()!?'\"。계좌카드통장여권전화주소요은이에뒤다시", max_size=20)
TOKEN = re.compile(r"\[[가-힣]{3,8} 가림\]")


@settings(deadline=None, max_examples=300)
@given(CHATTER, secrets(), CHATTER, secrets(), CHATTER)
@example("", "400101-1000005", "", "3000 0000 0000 0000", "")
@example("", "000-000-000000", "", "000-0000-0000-00", "")
def test_no_digit_of_a_number_survives_and_every_other_letter_does(
    before: str, one: str, between: str, other: str, after: str
) -> None:
    text = f"{before} {one} {between}, {other} {after}"
    masked = mask(text)
    left = TOKEN.sub("", masked.text)
    assert not re.search(r"\d", left)
    assert masked.text.startswith(f"{before} ["), "what stands before is kept"
    assert masked.text.endswith(f"] {after}"), "what stands after is kept"
    assert between.strip() in masked.text.replace("\u200b", "")
    assert mask(masked.text) == type(masked)(text=masked.text, kinds=())


@settings(deadline=None)
@given(CHATTER, st.sampled_from(READABLE), CHATTER)
def test_what_is_readable_stays_so_among_other_words(before: str, text: str, after: str) -> None:
    said = f"{before} {text} {after}"
    if not re.search(r"계좌|카드|통장|여권", before):  # a word before makes a number what it says
        assert mask(said).text == said


@given(st.text(max_size=120))
def test_masking_never_fails_and_settles(text: str) -> None:
    once = mask(text)
    assert mask(once.text).text == once.text


@settings(deadline=None)
@given(st.text("0123456789- .~가계좌원", max_size=80))
def test_numbers_of_any_shape_settle(text: str) -> None:
    once = mask(text)
    assert mask(once.text) == type(once)(text=once.text, kinds=())


@pytest.mark.parametrize("text", ["1" * 300_000, "12-" * 100_000, "900101-1234567 " * 20_000])
def test_a_flood_of_digits_is_masked_in_time(text: str) -> None:
    import time

    started = time.process_time()
    masked = mask(text)
    assert time.process_time() - started < 3
    assert "900101" not in masked.text
