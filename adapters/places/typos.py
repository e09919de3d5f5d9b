"""Place names one key press away from what was typed: '마장덩', '옥슈동'."""

import unicodedata
from collections.abc import Iterator, Mapping

from adapters.places.lexicon import Kind
from adapters.places.scan import Mention, Text

_SHORTEST = 3


def scan_almost(text: Text, kinds: Mapping[str, Kind]) -> list[Mention]:
    """Find full names written with one wrong sound, at the beginnings of words. Never sure."""
    names = [form for form, kind in kinds.items() if kind is Kind.NAME and len(form) >= _SHORTEST]
    found: list[Mention] = []
    for start, begins in enumerate(text.begins):
        if begins:
            found.extend(_almost_at(text, start, names))
    return found


def _almost_at(text: Text, start: int, names: list[str]) -> Iterator[Mention]:
    for form in names:
        end = start + len(form)
        if text.is_apart(start, end):
            continue
        if _one_sound_apart(text.letters[start:end], form):
            yield Mention(start=start, end=end, form=form, kind=Kind.NAME)


def _one_sound_apart(typed: str, form: str) -> bool:
    if len(typed) != len(form):
        return False
    wrong = [(a, b) for a, b in zip(typed, form, strict=True) if a != b]
    if len(wrong) != 1:
        return False
    first, second = map(_sounds, wrong[0])
    return len(first) > 1 and sum(a != b for a, b in zip(first, second, strict=True)) == 1


def _sounds(syllable: str) -> tuple[str, ...]:
    """Take a Hangul syllable apart: first sound, vowel, last sound (empty when there is none)."""
    sounds = unicodedata.normalize("NFD", syllable)
    return (sounds[0], sounds[1], sounds[2:]) if len(sounds) > 1 else ("", "", "")
