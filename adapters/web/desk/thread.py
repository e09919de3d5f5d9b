"""The talk of a case with the words marked that led to its 위기도, and what happened to it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from adapters.web.desk import times
from adapters.web.desk.veil import Veil
from adapters.web.desk.words import Words
from bot.domain.case import Author, Case, CaseEvent, CaseMessage, Delivery, EventName, Evidence
from bot.services.work import PERSON

#: Shorter words stand everywhere and would mark half the text.
MIN_MARK = 2
AROUND = 5  #: letters of a word shown before and after the part that was recognised


def messages(
    case: Case,
    thread: Iterable[CaseMessage],
    *,
    veil: Veil,
    words: Words,
    bot: str,
    now: datetime,
) -> list[dict[str, Any]]:
    """See the context of `templates/desk/_thread.html`."""
    marks = _marks(case.risk.evidence)
    return [
        {
            "id": message.id,
            "side": message.author.value,
            "author": _author(case, message, words, bot),
            "at": times.moment(words, message.at, now),
            "segments": segments(veil(message.text), marks if _theirs(message) else None),
            "delivery": _delivery(message, words),
            "photo": message.photo_id,
        }
        for message in thread
    ]


def segments(text: str, marks: re.Pattern[str] | None) -> list[dict[str, Any]]:
    """The text in order, cut where marked words begin and end."""
    if marks is None:
        return [{"text": text, "mark": False}]
    found: list[dict[str, Any]] = []
    end = 0
    for hit in marks.finditer(text):
        found.append({"text": text[end : hit.start()], "mark": False})
        found.append({"text": hit.group(), "mark": True})
        end = hit.end()
    found.append({"text": text[end:], "mark": False})
    return [one for one in found if one["text"]]


def in_context(found: str, said: Iterable[str]) -> str:
    """The words of a sign as they stand in what was said."""
    if not found:
        return found
    around = _around(re.escape(found))
    hits = (around.search(text) for text in said)
    return next((hit.group() for hit in hits if hit), found)


def history(events: Iterable[CaseEvent], words: Words, now: datetime) -> list[dict[str, str]]:
    """See the context of `templates/desk/_history.html`: newest first."""
    lines = [
        {"at": times.moment(words, event.at, now), "what": what(event, words)} for event in events
    ]
    return lines[::-1]


def what(event: CaseEvent, words: Words) -> str:
    """One event in a sentence."""
    # Nobody of the office decided what follows from the place that the person told.
    told = event.name is EventName.ROUTED and event.actor == PERSON
    key = "event.placed" if told else f"event.{event.name}"
    return words(key, who=event.actor, detail=_detail(event, words)).strip()


def _marks(evidence: Iterable[Evidence]) -> re.Pattern[str] | None:
    found = {one.words for one in evidence if len(one.words) >= MIN_MARK}
    if not found:
        return None
    # The longest first, so that a word inside another does not cut it in two.
    longest_first = sorted(found, key=len, reverse=True)
    return _around("|".join(re.escape(one) for one in longest_first))


def _around(pattern: str) -> re.Pattern[str]:
    """With the rest of the words it stands in; of a text without spaces only some letters."""
    return re.compile(rf"\S{{0,{AROUND}}}(?:{pattern})\S{{0,{AROUND}}}")


def _theirs(message: CaseMessage) -> bool:
    return message.author is Author.RESIDENT


def _author(case: Case, message: CaseMessage, words: Words, bot: str) -> str:
    if message.author is Author.RESIDENT:
        return words("author.reporter" if case.anonymous else "author.resident")
    return bot if message.author is Author.BOT else message.by


def _delivery(message: CaseMessage, words: Words) -> str:
    if message.delivery is Delivery.NONE:
        return ""
    return words.label("delivery", message.delivery.value)


def _detail(event: CaseEvent, words: Words) -> str:
    given = event.detail
    match event.name:
        case EventName.OPENED:
            return words.label("type", given.get("type", ""))
        case EventName.ALARM:
            return words.label("alarm.kind", given.get("kind", ""))
        case EventName.ASSIGNED:
            return given.get("to", "")
        case EventName.ROUTED:
            return given.get("dong", "")
        case EventName.CLOSED:
            how = words.label("disposition", given.get("disposition", ""))
            return f"{how}: {given.get('reason', '')}"
        case EventName.REOPENED:
            return given.get("reason", "")
        case EventName.DELIVERY:
            return words.label("delivery", given.get("delivery", ""))
        case _:
            return ""
