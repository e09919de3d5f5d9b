"""What is said to the summary of a form: send it, change this, add that."""

from __future__ import annotations

from dataclasses import replace

from bot.content import patterns
from bot.dialog.choices import MAX_NEAR, numbers, unbound
from bot.dialog.forms import (
    aside,
    correction,
    elsewhere,
    fields,
    keeping,
    question,
    remarks,
    steering,
    steps,
    summary,
    unnamed,
)
from bot.dialog.moment import Moment
from bot.dialog.reading import NOTHING
from bot.dialog.turn import Turn
from bot.domain.form import FieldKind
from bot.domain.messages import Say


def take(moment: Moment) -> Turn:
    """What an event means to a form that is all filled in."""
    form, progress = question.form_of(moment)
    pick = unbound(moment.press or "")[0]
    if pick == "submit":
        return summary.submit(moment, form, progress)
    if pick:
        asked = moment.turn(summary.which(moment, form, progress))
        return asked if pick == "edit" else steering.stale(moment)
    danger = _put_right(moment, grave=True) or unnamed.take(moment)
    return danger or remarks.take(moment) or _changed(moment) or _sent(moment) or _else(moment)


def _changed(moment: Moment) -> Turn | None:
    """A change of one line or several, at once or asked for again."""
    form, progress = question.form_of(moment)
    several = _several(moment)
    if several:
        return correction.reopen(moment, *several)
    turn = correction.take(moment)
    if turn is not None:
        return turn
    target = summary.to_edit(moment, form, progress)
    if target:
        return correction.reopen(moment, target)
    if patterns.search("as_it_was", moment.text):
        return _sent(moment) or question.show(moment)
    wish = moment.control
    if wish in {"edit", "no"} or patterns.search("edit_words", moment.text):
        return moment.turn(summary.which(moment, form, progress))
    return None


def _several(moment: Moment) -> tuple[str, ...]:
    """'1번하고 4번', '1번이랑 2번 고칠래요'."""
    form, progress = question.form_of(moment)
    shown = summary.shown(form, progress)
    found = numbers(moment.text) or [int(n) for n in patterns.find_all("edit", moment.text)]
    ids = tuple(dict.fromkeys(shown[n - 1].id for n in found if 0 < n <= len(shown)))
    return ids if len(ids) > 1 else ()


def _sent(moment: Moment) -> Turn | None:
    form, progress = question.form_of(moment)
    agreed = moment.control == "yes" or any(
        patterns.search(name, moment.text) for name in ("send_words", "all_right")
    )
    return summary.submit(moment, form, progress) if agreed and not moment.asks else None


def _else(moment: Moment) -> Turn:
    return (
        elsewhere.completes_place(moment)
        or aside.take(moment)
        or _put_right(moment)
        or correction.added(moment)
        or question.show(moment, Say(key="form.edit_unknown"))
    )


def _put_right(moment: Moment, *, grave: bool = False) -> Turn | None:
    """'완전 익명이요' at the summary: the one question that this can be an answer to. `grave`: only
    where it raises the alarm."""
    form, progress = question.form_of(moment)
    if moment.control is not None or len(moment.text) > MAX_NEAR:
        return None
    found = []
    for field in summary.shown(form, progress):
        read = fields.read(field, moment, progress) if field.kind is FieldKind.CHOICE else NOTHING
        if read.answer is not None:
            found.append((field, read.answer))
    if len(found) != 1:
        return None
    [(field, answer)] = found
    if grave and not any(o.alarm for o in field.options if o.id in answer.values):
        return None
    reopened = steps.reopened(progress, field.id)
    return keeping.keep(moment.at(replace(moment.talk, form=reopened)), answer)
