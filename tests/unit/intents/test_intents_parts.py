"""Which part of an answer short words after it ask for."""

from pathlib import Path

import numpy as np
import pytest

from intents import Part, parts
from intents.matching.features import Reader, comparable
from intents.parts import Parts
from intents.reading.tokens import mecab


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(mecab())


@pytest.fixture(scope="module")
def known(reader: Reader) -> Parts:
    return Parts(reader)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("그럼 한 달에 얼마 받는데요", Part.AMOUNT),
        ("제가 내야 하는 돈도 있나요", Part.AMOUNT),
        ("신분증만 챙겨 가면 되죠", Part.DOCUMENTS),
        ("신청하고 얼마나 기다려야 하나요", Part.HOW_LONG),
        ("인터넷으로도 신청할 수 있어요?", Part.HOW),
        ("소득이 좀 있는데 저도 받을 수 있을까요", Part.WHO),
        ("혼자 산 지 삼 년 됐어요", Part.TOLD),
        ("오늘 날씨 어때", Part.CHATTER),
    ],
)
def test_the_part_is_told_from_words_nobody_taught(known: Parts, text: str, part: Part) -> None:
    assert known.part(text) is part


def test_what_is_most_alike_decides_even_for_nothing(known: Parts) -> None:
    for text in ("", " ", "?", "ㅁㄴㅇㄹ", "가" * 3000):
        assert known.part(text) in Part


def test_what_ships_was_learned_from_the_phrases_of_today() -> None:
    assert parts.is_shipped(), "run `ieum learn`"


def test_without_what_ships_the_same_is_learned(
    reader: Reader, known: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "SHIPPED", tmp_path / "parts.npy")
    assert not parts.is_shipped()
    said = reader.read(comparable("돈은 언제 들어오나요")).features()
    again = Parts(reader)._learned.margins(said)
    np.testing.assert_allclose(again, known._learned.margins(said), atol=1e-5)
