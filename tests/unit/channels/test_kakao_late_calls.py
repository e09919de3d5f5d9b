"""What is remembered of answers that came too late."""

from __future__ import annotations

from datetime import UTC, datetime

from adapters.channels.kakao.bookmark import Bookmark
from adapters.channels.kakao.late import MAX_EACH, MAX_PEOPLE, Late
from adapters.channels.kakao.parse import Call
from bot.domain.events import ConversationRef, EventKind, InboundEvent


def call(event_id: str, who: str = "me", *, asks: bool = False) -> Call:
    event = InboundEvent(
        event_id=event_id,
        ref=ConversationRef(channel="kakao", address=who),
        at=datetime(2026, 11, 22, tzinfo=UTC),
        kind=EventKind.OTHER if asks else EventKind.TEXT,
        text="" if asks else event_id,
    )
    return Call(events=(event,), bookmark=Bookmark(again=event_id) if asks else None)


def test_late_calls_come_before_the_next_one_oldest_first() -> None:
    late = Late()
    late.add(call("one"))
    late.add(call("two"))
    late.add(call("theirs", "somebody"))
    assert late.before(call("three")) == (call("one"), call("two"))
    assert late.before(call("two")) == (call("one"),)


def test_a_press_stands_for_the_call_it_asks_about() -> None:
    late = Late()
    late.add(call("one"))
    meant = late.meant_by(call("one", asks=True))
    assert (meant.events, meant.bookmark) == (call("one").events, Bookmark(again="one"))


def test_a_press_of_somebody_else_or_after_a_restart_stands_for_itself() -> None:
    late = Late()
    late.add(call("one"))
    for press in (call("one", "somebody", asks=True), call("gone", asks=True)):
        assert late.meant_by(press) == press


def test_a_press_is_not_remembered_itself() -> None:
    late = Late()
    late.add(call("one", asks=True))
    assert late.before(call("two")) == ()


def test_what_was_shown_is_forgotten() -> None:
    late = Late()
    late.add(call("one"))
    late.add(call("two"))
    late.remove([call("one"), call("never-there")])
    assert late.before(call("three")) == (call("two"),)


def test_memory_is_bounded() -> None:
    late = Late()
    for n in range(MAX_EACH + 2):
        late.add(call(f"e{n}"))
    assert [c.events[0].event_id for c in late.before(call("x"))] == [
        f"e{n}" for n in range(2, MAX_EACH + 2)
    ]
    for n in range(MAX_PEOPLE):
        late.add(call("one", f"person-{n}"))
    assert late.before(call("x")) == ()
    assert late.before(call("x", f"person-{MAX_PEOPLE - 1}")) != ()
