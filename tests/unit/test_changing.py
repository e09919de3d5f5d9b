"""A value with some of its fields changed."""

from dataclasses import FrozenInstanceError, fields, replace
from datetime import UTC, datetime

import pytest

from bot.domain.changing import changed
from bot.domain.conversation import Conversation, Mode
from bot.domain.messages import Choice

TALK = Conversation(
    id="a" * 32, channel="kakao", mode=Mode.WAITING, offered=(Choice(id="menu", label="메뉴"),)
)


def test_what_is_not_changed_stays():
    new = {"topic": "rent", "greeted": True, "seen_at": datetime(2026, 11, 22, tzinfo=UTC)}
    talk = changed(TALK, **new)
    assert talk == replace(TALK, **new)
    kept = {f.name for f in fields(TALK)} - new.keys()
    assert all(getattr(talk, name) is getattr(TALK, name) for name in kept)


def test_the_value_itself_stays_as_it_was_and_the_new_one_is_as_frozen():
    talk = changed(TALK, topic="rent")
    assert not TALK.topic
    with pytest.raises(FrozenInstanceError):
        talk.topic = "else"


def test_a_field_there_is_not_is_refused():
    with pytest.raises(TypeError, match="Conversation has no colour"):
        changed(TALK, topic="rent", colour="red")
