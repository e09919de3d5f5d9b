"""A form in talk: how it opens, and what an event means to the one that is open."""

from __future__ import annotations

from dataclasses import replace

from bot.content import patterns
from bot.dialog import (
    aside,
    fields,
    keeping,
    offers,
    pictures,
    prefill,
    question,
    steering,
    steps,
    summary,
)
from bot.dialog.choices import MAX_NEAR, bare, unbound
from bot.dialog.moment import Moment
from bot.dialog.reading import MAX_CARRIED, NOTHING, Read, clipped
from bot.dialog.turn import Turn
from bot.domain.events import EventKind
from bot.domain.form import FieldKind, Form, FormProgress, Stage
from bot.domain.messages import Say
from intents import control

#: '이웃이 걱정돼요', '상담 신청할게요': a request of so few letters tells nothing of the need.
BARE_REQUEST = 12
#: Fewer letters tell nothing at all.
TELLS = 5


def begin(moment: Moment, form: Form) -> Turn:
    """Open a form, unless one with answers lies there already: then ask first."""
    if _has_answers(moment):
        words = clipped(_first_words(moment), MAX_CARRIED)
        return aside.switch(moment.at(replace(moment.talk, last_words=words)), form)
    return start(moment, form)


def _has_answers(moment: Moment) -> bool:
    if moment.talk.form is None:
        return False
    form, progress = question.form_of(moment)
    asked = (form.field(i).kind for i in progress.history if i in progress.answers)
    return any(kind is not FieldKind.CONSENT for kind in asked)


def start(moment: Moment, form: Form) -> Turn:
    """Open a form, taking over what was already said."""
    words = clipped(_first_words(moment), MAX_CARRIED)
    found = prefill.with_said(moment, form, {}, words, opening=True)
    following = steps.first_open(form, found)
    progress = FormProgress(
        form_id=form.id,
        at=following.id if following else "",
        stage=Stage.ASKING if following else Stage.SUMMARY,
        answers=found,
        first_words=words,
        # A platform may deliver late: what was said at the event belongs to the form as well.
        started_at=min(moment.now, moment.event.at),
    )
    talk = replace(moment.talk, form=progress, misses=0, expecting=None, pending_form="")
    moment = moment.at(talk)
    opening = (Say(key=f"form.{form.id}.opening"), *_heard(moment, form, progress))
    turn = question.show(moment, *opening)
    for field_id, answer in found.items():
        field = form.field(field_id)
        turn = keeping.raised(moment.at(turn.talk), turn, field, answer, progress)
    return turn


def _heard(moment: Moment, form: Form, progress: FormProgress) -> tuple[Say, ...]:
    """Not before agreement where it is needed, and not below a card."""
    consents = any(f.kind is FieldKind.CONSENT for f in form.fields)
    if consents or moment.talk.crisis_at == moment.now:
        return ()
    own = {f.id for f in form.fields if f.first_words}
    return question.heard(moment, form, progress, progress.answers.keys() - own)


def _first_words(moment: Moment) -> str:
    """What was said before the form, and what started it unless that was only its name."""
    spoken = "" if moment.event.kind is EventKind.PRESS else moment.text
    length = len(bare(spoken))
    if length < TELLS or (length <= BARE_REQUEST and patterns.search("only_asks", spoken)):
        spoken = ""
    earlier = moment.talk.last_words
    return " / ".join(dict.fromkeys(words for words in (earlier, spoken) if words))


def take(moment: Moment) -> Turn | None:
    """The form step: what this event means to the form that is open."""
    progress = moment.talk.form
    if progress is None or progress.stage is Stage.PAUSED:
        return None
    moment, sent = pictures.take(moment)
    if sent and not pictures.answers_too(moment):
        return question.show(moment, *sent)
    pick = moment.press
    way = steering.wish(moment, pick)
    if way == steering.STALE:
        turn = steering.stale(moment)
    elif way == "edit" and progress.stage is Stage.SUMMARY:
        turn = _at_summary(moment)
    elif way is not None:
        turn = steering.steer(moment, way)
    elif pick is not None:
        turn = _pressed(moment, pick)
    else:
        turn = _said(moment)
    return turn.before(*sent)


def _pressed(moment: Moment, pick: str) -> Turn:
    """A press that is no way out: an answer, a programme, another form, or an old button."""
    form, progress = question.form_of(moment)
    if pick.startswith(offers.FAQ):
        return aside.published(moment, pick)
    other = offers.form_of(moment, pick)
    if other is not None:
        return question.show(moment) if other.id == form.id else aside.switch(moment, other)
    if progress.stage is Stage.SUMMARY:
        return _at_summary(moment)
    pressed = replace(moment, event=replace(moment.event, kind=EventKind.PRESS, choice=pick))
    read = fields.read(form.field(progress.at), pressed, progress)
    return _of(moment, read) or steering.stale(moment)


def _said(moment: Moment) -> Turn:
    _, progress = question.form_of(moment)
    if progress.stage is Stage.SUMMARY:
        return _at_summary(moment)
    other = aside.take(moment)
    if other is not None:
        return other
    form, progress = question.form_of(moment)
    read = fields.read(form.field(progress.at), moment, progress)
    return (
        _of(moment, read)
        or keeping.of_another(moment)
        or keeping.as_written(moment)
        or keeping.missed(moment)
    )


def _of(moment: Moment, read: Read) -> Turn | None:
    """What comes of an answer as it was read; None when it was none."""
    form, progress = question.form_of(moment)
    if read.declined:
        return steering.declined(moment)
    if read.answer is None:
        return question.show(moment, read.problem) if read.problem else None
    if read.more:
        return keeping.more(moment, form.field(progress.at), read)
    turn = keeping.keep(moment, read.answer)
    return turn.before(read.noted) if read.noted else turn


def _at_summary(moment: Moment) -> Turn:
    form, progress = question.form_of(moment)
    pick = unbound(moment.press or "")[0]
    if pick == "submit":
        return summary.submit(moment, form, progress)
    if pick and pick != "edit":
        return steering.stale(moment)
    target = summary.to_edit(moment, form, progress)
    if target and pick != "edit":
        reopened = steps.reopened(progress, target)
        return question.show(moment.at(replace(moment.talk, form=reopened)))
    wish = control(moment.text) if moment.text else None
    if pick == "edit" or wish in {"edit", "no"} or patterns.search("edit_words", moment.text):
        return moment.turn(summary.which(moment, form, progress))
    agreed = wish == "yes" or patterns.search("send_words", moment.text)
    if agreed and not moment.asks:
        return summary.submit(moment, form, progress)
    return (
        aside.take(moment)
        or _put_right(moment)
        or question.show(moment, Say(key="form.edit_unknown"))
    )


def _put_right(moment: Moment) -> Turn | None:
    """'완전 익명이요' at the summary: the one question that this can be an answer to."""
    form, progress = question.form_of(moment)
    if control(moment.text) is not None or len(moment.text) > MAX_NEAR:
        return None
    found = []
    for field in summary.shown(form, progress):
        read = fields.read(field, moment, progress) if field.kind is FieldKind.CHOICE else NOTHING
        if read.answer is not None:
            found.append((field, read.answer))
    if len(found) != 1:
        return None
    [(field, answer)] = found
    reopened = steps.reopened(progress, field.id)
    return keeping.keep(moment.at(replace(moment.talk, form=reopened)), answer)
