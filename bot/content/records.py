"""What the data files may say, one model a kind of file. Checked here: each record alone."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from bot.content.particles import Final
from bot.domain.form import FieldKind

MAX_BUBBLE = 300  #: letters; Kakao folds a bubble after 500, blanks and phones come on top
MAX_LABEL = 14  #: letters on a button; Kakao cuts a quick reply after 14
MAX_OPTIONS = 10  #: Kakao shows ten quick replies
#: Bounded, or a message of nothing but stops would take seconds to read.
_GAP = r"[\s.,·~…!?'\"-]{0,4}"
#: A letter that has a case; after a backslash it stands for something else.
_LATIN = re.compile(r"(?<!\\)[A-Za-z]")


class CrisisKind(StrEnum):
    """The dangers that interrupt everything; ids of the catalogue."""

    SUICIDE = "suicide"
    ABUSE_CHILD = "abuse-child"
    ABUSE_ELDER = "abuse-elder"
    ABUSE_DOMESTIC = "abuse-domestic"
    ABUSE_OTHER = "abuse-other"
    MEDICAL = "medical"
    VIOLENCE = "violence"
    FIRE = "fire"
    DEATH = "death"
    MISSING = "missing"


def letters(text: str) -> int:
    """Count what people see as letters: composed syllables, not bytes."""
    return len(unicodedata.normalize("NFC", text))


def as_pattern(text: str) -> re.Pattern[str]:
    """Compile a pattern of Korean words: a space in it stands for any gap, also none.

    People write without spaces or with stops between the words. Raises `re.error`.
    """
    # Taking case into account is dear where whole alphabets are named, and Korean has none.
    flags = re.IGNORECASE if _LATIN.search(text) else re.NOFLAG
    return re.compile(text.replace(" ", _GAP), flags)


def _short(text: str) -> str:
    if letters(text) > MAX_LABEL:
        raise ValueError(f"has {letters(text)} letters; at most {MAX_LABEL}")
    return text


def _bubble(text: str) -> str:
    if letters(text) > MAX_BUBBLE:
        raise ValueError(f"has {letters(text)} letters; at most {MAX_BUBBLE}")
    return text


def _compiles(text: str) -> str:
    try:
        as_pattern(text)
    except re.error as error:
        raise ValueError(f"is not a regular expression: {error}") from error
    return text


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Bubble = Annotated[Text, AfterValidator(_bubble)]
Label = Annotated[Text, AfterValidator(_short)]
Pattern = Annotated[Text, AfterValidator(_compiles)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$")]
DongCode = Annotated[str, StringConstraints(pattern=r"^\d{10}$")]
PhoneNumber = Annotated[str, StringConstraints(pattern=r"^\d+(-\d+)*$")]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SaidRecord(_Record):
    """A shape that words take: what it must find, and what it must leave alone."""

    pattern: Pattern
    hits: Annotated[tuple[Text, ...], Field(min_length=1)]
    misses: tuple[Text, ...] = ()


class OptionRecord(_Record):
    id: Id
    label: Label
    words: tuple[Text, ...] = ()
    shape: tuple[SaidRecord, ...] = ()
    anywhere: tuple[Text, ...] = ()
    risk: Annotated[int, Field(ge=0, le=6)] = 0
    sign: Id | None = None
    alarm: CrisisKind | None = None


class WhenRecord(_Record):
    field: Id
    any_of: Annotated[tuple[Id, ...], Field(min_length=1)]


class FieldRecord(_Record):
    id: Id
    kind: FieldKind
    ask: Bubble
    label: Label
    hint: Annotated[str, AfterValidator(_bubble)] = ""
    required: bool = False
    option: Annotated[tuple[OptionRecord, ...], Field(max_length=MAX_OPTIONS)] = ()
    when: WhenRecord | None = None
    prefill: bool = True
    said: tuple[SaidRecord, ...] = ()
    takes_yes: bool = False
    calls: bool = False
    first_words: bool = False
    personal: bool = False
    max_length: Annotated[int, Field(ge=1, le=4000)] = 1000


class FormRecord(_Record):
    id: Id
    title: Label
    intent: Id
    case_type: Id
    opening: Bubble
    anonymous_default: bool = False
    promise_minutes: Annotated[int, Field(ge=1, le=60 * 9 * 30)] = 480
    field: tuple[FieldRecord, ...]


class HoursRecord(_Record):
    """Wall-clock times of the office; `text` is how people say them."""

    text: Text
    open: time = time(9)
    close: time = time(18)
    lunch_start: time = time(12)
    lunch_end: time = time(13)
    weekdays: tuple[Annotated[int, Field(ge=0, le=6)], ...] = (0, 1, 2, 3, 4)
    closed: tuple[date, ...] = ()
    opened: tuple[date, ...] = ()


class TeamRecord(_Record):
    id: Id
    name: Text
    dongs: tuple[DongCode, ...] = ()


class PackRecord(_Record):
    id: Id
    office: Text
    office_short: Text
    bot_name: Text
    phone: Literal[""] | PhoneNumber = ""
    phone_label: Text
    report_reward: str = ""
    government_identity: bool = False
    area: Annotated[tuple[DongCode, ...], Field(min_length=1)]
    default_team: Id
    hours: HoursRecord
    team: tuple[TeamRecord, ...]


class RuleRecord(_Record):
    """A sign of need. `label` tells staff what it means; the pattern must find every one of
    `hits` and none of `misses`."""

    id: Id
    label: Text
    points: Annotated[int, Field(ge=1, le=6)]
    pattern: Pattern
    hits: Annotated[tuple[Text, ...], Field(min_length=1)]
    misses: tuple[Text, ...] = ()


class TriageFile(_Record):
    rule: tuple[RuleRecord, ...]


class PhoneRecord(_Record):
    number: PhoneNumber
    label: Text
    hours: str = ""


class CardsFile(_Record):
    """Phone lines, and which of them stand on which card, in order."""

    emergency: Annotated[tuple[PhoneNumber, ...], Field(min_length=1)]
    phone: tuple[PhoneRecord, ...]
    cards: dict[CrisisKind, Annotated[tuple[PhoneNumber, ...], Field(min_length=1)]]


class SinceFile(_Record):
    since: tuple[SaidRecord, ...]


class ReceiptWordsFile(_Record):
    first: tuple[Text, ...]
    second: tuple[Text, ...]


class ParticlesFile(_Record):
    pairs: tuple[Annotated[str, StringConstraints(pattern=r"^[^/\s]+/[^/\s]+$")], ...]
    rieul_as_vowel: tuple[str, ...]
    sounds: dict[Final, str]


class KeysFile(_Record):
    """What the program asks of the wording: every key with its blanks, and every offered answer.

    A blank with `!` must stand in the text (a receipt without its number helps nobody).
    """

    keys: dict[str, tuple[str, ...]]
    choices: tuple[Id, ...]
