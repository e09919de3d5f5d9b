"""An intake form: questions as data, and how far one person has come with them.

Fields are named, never numbered: a form that gains or loses a question keeps its half-filled
answers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class FieldKind(StrEnum):
    CHOICE = "choice"  #: one of the options
    CHOICES = "choices"  #: any number of the options
    TEXT = "text"  #: own words
    SINCE = "since"  #: own words about a time ("지난달부터"); may be found in what was said before
    PLACE = "place"  #: an address, a landmark or a 동; routed to the 관할 행정동
    PHONE = "phone"  #: a telephone number
    PHOTO = "photo"  #: a picture, or none
    CONSENT = "consent"  #: agreement to the use of personal data; refusal ends the form kindly


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer of a choice. `words` are further ways to say it ("a+b": both parts anywhere);
    `shapes` are whole answers to its own question; `anywhere` are words that say it as surely
    while another question is open; `risk` adds to the 위기도, `sign` is the triage rule
    that finds the same in words; `alarm` is the crisis kind that choosing it raises."""

    id: str
    label: str
    words: tuple[str, ...] = ()
    shapes: tuple[re.Pattern[str], ...] = ()
    anywhere: tuple[str, ...] = ()
    risk: int = 0
    sign: str = ""
    alarm: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Ask only when an earlier field has one of these values."""

    field: str
    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question. `ask` is what the resident reads, `label` the short name in the summary and
    on the desk. `prefill` allows taking the answer from words that were said before the form;
    what surely answers it may be said at any question of the form (`said`, `anywhere`). What is
    `said` where options are offered is an answer in own words, which no option holds alone.
    `calls`: a time at which staff call, and nobody does outside the hours.
    `takes_yes`: a bare yes answers it, though it asks for words."""

    id: str
    kind: FieldKind
    ask: str
    label: str
    hint: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    when: Condition | None = None
    prefill: bool = True
    said: tuple[re.Pattern[str], ...] = ()  #: how own words answer it before it is asked
    takes_yes: bool = False
    calls: bool = False
    first_words: bool = False  #: the words that led to the form are the answer
    personal: bool = False  #: identifies a person: staff see it only by unmasking
    max_length: int = 1000

    def option(self, option_id: str) -> Option | None:
        return next((o for o in self.options if o.id == option_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A whole intake. `intent` starts it; `case_type` is what its submission becomes."""

    id: str
    title: str
    intent: str
    case_type: str
    opening: str
    fields: tuple[Field, ...]
    anonymous_default: bool = False
    promise_minutes: int = 480  #: business minutes in which staff will call or look

    def field(self, field_id: str) -> Field:
        return next(f for f in self.fields if f.id == field_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was answered: the words as written, and the ids or normal value they were read as.

    `unknown` is an honest '모르겠어요', `skipped` a question passed over.
    """

    text: str = field(default="", repr=False)
    values: tuple[str, ...] = ()
    unknown: bool = False
    skipped: bool = False


class Stage(StrEnum):
    ASKING = "asking"  #: at the field `at`
    SUMMARY = "summary"  #: everything asked; waiting for submit or edit
    PAUSED = "paused"  #: set aside (a crisis, a person, another topic); resumes at `at`


@dataclass(frozen=True, slots=True, kw_only=True)
class FormProgress:
    """One person's way through one form."""

    form_id: str
    at: str
    stage: Stage = Stage.ASKING
    answers: dict[str, Answer] = field(default_factory=dict, repr=False)
    history: tuple[str, ...] = ()  #: field ids in the order they were answered, for 이전
    first_words: str = field(default="", repr=False)
    started_at: datetime | None = None
    misses: int = 0  #: times in a row the answer to `at` was not understood
    #: What was answered to questions that were opened again, until they are answered anew.
    before: dict[str, Answer] = field(default_factory=dict, repr=False)
    candidates: tuple[str, ...] = ()  #: 행정동 codes offered for the place
