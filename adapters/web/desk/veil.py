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
#: A mobile is somebody's own, whether a form asked for it or not. The others may be an office's.
_MOBILE = rf"(?<!\d)(?:\+?82{_GAP}0?|0)1[016-9]{_GAP}\d{{3,4}}{_GAP}\d{{4}}(?!\d)"


class Veil:
    """Takes a text and gives it without the personal answers of the case and without mobiles."""

    __slots__ = ("_hidden", "_word")

    def __init__(self, case: Case, words: Words, *, lifted: bool = False) -> None:
        found = sorted(set(_patterns(case, words)), key=len, reverse=True)
        self._hidden = None if lifted else re.compile("|".join([*found, _MOBILE]))
        self._word = f"({words('desk.hidden')})"

    def __call__(self, text: str) -> str:
        return self._hidden.sub(lambda _: self._word, text) if self._hidden else text

    def hides(self, text: str) -> bool:
        """Whether there is anything in this text that only unmasking shows."""
        return bool(self._hidden and self._hidden.search(text))


def is_personal(sheet: Mapping[str, Any], words: Words) -> bool:
    """Whether an answer is shown only by unmasking; one that says nothing need not be hidden."""
    says_nothing = is_skipped(sheet, words) or sheet["value"] == words("form.value_unknown")
    return bool(sheet.get("personal")) and not says_nothing


def is_skipped(sheet: Mapping[str, Any], words: Words) -> bool:
    """Whether the question was passed over."""
    return sheet.get("value", "") in ("", words("form.value_skipped"))


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
