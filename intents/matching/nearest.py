"""The label of the most alike phrase: what decides when there are too many labels to learn.

Written so that ten thousand phrases cost little more than a hundred: the rare features of a text
point to a few phrases that may be alike, and only these are compared in full.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from intents.matching.classifier import Phrases
from intents.matching.encoding import Kinds, encode, vocabularies
from intents.matching.features import Features, Reader, comparable
from intents.matching.vocabulary import Numbers, Values
from intents.mending.mender import Mender

#: Puts likeness (0..1) on the scale of margins: 0.4 is as good as on the border.
_SCALE: Final = 2.2
_BORDER: Final = 0.4
#: So many entries of the index are read for a text, those of its rarest features first.
_READ: Final = 2500
#: So many phrases are compared in full.
_COMPARED: Final = 40


@dataclass(frozen=True, slots=True)
class _Table:
    """Numbers and values in rows of different lengths, one after the other."""

    starts: Numbers  #: where each row begins, and one end more
    numbers: Numbers
    values: Values

    @classmethod
    def of(cls, rows: Numbers, size: int, numbers: Numbers, values: Values) -> "_Table":
        """Put every number and value into its row, of `size` rows; inside a row in their order."""
        order = np.argsort(rows, kind="stable")
        counts = np.bincount(rows, minlength=size)
        return cls(np.concatenate(([0], counts.cumsum())), numbers[order], values[order])

    def places(self, rows: Numbers) -> tuple[Numbers, Numbers]:
        """Return where the entries of some rows stand, row after row, and how many each has."""
        begin = self.starts[rows]
        counts = self.starts[rows + 1] - begin
        before = counts.cumsum() - counts
        return np.repeat(begin - before, counts) + np.arange(counts.sum()), counts


@dataclass(frozen=True, slots=True)
class Nearest:
    """Phrases indexed by their features. Immutable, safe for several threads."""

    kinds: Kinds
    holders: _Table  #: by feature: the phrases that have it
    phrases: _Table  #: by phrase: its features
    owners: Numbers  #: the label of each phrase
    labels: int
    mender: Mender  #: puts typing faults right before a text is taken apart

    @classmethod
    def of(cls, phrases: Phrases, labels: int, reader: Reader) -> "Nearest":
        """Index texts and the numbers of their labels."""
        owned = sorted((number, text) for text, owners in phrases for number in owners)
        said = [reader.read(comparable(text)).features() for _, text in owned]
        kinds = vocabularies(said)
        encoded = [_telling(kinds, features) for features in said]
        numbers = np.concatenate([own for own, _ in encoded])
        values = np.concatenate([values for _, values in encoded])
        rows = np.repeat(np.arange(len(encoded)), [len(own) for own, _ in encoded])
        return cls(
            kinds=kinds,
            holders=_Table.of(numbers, sum(map(len, kinds)), rows, values),
            phrases=_Table.of(rows, len(encoded), numbers, values),
            owners=np.array([number for number, _ in owned]),
            labels=labels,
            mender=Mender.of(phrase for phrase, _ in phrases),
        )

    def margins(self, features: Features) -> Values:
        """Return how near the nearest phrase of each label is, on the scale of margins."""
        numbers, values = _telling(self.kinds, features)
        best: NDArray[np.float32] = np.zeros(self.labels, dtype=np.float32)
        if len(numbers):
            rows = self._promising(numbers, values)
            np.maximum.at(best, self.owners[rows], self._likeness(rows, numbers, values))
        return (best - np.float32(_BORDER)) * np.float32(_SCALE)

    def _promising(self, numbers: Numbers, values: Values) -> Numbers:
        """Return the phrases that share most with a text, judged by its rarest features."""
        held = self.holders.starts[numbers + 1] - self.holders.starts[numbers]
        rarest = np.argsort(held, kind="stable")
        rarest = rarest[: max(int(np.searchsorted(held[rarest].cumsum(), _READ, "right")), 1)]
        places, counts = self.holders.places(numbers[rarest])
        rows, at = np.unique(self.holders.numbers[places], return_inverse=True)
        shared = np.bincount(at, self.holders.values[places] * values[rarest].repeat(counts))
        if len(rows) <= _COMPARED:
            return rows
        return rows[np.argpartition(-shared, _COMPARED)[:_COMPARED]]

    def _likeness(self, rows: Numbers, numbers: Numbers, values: Values) -> Values:
        """Return how alike (0..1) some phrases are to a text."""
        own = np.zeros(len(self.holders.starts) - 1, dtype=np.float32)
        own[numbers] = values
        places, counts = self.phrases.places(rows)
        shared = own.take(self.phrases.numbers.take(places)) * self.phrases.values.take(places)
        return np.add.reduceat(shared, counts.cumsum() - counts)


def _telling(kinds: Kinds, features: Features) -> tuple[Numbers, Values]:
    """Return the numbers and values of the features that say anything."""
    numbers, values = encode(kinds, features)
    said = values > 0
    return numbers[said], values[said]
