"""Calls whose answer was not ready in time, or not taken, and has not been shown since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from adapters.channels.kakao.parse import Call
from bot.domain.events import ConversationRef

MAX_PEOPLE = 1000
MAX_EACH = 5


class Late:
    """In memory only, and bounded: what is forgotten here can still be seen by its chip, and
    words of staff come again whatever happens."""

    def __init__(self) -> None:
        self._calls: dict[ConversationRef, dict[str, Call]] = {}

    def add(self, call: Call) -> None:
        if call.bookmark:  # stands for a call that is here, or that needs no memory
            return
        event = call.events[0]
        calls = self._calls.setdefault(event.ref, {})
        calls[event.event_id] = call
        if len(calls) > MAX_EACH:
            calls.pop(next(iter(calls)))
        if len(self._calls) > MAX_PEOPLE:
            self._calls.pop(next(iter(self._calls)))

    def before(self, call: Call) -> tuple[Call, ...]:
        """The same person's other late calls, oldest first."""
        event = call.events[0]
        calls = self._calls.get(event.ref)
        if calls is None:
            return ()
        return tuple(late for event_id, late in calls.items() if event_id != event.event_id)

    def meant_by(self, call: Call) -> Call:
        """A press on '답변 보기' stands for the event it asks about: should its turn have failed
        meanwhile, the words of then are tried again, not the press."""
        if not call.bookmark:
            return call
        event = call.events[0]
        late = self._calls.get(event.ref, {}).get(event.event_id)
        return replace(call, events=late.events, pictures=late.pictures) if late else call

    def remove(self, calls: Iterable[Call]) -> None:
        for call in calls:
            event = call.events[0]
            mine = self._calls.get(event.ref)
            if mine is None:
                continue
            mine.pop(event.event_id, None)
            if not mine:
                del self._calls[event.ref]
