"""Learns the second opinion on danger from the examples in `data/`: a command, not part of serving.

`python -m intents.crisis.training` takes about two minutes on one core and writes the same weights
for the same data.
"""

import hashlib
import random
import sys
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from intents.crisis import examples
from intents.crisis.features import BUCKETS, Features, features
from intents.crisis.model import CLASSES, MODEL_FILE, CrisisModel
from intents.crisis.signals import Hit, heard, spelled_out
from intents.reading.sounds import sound

_SEED: Final = 20261122
_ROUNDS: Final = 5
#: So many learn the same in another order, and what they think is averaged: one alone changes its
#: mind about short texts with every example that is added.
_LEARNERS: Final = 4
_RATE: Final = 0.3
#: How far a weight must have moved before its steps grow smaller.
_CAUTION: Final = 1e-3
#: A sentence that is told with less error than this teaches nothing more.
_TOLD_WELL: Final = 0.01
#: How often a signal is not shown, so that the rest of the sentence is learned as well.
_HIDDEN: Final = 0.3
#: Everything that changes what is learned.
_SOURCES: Final = (
    *(f"data/{name}" for name in examples.FILES),
    "data/crisis/signals.toml",
    "data/crisis/groups.toml",
    "crisis/examples.py",
    "crisis/features.py",
    "crisis/signals.py",
    "crisis/training.py",
    "crisis/words.py",
    "data/noise.toml",
    "reading/codes.py",
    "reading/noise.py",
    "reading/pattern_keys.py",
    "reading/patterns.py",
    "reading/sounds.py",
    "reading/spelling.py",
    "reading/text.py",
    "reading/tokens.py",
)

_Array = NDArray[np.float32]


def sources_digest() -> str:
    """Return the sum of everything the weights are made from."""
    total = hashlib.sha256()
    for name in _SOURCES:
        total.update(files("intents").joinpath(name).read_bytes())
    return total.hexdigest()


def train() -> CrisisModel:
    """Return a model of the examples; the same for the same data."""
    chance = random.Random(_SEED)  # noqa: S311 - variation, not secrecy
    taught = [e for e in examples.examples(chance) if len(sound(e.text)) > 2]
    seen = [_features(example.text, chance) for example in taught]
    wanted = [CLASSES.index(example.label) for example in taught]
    learners = [_Learner() for _ in range(_LEARNERS)]
    for number, learner in enumerate(learners):
        order = np.random.default_rng(_SEED + number)
        steps = _ROUNDS * len(taught)
        for turn in range(_ROUNDS):
            for done, at in enumerate(order.permutation(len(taught))):
                rate = _RATE * (1 - (turn * len(taught) + done) / steps)
                learner.learn(seen[at], wanted[at], taught[at].weight, rate)
    weights = np.mean([learner.weights for learner in learners], axis=0)
    scale = np.float32(np.abs(weights).max() / 127)
    steps = np.round(weights / scale).astype(np.int8)
    return CrisisModel(steps, scale, np.mean([learner.bias for learner in learners], axis=0))


def _features(text: str, chance: random.Random) -> Features:
    spelled = spelled_out(text)
    letters = sound(spelled)
    hits, reasons = heard(letters)
    if chance.random() < _HIDDEN:
        hits = list[Hit]()
    return features(spelled, letters, hits, reasons)


class _Learner:
    """Softmax regression, one sentence at a time, by adaptive steps (Duchi et al. 2011).

    What was seldom seen moves far when it is, so that rare words are learned beside common ones.
    """

    def __init__(self) -> None:
        self.weights = np.zeros((BUCKETS, len(CLASSES)), np.float32)
        self.bias = np.zeros(len(CLASSES), np.float32)
        self._moved = np.full_like(self.weights, _CAUTION)
        self._bias_moved = np.ones_like(self.bias)

    def learn(self, seen: Features, wanted: int, count: float, rate: float) -> None:
        """Move the weights towards what is wanted, unless the sentence is told well already."""
        weights = self.weights[seen.places]
        error = _chances(seen.weights @ weights + self.bias)
        error[wanted] -= 1
        if error[wanted] > -_TOLD_WELL:
            return
        error *= np.float32(count)
        slope = seen.weights[:, None] * error
        moved = self._moved[seen.places] + slope * slope
        self._moved[seen.places] = moved
        self.weights[seen.places] = weights - np.float32(rate) * slope / np.sqrt(moved)
        self._bias_moved += error * error
        self.bias -= np.float32(rate) * error / np.sqrt(self._bias_moved)


def _chances(scores: _Array) -> _Array:
    odds = np.exp(scores - scores.max())
    chances: _Array = odds / odds.sum()
    return chances


def save(model: CrisisModel, path: Path) -> None:
    """Write the model with the sum of its sources."""
    np.savez_compressed(
        path,
        weights=model.weights,
        scale=model.scale,
        bias=model.bias,
        sources=np.array(sources_digest()),
    )


def main() -> None:
    """Train and write the model into the package."""
    path = Path(str(files("intents").joinpath("data", MODEL_FILE)))
    save(train(), path)
    sys.stdout.write(f"{path.name} {path.stat().st_size}\n")


if __name__ == "__main__":
    main()
