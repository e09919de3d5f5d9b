"""How the numbers look that must not be kept. All read text folded by `lookalikes`."""

import re
from typing import Final

from intents.lexicon import Words, read

Pattern = re.Pattern[str]


class _Registration(Words):
    between: tuple[str, ...]
    names: tuple[str, ...]
    spoken: str


class _Anchors(Words):
    account: tuple[str, ...]
    card: tuple[str, ...]
    passport: tuple[str, ...]
    driver: tuple[str, ...]
    ours: tuple[str, ...]
    money: tuple[str, ...]


class _Privacy(Words):
    tokens: dict[str, str]
    registration: _Registration
    words: _Anchors


_WORDS = read("privacy.toml", _Privacy)
TOKENS: Final = _WORDS.tokens


def _any_of(words: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


TOKEN: Final = re.compile(_any_of(tuple(TOKENS.values())))

# ------------------------------------------------------------------------- registration numbers

_SIGN = r"[-.,~_/:;*=|+]{1,3}"
_OTHER = r"[^\d\0\n]"
_WORD = rf"{_OTHER}{{0,8}}(?:{_any_of(_WORDS.registration.between)}){_OTHER}{{0,8}}?"
#: Seven digits, written in one or with the first one apart.
_BACK = r"(?P<back>\d[ -]?\d{6}|\d{3}[ -]\d{4})(?!\d)"
REGISTRATION: Final = re.compile(
    rf"(?<!\d)(?<!\d-)(?P<front>\d{{6}})(?:\s{{0,3}}(?P<sign>{_SIGN})?\s{{0,3}}|{_WORD}){_BACK}"
)
#: The same with something after every digit: nothing but a number is written so.
APART: Final = re.compile(
    r"(?<!\d)(?P<front>\d(?:[ .-]{1,2}\d){5})(?P<sign>[ .,~_/:-]{1,5})"
    r"(?P<back>\d(?:[ .-]{1,2}\d){6})(?!\d)"
)
_YEAR = r"(?:19|20)?\d\d"
_MONTH, _DAY = r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
#: A day with signs in it, or with its whole year, before the other half. After a blank it may be
#: a day and an amount, so it needs a name before it.
DATED: Final = re.compile(
    rf"(?<!\d)(?P<front>{_YEAR}(?P<in>[ ./-]{{0,2}}){_MONTH}(?P=in){_DAY})"
    rf"(?:\s{{0,2}}(?P<sign>[-~_]|[-~_/]\s)\s{{0,2}}|\s{{1,2}})(?P<back>[1-8][ -]?\d{{6}})(?!\d)"
)
#: Signs nobody puts between two amounts.
SURE_SIGN: Final = re.compile("[-~_]")
DAY: Final = re.compile(r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
#: Thirteen digits that begin with a day, in whatever groups.
_IN = "[ .-]?"
THIRTEEN: Final = re.compile(
    rf"(?<!\d)\d{_IN}\d{_IN}(?:0{_IN}[1-9]|1{_IN}[0-2]){_IN}(?:0{_IN}[1-9]|[12]{_IN}\d|3{_IN}[01])"
    rf"{_IN}[1-8](?:{_IN}\d){{6}}(?!{_IN}\d)"
)
#: A slip of the finger: a day, a dash, and one digit too few or too many.
SLIPPED: Final = re.compile(
    r"(?<![\d-])(?P<front>\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))"
    r"\s{0,2}(?P<sign>[-~])\s{0,2}(?P<back>[1-8]\d{5}(?:\d\d)?)(?![\d-])"
)
_SPOKEN = f"[{_WORDS.registration.spoken}]"
_UNSPOKEN = rf"[^{_WORDS.registration.spoken}\d\0]"
SPOKEN: Final = re.compile(rf"{_SPOKEN}{{6,7}}{_UNSPOKEN}{{0,12}}?{_SPOKEN}{{7,8}}")

# ------------------------------------------------------------------- passports, driving licences

_GAP = rf"{_OTHER}{{0,12}}?"
PASSPORT: Final = re.compile(
    rf"(?i:(?:{_any_of(_WORDS.words.passport)}){_GAP}"
    r"(?P<named>(?<![a-z0-9])[a-z]{0,2}\d{7,9}|(?<![a-z0-9])[a-z]\d{3}[a-z]\d{4})"
    r"|(?P<plain>(?<![a-z0-9])(?:[msrgd]\d{8}|[msrgdptc]\d{3}[a-z]\d{4})))(?![a-zA-Z0-9])"
)
DRIVER: Final = re.compile(r"(?<![\d-])\d{2}-\d{2}-\d{6}-\d{2}(?![\d-])")

# --------------------------------------------------------------------------- cards and accounts

CARD: Final = re.compile(
    r"(?<!\d)(?:\d{4}(?P<in>[ .-]{1,3})\d{4}(?P=in)\d{4}(?P=in)\d{4}"
    r"|3\d{3}(?P<of>[ .-]{1,3})\d{6}(?P=of)\d{5}|[3-69]\d{15}|3[47]\d{13})(?!\d)"
)
#: Ten digits or more in three groups or more: no phone is left here, and no date.
DASHED: Final = re.compile(
    r"(?<![\d-])(?!(?:\d-?){0,9}(?![\d-]))(?!\d{3}-\d{2}-\d{5}(?!\d))"
    r"\d{1,6}(?:-\d{1,8}){2,4}(?![\d-])"
)
#: No phone of ours has more than eleven digits, and those begin with 0.
UNBROKEN: Final = re.compile(r"(?<![\d+])(?!0\d{10}(?!\d))\d{11,}(?!\d)")
LONG: Final = re.compile(r"(?<!\d)\d(?:[ .-]{0,2}\d){8,}(?!\d)")
PHONE: Final = re.compile(
    r"(?<![\d-])(?:(?:\+?82[ .-]{0,2}0?|0)1[016-9][ .-]{0,3}\d{3,4}[ .-]{0,3}\d{4}"
    r"|(?:\+?82[ .-]{1,2}|0)(?:2|[3-6]\d|[78]0|50\d)[ .-]{1,3}\d{3,4}[ .-]{1,3}\d{4})(?![\d-])"
)
#: A day, or a 접수번호.
DATE: Final = re.compile(
    rf"(?<!\d)(?:19|20)\d\d[ ]?[.\-/][ ]?{_MONTH}[ ]?[.\-/][ ]?{_DAY}(?!\d|-\d)"
    r"|(?<![\d-])20\d\d-\d{4,6}(?![\d-])"
)
MONEY: Final = re.compile(rf"(?:{_any_of(_WORDS.words.money)})")

# ------------------------------------------------------------------------- what stands before it

#: How far before a number its name may stand.
_BEFORE: Final = 26


def _after(words: tuple[str, ...]) -> Pattern:
    return re.compile(rf"(?i:{_any_of(words)}){_OTHER}{{0,12}}$")


AFTER_REGISTRATION: Final = _after(_WORDS.registration.names)
AFTER_OURS: Final = _after(_WORDS.words.ours)
#: What a long number is after these words, if it has so many digits.
NAMED: Final = (
    ("driver", _after(_WORDS.words.driver), range(10, 13)),
    ("card", _after(_WORDS.words.card), range(14, 20)),
    ("account", _after(_WORDS.words.account), range(9, 10_000)),
)


def follows(words: Pattern, text: str, start: int) -> bool:
    """Whether one of these words stands shortly before this place."""
    return bool(words.search(text, max(0, start - _BEFORE), start))


def digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
