"""Words that answer another question than the open one: '마장동이요' where the time is asked,
'혼자 사세요' where the place is. They are kept where they belong, and this one is asked again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.content import patterns
from bot.dialog.choices import bare, mentioned
from bot.dialog.forms import amending, keeping, place, prefill, question, steps
from bot.dialog.forms.fields import NONE, in_own_words, normal_phone
from bot.dialog.moment import Moment
from bot.dialog.reading import clipped
from bot.dialog.turn import Turn
from bot.domain.events import EventKind
from bot.domain.form import Answer, Field, FieldKind, Form, FormProgress

#: More letters are no name.
MAX_NAME = 12
#: So few letters say one thing.
MAX_SHORT = 8
_SURE_ANYWHERE = frozenset({FieldKind.PLACE, FieldKind.PHONE, FieldKind.PHOTO})
#: What may be declined before it is asked: '사진은 없어요'.
_DECLINED_BY_NAME = {FieldKind.PHONE: "no_phone", FieldKind.PHOTO: "no_photo"}
#: Where any words would be taken, and only some are meant.
_TAKES_ANY = frozenset({FieldKind.TEXT, FieldKind.SINCE, FieldKind.PLACE, FieldKind.PHONE})
_CHOOSES = frozenset({FieldKind.CHOICE, FieldKind.CHOICES})


def first(moment: Moment) -> Turn | None:
    """Before the words are read as the answer: they are surely that of another question."""
    form, progress = question.form_of(moment)
    field = form.field(progress.at)
    if moment.event.kind is not EventKind.TEXT or field.kind not in _TAKES_ANY:
        return None
    if (completed := completes_place(moment)) is not None:
        return completed
    if field.first_words or _fits(moment, field, progress):
        return None
    wanted = _belonging(moment, form, field)
    return _kept(moment, wanted) or _which_dong(moment)


def together(moment: Moment) -> Answer | None:
    """'혼자 사시는 것 같아요' of the grandmother told of before, where the household is asked:
    the option that the words hold together with those."""
    form, progress = question.form_of(moment)
    field = form.field(progress.at)
    if field.kind is not FieldKind.CHOICE or not field.prefill:
        return None
    told = _told(progress.first_words, progress.answers.values())
    before = set(mentioned(field.options, told))
    if in_own_words(field, moment.text):
        before |= set(mentioned(field.options, moment.text))  # '아빠하고 애들' is not the children
    now = mentioned(field.options, f"{told} / {moment.text}")
    new = tuple(o for v in now if v not in before and (o := field.option(v)) and not o.alarm)
    return Answer(text=moment.text, values=(new[0].id,)) if len(new) == 1 else None


def of_another(moment: Moment) -> Turn | None:
    """Words that are no answer to this question but surely one to another."""
    form, progress = question.form_of(moment)
    field = form.field(progress.at)
    if field.kind is FieldKind.CONSENT:
        return None  # nothing is kept before they agree
    choice = _choice_of_number(form, field, moment.text)
    if choice is not None:
        return keeping.keep(moment, choice)
    if (completed := completes_place(moment)) is not None:
        return completed
    kept = _kept(moment, {i: a for i, a in _found(moment).items() if _sure(form.field(i))})
    return kept or _which_dong(moment, with_house=True)


def completes_place(moment: Moment) -> Turn | None:
    """'501호예요' after the place was told: the rest of it, and no answer to what is open now."""
    form, progress = question.form_of(moment)
    field = next((f for f in form.fields if f.kind is FieldKind.PLACE), None)
    before = progress.answers.get(field.id) if field is not None else None
    if field is None or before is None or field.id == progress.at or moment.asks_plainly:
        return None
    codes = {dong.code for dong in place.guess(moment).candidates}
    if not place.is_detail(moment) or not codes <= set(before.values):
        return None
    text = clipped(amending.completed(before.text, moment.text), field.max_length)
    whole = replace(before, text=text)
    progress = replace(progress, answers={**progress.answers, field.id: whole})
    heard = question.heard(moment, form, progress, (field.id,))
    return question.show(moment.at(replace(moment.talk, form=progress)), *heard)


def _sure(field: Field) -> bool:
    """What is told by a place, a number or words that mean nothing else."""
    return field.kind in _SURE_ANYWHERE or not field.prefill


def _fits(moment: Moment, field: Field, progress: FormProgress) -> bool:
    """Whether the words may be meant for the open question."""
    match field.kind:
        case FieldKind.SINCE:
            return _tells_time(moment)
        case FieldKind.PLACE:
            return place.is_place(moment)
        case FieldKind.PHONE:
            return bool(normal_phone(moment.text)) or moment.asks_plainly
        case _:
            return bool(progress.misses)


def _tells_time(moment: Moment) -> bool:
    since = any(p.search(moment.text) for p in moment.scene.content.since_patterns)
    return since or bool(patterns.search("tells_since", moment.text))


def _belonging(moment: Moment, form: Form, field: Field) -> dict[str, Answer]:
    """What of that found is more likely meant than an answer to this question."""
    found = _found(moment)
    if field.kind in {FieldKind.PLACE, FieldKind.PHONE}:
        return found
    if field.personal:  # a name
        return found if found or len(bare(moment.text)) > MAX_NAME else {}
    only = place.is_only_place(moment)
    places = {i for i in found if form.field(i).kind is FieldKind.PLACE and only}
    short = len(bare(moment.text)) <= MAX_SHORT
    timeless = field.kind is FieldKind.SINCE
    if timeless:
        found = {**_in_own_words(moment, form), **found}
    choices = {i for i in found if timeless and _plain_choice(form, i, found[i])}
    said = {i for i in found if short and (i in choices or not form.field(i).prefill)}
    return {i: a for i, a in found.items() if a.skipped or i in places | said}


def _found(moment: Moment) -> dict[str, Answer]:
    """The answers to other open questions that stand in the words, or in them together with what
    was told before: '혼자 사세요' of the grandmother one told of is an old person alone."""
    form, progress = question.form_of(moment)
    open_ones = {i: a for i, a in progress.answers.items() if not a.unknown}
    known = prefill.with_said(moment, form, open_ones, moment.text)
    told = _told(progress.first_words, open_ones.values())
    before = prefill.with_said(moment, form, open_ones, told)
    now = prefill.with_said(moment, form, open_ones, f"{told} / {moment.text}")
    together = {i: a for i, a in now.items() if i not in before and _plain_choice(form, i, a)}
    found = {**together, **known, **_declined(moment, form, progress)}
    return {i: a for i, a in found.items() if i not in open_ones and i != progress.at}


def _in_own_words(moment: Moment, form: Form) -> dict[str, Answer]:
    """'혼자요' tells no time, and is an answer to who lives there."""
    _, progress = question.form_of(moment)
    unanswered = (f for f in steps.asked(form, progress.answers) if f.id not in progress.answers)
    own = (f for f in unanswered if in_own_words(f, moment.text))
    return {f.id: Answer(text=moment.text) for f in own}


def _declined(moment: Moment, form: Form, progress: FormProgress) -> dict[str, Answer]:
    """'전화 없어요', '사진은 못 찍어요' before they are asked for."""
    names = {f.id: _DECLINED_BY_NAME.get(f.kind) for f in steps.asked(form, progress.answers)}
    optional = {i: name for i, name in names.items() if name and not form.field(i).required}
    said = (i for i, name in optional.items() if patterns.search(name, moment.text))
    return {i: Answer(skipped=True) for i in said}


def _told(first_words: str, answers: Iterable[Answer]) -> str:
    return " / ".join(dict.fromkeys(filter(None, (first_words, *(a.text for a in answers)))))


def _plain_choice(form: Form, field_id: str, answer: Answer) -> bool:
    field = form.field(field_id)
    graves = (o.alarm for v in answer.values if (o := field.option(v)))
    return field.kind in _CHOOSES and not any(graves) and NONE not in answer.values


def _kept(moment: Moment, found: Mapping[str, Answer]) -> Turn | None:
    if not found:
        return None
    form, progress = question.form_of(moment)
    full = {i: _in_full(moment, form, progress, i, answer) for i, answer in found.items()}
    progress = replace(progress, answers={**progress.answers, **full})
    heard = question.heard(moment, form, progress, full)
    return question.show(moment.at(replace(moment.talk, form=progress)), *heard)


def _in_full(
    moment: Moment, form: Form, progress: FormProgress, field_id: str, answer: Answer
) -> Answer:
    """A place with all the words that describe it, those that were not enough before as well."""
    field = form.field(field_id)
    if field.kind is not FieldKind.PLACE:
        return answer
    before = progress.answers.get(field_id)
    words = f"{before.text if before else ''} {moment.text}".strip()
    return replace(answer, text=clipped(words, field.max_length))


def _which_dong(moment: Moment, *, with_house: bool = False) -> Turn | None:
    """'금호동' at another question, where no such place is known yet: there are three of that name.
    `with_house`: '행당동 대림아파트 105동' as well, where it answers nothing else."""
    form, progress = question.form_of(moment)
    field = next((f for f in form.fields if f.kind is FieldKind.PLACE), None)
    if field is None or field.id == progress.at:
        return None
    codes = tuple(d.code for d in place.guess(moment).candidates)
    house = with_house and patterns.search("address_part", moment.text)
    if not codes or not (house or place.is_only_place(moment)):
        return None
    before = progress.answers.get(field.id)
    known = before is not None and not before.unknown
    if before is not None and known and (not before.values or set(codes) & set(before.values)):
        return None
    asked = steps.reopened(progress, field.id)
    kept = {**asked.answers, field.id: Answer(text=clipped(moment.text, field.max_length))}
    progress = replace(asked, answers=kept, candidates=codes)
    return question.show(moment.at(replace(moment.talk, form=progress)))


def _choice_of_number(form: Form, field: Field, text: str) -> Answer | None:
    """A telephone number where 'call me' could have been chosen."""
    if field.kind is not FieldKind.CHOICE or not normal_phone(text):
        return None
    asked = (f for f in form.fields if f.kind is FieldKind.PHONE and f.when is not None)
    ways = (f.when.any_of for f in asked if f.when and f.when.field == field.id)
    return next((Answer(values=(way[0],)) for way in ways), None)
