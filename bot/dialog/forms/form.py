"""A form in talk: how it opens, and what an event means to the one that is open."""

from __future__ import annotations

from dataclasses import replace

from bot.content import patterns
from bot.dialog.answering import offers
from bot.dialog.forms import (
    aside,
    at_summary,
    correction,
    elsewhere,
    fields,
    keeping,
    number,
    pictures,
    prefill,
    question,
    steering,
    steps,
    switching,
    unnamed,
)
from bot.dialog.moment import Moment
from bot.dialog.reading import MAX_CARRIED, NOTHING, Read, clipped
from bot.dialog.turn import Turn
from bot.domain.events import EventKind
from bot.domain.form import Answer, FieldKind, Form, FormProgress, Stage
from bot.domain.messages import Say


def begin(moment: Moment, form: Form) -> Turn:
    """Open a form, unless one with answers lies there already: then ask first."""
    if _has_answers(moment):
        words = clipped(prefill.opening_words(moment), MAX_CARRIED)
        return switching.to(moment.at(replace(moment.talk, last_words=words)), form)
    return start(moment, form)


def _has_answers(moment: Moment) -> bool:
    if moment.talk.form is None:
        return False
    form, progress = question.form_of(moment)
    asked = (form.field(i).kind for i in progress.history if i in progress.answers)
    return any(kind is not FieldKind.CONSENT for kind in asked)


def start(moment: Moment, form: Form) -> Turn:
    """Open a form, taking over what was already said."""
    words = clipped(prefill.opening_words(moment), MAX_CARRIED)
    found = prefill.with_said(moment, form, {}, words, opening=True)
    found = prefill.of_topic(moment, form, found)
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
    progress = prefill.foreseen(moment, form, progress)
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


def take(moment: Moment) -> Turn | None:
    """The form step: what this event means to the form that is open."""
    progress = moment.talk.form
    if progress is None or progress.stage is Stage.PAUSED:
        return None
    before = moment
    moment, sent = pictures.take(moment)
    if sent and pictures.follows(before, moment):
        return moment.turn()
    if sent and not pictures.answers_too(moment):
        return question.show(moment, *sent)
    pick = moment.press
    way = steering.wish(moment, pick)
    if way == steering.STALE:
        turn = steering.stale(moment)
    elif way == "edit" and progress.stage is Stage.SUMMARY:
        turn = at_summary.take(moment)
    elif way is not None:
        turn = steering.steer(moment, way)
    elif pick is not None:
        turn = _pressed(moment, pick)
    else:
        turn = _said(moment)
    return turn.before(*sent)


def is_told_more(moment: Moment) -> bool:
    """'엄마 약값도 추가해 주세요' in a form that is not sent: it belongs there, to no receipt."""
    mind = moment.mind
    of_case = mind is not None and mind.id == "case-add"
    return of_case and not patterns.search("receipt_named", moment.text)


def after_refusal(moment: Moment) -> Turn | None:
    """'그럼 동의할게요' after a no: the form begins anew, and nothing is asked twice."""
    talk = moment.talk
    form = moment.scene.content.forms.get(talk.pending_form) if talk.form is None else None
    if form is None or moment.event.kind is not EventKind.TEXT:
        return None
    if patterns.search("asks_refused", moment.text):
        choices = moment.scene.choices("person", "menu")
        return moment.turn(Say(key="form.consent_after", choices=choices))
    agreed = patterns.search("agree_plainly", moment.text)
    if patterns.search("refuse", moment.text) and not patterns.search("begin_again", moment.text):
        return None
    if not agreed and not patterns.search("begin_again", moment.text):
        return None
    anew = moment.pressed()
    turn = start(anew, form)
    if not agreed:
        return turn
    opening, *_ = turn.says
    answer = Answer(text=moment.text, values=(fields.AGREED,))
    return keeping.keep(anew.at(turn.talk), answer).before(opening)


def _pressed(moment: Moment, pick: str) -> Turn:
    """A press that is no way out: an answer, a programme, another form, or an old button."""
    form, progress = question.form_of(moment)
    if pick.startswith(offers.FAQ):
        return aside.published(moment, pick)
    other = offers.form_of(moment, pick)
    if other is not None:
        return question.show(moment) if other.id == form.id else switching.to(moment, other)
    if progress.stage is Stage.SUMMARY:
        return at_summary.take(moment)
    pressed = replace(moment, event=replace(moment.event, kind=EventKind.PRESS, choice=pick))
    read = fields.read(form.field(progress.at), pressed, progress)
    return _of(moment, read) or steering.stale(moment)


def _said(moment: Moment) -> Turn:
    _, progress = question.form_of(moment)
    if progress.stage is Stage.SUMMARY:
        return at_summary.take(moment)
    other = (
        unnamed.take(moment)
        or correction.take(moment)
        or number.take(moment)
        or aside.take(moment)
        or steering.as_it_was(moment)
        or elsewhere.first(moment)
    )
    if other is not None:
        return other
    form, progress = question.form_of(moment)
    read = fields.read(form.field(progress.at), moment, progress)
    own = fields.in_own_words(form.field(progress.at), moment.text)
    near = elsewhere.together(moment) if read == NOTHING or own else None
    return (
        _of(moment, read if near is None else Read(answer=near))
        or elsewhere.of_another(moment)
        or keeping.as_written(moment)
        or keeping.missed(moment)
    )


def _of(moment: Moment, read: Read) -> Turn | None:
    """What comes of an answer as it was read; None when it was none."""
    form, progress = question.form_of(moment)
    if read.declined:
        return steering.declined(moment)
    if read.anew:
        anew = replace(progress, candidates=(), misses=1)
        moment = moment.at(replace(moment.talk, form=anew))
    if read.answer is None:
        return question.show(moment, read.problem) if read.problem else None
    if read.more:
        return keeping.more(moment, form.field(progress.at), read)
    turn = keeping.keep(moment, read.answer)
    return turn.before(read.noted) if read.noted else turn
