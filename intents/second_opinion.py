"""A second opinion on danger: likeness to sentences of people who were in it.

Patterns hear what their authors thought of; these examples stand for voices nobody wrote a pattern
for. They are part of the interpreter's index, so they cost nothing more to compare with, and every
ordinary phrase is evidence against them.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from intents.understanding import CrisisLevel, Decision, Label

_PREFIX: Final = "crisis/"
_CALM: Final = "calm"
#: How like an example, and how much more like it than like anything ordinary.
_ALARM: Final = (0.5, 0.1)
_DISTRESS: Final = (0.33, 0.08)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a text resembles, and how strongly."""

    kind: str
    level: CrisisLevel
    score: float


def example_labels() -> tuple[Label, ...]:
    """Return the examples as labels for the index, one of each kind; calm ones are `unknown`."""
    spoken: dict[str, list[str]] = defaultdict(list)
    source = files("intents").joinpath("data", "crisis_examples.tsv")
    for line in source.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, text = line.split("\t")
            spoken[kind].append(text)
    return tuple(
        Label(
            id=_PREFIX + kind,
            decision=Decision.UNKNOWN if kind == _CALM else Decision.CRISIS,
            phrases=tuple(texts),
        )
        for kind, texts in spoken.items()
    )


class SecondOpinion:
    """Reads the scores of an index that holds `example_labels` among its labels."""

    def __init__(self, labels: Sequence[Label]) -> None:
        self._kinds = [label.id.removeprefix(_PREFIX) for label in labels]
        self._dangers = np.array([label.decision is Decision.CRISIS for label in labels])

    def of(self, scores: NDArray[np.float64]) -> Opinion | None:
        """Return the opinion on the scores of one text or clause."""
        dangers = np.where(self._dangers, scores, 0.0)
        number = int(dangers.argmax())
        likeness = float(dangers[number])
        lead = likeness - float(np.where(self._dangers, 0.0, scores).max())
        level = _level(likeness, lead)
        if level is None:
            return None
        return Opinion(kind=self._kinds[number], level=level, score=likeness)


def _level(likeness: float, lead: float) -> CrisisLevel | None:
    if likeness >= _ALARM[0] and lead >= _ALARM[1]:
        return CrisisLevel.ALARM
    if likeness >= _DISTRESS[0] and lead >= _DISTRESS[1]:
        return CrisisLevel.DISTRESS
    return None
