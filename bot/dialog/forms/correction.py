"""An answer of before is put right in the middle of a form or at its summary: 'X 말고 Y', '주소는
105동이에요', '2번 모레 오전으로'. It is changed where it stands, and the open question stays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.content import patterns
from bot.dialog.choices import bare, mentioned, with_label_parts
from bot.dialog.forms import amending, fields, keeping, question, steps, summary
from bot.dialog.moment import Moment
from bot.dialog.reading import clipped
from bot.dialog.turn import Turn
from bot.domain.events import EventKind
from bot.domain.form import Answer, Field, FieldKind, Form, FormProgress, Stage
from bot.domain.messages import Say

#: A longer utterance tells a story, and puts nothing right.
MAX_CORRECTION = 60
#: More letters are no word that is put for another.
MAX_VALUE = 16
#: Fewer letters tell nothing that could be added.
TELLS = 5
_BETWEEN = " / "
_OWN_WORDS = frozenset({FieldKind.TEXT, FieldKind.SINCE})
_CHOOSES = frozenset({FieldKind.CHOICE, FieldKind.CHOICES})


def take(moment: Moment) -> Turn | None:
    """The turn when the words put an earlier answer right, else None."""
    if moment.event.kind is not EventKind.TEXT or len(moment.text) > MAX_CORRECTION:
        return None
    form, progress = question.form_of(moment)
    field = form.field(progress.at) if progress.stage is Stage.ASKING else None
    if field is not None and field.kind is FieldKind.CONSENT:
        return None
    return _instead(moment, field) or _named(moment)


def reopen(moment: Moment, *field_ids: str) -> Turn:
    """Ask these again, one after the other."""
    _, progress = question.form_of(moment)
    first, *more = field_ids
    reopened = steps.reopened(progress, first, *more)
    return question.show(moment.at(replace(moment.talk, form=reopened)))


def _instead(moment: Moment, field: Field | None) -> Turn | None:
    """'3개월 아니고 4개월이요': what was said before stands in an answer."""
    hit = patterns.search("instead", moment.text)
    if hit is None or patterns.search("has_verb", hit.group("new")):
        return None  # '남편 말고 제가 아파요' tells something of its own
    old, new = hit.group("old"), _value(hit.group("new"))
    if not bare(new) or (field is not None and mentioned(with_label_parts(field.options), old)):
        return None  # 'not by phone but here' where that is asked
    form, progress = question.form_of(moment)
    target = summary.called(form, progress, old)
    if target and target in progress.answers:
        return _put(moment, form.field(target), new)
    for candidate, answer in _lately_answered(form, progress):
        turned = _turned(candidate, answer, old, new)
        if turned is not None:
            return _put(moment, candidate, new, turned)
    return None


def _lately_answered(form: Form, progress: FormProgress) -> Iterator[tuple[Field, Answer]]:
    """The answers so far, the newest first."""
    said = (*(i for i in progress.answers if i not in progress.history), *progress.history)
    for field_id in reversed(said):
        field, answer = form.field(field_id), progress.answers.get(field_id)
        if answer is not None and field.kind is not FieldKind.CONSENT:
            yield field, answer


def _turned(field: Field, answer: Answer, old: str, new: str) -> Answer | None:
    """The answer with the new in the place of the old; None where the old does not stand in it."""
    if field.kind in _CHOOSES:
        options = with_label_parts(field.options)
        off = set(mentioned(options, old)) & set(answer.values)
        on = mentioned(options, new)
        if not off or not on:
            return None
        kept = (v for v in answer.values if v not in off)
        return Answer(text=new, values=tuple(dict.fromkeys((*kept, *on))))
    if not _of_one_kind(field, answer, old, new):
        return None
    text = amending.exchanged(answer.text, old, new)
    return Answer(text=text) if text else None


def _of_one_kind(field: Field, answer: Answer, old: str, new: str) -> bool:
    """Whether the new can stand where the old stood: a number for a number, a time for a time, one
    word for a whole answer."""
    for shape in ("unit", "day_part", "day_word"):
        if patterns.search(shape, old) and patterns.search(shape, new):
            return True
    if field.kind is FieldKind.PLACE:
        return len(bare(new)) <= MAX_VALUE
    return bare(old) == bare(answer.text) and len(bare(new)) <= MAX_VALUE


def _named(moment: Moment) -> Turn | None:
    """'2번 모레 오전으로', '전화번호 010-…로 바꿔 줘': which one, and what it shall be."""
    form, progress = question.form_of(moment)
    if progress.stage is Stage.SUMMARY:
        puts = patterns.search("puts", moment.text)
        target = summary.to_edit(moment, form, progress) if puts else None
    else:
        puts = patterns.search("puts_plainly", moment.text)
        target = _topic(moment, form, progress)
    if puts and not target:
        target = summary.called(form, progress, moment.text)
    if target is None or target not in progress.answers:
        return None
    field = form.field(target)
    new = _value(_without_name(field, moment.text))
    return _put(moment, field, new) if bare(new) else None


def _topic(moment: Moment, form: Form, progress: FormProgress) -> str | None:
    """'언제부터는 한 달 전이에요' at a later question."""
    for field in form.fields:
        if field.id in progress.answers and field.id != progress.at:
            before, rest = _around_name(field, moment.text)
            if not before and patterns.search("particle_first", rest):
                return field.id
    return None


def _around_name(field: Field, text: str) -> tuple[str, str]:
    """The words before the name of the question and those after it; all are before it where it is
    not named."""
    spans = [hit.span() for word in _names(field, text) for hit in re.finditer(word, text)]
    if not spans:
        return text, ""
    start = min(at for at, _ in spans)
    end = max(end for at, end in spans if at == start)
    return text[:start].strip(), text[end:].rstrip()


def _names(field: Field, text: str) -> Iterator[str]:
    yield re.escape(field.label)
    name = summary.name_of(field)
    hit = patterns.search(name, text) if name else None
    if hit:
        yield re.escape(hit.group(0))
    yield from (re.escape(word) for word in field.label.split() if len(word) > 1)


def _without_name(field: Field, text: str) -> str:
    """What is said of the question, after its name ('시간은 오후로') or before it ('오후로 시간
    바꿔 주세요')."""
    before, after = _around_name(field, patterns.without("puts_number", text).strip())
    after = patterns.without("particle_first", after).strip()
    return after if bare(_value(after)) else before


def _value(text: str) -> str:
    """What it shall be, without the words that ask for the change."""
    return patterns.without("value_start", patterns.without("value_end", text)).strip(" ,.~!")


def _put(moment: Moment, field: Field, new: str, turned: Answer | None = None) -> Turn | None:
    """The answer changed where it stands."""
    form, progress = question.form_of(moment)
    answer = _read(moment, field, new, turned)
    if answer is None:
        return None
    progress = steps.put_right(form, progress, field.id, answer)
    lines = summary.values(moment, form, progress, (field.id,))
    said = Say(key="form.changed", params={"said": ", ".join(lines)})
    turn = question.show(moment.at(replace(moment.talk, form=progress)), said)
    return keeping.raised(moment, turn, field, answer, progress)


def _read(moment: Moment, field: Field, new: str, turned: Answer | None) -> Answer | None:
    _, progress = question.form_of(moment)
    before = progress.answers[field.id]
    if field.kind is FieldKind.PLACE:
        text = turned.text if turned else before.text
        return amending.place(moment, field, replace(before, text=text), new)
    if turned is not None:
        return replace(turned, text=clipped(turned.text, field.max_length))
    if field.kind in _OWN_WORDS:
        return Answer(text=clipped(amending.merged(before.text, new), field.max_length))
    assert moment.mind is not None
    said = replace(moment, mind=replace(moment.mind, text=new))
    cleared = {i: a for i, a in progress.answers.items() if i != field.id}
    return fields.read(field, said, replace(progress, answers=cleared)).answer


def added(moment: Moment) -> Turn | None:
    """'물도 안 나와요', '엄마 약값도 추가해 주세요': news go with what was told of the matter."""
    said = moment.event.kind is EventKind.TEXT and moment.control is None
    if not said or moment.asks or len(bare(moment.text)) < TELLS:
        return None
    if any(patterns.search(name, moment.text) for name in ("instead", "pleasantry")):
        return None
    progress = with_news(moment)
    if progress is None:
        return None
    return question.show(moment.at(replace(moment.talk, form=progress)), Say(key="form.added"))


def with_news(moment: Moment) -> FormProgress | None:
    """The form with the words beside what was told of the matter; None where it asks for none."""
    field = _of_the_matter(moment)
    if field is None:
        return None
    form, progress = question.form_of(moment)
    before = progress.answers.get(field.id)
    words = _BETWEEN.join(filter(None, (before.text if before else "", moment.text)))
    answer = Answer(text=clipped(words, field.max_length))
    return steps.put_right(form, progress, field.id, answer)


def _of_the_matter(moment: Moment) -> Field | None:
    form, _ = question.form_of(moment)
    told = (f for f in form.fields if f.first_words)
    own = (f for f in form.fields if f.kind is FieldKind.TEXT and not f.personal)
    return next(told, None) or next(own, None)
