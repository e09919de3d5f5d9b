"""What the learned opinion on danger looks at: pieces of sound, groups of words, signals heard.

Pieces of sound know no spaces and few misspellings; groups of words (`data/crisis_groups.toml`)
let a sentence with one grandmother speak for sentences with any other person.
"""

from functools import lru_cache
from itertools import combinations
from typing import Final, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from intents.crisis_signals import DATA, Hit
from intents.lexicon import Words, read
from intents.patterns import PatternBook, expand

#: Places for features; two that share one are rare and cost little.
BUCKETS: Final = 1 << 15
#: Lengths of the pieces, in letters of `sound`; a syllable has two or three.
_LENGTHS: Final = frozenset({3, 4, 5, 6, 8, 10, 13})
_LONGEST: Final = max(_LENGTHS)
_BASE: Final = np.uint64(1_000_003)
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)
_SHIFT: Final = np.uint64(64 - (BUCKETS.bit_length() - 1))
#: What a group, a pair of groups and a signal weigh beside all pieces together, which weigh 1.
_GROUP: Final = 0.25
_PAIR: Final = 0.2
_SIGNAL: Final = 0.35


class Features(NamedTuple):
    """Places and weights, and for the first `pieces` of them where each piece stands."""

    places: NDArray[np.int64]
    weights: NDArray[np.float32]
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]


class _Groups(Words):
    groups: dict[str, tuple[str, ...]]


_GROUPS: Final = PatternBook(
    (expand(pattern, DATA.words), name)
    for name, patterns in read("crisis_groups.toml", _Groups).groups.items()
    for pattern in patterns
)


def features(letters: str, hits: list[Hit], reasons: set[str]) -> Features:
    """Return what there is to see in `sound` letters and the signals heard in them."""
    places, starts, lengths = _pieces(letters)
    signals = {f"{hit.signal.kind}/{hit.signal.family}/{hit.points}" for hit in hits}
    groups = sorted({name for _, _, name in _GROUPS.find(letters)})
    named = [(_place(name), _SIGNAL) for name in (*sorted(signals), *sorted(reasons))]
    named += [(_place(name), _GROUP) for name in groups]
    named += [(_pair(one, other), _PAIR) for one, other in combinations(groups, 2)]
    weights = np.full(len(places) + len(named), 1 / max(len(places), 1) ** 0.5, np.float32)
    if named:
        weights[len(places) :] = [weight for _, weight in named]
        places = np.concatenate([places, np.array([place for place, _ in named], np.int64)])
    return Features(places, weights, starts, lengths)


def _pieces(letters: str) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    codes = np.frombuffer(f"^{letters}$".encode("utf-32-le"), np.uint32).astype(np.uint64)
    hashes = np.zeros(len(codes) + 1, np.uint64)
    places, starts, lengths = [], [], []
    for length in range(1, min(_LONGEST, len(codes)) + 1):
        hashes = hashes[:-1] * _BASE + codes[length - 1 :]
        if length in _LENGTHS:
            places.append(((hashes * _SPREAD) >> _SHIFT).astype(np.int64))
            starts.append(np.arange(len(hashes)) - 1)
            lengths.append(np.full(len(hashes), length))
    if not places:
        empty = np.zeros(0, np.int64)
        return empty, empty, empty
    return np.concatenate(places), np.concatenate(starts), np.concatenate(lengths)


@lru_cache(maxsize=4096)
def _place(name: str) -> int:
    return crc32(name.encode()) % BUCKETS


@lru_cache(maxsize=16384)
def _pair(one: str, other: str) -> int:
    return _place(f"{one} & {other}")
