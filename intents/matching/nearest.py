"""The label of the most alike phrase: what decides when there are too many labels to learn.

Written so that ten thousand phrases cost little more than a hundred: the rare features of a text
point to a few phrases that may be alike, and only these are compared in full.
"""

import threading
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
    numbers: NDArray[np.int32]  #: short, as they are many
    values: Values

    @classmethod
    def of(cls, rows: Numbers, size: int, numbers: Numbers, values: Values) -> "_Table":
        """Put every number and value into its row, of `size` rows; inside a row in their order."""
        order = np.argsort(rows, kind="stable")
        counts = np.bincount(rows, minlength=size)
        starts = np.concatenate(([0], counts.cumsum()))
        return cls(starts, numbers.astype(np.int32)[order], values[order])

    def lengths(self, rows: Numbers) -> Numbers:
        """Return how many entries some rows have."""
        return self.starts.take(rows + 1) - self.starts.take(rows)

    def entries(self, rows: Numbers) -> tuple[Numbers, Values, Numbers]:
        """Return the numbers and values of some rows, row after row, and where each begins."""
        lengths = self.lengths(rows)
        begin = lengths.cumsum() - lengths
        places = (self.starts.take(rows) - begin).repeat(lengths)
        places += np.arange(len(places))
        return self.numbers.take(places).astype(np.intp), self.values.take(places), begin


class _Row(threading.local):
    """A number for every feature, each thread its own row: all are 0 but while a text is compared.

    A new row of half a million for every text would push all else out of the processor's cache.
    """

    def __init__(self, size: int) -> None:
        self.values: Values = np.zeros(size, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Nearest:
    """Phrases indexed by their features. Immutable, safe for several threads."""

    kinds: Kinds
    holders: _Table  #: by feature: the phrases that have it
    phrases: _Table  #: by phrase: its features
    owners: Numbers  #: the label of each phrase
    labels: int
    row: _Row  #: what each feature is worth in a text, while it is compared
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
            row=_Row(sum(map(len, kinds))),
            mender=Mender.of(phrase for phrase, _ in phrases),
        )

    def margins(self, features: Features) -> Values:
        """Return how near the nearest phrase of each label is, on the scale of margins."""
        numbers, values = _telling(self.kinds, features)
        best: NDArray[np.float32] = np.zeros(self.labels, dtype=np.float32)
        if len(numbers):
            rows = self._promising(numbers, values)
            np.maximum.at(best, self.owners.take(rows), self._likeness(rows, numbers, values))
        best -= np.float32(_BORDER)
        best *= np.float32(_SCALE)
        return best

    def _promising(self, numbers: Numbers, values: Values) -> Numbers:
        """Return the phrases that share most with a text, judged by its rarest features."""
        held = self.holders.lengths(numbers)
        rarest = held.argsort(kind="stable")
        rarest = rarest[: max(int(held.take(rarest).cumsum().searchsorted(_READ, "right")), 1)]
        holders, worth, _ = self.holders.entries(numbers.take(rarest))
        worth *= values.take(rarest).repeat(held.take(rarest))
        rows, shared = self._summed(holders, worth)
        if len(rows) <= _COMPARED:
            return rows
        return rows.take(np.argpartition(-shared, _COMPARED)[:_COMPARED])

    def _summed(self, rows: Numbers, values: Values) -> tuple[Numbers, NDArray[np.float64]]:
        """Return the different ones of some phrases, in order, and the sum of the values of each.

        One place stands for all places of a phrase; of the other phrases nothing is ever read.
        """
        place = np.arange(len(rows))
        standing = np.empty(len(self.owners), dtype=np.intp)
        standing[rows] = place
        stands = standing.take(rows)
        sums = np.bincount(stands, values)
        once = (stands == place).nonzero()[0]
        once = once.take(rows.take(once).argsort())
        return rows.take(once), sums.take(once)

    def _likeness(self, rows: Numbers, numbers: Numbers, values: Values) -> Values:
        """Return how alike (0..1) some phrases are to a text."""
        theirs, worth, begin = self.phrases.entries(rows)
        own = self.row.values
        own[numbers] = values
        worth *= own.take(theirs)
        own[numbers] = 0
        return np.add.reduceat(worth, begin)


def _telling(kinds: Kinds, features: Features) -> tuple[Numbers, Values]:
    """Return the numbers and values of the features that say anything."""
    numbers, values = encode(kinds, features)
    said = values > 0
    return numbers[said], values[said]
