"""Patterns that hear rather than read: spaces, punctuation and usual misspellings do not matter.

Both the text and the pattern are taken apart into letters and folded onto letters that sound
alike, so one pattern for "죽고 싶어" also finds "죽고싶어", "죽구시퍼" is close enough to add in
one alternative, and "죽고  십어요" needs nothing. Patterns are data: Hangul, digits, groups with
`(a|b)`, `?` after a group, and `~` for a gap of up to eight syllables.
"""

import re
import unicodedata
from typing import Final

from intents.text import SYLLABLE_FIRST, SYLLABLE_LAST

_INITIAL, _VOWEL, _FINAL = 0x1100, 0x1161, 0x11A7
_SILENT: Final = chr(_INITIAL + 11)

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
_DROPPED = re.compile(f"[\\W_{chr(0x3131)}-{chr(0x318E)}]+")
#: Eight syllables of at most three letters.
_GAP: Final = ".{0,22}?"


def sound(text: str) -> str:
    """Return the letters a text sounds like: what patterns of `sound_pattern` are run over."""
    return unicodedata.normalize("NFKD", _DROPPED.sub("", text)).lower().translate(_FOLD)


def sound_pattern(source: str) -> str:
    """Return the regular expression over `sound` text for a readable Hangul pattern."""
    parts: list[str] = []
    for index, char in enumerate(source):
        if SYLLABLE_FIRST <= ord(char) <= SYLLABLE_LAST:
            parts.append(_syllable(ord(char) - SYLLABLE_FIRST, source[index + 1 : index + 2]))
        elif char == "(":
            parts.append("(?:")
        elif char == "~":
            parts.append(_GAP)
        else:
            parts.append(char)
    return "".join(parts)


def source_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where in `text` the letters from `start` to `end` of its `sound` stand."""
    first, last, seen = 0, len(text), 0
    for index, char in enumerate(text):
        width = len(sound(char))
        if seen <= start < seen + width:
            first = index
        seen += width
        if seen >= end:
            last = index + 1
            break
    return first, last


def _syllable(code: int, following: str) -> str:
    initial, vowel, final = code // 588, code % 588 // 28, code % 28
    head = chr(_INITIAL + initial)
    if head == _SILENT:
        head += "?"
    body = chr(_VOWEL + _VOWEL_FOLD.get(vowel, vowel))
    return head + body + _final(final, following)


def _final(final: int, following: str) -> str:
    said = _FINAL_FOLD.get(final, final)
    if not final:
        return ""
    closed = chr(_FINAL + said) if said else ""
    if final not in _CARRIED or _is_consonant(following):
        return closed
    return f"(?:{closed}|{chr(_INITIAL + _CARRIED[final])})" if closed else ""


def _is_consonant(following: str) -> bool:
    """Tell whether the next syllable keeps a final from being carried over."""
    if not following or not SYLLABLE_FIRST <= ord(following) <= SYLLABLE_LAST:
        return False
    return (ord(following) - SYLLABLE_FIRST) // 588 != 11
