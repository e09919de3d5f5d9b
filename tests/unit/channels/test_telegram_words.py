"""The channel's few words mean to the bot what they say to the resident."""

from __future__ import annotations

import pytest

from adapters.channels.telegram.words import Words, load_words
from intents import Interpreter, control
from intents.services import service_labels

WORDS = load_words()


@pytest.mark.parametrize(
    ("command", "meaning"), [("help", "menu"), ("person", "talk-to-human"), ("cancel", "cancel")]
)
def test_a_command_steers_the_dialog(command: str, meaning: str) -> None:
    assert control(WORDS.said_by(command) or "") == meaning


def test_the_way_back_is_understood_as_such() -> None:
    assert control(WORDS.home) == "menu"


def test_the_receipt_command_is_understood_as_such() -> None:
    mind = Interpreter(service_labels()).understand(WORDS.said_by("receipt") or "")
    assert mind.id == "case-status"


def test_every_gap_is_named() -> None:
    with pytest.raises(ValueError, match="repeat_numbered"):
        Words.model_validate({**WORDS.model_dump(), "repeat_numbered": "번호 없음"})
