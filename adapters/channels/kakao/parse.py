"""Their words → ours. Pure: a payload in, an event out; nothing of Kakao survives but addresses.

Field by field from the official page "응답 타입별 JSON 포맷"
(https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/answer_json_format) and from
captured requests, read 2026-11-21. Unknown fields are to be tolerated (그룹 챗봇 Quick Start
v1.11.1), and any known one may be missing, null or of another type.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from adapters.channels.kakao import addresses
from adapters.channels.kakao.bookmark import Bookmark, read_bookmark
from adapters.channels.kakao.reading import Unreadable, Why, child, words
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
    request = child(payload, "userRequest")
    if request.get("chat") and child(request, "chat").get("type") == "botGroupKey":
        raise Unreadable(Why.GROUP)
    ref = ConversationRef(channel=NAME, address=_address(request))
    extra = child(payload, "action", "clientExtra")
    bookmark = read_bookmark(extra)
    event_id = bookmark.again if bookmark else event_id
    event = partial(InboundEvent, event_id=event_id, ref=ref, at=at, reply_token=event_id)
    callback = words(request.get("callbackUrl"))
    if bookmark:
        return Call(events=(event(kind=EventKind.OTHER),), callback=callback, bookmark=bookmark)
    pictures = tuple(dict.fromkeys(_pictures(payload)))[:_MAX_PICTURES]
    done = event(**_done(request, extra, pictures))
    return Call(events=tuple(_each(done, len(pictures))), pictures=pictures, callback=callback)


def bot_id(payload: object) -> str:
    """Whose bot this is; calls of the development channel carry a '!' at the end."""
    return words(child(payload, "bot").get("id")).rstrip("!")


def is_validation(payload: object) -> bool:
    """Whether Kakao only asks if a parameter's value will do (seen flat and wrapped)."""
    return any(
        "isInSlotFilling" in shape and isinstance(shape.get("value"), dict)
        for shape in (child(payload), child(payload, "userRequest"))
    )


def _address(request: dict[str, object]) -> str:
    user = child(request, "user")
    known = child(user, "properties")
    for value in (user.get("id"), known.get("botUserKey"), known.get("bot_user_key")):
        # A float is a number too long to be anybody's id.
        plain = "" if isinstance(value, float) else str(value) if words(value) else ""
        if 0 < len(plain) <= _MAX_ID and plain.isprintable() and plain.strip():
            return plain
    raise Unreadable(Why.NO_USER)


def _done(
    request: dict[str, object], extra: dict[str, object], pictures: tuple[str, ...]
) -> dict[str, Any]:
    """What the person did, as values of an `InboundEvent`."""
    utterance = request.get("utterance")
    text = words(utterance)
    # The utterance of a photo or a film is its address.
    named = words(child(request, "params", "media").get("url"))
    text = "" if text in {*pictures, named} or addresses.picture(text) else text
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


def _each(event: InboundEvent, pictures: int) -> Iterator[InboundEvent]:
    """A picture is an event of its own; the words stand with the first."""
    yield event
    for n in range(2, pictures + 1):
        yield replace(event, event_id=f"{event.event_id}.{n}", text="")


def _pictures(payload: object) -> Iterator[str]:
    media = child(payload, "userRequest", "params", "media")
    kind = words(media.get("type"))
    if kind.startswith("image") or not kind:
        yield from _addresses((words(media.get("url")),))
    for value in child(payload, "action", "params").values():
        hit = _LIST.fullmatch(words(_unpacked(value).get("secureUrls")))
        yield from _addresses(re.split(r",\s+", hit.group(1)) if hit else ())


def _unpacked(value: object) -> dict[str, object]:
    """Values of entities are JSON in a string, in an older capture objects."""
    if isinstance(value, str) and value.startswith("{"):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return child(value)


def _addresses(values: Iterator[str] | tuple[str, ...] | list[str]) -> Iterator[str]:
    return (value.strip() for value in values if value.strip().startswith(("http://", "https://")))
