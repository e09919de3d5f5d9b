"""Korean particles that fit the word before them: 소담동이, 센터가, 서울로, 3으로.

The particles and the sounds of digits and Latin letters are data; only the arithmetic of the
Hangul block is code.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

_FIRST, _LAST = 0xAC00, 0xD7A3  #: the composed syllables of Unicode
_FINALS = 28  #: a syllable's place in the block, modulo this, is its final consonant; 0 is none
_RIEUL = 8
_ASIDE = re.compile(r"\s*[(\[（［〔][^()\[\]（）［］〔〕]*[)\]）］〕]\s*$")


class Final(StrEnum):
    """How the last sound of a word ends."""

    VOWEL = "vowel"
    RIEUL = "rieul"  #: counts as a vowel for the pairs listed as such (로)
    CONSONANT = "consonant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Particles:
    """Which pairs there are, written as the forms after a consonant and after a vowel."""

    pairs: Mapping[str, tuple[str, str]]
    rieul_as_vowel: frozenset[str]
    sounds: Mapping[str, Final]  #: digit, letter or sign → how its Korean name ends

    def after(self, word: str, pair: str) -> str:
        """Return the particle that fits after the word.

        Where nobody can say how the word sounds, both are given: 甲이(가). Raises `KeyError`
        for an unknown pair.
        """
        after_consonant, after_vowel = self.pairs[pair]
        match self.final(word):
            case None:
                return f"{after_consonant}({after_vowel})"
            case Final.VOWEL:
                return after_vowel
            case Final.RIEUL if pair in self.rieul_as_vowel:
                return after_vowel
            case _:
                return after_consonant

    def final(self, word: str) -> Final | None:
        """Tell how the last sounded letter ends; a remark in brackets at the end is not read."""
        text = unicodedata.normalize("NFC", word)
        spoken = _ASIDE.sub("", text) or text
        for letter in reversed(spoken.casefold()):
            if _FIRST <= ord(letter) <= _LAST:
                return _of_syllable(letter)
            if letter in self.sounds:
                return self.sounds[letter]
            if letter.isalnum():
                return None
        return None


def _of_syllable(letter: str) -> Final:
    final = (ord(letter) - _FIRST) % _FINALS
    if not final:
        return Final.VOWEL
    return Final.RIEUL if final == _RIEUL else Final.CONSONANT
