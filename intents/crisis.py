"""Hears danger in a text: what kind, how sure, who it is about, and in which words.

A list of words is not a detector (eleven keywords found 31 % of suicidal utterances): signals come
in families, families add up, and an exception takes down only the signals it overlaps, never a
second one in the same message. Everything said here is data in `data/crisis.toml`.
"""

from dataclasses import dataclass
from typing import Final, Literal

from intents.lexicon import Words, read
from intents.patterns import PatternBook, expand
from intents.sounds import sound, source_span
from intents.understanding import Crisis, CrisisLevel, Who

_WhoRule = Literal["speaker", "actor", "victim", "child", "other"]


class _Signal(Words):
    kind: str
    family: str
    points: int
    who: _WhoRule
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
    shorthand: dict[str, str]
    words: dict[str, str]
    signals: tuple[_Signal, ...]
    exceptions: tuple[_Exception, ...]
    who: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    signal: _Signal
    points: int


#: A message is heard at both ends up to this many letters each; more is not typed by a person.
_HEARD: Final = 1500
_DATA = read("crisis.toml", _CrisisWords)


_SIGNALS = PatternBook(
    (expand(pattern, _DATA.words), signal)
    for signal in _DATA.signals
    for pattern in signal.patterns
)
_EXCEPTIONS = PatternBook(
    (expand(pattern, _DATA.words), exception)
    for exception in _DATA.exceptions
    for pattern in exception.patterns
)
_PEOPLE = PatternBook(
    (expand(pattern, _DATA.words), role)
    for role, patterns in _DATA.who.items()
    for pattern in patterns
)


def detect(text: str) -> Crisis | None:
    """Return the gravest danger the text speaks of, or None. `text` is already masked."""
    heard = _heard(text)
    letters = sound(heard)
    hits = _hits(letters)
    if not hits:
        return None
    kind, points = _gravest(hits)
    if points < _DATA.distress_at:
        return None
    told = max((hit for hit in hits if hit.signal.kind == kind), key=lambda hit: hit.points)
    return Crisis(
        kind=kind,
        level=CrisisLevel.ALARM if points >= _DATA.alarm_at else CrisisLevel.DISTRESS,
        who=_who(told.signal.who, letters),
        evidence=_evidence(heard, told),
    )


def seconded(text: str, kind: str, level: CrisisLevel, words: str) -> Crisis:
    """Return the danger that the second opinion found in these words of the text."""
    rule = next(signal.who for signal in _DATA.signals if signal.kind == kind)
    who = _who(rule, sound(_heard(text)))
    return Crisis(kind=kind, level=level, who=who, evidence=words)


def _heard(text: str) -> str:
    if len(text) > 2 * _HEARD:
        text = f"{text[:_HEARD]}\n{text[-_HEARD:]}"
    for short, spoken in _DATA.shorthand.items():
        if short in text:
            text = text.replace(short, spoken)
    return text


def _hits(letters: str) -> list[_Hit]:
    found = list(_SIGNALS.find(letters))
    if not found:
        return []
    exceptions = list(_EXCEPTIONS.find(letters))
    hits = []
    for start, end, signal in found:
        left = [
            e.leaves
            for first, last, e in exceptions
            if first < end and start < last and (not e.kinds or signal.kind in e.kinds)
        ]
        points = min([signal.points, *left])
        if points:
            hits.append(_Hit(start, end, signal, points))
    return hits


def _gravest(hits: list[_Hit]) -> tuple[str, int]:
    """Return the kind with most points; families add up, and the order of the data breaks ties."""
    best: dict[tuple[str, str], int] = {}
    for hit in hits:
        key = hit.signal.kind, hit.signal.family
        best[key] = max(best.get(key, 0), hit.points)
    totals = dict.fromkeys(_DATA.order, 0)
    for (kind, _), points in best.items():
        totals[kind] += points
    return max(totals.items(), key=lambda item: item[1])


def _who(rule: _WhoRule, letters: str) -> Who:
    if rule == "other":
        return Who.OTHER
    roles = {role for _, _, role in _PEOPLE.find(letters)}
    if "first" in roles:
        return Who.SELF
    another = {
        "speaker": "reported" in roles or {"others", "quoted"} <= roles,
        "actor": bool({"others", "elsewhere"} & roles),
        "victim": bool({"victims", "elsewhere"} & roles),
        "child": bool({"victims", "children", "reported"} & roles),
    }
    return Who.OTHER if another[rule] else Who.SELF


def _evidence(text: str, hit: _Hit) -> str:
    """Return whole words of the text around the hit."""
    first, last = source_span(text, hit.start, hit.end)
    while first > 0 and not text[first - 1].isspace():
        first -= 1
    while last < len(text) and not text[last].isspace():
        last += 1
    return text[first:last]
