"""The answer as a resident reads it, put together from an entry."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from faq.entry import Aspect, Entry, Figure, PhoneLine
from faq.freshness import amount_lines, limit_lines
from faq.texts import SourceTexts, Texts

BLANK = re.compile(r"\{([^{}]*)\}")
MAX_TEXT = 300  #: letters; Kakao folds a bubble after 500, the source and phones come on top
MAX_LABEL = 14  #: letters on a button; Kakao cuts a quick reply after 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A number to press; `hours` is empty where they are not known for sure."""

    number: str
    label: str
    hours: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One published answer, or one part of it."""

    id: str
    title: str
    text: str  #: one thought a line
    follow_ups: tuple[tuple[Aspect, str], ...]  #: without the part just given
    related: tuple[tuple[str, str], ...]  #: (id, title), only those that can be answered
    phones: tuple[Phone, ...]
    source: str  #: short line: who says it, when, and when it was checked
    source_date: date | None


def letters(text: str) -> int:
    """Count what people see as letters: composed syllables, not code units or bytes."""
    return len(unicodedata.normalize("NFC", text))


def text_of(
    entry: Entry,
    aspect: Aspect | None,
    figures: Mapping[str, Figure],
    today: date,
    texts: Texts,
) -> str:
    """Return the text of the short answer (no aspect) or of one part, blanks still open."""
    if aspect is None:
        return entry.summary
    lines = [entry.part(aspect)]
    if aspect is Aspect.WHO:
        lines += limit_lines(entry, figures, today, texts.amounts)
        lines.append(texts.not_covered.format(text=entry.not_covered))
    elif aspect is Aspect.AMOUNT:
        lines += amount_lines(entry, figures, today, texts.amounts)
    return "\n".join(line for line in lines if line) or texts.missing[aspect]


def fill(text: str, blanks: Mapping[str, str]) -> str:
    """Put the municipality's words into `{office}` and the like; other braces stay."""
    return BLANK.sub(lambda m: blanks.get(m[1], m[0]), text)


def source_line(entry: Entry, words: SourceTexts) -> str:
    """Return the line that says where the answer comes from and when it was checked."""
    source = entry.sources[0]
    checked = f"{entry.verified_on:%Y-%m}"
    if source.date is None:
        return words.undated.format(title=source.title, checked=checked)
    return words.dated.format(title=source.title, date=f"{source.date:%Y-%m}", checked=checked)


def phone_of(line: PhoneLine) -> Phone:
    """Return what a resident is shown of a phone line."""
    return Phone(number=line.number, label=line.label, hours=line.hours)
