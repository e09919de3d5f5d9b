"""Ranks the labels for a text, by chance: what was learned, turned into probabilities."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from intents.matching.classifier import Classifier
from intents.matching.features import Reader, Reading, comparable
from intents.matching.judgement import Judgement
from intents.matching.names import Names
from intents.matching.nearest import Nearest
from intents.matching.spans import SpanReader, Spans, Stretches, units
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
        #: how well inside each label, whatever the others are, and last, outside of all
        self.margins = margins

    def best(self, count: int) -> list[tuple[int, float]]:
        """Return label numbers with their chances, best first, without the hopeless."""
        likely = (self.chances >= _HOPELESS).nonzero()[0]
        top = likely[(-self.chances[likely]).argsort(kind="stable")[:count]]
        return list(zip(top.tolist(), self.chances[top].tolist(), strict=True))

    def over(self, bars: Chances) -> "Ranked":
        """Return the chances that reach the bar of their label, the others as zero."""
        return Ranked(self.chances * (self.chances >= bars), self.margins)

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
        self._spans = SpanReader(learned) if isinstance(learned, Classifier) else None
        named = [(name, i) for i, label in enumerate(labels) for name in label.names]
        self._names = Names(named)
        answers = {i for i, label in enumerate(labels) if label.decision is Decision.ANSWER}
        self._programmes = Names([(name, i) for name, i in named if i in answers])

    def read(self, text: str) -> Reading:
        """Take a `plain` text apart, up to where it is compared."""
        return self._reader.read(comparable(text[:COMPARED]))

    def rank(self, said: Reading) -> Ranked:
        """Return how likely each label is meant by a text."""
        if not self._size:
            return Ranked(np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.float32))
        return self._ranked(self.margins(said))

    def parts(self, parts: Sequence[str], whole: Reading, spans: Spans | None) -> Iterator[Ranked]:
        """Yield how likely each label is meant by each of some parts of a text, in their order.

        A part that is one of the stretches of the text has been read with it.
        """
        told = "".join(spans.units) if spans is not None else ""
        if self._spans is not None and told != whole.close:
            spans = None  # something is left out, so that its letters are counted otherwise
        done = 0
        for part in parts:
            letters = compact(comparable(part))
            begin = told.find(letters, done)
            at = None
            if spans is not None and begin >= 0:
                done = begin + len(letters)
                at = spans.between(begin, done)
            if spans is None or at is None:
                yield self.rank(self.read(part))
            else:
                yield self._ranked(spans.margins[at])

    def _ranked(self, margins: Chances) -> Ranked:
        return Ranked(self._judge.chances(margins), margins)

    def margins(self, said: Reading) -> Chances:
        """Return how well inside each label a text is, and last, outside of all."""
        return self._learned.margins(said.features())

    def spans(self, said: Reading, whole: Ranked | None = None) -> Spans | None:
        """Return the stretches of a text, None when it has but one.

        `whole` is what `rank` returned for the text: without it, it is compared again.
        """
        if self._spans is not None:
            cut = units(said.text)
            return self._spans.spans(said, cut) if len(cut) > 1 else None
        parts = clauses(said.text)
        if len(parts) < 2:
            return None
        each = [(number, number + 1) for number in range(len(parts))]
        margins = [self.margins(self.read(part)) for part in parts]
        return Spans(
            units=tuple(map(compact, parts)),
            stretches=Stretches.of([*each, (0, len(parts))]),
            margins=np.stack([*margins, whole.margins if whole else self.margins(said)]),
        )

    def named(self, text: str, *, asked: bool) -> frozenset[int]:
        """Return the labels whose name stands in a `plain` text.

        In a question only programmes are called by name: "위기가구 신고하면 포상금 있나요" does
        not ask for the service "위기가구 신고".
        """
        names = self._programmes if asked else self._names
        return frozenset(names.find(compact(comparable(text[:COMPARED]))))

    def by_initials(self, letters: str) -> list[int]:
        """Return the labels whose names have these initial consonants."""
        return self._names.by_initials(letters)
