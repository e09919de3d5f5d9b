"""접수번호 and 확인말: how someone without an account comes back to a case."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from secrets import SystemRandom

MAX_FAILURES = 5  #: wrong words in a row before the receipt is locked
LOCK = timedelta(hours=1)  #: an attacker must not lock the owner out for good
VIEW = timedelta(minutes=30)  #: how long an opened case stays open in a conversation

_NUMBER = re.compile(r"(?<!\d)(20\d{2})\s*[-–—―~.]?\s*(\d{4,6})(?!\d)")
#: 010-2034-5678 holds what looks like a number of ours.
_TELEPHONE = re.compile(
    r"(?<!\d)(?:0\d{1,2}|\+?82[-. ]?\d{1,2})[-–.) ]{0,3}\d{3,4}[-–. ]{0,3}\d{4}(?!\d)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What is handed out once. The word is stored only as a keyed hash."""

    case_no: str
    word: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptGuard:
    """The stored side: hash of the word and how often it was missed."""

    case_no: str
    word_hash: bytes = field(repr=False)
    failures: int = 0
    locked_until: datetime | None = None

    def locked(self, now: datetime) -> bool:
        return self.locked_until is not None and now < self.locked_until


def make_word(first: Sequence[str], second: Sequence[str], random: SystemRandom) -> str:
    """Two plain Korean words, easy to read over a telephone."""
    return f"{random.choice(first)} {random.choice(second)}"


def normal_word(text: str) -> str:
    """The form that is hashed: letters only, so spacing and punctuation do not matter."""
    return "".join(ch for ch in text if ch.isalpha())


def is_word(text: str, first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether the letters of the text are nothing but a 확인말."""
    word = normal_word(text)
    return any(word.startswith(f) and word[len(f) :] in second for f in first)


def without_word(text: str, first: Sequence[str], second: Sequence[str], instead: str) -> str:
    return _pairs(tuple(first), tuple(second)).sub(lambda _: instead, text)


@cache
def _pairs(first: tuple[str, ...], second: tuple[str, ...]) -> re.Pattern[str]:
    # The longest first: a word may begin with another.
    one, other = (
        "|".join(sorted(map(re.escape, w), key=len, reverse=True)) for w in (first, second)
    )
    return re.compile(rf"(?:{one})[^\w\n]{{0,3}}(?:{other})")


def find_number(text: str) -> str | None:
    """A 접수번호 anywhere in a text, as `YYYY-NNNN`. A telephone number is none."""
    hit = _NUMBER.search(_TELEPHONE.sub(" ", text))
    return f"{hit.group(1)}-{hit.group(2)}" if hit else None


def without_number(text: str) -> str:
    return _NUMBER.sub(" ", text)
