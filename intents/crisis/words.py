"""Finds the parts of a message to listen to, and the very words that told of danger."""

import re
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from intents.reading.sounds import sound, source_span

#: So many letters and spaces are heard in one go; a longer message is heard in parts.
_PART: Final = 70
#: How much of the part before a part begins with, so that nothing falls between two.
_SHARED: Final = 30
#: The words shown as evidence are at most so many letters and spaces.
_QUOTED: Final = 80
_WORD = re.compile(r"\S+")


def parts(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the parts of a text start and end, cut between words where there are any."""
    start = 0
    while len(text) - start > _PART:
        end = _before_space(text, start + _PART - _SHARED, start + _PART)
        yield start, end
        start = _before_space(text, start + 1, end - _SHARED)
    yield start, len(text)


def _before_space(text: str, first: int, last: int) -> int:
    """Return the last place in a stretch where a word begins, or its end when none does."""
    space = text.rfind(" ", first, last)
    return last if space < 0 else space + 1


def words_at(text: str, letters_start: int, letters_end: int) -> tuple[int, int]:
    """Return where the words of the text stand that hold these letters of its `sound`."""
    first, last = source_span(text, letters_start, letters_end)
    while first > 0 and not text[first - 1].isspace():
        first -= 1
    while last < len(text) and not text[last].isspace():
        last += 1
    return first, last


def most_telling(
    text: str,
    starts: NDArray[np.int64],
    lengths: NDArray[np.int64],
    strengths: NDArray[np.float32],
) -> tuple[int, int]:
    """Return where the words stand that the pieces of a text's `sound` speak for most.

    A piece stands at `starts`, is `lengths` letters long and says as much as its strength. What
    is returned is the run of words with the greatest sum, never empty for a text with words.
    """
    size = len(sound(text))
    first, last = starts.clip(0), (starts + lengths).clip(max=size)
    share = strengths / np.maximum(last - first, 1)
    # Each share is added where its piece begins and taken off where it ends.
    steps = np.bincount(first, share, size + 1) - np.bincount(last, share, size + 1)
    before = np.append(0.0, steps.cumsum()).cumsum()
    spans = [match.span() for match in _WORD.finditer(text)]
    if not spans:
        return 0, len(text)
    ends = [0, *accumulate(len(sound(text[begun:ended])) for begun, ended in spans)]
    one, other = _best_run(np.diff(before[ends]).tolist())
    start = spans[one][0]
    return start, min(spans[other][1], start + _QUOTED)


def _best_run(sums: list[float]) -> tuple[int, int]:
    best, run, begun = (float("-inf"), 0, 0), 0.0, 0
    for index, value in enumerate(sums):
        if run <= 0:
            run, begun = 0.0, index
        run += value
        best = max(best, (run, begun, index))
    return best[1], best[2]
