"""Masks numbers that must not be kept: 주민등록번호, 외국인등록번호, card and account numbers.

The own pattern runs first because it knows every spelling people use, valid checksum or not;
ko-pii at its STRICT level then looks for what is left. Phones and addresses stay readable.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from ko_pii import RiskLevel, detect_all

from intents.lexicon import Words, read


class _Registration(Words):
    between: tuple[str, ...]


class _Anchors(Words):
    account: tuple[str, ...]
    card: tuple[str, ...]
    ours: tuple[str, ...]


class _Privacy(Words):
    tokens: dict[str, str]
    registration: _Registration
    words: _Anchors


@dataclass(frozen=True, slots=True, kw_only=True)
class Masked:
    """A text that may be kept, and the kinds of data taken out of it in order of the alphabet."""

    text: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    token: str


#: Fewer digits than this cannot hold any number that is masked.
_FEWEST_DIGITS: Final = 6
_KINDS: Final = {"rrn": "rrn", "frn": "rrn", "card": "card", "account": "account"}
_KO_PII: Final = {"RRN": "rrn", "FRN": "frn", "CARD": "card", "ACCOUNT": "account"}
#: ko-pii's STRICT policy: medium risk and confidence 0.7.
_STRICT_CONFIDENCE: Final = 0.7
#: Nobody writes more than this to an office; beyond it every long number is masked unread,
#: because ko-pii would need seconds.
_LONGEST_READ: Final = 8000

_WORDS = read("privacy.toml", _Privacy)


#: Bold and double-struck digits, the only ones in use beyond the basic plane.
_STYLED_DIGITS: Final = range(0x1D7CE, 0x1D800)


def _lookalikes() -> dict[int, str]:
    """Map every digit, dash and space of Unicode onto its ASCII form, one letter for one."""
    table: dict[int, str] = {}
    for code in (*range(0x80, 0x10000), *_STYLED_DIGITS):
        char = chr(code)
        category = unicodedata.category(char)
        if category in {"Nd", "No"} and (digit := unicodedata.digit(char, None)) is not None:
            table[code] = str(digit)
        elif category == "Pd" or char in "\u2212\u30fc":
            table[code] = "-"
        elif category == "Zs":
            table[code] = " "
        elif len(wide := unicodedata.normalize("NFKC", char)) == 1 and wide.isascii():
            table[code] = wide
    table |= dict.fromkeys(map(ord, "\u223c\u301c\uff5e\u02dc"), "~")
    return table | dict.fromkeys(map(ord, "\u00b7\u318d\u2022\u30fb"), ".")


_LOOKALIKES: Final = _lookalikes()


def _any_of(words: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_BETWEEN: Final = (
    rf"(?:\s{{0,3}}(?:[-.,~_/:;*=|]{{1,3}}|{_any_of(_WORDS.registration.between)})?\s{{0,3}})"
)
_REGISTRATION = re.compile(
    rf"(?<!\d)(?P<front>\d{{6}})(?P<between>{_BETWEEN})(?P<back>\d{{7}})(?!\d)"
)
#: The same with a space after every digit.
_SPACED = re.compile(
    r"(?<!\d)(?<!\d )(?P<front>\d(?:[ ]{1,2}\d){5})"
    rf"(?P<between>{_BETWEEN})(?P<back>\d(?:[ ]{{1,2}}\d){{6}})(?![ ]?\d)"
)
_LONG_NUMBER = re.compile(r"(?<!\d)\d(?:[ .-]{0,2}\d){8,18}(?!\d)")
_CARD_LAYOUT = re.compile(r"\d{4}[ .-]?\d{4}[ .-]?\d{4}[ .-]?\d{4}")
_PHONE = re.compile(
    r"(?<![\d-])(?:01[016-9][ .-]*\d{3,4}[ .-]*\d{4}|0\d{1,3}[ .-]+\d{3,4}[ .-]+\d{4})(?![\d-])"
)
_DATE = re.compile(r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_FOREIGN: Final = "5678"
#: How far before a number its name may stand.
_BEFORE: Final = 14
_AFTER_ACCOUNT, _AFTER_CARD, _AFTER_OURS = (
    re.compile(f"(?:{_any_of(words)})[^\\d]{{0,8}}$")
    for words in (_WORDS.words.account, _WORDS.words.card, _WORDS.words.ours)
)


def mask(text: str) -> Masked:
    """Return the text with such numbers replaced by a word for what stood there."""
    if sum(map(str.isdigit, text)) < _FEWEST_DIGITS:
        return Masked(text=text, kinds=())
    folded = text.translate(_LOOKALIKES)
    text, kinds = _replace(text, list(_registrations(folded)))
    folded = _PHONE.sub(lambda phone: "x" * len(phone[0]), text.translate(_LOOKALIKES))
    text, more = _replace(text, list(_numbers(folded)))
    return Masked(text=text, kinds=tuple(sorted(kinds | more)))


def _registrations(folded: str) -> Iterator[_Span]:
    for match in chain(_REGISTRATION.finditer(folded), _SPACED.finditer(folded)):
        front = match["front"].replace(" ", "")
        # Six and seven digits with nothing between them may be any number, so the first six
        # have to be a date; with a dash between them they are taken at their word.
        if match["between"] or _DATE.fullmatch(front):
            foreign = match["back"][0] in _FOREIGN
            yield _Span(match.start(), match.end(), "frn" if foreign else "rrn")


def _numbers(folded: str) -> Iterator[_Span]:
    candidates = [m for m in _LONG_NUMBER.finditer(folded) if not _is_ours(folded, m)]
    named = [span for match in candidates if (span := _named(folded, match))]
    yield from named
    taken = {(span.start, span.end) for span in named}
    left = [match for match in candidates if match.span() not in taken]
    if left and len(folded) <= _LONGEST_READ:
        yield from _detected(folded)
    elif left:
        yield from (_Span(*match.span(), "account") for match in left)


def _is_ours(folded: str, match: re.Match[str]) -> bool:
    return bool(_AFTER_OURS.search(folded, max(0, match.start() - _BEFORE), match.start()))


def _named(folded: str, match: re.Match[str]) -> _Span | None:
    start = match.start()
    before = (folded, max(0, start - _BEFORE), start)
    if _AFTER_CARD.search(*before) and _CARD_LAYOUT.fullmatch(match[0]):
        return _Span(*match.span(), "card")
    if _AFTER_ACCOUNT.search(*before):
        return _Span(*match.span(), "account")
    return None


def _detected(folded: str) -> Iterator[_Span]:
    for found in detect_all(folded, include=_KO_PII):
        if found.risk_level >= RiskLevel.MEDIUM and found.confidence >= _STRICT_CONFIDENCE:
            yield _Span(found.start, found.end, _KO_PII[found.label])


def _replace(text: str, spans: list[_Span]) -> tuple[str, set[str]]:
    parts: list[str] = []
    done, kinds = 0, set[str]()
    for span in sorted(spans, key=lambda s: s.start):
        if span.start < done:
            continue
        parts += text[done : span.start], _WORDS.tokens[span.token]
        done = span.end
        kinds.add(_KINDS[span.token])
    return "".join(parts) + text[done:], kinds
