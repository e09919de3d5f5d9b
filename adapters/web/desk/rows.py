"""A case as one line of the queue: urgency, what, where, the first words, why, how long, whose."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from adapters.web.desk import times
from adapters.web.desk.veil import Veil
from adapters.web.desk.words import Words
from bot.content.loader import Content
from bot.domain.case import Case, Risk
from bot.domain.staff import StaffMember

FIRST_WORDS = 90  #: letters of the first words that fit a line
SIGNS = 4  #: signs named in a line


def row(
    case: Case, *, member: StaffMember, now: datetime, words: Words, content: Content
) -> dict[str, Any]:
    """See the context of `templates/desk/_row.html`."""
    return {
        "number": case.number,
        "urgency": case.priority.value,
        "urgency_label": words.label("priority", case.priority.value),
        "type_label": words.label("type", case.type),
        "channel_label": words.label("channel", case.channel),
        "dong": case.dong_name,
        "first_words": one_line(Veil(case, words)(case.first_words)),
        "alarm": _alarm(case, words),
        "why": _why(case.risk, words),
        "time_left": times.time_left(words, case, now, content.pack.hours),
        "due": times.due_soon(words, case, now),
        "overdue": case.overdue(now),
        "owner": case.owner or None,
        "mine": case.owner == member.login,
        "status_label": words.label("status", case.status.value),
        "version": case.version,
    }


def one_line(text: str, most: int = FIRST_WORDS) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _alarm(case: Case, words: Words) -> str:
    """Which danger was told that nobody has taken up; its signs may weigh nothing."""
    return words("row.alarm", kind=words.label("alarm.kind", case.alarm)) if case.alarm else ""


def _why(risk: Risk, words: Words) -> str:
    if not risk.evidence:
        return ""
    signs = dict.fromkeys(words.sign(one) for one in risk.evidence)
    return words("row.why", score=str(risk.score), signs=", ".join(list(signs)[:SIGNS]))
