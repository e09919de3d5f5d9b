"""One message, made comparable: cleaned for keeping, squeezed for matching.

People write without spaces, with dots for spaces, in full-width letters, with strings of letters
for laughing and crying. `clean` takes out only what no store or page can hold; the other functions
make copies that are compared and then thrown away.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

#: Precomposed syllables, and the single letters a keyboard makes.
SYLLABLE_FIRST: Final = 0xAC00
SYLLABLE_LAST: Final = 0xD7A3
_LETTERS: Final = f"{chr(0x3131)}-{chr(0x318E)}"
_CONJOINING: Final = f"{chr(0x1100)}-{chr(0x11FF)}"

_INITIALS: Final = tuple(
    chr(0x3131 + i) for i in (0, 1, 3, 6, 7, 8, 16, 17, 18, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29)
)
_VOWELS_PER_INITIAL: Final = 21 * 28

_SURROGATE = re.compile("[\ud800-\udfff]")
# Invisible letters split words and numbers so that neither is recognised.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u115f\u1160\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\u3164\ufeff\uffa0\U000e0000-\U000e007f]"
)
_LETTER_RUN = re.compile(f"[{_LETTERS}{_CONJOINING}]+")
_REPEATED = re.compile(r"([^\W\d])\1{2,}")
#: So many texts are remembered for a moment: every part of the reading begins with `plain`.
_READ_BEFORE: Final = 8

_FIRST_VOWEL: Final = 0x314F
_VOWELS: Final = f"{chr(_FIRST_VOWEL)}-{chr(0x3163)}"
_CONSONANTS: Final = f"{chr(0x3131)}-{chr(0x314E)}"
_FINALS: Final = tuple(chr(0x3131 + i) for i in range(30) if i not in {7, 18, 24})
#: Letters that stand alone, as in laughing or in a syllable typed in pieces.
_LOOSE = re.compile(f"[{chr(0x3131)}-{chr(0x3163)}]")
_SYLLABLE_IN_PIECES = re.compile(
    f"([{''.join(_INITIALS)}])([{_VOWELS}])([{_CONSONANTS}](?![{_VOWELS}]))?"
)
_ONLY_CONSONANTS = re.compile(f"[{chr(0x3131)}-{chr(0x314E)}]{{2,}}")


def clean(text: str) -> str:
    """Return the text as it may be kept: composed, without control or invisible characters.

    A lone surrogate, which neither UTF-8 nor a database can hold, becomes U+FFFD.
    """
    if text.isascii() and text.isprintable():
        return text
    whole = _SURROGATE.sub("\ufffd", text)
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", whole))


@lru_cache(_READ_BEFORE)
def plain(text: str) -> str:
    """Return a readable copy for matching: NFKC, lower case, no laughing, crying or drawling."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return _REPEATED.sub(r"\1", _LETTER_RUN.sub(" ", folded))


def compact(text: str) -> str:
    """Return only letters and digits of `plain` text, without spaces."""
    joined = text.replace(" ", "")  # mostly there is nothing else to leave out
    return joined if joined.isalnum() else "".join(filter(str.isalnum, joined))


def has_loose_letters(text: str) -> bool:
    """Tell whether letters stand alone in a text, outside of syllables."""
    return bool(_LOOSE.search(text))


def put_together(text: str, *, in_place: bool = False) -> str:
    """Return the text with syllables for their letters typed one by one ("ㄷㅗㄴ").

    With `in_place` each is padded to the room of its letters, so that all others keep theirs.
    """
    if not has_loose_letters(text):
        return text
    return _SYLLABLE_IN_PIECES.sub(_padded if in_place else _syllable, text)


def _syllable(pieces: re.Match[str]) -> str:
    initial, vowel, final = pieces.groups()
    code = _INITIALS.index(initial) * 588 + (ord(vowel) - _FIRST_VOWEL) * 28
    if final and final in _FINALS:
        code += _FINALS.index(final) + 1
    return chr(SYLLABLE_FIRST + code)


def _padded(pieces: re.Match[str]) -> str:
    return _syllable(pieces).ljust(len(pieces[0]))


def jamo(text: str) -> str:
    """Return the text with every syllable taken apart into its letters."""
    return unicodedata.normalize("NFD", text)


def initials(text: str) -> str:
    """Return the initial consonants of the syllables of a text, as a keyboard writes them."""
    return "".join(
        _INITIALS[(ord(char) - SYLLABLE_FIRST) // _VOWELS_PER_INITIAL]
        for char in text
        if SYLLABLE_FIRST <= ord(char) <= SYLLABLE_LAST
    )


def as_initials(text: str) -> str | None:
    """Return the consonants when the whole text is nothing else ("ㄱㅊㅅㄱ"), else None."""
    letters = compact(text)
    if not _ONLY_CONSONANTS.fullmatch(letters) or len(set(letters)) < 2:
        return None
    return letters
