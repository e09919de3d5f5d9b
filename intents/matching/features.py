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
    syllables: Letters  #: with both ends marked, as the next are
    letters: Letters
    words: list[str]  #: those that carry meaning, in order

    def runs(self) -> list[Codes]:
        """Return the runs of letters that are compared, length by length, in order."""
        return [
            *(self.syllables.runs(length) for length in SYLLABLES),
            *(self.letters.runs(length) for length in LETTERS),
        ]

    def features(self) -> Features:
        """Return what the text is compared by as a whole; spaces do not matter."""
        pairs = map(EDGE.join, pairwise(self.words))
        words = list(dict.fromkeys((*self.words, *pairs)))
        return Features(distinct(np.concatenate(self.runs())), of_words(words))


class Reader:
    """Takes texts apart. Safe for several threads, as its tokenizer is."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer

    def read(self, text: str) -> Reading:
        """Take a text in `comparable` form apart."""
        close = compact(text)
        return Reading(
            text=text,
            close=close,
            syllables=Letters(f"{EDGE}{close}{EDGE}"),
            letters=Letters(f"{EDGE}{jamo(close)}{EDGE}"),
            words=self._tokenizer.morphemes(text),
        )


def comparable(text: str) -> str:
    """Return the form of a text that phrases are compared in: plain and in standard spelling."""
    return standard(plain(text))
