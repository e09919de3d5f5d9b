"""Features by number with their weight, so that a text becomes a short list of numbers."""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from intents.reading.codes import CodeBook, Codes

Numbers = NDArray[np.intp]
Values = NDArray[np.float32]

#: Features of more than this share of the phrases say nothing and cost most of the time.
_TOO_COMMON: Final = 0.05
#: How much a feature nobody has used counts, beside a known one as rare.
STRANGE: Final = 0.5
#: Below this many phrases nothing is common.
_FEW: Final = 12


class _Book(CodeBook):
    """Known codes of which a text has a few: what is unknown is only counted."""

    __slots__ = ()

    def known(self, codes: Codes) -> Numbers:
        """Return the places of those codes that are known, in the order of the codes."""
        near = self._starts.take((codes >> self._shift).view(np.intp)) + self._steps
        places: Numbers = near.T[(self._padded.take(near) == codes).T]
        return places


class Vocabulary:
    """The features of one kind that are known, rare ones weighing more (idf). Immutable."""

    __slots__ = ("_book", "unseen", "weight")

    def __init__(self, codes: Codes, weight: Values, unseen: float) -> None:
        """Take features in ascending order and their weights; those of none are so common that
        they say nothing."""
        self._book = _Book(codes)
        self.weight = weight
        self.unseen = unseen  #: the weight of a feature nobody has used

    @classmethod
    def of(cls, counts: Mapping[int, int], texts: int, *, at_least: int = 1) -> "Vocabulary":
        """Take how many of so many texts hold each feature; what fewer hold is left unknown."""
        limit = max(_FEW, _TOO_COMMON * texts)
        known = sorted(code for code, holders in counts.items() if holders >= at_least)
        held = (counts[code] for code in known)
        weight = [_idf(texts, holders) if holders <= limit else 0.0 for holders in held]
        return cls(np.array(known, np.uint64), np.array(weight, np.float32), _idf(texts, 0))

    def __len__(self) -> int:
        return len(self.weight)

    @property
    def codes(self) -> Codes:
        """The features, by number."""
        return self._book.codes

    def only(self, wanted: NDArray[np.bool_]) -> "Vocabulary":
        """Return this with the wanted features alone, numbered anew; the others are forgotten."""
        return Vocabulary(self.codes[wanted], self.weight[wanted], self.unseen)

    def find(self, codes: Codes) -> Numbers:
        """Return the numbers of features, -1 for those nobody has used."""
        return self._book.find(codes)

    def encode(self, codes: Codes) -> tuple[Numbers, Values]:
        """Return the numbers and values of a text of length one, which has these features.

        Features never seen count in the length, by half: a text mostly made of unknown words is
        close to nothing, which is what rejects the out of scope; but misspellings are new, too.
        """
        numbers = self._book.known(codes)
        strange = len(codes) - len(numbers)
        values = self.weight.take(numbers)
        length = float(values.dot(values) + STRANGE * strange * self.unseen**2) ** 0.5
        return numbers, values / np.float32(length or 1.0)


def _idf(size: int, holders: int) -> float:
    return float(np.log((1 + size) / (1 + holders))) + 1.0
