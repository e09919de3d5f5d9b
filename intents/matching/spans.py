"""How well inside each label every stretch of a message is, for little more than the message costs.

Margins are sums over features, and a feature stands at a place. So with two running sums, over the
features that have ended before a place and over those that have begun before it, the margins of
any stretch of words are one difference, as if that stretch alone had been said.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain, pairwise, repeat
from typing import Final

import numpy as np
from numpy.typing import NDArray

from intents.matching.classifier import Classifier
from intents.matching.encoding import SHARES
from intents.matching.features import Reader
from intents.matching.vocabulary import STRANGE, Numbers, Values, Vocabulary
from intents.reading.sentences import NEEDS
from intents.reading.text import compact, jamo

#: A stretch has at most so many units.
LONGEST: Final = 7
#: A word of the text that the tokenizer writes otherwise is looked for so far ahead.
_ASTRAY: Final = 12
#: So many features stand at each end of a stretch.
_AT_ENDS: Final = 4
_NEVER: Final = repeat(-1)

_NONE: Final = np.zeros(1, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Spans:
    """Stretches of a message and how well inside each label they are."""

    units: tuple[str, ...]  #: the message in pieces, which are never cut
    begin: Numbers  #: by stretch: its first unit
    end: Numbers  #: by stretch: the unit after its last
    margins: Values  #: stretches x labels; the last label is outside

    def at(self, begin: int, end: int) -> int | None:
        """Return the number of a stretch, None when there is none such."""
        found = np.flatnonzero((self.begin == begin) & (self.end == end))
        return int(found[0]) if len(found) else None


class SpanReader:
    """Takes messages apart by what was learned. Immutable, safe for several threads."""

    __slots__ = ("_letters", "_reader", "_step", "_words")

    def __init__(self, learned: Classifier, reader: Reader) -> None:
        self._reader, self._step = reader, learned.step
        letters, words = learned.kinds
        self._letters = _Table(letters, learned.weights[: len(letters.weight)])
        self._words = _Table(words, learned.weights[len(letters.weight) :])

    def spans(self, text: str, units: Sequence[str]) -> Spans:
        """Return all stretches of a `comparable` text cut into units, the whole as the last."""
        begin, end = _stretches(len(units))
        close = "".join(units)
        before = np.array([0, *accumulate(map(len, units))], dtype=np.intp)
        runs, ended, begun = _runs(close, before)
        openings, closings = map(_opening, units), map(_closing, units)
        found = self._letters.find([*runs, *chain(*openings), *chain(*closings)])
        at_ends = len(runs) + _AT_ENDS * np.arange(2 * len(units) + 1)
        first, last = at_ends[: len(units) + 1], at_ends[len(units) :]
        left = found.until(begun) - _sides(found.between(first), before=False)
        right = found.until(ended) + _sides(found.between(last), before=True)
        margins = _scaled(SHARES[0], right[end] - left[begin])
        words, ended, begun = _words(self._reader.morphemes(text), close, before)
        if words:
            said = self._words.find(words)
            margins += _scaled(SHARES[1], said.until(ended)[end] - said.until(begun)[begin])
        margins *= self._step
        return Spans(units=tuple(units), begin=begin, end=end, margins=margins)


def units(text: str) -> list[str]:
    """Cut a `comparable` text into its words, and long words where they may have no spaces."""
    cut: list[str] = []
    for word in map(compact, text.split()):
        if len(word) <= NEEDS.longest:
            cut += [word] if word else []
            continue
        kept = ""
        for piece in NEEDS.cuts.split(word):
            kept += piece
            if len(kept) >= 3:
                cut.append(kept)
                kept = ""
        if len(kept) == 1 and cut:
            cut[-1] += kept
        elif kept:
            cut.append(kept)
    return cut


@dataclass(frozen=True, slots=True)
class _Found:
    """Running sums over a row of features: of their weights by label, and last, of squares."""

    known: Numbers  #: how many of the features before each are known
    weights: Values  #: over the known ones
    squares: Values  #: over all

    def until(self, places: Numbers) -> Values:
        """Return the sums before some places; several rows of places are added up."""
        weights = self.weights[self.known[places]].sum(axis=0)
        sums: Values = np.column_stack((weights, self.squares[places].sum(axis=0)))
        return sums

    def between(self, places: Numbers) -> Values:
        """Return the sums from each place to the next."""
        weights = self.weights[self.known[places]]
        squares = self.squares[places]
        return np.column_stack((np.diff(weights, axis=0), np.diff(squares))).astype(np.float32)


def _sides(sums: Values, *, before: bool) -> Values:
    """Return the sums of units by the place before or after them; there is none at one end."""
    none = np.zeros((1, sums.shape[1]), dtype=np.float32)
    return np.concatenate((none, sums) if before else (sums, none))


def _scaled(share: float, sums: Values) -> Values:
    """Return the weights of stretches as if each were of length one."""
    lengths = np.sqrt(np.maximum(sums[:, -1:], 1.0))
    return (sums[:, :-1] * (share / lengths)).astype(np.float32)


class _Table:
    """One kind of features, looked up in what was learned."""

    def __init__(self, kind: Vocabulary, weights: NDArray[np.int8]) -> None:
        self._number, self._weights = kind.number, weights
        self._worth = kind.weight
        # By number; then what is common, which counts nothing, and what was never seen.
        squares = np.append(kind.weight**2, (0.0, STRANGE * kind.unseen**2))
        self._squares: Values = squares.astype(np.float32)

    def find(self, features: Sequence[str]) -> _Found:
        """Return the running sums over features in their order."""
        found = np.fromiter(map(self._number.get, features, _NEVER), np.intp, len(features))
        known = (found >= 0) & (found < len(self._worth))
        numbers = found[known]
        rows = self._weights[numbers] * self._worth[numbers, None]
        weights = np.zeros((len(rows) + 1, rows.shape[1]), dtype=np.float32)
        np.cumsum(rows, axis=0, out=weights[1:])
        return _Found(
            known=np.concatenate(([0], known.cumsum())),
            weights=weights,
            squares=np.concatenate((_NONE, self._squares[found].cumsum())),
        )


def _stretches(size: int) -> tuple[Numbers, Numbers]:
    pairs = [
        (begin, end)
        for begin in range(size)
        for end in range(begin + 1, min(size, begin + LONGEST) + 1)
        if (begin, end) != (0, size)
    ]
    begin, end = np.array([*pairs, (0, size)], dtype=np.intp).T
    return begin, end


def _runs(close: str, before: Numbers) -> tuple[list[str], Numbers, Numbers]:
    """Return the runs of letters of `matching.features`, but for those at the ends of the text.

    And for each length of them: where those stand that ended, and began, before each unit.
    """
    single = list(map(_letters, close))
    letters_before = np.array([0, *accumulate(map(len, single))], dtype=np.intp)[before]
    runs: list[str] = []
    ended, begun = [], []
    for text, places, size in (
        (close, before, 2),
        (close, before, 3),
        ("".join(single), letters_before, 4),
        ("".join(single), letters_before, 5),
    ):
        count = max(0, len(text) - size + 1)
        ended.append(len(runs) + np.clip(places - size + 1, 0, count))
        begun.append(len(runs) + np.minimum(places, count))
        runs += [text[at : at + size] for at in range(count)]
    return runs, np.stack(ended), np.stack(begun)


@lru_cache(maxsize=4096)
def _letters(syllable: str) -> str:
    return jamo(syllable)


def _opening(unit: str) -> tuple[str, ...]:
    single = jamo(unit[:2])
    return (f" {unit[:1]}", f" {unit[:2]}", f" {single[:3]}", f" {single[:4]}")


def _closing(unit: str) -> tuple[str, ...]:
    single = jamo(unit[-2:])
    return (f"{unit[-1:]} ", f"{unit[-2:]} ", f"{single[-3:]} ", f"{single[-4:]} ")


def _words(said: Iterable[str], close: str, before: Numbers) -> tuple[list[str], Numbers, Numbers]:
    """Return the words of a text and their pairs, and where they stand as `_runs` does."""
    placed: list[tuple[str, int, int]] = []
    done = 0
    for word in said:
        letters = compact(word)
        at = close.find(letters, done, done + _ASTRAY + len(letters))
        if at < 0:
            at, letters = min(done, len(close) - 1), ""
        done = at + len(letters)
        placed.append((word, at, max(at, done - 1)))
    pairs = [
        (f"{one} {other}", begin, end) for (one, begin, _), (other, _, end) in pairwise(placed)
    ]
    ended, begun = [], []
    shift = 0
    for several in (placed, pairs):
        ended.append(shift + np.searchsorted([end for _, _, end in several], before))
        begun.append(shift + np.searchsorted([begin for _, begin, _ in several], before))
        shift += len(several)
    return [word for word, _, _ in (*placed, *pairs)], np.stack(ended), np.stack(begun)
