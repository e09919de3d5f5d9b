"""The learned opinion: how likely each kind of danger is, by sentences of people who were in it.

The weights stand in `data/crisis/model.npz`, made by `python -m intents.crisis.training` from the
data beside it; the file says from which, and a test refuses one that is out of date.
"""

from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from intents.crisis.features import Features
from intents.crisis.signals import KINDS

#: What is told apart; the first two are no kinds of danger.
CALM: Final = "calm"
DISTRESS: Final = "distress"
CLASSES: Final = (CALM, DISTRESS, *KINDS)
MODEL_FILE: Final = "crisis/model.npz"


class CrisisModel:
    """Weights by feature and class. Immutable, so safe for threads."""

    def __init__(
        self, weights: NDArray[np.int8], scale: np.float32, bias: NDArray[np.float32]
    ) -> None:
        """Take weights in steps, what a step is worth, and what each class begins with."""
        self.weights = weights
        self.scale = scale
        self.bias = bias

    def chances(self, seen: Features) -> NDArray[np.float32]:
        """Return the probability of every class of `CLASSES`, which sum to 1."""
        rows = self.weights.take(seen.places, axis=0).astype(np.float32)
        scores = seen.weights @ rows * self.scale + self.bias
        odds = np.exp(scores - np.maximum.reduce(scores))
        chances: NDArray[np.float32] = odds / np.add.reduce(odds)
        return chances

    def speaking(self, seen: Features, number: int, count: int) -> NDArray[np.float32]:
        """Return for the first `count` pieces how much each speaks for a class against calm."""
        weights = self.weights[seen.places[:count]] * self.scale
        return seen.weights[:count] * (weights[:, number] - weights[:, 0])


@cache
def load() -> CrisisModel:
    """Return the model of the release. Raises `OSError` when it has none."""
    with files("intents").joinpath("data", MODEL_FILE).open("rb") as file, np.load(file) as saved:
        return CrisisModel(saved["weights"], np.float32(saved["scale"]), saved["bias"])
