"""The ways people write the name of a 동: '성수2가제3동' is also 성수2가3동, 성수이가삼동, 성수동.

All spellings are compact: without spaces and punctuation.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from adapters.places.table import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Spellings:
    """``full`` spellings say what the name says or all of its group; ``stem`` is the name bare,
    empty when it has none of two letters or more."""

    full: tuple[str, ...]
    stem: str = ""

    @property
    def key(self) -> str:
        """The same for all that share a stem: 성수2가제3동 and 성수동2가."""
        return self.stem or self.full[0]


@cache
def spellings(name: str) -> Spellings:
    """Give the spellings of the name of a 행정동, 법정동, 읍, 면 or 리."""
    patterns = words().patterns
    plain = patterns["ordinal"].sub("", name)
    if match := patterns["numbered"].match(plain):
        full = _numbered(**match.groupdict())
    elif match := patterns["street"].match(plain):
        full = _street(**match.groupdict())
    elif match := patterns["joined"].match(plain):
        names = [part + match["unit"] for part in match["names"].split(".")]
        full = (spelling for each in names for spelling in spellings(each).full)
    else:
        match = patterns["plain"].match(plain)
        full = iter(())
    forms = dict.fromkeys(compact(form) for form in (name, plain, *full))
    stem = match["stem"] if match and "stem" in match.re.groupindex else ""
    return Spellings(full=tuple(forms), stem=stem if len(stem) > 1 else "")


def spoken(form: str) -> str:
    """Write the numbers of a spelling as they are said (성수2가3동: 성수이가삼동)."""
    said, number = "", ""
    for letter in f"{form} ":
        if letter.isdecimal():
            number += letter
            continue
        said += _say(number) + letter
        number = ""
    return said.strip()


def compact(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def _numbered(stem: str, numbers: str, street: str, part: str, unit: str) -> Iterator[str]:
    yield stem + unit
    yield stem + numbers + street + part + unit
    for number in numbers.split("."):
        yield stem + number + street + part + unit
        if street:
            yield stem + number + street
            yield from _street(stem, unit, number, street)
            yield stem + unit + number + street + part + unit


def _street(stem: str, unit: str, number: str, street: str) -> Iterator[str]:
    yield stem + number + street
    if unit:
        yield stem + unit
        yield stem + unit + number + street
        yield stem + number + street + unit


def _say(number: str) -> str:
    digits, ten = words().digits, words().ten
    said = [digits[int(digit)] for digit in number]
    if len(said) != 2:
        return "".join(said)
    tens, ones = said
    return (tens if tens != digits[1] else "") + ten + (ones if ones != digits[0] else "")
