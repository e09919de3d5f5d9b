"""Hears abuse of the bot and its people, and what is left of a message without it."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from intents.lexicon import Words, read
from intents.reading.patterns import PatternBook
from intents.reading.sounds import sound, source_span
from intents.reading.text import put_together


class _Boundary(Words):
    letters: tuple[str, ...]
    masked: tuple[str, ...]
    patterns: tuple[str, ...]
    starting: tuple[str, ...]
    exceptions: tuple[str, ...]


_VOWELS: Final = f"{chr(0x314F)}-{chr(0x3163)}"
#: Laughing stands beside anything; every other consonant would be part of the word.
_GRAVE: Final = f"{chr(0x3131)}-{chr(0x314A)}{chr(0x314C)}{chr(0x314D)}"
#: What may stand between the letters of a hidden word.
_BETWEEN: Final = r"[\s\d.,!~*@_-]{0,2}"

_DATA = read("boundary.toml", _Boundary)
_ABUSE = PatternBook((pattern, None) for pattern in _DATA.patterns)
_STARTING = PatternBook((pattern, None) for pattern in _DATA.starting)
_INNOCENT = PatternBook((pattern, None) for pattern in _DATA.exceptions)


def _letters(words: Iterable[str]) -> re.Pattern[str]:
    """Return what finds words in single letters, alone or repeated, laughing beside them."""
    ways = "|".join(
        _BETWEEN.join(map(re.escape, word)) for word in sorted(words, key=len, reverse=True)
    )
    return re.compile(f"(?<![{_GRAVE}{_VOWELS}])(?:{ways})+(?![{_GRAVE}])")


#: Abuse in single letters, which patterns do not hear because laughing is written so, too.
_LETTERS = _letters(_DATA.letters)
_MASKED = re.compile("|".join(_DATA.masked), re.IGNORECASE)


def without_abuse(text: str) -> str | None:
    """Return the text with its abuse taken out, or None when there is none in it."""
    text = put_together(text)
    spans = [match.span() for book in (_LETTERS, _MASKED) for match in book.finditer(text)]
    spans += _spoken(text)
    if not spans:
        return None
    kept, done = [], 0
    for first, last in sorted(spans):
        kept.append(text[done:first])
        done = max(done, last)
    return " ".join([*kept, text[done:]]).strip()


def _spoken(text: str) -> Iterator[tuple[int, int]]:
    letters = sound(text)
    found = [source_span(text, start, end) for start, end, _ in _ABUSE.find(letters)]
    found += [
        (first, last)
        for start, end, _ in _STARTING.find(letters)
        for first, last in [source_span(text, start, end)]
        if _is_word(text, first, last)
    ]
    if not found:
        return
    innocent = [source_span(text, start, end) for start, end, _ in _INNOCENT.find(letters)]
    for start, end in found:
        if not any(first < end and start < last for first, last in innocent):
            yield start, end


def _is_word(text: str, first: int, last: int) -> bool:
    """Tell whether a word begins here and goes on without a space."""
    return not (first and text[first - 1].isalnum()) and not any(map(str.isspace, text[first:last]))
