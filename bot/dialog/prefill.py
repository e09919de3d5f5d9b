"""What was already said is not asked again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.content import patterns
from bot.dialog import place, steps
from bot.dialog.choices import mentioned
from bot.dialog.fields import normal_phone
from bot.dialog.moment import Moment
from bot.dialog.reading import clipped
from bot.domain.form import Answer, Field, FieldKind, Form

UNKNOWN = "unknown"  #: the option of those who do not know


def with_said(
    moment: Moment,
    form: Form,
    answers: Mapping[str, Answer],
    words: str,
    *,
    opening: bool = False,
) -> dict[str, Answer]:
    """The answers, and those to open questions that the words surely hold. Words that open a
    form are also the answer to what it asks first."""
    found = dict(answers)
    for field in form.fields:
        if field.first_words and not opening:
            continue
        if field.id not in found and steps.applies(field, found):
            known = _held(field, moment, words, opening=opening)
            if known is not None:
                found[field.id] = known
    return found


def _held(field: Field, moment: Moment, words: str, *, opening: bool) -> Answer | None:
    """The answer to a question in words that were said before it was asked."""
    if not words or (opening and not field.prefill):
        return None
    if not field.prefill:  # asked of everybody, unless it was told at another question
        return _anywhere(field, words)
    if field.first_words:
        return Answer(text=clipped(words, field.max_length))
    match field.kind:
        case FieldKind.CHOICE | FieldKind.CHOICES:
            return _options(field, words)
        case FieldKind.TEXT:
            return _spoken(field.said, words)
        case FieldKind.SINCE:
            return _spoken(moment.scene.content.since_patterns, words)
        case FieldKind.PHONE:
            phone = normal_phone(words)
            return Answer(text=phone, values=(phone,)) if phone else None
        case FieldKind.PLACE:
            return _place(field, moment, words)
    return None


def _place(field: Field, moment: Moment, words: str) -> Answer | None:
    """A place that is surely meant: the only one of its name here, or one with its house."""
    guess = moment.scene.places.guess(words)
    told = place.as_told(words, guess.evidence)
    with_house = len(guess.candidates) == 1 and len(told) > len(guess.evidence)
    if not guess.candidates or not (guess.certain or with_house):
        return None
    return Answer(text=clipped(told, field.max_length), values=(guess.candidates[0].code,))


def _anywhere(field: Field, words: str) -> Answer | None:
    sure = tuple(replace(o, label="", words=o.anywhere) for o in field.options if o.anywhere)
    return _options(replace(field, options=sure), words) if sure else _spoken(field.said, words)


def _spoken(shapes: Iterable[re.Pattern[str]], words: str) -> Answer | None:
    """What the first of the shapes finds, as it was said."""
    hit = next((h for shape in shapes if (h := shape.search(words))), None)
    return Answer(text=hit.group(0).strip()) if hit else None


def _options(field: Field, words: str) -> Answer | None:
    values = tuple(v for v in mentioned(field.options, words) if v != UNKNOWN)
    if patterns.search("denied", words):  # '때리는 소리는 안 나는데' is no alarm
        values = tuple(v for v in values if (o := field.option(v)) and not o.alarm)
    many = field.kind is FieldKind.CHOICES
    return Answer(text="", values=values) if values and (many or len(values) == 1) else None
