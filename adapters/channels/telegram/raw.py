"""A raw update, before anybody knows whether it can be read."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

#: Asked for explicitly, so that business, guest and inline updates never reach us
#: (https://core.telegram.org/bots/api#getupdates, read 2026-11-21).
ALLOWED_UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member")

#: The parts of a message that are read. Only these go through Telegram's types, so that a new
#: or broken part nobody here needs does not cost the resident's words.
_READ: Final = frozenset((
    "message_id", "date", "edit_date", "chat", "text", "caption", "photo", "document",
    "location", "venue",
))  # fmt: skip

#: By these one message is known from another, and nobody from anybody.
_MARKS: Final = ("message_id", "date", "edit_date", "id")
_MARK: Final = re.compile(r"[0-9a-z]{1,32}")

#: Messages nobody wrote: Telegram says that something about the chat changed.
_SERVICE: Final = frozenset((
    "pinned_message", "message_auto_delete_timer_changed", "write_access_allowed",
    "connected_website", "chat_background_set", "boost_added", "users_shared", "chat_shared",
    "forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened",
    "proximity_alert_triggered", "gift", "unique_gift", "refunded_payment", "successful_payment",
    "new_chat_title", "new_chat_photo", "delete_chat_photo",
))  # fmt: skip


def update_number(raw: object) -> int | None:
    """The update_id, where it is one that a database can hold."""
    number = raw.get("update_id") if isinstance(raw, Mapping) else None
    usable = isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 2**63
    return number if usable else None


def event_id(raw: object) -> str:
    """The update_id and what tells one message from another: after a week of silence Telegram
    begins anew at any number, which may be one that was there before. An update without a number
    has a name made of its content."""
    number = update_number(raw)
    if number is not None and isinstance(raw, Mapping):
        return ".".join((str(number), *_marks(raw)))
    return "unnamed-" + hashlib.sha256(as_text(raw).encode()).hexdigest()[:16]


def _marks(raw: Mapping[str, Any]) -> Iterator[str]:
    for kind in ALLOWED_UPDATES:
        part = raw.get(kind)
        if isinstance(part, Mapping):
            found = (str(part[name]) for name in _MARKS if isinstance(part.get(name), int | str))
            yield from (mark for mark in found if _MARK.fullmatch(mark))


def as_text(raw: object) -> str:
    """The update for safe keeping. ASCII, so that no half of a surrogate pair can break it."""
    return json.dumps(raw, ensure_ascii=True, default=repr)


def query_id(raw: object) -> str | None:
    """The id by which a button press is answered, also when the rest cannot be read."""
    query = raw.get("callback_query") if isinstance(raw, Mapping) else None
    found = query.get("id") if isinstance(query, Mapping) else None
    return found if isinstance(found, str) and found else None


def clean(text: str) -> str:
    """Without what no database and no request can carry: NUL and halves of a surrogate pair."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\0", "")


def is_service(message: Mapping[str, Any]) -> bool:
    return not _SERVICE.isdisjoint(message)


def reduced(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The update with only those parts that are read."""
    wanted = {kind: raw[kind] for kind in ALLOWED_UPDATES if raw.get(kind) is not None}
    for kind in ("message", "edited_message"):
        if kind in wanted:
            wanted[kind] = _needed(wanted[kind])
    if "callback_query" in wanted:
        query = wanted["callback_query"]
        wanted["callback_query"] = {**query, "message": _needed(query.get("message"))}
    return {"update_id": raw["update_id"], **wanted}


def _needed(message: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if message is None:
        return None
    return {name: part for name, part in message.items() if name in _READ}
