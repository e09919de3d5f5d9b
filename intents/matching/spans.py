"""How well inside each label every stretch of a message is, for little more than the message costs.

Margins are sums over features, and a feature stands at a place. So with two running sums, over the
features that have ended before a place and over those that have begun before it, the margins of
any stretch of words are one difference, as if that stretch alone had been said.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from intents.matching.classifier import Classifier
from intents.matching.encoding import SHARES
from intents.matching.features import EDGE, LETTERS, SYLLABLES, Reading
from intents.matching.vocabulary import STRANGE, Numbers, Values, Vocabulary
from intents.reading.codes import Codes, Letters, closed, of_words, opened
from intents.reading.sentences import NEEDS
from intents.reading.text import compact, jamo

#: A stretch has at most so many units.
LONGEST: Final = 7
#: A word of the text that the tokenizer writes otherwise is looked for so far ahead.
_ASTRAY: Final = 12
#: So many features stand at each end of a stretch.
_AT_ENDS: Final = 4

_SYLLABLES: Final = np.array(SYLLABLES)
_LETTERS: Final = np.array(LETTERS)


@dataclass(frozen=True, slots=True)
class Stretches:
    """Which stretches a row of units has, by number."""

    begin: Numbers  #: the first unit of each
    end: Numbers  #: the unit after its last
    numbers: Mapping[tuple[int, int], int]  #: by both

    @classmethod
    def of(cls, pairs: Sequence[tuple[int, int]]) -> "Stretches":
        begin, end = np.array(pairs, dtype=np.intp).T
        return cls(begin, end, {pair: number for number, pair in enumerate(pairs)})


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
        self._letters = _Table(letters, learned.weights[: len(letters)])
        self._words = _Table(words, learned.weights[len(letters) :])

    def spans(self, said: Reading, units: Sequence[str]) -> Spans:
        """Return all stretches of a message cut into units, the whole as the last."""
        stretches = _all_stretches(len(units))
        begin, end = stretches.begin, stretches.end
        places = _Places.of(units, said.close)
        runs, ended, begun = _runs(said, places)
        at_ends = _openings(said, places), _closings(said, places)
        sums = self._letters.sums(np.concatenate((runs, *at_ends)))
        units_at = len(runs) + _AT_ENDS * np.arange(2 * len(units) + 1)
        first, last = units_at[: len(units) + 1], units_at[len(units) :]
        left = _until(sums, begun)
        left[:-1] -= _between(sums, first)
        right = _until(sums, ended)
        right[1:] += _between(sums, last)
        margins = _scaled(SHARES[0], right[end] - left[begin])
        words, ended, begun = _words(said, places.syllables)
        if len(words):
            sums = self._words.sums(words)
            margins += _scaled(SHARES[1], _until(sums, ended)[end] - _until(sums, begun)[begin])
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


def _until(sums: Values, places: Numbers) -> Values:
    """Return the sums before some places; several rows of places are added up."""
    added: Values = np.add.reduce(sums[places], axis=0)
    return added


def _between(sums: Values, places: Numbers) -> Values:
    """Return the sums from each place to the next."""
    until = sums[places]
    return until[1:] - until[:-1]


def _scaled(share: float, sums: Values) -> Values:
    """Return the weights of stretches as if each were of length one."""
    lengths = np.sqrt(np.maximum(sums[:, -1:], 1.0))
    return (sums[:, :-1] * (share / lengths)).astype(np.float32)


class _Table:
    """One kind of features, looked up in what was learned."""

    def __init__(self, kind: Vocabulary, weights: NDArray[np.int8]) -> None:
        self._kind, self._weights = kind, weights
        # By number, and last, of what was never seen.
        squares = np.append(kind.weight**2, STRANGE * kind.unseen**2)
        self._squares: Values = squares.astype(np.float32)

    def sums(self, codes: Codes) -> Values:
        """Return the sums before each feature and after all: of their weights by label, and last,
        of the squares of what they are worth."""
        found = self._kind.find(codes)
        known = np.flatnonzero(found >= 0)
        numbers = found[known]
        rows = np.zeros((len(codes) + 1, self._weights.shape[1] + 1), dtype=np.float32)
        worth = self._kind.weight[numbers, None]
        rows[known + 1, :-1] = self._weights.take(numbers, axis=0) * worth
        rows[1:, -1] = self._squares[found]
        sums: Values = np.add.accumulate(rows, axis=0, out=rows)
        return sums


@dataclass(frozen=True, slots=True)
class _Places:
    """How many syllables, and how many single letters, stand before each unit and after all."""

    syllables: Numbers
    letters: Numbers

    @classmethod
    def of(cls, units: Sequence[str], close: str) -> "_Places":
        syllables = np.array([0, *accumulate(map(len, units))], dtype=np.intp)
        letters = np.array([0, *accumulate(map(_width, close))], dtype=np.intp)
        return cls(syllables, letters[syllables])


@lru_cache(maxsize=256)
def _all_stretches(size: int) -> Stretches:
    pairs = [
        (begin, end)
        for begin in range(size)
        for end in range(begin + 1, min(size, begin + LONGEST) + 1)
        if (begin, end) != (0, size)
    ]
    return Stretches.of([*pairs, (0, size)])


def _runs(said: Reading, places: _Places) -> tuple[Codes, Numbers, Numbers]:
    """Return the runs of letters of a message.

    And for each length of them: where those stand that ended, and began, before each unit. The
    first and the last of a length hold the edge of the message and are inside of no stretch.
    """
    ended, begun = [], []
    shift = 0
    for letters, before, lengths in _by_kind(said, places):
        counts = np.maximum(letters.size - lengths + 1, 0)
        starts = (shift + np.add.accumulate(counts) - counts)[:, None]
        shift += int(counts.sum())
        until = np.minimum(before - (lengths[:, None] - 2), counts[:, None])
        ended.append(starts + np.maximum(until, 0))
        begun.append(starts + np.minimum(before + 1, counts[:, None]))
    return np.concatenate(said.runs()), np.concatenate(ended), np.concatenate(begun)


@lru_cache(maxsize=4096)
def _width(syllable: str) -> int:
    return len(jamo(syllable))


def _openings(said: Reading, places: _Places) -> Codes:
    """Return the runs that each unit would open a message with, unit by unit."""
    codes = []
    for letters, before, lengths in _by_kind(said, places):
        starts, ends = before[:-1, None] + 1, before[1:, None] + 1
        run = letters.between(starts, np.minimum(starts + (lengths - 1), ends))
        codes.append(opened(run, EDGE))
    return np.concatenate(codes, axis=1).ravel()


def _closings(said: Reading, places: _Places) -> Codes:
    """Return the runs that each unit would close a message with, unit by unit."""
    codes = []
    for letters, before, lengths in _by_kind(said, places):
        ends = before[1:, None] + 1
        starts = np.maximum(ends - (lengths - 1), before[:-1, None] + 1)
        codes.append(closed(letters.between(starts, ends), ends - starts, EDGE))
    return np.concatenate(codes, axis=1).ravel()


def _by_kind(said: Reading, places: _Places) -> Iterator[tuple[Letters, Numbers, Numbers]]:
    yield said.syllables, places.syllables, _SYLLABLES
    yield said.letters, places.letters, _LETTERS


def _words(said: Reading, before: Numbers) -> tuple[Codes, Numbers, Numbers]:
    """Return the words of a message and their pairs, and where they stand as `_runs` does."""
    placed: list[tuple[str, int, int]] = []
    done = 0
    for word in said.words:
        letters = compact(word)
        at = said.close.find(letters, done, done + _ASTRAY + len(letters))
        if at < 0:
            at, letters = min(done, len(said.close) - 1), ""
        done = at + len(letters)
        placed.append((word, at, max(at, done - 1)))
    ends = np.searchsorted([end for _, _, end in placed], before)
    begins = np.searchsorted([begin for _, begin, _ in placed], before)
    size = len(placed)
    ended = np.stack((ends, size + np.maximum(ends - 1, 0)))
    begun = np.stack((begins, size + np.minimum(begins, size - 1)))
    words = [word for word, _, _ in placed]
    return of_words([*words, *map(EDGE.join, pairwise(words))]), ended, begun
