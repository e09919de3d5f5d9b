"""What was already said is not asked again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.content import patterns
from bot.dialog.choices import bare, mentioned
from bot.dialog.forms import place, steps
from bot.dialog.forms.fields import normal_phone
from bot.dialog.moment import Moment
from bot.dialog.reading import clipped
from bot.domain.events import EventKind
from bot.domain.form import Answer, Field, FieldKind, Form, FormProgress

#: Answers that are about the office and not about a need.
_NO_NEED = frozenset({"center-info", "how-to-apply", "privacy-info"})
BETWEEN = " / "  #: stands between what was said at different times
#: Letters of a part that may say nothing; in a longer one stands something.
MAX_EMPTY = 60
UNKNOWN = "unknown"  #: the option of those who do not know
#: '이웃이 걱정돼요', '상담 신청할게요': a request of so few letters tells nothing of the need.
BARE_REQUEST = 12
#: Fewer letters tell nothing at all.
TELLS = 5


def opening_words(moment: Moment) -> str:
    """What was said before a form, and what started it unless that was only its name."""
    spoken = "" if moment.event.kind is EventKind.PRESS else moment.text
    length = len(bare(spoken))
    if length < TELLS or (length <= BARE_REQUEST and patterns.search("only_asks", spoken)):
        spoken = ""
    earlier = moment.talk.last_words
    return BETWEEN.join(dict.fromkeys(words for words in (earlier, spoken) if words))


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
    if field.kind is FieldKind.PHONE and field.when is not None:
        return _number(words)  # '010-…로 전화 주세요': the number and the wish in one
    if not field.prefill:  # asked of everybody, unless it was told at another question
        return _anywhere(field, words)
    if field.first_words:
        told = telling(words)
        return Answer(text=clipped(told, field.max_length)) if told else None
    match field.kind:
        case FieldKind.CHOICE | FieldKind.CHOICES:
            return _options(field, words)
        case FieldKind.TEXT:
            return _spoken(field.said, words)
        case FieldKind.SINCE:
            return _spoken(moment.scene.content.since_patterns, words)
        case FieldKind.PHONE:
            return _number(words)
        case FieldKind.PLACE:
            return _place(field, moment, words)
    return None


def telling(words: str) -> str:
    """What was said, without the parts that only ask for something or name nobody: '전화 좀 해
    주세요', '옆집이 이상해요'."""
    parts = words.split(BETWEEN)
    return BETWEEN.join(p for p in parts if len(p) > MAX_EMPTY or not _is_empty(p))


def _is_empty(part: str) -> bool:
    return all(patterns.search("empty_word", word) for word in part.split())


def of_topic(moment: Moment, form: Form, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Whoever asked about a programme, and now wants to be called, speaks of that. Not of
    somebody they report."""
    talk = moment.talk
    topic = "" if form.anonymous_default or talk.topic in _NO_NEED else talk.topic
    title = moment.scene.content.faq.title(topic) if topic else None
    field = next((f for f in form.fields if f.first_words), None)
    if not title or field is None or (field.required and field.id in answers):
        return dict(answers)
    told = answers[field.id].text if field.id in answers else telling(talk.lately)
    named = told if title in told else BETWEEN.join(filter(None, (title, told)))
    return {**answers, field.id: Answer(text=clipped(named, field.max_length))}


def _number(words: str) -> Answer | None:
    phone = normal_phone(words)
    return Answer(text=phone, values=(phone,)) if phone else None


def completed(form: Form, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """'혼자요' and an age told after it are one of the options."""
    told = ((form.field(i).option(v), v) for i, a in answers.items() for v in a.values)
    labels = [option.label for option, value in told if option and value != UNKNOWN]
    found = dict(answers)
    for field_id, answer in answers.items():
        field = form.field(field_id)
        own = field.kind is FieldKind.CHOICE and bool(field.said) and not answer.values
        whole = " / ".join((answer.text, *labels)) if own and answer.text else ""
        values = mentioned(field.options, whole) if whole else ()
        values = tuple(v for v in values if v not in mentioned(field.options, answer.text))
        if len(values) == 1:
            found[field_id] = replace(answer, values=values)
    return found


def _place(field: Field, moment: Moment, words: str) -> Answer | None:
    """A place that is surely meant: the only one of its name here, or one with its house."""
    guess = moment.scene.places.guess(words)
    told = place.as_told(words, guess.evidence)
    with_house = len(guess.candidates) == 1 and len(told) > len(guess.evidence)
    if not guess.candidates or not (guess.certain or with_house):
        return None
    return Answer(text=clipped(told, field.max_length), values=(guess.candidates[0].code,))


def foreseen(moment: Moment, form: Form, progress: FormProgress) -> FormProgress:
    """The form with a place that was told before it is asked and may be one of several 동: which
    one it is, is all that is left to ask."""
    field = form.field(progress.at) if progress.at else None
    if field is None or field.kind is not FieldKind.PLACE or field.id in progress.answers:
        return progress
    told = (progress.first_words, *(a.text for a in progress.answers.values()))
    words = BETWEEN.join(dict.fromkeys(filter(None, told)))
    guess = moment.scene.places.guess(words)
    where = place.as_told(words, guess.evidence)
    here = all(moment.scene.places.in_area(dong.code) for dong in guess.candidates)
    if not guess.candidates or not (here or len(where) > len(guess.evidence)):
        return progress  # '중동에서 일하다 온 분' tells of no place here
    answer = Answer(text=clipped(where, field.max_length))
    codes = tuple(dong.code for dong in guess.candidates)
    return replace(progress, candidates=codes, answers={**progress.answers, field.id: answer})


def _anywhere(field: Field, words: str) -> Answer | None:
    sure = tuple(replace(o, label="", words=o.anywhere) for o in field.options if o.anywhere)
    return _options(replace(field, options=sure), words) if sure else _spoken(field.said, words)


def _spoken(shapes: Iterable[re.Pattern[str]], words: str) -> Answer | None:
    """What the first of the shapes finds, as it was said."""
    hit = next((h for shape in shapes if (h := shape.search(words))), None)
    return Answer(text=hit.group(0).strip()) if hit else None


def _options(field: Field, words: str) -> Answer | None:
    if patterns.search("fears", words) and any(option.alarm for option in field.options):
        return None  # '해코지 당하는 거 아니에요?' denies no danger
    values = tuple(v for v in mentioned(field.options, words) if v != UNKNOWN)
    if patterns.search("denied", words):  # '때리는 소리는 안 나는데' is no alarm
        values = tuple(v for v in values if (o := field.option(v)) and not o.alarm)
    many = field.kind is FieldKind.CHOICES
    return Answer(text="", values=values) if values and (many or len(values) == 1) else None
