"""Recognises the words that steer a dialog, when they are all that was said.

Inside a form everything else is an answer, so "취소해야 하나요 남편이" must not cancel: only the
whole utterance counts, with its fillers and its polite ending taken off, and typos forgiven.
"""

from functools import cache
from typing import Final

from rapidfuzz import fuzz, process

from intents.lexicon import Words, read
from intents.reading.text import compact, jamo, plain


class _Controls(Words):
    endings: tuple[str, ...]
    fillers: tuple[str, ...]
    controls: dict[str, tuple[str, ...]]


#: Nothing longer than this is a control, in letters without spaces.
_LONGEST: Final = 18
#: Short words differ by one letter from many others, so only longer ones may have a typo.
_FUZZY_FROM: Final = 4
_NEARLY: Final = 88.0

_DATA = read("controls.toml", _Controls)
#: The ids `control` can return.
CONTROLS: Final = frozenset(_DATA.controls)
_EXACT: Final = {word: name for name, words in _DATA.controls.items() for word in words}
_JAMO: Final = {jamo(word): name for word, name in _EXACT.items() if len(word) >= _FUZZY_FROM}
_ENDINGS: Final = frozenset(_DATA.endings)
_ENDING_SIZES: Final = sorted(set(map(len, _ENDINGS)), reverse=True)
_FILLERS: Final = frozenset(_DATA.fillers)


def control(text: str) -> str | None:
    """Return the catalogue id of the control the whole utterance is, else None."""
    if len(text) > 4 * _LONGEST:
        return None
    raw = "".join(text.lower().split()).strip(".,!?~^;")
    if raw in _EXACT:
        return _EXACT[raw]
    words = plain(text).split()
    while len(words) > 1 and compact(words[0]) in _FILLERS:
        words = words[1:]
    said = compact("".join(words))
    if not said or len(said) > _LONGEST:
        return None
    return _exact(said) or _nearly(said)


def _exact(said: str) -> str | None:
    if said in _EXACT:
        return _EXACT[said]
    for size in _ENDING_SIZES:
        if said[-size:] in _ENDINGS and said[:-size] in _EXACT:
            return _EXACT[said[:-size]]
    return None


def _nearly(said: str) -> str | None:
    if len(said) < _FUZZY_FROM:
        return None
    letters = jamo(said)
    words = _as_long_as(len(letters))
    found = process.extractOne(letters, words, scorer=fuzz.ratio, score_cutoff=_NEARLY)
    return _JAMO[found[0]] if found else None


@cache
def _as_long_as(letters: int) -> tuple[str, ...]:
    """Return the words that can be nearly as a text of so many letters: the letters they share are
    no more than those of the shorter one."""
    least = _NEARLY / 200
    return tuple(w for w in _JAMO if min(len(w), letters) >= least * (len(w) + letters))
