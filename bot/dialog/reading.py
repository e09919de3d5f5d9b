"""What a reader made of the words said to one question."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.form import Answer
from bot.domain.messages import Say

#: Letters of an answer that is kept as chosen: its words are only for looking up.
MAX_ASIDE = 200
#: Letters that are carried from the talk into a form.
MAX_CARRIED = 1000
MORE_TEXT = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """`answer` is kept; `more` means the question stays open (several choices, candidates of a
    place, further pictures); `anew` that none of those candidates is it; `declined` that they
    would rather not; `problem` is what to say."""

    answer: Answer | None = None
    more: bool = False
    anew: bool = False
    declined: bool = False
    problem: Say | None = None
    candidates: tuple[str, ...] = ()
    noted: Say | None = None


NOTHING = Read()
DECLINED = Read(declined=True)


def clipped(text: str, limit: int) -> str:
    """At most `limit` letters; the thread of the case holds the rest."""
    return text if len(text) <= limit else text[: limit - 1] + MORE_TEXT
