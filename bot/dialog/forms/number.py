"""A telephone number that is given while something else is asked: '010-1234-5678로 전화주세요'. It
belongs to the question of this very form that asks for one, and in no other answer, where
everybody who opens the case would read it."""

from __future__ import annotations

from dataclasses import replace

from bot.content import patterns
from bot.dialog.forms import question, steps
from bot.dialog.forms.fields import digits, normal_phone
from bot.dialog.moment import Moment
from bot.dialog.turn import Turn
from bot.domain.events import EventKind
from bot.domain.form import Answer, Field, FieldKind, Stage


def take(moment: Moment) -> Turn | None:
    """The turn that keeps it and asks the same question again."""
    form, progress = question.form_of(moment)
    phone = of_form(moment)
    if phone is None or progress.stage is not Stage.ASKING:
        return None
    open_now = form.field(progress.at)
    chosen = phone.when.field if phone.when is not None else ""
    if open_now.kind in {FieldKind.CONSENT, FieldKind.PHONE} or open_now.id == chosen:
        return None
    told = {phone.id: _number(moment)}
    if phone.when is not None:  # who wants to be called has chosen to leave a number
        told = {chosen: Answer(values=phone.when.any_of[:1]), **told}
    for field_id, answer in told.items():
        progress = steps.put_right(form, progress, field_id, answer)
    moment = moment.at(replace(moment.talk, form=progress))
    return question.show(moment, *question.heard(moment, form, progress, told))


def of_form(moment: Moment) -> Field | None:
    """The question that the number answers, where a number is all that is given."""
    given = moment.event.kind is EventKind.TEXT and not moment.asks_plainly
    if not given or normal_phone(moment.text) is None:
        return None
    if not patterns.search("number_only", patterns.without("phone", digits(moment.text))):
        return None
    form, _ = question.form_of(moment)
    return next((f for f in form.fields if f.kind is FieldKind.PHONE), None)


def _number(moment: Moment) -> Answer:
    found = normal_phone(moment.text) or ""
    return Answer(text=found, values=(found,))
