"""Their words → ours. Pure: a payload in, an event out; nothing of Kakao survives but addresses.

Field by field from the official page "응답 타입별 JSON 포맷"
(https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/answer_json_format) and from
captured requests, read 2026-11-21. Unknown fields are to be tolerated (그룹 챗봇 Quick Start
v1.11.1), and any known one may be missing, null or of another type.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from adapters.channels.kakao import addresses
from adapters.channels.kakao.bookmark import Bookmark, read_bookmark
from adapters.channels.kakao.reading import MAX_DIGITS, Unreadable, Why, child, words
from bot.domain.events import ConversationRef, EventKind, InboundEvent, MediaRef

NAME = "kakao"
#: Kakao says "최대 70자"; 66 hex digits in every log seen.
_MAX_ID = 200
_MAX_PICTURES = 10
_CHOICE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
#: The secure image plugin writes its addresses as "List(http://…, http://…)".
_LIST = re.compile(r"List\((.*)\)", re.DOTALL)
#: Kakao's picture addresses carry a credential and expire, so nothing of them is handed on.
_PICTURE = MediaRef(handle="came-with-the-event")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request of the skill: what the person did, in order, and what it needs of Kakao.

    `pictures` are addresses, one for each of the events, or none at all. Nothing in here was
    checked against the allow-list of hosts yet.
    """

    events: tuple[InboundEvent, ...]
    pictures: tuple[str, ...] = field(default=(), repr=False)
    callback: str = field(default="", repr=False)
    bookmark: Bookmark | None = None


def to_call(payload: object, event_id: str, at: datetime) -> Call:
    """Raises `Unreadable` for what is no utterance of one person in their own room."""
    request, action = child(payload, "userRequest"), child(payload, "action")
    if child(request, "chat").get("type") == "botGroupKey":
        raise Unreadable(Why.GROUP)
    ref = ConversationRef(channel=NAME, address=_address(request))
    extra = child(action, "clientExtra")
    callback = words(request.get("callbackUrl"))
    bookmark = read_bookmark(extra)
    if bookmark:
        asks = InboundEvent(
            event_id=bookmark.again,
            ref=ref,
            at=at,
            kind=EventKind.OTHER,
            reply_token=bookmark.again,
        )
        return Call(events=(asks,), callback=callback, bookmark=bookmark)
    media = child(request, "params", "media")
    params = child(action, "params")
    pictures = _pictures(media, params) if media or params else ()
    done = _done(request.get("utterance"), media, extra, pictures)
    event = InboundEvent(event_id=event_id, ref=ref, at=at, reply_token=event_id, **done)
    return Call(events=_each(event, len(pictures)), pictures=pictures, callback=callback)


def fingerprint(payload: object) -> str:
    """Of who did what: the same for a request that comes again, also with another address to
    call back."""
    request, extra = child(payload, "userRequest"), child(payload, "action", "clientExtra")
    who = child(request, "user").get("id")
    did = (words(part) for part in (who, request.get("utterance"), extra.get("choice")))
    return hashlib.sha256("\0".join(did).encode()).hexdigest()[:12]


def bot_id(payload: object) -> str:
    """Whose bot this is; calls of the development channel carry a '!' at the end."""
    return words(child(payload, "bot").get("id")).rstrip("!")


def is_validation(payload: object) -> bool:
    """Whether Kakao only asks if a parameter's value will do (seen flat and wrapped)."""
    return _asks(child(payload)) or _asks(child(payload, "userRequest"))


def _asks(shape: dict[str, object]) -> bool:
    return "isInSlotFilling" in shape and isinstance(shape.get("value"), dict)


def _address(request: dict[str, object]) -> str:
    user = child(request, "user")
    known = child(user, "properties")
    for value in (user.get("id"), known.get("botUserKey"), known.get("bot_user_key")):
        plain = value if isinstance(value, str) else _id(value)
        if 0 < len(plain) <= _MAX_ID and plain.isprintable() and not plain.isspace():
            return plain
    raise Unreadable(Why.NO_USER)


def _id(value: object) -> str:
    """A whole number as text, unless it is too long to be anybody's."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return digits if whole and len(digits := str(value)) <= MAX_DIGITS else ""


def _done(
    utterance: object,
    media: dict[str, object],
    extra: dict[str, object],
    pictures: tuple[str, ...],
) -> dict[str, Any]:
    """What the person did, as values of an `InboundEvent`."""
    text = words(utterance)
    # The utterance of a photo or a film is its address.
    if text in pictures or text == words(media.get("url")) or addresses.picture(text):
        text = ""
    if pictures:
        return {"kind": EventKind.PHOTO, "text": text, "photo": _PICTURE}
    choice = extra.get("choice")
    if isinstance(choice, str) and _CHOICE.fullmatch(choice):
        return {"kind": EventKind.PRESS, "text": text, "choice": choice}
    if text:
        return {"kind": EventKind.TEXT, "text": text}
    # The welcome block (웰컴 블록) fires on entering the room, before anything is said.
    opened = isinstance(utterance, str) and not utterance.strip()
    return {"kind": EventKind.START if opened else EventKind.OTHER}


def _each(event: InboundEvent, pictures: int) -> tuple[InboundEvent, ...]:
    """A picture is an event of its own; the words stand with the first."""
    if pictures < 2:
        return (event,)
    more = range(2, pictures + 1)
    return (event, *[replace(event, event_id=f"{event.event_id}.{n}", text="") for n in more])


def _pictures(media: dict[str, object], params: dict[str, object]) -> tuple[str, ...]:
    """The addresses of the pictures that came along, each once."""
    kind = words(media.get("type"))
    found = _addresses([words(media.get("url"))]) if kind.startswith("image") or not kind else []
    for value in params.values():
        hit = _LIST.fullmatch(words(_unpacked(value).get("secureUrls")))
        found += _addresses(re.split(r",\s+", hit.group(1))) if hit else []
    return tuple(dict.fromkeys(found))[:_MAX_PICTURES]


def _unpacked(value: object) -> dict[str, object]:
    """Values of entities are JSON in a string, in an older capture objects."""
    if isinstance(value, str) and value.startswith("{"):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return child(value)


def _addresses(values: Iterable[str]) -> list[str]:
    plain = [value.strip() for value in values]
    return [value for value in plain if value.startswith(("http://", "https://"))]
