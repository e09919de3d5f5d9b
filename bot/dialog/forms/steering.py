"""The ways through a form: back, skip, 'I do not know', set aside, take up again, give up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from bot.content import patterns
from bot.dialog.choices import number, unbound
from bot.dialog.forms import keeping, place, question, steps, summary, unnamed
from bot.dialog.moment import Moment
from bot.dialog.turn import Turn
from bot.domain.events import EventKind
from bot.domain.form import Answer, Field, FieldKind, FormProgress, Stage
from bot.domain.messages import Say

STALE = "stale"
_WAYS = {
    "back": "back",
    "cancel": "cancel",
    "skip": "skip",
    "dontknow": "dont-know",
    "done": "done",
    "resume": "resume",
    "botback": "bot-back",
    "confirm": "bot-back",
}
#: Where a bare number may itself be the answer.
_COUNTS = frozenset({FieldKind.TEXT, FieldKind.SINCE})


def wish(moment: Moment, pick: str | None) -> str | None:
    """The way out that was pressed, numbered or said; `STALE` for one of another question."""
    _, progress = question.form_of(moment)
    pick = pick or _numbered(moment, progress)
    if pick is not None:
        name, field_id = unbound(pick)
        if name not in _WAYS:
            return None
        return STALE if field_id and field_id != progress.at else _WAYS[name]
    if moment.event.kind is not EventKind.TEXT:
        return None
    said = moment.control or _in_other_words(moment, progress)
    return said if said in _CONTROLS else None


def _in_other_words(moment: Moment, progress: FormProgress) -> str | None:
    """'건너뛰어', '두 칸 전으로', and 'once more' by who just went back."""
    if progress.stage is Stage.ASKING and patterns.search("passes_over", moment.text):
        return "skip"
    hit = patterns.search("back_more", moment.text)
    if hit is not None:
        return f"back-{1 + (hit.lastindex or 0)}"
    if patterns.search("back_words", moment.text):
        return "back"
    went_back = progress.at in progress.before and progress.at not in progress.answers
    return "back" if went_back and patterns.search("once_more", moment.text) else None


def _numbered(moment: Moment, progress: FormProgress) -> str | None:
    """Where choices are numbered lines, the ways out have numbers too."""
    form, _ = question.form_of(moment)
    at = number(moment.text) if moment.event.kind is EventKind.TEXT else None
    offered = moment.talk.offered
    if at is None or not 0 < at <= len(offered) or progress.stage is not Stage.ASKING:
        return None
    return None if form.field(progress.at).kind in _COUNTS else offered[at - 1].id


def steer(moment: Moment, way: str) -> Turn:
    return _CONTROLS[way](moment)


def stale(moment: Moment) -> Turn:
    """A button of an earlier question answers no new one: the open question again."""
    return question.show(moment, Say(key="input.stale_choice"))


def _back(moment: Moment, by: int = 1) -> Turn:
    _, progress = question.form_of(moment)
    if not progress.history:
        return question.show(moment, Say(key="form.back_first"))
    for field_id in reversed(progress.history[-by:]):
        progress = steps.reopened(progress, field_id)
    return question.show(moment.at(replace(moment.talk, form=progress)))


def as_it_was(moment: Moment) -> Turn | None:
    """'그대로 둘게요', '됐어요' to a question that was opened again: the answer of before."""
    _, progress = question.form_of(moment)
    before = progress.before.get(progress.at)
    if before is None or not patterns.search("as_it_was", moment.text):
        return None
    return keeping.keep(moment, before)


def cancel(moment: Moment) -> Turn:
    """Given up: what was said in it goes to no case that may follow. An alarm has been told."""
    form, progress = question.form_of(moment)
    told = form.anonymous_default and keeping.alarmed(moment.talk, progress)
    key = "form.cancelled_told" if told else "form.cancelled"
    done = Say(key=key, choices=moment.scene.choices("menu", "person"))
    return moment.turn(done, form=None, last_words="", told_at=moment.event.at)


def _skip(moment: Moment) -> Turn:
    return pass_over(moment, Answer(skipped=True))


def _dont_know(moment: Moment) -> Turn:
    return pass_over(moment, Answer(unknown=True))


def pass_over(moment: Moment, answer: Answer) -> Turn:
    """Go on without an answer. What is needed is explained once, then let go as well: a form
    must never hold anybody. Only agreement and the number to be called at cannot be passed over."""
    form, progress = question.form_of(moment)
    if progress.stage is Stage.SUMMARY:
        return question.show(moment)
    field = form.field(progress.at)
    earlier = progress.answers.get(field.id)
    if answer.unknown and field.option("unknown"):
        return keeping.keep(moment, Answer(values=("unknown",)))
    if field.kind is FieldKind.PLACE:
        kept = Answer(text=place.named_of(moment, progress), unknown=True)
        turn = keeping.keep(moment, kept)
        return turn.before(Say(key="place.unknown_ok"))
    if field.kind is FieldKind.CONSENT and patterns.search("not_wanted", moment.text):
        return keeping.keep(moment, Answer(text=moment.text, values=(keeping.REFUSED,)))
    if field.kind is FieldKind.CONSENT:
        return question.show(moment, Say(key="form.consent_why"))
    if field.required and field.kind is FieldKind.PHONE and field.when is None:
        return _without_number(moment, field, progress)
    if field.required and not progress.misses:
        asked = replace(progress, misses=1)
        again = Say(key="form.skipped_required", params={"label": field.label})
        return question.show(moment.at(replace(moment.talk, form=asked)), again)
    if _names_no_way(field) and unnamed.has_way(moment) and not (earlier and earlier.values):
        return unnamed.without_way(moment)
    if field.required and field.first_words and progress.first_words:
        answer = replace(answer, text=progress.first_words)  # little as it says
    return keeping.keep(moment, earlier or answer)


def _names_no_way(field: Field) -> bool:
    """Whether it is the question how to be answered, or the number for who chose to be called."""
    number = field.kind is FieldKind.PHONE and field.when is not None
    return field.id == summary.WAY or number


def _without_number(moment: Moment, field: Field, progress: FormProgress) -> Turn:
    """Nobody can be called without a number: the one told before stands, or a person is offered
    who answers here."""
    before = progress.before.get(field.id)
    if before is not None and before.values:
        return keeping.keep(moment, before)
    asked = replace(progress, misses=progress.misses + 1)
    asking = moment.at(replace(moment.talk, form=asked))
    return keeping.with_person(asking, Say(key="form.phone_needed"))


def declined(moment: Moment) -> Turn:
    """They would rather not: an optional question is passed over; one that follows from an
    earlier choice ('call me') leads back to that choice."""
    form, progress = question.form_of(moment)
    field = form.field(progress.at)
    if not field.required or field.when is None:
        return pass_over(moment, Answer(skipped=True))
    reopened = steps.reopened(progress, field.when.field)
    return question.show(moment.at(replace(moment.talk, form=reopened)))


def _done(moment: Moment) -> Turn:
    """'That is all' under a question that gathers several answers."""
    _, progress = question.form_of(moment)
    gathered = progress.answers.get(progress.at) if progress.at else None
    return keeping.keep(moment, gathered) if gathered else question.show(moment)


def set_aside(moment: Moment) -> Moment:
    """The form rests and can be taken up again at the same place."""
    progress = moment.talk.form
    if progress is None or progress.stage is Stage.PAUSED:
        return moment
    return moment.at(replace(moment.talk, form=replace(progress, stage=Stage.PAUSED)))


def resume(moment: Moment) -> Turn | None:
    """Go on with a form that was set aside: the same question again."""
    if moment.talk.form is None:
        return None
    form, progress = question.form_of(moment)
    stage = Stage.ASKING if progress.at else Stage.SUMMARY
    talk = replace(moment.talk, form=replace(progress, stage=stage), expecting=None)
    say = Say(key="form.resume", params={"title": form.title})
    return question.show(moment.at(talk), say)


def _again(moment: Moment) -> Turn:
    return question.show(moment)


_CONTROLS: dict[str, Callable[[Moment], Turn]] = {
    "back": _back,
    **{f"back-{by}": partial(_back, by=by) for by in (2, 3, 4)},
    "edit": _back,
    "cancel": cancel,
    "skip": _skip,
    "dont-know": _dont_know,
    "done": _done,
    "resume": _again,
    "bot-back": _again,
}
