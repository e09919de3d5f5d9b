"""The label of the most alike phrase: what decides when there are too many labels to learn.

Written over numpy so that ten thousand phrases cost little more than a hundred: the phrases of a
feature stand together, so a text costs one concatenation and one bincount.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from intents.classifier import Phrases
from intents.encoding import encode, vocabularies
from intents.features import Features, Reader, comparable
from intents.mending import Mender
from intents.vocabulary import Numbers, Values, Vocabulary

#: Puts likeness (0..1) on the scale of margins: 0.4 is as good as on the border.
_SCALE: Final = 2.2
_BORDER: Final = 0.4


@dataclass(frozen=True, slots=True)
class Nearest:
    """Phrases indexed by their features. Immutable, safe for several threads."""

    kinds: tuple[Vocabulary, Vocabulary]
    starts: Numbers  #: where the phrases of each feature begin, and one end more
    rows: Numbers
    values: Values
    held: Numbers  #: the labels that have phrases, ascending
    begin: Numbers  #: where the phrases of each of these begin
    size: int  #: how many phrases there are
    labels: int
    mender: Mender  #: puts typing faults right before a text is taken apart

    @classmethod
    def of(cls, phrases: Phrases, labels: int, reader: Reader) -> "Nearest":
        """Index texts and the numbers of their labels."""
        owned = sorted((number, text) for text, owners in phrases for number in owners)
        said = [reader.features(comparable(text)) for _, text in owned]
        kinds = vocabularies(said)
        encoded = [encode(kinds, features) for features in said]
        numbers = np.concatenate([own for own, _ in encoded])
        rows = np.repeat(np.arange(len(encoded)), [len(own) for own, _ in encoded])
        order = np.argsort(numbers, kind="stable")
        counts = np.bincount(numbers, minlength=sum(len(kind.weight) for kind in kinds))
        held, begin = np.unique([number for number, _ in owned], return_index=True)
        return cls(
            kinds=kinds,
            starts=np.concatenate(([0], counts.cumsum())),
            rows=rows[order],
            values=np.concatenate([values for _, values in encoded])[order],
            held=held,
            begin=begin,
            size=len(owned),
            labels=labels,
            mender=Mender.of(phrase for phrase, _ in phrases),
        )

    def margins(self, features: Features) -> Values:
        """Return how near the nearest phrase of each label is, on the scale of margins."""
        numbers, values = encode(self.kinds, features)
        best: NDArray[np.float32] = np.zeros(self.labels, dtype=np.float32)
        if len(numbers):
            alike = np.bincount(*self._shared(numbers, values), self.size)
            best[self.held] = np.maximum.reduceat(alike, self.begin)
        return (best - np.float32(_BORDER)) * np.float32(_SCALE)

    def _shared(self, numbers: Numbers, values: Values) -> tuple[Numbers, Values]:
        """Return the phrases of each feature one after the other, and what it adds to them.

        Slices, because they are read much faster than single places.
        """
        begin, end = self.starts[numbers], self.starts[numbers + 1]
        parts = [slice(*part) for part in zip(begin, end, strict=True)]
        worth = [self.values[part] * value for part, value in zip(parts, values, strict=True)]
        return np.concatenate([self.rows[part] for part in parts]), np.concatenate(worth)
