"""Signals of danger that people wrote rules for: families of patterns, and what is not meant so.

A list of words is not a detector (eleven keywords found 31 % of suicidal utterances): signals come
in families, families add up, and an exception takes down only the signals it overlaps, never a
second one in the same message. Everything said here is data in `data/crisis/signals.toml`.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from intents.lexicon import Words, read
from intents.reading.patterns import PatternBook, expand
from intents.reading.text import has_loose_letters, put_together
from intents.understanding import CrisisLevel, Who

_WhoRule = Literal["speaker", "worn_out", "actor", "victim", "child", "other"]


class Signal(Words):
    """One family of patterns of one kind, and the points it is worth.

    What is `explicit` is an alarm unless an exception takes it down.
    """

    kind: str
    family: str
    points: int
    who: _WhoRule
    explicit: bool = False
    patterns: tuple[str, ...]


class _Exception(Words):
    why: str
    leaves: int
    kinds: tuple[str, ...] = ()
    patterns: tuple[str, ...]


class _CrisisWords(Words):
    order: tuple[str, ...]
    alarm_at: int
    distress_at: int
    grief: str
    shorthand: dict[str, str]
    words: dict[str, str]
    signals: tuple[Signal, ...]
    exceptions: tuple[_Exception, ...]
    who: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Hit:
    """A signal heard in `sound` letters, from `start` to `end`, and the points left of it."""

    start: int
    end: int
    signal: Signal
    points: int

    @property
    def is_plain(self) -> bool:
        """Whether it says danger in so many words, and nothing took it down."""
        return self.signal.explicit and self.points >= DATA.alarm_at


DATA: Final = read("crisis/signals.toml", _CrisisWords)
#: The kinds of the catalogue, gravest first.
KINDS: Final = DATA.order

SIGNALS: Final = PatternBook(
    (expand(pattern, DATA.words), signal) for signal in DATA.signals for pattern in signal.patterns
)
EXCEPTIONS: Final = PatternBook(
    (expand(pattern, DATA.words), exception)
    for exception in DATA.exceptions
    for pattern in exception.patterns
)
PEOPLE: Final = PatternBook(
    (expand(pattern, DATA.words), role)
    for role, patterns in DATA.who.items()
    for pattern in patterns
)


def spelled_out(text: str) -> str:
    """Return the text with chat shorthand written out, every other letter in its place."""
    if not has_loose_letters(text):
        return text
    for short, spoken in DATA.shorthand.items():
        if short in text:
            text = text.replace(short, spoken)
    return put_together(text, in_place=True)


def heard(letters: str) -> tuple[list[Hit], set[str]]:
    """Return the signals that are left in `sound` letters, and why others were taken down."""
    found = list(SIGNALS.find(letters))
    if not found:
        return [], set()
    exceptions = list(EXCEPTIONS.find(letters))
    hits, reasons = [], set[str]()
    for start, end, signal in found:
        over = [
            e
            for first, last, e in exceptions
            if first < end and start < last and (not e.kinds or signal.kind in e.kinds)
        ]
        reasons.update(e.why for e in over)
        points = min([signal.points, *(e.leaves for e in over)])
        if points:
            hits.append(Hit(start, end, signal, points))
    return hits, reasons


def told_by_kind(hits: list[Hit]) -> dict[str, int]:
    """Return the points of every kind in the order of the data; families of a kind add up."""
    best: dict[tuple[str, str], int] = {}
    for hit in hits:
        key = hit.signal.kind, hit.signal.family
        best[key] = max(best.get(key, 0), hit.points)
    totals = dict.fromkeys(KINDS, 0)
    for (kind, _), points in best.items():
        totals[kind] += points
    return totals


@cache
def who_rule(kind: str, level: CrisisLevel) -> _WhoRule:
    """Return by which rule the person in danger is told, when no signal says.

    A kind's signals say it by what most of them share; whoever is only worn out tells of himself.
    """
    if level is CrisisLevel.DISTRESS:
        return "worn_out"
    return Counter(signal.who for signal in DATA.signals if signal.kind == kind).most_common(1)[0][
        0
    ]


def who_is_in_danger(rule: _WhoRule, letters: str) -> Who:
    """Tell whether the text speaks of its writer or of somebody else."""
    if rule == "other":
        return Who.OTHER
    roles = PEOPLE.meanings(letters)
    if "first" in roles:
        return Who.SELF
    another = {
        "speaker": "reported" in roles or {"others", "quoted"} <= roles,
        "worn_out": "reported" in roles or ("others" in roles and "feels" not in roles),
        "actor": bool({"others", "elsewhere"} & roles),
        "victim": bool({"victims", "elsewhere"} & roles),
        "child": bool({"victims", "children", "reported"} & roles),
    }
    return Who.OTHER if another[rule] else Who.SELF
