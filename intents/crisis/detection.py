"""Hears danger in a text: what kind, how sure, who it is about, and in which words.

Two listeners work together. Patterns (`signals`) hear what their authors thought of; a
learned opinion (`model`) weighs the whole sentence, with the patterns among what it sees.
What says danger in so many words is an alarm whatever the opinion. A long message is listened to
in parts, so that calm words around danger do not drown it.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from intents.crisis import model
from intents.crisis.features import Features, features
from intents.crisis.model import CLASSES, DISTRESS
from intents.crisis.signals import (
    DATA,
    KINDS,
    Hit,
    heard,
    spelled_out,
    told_by_kind,
    who_is_in_danger,
    who_rule,
)
from intents.crisis.words import most_telling, parts, words_at
from intents.reading.sounds import sound
from intents.understanding import Crisis, CrisisLevel, Who

#: So likely a danger is an alarm even when no pattern hears it, and so likely a danger or grief
#: makes the gentle card go with the answer.
_SURE: Final = 0.4
_TROUBLED: Final = 0.31
#: The same in a few words that no pattern hears, of which talk about anything is full.
_SURE_IN_SHORT: Final = 0.92
_TROUBLED_IN_SHORT: Final = 0.57
#: So many letters of `sound` are a few words, about ten syllables, and so many are enough to
#: judge by; between them what is wanted falls evenly.
_FEW: Final = 26
_ENOUGH: Final = 60
#: Less likely than this, what patterns hear is no alarm but may be the gentle card.
_DENIED: Final = 0.4
#: So much trouble that no alarm is made of is listened to again as it may have been meant: a
#: little is left of most danger that is mistyped, and of three in a hundred other messages.
_DOUBTED: Final = 0.05
#: What a point of the patterns is worth beside the chance of a kind, where kinds are near.
_POINT: Final = 0.1
#: Where no kind is as likely as this beside plain grief, what is heard is of none of them.
_NEXT_TO_NOTHING: Final = 0.1
#: So many letters of `sound`, about five syllables, stand next to a signal.
_NEAR: Final = 13
#: A message is heard at both ends up to this many letters each; more is not typed by a person.
_HEARD: Final = 1500

#: A text of so few different letters may be something said over and over.
_MONOTONE: Final = 4
_AGAIN = re.compile(r"(.{1,12}?)\1{4,}", re.DOTALL)

_FIRST_KIND: Final = len(CLASSES) - len(KINDS)
_GRIEF: Final = CLASSES.index(DISTRESS)


@dataclass(frozen=True, slots=True)
class _Heard:
    """What both listeners make of one part of a message."""

    text: str
    spelled: str
    seen: Features
    hits: list[Hit]
    reasons: set[str]
    kind: str
    is_grief: bool  #: and next to nothing of any kind of danger
    level: CrisisLevel | None
    danger: float
    trouble: float


def detect(text: str, mend: Callable[[str], str] = str) -> Crisis | None:
    """Return the gravest danger the text speaks of, or None. `text` is already masked.

    `mend` puts typing faults right, letter for letter. Pure, safe for threads, and never raises,
    whatever the text holds.
    """
    if len(text) > 2 * _HEARD:
        text = f"{text[:_HEARD]}\n{text[-_HEARD:]}"
    text = _said_once(text)
    spelled = spelled_out(text)
    gravest = _gravest(text, spelled, parts(text))
    if gravest.level is not CrisisLevel.ALARM and gravest.trouble >= _DOUBTED:
        mended = spelled_out(mend(text))
        # What is left as it was would be heard as it was.
        changed = [(a, b) for a, b in parts(text) if mended[a:b] != spelled[a:b]]
        if len(mended) == len(text) and changed and _may_be_mistyped(gravest, spelled):
            again = _gravest(text, mended, changed)
            if again.level is CrisisLevel.ALARM:
                gravest, spelled = again, mended
    if gravest.level is None:
        return None
    return _told(gravest, sound(spelled))


def _said_once(text: str) -> str:
    """Return the text with what is said over and over said twice: the opinion would otherwise take
    three hundred times one syllable for something."""
    return text if len(set(text)) * _MONOTONE > len(text) else _AGAIN.sub(r"\1\1", text)


def _gravest(text: str, spelled: str, some: Iterable[tuple[int, int]]) -> _Heard:
    """Return what is heard in the gravest of some parts."""
    return max((_listen(text[a:b], spelled[a:b]) for a, b in some), key=_gravity)


def _may_be_mistyped(part: _Heard, spelled: str) -> bool:
    """Tell whether to listen once more with the typing faults put right: what an exception took
    down was well understood, and mending could only undo it."""
    return not (part.reasons if part.spelled == spelled else heard(sound(spelled))[1])


def _listen(text: str, spelled: str) -> _Heard:
    letters = sound(spelled)
    hits, reasons = heard(letters)
    seen = features(spelled, letters, hits, reasons)
    chances = model.load().chances(seen)
    danger = float(chances[_FIRST_KIND:].sum())
    told = told_by_kind(hits)
    points = max(told.values())
    if reasons and points >= DATA.alarm_at and danger < _DENIED:
        danger = max(danger, _danger_near(spelled, hits))
    grief = float(chances[_GRIEF])
    trouble = danger + grief
    level = _level(points, danger, trouble, len(letters)) if letters else None
    plain = [hit.signal.kind for hit in hits if hit.is_plain]
    if plain:
        level = CrisisLevel.ALARM
    likely = dict(zip(KINDS, map(float, chances[_FIRST_KIND:]), strict=True))
    kind = max(plain or KINDS, key=lambda kind: likely[kind] + _POINT * told[kind])
    is_grief = not hits and likely[kind] < _NEXT_TO_NOTHING * grief
    return _Heard(text, spelled, seen, hits, reasons, kind, is_grief, level, danger, trouble)


def _danger_near(spelled: str, hits: list[Hit]) -> float:
    """Return how likely danger is by the words next to the strongest signal alone.

    Asked when an exception took down another signal of the message: it must not silence this one.
    """
    told = max(hits, key=_weight)
    first, last = words_at(spelled, max(told.start - _NEAR, 0), told.end + _NEAR)
    near = spelled[first:last]
    letters = sound(near)
    chances = model.load().chances(features(near, letters, *heard(letters)))
    return float(chances[_FIRST_KIND:].sum())


def _level(points: int, danger: float, trouble: float, letters: int) -> CrisisLevel | None:
    told = 1.0 if points else min(max((letters - _FEW) / (_ENOUGH - _FEW), 0.0), 1.0)
    sure = _SURE_IN_SHORT + told * (_SURE - _SURE_IN_SHORT)
    troubled = _TROUBLED_IN_SHORT + told * (_TROUBLED - _TROUBLED_IN_SHORT)
    if danger >= sure or (points >= DATA.alarm_at and danger >= _DENIED):
        return CrisisLevel.ALARM
    if points >= DATA.distress_at or trouble >= troubled:
        return CrisisLevel.DISTRESS
    return None


def _weight(hit: Hit) -> tuple[int, int, int]:
    """Return by what one signal tells more than another: its points, then all its words."""
    return hit.points, hit.end - hit.start, -hit.start


def _gravity(part: _Heard) -> tuple[bool, bool, float]:
    return part.level is CrisisLevel.ALARM, part.level is not None, part.danger


def _told(part: _Heard, letters: str) -> Crisis:
    assert part.level is not None
    said = [hit for hit in part.hits if hit.signal.kind == part.kind]
    if said:
        told = max(said, key=_weight)
        rule = told.signal.who
        first, last = words_at(part.spelled, told.start, told.end)
    else:
        rule = who_rule(part.kind, part.level)
        starts, lengths = part.seen.pieces()
        number = _GRIEF if part.is_grief else CLASSES.index(part.kind)
        strengths = model.load().speaking(part.seen, number, len(starts))
        first, last = most_telling(part.spelled, starts, lengths, strengths)
    who = who_is_in_danger(rule, letters)
    return Crisis(
        kind=DATA.grief if part.is_grief and who is Who.SELF else part.kind,
        level=part.level,
        who=who,
        evidence=part.text[first:last].strip(),
    )
