"""Reads Korean that was typed with the keyboard left on English ("rlsrmqqhrwl" is 긴급복지)."""

import re
import unicodedata
from typing import Final

#: Keys in the order of Unicode's initials, vowels and finals.
_INITIALS: Final = "rRseEfaqQtTdwWczxvg"
_VOWELS: Final = (*"koiOjpuPh", "hk", "ho", "hl", *"yn", "nj", "np", "nl", *"bm", "ml", "l")
_FINALS: Final = (
    *("r", "R", "rt", "s", "sw", "sg", "e", "f", "fr", "fa", "fq", "ft", "fx", "fv", "fg"),
    *("a", "q", "qt", "t", "T", "d", "w", "c", "z", "x", "v", "g"),
)

_SYLLABLE = re.compile(
    f"([{_INITIALS}])"
    f"({'|'.join(sorted(_VOWELS, key=len, reverse=True))})"
    f"((?:{'|'.join(sorted(_FINALS, key=len, reverse=True))})(?![koiOjpuPhynbml]))?"
)
_LETTERS = re.compile("[A-Za-z]+")
#: Fewer syllables than this may be an English word by chance ("and" is 뭉).
_FEWEST: Final = 3


def retyped(text: str) -> str | None:
    """Return what would have been typed on a Korean keyboard, or None when that is no Korean."""
    words = _LETTERS.findall(text)
    if not words or not text.isascii():
        return None
    # Capitals are doubled consonants, but only these letters have a doubled form.
    words = [re.sub("[A-DF-NSU-VX-Z]", lambda m: m[0].lower(), word) for word in words]
    syllables = [_SYLLABLE.findall(word) for word in words]
    whole = all(
        "".join(map("".join, found)) == word for found, word in zip(syllables, words, strict=True)
    )
    if not whole or sum(map(len, syllables)) < _FEWEST:
        return None
    return " ".join("".join(_syllable(*parts) for parts in found) for found in syllables)


def _syllable(initial: str, vowel: str, final: str) -> str:
    letters = chr(0x1100 + _INITIALS.index(initial)) + chr(0x1161 + _VOWELS.index(vowel))
    if final:
        letters += chr(0x11A8 + _FINALS.index(final))
    return unicodedata.normalize("NFC", letters)
