"""Finding a 접수번호 in what people write."""

import pytest

from bot.domain.receipt import find_number


@pytest.mark.parametrize(
    "text",
    [
        "2026-0042",
        "접수번호는 2026 - 0042예요",
        "20260042",
        "1. 2026-0042",
        "2026-0042 전화는 010-2034-5678",
        "010-2034-5678 2026-0042",
        "2026-0042 02 맞나요",
    ],
)
def test_a_number_is_found_wherever_it_stands(text: str) -> None:
    assert find_number(text) == "2026-0042"


@pytest.mark.parametrize(
    "text",
    [
        "010-2034-5678",
        "제 번호는 010 2034 5678이에요",
        "010.2034.5678",
        "02)2034-5678",
        "031-2034-5678",
        "+82 10-2034-5678",
        "01020345678",
        "2026-11-23",
        "2026년에 신청했어요",
    ],
)
def test_a_telephone_number_or_a_day_is_none(text: str) -> None:
    assert find_number(text) is None
