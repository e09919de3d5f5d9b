"""Puts dialect and usual misspellings into the words that phrases are written in."""

import re

from intents.lexicon import Words, read


class _Spelling(Words):
    written: dict[str, str]


_WRITTEN = read("spelling.toml", _Spelling).written
_ANY = re.compile("|".join(map(re.escape, sorted(_WRITTEN, key=len, reverse=True))))


def standard(text: str) -> str:
    """Return a `plain` text in standard spelling, for comparing only: it changes some words."""
    return _ANY.sub(lambda found: _WRITTEN[found[0]], text)
