"""How well inside each label every stretch of a message is, for little more than the message costs.

Margins are sums over features, and a feature stands at a place. So with two running sums, over the
features that have ended before a place and over those that have begun before it, the margins of
any stretch of words are one difference, as if that stretch alone had been said.
"""

from bisect import bisect_left
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
        before = _before(units)
        margins = self._of_letters(said, before, stretches)
        if said.words:
            margins += self._of_words(said, before, stretches)
        margins *= self._step
        return Spans(units=tuple(units), stretches=stretches, margins=margins)

    def _of_letters(self, said: Reading, before: Numbers, stretches: Stretches) -> Values:
        sums = self._letters.sums(np.concatenate((said.runs, _at_ends(said, before))))
        ended, begun = _until(sums, *_runs(said, before))
        units = sums[len(said.runs) :: len(_LENGTHS)]
        alone = units[1:] - units[:-1]
        begun[:-1] -= alone[: len(begun) - 1]
        ended[1:] += alone[len(begun) - 1 :]
        return _scaled(SHARES[0], ended, begun, stretches)

    def _of_words(self, said: Reading, before: Numbers, stretches: Stretches) -> Values:
        sums = self._words.sums(said.groups)
        return _scaled(SHARES[1], *_until(sums, *_words(said, before[0].tolist())), stretches)


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


def _until(sums: Values, ended: Numbers, begun: Numbers) -> tuple[Values, Values]:
    """Return the sums before some places, those of several kinds of features added up."""
    return (
        np.add.reduce(sums.take(ended, axis=0), axis=0),
        np.add.reduce(sums.take(begun, axis=0), axis=0),
    )


def _scaled(share: float, ended: Values, begun: Values, stretches: Stretches) -> Values:
    """Return the weights of stretches as if each were of length one."""
    sums = ended.take(stretches.end, axis=0)
    sums -= begun.take(stretches.begin, axis=0)
    lengths: Values = np.sqrt(np.maximum(sums[:, -1:], np.float32(1)))
    return sums[:, :-1] * (np.float32(share) / lengths)


class _Table:
    """One kind of features, looked up in what was learned."""

    def __init__(self, kind: Vocabulary, weights: NDArray[np.int8]) -> None:
        self._kind, self._weights = kind, weights
        # By number, and last, of what was never seen.
        self._worth: Values = np.append(kind.weight, np.float32(0))
        squares = np.append(kind.weight**2, STRANGE * kind.unseen**2)
        self._squares: Values = squares.astype(np.float32)

    def sums(self, codes: Codes) -> Values:
        """Return the sums before each feature and after all: of their weights by label, and last,
        of the squares of what they are worth."""
        found = self._kind.find(codes)
        sums = np.empty((len(codes) + 1, self._weights.shape[1] + 1), dtype=np.float32)
        sums[0] = 0
        sums[1:, :-1] = self._weights.take(found, axis=0)
        sums[1:, :-1] *= self._worth.take(found)[:, None]
        sums[1:, -1] = self._squares.take(found)
        np.add.accumulate(sums, axis=0, out=sums)
        return sums


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


def _runs(said: Reading, before: Numbers) -> tuple[Numbers, Numbers]:
    """Return for each length of runs where those stand that ended, and began, before each unit.

    The first and the last of a length hold the edge of the message and are inside of no stretch.
    """
    counts = np.maximum(_by_kind(said.border, said.letters.size - said.border) - _LENGTHS + 1, 0)
    starts = np.add.accumulate(counts) - counts
    ended = starts + np.minimum(np.maximum(before - (_LENGTHS - 2), 0), counts)
    return ended, starts + np.minimum(before + 1, counts)


def _at_ends(said: Reading, before: Numbers) -> Codes:
    """Return the runs that each unit would open a message with, unit by unit, and then those it
    would close one with."""
    places = before + _by_kind(1, said.border + 1)
    begin, end = places[:, :-1], places[:, 1:]
    opening = said.letters.between(begin, np.minimum(begin + (_LENGTHS - 1), end))
    start = np.maximum(end - (_LENGTHS - 1), begin)
    closing = said.letters.between(start, end)
    codes = opened(opening, EDGE), closed(closing, end - start, EDGE)
    return np.concatenate(codes, axis=1).T.ravel()


def _by_kind(syllables: int, letters: int) -> Numbers:
    """Return a number for each of `_LENGTHS`, by whether it counts syllables or single letters."""
    return np.array([[syllables]] * len(SYLLABLES) + [[letters]] * len(LETTERS))


def _words(said: Reading, before: Sequence[int]) -> tuple[Numbers, Numbers]:
    """Return where the words, and their pairs, stand that ended, and began, before each unit."""
    first: list[int] = []
    last: list[int] = []
    done = 0
    for letters in map(compact, said.words):
        at = said.close.find(letters, done, done + _ASTRAY + len(letters))
        if at >= 0:
            done = at + len(letters)
        else:
            at = done = min(done, len(said.close) - 1)
        first.append(at)
        last.append(max(at, done - 1))
    size = len(first)
    ends = [bisect_left(last, place) for place in before]
    begins = [bisect_left(first, place) for place in before]
    return (
        np.array((ends, [size + max(number - 1, 0) for number in ends])),
        np.array((begins, [size + min(number, size - 1) for number in begins])),
    )
