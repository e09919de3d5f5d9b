"""What may have been meant by a syllable: a key missed, written as heard, a final left out."""

from collections.abc import Iterator, Mapping
from typing import Final

from intents.reading.noise import apart, around, finals, heard, together
from intents.reading.text import SYLLABLE_FIRST, SYLLABLE_LAST

#: How dear each slip is, as likelihoods are in `followers`: about one and a half times
#: what one in ten syllables would make it, as most messages have none.
_KEY: Final = 80
_FINAL_KEY: Final = 110
_HEARD: Final = 35
_LEFT_OUT: Final = 58
_TOO_MUCH: Final = 90


def meant(letter: str) -> Mapping[str, int]:
    """Return what may have been meant by a letter, itself for nothing, others at their cost."""
    costs = {letter: 0}
    if SYLLABLE_FIRST <= ord(letter) <= SYLLABLE_LAST:
        for other, cost in _slips(*apart(letter)):
            costs[other] = min(cost, costs.get(other, cost))
    return costs


def _slips(initial: str, vowel: str, final: str) -> Iterator[tuple[str, int]]:
    for other in around(initial):
        yield together(other, vowel, final), _KEY
    for other in around(vowel):
        yield together(initial, other, final), _KEY
    for other in heard(vowel):
        yield together(initial, other, final), _HEARD
    for other, cost in _final_slips(final):
        yield together(initial, vowel, other), cost


def _final_slips(final: str) -> Iterator[tuple[str, int]]:
    none, closed = finals()[0], finals()[1:]
    for other in heard(final):
        yield other, _HEARD
    if final == none:
        yield from ((other, _LEFT_OUT) for other in closed)
    else:
        yield none, _TOO_MUCH
        yield from ((other, _FINAL_KEY) for other in around(final) if other in closed)
