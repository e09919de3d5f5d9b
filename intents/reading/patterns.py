"""Many sound patterns searched at once, cheaply: a pattern is run only where it can be."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Generic, TypeVar

from intents.reading.pattern_keys import LONGEST, keys
from intents.reading.sounds import sound_pattern
from intents.reading.text import runs

T = TypeVar("T")

_NAME = re.compile(r"\{(\w+)\}")


def expand(source: str, words: Mapping[str, str]) -> str:
    """Return the pattern with `{name}` replaced by the list of words of that name.

    Raises `KeyError` for a name that is not there.
    """
    while _NAME.search(source):
        source = _NAME.sub(lambda name: words[name[1]], source)
    return source


class _Entry(Generic[T]):
    """A pattern and its meaning; compiled when first needed, since most never are."""

    def __init__(self, letters: str, meaning: T) -> None:
        self._letters = letters
        self.meaning = meaning

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self._letters)


class PatternBook(Generic[T]):
    """Patterns with what they mean. `find` costs little for a text that holds none of them."""

    def __init__(self, patterns: Iterable[tuple[str, T]]) -> None:
        #: number of letters → letters of which one stands in every match → patterns
        self._by_key: dict[int, dict[str, list[_Entry[T]]]] = {}
        self._anywhere: list[_Entry[T]] = []
        self._all: list[_Entry[T]] = []
        for source, meaning in patterns:
            self._file(sound_pattern(source), meaning)

    def _file(self, letters: str, meaning: T) -> None:
        entry = _Entry(letters, meaning)
        self._all.append(entry)
        found = {key[:LONGEST] for key in keys(letters)}
        for key in found:
            self._by_key.setdefault(len(key), {}).setdefault(key, []).append(entry)
        if not found:
            self._anywhere.append(entry)

    def check(self) -> None:
        """Compile every pattern. Raises `re.error` for one that is no regular expression."""
        for entry in self._all:
            entry.pattern  # noqa: B018

    def find(self, letters: str) -> Iterator[tuple[int, int, T]]:
        """Yield start, end and meaning of every match in a `sound` text, in no special order."""
        for entry in self._possible(letters):
            for match in entry.pattern.finditer(letters):
                yield match.start(), match.end(), entry.meaning

    def meanings(self, letters: str) -> set[T]:
        """Return what the patterns that are in a `sound` text mean, wherever they stand."""
        found = set[T]()
        for entry in self._possible(letters):
            if entry.meaning not in found and entry.pattern.search(letters):
                found.add(entry.meaning)
        return found

    def _possible(self, letters: str) -> Iterable[_Entry[T]]:
        possible = dict.fromkeys(self._anywhere)
        for size, entries in self._by_key.items():
            for key in _runs(letters, size) & entries.keys():
                possible.update(dict.fromkeys(entries[key]))
        return possible


@lru_cache(maxsize=32)
def _runs(letters: str, size: int) -> frozenset[str]:
    """Return all runs of so many letters; kept shortly, as several books read one message."""
    return frozenset(runs(letters, size))
