"""Hides what identifies a person wherever it was written, not only in the answer it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from adapters.web.desk.words import Words
from bot.domain.case import Case

MIN_DIGITS = 7  #: from here on an answer is a number, which people write in many ways
MIN_LETTERS = 2
#: Between the digits of a telephone number.
_GAP = r"[\s.\-()]*"
_COUNTRY = rf"(?:\+?82{_GAP})?"


class Veil:
    """Takes a text and gives it without the personal answers of the case."""

    __slots__ = ("_hidden", "_word")

    def __init__(self, case: Case, words: Words, *, lifted: bool = False) -> None:
        found = set() if lifted else set(_patterns(case, words))
        longest_first = "|".join(sorted(found, key=len, reverse=True))
        self._hidden = re.compile(longest_first) if found else None
        self._word = f"({words('desk.hidden')})"

    def __call__(self, text: str) -> str:
        return self._hidden.sub(lambda _: self._word, text) if self._hidden else text


def is_personal(sheet: Mapping[str, Any], words: Words) -> bool:
    """Whether an answer is shown only by unmasking; one that says nothing need not be hidden."""
    value = sheet.get("value", "")
    nothing = ("", words("form.value_skipped"), words("form.value_unknown"))
    return bool(sheet.get("personal")) and value not in nothing


def _patterns(case: Case, words: Words) -> Iterator[str]:
    for sheet in case.answers.values():
        if isinstance(sheet, Mapping) and is_personal(sheet, words):
            for text in {str(sheet["value"]), *map(str, sheet.get("values", ()))}:
                yield from _pattern(text.strip())


def _pattern(text: str) -> Iterator[str]:
    digits = re.sub(r"\D", "", text)
    if len(digits) >= MIN_DIGITS:
        first = f"{digits[0]}?" if digits[0] == "0" else digits[0]
        yield _COUNTRY + _GAP.join([first, *digits[1:]])
    if len(text) >= MIN_LETTERS and not text.isascii():
        yield re.escape(text)
