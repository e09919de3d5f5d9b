"""Which letter follows which two: how people write, counted over many texts.

A chain of letters: what was seen of three letters, filled up with what was seen of two and of one
(Witten and Bell, The Zero-Frequency Problem, IEEE Transactions on Information Theory 37, 1991).
Flat arrays, so that 200,000 letters take a megabyte and are read in hundredths of a second. What
is unlikely is dear: a cost of `STEPS` is a chance smaller by a factor of e.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

STEPS: Final = 16
#: Stands before and after every text; a text without spaces does not hold it.
EDGE: Final = " "
#: A letter nobody has written is as likely as one in so many.
_LETTERS: Final = 8000
_DEAREST: Final = 255
_IMPOSSIBLE: Final = 1e-9
_CODED: Final = "utf-16-le"
_NONE: Final[Mapping[str, int]] = {}

_Shares = NDArray[np.float64]
_Codes = NDArray[np.int64]
_Costs = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Chain:
    """What is kept of the counts. Pairs are ascending, the letters after them in their order."""

    letters: NDArray[np.uint16]
    pairs: NDArray[np.int32]  #: number of the first letter times all letters, plus of the second
    ends: NDArray[np.int32]  #: where the letters after each pair end
    thirds: NDArray[np.uint16]  #: the letters after the pairs
    alone: _Costs  #: of each letter
    second: _Costs  #: of each pair's second letter, after the first
    third: _Costs  #: of each third letter, after its pair
    new_second: _Costs  #: of a letter that was not seen there, after each letter
    new_third: _Costs  #: of a letter that was not seen there, after each pair

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Chain":
        """Count over texts without spaces."""
        joined = "".join(f"{EDGE * 2}{text}" for text in texts) + EDGE * 3
        codes = np.frombuffer(joined.encode(_CODED, "surrogatepass"), np.uint16)
        letters, numbers = np.unique(codes, return_inverse=True)
        size = len(letters)
        alone = (np.bincount(numbers) + size / _LETTERS) / (len(codes) + size)
        pairs, second, new_second, place = _after(numbers[:-1], numbers[1:], alone[numbers[1:]])
        triples, third, new_third, _ = _after(place[:-1], numbers[2:], second[place[1:]])
        return cls(
            letters=letters,
            pairs=(pairs[0] * size + pairs[1]).astype(np.int32),
            ends=np.bincount(triples[0], minlength=len(second)).cumsum().astype(np.int32),
            thirds=letters[triples[1]],
            alone=_costs(alone),
            second=_costs(second),
            third=_costs(third),
            new_second=_costs(new_second),
            new_third=_costs(new_third),
        )


def _after(
    before: _Codes, letter: _Codes, lower: _Shares
) -> tuple[tuple[_Codes, _Codes], _Shares, _Shares, _Codes]:
    """Count which letter comes after what: return the different meetings in ascending order, how
    likely each is, how likely something new is after each thing, and which meeting each was.

    `lower` is how likely each letter is whatever is before it.
    """
    size = int(letter.max()) + 1
    _, where, place, counts = np.unique(
        before * size + letter, return_index=True, return_inverse=True, return_counts=True
    )
    owner = before[where]
    kinds = np.bincount(owner, minlength=int(before.max()) + 1)
    whole = np.bincount(before) + kinds
    likely = (counts + kinds[owner] * lower[where]) / whole[owner]
    return (owner, letter[where]), likely, kinds / np.maximum(whole, 1), place


def _costs(shares: _Shares) -> _Costs:
    dear: _Shares = -STEPS * np.log(np.maximum(shares, _IMPOSSIBLE))
    return np.minimum(np.rint(dear), _DEAREST).astype(np.uint8)


class Followers:
    """Answers what a chain knows, one letter at a time. Immutable, safe for several threads."""

    def __init__(self, chain: Chain) -> None:
        letters = [chr(code) for code in chain.letters.tolist()]
        self._alone: dict[str, int] = dict(zip(letters, chain.alone.tolist(), strict=True))
        self._new_second: dict[str, int] = dict(
            zip(letters, chain.new_second.tolist(), strict=True)
        )
        self._pairs: dict[str, dict[str, int]] = {letter: {} for letter in letters}
        for number, code in enumerate(chain.pairs.tolist()):
            first, second = divmod(code, len(letters))
            self._pairs[letters[first]][letters[second]] = number
        # Nothing stands after the last number, that of all pairs never seen; its 0 is also what
        # stands before the first, at -1.
        self._unseen = len(chain.ends)
        self._ends: list[int] = [*chain.ends.tolist(), 0]
        self._new_third: bytes = chain.new_third.tobytes() + b"\0"
        self._thirds = chain.thirds.tobytes().decode(_CODED, "surrogatepass")
        self._second: bytes = chain.second.tobytes()
        self._third: bytes = chain.third.tobytes()

    def writes(self, letter: str) -> bool:
        """Tell whether a letter was ever seen."""
        return letter in self._alone

    def known(self, text: str) -> list[bool]:
        """Tell of each three letters in a row whether they were seen so."""
        seen, unseen, ends, thirds = self._pairs.get, self._unseen, self._ends, self._thirds
        pairs = [seen(one, _NONE).get(other, unseen) for one, other in pairwise(text)]
        return [
            third in thirds[ends[pair - 1] : ends[pair]]
            for pair, third in zip(pairs, text[2:], strict=False)
        ]

    def cost(self, first: str, second: str, third: str) -> int:
        """Return how dear the third letter is after the two others."""
        pair = self._pairs.get(first, _NONE).get(second, self._unseen)
        begin = self._ends[pair - 1]
        thirds = self._thirds[begin : self._ends[pair]]
        if third in thirds:
            return self._third[begin + thirds.index(third)]
        after = self._pairs.get(second, _NONE).get(third)
        if after is not None:
            return self._new_third[pair] + self._second[after]
        return self._new_third[pair] + self._new(second, third)

    def costs(
        self, first: str, second: str, letter: str, slips: Mapping[str, int], most: int
    ) -> list[tuple[int, str]]:
        """Return how dear a letter is after two others, and those it may be a slip for.

        `slips` tells what each of them, and the letter, costs by itself. Only those that were
        seen after the second letter, and the letter in any case; of all, only those that are not
        dearer than `most`.
        """
        seen = self._pairs.get(second, _NONE)
        pair = self._pairs.get(first, _NONE).get(second, self._unseen)
        begin, new = self._ends[pair - 1], self._new_third[pair]
        thirds = self._thirds[begin : self._ends[pair]]
        found = []
        for third in slips.keys() & seen.keys():
            if third in thirds:
                cost = slips[third] + self._third[begin + thirds.index(third)]
            else:
                cost = slips[third] + new + self._second[seen[third]]
            if cost <= most:
                found.append((cost, third))
        if letter not in seen:
            cost = slips[letter] + new + self._new(second, letter)
            if cost <= most:
                found.append((cost, letter))
        return found

    def _new(self, second: str, third: str) -> int:
        """Return how dear it is that a letter stands after another for the first time."""
        return self._new_second.get(second, 0) + self._alone.get(third, _DEAREST)
