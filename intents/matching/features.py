"""What texts are compared by: runs of their letters, and their words."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from intents.reading.codes import Codes, Letters, distinct, of_words
from intents.reading.spelling import standard
from intents.reading.text import compact, jamo, plain
from intents.reading.tokens import Tokenizer

#: Runs of whole syllables, and of single letters: the second survive misspellings.
SYLLABLES: Final = (2, 3)
LETTERS: Final = (4, 5)
#: Stands at both ends of a text.
EDGE: Final = " "


class Features(NamedTuple):
    """The different features of one text, of two kinds that are weighed apart."""

    letters: Codes
    words: Codes


@dataclass(frozen=True, slots=True)
class Reading:
    """A `comparable` text taken apart, to be compared as a whole and in stretches."""

    text: str
    close: str  #: without its spaces
    border: int  #: the first of its single letters
    letters: Letters  #: its syllables, then its single letters, each with both ends marked
    runs: Codes  #: of letters that are compared, length by length, in order
    words: list[str]  #: those that carry meaning, in order
    groups: Codes  #: the words, then their pairs, in order

    def features(self) -> Features:
        """Return what the text is compared by as a whole; spaces do not matter."""
        groups = dict.fromkeys(self.groups.tolist())
        return Features(distinct(self.runs), np.array([*groups], np.uint64))


class Reader:
    """Takes texts apart. Safe for several threads, as its tokenizer is."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer

    def read(self, text: str) -> Reading:
        """Take a text in `comparable` form apart."""
        close = compact(text)
        letters = Letters(f"{EDGE}{close}{EDGE}{EDGE}{jamo(close)}{EDGE}")
        border = len(close) + 2 * len(EDGE)
        runs = [
            *(letters.runs(length, 0, border) for length in SYLLABLES),
            *(letters.runs(length, border, letters.size) for length in LETTERS),
        ]
        words = self._tokenizer.morphemes(text)
        pairs = map(EDGE.join, pairwise(words))
        return Reading(
            text=text,
            close=close,
            border=border,
            letters=letters,
            runs=np.concatenate(runs),
            words=words,
            groups=of_words([*words, *pairs]),
        )


def comparable(text: str) -> str:
    """Return the form of a text that phrases are compared in: plain and in standard spelling."""
    return standard(plain(text))
