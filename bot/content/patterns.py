"""Shapes of short answers, compiled once from `data/patterns/`.

There is a file for each part of the dialog that looks for them, `common.toml` for what several do.
A long shape is laid out over lines with `(?x)`; a space is written as `\\s` there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

import tomli

_FOLDER = Path(__file__).parent / "data" / "patterns"

#: Of a longer text the shapes are looked for at both ends: a pattern may try every way through a
#: long row of the same letters, which a stranger can send.
_MOST = 500
_RUN = re.compile(r"\s{3,}")
#: So many texts are remembered for a moment: a turn looks for twenty shapes in the same one.
_READ_BEFORE = 4


@cache
def _all() -> dict[str, re.Pattern[str]]:
    shapes: dict[str, re.Pattern[str]] = {}
    for file in sorted(_FOLDER.glob("*.toml")):
        for name, source in tomli.loads(file.read_text(encoding="utf-8")).items():
            if name in shapes:
                raise ValueError(f"{file.name}: {name} has a shape already")
            shapes[name] = re.compile(source)
    return shapes


def search(name: str, text: str) -> re.Match[str] | None:
    """Look for the shape anywhere in the trimmed text (the pattern itself may be anchored)."""
    return _all()[name].search(_looked_at(text))


@lru_cache(_READ_BEFORE)
def _looked_at(text: str) -> str:
    text = text.strip()
    if len(text) > _MOST:
        text = f"{text[: _MOST // 2]} {text[-_MOST // 2 :]}"
    return _RUN.sub("  ", text)


def find_all(name: str, text: str) -> list[str]:
    return [hit.group(1) for hit in _all()[name].finditer(text)]


def every(name: str, text: str) -> Iterator[re.Match[str]]:
    """All places in the text that have the shape, in their order."""
    return _all()[name].finditer(text)


def without(name: str, text: str) -> str:
    """The text with everything of that shape taken out."""
    return _all()[name].sub(" ", text)
