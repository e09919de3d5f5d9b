"""Ranks the labels for a text: likeness of letters, of words, and names found in it."""

from collections.abc import Sequence
from itertools import chain, pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from intents.channel import Channel, ngrams
from intents.names import Names
from intents.spelling import standard
from intents.text import compact, jamo, plain
from intents.tokens import Tokenizer
from intents.understanding import Decision, Label

#: How much of the way to certainty a name found in the text lifts its label.
_NAME_LIFT: Final = 0.5
#: What is left of the other labels then: they resemble the text in everything but the name.
_UNNAMED: Final = 0.8
#: Longer texts are compared by their clauses; see `intents.clauses`.
_COMPARED: Final = 300


class Ranked:
    """The scores of all labels for one text, best first on demand."""

    __slots__ = ("named", "scores")

    def __init__(self, scores: NDArray[np.float64], named: frozenset[int]) -> None:
        self.scores = scores
        self.named = named  #: labels whose name stands in the text

    def best(self, count: int) -> list[tuple[int, float]]:
        """Return label numbers with their scores, best first, without zeros."""
        top = np.argsort(-self.scores, kind="stable")[:count]
        return [(int(i), float(self.scores[i])) for i in top if self.scores[i] > 0]

    def over(self, bars: NDArray[np.float64]) -> "Ranked":
        """Return the scores that reach the bar of their label, the others as zero."""
        return Ranked(np.where(self.scores >= bars, self.scores, 0.0), self.named)

    def scaled(self, factor: float) -> "Ranked":
        """Return the scores made smaller by a factor."""
        return Ranked(self.scores * factor, self.named)

    def merged(self, other: "Ranked") -> "Ranked":
        """Return the better score of each label."""
        return Ranked(np.maximum(self.scores, other.scores), self.named | other.named)


class Matcher:
    """The index over the phrases of all labels. Immutable, safe for several threads."""

    def __init__(self, labels: Sequence[Label], tokenizer: Tokenizer) -> None:
        self._size = len(labels)
        said = [
            (number, standard(plain(phrase)))
            for number, label in enumerate(labels)
            for phrase in dict.fromkeys((*label.names, *label.phrases))
            if compact(plain(phrase))
        ]
        phrases = [phrase for _, phrase in said]
        #: Labels that have phrases, and where the phrases of each begin.
        owners = np.array([number for number, _ in said], dtype=np.intp)
        self._owners, self._starts = np.unique(owners, return_index=True)
        self._channels = (
            Channel(phrases, _letters),
            Channel(phrases, lambda text: _words(tokenizer.morphemes(text))),
        )
        numbered = list(enumerate(labels))
        answers = [(i, label) for i, label in numbered if label.decision is Decision.ANSWER]
        self._names = Names([(n, i) for i, label in numbered for n in label.names])
        self._programmes = Names([(n, i) for i, label in answers for n in label.names])

    def rank(self, text: str, *, asked: bool) -> Ranked:
        """Score every label for a `plain` text.

        In a question only programmes are called by name: "위기가구 신고하면 포상금 있나요" does
        not ask for the service "위기가구 신고".
        """
        text = standard(text[:_COMPARED])
        if not len(self._owners):
            return Ranked(np.zeros(self._size), frozenset())
        letters, words = (channel.score(text) for channel in self._channels)
        scores = np.zeros(self._size)
        scores[self._owners] = np.maximum.reduceat(letters + words, self._starts) / 2
        named = (self._programmes if asked else self._names).find(compact(text))
        if named:
            scores = self._lifted(scores, named)
        return Ranked(np.minimum(scores, 1.0), frozenset(named))

    def _lifted(self, scores: NDArray[np.float64], named: dict[int, float]) -> NDArray[np.float64]:
        lifted = scores * (1 - (1 - _UNNAMED) * max(named.values()))
        for number, surely in named.items():
            lifted[number] = scores[number] + (1 - scores[number]) * _NAME_LIFT * surely
        return lifted

    def by_initials(self, letters: str) -> list[int]:
        """Return the labels whose names have these initial consonants."""
        return self._names.by_initials(letters)


def _letters(text: str) -> set[str]:
    close = compact(text)
    return set(chain(ngrams(close, 2, 3), ngrams(jamo(close), 4, 5)))


def _words(morphemes: list[str]) -> set[str]:
    return {*morphemes, *(f"{a} {b}" for a, b in pairwise(morphemes))}
