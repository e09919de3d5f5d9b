"""How well inside each label every stretch of a message is, for little more than the message costs.

Margins are sums over features, and a feature stands at a place. So with two sums for each place
between two units, over the features that have ended before it and over those that have begun
before it, the margins of any stretch are one difference, as if that stretch alone had been said.
"""

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from intents.matching.classifier import Classifier
from intents.matching.encoding import SHARES
from intents.matching.features import EDGE, LETTERS, SYLLABLES, Reading
from intents.matching.vocabulary import STRANGE, Numbers, Values, Vocabulary
from intents.reading.codes import Codes, closed, opened
from intents.reading.sentences import NEEDS
from intents.reading.text import compact, jamo

#: A stretch has at most so many units.
LONGEST: Final = 7
#: A word of the text that the tokenizer writes otherwise is looked for so far ahead.
_ASTRAY: Final = 12

#: Of the runs of letters, one below the other.
_LENGTHS: Final = np.array((*SYLLABLES, *LETTERS))[:, None]


@dataclass(frozen=True, slots=True)
class Stretches:
    """Which stretches a row of units has, by number."""

    begin: Numbers  #: the first unit of each
    end: Numbers  #: the unit after its last
    numbers: Mapping[tuple[int, int], int]  #: by both
    places: int  #: where units begin, and where the last ends

    @classmethod
    def of(cls, pairs: Sequence[tuple[int, int]]) -> "Stretches":
        begin, end = np.array(pairs, dtype=np.intp).T
        numbers = {pair: number for number, pair in enumerate(pairs)}
        return cls(begin, end, numbers, int(end.max()) + 1)


@dataclass(frozen=True, slots=True)
class Spans:
    """Stretches of a message and how well inside each label they are."""

    units: tuple[str, ...]  #: the message in pieces, which are never cut
    stretches: Stretches  #: the whole is the last of them
    margins: Values  #: stretches x labels; the last label is outside

    def between(self, begin: int, end: int) -> int | None:
        """Return the number of the stretch from one letter to before another, spaces not counted;
        None when there is none such."""
        before = [0, *accumulate(map(len, self.units))]
        if begin not in before or end not in before:
            return None
        return self.at(before.index(begin), before.index(end))

    def at(self, begin: int, end: int) -> int | None:
        """Return the number of the stretch from one unit to before another, None when there is
        none such."""
        return self.stretches.numbers.get((begin, end))


class SpanReader:
    """Takes messages apart by what was learned. Immutable, safe for several threads."""

    __slots__ = ("_letters", "_step", "_words")

    def __init__(self, learned: Classifier) -> None:
        self._step = learned.step
        letters, words = learned.kinds
        self._letters = _Table(letters, learned.weights[: len(letters)], SHARES[0])
        self._words = _Table(words, learned.weights[len(letters) :], SHARES[1])

    def spans(self, said: Reading, units: Sequence[str]) -> Spans:
        """Return all stretches of a message cut into units, the whole as the last."""
        stretches = _all_stretches(len(units))
        before = _before(units)
        margins = self._letters.margins(*_letters(said, before), stretches)
        if said.words:
            margins += self._words.margins(*_words(said, before[0].tolist()), stretches)
        margins *= self._step
        return Spans(units=tuple(units), stretches=stretches, margins=margins)


def units(text: str) -> list[str]:
    """Cut a `comparable` text into its words, and long words where they may have no spaces."""
    cut: list[str] = []
    for word in map(compact, text.split()):
        if len(word) <= NEEDS.longest:
            cut += [word] if word else []
            continue
        kept = ""
        for piece in NEEDS.cuts.split(word):
            kept += piece
            if len(kept) >= 3:
                cut.append(kept)
                kept = ""
        if len(kept) == 1 and cut:
            cut[-1] += kept
        elif kept:
            cut.append(kept)
    return cut


class _Table:
    """One kind of features, looked up in what was learned."""

    def __init__(self, kind: Vocabulary, weights: NDArray[np.int8], share: float) -> None:
        self._kind, self._weights, self._share = kind, weights, np.float32(share)
        # By number, and last, of what was never seen.
        self._worth: Values = np.append(kind.weight, np.float32(0))
        squares = np.append(kind.weight**2, STRANGE * kind.unseen**2)
        self._squares: Values = squares.astype(np.float32)

    def margins(self, codes: Codes, standing: Numbers, stretches: Stretches) -> Values:
        """Return the share of the margins of stretches, each as if it were of length one.

        A feature stands where two rows of `_counted` say: of the places that it has ended before,
        and of those that it has begun before.
        """
        found = self._kind.find(codes)
        counted = _counted(stretches.places).take(standing, axis=0).reshape(len(codes), -1)
        squares = self._squares.take(found) @ counted
        counted *= self._worth.take(found)[:, None]
        weights = counted.T @ self._weights.take(found, axis=0).astype(np.float32)
        margins = _inside(weights, stretches)
        lengths = np.sqrt(np.maximum(_inside(squares, stretches), np.float32(1)))
        margins *= (self._share / lengths)[:, None]
        return margins


def _inside(sums: Values, stretches: Stretches) -> Values:
    """Return what has ended at the end of each stretch, without what has begun at its begin."""
    inside: Values = sums.take(stretches.end, axis=0)
    inside -= sums.take(stretches.begin + stretches.places, axis=0)
    return inside


@lru_cache(maxsize=64)
def _counted(places: int) -> Values:
    """Return in rows before which places a feature may count: before all from one of them on, and
    before none; before one alone; before one alone as taken off."""
    one = np.eye(places)
    return np.concatenate((np.triu(np.ones((places + 1, places))), one, -one)).astype(np.float32)


@lru_cache(maxsize=256)
def _all_stretches(size: int) -> Stretches:
    pairs = [
        (begin, end)
        for begin in range(size)
        for end in range(begin + 1, min(size, begin + LONGEST) + 1)
        if (begin, end) != (0, size)
    ]
    return Stretches.of([*pairs, (0, size)])


def _before(units: Sequence[str]) -> Numbers:
    """Return how many syllables, or single letters, stand before each unit and after all, for each
    of `_LENGTHS`."""
    syllables = [0, *accumulate(map(len, units))]
    letters = [0, *accumulate(len(jamo(unit)) for unit in units)]
    return np.array([syllables] * len(SYLLABLES) + [letters] * len(LETTERS))


def _letters(said: Reading, before: Numbers) -> tuple[Codes, Numbers]:
    """Return the runs of letters, and those that each unit would open or close a message with, and
    where they stand.

    The first and the last of a length hold the edge of the message and are inside of no stretch.
    """
    sizes = said.border, said.letters.size - said.border
    # How many places stand before the end of each letter; the edge of the message is the first.
    syllables, letters = (
        np.bincount(row + 1, minlength=size).cumsum()
        for row, size in zip((before[0], before[-1]), sizes, strict=True)
    )
    passed = [(syllables, length) for length in SYLLABLES] + [(letters, size) for size in LETTERS]
    codes = np.concatenate((said.runs, *_at_ends(said, before)))
    standing = np.empty((len(codes), 2), np.intp)
    runs = standing[: len(said.runs)].T
    np.concatenate([at[length - 1 :] for at, length in passed], out=runs[0])
    np.concatenate([at[: at.size - length + 1] for at, length in passed], out=runs[1])
    standing[len(said.runs) :] = _alone(before.shape[1])
    return codes, standing


@lru_cache(maxsize=256)
def _alone(places: int) -> Numbers:
    """Return where what each unit would open a message with stands, for each of `_LENGTHS`, and
    where what it would close one with does."""
    unit = np.tile(np.arange(places - 1), len(_LENGTHS))
    never = np.full_like(unit, places)
    opening, closing = (never, 2 * places + 1 + unit), (places + 2 + unit, never)
    return np.concatenate((opening, closing), axis=1).T


def _at_ends(said: Reading, before: Numbers) -> tuple[Codes, Codes]:
    """Return the runs that each unit would open a message with, length by length, and those it
    would close one with."""
    places = before + _by_kind(1, said.border + 1)
    begin, end = places[:, :-1], places[:, 1:]
    opening = said.letters.between(begin, np.minimum(begin + (_LENGTHS - 1), end))
    start = np.maximum(end - (_LENGTHS - 1), begin)
    closing = said.letters.between(start, end)
    return opened(opening, EDGE).ravel(), closed(closing, end - start, EDGE).ravel()


def _by_kind(syllables: int, letters: int) -> Numbers:
    """Return a number for each of `_LENGTHS`, by whether it counts syllables or single letters."""
    return np.array([[syllables]] * len(SYLLABLES) + [[letters]] * len(LETTERS))


def _words(said: Reading, before: Sequence[int]) -> tuple[Codes, Numbers]:
    """Return the words, and their pairs, and where they stand."""
    begun: list[int] = []
    ended: list[int] = []
    done = 0
    for letters in map(compact, said.words):
        at = said.close.find(letters, done, done + _ASTRAY + len(letters))
        if at >= 0:
            done = at + len(letters)
        else:
            at = done = min(done, len(said.close) - 1)
        begun.append(bisect(before, at))
        ended.append(bisect(before, max(at, done - 1)))
    return said.groups, np.array((ended + ended[1:], begun + begun[:-1])).T
