import random

import pytest
from hypothesis import given
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
    "wide tilde": "{f}～{b}",
    "comma": "{f},{b}",
    "middle dot": "{f}·{b}",
    "word": "{f} 다시 {b}",
    "underscore": "{f}_{b}",
    "colon": "{f}:{b}",
}


@pytest.mark.parametrize("valid", [True, False], ids=["valid", "invalid"])
@pytest.mark.parametrize("foreign", [False, True], ids=["korean", "foreign"])
@pytest.mark.parametrize("spelling", [*SPELLINGS, "each digit apart", "full width"])
def test_registration_numbers_are_masked_in_every_spelling(
    spelling: str, *, foreign: bool, valid: bool
) -> None:
    rng = random.Random(f"{spelling}{foreign}{valid}")
    for _ in range(60):
        front, back = number(rng, valid=valid, foreign=foreign)
        if spelling == "each digit apart":
            written = " ".join(f"{front}-{back}")
        elif spelling == "full width":
            written = f"{front}-{back}".translate(WIDE)
        else:
            written = SPELLINGS[spelling].format(f=front, b=back)
        masked = mask(f"제 번호는 {written}이에요")
        assert masked.kinds == ("rrn",), written
        assert written not in masked.text
        assert back not in masked.text
        assert masked.text.startswith("제 번호는 [")
        assert masked.text.endswith("이에요")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("카드 4111-1111-1111-1111 입니다", ("card",)),
        ("카드번호는 5555444433332221 이에요", ("card",)),
        ("국민은행 123456-78-901234 로 보내주세요", ("account",)),
        ("통장 110-123-456789로요", ("account",)),
        ("계좌 302-1234-5678-91 그리고 900101-1234567", ("account", "rrn")),
        ("농협 302-1234-5678-91 010-1234-5678", ("account",)),
    ],
)
def test_cards_and_accounts_are_masked(text: str, kinds: tuple[str, ...]) -> None:
    masked = mask(text)
    assert masked.kinds == kinds
    assert not any(run in masked.text for run in ("1111", "4444", "78-90", "123-456", "302-"))


@pytest.mark.parametrize(
    "text",
    [
        "010-1234-5678로 전화 주세요",
        "01012345678",
        "우리 집 전화 02-123-4567이요",
        "하나 있는 전화 010 1234 5678",
        "전화 01012345678 02 123 4567",
        "성수동 2가 333-16번지 2층 201호",
        "접수번호 2026-000123 입니다",
        "접수번호는 1234-5678-9012 예요",
        "2026-11-22 10:30에 3명이 봤어요",
        "월세 350000 보증금 10000000원 관리비 100000",
        "생년월일은 1950.03.02 이에요",
        "①②③④⑤⑥⑦⑧⑨ 순서대로요",
    ],
)
def test_what_forms_ask_for_stays_readable(text: str) -> None:
    masked = mask(text)
    assert masked.text == text
    assert masked.kinds == ()


@given(st.text(max_size=120))
def test_masking_never_fails_and_settles(text: str) -> None:
    once = mask(text)
    assert mask(once.text).text == once.text


@given(st.text("0123456789- .~", max_size=80))
def test_numbers_of_any_shape_settle(text: str) -> None:
    assert isinstance(mask(text).text, str)


@pytest.mark.parametrize("text", ["1" * 300_000, "12-" * 100_000, "900101-1234567 " * 20_000])
def test_a_flood_of_digits_is_masked_in_time(text: str) -> None:
    import time

    started = time.process_time()
    masked = mask(text)
    assert time.process_time() - started < 3
    assert "900101" not in masked.text
