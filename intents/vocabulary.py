"""Features by number with their weight, so that a text becomes a short list of numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.intp]
Values = NDArray[np.float32]

#: Features of more than this share of the phrases say nothing and cost most of the time.
_TOO_COMMON: Final = 0.05
#: How much a feature nobody has used counts, beside a known one as rare.
_STRANGE: Final = 0.5
#: Below this many phrases nothing is common.
_FEW: Final = 12


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The features one kind of which is known, rare ones weighing more (idf)."""

    number: dict[str, int]
    weight: Values
    common: frozenset[str]
    unseen: float  #: the weight of a feature nobody has used

    @classmethod
    def of(cls, counts: Mapping[str, int], texts: int, *, at_least: int = 1) -> "Vocabulary":
        """Take how many of so many texts hold each feature; what fewer hold is left unknown."""
        limit = max(_FEW, _TOO_COMMON * texts)
        kept = sorted(f for f, n in counts.items() if at_least <= n <= limit)
        return cls(
            number={feature: number for number, feature in enumerate(kept)},
            weight=np.array([_idf(texts, counts[f]) for f in kept], dtype=np.float32),
            common=frozenset(f for f, n in counts.items() if n > limit),
            unseen=_idf(texts, 0),
        )

    def encode(self, features: frozenset[str]) -> tuple[Numbers, Values]:
        """Return the numbers and values of a text of length one.

        Features never seen count in the length, by half: a text mostly made of unknown words is
        close to nothing, which is what rejects the out of scope; but misspellings are new, too.
        """
        known = features & self.number.keys()
        strange = len(features) - len(known) - len(features & self.common)
        numbers = np.fromiter(map(self.number.__getitem__, known), np.intp, len(known))
        values = self.weight[numbers]
        length = float(values @ values + _STRANGE * strange * self.unseen**2) ** 0.5
        return numbers, values / np.float32(length or 1.0)


def _idf(size: int, holders: int) -> float:
    return float(np.log((1 + size) / (1 + holders))) + 1.0
