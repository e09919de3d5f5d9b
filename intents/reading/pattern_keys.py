"""What must stand in a text for a pattern to be found there, so that most need not be tried.

Reads the expressions that `sounds.sound_pattern` writes: letters, groups, gaps, bounds, `?`.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

#: Longer keys are no rarer in practice, shorter ones stand in every text.
LONGEST: Final = 5
SHORTEST: Final = 2
#: More ways to spell a key than this are not worth looking up.
_MOST: Final = 150
#: A letter, a bound that takes no room, or something that may be anything.
_LETTER = re.compile(r"\w")
#: Letters that stand for themselves: the one before a `?` does not.
_LETTERS = re.compile(r"\w+(?![\w?*+{])")
_NOTHING: Final = frozenset({""})
_ANYTHING = re.compile(r"\\.|\[[^]]*\]|.", re.DOTALL)
_TIMES = re.compile(r"(\{[^}]*\}|[*+])?\??")

Ways = frozenset[str]


def keys(pattern: str) -> Ways:
    """Return letters one of which stands in every match; none when that cannot be told."""
    found: set[str] = set()
    for branch in _branches(pattern):
        best = max(_candidates(branch), key=_rarity)
        if _rarity(best)[0] < SHORTEST:
            return frozenset()
        found |= best
    return frozenset(found)


def _rarity(ways: Ways) -> tuple[int, int]:
    return min(*map(len, ways), LONGEST), -len(ways)


def _candidates(branch: str) -> Iterator[Ways]:
    """Yield sets of letters each of which has a member in every match of the branch."""
    run = _NOTHING
    for ways in _atoms(branch):
        longer = _joined(run, ways)
        if longer is None:
            yield run
            run = ways or _NOTHING
        elif min(map(len, longer)) >= LONGEST:
            yield longer
            run = _NOTHING
        else:
            run = longer
    yield run


def _joined(run: Ways, ways: Ways | None) -> Ways | None:
    if ways is None or len(run) * len(ways) > _MOST:
        return None
    return frozenset(one + other for one in run for other in ways)


def _atoms(branch: str) -> Iterator[Ways | None]:
    """Yield for each part of a branch all it can be, or None where that is too much."""
    at = 0
    while at < len(branch):
        if plain := _LETTERS.match(branch, at):
            yield frozenset({plain[0]})
            at = plain.end()
            continue
        end = _end(branch, at)
        times = _TIMES.match(branch, end)
        assert times is not None  # it may match nothing
        ways = _ways(branch[at:end])
        if times[1]:
            yield None
        elif times[0] and ways is not None:
            yield ways | _NOTHING
        else:
            yield ways
        at = times.end()


def _end(branch: str, at: int) -> int:
    if branch[at] != "(":
        atom = _ANYTHING.match(branch, at)
        assert atom is not None  # there is a letter
        return atom.end()
    depth = 0
    for index in range(at, len(branch)):
        depth += (branch[index] == "(") - (branch[index] == ")")
        if not depth:
            return index + 1
    return len(branch)


@lru_cache(maxsize=4096)
def _ways(atom: str) -> Ways | None:
    # Patterns share their lists of words, so most atoms come again and again.
    if _LETTER.fullmatch(atom):
        return frozenset({atom})
    if atom in {"^", "$"} or atom.startswith(("(?!", "(?=", "(?<")):
        return _NOTHING
    if not atom.startswith("("):
        return None
    found: set[str] = set()
    for branch in _branches(atom.removeprefix("(?:").removeprefix("(").removesuffix(")")):
        run: Ways | None = _NOTHING
        for ways in _atoms(branch):
            run = None if run is None else _joined(run, ways)
        if run is None or len(found) + len(run) > _MOST:
            return None
        found |= run
    return frozenset(found)


def _branches(pattern: str) -> list[str]:
    if "(" not in pattern:
        return pattern.split("|")
    branches, depth, last = [], 0, 0
    for index, char in enumerate(pattern):
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            branches.append(pattern[last:index])
            last = index + 1
    return [*branches, pattern[last:]]
