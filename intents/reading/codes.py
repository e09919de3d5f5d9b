"""Codes of runs of letters: equal runs have equal codes wherever they stand, so that a text is
taken apart by a few operations on arrays instead of one by one.

A code is a polynomial in the letters of a run, modulo 2^64 (Karp and Rabin, Efficient Randomized
Pattern-matching Algorithms, IBM Journal of Research and Development 31, 1987). That any two of
200,000 runs share one has a chance of about one in a billion.
"""

from collections.abc import Sequence
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

#: Codes of runs or of words.
Codes = NDArray[np.uint64]
#: Places of letters in a text.
Places = NDArray[np.intp]

#: More letters than this are not looked at.
MOST: Final = 1 << 14
_BASE: Final = 1_000_003
_SPREAD: Final = 0x9E3779B97F4A7C15


def _powers(first: int, base: int) -> Codes:
    powers = np.full(MOST + 1, base, np.uint64)
    powers[0] = first
    return np.multiply.accumulate(powers)


#: Powers of the base from none up, and the powers of its inverse, which also spread the codes.
_POWERS: Final = _powers(1, _BASE)
_BACK: Final = _powers(_SPREAD, pow(_BASE, -1, 1 << 64))
_STARTS: Final = np.arange(MOST)


class Letters:
    """The letters of a text, the codes of whose runs can be asked for."""

    __slots__ = ("_sums", "size")

    def __init__(self, text: str) -> None:
        letters = np.frombuffer(text[:MOST].encode("utf-32-le", "surrogatepass"), np.uint32)
        self.size = len(letters)
        # With the sums up to each letter, times the powers of the base, the code of any run is one
        # difference; the inverse power of its start makes it the same wherever the run stands.
        self._sums = np.zeros(self.size + 1, np.uint64)
        np.add.accumulate(letters * _POWERS[: self.size], out=self._sums[1:])

    def runs(self, length: int, first: int = 0, last: int = MOST) -> Codes:
        """Return the codes of all runs of so many letters from one place to another, in order."""
        end = max(min(last, self.size) - length + 1, first)
        sums = self._sums
        return (sums[first + length : end + length] - sums[first:end]) * _BACK[first:end]

    def all_runs(self, lengths: Places) -> Codes:
        """Return the codes of all runs of each length: length by length, in order."""
        ends = lengths[:, None] + _STARTS[: self.size]
        codes = (self._sums.take(ends, mode="clip") - self._sums[:-1]) * _BACK[: self.size]
        inside: Codes = codes[ends <= self.size]
        return inside

    def between(self, starts: Places, ends: Places) -> Codes:
        """Return the codes of the runs from each start to each end."""
        return (self._sums[ends] - self._sums[starts]) * _BACK[starts]


def of_words(words: Sequence[str]) -> Codes:
    """Return the codes of words, which are few and so taken one by one.

    They are of 32 bits, spread: of some ten thousand words hardly two share one.
    """
    sums = [crc32(word.encode("utf-8", "replace")) for word in words]
    return np.array(sums, np.uint64) * np.uint64(_SPREAD)


def opened(codes: Codes, letter: str) -> Codes:
    """Return the codes of runs with a letter put before them."""
    return codes * np.uint64(_BASE) + np.uint64(ord(letter) * _SPREAD % (1 << 64))


def closed(codes: Codes, lengths: Places, letter: str) -> Codes:
    """Return the codes of runs, of so many letters each, with a letter put after them."""
    return codes + _POWERS[lengths] * np.uint64(ord(letter) * _SPREAD % (1 << 64))


def distinct(codes: Codes) -> Codes:
    """Return the different ones in ascending order."""
    ordered = np.sort(codes)
    first = np.empty(len(ordered), np.bool_)
    first[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


class CodeBook:
    """Known codes in ascending order, found again by their first bits."""

    __slots__ = ("_padded", "_shift", "_starts", "_steps", "codes")

    def __init__(self, codes: Codes) -> None:
        self.codes = codes
        bits = max(len(codes).bit_length() + 1, 4)
        self._shift = np.uint64(64 - bits)
        held = np.bincount((codes >> self._shift).view(np.intp), minlength=1 << bits)
        self._starts: Places = held.cumsum() - held
        longest = int(held.max())
        self._steps = np.arange(longest)[:, None]
        # Looked at from places near the end, where the first code is never looked for.
        self._padded = np.concatenate((codes, codes[:1].repeat(longest)))

    def find(self, codes: Codes) -> Places:
        """Return the place of each code among the known ones, -1 for an unknown one."""
        if not len(self.codes):
            return np.full(len(codes), -1, np.intp)
        near = self._starts.take((codes >> self._shift).view(np.intp)) + self._steps
        found: Places = np.where(self._padded.take(near) == codes, near, -1)
        last: Places = np.maximum.reduce(found, axis=0)
        return last
