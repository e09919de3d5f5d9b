"""Ranks the labels for a text, by chance: what was learned, turned into probabilities."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from intents.matching.classifier import Classifier
from intents.matching.features import Reader, comparable
from intents.matching.judgement import Judgement
from intents.matching.names import Names
from intents.matching.nearest import Nearest
from intents.matching.spans import SpanReader, Spans, units
from intents.reading.sentences import clauses
from intents.reading.text import compact
from intents.understanding import Decision, Label

Chances = NDArray[np.float32]

#: Longer texts are compared by their clauses; see `intents.reading.sentences`.
COMPARED: Final = 300
#: Less than this is no chance at all.
_HOPELESS: Final = 0.001


class Ranked:
    """How likely each label is meant by one text, best first on demand."""

    __slots__ = ("chances", "margins")

    def __init__(self, chances: Chances, margins: Chances) -> None:
        self.chances = chances  #: by number of the label, together at most 1
        self.margins = margins  #: how well inside each label, whatever the others are

    def best(self, count: int) -> list[tuple[int, float]]:
        """Return label numbers with their chances, best first, without the hopeless."""
        likely = np.flatnonzero(self.chances >= _HOPELESS)
        top = likely[np.argsort(-self.chances[likely], kind="stable")[:count]]
        return [(int(i), float(self.chances[i])) for i in top]

    def over(self, bars: Chances) -> "Ranked":
        """Return the chances that reach the bar of their label, the others as zero."""
        return Ranked(np.where(self.chances >= bars, self.chances, np.float32(0)), self.margins)

    def merged(self, other: "Ranked", weight: float = 1.0) -> "Ranked":
        """Return the better chance of each label, the other's counting less."""
        better = np.maximum(self.chances, other.chances * np.float32(weight))
        return Ranked(better, self.margins)

    def lifted(self, labels: frozenset[int], chance: float) -> "Ranked":
        """Return the chances with those of some labels no smaller than this."""
        chances = self.chances.copy()
        for label in labels:
            chances[label] = max(chances[label], chance)
        return Ranked(chances, self.margins)


class Matcher:
    """What was learned of all labels. Immutable, safe for several threads."""

    def __init__(
        self,
        labels: Sequence[Label],
        learned: Classifier | Nearest,
        reader: Reader,
        judge: Judgement,
    ) -> None:
        self._learned, self._reader, self._judge = learned, reader, judge
        self._size = len(labels)
        self._spans = SpanReader(learned, reader) if isinstance(learned, Classifier) else None
        named = [(name, i) for i, label in enumerate(labels) for name in label.names]
        self._names = Names(named)
        answers = {i for i, label in enumerate(labels) if label.decision is Decision.ANSWER}
        self._programmes = Names([(name, i) for name, i in named if i in answers])

    def rank(self, text: str) -> Ranked:
        """Return how likely each label is meant by a `plain` text."""
        if not self._size:
            return Ranked(np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.float32))
        margins = self.margins(text)
        return Ranked(self._judge.chances(margins), margins[:-1])

    def margins(self, text: str) -> Chances:
        """Return how well inside each label a `plain` text is, and last, outside of all."""
        return self._learned.margins(self._reader.features(comparable(text[:COMPARED])))

    def spans(self, text: str) -> Spans | None:
        """Return the stretches of a `plain` text, None when it has but one."""
        said = comparable(text[:COMPARED])
        if self._spans is not None:
            cut = units(said)
            return self._spans.spans(said, cut) if len(cut) > 1 else None
        parts = clauses(said)
        if len(parts) < 2:
            return None
        each = np.arange(len(parts))
        return Spans(
            units=tuple(map(compact, parts)),
            begin=np.append(each, 0),
            end=np.append(each + 1, len(parts)),
            margins=np.stack([self.margins(part) for part in (*parts, said)]),
        )

    def named(self, text: str, *, asked: bool) -> frozenset[int]:
        """Return the labels whose name stands in a text.

        In a question only programmes are called by name: "위기가구 신고하면 포상금 있나요" does
        not ask for the service "위기가구 신고".
        """
        names = self._programmes if asked else self._names
        return frozenset(names.find(compact(comparable(text[:COMPARED]))))

    def by_initials(self, letters: str) -> list[int]:
        """Return the labels whose names have these initial consonants."""
        return self._names.by_initials(letters)
