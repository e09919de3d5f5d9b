"""Telegram's words → ours. Pure: a raw update in, an `InboundEvent` out; nothing of Telegram
survives. Facts about updates: https://core.telegram.org/bots/api#update (read 2026-11-21)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Document, Message, Update

from adapters.channels.telegram.raw import clean, event_id, is_service, reduced, update_number
from adapters.channels.telegram.words import Words
from bot.domain.events import ConversationRef, EventKind, InboundEvent, MediaRef, Point

CHANNEL: Final = "telegram"
#: Bots can download no more (https://core.telegram.org/bots/api#getfile, read 2026-11-21).
MAX_FILE: Final = 20 * 1024 * 1024
#: Before an offered choice's id in callback_data: which way of reading it applies.
CHOICE_PREFIX: Final = "v1:"

#: What Telegram's types raise on a payload that is not what was promised.
_BROKEN: Final = (
    AttributeError, KeyError, IndexError, TypeError, ValueError, OverflowError, OSError,
    RecursionError,
)  # fmt: skip


class Unreadable(Exception):
    """Nobody can make an event of this update; it is to be put aside. `reason` names no data."""

    def __init__(self, event_id: str, reason: str) -> None:
        super().__init__(reason)
        self.event_id = event_id
        self.reason = reason


def parse(raw: object, now: datetime, words: Words) -> InboundEvent | None:
    """The event in a raw update, or None when it is no business of ours (a group, a service
    message, a kind that was not asked for). `now` dates button presses, which carry no time.

    Raises `Unreadable` for everything else.
    """
    if update_number(raw) is None or not isinstance(raw, Mapping):
        raise Unreadable(event_id(raw), "no update_id")
    try:
        update = Update.de_json(reduced(raw), None)
        event = _event(update, raw, now, words)
        return event and replace(event, event_id=event_id(raw))
    except _BROKEN as error:
        raise Unreadable(event_id(raw), type(error).__name__) from None


def _event(
    update: Update, raw: Mapping[str, Any], now: datetime, words: Words
) -> InboundEvent | None:
    number = update.update_id
    if update.message:
        return _message(number, update.message, raw["message"], words)
    if update.edited_message:
        return _edit(number, update.edited_message)
    if update.callback_query:
        return _press(number, update.callback_query, now)
    if update.my_chat_member:
        return _member(number, update.my_chat_member)
    return None


def _message(
    number: int, message: Message, raw: Mapping[str, Any], words: Words
) -> InboundEvent | None:
    ref = _ref(message.chat)
    if ref is None:
        return None
    kind, text, photo, point = EventKind.OTHER, _text(message.caption), _photo(message), None
    if message.text is not None:
        kind, text = _said(_text(message.text), words)
    elif photo:
        kind = EventKind.PHOTO
    elif message.location:
        kind = EventKind.LOCATION
        point = _point(message.location.latitude, message.location.longitude)
        if message.venue:
            text = f"{_text(message.venue.title)} {_text(message.venue.address)}".strip()
    elif is_service(raw):
        return None
    return InboundEvent(
        event_id=str(number),
        ref=ref,
        at=_moment(message.date),
        kind=kind,
        text=text,
        photo=photo,
        location=point,
        order=number,
    )


def _said(text: str, words: Words) -> tuple[EventKind, str]:
    """Commands say words; `/start` opens the conversation and keeps its payload."""
    if not text.startswith("/"):
        return EventKind.TEXT, text
    command, _, rest = text[1:].partition(" ")
    name = command.partition("@")[0].lower()
    if name == "start":
        return EventKind.START, rest.strip()
    says = words.said_by(name)
    return EventKind.TEXT, text if says is None else f"{says} {rest.strip()}".strip()


def _edit(number: int, message: Message) -> InboundEvent | None:
    """A changed text. A live position also comes as edits, every few seconds: passed over."""
    ref = _ref(message.chat)
    text = _text(message.text or message.caption)
    if ref is None or not text:
        return None
    return InboundEvent(
        event_id=str(number),
        ref=ref,
        at=_moment(message.edit_date or message.date),
        kind=EventKind.EDIT,
        text=text,
        order=number,
    )


def _press(number: int, query: CallbackQuery, now: datetime) -> InboundEvent | None:
    """A pressed button. What is not in our own form is passed on as a choice nobody offered."""
    ref = _ref(query.message.chat) if query.message else None
    if ref is None:
        return None
    data = _text(query.data)
    return InboundEvent(
        event_id=str(number),
        ref=ref,
        at=now,
        kind=EventKind.PRESS,
        choice=data.removeprefix(CHOICE_PREFIX),
        order=number,
    )


def _member(number: int, change: ChatMemberUpdated) -> InboundEvent | None:
    ref = _ref(change.chat)
    if ref is None:
        return None
    away = change.new_chat_member.status in {"kicked", "left"}
    return InboundEvent(
        event_id=str(number),
        ref=ref,
        at=_moment(change.date),
        kind=EventKind.LEFT if away else EventKind.JOINED,
        order=number,
    )


def _ref(chat: Chat) -> ConversationRef | None:
    """Only private chats are conversations; a group is never answered."""
    if chat.type != Chat.PRIVATE:
        return None
    if not isinstance(chat.id, int):
        raise TypeError("chat.id")
    return ConversationRef(channel=CHANNEL, address=str(chat.id))


def _photo(message: Message) -> MediaRef | None:
    """The largest copy that a bot can download; a picture sent "as file" counts as well."""
    copies = [(p.file_id, p.file_size, p.width * p.height) for p in message.photo]
    fitting = [copy for copy in copies if (copy[1] or 0) <= MAX_FILE]
    if fitting:
        file_id, size, _ = max(fitting, key=lambda copy: copy[2])
        return _media(file_id, size)
    document = message.document
    if document and _is_picture(document) and (document.file_size or 0) <= MAX_FILE:
        return _media(document.file_id, document.file_size)
    return None


def _is_picture(document: Document) -> bool:
    return _text(document.mime_type).lower().startswith("image/")


def _media(file_id: object, size: int | None) -> MediaRef:
    if not isinstance(file_id, str):
        raise TypeError("file_id")
    return MediaRef(handle=file_id, size=size)


def _point(latitude: float, longitude: float) -> Point:
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError("position")
    return Point(latitude=latitude, longitude=longitude)


def _text(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError("text")
    return clean(value)


def _moment(value: datetime | None) -> datetime:
    if value is None:
        raise ValueError("date")
    return value
