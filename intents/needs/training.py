"""Fits the weights of `intents.needs.mentions` on messages of which is known what they need.

A logistic regression on the signs of every label found in a message beside the first: needed, or
only told of. Learned from are `needs_several.tsv` and `needs_one.tsv`, and as with the judgement
the development half of the evaluation sets, those of its messages with several needs too. So how
well needs are found is told honestly by the test half alone. Two messages of the development half
joined to one ("... 그리고 ...") were tried as further examples: where they found as many needs,
more was taken for one that is only told of.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from intents.lexicon import DATA
from intents.needs.mentions import Mention, Weights
from intents.understanding import Label

#: Messages with several needs by several voices, and those with one that tell of other programmes.
_OWN: Final = ("needs_several.tsv", "needs_one.tsv")
#: Pulls the weights of signs, measured in their own spread, towards none.
_RIDGE: Final = 10 / 3
_ROUNDS: Final = 50
_SETTLED: Final = 1e-8
#: The bar is the highest at which so many messages, left out of the fit, have all of their needs
#: found: the aim of .8, what chance may take of some 250 messages (two standard errors), and that
#: most of those learned from name their needs more plainly than the development half does: of that
#: .75 were found with .85 here.
_FOUND: Final = 0.89
_BARS: Final = (0.05, 0.5)

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A message, its needs (each the labels of which one is enough), and how much it counts."""

    text: str
    needs: tuple[frozenset[int], ...]
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class _Read:
    case: Case
    mentions: Sequence[Mention]

    def reach(self, weights: Weights) -> float:
        """Return the highest bar at which all needs of the message are found."""
        chances = {
            one.label: 1.0 if one.is_first else weights.probability(one.signs)
            for one in self.mentions
        }
        return min(
            max((chances.get(label, 0.0) for label in need), default=0.0)
            for need in self.case.needs
        )


def own_cases(labels: Sequence[Label]) -> list[Case]:
    """Return the messages of this package's data. Raises `KeyError` for an id nobody knows."""
    numbers = {label.id: number for number, label in enumerate(labels)}
    cases = []
    for name in _OWN:
        for line in (DATA / name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                wanted, text = line.split("\t")
                needs = (need.split("|") for need in wanted.split("+"))
                known = tuple(frozenset(numbers[id_] for id_ in need) for need in needs)
                cases.append(Case(text=text, needs=known))
    return cases


def fitted(cases: Sequence[Case], mentions: Callable[[str], Sequence[Mention]]) -> Weights:
    """Return the weights under which the needs of the cases are likeliest, and the bar.

    The same cases in the same order give the same. Raises `ValueError` when no case mentions
    anything beside its first need.
    """
    read = [_Read(case, mentions(case.text)) for case in cases]
    return _fit(read).model_copy(update={"least": _least(read)})


def _least(read: Sequence[_Read]) -> float:
    """Return the bar, judged by leaving out one half of the messages after the other."""
    halves = read[::2], read[1::2]
    reached = sorted(
        (
            one.reach(weights)
            for weights, others in zip(map(_fit, halves), reversed(halves), strict=True)
            for one in others
            if len(one.case.needs) > 1
        ),
        reverse=True,
    )
    lowest, highest = _BARS
    if not reached:
        return highest
    bar = reached[int(np.ceil(_FOUND * len(reached))) - 1]
    return float(np.clip(np.floor(bar * 100) / 100, lowest, highest))


def _fit(read: Sequence[_Read]) -> Weights:
    told = [(one, each) for one in read for each in one.mentions if not each.is_first]
    if not told:
        raise ValueError("no message mentions anything beside its first need")
    names = tuple(told[0][1].signs)
    signs = np.array([[each.signs[name] for name in names] for _, each in told])
    needed = np.array([any(each.label in need for need in one.case.needs) for one, each in told])
    share = np.array([one.case.share for one, _ in told])
    base, weights = _regression(signs, needed, share)
    return Weights(
        base=base, least=_BARS[1], weights=dict(zip(names, weights.tolist(), strict=True))
    )


def _regression(signs: Values, needed: NDArray[np.bool_], share: Values) -> tuple[float, Values]:
    """Return base and weights of a logistic regression, by Newton's method."""
    middle, spread = signs.mean(axis=0), signs.std(axis=0)
    spread[spread == 0] = 1
    table = np.column_stack((np.ones(len(signs)), (signs - middle) / spread))
    pull = np.full(table.shape[1], _RIDGE)
    pull[0] = _SETTLED  # the base is free, unless all or nothing is needed
    weights = np.zeros(table.shape[1])
    for _ in range(_ROUNDS):
        chances = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (share * (chances - needed)) + pull * weights
        if np.abs(slope).max() < _SETTLED:
            break
        bend = (table.T * (share * chances * (1 - chances))) @ table + np.diag(pull)
        weights -= np.linalg.solve(bend, slope)
    own = weights[1:] / spread
    return float(weights[0] - own @ middle), own
