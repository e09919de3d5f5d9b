"""The conversation as the page shows it: both sides in one order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from adapters.channels.webchat.words import WORDS
from bot.domain.messages import Choice, Phone, Tone
from bot.ports import Queued, UnitOfWork

SEOUL = ZoneInfo("Asia/Seoul")
#: How far back the page shows a talk; the case itself keeps what matters.
SHOWN = timedelta(days=14)
MAX_LINES = 200
PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """One line of the page. `id` grows with time over both sides."""

    id: int
    side: str
    text: str
    at: str
    tone: str = str(Tone.PLAIN)
    choices: tuple[Choice, ...] = ()
    phones: tuple[Phone, ...] = ()
    source: str = ""
    photo: str | None = None


def bubbles(uow: UnitOfWork, conversation_id: str, now: datetime) -> list[Bubble]:
    """The last of what was said lately, oldest first. Only the newest answer keeps its choices."""
    since = now - SHOWN
    said = [(at, 0, 0, _mine(at, text, now)) for at, text in uow.inbox.said(conversation_id, since)]
    told = [
        (row.at, 1, row.id, _theirs(row, now))
        for row in told_to(uow, conversation_id)
        if row.at >= since
    ]
    ordered = [bubble for *_, bubble in sorted(said + told, key=lambda line: line[:3])]
    return _with_live_choices(_numbered(ordered)[-MAX_LINES:])


def told_to(uow: UnitOfWork, conversation_id: str, after: int = 0) -> Iterator[Queued]:
    """Everything the other side ever said in this talk, after the row of that number."""
    page = uow.outbox.thread(conversation_id, after, PAGE)
    while page:
        yield from page
        after = page[-1].id
        page = uow.outbox.thread(conversation_id, after, PAGE) if len(page) == PAGE else []


def _mine(at: datetime, text: str, now: datetime) -> Bubble:
    return Bubble(id=_micros(at), side="me", text=text, at=_when(at, now))


def _theirs(row: Queued, now: datetime) -> Bubble:
    reply = row.reply
    side = "staff" if reply.tone is Tone.STAFF else "bot"
    return Bubble(
        id=_micros(row.at),
        side=side,
        text=reply.text,
        at=_when(row.at, now),
        tone=str(reply.tone),
        choices=reply.choices,
        phones=reply.phones,
        source=reply.source,
    )


def _micros(at: datetime) -> int:
    return int(at.timestamp() * 1_000_000)


def _when(at: datetime, now: datetime) -> str:
    """'14:05', with the day where it was another: a talk is shown for many days."""
    local = at.astimezone(SEOUL)
    clock = f"{local:%H:%M}"
    if local.date() == now.astimezone(SEOUL).date():
        return clock
    return WORDS["other_day"].format(month=local.month, day=local.day, clock=clock)


def _numbered(lines: Iterable[Bubble]) -> list[Bubble]:
    """Lines of the same instant get the following numbers."""
    numbered: list[Bubble] = []
    for line in lines:
        low = numbered[-1].id + 1 if numbered else 0
        numbered.append(replace(line, id=max(line.id, low)))
    return numbered


def _with_live_choices(lines: Sequence[Bubble]) -> list[Bubble]:
    live = next((b.id for b in reversed(lines) if b.side != "me" and b.choices), None)
    return [b if b.id == live else replace(b, choices=()) for b in lines]


def pinned(lines: Sequence[Bubble]) -> Bubble | None:
    """The newest crisis card with numbers to call, until the person has answered it twice and the
    talk has gone on to something else: what is said meanwhile speaks of the numbers above."""
    newest = next((line for line in reversed(lines) if line.side != "me"), None)
    still = newest is not None and newest.tone == Tone.CRISIS
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        if line.tone == Tone.CRISIS and line.phones:
            answered = sum(1 for later in lines[at:] if later.side == "me")
            return replace(line, choices=()) if answered < 2 or still else None
    return None
