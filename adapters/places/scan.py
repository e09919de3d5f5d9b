"""Finds the names of places in free text.

A name must begin where a word begins, or right after another place ('성동구마장동'). A short name
that is also an everyday word, and a bare one, count only with something beside them that is said
of places ('성수 쪽').
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from adapters.places.lexicon import Kind
from adapters.places.table import words

# Longer than any answer to "where?"; keeps the search short whatever is sent.
_LONGEST_TEXT = 1000
# '목동이에요': how much may stand after a name that is the whole answer.
_REST_OF_ANSWER = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text without spaces and punctuation that still knows where its words began."""

    letters: str
    begins: tuple[bool, ...]
    origins: tuple[int, ...]
    original: str

    @classmethod
    def of(cls, text: str) -> "Text":
        original = unicodedata.normalize("NFC", text[:_LONGEST_TEXT])
        letters: list[str] = []
        begins: list[bool] = []
        origins: list[int] = []
        apart = True
        for origin, written in enumerate(original):
            for letter in unicodedata.normalize("NFKC", written):
                if letter.isalnum():
                    letters.append(letter)
                    begins.append(apart)
                    origins.append(origin)
                apart = not letter.isalnum()
        return cls(
            letters="".join(letters),
            begins=tuple(begins),
            origins=tuple(origins),
            original=original,
        )

    def words(self, start: int, end: int) -> str:
        return self.original[self.origins[start] : self.origins[end - 1] + 1]

    def is_apart(self, start: int, end: int) -> bool:
        """Say whether a word begins between the first letter and the last ('우리 동네')."""
        return any(self.begins[start + 1 : end])

    def word_ends(self, end: int) -> bool:
        return end >= len(self.letters) or self.begins[end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A spelling found in a text.

    ``sure``: nothing but the place can be meant. ``alone``: it counts without another mention
    that agrees with it.
    """

    start: int
    end: int
    form: str
    kind: Kind
    sure: bool = False
    alone: bool = True


def scan(text: Text, kinds: Mapping[str, Kind]) -> list[Mention]:
    """Find the mentions at the beginnings of words, in order, the longest spelling first."""
    longest = max(map(len, kinds), default=0)
    found: list[Mention] = []
    position = 0
    while position < len(text.letters):
        follows = bool(found) and found[-1].end == position
        if text.begins[position] or follows:
            for form in _forms_at(text, position, longest):
                kind = kinds.get(form)
                if kind and (mention := _judge(text, position, form, kind, follows)):
                    found.append(mention)
                    break
        position = found[-1].end if found and found[-1].end > position else position + 1
    return found


def scan_inside(text: Text, kinds: Mapping[str, Kind]) -> list[Mention]:
    """Find full names inside words, for texts written without spaces. Never sure."""
    longest = max(map(len, kinds), default=0)
    found: list[Mention] = []
    position = 0
    while position < len(text.letters):
        for form in _forms_at(text, position, longest):
            end = position + len(form)
            if kinds.get(form) is not Kind.NAME or text.is_apart(position, end):
                continue
            if not _cut_off(text, form, end):
                found.append(Mention(start=position, end=end, form=form, kind=Kind.NAME))
                break
        position = found[-1].end if found and found[-1].end > position else position + 1
    return found


def _forms_at(text: Text, start: int, longest: int) -> Iterator[str]:
    for end in range(min(start + longest, len(text.letters)), start + 1, -1):
        yield text.letters[start:end]


def _judge(text: Text, start: int, form: str, kind: Kind, follows: bool) -> Mention | None:
    end = start + len(form)
    if _cut_off(text, form, end):
        return None
    near = _near(text, end)
    answer = start == 0 and _is_rest_of_answer(text.letters[end:])
    numbered = text.letters[end : end + 1].isdigit()
    match kind:
        case Kind.NAME | Kind.REGION:
            sure = alone = True
        case Kind.SHY:
            sure, alone = near or follows, near or follows or answer
        case Kind.ROAD:
            sure = numbered
            alone = numbered or near or answer or any(map(str.isdigit, form))
        case Kind.BARE:
            sure, alone = False, near or answer
        case Kind.CITY:
            sure, alone = False, text.word_ends(end)
    if not alone and kind is Kind.CITY:
        return None
    return Mention(start=start, end=end, form=form, kind=kind, sure=sure, alone=alone)


def _cut_off(text: Text, form: str, end: int) -> bool:
    """Say whether the last letter belongs to the next word: 방학동안, 금호 동생."""
    if text.word_ends(end):
        return False
    following = text.letters[end]
    if words().patterns["dong"].search(form) and following in words().not_after_name:
        return True
    return text.begins[end - 1] and following not in words().endings


def _is_rest_of_answer(rest: str) -> bool:
    return not rest or (len(rest) <= _REST_OF_ANSWER and rest[0] in words().endings)


def _near(text: Text, end: int) -> bool:
    rest = text.letters[end : end + 12]
    return rest.startswith(words().near) or bool(words().patterns["numbered_place"].match(rest))
