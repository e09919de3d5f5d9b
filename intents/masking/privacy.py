"""Masks numbers that must not be kept: those the law calls 고유식별정보 (주민등록번호,
외국인등록번호, passport and driving licence), bank cards and accounts.

Own patterns run first because they know every spelling people use, valid checksum or not;
ko-pii at its STRICT level then looks for what is left. Phones and addresses stay readable here:
forms ask for them, and the desk veils them where they do not stand in a form.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from ko_pii import RiskLevel, detect_all

from intents.masking import number_patterns as patterns
from intents.masking.lookalikes import folded
from intents.reading.text import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class Masked:
    """A text that may be kept, and the kinds of data taken out of it in order of the alphabet."""

    text: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    kind: str


#: Fewer digits than this cannot hold any number that is masked.
_FEWEST_DIGITS: Final = 6
_KO_PII: Final = {"RRN": "rrn", "FRN": "frn", "CARD": "card", "ACCOUNT": "account"}
#: ko-pii's STRICT policy: medium risk and confidence 0.7.
_STRICT_CONFIDENCE: Final = 0.7
#: Nobody writes more than this to an office; beyond it every long number is masked unread,
#: because ko-pii would need seconds.
_LONGEST_READ: Final = 8000
_FOREIGN: Final = "5678"
#: In place of letters that can be part of no number and of no word before one.
_STOP: Final = "\0"


def mask(text: str) -> Masked:
    """Return the text with such numbers replaced by a word for what stood there.

    Control and invisible characters, which hide numbers, go as well. What is masked stays as it
    is when it is masked again.
    """
    text, kinds = clean(text), set[str]()
    while spans := _spans(text):
        kinds.update(span.kind for span in spans)
        text = _replaced(text, spans)
    return Masked(text=text, kinds=tuple(sorted(kinds)))


def _spans(text: str) -> list[_Span]:
    """What is to be masked, first to last, none touching another."""
    if sum(map(str.isdigit, text)) < _FEWEST_DIGITS and not patterns.SPOKEN.search(text):
        return []
    plain = _stopped(patterns.TOKEN, folded(text))
    found = list(_registrations(plain)) or list(_numbers(plain))
    return _joined(sorted(found, key=lambda span: (span.start, -span.end)))


def _stopped(pattern: patterns.Pattern, text: str) -> str:
    return pattern.sub(lambda match: _STOP * len(match[0]), text)


def _joined(spans: list[_Span]) -> list[_Span]:
    """Two that overlap are one, of the kind of the first."""
    joined: list[_Span] = []
    for span in spans:
        if joined and span.start < joined[-1].end:
            last = joined[-1]
            joined[-1] = _Span(last.start, max(last.end, span.end), last.kind)
        else:
            joined.append(span)
    return joined


def _replaced(text: str, spans: list[_Span]) -> str:
    parts, done = list[str](), 0
    for span in spans:
        parts += text[done : span.start], patterns.TOKENS[span.kind]
        done = span.end
    return "".join(parts) + text[done:]


def _registrations(plain: str) -> Iterator[_Span]:
    for match in patterns.REGISTRATION.finditer(plain):
        # Six and seven digits may be any two numbers, so the first six have to be a day; with a
        # dash between them they are taken at their word.
        sure = patterns.SURE_SIGN.search(match["sign"] or "")
        if sure or (
            patterns.DAY.fullmatch(match["front"]) and not patterns.MONEY.match(plain, match.end())
        ):
            yield _Span(match.start(), match.end(), _registered(match["back"]))
    loose = (patterns.APART, patterns.DATED, patterns.SLIPPED)
    for match in chain.from_iterable(pattern.finditer(plain) for pattern in loose):
        if match["sign"] or patterns.follows(patterns.AFTER_REGISTRATION, plain, match.start()):
            yield _Span(match.start(), match.end(), _registered(match["back"]))
    for match in patterns.SPOKEN.finditer(plain):
        yield _Span(match.start(), match.end(), "rrn")


def _registered(back: str) -> str:
    return "frn" if back[0] in _FOREIGN else "rrn"


def _numbers(plain: str) -> Iterator[_Span]:
    for match in patterns.PASSPORT.finditer(plain):
        yield _Span(match.start(match.lastgroup or 0), match.end(), "passport")
    for match in patterns.DRIVER.finditer(plain):
        yield _Span(match.start(), match.end(), "driver")
    yield from _shaped(plain, "card", patterns.CARD)
    plain = _stopped(patterns.PHONE, _stopped(patterns.DATE, plain))
    yield from _named(plain)
    yield from _shaped(plain, "rrn", patterns.THIRTEEN)
    yield from _shaped(plain, "account", patterns.DASHED)
    yield from _shaped(plain, "account", patterns.UNBROKEN)
    left = any(not _is_ours(plain, m.start()) for m in patterns.LONG.finditer(plain))
    if left and len(plain) <= _LONGEST_READ:
        yield from _detected(plain)
    elif left:
        long = patterns.LONG.finditer(plain)
        yield from (_Span(m.start(), m.end(), "account") for m in long)


def _is_ours(plain: str, start: int) -> bool:
    return patterns.follows(patterns.AFTER_OURS, plain, start)


def _named(plain: str) -> Iterator[_Span]:
    """Numbers that stand after the word for what they are."""
    for match in patterns.LONG.finditer(plain):
        if _is_ours(plain, match.start()) or patterns.MONEY.match(plain, match.end()):
            continue
        count = len(patterns.digits(match[0]))
        for kind, words, counts in patterns.NAMED:
            if count in counts and patterns.follows(words, plain, match.start()):
                yield _Span(match.start(), match.end(), kind)
                break


def _shaped(plain: str, kind: str, pattern: patterns.Pattern) -> Iterator[_Span]:
    """Numbers that look like what they are, whatever stands before them."""
    for match in pattern.finditer(plain):
        if not _is_ours(plain, match.start()) and not patterns.MONEY.match(plain, match.end()):
            yield _Span(match.start(), match.end(), kind)


def _detected(plain: str) -> Iterator[_Span]:
    for found in detect_all(plain, include=_KO_PII):
        if found.risk_level >= RiskLevel.MEDIUM and found.confidence >= _STRICT_CONFIDENCE:
            yield _Span(found.start, found.end, _KO_PII[found.label])
