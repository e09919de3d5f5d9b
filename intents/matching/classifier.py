"""What was learned from the phrases: how far a text stands on the side of each label."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from intents.matching.encoding import Kinds, encode, vocabularies
from intents.matching.features import Features, Reader, comparable
from intents.matching.training import Example, Progress, train
from intents.matching.vocabulary import Values, Vocabulary
from intents.mending.followers import Chain
from intents.mending.mender import Mender
from intents.reading.noise import noisy

#: Texts, each with the numbers of the labels it belongs to.
Phrases = Sequence[tuple[str, tuple[int, ...]]]

#: Part of the key of what is kept; changes whenever the same phrases would teach otherwise.
VERSION: Final = "6"

#: Every phrase is also learned from as it comes from hasty or unsure fingers.
_FAULTS: Final = (("all", 0), ("dropfinal", 0), ("key", 0), ("dropfinal", 1), ("key", 1))
#: What fewer texts share teaches little and would make the table large.
_AT_LEAST: Final = 4
_STEPS: Final = 127
#: Features that speak for or against no label with so many steps are forgotten, and single steps
#: as well: four of ten features go, and the development half is answered as before.
_FAINT: Final = 6
_NEXT_TO_NOTHING: Final = 1
_LINKS: Final = tuple(field.name for field in fields(Chain))


@dataclass(frozen=True, slots=True)
class Classifier:
    """Linear machines over letters and words. Immutable, safe for several threads."""

    kinds: Kinds
    weights: NDArray[np.int8]  #: features x labels, in steps
    step: Values  #: how much one step is worth, by label
    mender: Mender  #: puts typing faults right before a text is taken apart

    def margins(self, features: Features) -> Values:
        """Return how well inside each label a text is: 1 is well inside, -1 well outside."""
        numbers, values = encode(self.kinds, features)
        sums: Values = values @ self.weights.take(numbers, axis=0).astype(np.float32)
        return sums * self.step

    def save(self, path: Path, key: str) -> None:
        """Write everything learned to one file, which `load` finds again by its key.

        The arrays follow one another as they lie in memory: to unpack them took a tenth of a start.
        """
        kinds = ((kind.codes, kind.weight, np.array(kind.unseen)) for kind in self.kinds)
        links = (getattr(self.mender.chain, name) for name in _LINKS)
        with path.open("wb") as file:
            for array in (np.array(key), self.weights, self.step, *chain(*kinds), *links):
                np.save(file, array, allow_pickle=False)

    @classmethod
    def load(cls, path: Path, key: str) -> "Classifier | None":
        """Return what was learned under the key, None when the file holds something else.

        Raises `OSError`, `EOFError` and `ValueError` for a file that cannot be read or is broken.
        """
        with path.open("rb") as file:
            stored = partial(np.load, file, allow_pickle=False)
            if str(stored()) != key:
                return None
            weights, step = stored(), stored()
            letters, words = (Vocabulary(stored(), stored(), float(stored())) for _ in range(2))
            links = {name: stored() for name in _LINKS}
        return cls(
            kinds=(letters, words), weights=weights, step=step, mender=Mender(Chain(**links))
        )


def learn(
    phrases: Phrases,
    labels: int,
    reader: Reader,
    *,
    outside: int,
    progress: Progress = lambda _: None,
) -> Classifier:
    """Learn from texts and the numbers of their labels, the last of which is `outside`."""
    said = [
        (reader.read(comparable(text)).features(), owners)
        for phrase, owners in phrases
        for text in (phrase, *(noisy(phrase, kind, draw=draw) for kind, draw in _FAULTS))
    ]
    kinds = vocabularies((features for features, _ in said), at_least=_AT_LEAST)
    examples = [Example(*encode(kinds, features), owners) for features, owners in said]
    size = sum(map(len, kinds))
    weights = train(examples, size, labels, outside=outside, progress=progress)
    step = np.maximum(np.abs(weights).max(axis=0), 1e-6) / _STEPS
    steps = np.rint(weights / step).astype(np.int8)
    telling = np.abs(steps).max(axis=1) >= _FAINT
    telling |= np.concatenate([kind.weight == 0 for kind in kinds])
    steps[np.abs(steps) <= _NEXT_TO_NOTHING] = 0
    letters = len(kinds[0])
    return Classifier(
        kinds=(kinds[0].only(telling[:letters]), kinds[1].only(telling[letters:])),
        weights=steps[telling],
        step=step.astype(np.float32),
        mender=Mender.of(phrase for phrase, _ in phrases),
    )
