"""Finds several needs in one message: stretches that each speak for another label.

The stretch that speaks most for a label stands for it, then the next label is looked for in what is
left. What is found so is often only told of ("기초연금 받는 노인인데"), so a few signs decide: how
much the whole message speaks for the label, how much its own words do, whether they are asked
about, whether the message says itself that it wants several things. Their weights (a logistic
regression) stand in `data/needs.toml`; `intents.needs.training` fits them on messages of both
kinds, `ieum learn --calibrate` writes them.
"""

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
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
#: The number of the stretch that is the whole message.
_WHOLE: Final = -1


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
    found = _candidates(spans, judge, meaningful)
    if len(found) < 2:
        return []
    said = _Said.of(spans, found, text, judge, meaningful)
    meant = [
        one
        for one in found
        if one is said.first or _FITTED.probability(_signs(one, said)) >= _FITTED.least
    ]
    if not said.of_all["several"] and not said.of_all["links"]:
        meant = [
            one
            for one in meant
            if one is said.first or not _is_same(one, meant, said.ends) or one.label in named()
        ]
    if len(meant) < 2:
        return []
    return [one.label for one in sorted(meant, key=lambda one: one.begin)]


def mentions(
    spans: Spans, text: str, judge: Judgement, meaningful: NDArray[np.bool_]
) -> list[Mention]:
    """Return the labels `needs` decides on, with their signs; none where it need not decide."""
    found = _candidates(spans, judge, meaningful)
    if len(found) < 2:
        return []
    said = _Said.of(spans, found, text, judge, meaningful)
    return [Mention(one.label, one is said.first, _signs(one, said)) for one in found]


@dataclass(frozen=True, slots=True)
class _Said:
    """A message with what its signs are told by."""

    spans: Spans
    found: Sequence[Found]
    first: Found  #: the whole message speaks most for its label
    ends: Sequence[bool]  #: whether a clause ends with each unit
    clauses: Sequence[int]  #: the stretches that are clauses
    around: Mapping[Found, int | None]  #: the stretch around each that was found
    chances: Mapping[int, Values]  #: of these stretches and of the whole, each as if it were all
    ranks: Sequence[int]  #: the labels the whole message speaks most for
    of_all: Signs  #: those that are the same for every label

    @classmethod
    def of(
        cls,
        spans: Spans,
        found: Sequence[Found],
        text: str,
        judge: Judgement,
        meaningful: NDArray[np.bool_],
    ) -> "_Said":
        whole = spans.margins[-1]
        ends = [_ends(spans.units, at) for at in range(len(spans.units))]
        clauses = _clauses(spans, ends)
        around = {one: _around(one, found, spans, ends) for one in found}
        looked_at = dict.fromkeys((_WHOLE, *clauses, *around.values()))
        rows = [number for number in looked_at if number is not None]
        chances = judge.chances(spans.margins.take(rows, axis=0))
        ranks = np.argsort(-np.where(meaningful, whole[:-1], _NOTHING), kind="stable")
        return cls(
            spans=spans,
            found=found,
            first=max(found, key=lambda one: float(whole[one.label])),
            ends=ends,
            clauses=clauses,
            around=around,
            chances=dict(zip(rows, chances, strict=True)),
            ranks=ranks[:3].tolist(),
            of_all={
                "length": sum(map(len, spans.units)) / 50,
                "several": float(bool(NEEDS.several.search(text))),
                "links": float(bool(NEEDS.links.search(text))),
            },
        )


def _candidates(spans: Spans, judge: Judgement, meaningful: NDArray[np.bool_]) -> list[Found]:
    """Return the labels that have a stretch for themselves, the most telling stretch first."""
    margins, stretches = spans.margins, spans.stretches
    long = _lengths(spans)
    inside = (margins[:, :-1] >= 0) & meaningful
    # Few stretches are inside of a label at all, and only of these the chances are asked for.
    some = np.flatnonzero(np.logical_or.reduce(inside, axis=1) & (long >= _SHORTEST))
    within = margins.take(some, axis=0)
    alone = inside.take(some, axis=0) & (judge.chances(within) >= _ALONE)
    within[:, :-1] += _CONTEXT * np.maximum(margins[-1, :-1], _FARTHEST) + _CONTEXT
    told, label = ((judge.chances(within) >= _LIKELY) & alone).nonzero()
    stretch = some.take(told)
    own = margins[stretch, label]
    growth = _GROWN.take(np.minimum(long.take(stretch), _LONG))
    order = np.argsort(-(own + np.float32(0.1)) * growth, kind="stable")
    columns = label, stretches.begin.take(stretch), stretches.end.take(stretch), own
    return _without_rivals(map(Found, *(column.take(order).tolist() for column in columns)))


def _without_rivals(ranked: Iterable[Found]) -> list[Found]:
    """Return the best for each label whose stretches do not overlap."""
    found: dict[int, Found] = {}
    taken = set[int]()
    for one in ranked:
        if one.label in found or not taken.isdisjoint(range(one.begin, one.end)):
            continue
        found[one.label] = one
        taken.update(range(one.begin, one.end))
        if len(found) == _MOST:
            break
    return [*found.values()]


def _signs(one: Found, said: _Said) -> Signs:
    """Return what speaks for one of the found labels being needed, and not only told of."""
    label = one.label
    return {
        "whole": max(float(said.spans.margins[-1, label]), -4.0),
        "chance": float(said.chances[_WHOLE][label]),
        "second": float(label in said.ranks[1:2]),
        "third": float(label in said.ranks[2:3]),
        "clause": float(any(_is_sure(said.chances[clause], label) for clause in said.clauses)),
        **_own_signs(one, said),
        **said.of_all,
    }


def _own_signs(one: Found, said: _Said) -> Signs:
    """Return what the words of one label say, and those around them."""
    evidence = one.margin * sum(map(len, said.spans.units[one.begin : one.end])) ** 0.5 / 3
    around = said.around[one]
    told, asked = _told_or_asked(one, said)
    return {
        "evidence": evidence,
        "strong": float(evidence > 1),
        "around": _logit(0.0 if around is None else float(said.chances[around][one.label])),
        "told": float(told and not asked),
        "asked": float(asked and not told),
        "earliest": float(one.begin == min(other.begin for other in said.found)),
        "other": max(other.margin for other in said.found if other is not one),
    }


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


def _clauses(spans: Spans, ends: Sequence[bool]) -> list[int]:
    """Return the stretches that are clauses, without the few that are no stretch."""
    words = spans.units
    found: list[int | None] = []
    begin = 0
    for at, is_end in enumerate(ends):
        last = at == len(words) - 1
        if (last or is_end) and sum(map(len, words[begin : at + 1])) >= 3:
            found.append(spans.at(begin, at + 1))
            begin = at + 1
    return [number for number in found if number is not None]


def _is_sure(chances: Values, label: int) -> bool:
    """Tell whether a clause surely speaks for a label."""
    return bool(chances[label] >= _SURE and chances.argmax() == label)


def _told_or_asked(one: Found, said: _Said) -> tuple[bool, bool]:
    """Tell what the words say that follow up to the end of the clause or the next need."""
    words = said.spans.units
    stop = min((other.begin for other in said.found if other.begin >= one.end), default=len(words))
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


def _around(one: Found, found: Sequence[Found], spans: Spans, ends: Sequence[bool]) -> int | None:
    """Return the stretch of all that stands nearer to a label than to another need."""
    since = max((other.end for other in found if other.end <= one.begin), default=0)
    until = min((other.begin for other in found if other.begin >= one.end), default=len(ends))
    begin = one.begin
    while begin > since and one.begin - begin < _BEFORE and not ends[begin - 1]:
        begin -= 1
    numbers = (spans.at(begin, end) for end in range(until, one.end - 1, -1))
    return next((number for number in numbers if number is not None), None)
