"""What the learned opinion on danger looks at: sounds, words, groups of words, signals heard.

Pieces of sound know no spaces and few misspellings; words know no endings; groups of words
(`data/crisis/groups.toml`) let a sentence with one grandmother speak for any other person.
"""

from functools import lru_cache
from itertools import combinations, pairwise
from typing import Final, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from intents.crisis.signals import DATA, Hit
from intents.lexicon import Words, read
from intents.reading.patterns import PatternBook, expand
from intents.reading.sounds import LENGTHS, coded
from intents.reading.spelling import standard
from intents.reading.text import plain
from intents.reading.tokens import mecab

#: Places for features; two that share one are rare and cost little.
BUCKETS: Final = 1 << 18
#: Lengths of the pieces, in letters of `sound`.
_LENGTHS: Final = LENGTHS[1:]
_SHIFT: Final = np.uint64(64 - (BUCKETS.bit_length() - 1))
#: What all words together, a group, a pair of groups and a signal weigh beside all pieces
#: together, which weigh 1.
_WORDS: Final = 0.8
_GROUP: Final = 0.25
_PAIR: Final = 0.2
_SIGNAL: Final = 0.35


class Features(NamedTuple):
    """Places and weights; the first of them are the pieces of sound, length by length."""

    places: NDArray[np.int64]
    weights: NDArray[np.float32]
    size: int

    def pieces(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return where each piece of sound starts and how long it is."""
        counts = [(length, max(self.size - length + 1, 0)) for length in _LENGTHS]
        starts = [np.arange(count) - 1 for _, count in counts]
        lengths = [np.full(count, length) for length, count in counts]
        return np.concatenate(starts), np.concatenate(lengths)


class _Groups(Words):
    groups: dict[str, tuple[str, ...]]


_GROUPS: Final = PatternBook(
    (expand(pattern, DATA.words), name)
    for name, patterns in read("crisis/groups.toml", _Groups).groups.items()
    for pattern in patterns
)


def features(text: str, letters: str, hits: list[Hit], reasons: set[str]) -> Features:
    """Return what there is to see in a text, in its `sound`, and in the signals heard there."""
    pieces, size = _pieces(letters)
    words = _words(text)
    named = [(_place(word), _WORDS / len(words) ** 0.5) for word in words]
    signals = {f"{hit.signal.kind}/{hit.signal.family}/{hit.points}" for hit in hits}
    groups = sorted(_GROUPS.meanings(letters))
    named += [(_place(name), _SIGNAL) for name in (*sorted(signals), *sorted(reasons))]
    named += [(_place(name), _GROUP) for name in groups]
    named += [(_pair(one, other), _PAIR) for one, other in combinations(groups, 2)]
    weights = np.full(len(pieces) + len(named), 1 / max(len(pieces), 1) ** 0.5, np.float32)
    if named:
        weights[len(pieces) :] = [weight for _, weight in named]
        pieces = np.concatenate([pieces, np.array([place for place, _ in named], np.int64)])
    return Features(pieces, weights, size)


def _words(text: str) -> list[str]:
    """Return the words of a text and their pairs, each once and in the same order every time."""
    words = mecab().morphemes(standard(plain(text)))
    return list(dict.fromkeys([*words, *map(" ".join, pairwise(words))]))


def _pieces(letters: str) -> tuple[NDArray[np.int64], int]:
    """Return the places of all pieces of some letters with their ends marked, and how many letters
    that are."""
    marked = coded(letters)
    pieces = marked.of(_LENGTHS[0], _LENGTHS[-1])
    return (pieces >> _SHIFT).view(np.int64), marked.size


def _place(name: str) -> int:
    return crc32(name.encode()) % BUCKETS


@lru_cache(maxsize=16384)
def _pair(one: str, other: str) -> int:
    return _place(f"{one} & {other}")
