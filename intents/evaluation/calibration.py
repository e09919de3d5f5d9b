"""Fits how margins become chances, on messages whose meaning is known and was not learned from;
the same messages tell `intents.needs.training` what is one need and what are several."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice, product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from intents.evaluation.sets import Sets
from intents.evaluation.values import Scope
from intents.matching.judgement import Judgement
from intents.needs.training import Case as NeedsCase
from intents.understanding import Label

Margins = NDArray[np.float32]
Case = tuple[str, frozenset[int]]  #: a message, and the labels that are right; none: outside

_SHARPNESS: Final = np.arange(2.0, 12.1, 0.25)
_NOTHING: Final = np.arange(0.0, 8.1, 0.25)
#: How much messages that belong nowhere count beside those that belong somewhere.
_OUTSIDE: Final = 0.35
_SMALL: Final = 1e-6
#: Lines of everyday talk beside the messages that are hard to tell from a question for us.
_CHAT: Final = 125
#: How much messages of one half count when needs are fitted. Those of one need are many, and
#: few of them tell of other programmes.
_SHARES: Final = {Scope.SEVERAL: 1.0, Scope.KNOWN: 0.4, Scope.OUTSIDE: 0.3}


def known_cases(sets: Sets, labels: Sequence[Label]) -> list[Case]:
    """Return the messages of a half that want one thing or nothing, with the right labels."""
    return list(_cases(sets, {label.id: number for number, label in enumerate(labels)}))


def _cases(sets: Sets, numbers: dict[str, int]) -> Iterator[Case]:
    for row in sets.utterances:
        if row.scope in {Scope.KNOWN, Scope.OUTSIDE}:
            yield row.text, frozenset(numbers[id_] for id_ in row.wanted if id_ in numbers)
    for line in islice(sets.chat, _CHAT):
        yield line, frozenset()


def known_needs(sets: Sets, labels: Sequence[Label]) -> list[NeedsCase]:
    """Return the messages of a half without its abuse, with all labels each of them needs."""
    numbers = {label.id: number for number, label in enumerate(labels)}
    return [
        NeedsCase(
            text=row.text,
            needs=tuple(frozenset(numbers[i] for i in need if i in numbers) for need in row.needs),
            share=_SHARES[row.scope],
        )
        for row in sets.utterances
        if row.scope in _SHARES
    ]


def calibrate(cases: Sequence[Case], margins: Callable[[str], Margins]) -> Judgement:
    """Return the judgement under which the right labels of the cases are likeliest."""
    table = np.stack([margins(text) for text, _ in cases])
    right = np.zeros(table.shape, dtype=np.bool_)
    for row, (_, labels) in enumerate(cases):
        right[row, list(labels) or [-1]] = True
    inside = ~right[:, -1]
    weight = np.where(inside, (1 - _OUTSIDE) / inside.sum(), _OUTSIDE / (~inside).sum())
    tried = (Judgement(float(s), float(n)) for s, n in product(_SHARPNESS, _NOTHING))
    return min(tried, key=lambda judgement: _surprise(judgement, table, right, weight))


def _surprise(
    judgement: Judgement,
    table: Margins,
    right: NDArray[np.bool_],
    weight: NDArray[np.float64],
) -> float:
    chances = judgement.chances(table)
    outside = 1 - chances.sum(axis=1, keepdims=True)
    meant = np.where(right, np.concatenate((chances, outside), axis=1), 0.0).sum(axis=1)
    return float(-(weight * np.log(np.maximum(meant, _SMALL))).sum())
