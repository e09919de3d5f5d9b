"""Finds programme names in a text: exact, misspelt, or as bare initial consonants.

A name is a stronger sign than any likeness of phrases ("긴급복지가 뭔데요"), and people misspell
names more than anything else ('기초샐활수급', '기급복지'), so they are compared letter by letter.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from rapidfuzz import fuzz

from intents.reading.spelling import standard
from intents.reading.text import compact, initials, jamo, plain

#: Shorter names are found only when written exactly.
_FUZZY_FROM: Final = 4
#: Letters out of a hundred that must agree for a misspelt name.
_NEARLY: Final = 84.0
#: Only names sharing this part of their letter groups with the text are compared.
_SHARED: Final = 0.4
_GROUP: Final = 3


class Names:
    """The names of all labels. Immutable after building."""

    def __init__(self, names: Sequence[tuple[str, int]]) -> None:
        """Take pairs of a name and the number of its label."""
        self._entries: list[tuple[str, str, int, int]] = []
        self._initials: dict[str, list[int]] = {}
        holders: dict[str, list[int]] = {}
        for name, label in names:
            self._add(compact(standard(plain(name))), label, holders)
        self._holders = {group: np.array(held) for group, held in holders.items()}
        self._needed = np.array([_SHARED * size for *_, size in self._entries])

    def _add(self, name: str, label: int, holders: dict[str, list[int]]) -> None:
        if len(name) < 2:
            return
        letters = jamo(name)
        groups = frozenset(_groups(letters))
        for group in groups:
            holders.setdefault(group, []).append(len(self._entries))
        self._entries.append((name, letters, label, len(groups)))
        if len(short := initials(name)) == len(name):
            self._initials.setdefault(short, []).append(label)

    def find(self, text: str) -> dict[int, float]:
        """Return label → how surely one of its names stands in the text, 0..1.

        `text` is compact. A name inside a longer name that is also found does not count.
        """
        letters = jamo(text)
        found = [
            (entry, score)
            for entry in self._sharing(letters)
            if (score := self._score(entry, text, letters))
        ]
        return self._longest(found)

    def _sharing(self, letters: str) -> list[int]:
        """Return the entries that share enough groups with a text to be compared with it."""
        held = [self._holders[group] for group in self._holders.keys() & _groups(letters)]
        if not held:
            return []
        shared = np.bincount(np.concatenate(held), minlength=len(self._entries))
        enough = np.flatnonzero((shared > 0) & (shared >= self._needed))
        return [int(entry) for entry in enough]

    def _score(self, entry: int, text: str, letters: str) -> float:
        name, name_letters, _, _ = self._entries[entry]
        if name in text:
            return 1.0
        if len(name) < _FUZZY_FROM:
            return 0.0
        likeness = (
            fuzz.partial_ratio(name_letters, letters, score_cutoff=_NEARLY)
            if len(name_letters) <= len(letters)
            else fuzz.ratio(name_letters, letters, score_cutoff=_NEARLY)
        )
        return (likeness / 100) ** 2

    def _longest(self, found: list[tuple[int, float]]) -> dict[int, float]:
        best: dict[int, float] = {}
        for entry, score in found:
            if not any(self._covers(other, entry, score) for other in found):
                label = self._entries[entry][2]
                best[label] = max(best.get(label, 0.0), score)
        return best

    def _covers(self, other: tuple[int, float], entry: int, score: float) -> bool:
        """Tell whether another label's name explains the same words better.

        "돌봄SOS 신청" said in full covers "돌봄SOS"; said only nearly, it is covered by it.
        """
        name, _, label, _ = self._entries[entry]
        longer, _, owner, _ = self._entries[other[0]]
        if owner == label or name == longer:
            return False
        return (name in longer and other[1] >= score) or (longer in name and other[1] > score)

    def by_initials(self, letters: str) -> list[int]:
        """Return the labels whose name is written by these initials, or begins or ends so."""
        exact = self._initials.get(letters, [])
        near = [
            label
            for short, labels in self._initials.items()
            if short != letters and (short.startswith(letters) or letters in short)
            for label in labels
        ]
        return list(dict.fromkeys([*exact, *near]))


def _groups(letters: str) -> list[str]:
    return [letters[i : i + _GROUP] for i in range(len(letters) - _GROUP + 1)]
