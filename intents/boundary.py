"""Hears abuse of the bot and its people, and what is left of a message without it."""

import re

from intents.lexicon import Words, read
from intents.patterns import PatternBook
from intents.sounds import sound, source_span


class _Boundary(Words):
    letters: tuple[str, ...]
    patterns: tuple[str, ...]
    exceptions: tuple[str, ...]


_DATA = read("boundary.toml", _Boundary)
_ABUSE = PatternBook((pattern, None) for pattern in _DATA.patterns)
_INNOCENT = PatternBook((pattern, None) for pattern in _DATA.exceptions)
#: Abuse in single letters, which patterns do not hear because laughing is written so too.
_LETTERS = re.compile("|".join(map(re.escape, _DATA.letters)))


def without_abuse(text: str) -> str | None:
    """Return the text with its abuse taken out, or None when there is none in it."""
    spans = [match.span() for match in _LETTERS.finditer(text)] + _spoken(text)
    if not spans:
        return None
    kept, done = [], 0
    for first, last in sorted(spans):
        kept.append(text[done:first])
        done = max(done, last)
    return " ".join([*kept, text[done:]]).strip()


def _spoken(text: str) -> list[tuple[int, int]]:
    letters = sound(text)
    found = [(start, end) for start, end, _ in _ABUSE.find(letters)]
    if not found:
        return []
    innocent = [(start, end) for start, end, _ in _INNOCENT.find(letters)]
    return [
        source_span(text, start, end)
        for start, end in found
        if not any(first < end and start < last for first, last in innocent)
    ]
