"""Learns the second opinion on danger from the examples in `data/`: a command, not part of serving.

`python -m intents.crisis_training` takes about a minute on one core and writes the same weights
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

from intents import crisis_examples
from intents.crisis_features import BUCKETS, Features, features
from intents.crisis_model import CLASSES, MODEL_FILE, CrisisModel
from intents.crisis_signals import Hit, heard, spelled_out
from intents.sounds import sound

_SEED: Final = 20261122
_EPOCHS: Final = 6
_BATCH: Final = 512
_RATE: Final = 0.02
_DECAY: Final = 1e-5
#: How often a signal is not shown, so that the rest of the sentence is learned as well.
_HIDDEN: Final = 0.5
#: Everything that changes what is learned.
_SOURCES: Final = (
    *(f"data/{name}" for name in crisis_examples.FILES),
    "data/crisis.toml",
    "data/crisis_groups.toml",
    "crisis_examples.py",
    "crisis_features.py",
    "crisis_signals.py",
    "crisis_training.py",
    "pattern_keys.py",
    "patterns.py",
    "sounds.py",
    "spelling.py",
    "text.py",
    "tokens.py",
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
    taught = [e for e in crisis_examples.examples(chance) if len(sound(e.text)) > 2]
    seen = [_features(example.text, chance) for example in taught]
    wanted = np.array([CLASSES.index(example.label) for example in taught])
    counts = np.array([example.weight for example in taught], np.float32)
    weights = np.zeros((BUCKETS, len(CLASSES)), np.float32)
    bias = np.zeros(len(CLASSES), np.float32)
    step = _Adam(weights, bias)
    order = np.random.default_rng(_SEED)
    for epoch in range(_EPOCHS):
        for batch in np.array_split(order.permutation(len(seen)), len(seen) // _BATCH):
            page = _Page([seen[number] for number in batch])
            error = _chances(page.scores(weights) + bias)
            error[np.arange(len(batch)), wanted[batch]] -= 1
            error *= counts[batch, None] / len(batch)
            step.down(page.slopes(error), error.sum(axis=0), _RATE * (1 - epoch / _EPOCHS))
    return CrisisModel(weights, bias)


def _features(text: str, chance: random.Random) -> Features:
    spelled = spelled_out(text)
    hits, reasons = heard(sound(spelled))
    if chance.random() < _HIDDEN:
        hits = list[Hit]()
    return features(spelled, hits, reasons)


class _Page:
    """The features of some sentences, one after another."""

    def __init__(self, seen: list[Features]) -> None:
        sizes = np.array([len(one.places) for one in seen])
        self._places = np.concatenate([one.places for one in seen])
        self._weights = np.concatenate([one.weights for one in seen])
        self._rows = np.repeat(np.arange(len(seen)), sizes)
        self._starts = np.cumsum(sizes) - sizes

    def scores(self, weights: _Array) -> _Array:
        parts = weights[self._places] * self._weights[:, None]
        scores: _Array = np.add.reduceat(parts, self._starts, axis=0)
        return scores

    def slopes(self, error: _Array) -> _Array:
        parts = error[self._rows] * self._weights[:, None]
        columns = [np.bincount(self._places, part, BUCKETS) for part in parts.T]
        return np.stack(columns, axis=1).astype(np.float32)


def _chances(scores: _Array) -> _Array:
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances: _Array = odds / odds.sum(axis=1, keepdims=True)
    return chances


class _Adam:
    """The usual way down (Kingma and Ba 2015), with weights that fade."""

    def __init__(self, weights: _Array, bias: _Array) -> None:
        self._parts = [(part, np.zeros_like(part), np.zeros_like(part)) for part in (weights, bias)]
        self._steps = 0

    def down(self, weights: _Array, bias: _Array, rate: float) -> None:
        self._steps += 1
        for part, slope in zip(self._parts, (weights, bias), strict=True):
            self._move(*part, slope, rate)

    def _move(self, part: _Array, mean: _Array, spread: _Array, slope: _Array, rate: float) -> None:
        slope = slope + _DECAY * part
        mean += 0.1 * (slope - mean)
        slope *= slope
        spread += 0.001 * (slope - spread)
        fair_mean, fair_spread = 1 - 0.9**self._steps, 1 - 0.999**self._steps
        part -= rate / fair_mean * mean / (np.sqrt(spread / fair_spread) + 1e-8)


def save(model: CrisisModel, path: Path) -> None:
    """Write the model in eight bits a weight, with the sum of its sources."""
    weights, bias = model.weights, model.bias
    scale = np.float32(np.abs(weights).max() / 127)
    np.savez_compressed(
        path,
        weights=np.round(weights / scale).astype(np.int8),
        scale=scale,
        bias=bias,
        sources=np.array(sources_digest()),
    )


def main() -> None:
    """Train and write the model into the package."""
    path = Path(str(files("intents").joinpath("data", MODEL_FILE)))
    save(train(), path)
    sys.stdout.write(f"{path.name} {path.stat().st_size}\n")


if __name__ == "__main__":
    main()
