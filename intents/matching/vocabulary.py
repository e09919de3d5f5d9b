"""Features by number with their weight, so that a text becomes a short list of numbers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, repeat
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.intp]
Values = NDArray[np.float32]

#: Features of more than this share of the phrases say nothing and cost most of the time.
_TOO_COMMON: Final = 0.05
#: How much a feature nobody has used counts, beside a known one as rare.
STRANGE: Final = 0.5
_NEVER: Final = repeat(-1)
#: Below this many phrases nothing is common.
_FEW: Final = 12


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The features one kind of which is known, rare ones weighing more (idf)."""

    #: by feature; common ones, which say nothing, have the number after the last
    number: dict[str, int]
    weight: Values
    unseen: float  #: the weight of a feature nobody has used

    @classmethod
    def of(cls, counts: Mapping[str, int], texts: int, *, at_least: int = 1) -> "Vocabulary":
        """Take how many of so many texts hold each feature; what fewer hold is left unknown."""
        limit = max(_FEW, _TOO_COMMON * texts)
        kept = sorted(f for f, n in counts.items() if at_least <= n <= limit)
        common = sorted(f for f, n in counts.items() if n > limit)
        weight = np.array([_idf(texts, counts[f]) for f in kept], dtype=np.float32)
        return cls.numbered(kept, common, weight, _idf(texts, 0))

    @classmethod
    def numbered(
        cls, kept: Sequence[str], common: Iterable[str], weight: Values, unseen: float
    ) -> "Vocabulary":
        """Number the features in their order; `weight` is of those kept."""
        number = {feature: at for at, feature in enumerate(kept)}
        return cls(number | dict.fromkeys(common, len(kept)), weight, unseen)

    def only(self, wanted: NDArray[np.bool_]) -> "Vocabulary":
        """Return this with the wanted features alone, numbered anew; the others are forgotten."""
        kept = list(compress(self.kept, wanted))
        return Vocabulary.numbered(kept, self.common, self.weight[wanted], self.unseen)

    @property
    def kept(self) -> list[str]:
        """The features that are compared, by number."""
        return list(self.number)[: len(self.weight)]

    @property
    def common(self) -> list[str]:
        """The features that so many texts have that they say nothing."""
        return list(self.number)[len(self.weight) :]

    def encode(self, features: frozenset[str]) -> tuple[Numbers, Values]:
        """Return the numbers and values of a text of length one.

        Features never seen count in the length, by half: a text mostly made of unknown words is
        close to nothing, which is what rejects the out of scope; but misspellings are new, too.
        """
        # One look at each feature, because this is done for every part of every message.
        found = np.fromiter(map(self.number.get, features, _NEVER), np.intp, len(features))
        known = found[found >= 0]
        strange = len(found) - len(known)
        numbers = known[known < len(self.weight)]
        values = self.weight[numbers]
        length = float(values @ values + STRANGE * strange * self.unseen**2) ** 0.5
        return numbers, values / np.float32(length or 1.0)


def _idf(size: int, holders: int) -> float:
    return float(np.log((1 + size) / (1 + holders))) + 1.0
