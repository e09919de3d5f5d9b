"""Faults of typing, put into a text on purpose: the same text always gets the same faults."""

from functools import cache
from math import hypot
from random import Random
from typing import Annotated, Final

from pydantic import Field

from intents.lexicon import Words, read
from intents.reading.text import SYLLABLE_FIRST, SYLLABLE_LAST

_FINALS: Final = 28
_VOWELS: Final = 21
#: Keys nearer than this, in widths of a key, are hit for one another.
_NEAR: Final = 1.3

_Rate = Annotated[float, Field(ge=0, le=1)]


class _Letters(Words):
    initials: str
    vowels: str
    finals: str


class _Keyboard(Words):
    rows: tuple[str, ...]
    shifts: tuple[float, ...]
    unshifted: dict[str, str]


class _Sounds(Words):
    vowels: dict[str, str]
    finals: dict[str, str]


class _Recipe(Words):
    spaces: bool = True
    key: _Rate = 0
    sound: _Rate = 0
    dropfinal: _Rate = 0


class _Noise(Words):
    letters: _Letters
    keyboard: _Keyboard
    sounds: _Sounds
    kinds: dict[str, _Recipe]


@cache
def _facts() -> _Noise:
    return read("noise.toml", _Noise)


def kinds() -> tuple[str, ...]:
    """Return the names of the faults, the worst mixture last."""
    return tuple(_facts().kinds)


def noisy(text: str, kind: str, *, draw: int = 0) -> str:
    """Return the text with faults of one kind. Raises `KeyError` for an unknown kind.

    Each `draw` puts them elsewhere.
    """
    recipe = _facts().kinds[kind]
    # Faults of their own for every text: a row that is added changes nothing for the others.
    chance = Random(f"{kind}\n{text}" + "\n" * draw)  # noqa: S311 (nothing secret)
    if not recipe.spaces:
        text = "".join(text.split())
    return "".join(_spoiled(char, recipe, chance) for char in text)


def neighbours(letter: str) -> str:
    """Return the letters of the same sort whose keys stand around the key of a letter."""
    return _neighbours().get(letter, "")


@cache
def around(letter: str) -> str:
    """Return the letters that may have been meant by one, whose key was missed or not shifted."""
    unshifted = _facts().keyboard.unshifted.get(letter, "")
    return unshifted + "".join(
        meant for meant, typed in _neighbours().items() if letter in typed and meant != unshifted
    )


@cache
def heard(letter: str) -> str:
    """Return the letters that may have been meant by one, as they sound alike."""
    alike = _facts().sounds.vowels | _facts().sounds.finals
    return "".join(meant for meant, written in alike.items() if written == letter)


def finals() -> str:
    """Return the letters a syllable may end with; the first stands for none."""
    return _facts().letters.finals


@cache
def _neighbours() -> dict[str, str]:
    board = _facts().keyboard
    places = {
        letter: (column + shift, row)
        for row, (letters, shift) in enumerate(zip(board.rows, board.shifts, strict=True))
        for column, letter in enumerate(letters)
    }
    vowels = set(_facts().letters.vowels)
    around = {
        letter: "".join(
            other
            for other, (x, y) in places.items()
            if other != letter
            and (other in vowels) == (letter in vowels)
            and hypot(x - column, y - row) < _NEAR
        )
        for letter, (column, row) in places.items()
    }
    return around | board.unshifted


def _spoiled(char: str, recipe: _Recipe, chance: Random) -> str:
    if not SYLLABLE_FIRST <= ord(char) <= SYLLABLE_LAST:
        return char
    initial, vowel, final = apart(char)
    if chance.random() < recipe.key:
        initial, vowel = _mistyped(initial, vowel, chance)
    if chance.random() < recipe.sound:
        vowel, final = _as_heard(vowel, final)
    if chance.random() < recipe.dropfinal:
        final = _facts().letters.finals[0]
    return together(initial, vowel, final)


def apart(syllable: str) -> tuple[str, str, str]:
    """Return the initial, the vowel and the final of a syllable, as a keyboard writes them."""
    letters = _facts().letters
    initial, rest = divmod(ord(syllable) - SYLLABLE_FIRST, _VOWELS * _FINALS)
    vowel, final = divmod(rest, _FINALS)
    return letters.initials[initial], letters.vowels[vowel], letters.finals[final]


def together(initial: str, vowel: str, final: str) -> str:
    """Return the syllable of an initial, a vowel and a final."""
    letters = _facts().letters
    place = letters.initials.index(initial) * _VOWELS + letters.vowels.index(vowel)
    return chr(SYLLABLE_FIRST + place * _FINALS + letters.finals.index(final))


def _mistyped(initial: str, vowel: str, chance: Random) -> tuple[str, str]:
    """One of the two keys is missed; letters of two keys (a compound vowel) stay as they are."""
    if chance.random() < 0.5:
        around = neighbours(initial)
        return (chance.choice(around) if around else initial), vowel
    around = neighbours(vowel)
    return initial, (chance.choice(around) if around else vowel)


def _as_heard(vowel: str, final: str) -> tuple[str, str]:
    alike = _facts().sounds
    if vowel in alike.vowels:
        return alike.vowels[vowel], final
    return vowel, alike.finals.get(final, final)
