"""Many sound patterns searched at once, cheaply: a pattern is run only where it can be."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache, cached_property, lru_cache
from itertools import chain
from typing import Any, Final, Generic, TypeVar

import numpy as np

from intents.lexicon import DATA
from intents.reading.codes import MOST, CodeBook, Letters
from intents.reading.pattern_keys import LONGEST, SHORTEST, keys
from intents.reading.sounds import coded, sound_pattern

T = TypeVar("T")

#: The keys of the product's own patterns, which take a fifth of a second to find: `keep` writes
#: them. Those of any other pattern are found when it is filed.
KEPT: Final = DATA / "pattern_keys.json"

_NAME = re.compile(r"\{(\w+)\}")
_SIZES: Final = range(SHORTEST, LONGEST + 1)
#: So many texts are remembered for a moment.
_READ_BEFORE: Final = 8


def expand(source: str, words: Mapping[str, str]) -> str:
    """Return the pattern with `{name}` replaced by the list of words of that name.

    Raises `KeyError` for a name that is not there.
    """
    while _NAME.search(source):
        source = _NAME.sub(lambda name: words[name[1]], source)
    return source


def keys_of(source: str) -> set[str]:
    """Return letters one of which stands wherever a pattern is found; none when nothing must."""
    return {key[:LONGEST] for key in keys(sound_pattern(source))}


def keep() -> None:
    """Write the keys of all patterns of this process to where the product ships them."""
    sources = dict.fromkeys(entry.source for entry in _SHELF.entries)
    kept = {source: " ".join(sorted(keys_of(source))) for source in sources}
    KEPT.write_text(json.dumps(kept, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def prepare() -> None:
    """Compile every pattern of this process: some .4 s in all, which no message should pay."""
    for entry in _SHELF.entries:
        entry.pattern  # noqa: B018


@cache
def _kept() -> Mapping[str, str]:
    with suppress(OSError, ValueError):
        found: dict[str, str] = json.loads(KEPT.read_text(encoding="utf-8"))
        return found
    return {}


class _Entry(Generic[T]):
    """A pattern and its meaning; compiled when first needed, or by `prepare`."""

    def __init__(self, source: str, meaning: T) -> None:
        self.source = source
        self.meaning = meaning

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(sound_pattern(self.source))


class PatternBook(Generic[T]):
    """Patterns with what they mean. `find` costs little for a text that holds none of them."""

    def __init__(self, patterns: Iterable[tuple[str, T]]) -> None:
        self._anywhere: list[_Entry[T]] = []
        self._all: list[_Entry[T]] = []
        for source, meaning in patterns:
            entry = _Entry(source, meaning)
            self._all.append(entry)
            if not _SHELF.add(self, entry):
                self._anywhere.append(entry)
        _standing.cache_clear()

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
        return chain(self._anywhere, _standing(letters).get(self, ()))


class _Shelf:
    """What must stand in a text for the patterns of all books: one look for all of them, as they
    read the same messages."""

    def __init__(self) -> None:
        self.entries: list[_Entry[Any]] = []
        self._holders: dict[str, list[tuple[PatternBook[Any], _Entry[Any]]]] = {}
        self._held: list[list[tuple[PatternBook[Any], _Entry[Any]]]] = []
        self._book: CodeBook | None = None

    def add(self, book: PatternBook[Any], entry: _Entry[Any]) -> bool:
        """File a pattern under its keys; tells whether it has any."""
        self.entries.append(entry)
        kept = _kept().get(entry.source)
        found = keys_of(entry.source) if kept is None else kept.split()
        for key in found:
            self._holders.setdefault(key, []).append((book, entry))
        self._book = None
        return bool(found)

    def standing(self, letters: str) -> Iterator[tuple[PatternBook[Any], _Entry[Any]]]:
        """Yield what can be in a `sound` text, some of it more than once."""
        book = self._book or self._sorted()
        places = book.find(coded(letters).of(SHORTEST, LONGEST))
        for place in places[places >= 0].tolist():
            yield from self._held[place]

    def _sorted(self) -> CodeBook:
        codes = {code: key for size in _SIZES for code, key in self._coded(size)}
        ordered = sorted(codes)
        self._held = [self._holders[codes[code]] for code in ordered]
        self._book = CodeBook(np.array(ordered, np.uint64))
        return self._book

    def _coded(self, size: int) -> Iterator[tuple[int, str]]:
        keys = [key for key in self._holders if len(key) == size]
        most = MOST // size
        for some in (keys[at : at + most] for at in range(0, len(keys), most)):
            yield from zip(Letters("".join(some)).runs(size)[::size].tolist(), some, strict=True)


_SHELF: Final = _Shelf()


@lru_cache(_READ_BEFORE)
def _standing(letters: str) -> Mapping[PatternBook[Any], Collection[_Entry[Any]]]:
    """Return by book the patterns that can be in a text; kept shortly, for the next book."""
    found: dict[PatternBook[Any], dict[_Entry[Any], None]] = {}
    for book, entry in _SHELF.standing(letters):
        found.setdefault(book, {})[entry] = None
    return found
