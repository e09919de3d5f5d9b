"""Many sound patterns searched at once, cheaply: a pattern is run only where it can begin."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final, Generic, TypeVar

from intents.sounds import sound_pattern

T = TypeVar("T")

_META: Final = frozenset("(?[|.\\^$*")
#: Letters by which a pattern is filed; a syllable has at least two.
_START: Final = 2
#: So much of a pattern is enough to know how it begins.
_LOOKED_AT: Final = 6
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

    def __init__(self, source: str, meaning: T) -> None:
        self.source = source
        self.meaning = meaning

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(sound_pattern(self.source))


class PatternBook(Generic[T]):
    """Patterns with what they mean. `find` costs little for a text that holds none of them."""

    def __init__(self, patterns: Iterable[tuple[str, T]]) -> None:
        #: first two letters → whole literal beginning → patterns that can begin so
        self._by_start: dict[str, dict[str, list[_Entry[T]]]] = {}
        self._anywhere: list[_Entry[T]] = []
        for source, meaning in patterns:
            self._file(_Entry(source, meaning))

    def _file(self, entry: _Entry[T]) -> None:
        beginnings = (start[:_LOOKED_AT] for start in _beginnings(entry.source))
        heads = list(dict.fromkeys(map(_literal, map(sound_pattern, beginnings))))
        if min(map(len, heads)) < _START:
            self._anywhere.append(entry)
            return
        for head in heads:
            self._by_start.setdefault(head[:_START], {}).setdefault(head, []).append(entry)

    def check(self) -> None:
        """Compile every pattern. Raises `re.error` for one that is no regular expression."""
        for entry in self._anywhere:
            entry.pattern  # noqa: B018
        for heads in self._by_start.values():
            for entries in heads.values():
                for entry in entries:
                    entry.pattern  # noqa: B018

    def find(self, letters: str) -> Iterator[tuple[int, int, T]]:
        """Yield start, end and meaning of every match in a `sound` text, in no special order."""
        for entry in self._possible(letters):
            for match in entry.pattern.finditer(letters):
                yield match.start(), match.end(), entry.meaning

    def _possible(self, letters: str) -> Iterator[_Entry[T]]:
        yield from self._anywhere
        starts = {letters[i : i + _START] for i in range(len(letters) - 1)}
        seen = set[_Entry[T]]()
        for start in starts & self._by_start.keys():
            for head, entries in self._by_start[start].items():
                if head in letters:
                    seen.update(entries)
        yield from seen


def _beginnings(source: str) -> Iterator[str]:
    """Yield the pattern once for each alternative of the groups it begins with."""
    if source.startswith("^"):
        yield from _beginnings(source[1:])
        return
    alternatives = _top_level(source)
    if len(alternatives) > 1:
        for alternative in alternatives:
            yield from _beginnings(alternative)
        return
    if not source.startswith("("):
        yield source
        return
    end = _closing(source)
    rest = source[end + 1 :]
    if rest.startswith("?"):
        rest = rest[1:]
        yield from _beginnings(rest)
    for inner in _top_level(source[1:end]):
        yield from _beginnings(inner + rest)


def _top_level(source: str) -> list[str]:
    parts, depth, last = [], 0, 0
    for index, char in enumerate(source):
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            parts.append(source[last:index])
            last = index + 1
    return [*parts, source[last:]]


def _closing(source: str) -> int:
    depth = 0
    for index, char in enumerate(source):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return index
    return len(source) - 1


def _literal(pattern: str) -> str:
    """Return the letters every match begins with; the one before a `?` is not among them."""
    for index, char in enumerate(pattern):
        if char in _META:
            return pattern[: index - 1] if char == "?" and index else pattern[:index]
    return pattern
