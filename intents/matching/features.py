"""What texts are compared by: runs of their letters, and their words."""

from functools import lru_cache
from itertools import chain, pairwise
from typing import Final, NamedTuple

from intents.reading.spelling import standard
from intents.reading.text import compact, jamo, plain, runs
from intents.reading.tokens import Tokenizer

#: So many texts are remembered for a moment.
_READ_BEFORE: Final = 8
#: Runs of whole syllables, and of single letters: the second survive misspellings.
_SYLLABLES: Final = (2, 3)
_LETTERS: Final = (4, 5)


class Features(NamedTuple):
    """The features of one text, of two kinds that are weighed apart."""

    letters: frozenset[str]
    words: frozenset[str]


class Reader:
    """Takes texts apart. Safe for several threads, as its tokenizer is."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        # A message is read as a whole and in parts, and its words are asked for each time.
        self._morphemes = lru_cache(maxsize=_READ_BEFORE)(tokenizer.morphemes)

    def morphemes(self, text: str) -> list[str]:
        """Return the words of a text that carry meaning, in order."""
        return self._morphemes(text)

    def features(self, text: str) -> Features:
        """Return the features of a text in `comparable` form."""
        morphemes = self.morphemes(text)
        pairs = (f"{a} {b}" for a, b in pairwise(morphemes))
        return Features(letters(text), frozenset(chain(morphemes, pairs)))


def comparable(text: str) -> str:
    """Return the form of a text that phrases are compared in: plain and in standard spelling."""
    return standard(plain(text))


def letters(text: str) -> frozenset[str]:
    """Return the runs of letters of a text, with its ends marked; spaces do not matter."""
    close = compact(text)
    syllables, single = f" {close} ", f" {jamo(close)} "
    return frozenset(
        chain(*(runs(syllables, n) for n in _SYLLABLES), *(runs(single, n) for n in _LETTERS))
    )
