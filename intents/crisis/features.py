"""What the learned opinion on danger looks at: sounds, words, groups of words, signals heard.

Pieces of sound know no spaces and few misspellings; words know no endings; groups of words
(`data/crisis/groups.toml`) let a sentence with one grandmother speak for any other person.
"""

from functools import cache, lru_cache
from itertools import combinations, pairwise
from typing import Final, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from intents.crisis.signals import DATA, Hit
from intents.lexicon import Words, read
from intents.reading.patterns import PatternBook, expand
from intents.reading.sounds import sound
from intents.reading.spelling import standard
from intents.reading.text import plain
from intents.reading.tokens import MecabTokenizer, Tokenizer


def _powers(first: int, base: int) -> list[int]:
    powers = [first]
    for _ in range(_MOST):
        powers.append(powers[-1] * base % (1 << 64))
    return powers


#: Places for features; two that share one are rare and cost little.
BUCKETS: Final = 1 << 18
#: Lengths of the pieces, in letters of `sound`; a syllable has two or three.
_LENGTHS: Final = (3, 4, 5, 6, 8, 10, 13)
#: No part of a message has more letters.
_MOST: Final = 1 << 14
_BASE: Final = 1_000_003
_SHIFT: Final = np.uint64(64 - (BUCKETS.bit_length() - 1))
#: Powers of the base from none up, and the powers of its inverse, which also spread the hashes.
_POWERS: Final = np.array(_powers(1, _BASE), np.uint64)
_BACK: Final = np.array(_powers(0x9E3779B97F4A7C15, pow(_BASE, -1, 1 << 64)), np.uint64)
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


def features(text: str, hits: list[Hit], reasons: set[str]) -> Features:
    """Return what there is to see in a text, and in the signals heard in its `sound`."""
    letters = sound(text)
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
    words = _tokenizer().morphemes(standard(plain(text)))
    return list(dict.fromkeys([*words, *map(" ".join, pairwise(words))]))


@cache
def _tokenizer() -> Tokenizer:
    return MecabTokenizer()


def _pieces(letters: str) -> tuple[NDArray[np.int64], int]:
    """Return the places of all pieces of some letters with their ends marked, and how many.

    The sums up to each letter, times the powers of a base, give the hash of any piece at once:
    multiplied by the inverse power of its start, it is the same wherever the piece stands.
    """
    marked = f"^{letters[: _MOST - 2]}$".encode("utf-32-le")
    codes = np.frombuffer(marked, np.uint32).astype(np.uint64)
    size = len(codes)
    sums = np.zeros(size + 1, np.uint64)
    np.cumsum(codes * _POWERS[:size], out=sums[1:])
    runs = [
        (sums[length:] - sums[: size - length + 1]) * _BACK[: size - length + 1]
        for length in _LENGTHS
        if length <= size
    ]
    hashes = np.concatenate(runs) if runs else np.zeros(0, np.uint64)
    return (hashes >> _SHIFT).astype(np.int64), size


def _place(name: str) -> int:
    return crc32(name.encode()) % BUCKETS


@lru_cache(maxsize=16384)
def _pair(one: str, other: str) -> int:
    return _place(f"{one} & {other}")
