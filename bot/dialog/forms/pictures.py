"""Pictures and positions sent in the middle of a form: kept where they belong, whenever they
come."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.dialog.choices import bare
from bot.dialog.forms import place, question, steps
from bot.dialog.moment import Moment
from bot.domain.changing import changed
from bot.domain.events import EventKind
from bot.domain.form import Answer, Field, FieldKind, Form, FormProgress, Stage
from bot.domain.messages import Say

MAX_PHOTOS = 5
#: A further picture so soon after is of the same album.
ALBUM = timedelta(seconds=5)
#: What is said once of all pictures of an album.
_OF_ALBUM = frozenset({"input.photo_kept", "form.photo_enough"})


def wanted(form: Form, progress: FormProgress) -> bool:
    """Whether a picture sent now has a question it answers, and room there."""
    field = _of_kind(form, progress, FieldKind.PHOTO)
    if field is None or progress.stage is Stage.PAUSED:
        return False
    answer = progress.answers.get(field.id)
    return answer is None or len(answer.values) < MAX_PHOTOS


def take(moment: Moment) -> tuple[Moment, tuple[Say, ...]]:
    """The moment with what was sent kept in the form, and what to say of it."""
    sent: tuple[Say, ...] = ()
    if moment.event.kind is EventKind.PHOTO:
        moment, sent = _photo(moment)
    elif moment.event.kind is EventKind.LOCATION:
        moment, sent = _location(moment)
    pictured = next((say.key for say in sent if say.key in _OF_ALBUM), "")
    return moment.at(changed(moment.talk, pictured=pictured)), sent


def follows(before: Moment, moment: Moment) -> bool:
    """Whether the same was said of another picture a moment ago: an album is answered once."""
    pictured = moment.event.kind is EventKind.PHOTO and not bare(moment.text)
    soon = moment.away is not None and moment.away < ALBUM
    return pictured and soon and before.talk.pictured == moment.talk.pictured != ""


def answers_too(moment: Moment) -> bool:
    """Whether words that came along answer the open question: under a picture they may, what
    names a position only where the place is asked for."""
    form, progress = question.form_of(moment)
    if not bare(moment.text):
        return False
    if progress.stage is not Stage.ASKING:
        return moment.event.kind is EventKind.PHOTO
    kind = form.field(progress.at).kind
    if moment.event.kind is EventKind.LOCATION:
        return kind is FieldKind.PLACE
    return kind is not FieldKind.PHOTO


def _of_kind(form: Form, progress: FormProgress, kind: FieldKind) -> Field | None:
    asked = (f for f in steps.asked(form, progress.answers) if f.kind is kind)
    return next(asked, None)


def _photo(moment: Moment) -> tuple[Moment, tuple[Say, ...]]:
    form, progress = question.form_of(moment)
    field = _of_kind(form, progress, FieldKind.PHOTO)
    if field is None:
        return moment, (Say(key="form.photo_no"),)
    if moment.photo_id is None:
        answer = progress.answers.get(field.id)
        full = answer is not None and len(answer.values) >= MAX_PHOTOS
        return moment, (Say(key="form.photo_enough" if full else "photo.missing"),)
    before = progress.answers.get(field.id)
    values = (*(before.values if before else ()), str(moment.photo_id))
    kept = Answer(values=values)
    return _with(moment, progress, field, kept), (Say(key="input.photo_kept"),)


def _location(moment: Moment) -> tuple[Moment, tuple[Say, ...]]:
    form, progress = question.form_of(moment)
    field = _of_kind(form, progress, FieldKind.PLACE)
    point = moment.event.location
    if field is None or point is None:
        return moment, (Say(key="input.location_unexpected"),)
    here = progress.at == field.id
    named = "" if here else moment.text
    said = Say(key="place.which_dong" if here and not moment.text else "place.position_kept")
    return _with(moment, progress, field, place.position(moment, point, named)), (said,)


def _with(moment: Moment, progress: FormProgress, field: Field, answer: Answer) -> Moment:
    answers = {**progress.answers, field.id: answer}
    return moment.at(replace(moment.talk, form=replace(progress, answers=answers, misses=0)))
