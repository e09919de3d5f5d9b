"""Finds several needs in one message: stretches that each speak for another label.

The stretch that speaks most for a label stands for it, then the next label is looked for in what is
left. What is found so is often only told of ("기초연금 받는 노인인데"), so a few signs decide: how
much the whole message speaks for the label, how much its own words do, whether they are asked
about, whether the message says itself that it wants several things. Their weights (a logistic
regression) stand in `data/needs.toml`; `intents.needs.training` fits them on messages of both
kinds, `ieum learn --calibrate` writes them.
"""

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from intents.lexicon import DATA, Words, read
from intents.matching.judgement import Judgement
from intents.matching.spans import Spans
from intents.matching.vocabulary import Values
from intents.reading.sentences import NEEDS

#: A stretch says something of a label when it is this likely, read in the message, and alone.
_LIKELY: Final = 0.3
_ALONE: Final = 0.15
#: How much the whole message counts beside a stretch of it.
_CONTEXT: Final = np.float32(0.15)
_FARTHEST: Final = np.float32(-3.0)
#: Long stretches hold more than short ones with the same margin, up to so many letters.
_GROWTH: Final = 0.25
_LONG: Final = 25
_GROWN: Final[Values] = (np.arange(_LONG + 1) ** _GROWTH).astype(np.float32)
_SHORTEST: Final = 2
_MOST: Final = 6
#: A clause is surely about the label it speaks most for.
_SURE: Final = 0.4
#: Words before the stretch that still belong to it.
_BEFORE: Final = 4
_NOTHING: Final = np.float32(-9.0)


#: Where the weights stand.
FITTED: Final = DATA / "needs.toml"
_COMMENT: Final = """\
# How much each sign speaks for a need beside the first; see `intents.needs.mentions`. Written by
# `ieum learn --calibrate` from `needs_several.tsv`, `needs_one.tsv` and the development half.
"""

Signs = dict[str, float]


class Weights(Words):
    """How much each sign speaks for a need."""

    base: float
    least: float  #: from this probability on a need is meant
    weights: dict[str, float]

    def probability(self, signs: Signs) -> float:
        """Return how likely a label with these signs is needed."""
        total = self.base + sum(self.weights[name] * sign for name, sign in signs.items())
        return 1 / (1 + math.exp(-total))

    def as_toml(self) -> str:
        """Return the lines of the data file."""
        weights = "".join(f"{name} = {weight:.3f}\n" for name, weight in self.weights.items())
        least = f"# From this probability on it is meant.\nleast = {self.least:.2f}\n"
        return f"{_COMMENT}base = {self.base:.3f}\n{least}\n[weights]\n{weights}"


_FITTED: Final = read(FITTED.name, Weights)


class Found(NamedTuple):
    """A label with the stretch that speaks most for it."""

    label: int
    begin: int
    end: int
    margin: float

    def rivals(self, other: "Found") -> bool:
        """Tell whether only one of both can be meant: the same label, or stretches that overlap."""
        overlap = self.begin < other.end and other.begin < self.end
        return overlap or self.label == other.label


@dataclass(frozen=True, slots=True)
class Mention:
    """A label that a message may need, and what speaks for that."""

    label: int
    is_first: bool  #: the whole message speaks most for it, so it is meant whatever the signs say
    signs: Signs


def needs(
    spans: Spans,
    text: str,
    judge: Judgement,
    meaningful: NDArray[np.bool_],
    named: Callable[[], Collection[int]],
) -> list[int]:
    """Return the labels a message needs, in the order of mention; none when it is one alone.

    `named` tells the labels that the text calls by their name; it is asked only in doubt.
    """
    chances = judge.chances(spans.margins)
    found = _candidates(spans, chances, judge, meaningful)
    if len(found) < 2:
        return []
    said = _Said.of(spans, chances)
    first = _first(found, spans.margins[-1])
    signs = _all_signs(found, said, text, meaningful)
    meant = [
        one
        for one, own in zip(found, signs, strict=True)
        if one is first or _FITTED.probability(own) >= _FITTED.least
    ]
    if not signs[0]["several"] and not signs[0]["links"]:
        meant = [
            one
            for one in meant
            if one is first or not _is_same(one, meant, said.ends) or one.label in named()
        ]
    if len(meant) < 2:
        return []
    return [one.label for one in sorted(meant, key=lambda one: one.begin)]


def mentions(
    spans: Spans, text: str, judge: Judgement, meaningful: NDArray[np.bool_]
) -> list[Mention]:
    """Return the labels `needs` decides on, with their signs; none where it need not decide."""
    chances = judge.chances(spans.margins)
    found = _candidates(spans, chances, judge, meaningful)
    if len(found) < 2:
        return []
    said = _Said.of(spans, chances)
    first = _first(found, spans.margins[-1])
    signs = _all_signs(found, said, text, meaningful)
    return [Mention(one.label, one is first, own) for one, own in zip(found, signs, strict=True)]


@dataclass(frozen=True, slots=True)
class _Said:
    """A message with what its signs are told by."""

    spans: Spans
    chances: Values  #: stretches x labels, of each stretch as if it were all
    ends: Sequence[bool]  #: whether a clause ends with each unit

    @classmethod
    def of(cls, spans: Spans, chances: Values) -> "_Said":
        return cls(spans, chances, [_ends(spans.units, at) for at in range(len(spans.units))])


def _candidates(
    spans: Spans, chances: Values, judge: Judgement, meaningful: NDArray[np.bool_]
) -> list[Found]:
    """Return the labels that have a stretch for themselves, the most telling stretch first."""
    margins, stretches = spans.margins, spans.stretches
    long = _lengths(spans)
    alone = (chances >= _ALONE) & (margins[:, :-1] >= 0) & meaningful
    alone &= (long >= _SHORTEST)[:, None]
    some = np.flatnonzero(np.logical_or.reduce(alone, axis=1))
    within = margins.take(some, axis=0)
    within[:, :-1] += _CONTEXT * np.maximum(margins[-1, :-1], _FARTHEST) + _CONTEXT
    told, label = ((judge.chances(within) >= _LIKELY) & alone.take(some, axis=0)).nonzero()
    stretch = some.take(told)
    own = margins[stretch, label]
    growth = _GROWN.take(np.minimum(long.take(stretch), _LONG))
    order = np.argsort(-(own + np.float32(0.1)) * growth, kind="stable")
    columns = label, stretches.begin.take(stretch), stretches.end.take(stretch), own
    found: list[Found] = []
    for one in map(Found, *(column.take(order).tolist() for column in columns)):
        if not any(map(one.rivals, found)):
            found.append(one)
        if len(found) == _MOST:
            break
    return found


def _all_signs(
    found: Sequence[Found], said: _Said, text: str, meaningful: NDArray[np.bool_]
) -> list[Signs]:
    """Return what speaks for each of the found labels being needed, and not only told of."""
    whole = said.spans.margins[-1]
    ranks = np.argsort(-np.where(meaningful, whole[:-1], _NOTHING), kind="stable")
    sure = _sure(said)
    of_all = {
        "length": sum(map(len, said.spans.units)) / 50,
        "several": float(bool(NEEDS.several.search(text))),
        "links": float(bool(NEEDS.links.search(text))),
    }
    return [
        {
            "whole": max(float(whole[one.label]), -4.0),
            "chance": float(said.chances[-1, one.label]),
            "second": float(one.label in ranks[1:2]),
            "third": float(one.label in ranks[2:3]),
            "clause": float(one.label in sure),
            **_own_signs(one, found, said),
            **of_all,
        }
        for one in found
    ]


def _own_signs(one: Found, found: Sequence[Found], said: _Said) -> Signs:
    """Return what the words of one label say, and those around them."""
    evidence = one.margin * sum(map(len, said.spans.units[one.begin : one.end])) ** 0.5 / 3
    told, asked = _told_or_asked(one, found, said)
    return {
        "evidence": evidence,
        "strong": float(evidence > 1),
        "around": _logit(_around(one, found, said)),
        "told": float(told and not asked),
        "asked": float(asked and not told),
        "earliest": float(one.begin == min(other.begin for other in found)),
        "other": max(other.margin for other in found if other is not one),
    }


def _first(found: Sequence[Found], whole: Values) -> Found:
    return max(found, key=lambda one: float(whole[one.label]))


def _logit(chance: float) -> float:
    return math.log((chance + 0.02) / (1.02 - chance))


def _lengths(spans: Spans) -> NDArray[np.intp]:
    before = np.array([0, *accumulate(map(len, spans.units))])
    lengths: NDArray[np.intp] = before[spans.stretches.end] - before[spans.stretches.begin]
    return lengths


def _ends(words: Sequence[str], at: int) -> bool:
    """Tell whether a clause ends with the word at this place."""
    if not NEEDS.ends.search(words[at]):
        return bool(NEEDS.rows.search(words[at]))
    following = words[at + 1] if at + 1 < len(words) else ""
    return not NEEDS.goes_on.match(following) or bool(NEEDS.rows.search(words[at]))


def _clauses(said: _Said) -> list[tuple[int, int]]:
    words = said.spans.units
    found: list[tuple[int, int]] = []
    begin = 0
    for at, ends in enumerate(said.ends):
        last = at == len(words) - 1
        if (last or ends) and sum(map(len, words[begin : at + 1])) >= 3:
            found.append((begin, at + 1))
            begin = at + 1
    return found


def _sure(said: _Said) -> Collection[int]:
    """Return the labels that a clause surely speaks for."""
    found = (said.spans.at(*clause) for clause in _clauses(said))
    chances = said.chances[[number for number in found if number is not None]]
    best = chances.argmax(axis=1).tolist()
    return {label for label, row in zip(best, chances, strict=True) if row[label] >= _SURE}


def _told_or_asked(one: Found, found: Sequence[Found], said: _Said) -> tuple[bool, bool]:
    """Tell what the words say that follow up to the end of the clause or the next need."""
    words = said.spans.units
    stop = min((other.begin for other in found if other.begin >= one.end), default=len(words))
    last = one.end - 1
    while last + 1 < stop and not said.ends[last]:
        last += 1
    tail = "".join(words[one.end - 1 : last + 1])
    return bool(NEEDS.told.search(tail)), bool(NEEDS.asked.search(tail))


def _is_same(one: Found, others: Sequence[Found], ends: Sequence[bool]) -> bool:
    """Tell whether a label only shares one wish with another: their stretches touch, and no
    clause ends between them."""
    for other in others:
        first, second = sorted((one, other), key=lambda each: each.begin)
        if first.end == second.begin and not ends[first.end - 1]:
            return True
    return False


def _around(one: Found, found: Sequence[Found], said: _Said) -> float:
    """Return how likely the label is in all that stands nearer to it than to another need."""
    since = max((other.end for other in found if other.end <= one.begin), default=0)
    until = min((other.begin for other in found if other.begin >= one.end), default=len(said.ends))
    begin = one.begin
    while begin > since and one.begin - begin < _BEFORE and not said.ends[begin - 1]:
        begin -= 1
    for end in range(until, one.end - 1, -1):
        at = said.spans.at(begin, end)
        if at is not None:
            return float(said.chances[at, one.label])
    return 0.0
