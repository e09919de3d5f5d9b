"""Letters as they are heard, so that spaces, punctuation and usual misspellings do not matter.

Both a text and a pattern are taken apart into letters and folded onto letters that sound alike:
the pattern "죽고싶어" also finds "죽고 십어" and "죽고.시퍼". A pattern is Hangul, digits and the
groups of regular expressions; `~` is a gap of up to eight syllables.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from intents.reading.codes import Codes, Letters
from intents.reading.text import SYLLABLE_FIRST, SYLLABLE_LAST

#: Of runs that are listened for; a syllable has two or three letters.
LENGTHS: Final = (2, 3, 4, 5, 6, 8, 10, 13)
_LENGTHS: Final = np.array(LENGTHS)
#: So many texts are remembered for a moment.
_READ_BEFORE: Final = 8
_INITIAL, _VOWEL, _FINAL = 0x1100, 0x1161, 0x11A7
_SILENT: Final = 11

#: Vowels that are written for one another: both e, the w-e family, and the ui that is said i.
_VOWEL_FOLD = {1: 5, 3: 5, 7: 5, 10: 11, 15: 11, 19: 20}
#: Finals as they are said before a consonant; 0 means not heard at all.
_FINAL_FOLD = {2: 1, 3: 1, 24: 1, 5: 4, 6: 4, 7: 19, 10: 16, 11: 8, 12: 8, 13: 8, 14: 17, 15: 8}
_FINAL_FOLD |= {18: 17, 20: 19, 22: 19, 23: 19, 25: 19, 26: 17, 27: 0}
#: The initial a final becomes when the next syllable begins with a vowel.
_CARRIED = {1: 0, 2: 1, 3: 9, 4: 2, 5: 12, 6: 2, 7: 3, 8: 5, 9: 0, 10: 6, 11: 7, 12: 9, 13: 16}
_CARRIED |= {14: 17, 15: 5, 16: 6, 17: 7, 18: 9, 19: 9, 20: 10, 22: 12, 23: 14, 24: 15, 25: 16}
_CARRIED |= {26: 17}

_FOLD: Final = {_VOWEL + a: _VOWEL + b for a, b in _VOWEL_FOLD.items()} | {
    _FINAL + a: _FINAL + b if b else None for a, b in _FINAL_FOLD.items()
}
#: 애 (child) and the particle 에 sound alike but are too common to be taken for one another.
_CHILD: Final = chr(_INITIAL + _SILENT) + chr(_VOWEL + 1)
_KEPT: Final = chr(0x11A2)
_CHILD_KEPT: Final = chr(_INITIAL + _SILENT) + _KEPT
#: Letters that stand alone are not heard.
_LOOSE_FIRST, _LOOSE_LAST = chr(0x3131), chr(0x318E)
_GAPS = re.compile("~+")
#: Three letters to a syllable, so this is eight of them.
_GAP_LETTERS: Final = 22


def sound(text: str) -> str:
    """Return the letters a text sounds like: what patterns of `sound_pattern` are run over."""
    return "".join(map(_heard, text))


@lru_cache(maxsize=4096)
def _heard(char: str) -> str:
    """Return the letters one syllable or sign sounds like, none where it is not heard; kept, as
    people write with a few hundred different ones."""
    if not char.isalnum() or _LOOSE_FIRST <= char <= _LOOSE_LAST:
        return ""
    letters = unicodedata.normalize("NFKD", char).lower()
    return letters.replace(_CHILD, _CHILD_KEPT).translate(_FOLD)


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of some letters, length by length: of each of `LENGTHS`."""

    size: int  #: how many letters there are
    codes: Codes

    def of(self, shortest: int, longest: int) -> Codes:
        """Return the runs of all lengths from one to another."""
        counts = [(length, max(self.size - length + 1, 0)) for length in LENGTHS]
        begin = sum(count for length, count in counts if length < shortest)
        end = sum(count for length, count in counts if length <= longest)
        return self.codes[begin:end]


@lru_cache(_READ_BEFORE)
def coded(letters: str) -> Runs:
    """Return the runs of `sound` letters with a "^" before and a "$" after them; kept shortly, as
    several listen to one message."""
    marked = Letters(f"^{letters}$")
    return Runs(marked.size, marked.all_runs(_LENGTHS))


def sound_pattern(source: str) -> str:
    """Return the regular expression over `sound` text for a readable pattern."""
    parts: list[str] = []
    opened: list[bool] = []
    joined = False  # whether the letter before may carry its final over
    for index, char in enumerate(source):
        following = source[index + 1 : index + 2]
        if _is_syllable(char):
            parts.append(_syllable(char, following, joined))
            joined = (ord(char) - SYLLABLE_FIRST) % 28 != 0
        elif char == "(":
            parts.append("(" if following == "?" else "(?:")
            opened.append(joined)
        else:
            parts.append(char)
            joined = _joined_after(char, opened)
    return _GAPS.sub(lambda gaps: f".{{0,{_GAP_LETTERS * len(gaps[0])}}}?", "".join(parts))


def source_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where in `text` the letters from `start` to `end` of its `sound` stand."""
    first, last, seen = 0, len(text), 0
    for index, char in enumerate(text):
        width = len(_heard(char))
        if seen <= start < seen + width:
            first = index
        seen += width
        if seen >= end:
            last = index + 1
            break
    return first, last


def _is_syllable(char: str) -> bool:
    return len(char) == 1 and SYLLABLE_FIRST <= ord(char) <= SYLLABLE_LAST


def _joined_after(char: str, opened: list[bool]) -> bool:
    if char == "|" and opened:
        return opened[-1]
    if char == ")" and opened:
        opened.pop()
        return True
    return char == "?"


@lru_cache(maxsize=4096)
def _syllable(char: str, following: str, joined: bool) -> str:
    # Patterns are made of the same few hundred syllables.
    code = ord(char) - SYLLABLE_FIRST
    initial, vowel = code // 588, code % 588 // 28
    head = chr(_INITIAL + initial) + ("?" if initial == _SILENT and joined else "")
    child = initial == _SILENT and vowel == 1
    body = _KEPT if child else chr(_VOWEL + _VOWEL_FOLD.get(vowel, vowel))
    return head + body + _final(code % 28, following)


def _final(final: int, following: str) -> str:
    said = _FINAL_FOLD.get(final, final)
    if not said:
        return ""
    closed = chr(_FINAL + said)
    if final not in _CARRIED or _is_consonant(following):
        return closed
    return f"(?:{closed}|{chr(_INITIAL + _CARRIED[final])})"


def _is_consonant(following: str) -> bool:
    """Tell whether the next syllable keeps a final from being carried over."""
    return _is_syllable(following) and (ord(following) - SYLLABLE_FIRST) // 588 != _SILENT
