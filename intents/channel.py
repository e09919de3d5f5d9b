"""One way of comparing a text with the known phrases: TF-IDF over some kind of features.

Written over numpy because the index is small and a turn must take far less than a millisecond:
the phrases of a feature stand together, so a text costs one concatenation and one bincount.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Rows = NDArray[np.intp]
Features = Callable[[str], Collection[str]]

_NOTHING: Final = (np.empty(0, dtype=np.intp), np.empty(0, dtype=np.float64))


#: Features of more than this share of the phrases say nothing and cost most of the time.
_TOO_COMMON: Final = 0.05
#: Below this many phrases nothing is common.
_FEW: Final = 12


class Channel:
    """Phrases indexed by their features. Immutable after building, so threads may share it."""

    def __init__(self, phrases: Sequence[str], features: Features) -> None:
        self._features = features
        self._size = len(phrases)
        held = [set(features(phrase)) for phrase in phrases]
        holders: dict[str, list[int]] = defaultdict(list)
        for row, own in enumerate(held):
            for feature in own:
                holders[feature].append(row)
        limit = max(_FEW, _TOO_COMMON * self._size)
        self._common = frozenset(f for f, at in holders.items() if len(at) > limit)
        kept = {f: at for f, at in holders.items() if f not in self._common}
        self._number = {feature: number for number, feature in enumerate(kept)}
        self._unseen = _idf(self._size, 0) ** 2
        self._index(kept)

    def _index(self, holders: dict[str, list[int]]) -> None:
        """Lay the phrases of all features end to end; feature `i` begins at `_starts[i]`."""
        self._lengths = np.array([len(at) for at in holders.values()], dtype=np.intp)
        self._starts = np.cumsum(self._lengths) - self._lengths
        self._rows = np.fromiter(chain.from_iterable(holders.values()), dtype=np.intp)
        self._squares = np.array([_idf(self._size, n) ** 2 for n in self._lengths])
        weights = np.repeat(self._squares, self._lengths)
        norms = np.sqrt(np.bincount(self._rows, weights, self._size))
        self._weights = weights / norms[self._rows]

    def score(self, text: str) -> Scores:
        """Return the cosine of the text with every phrase, 0..1.

        Features never seen count in the length of the text: a text mostly made of unknown words
        is close to nothing, which is what rejects the out of scope.
        """
        features = set(self._features(text)) - self._common
        seen = features & self._number.keys()
        if not seen:
            return np.zeros(self._size)
        numbers = np.fromiter(map(self._number.__getitem__, seen), np.intp, len(seen))
        lengths = self._lengths[numbers]
        ends = lengths.cumsum()
        at = np.arange(ends[-1]) + (self._starts[numbers] - ends + lengths).repeat(lengths)
        unseen = self._unseen * (len(features) - len(seen))
        norm = float(self._squares[numbers].sum() + unseen) ** 0.5
        found = np.bincount(self._rows[at], self._weights[at], self._size)
        scores: Scores = found / norm
        return scores


def _idf(size: int, holders: int) -> float:
    return float(np.log((1 + size) / (1 + holders))) + 1.0


def ngrams(text: str, shortest: int, longest: int) -> chain[str]:
    """Return the runs of letters from `shortest` to `longest` long, with the ends marked."""
    marked = f" {text} "
    return chain.from_iterable(
        (marked[i : i + n] for i in range(len(marked) - n + 1))
        for n in range(shortest, longest + 1)
    )
