"""What a person did, in words no platform would recognise.

A channel turns a payload into one `InboundEvent`; nothing of the platform survives that step.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationRef:
    """Where to find a person again: a channel and that channel's own address of them.

    The address is personal data: it is never printed, logged or stored in the clear.
    """

    channel: str
    address: str = field(repr=False)


class EventKind(StrEnum):
    START = "start"  #: opened the conversation (a start button, the first visit)
    TEXT = "text"  #: wrote something
    PRESS = "press"  #: pressed an offered answer
    PHOTO = "photo"  #: sent a picture, perhaps with words
    LOCATION = "location"  #: shared a position
    EDIT = "edit"  #: changed an earlier message; the text is the new one
    LEFT = "left"  #: blocked or left: nothing can be delivered until they come back
    JOINED = "joined"  #: unblocked or came back
    OTHER = "other"  #: something we cannot read (a sticker, a voice message)


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaRef:
    """How the channel can fetch a picture later. Never an address that carries a secret."""

    handle: str = field(repr=False)
    size: int | None = None  #: bytes, where the platform says so


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A position in WGS 84 degrees."""

    latitude: float = field(repr=False)
    longitude: float = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundEvent:
    """One thing one person did.

    `event_id` is unique within the channel: the same id twice is the same event. `order` sorts
    the events of one person as the platform numbered them (0 where it does not).
    `reply_token` is the right to answer this very event, on channels that can only answer.
    `masked` names the kinds of personal data that were already masked in the text.
    """

    event_id: str
    ref: ConversationRef
    at: datetime
    kind: EventKind
    text: str = field(default="", repr=False)
    choice: str | None = None
    photo: MediaRef | None = None
    location: Point | None = None
    order: int = 0
    masked: tuple[str, ...] = ()
    reply_token: str | None = field(default=None, repr=False)
