"""A posted form of the chat page → what the person did. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from adapters.channels.webchat.channel import ref
from bot.domain.events import EventKind, InboundEvent, MediaRef

MAX_TEXT = 4000  #: letters in one message; more is asked for in parts

#: The three fixed ways out of the page and the choice each stands for.
WAYS = {"menu": "menu", "report-neighbour": "report", "case-status": "receipt"}

_CHOICE = re.compile(r"[a-z0-9:_.-]{1,64}", re.IGNORECASE)
_EVENT_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")


class Unreadable(Exception):
    """The posted form is not one our page makes. `key` names the words that say so."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def to_event(
    posted: Mapping[str, str], *, visitor: str, label: str, photo: bool, now: datetime
) -> InboundEvent:
    """`label` is how the pressed choice was called on the page, so that the thread shows it."""
    event_id = posted.get("event_id", "")
    if not _EVENT_ID.fullmatch(event_id):
        raise Unreadable("expired")
    choice = posted.get("choice") or WAYS.get(posted.get("way", ""), "")
    text = posted.get("text", "").replace("\r\n", "\n").strip()
    if len(text) > MAX_TEXT:
        raise Unreadable("too_long")
    if choice and not _CHOICE.fullmatch(choice):
        raise Unreadable("expired")
    if not (choice or text or photo):
        raise Unreadable("nothing")
    return InboundEvent(
        event_id=f"{visitor[:16]}:{event_id}",
        ref=ref(visitor),
        at=now,
        kind=_kind(choice, photo),
        text=label if choice else text,
        choice=choice or None,
        photo=MediaRef(handle="posted") if photo and not choice else None,
    )


def _kind(choice: str, photo: bool) -> EventKind:
    if choice:
        return EventKind.PRESS
    return EventKind.PHOTO if photo else EventKind.TEXT
