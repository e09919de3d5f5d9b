"""Which of the offered options a text means: the label, nearly the label, or words for it."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process

from intents.reading.sentences import denies
from intents.reading.text import compact, jamo, plain

Options = Sequence[tuple[str, Sequence[str]]]

#: Letters out of a hundred that must agree, and how much better than every other option.
_NEARLY: Final = 82.0
_AHEAD: Final = 6.0
#: Options farther than this are as good as not offered.
_FAR: Final = _NEARLY - _AHEAD
#: A single syllable stands in too many words to be looked for inside a text.
_SHORTEST_PART: Final = 2
_LONGEST: Final = 200
_NUMBERED = re.compile(r"^\W*\d{1,2}\W*(?=\D)")


def among(text: str, options: Options) -> str | None:
    """Return the id of the option the text means, or None when it may be none or several.

    Numbers are not looked at: "2" is a position, which only the one who offered can resolve, and
    in "2. 아니요" the word counts.
    """
    text = _NUMBERED.sub("", text[:_LONGEST])
    said = compact(plain(text))
    if not said:
        return None
    words = [(id_, word) for id_, spoken in options for word in map(_bare, spoken) if word]
    return (
        _only({id_ for id_, word in words if word == said})
        or _held(said, text, words)
        or _nearest(said, words)
    )


def _held(said: str, text: str, words: list[tuple[str, str]]) -> str | None:
    """Return the option whose word stands in the text, or whose word the text is a part of."""
    within = [(id_, word) for id_, word in words if len(word) >= _SHORTEST_PART and word in said]
    # "혼자 사는 노인" also holds "노인": the longest word says most.
    within = [
        (id_, word)
        for id_, word in within
        if not any(word != longer and word in longer for _, longer in within)
    ]
    if within:
        chosen = _only({id_ for id_, _ in within})
        meant = chosen is not None and not denies(text, [word for _, word in within])
        return chosen if meant else None
    if len(said) < _SHORTEST_PART:
        return None
    return _only({id_ for id_, word in words if said in word})


def _nearest(said: str, words: list[tuple[str, str]]) -> str | None:
    offered = [_letters(word) for _, word in words]
    near = process.extract(jamo(said), offered, scorer=fuzz.ratio, score_cutoff=_FAR, limit=None)
    if not near or near[0][1] < _NEARLY:
        return None
    best = words[near[0][2]][0]
    ahead = near[0][1] - max((score for _, score, at in near if words[at][0] != best), default=0.0)
    return best if ahead >= _AHEAD else None


@lru_cache(maxsize=4096)
def _bare(word: str) -> str:
    """Return the letters of one of our own words, which are offered again at every turn."""
    return compact(plain(_NUMBERED.sub("", word)))


@lru_cache(maxsize=4096)
def _letters(word: str) -> str:
    return jamo(word)


def _only(ids: set[str]) -> str | None:
    return ids.pop() if len(ids) == 1 else None
