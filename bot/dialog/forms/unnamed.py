"""Who reports would rather stay unknown, said at any question: '아니요 익명으로요'."""

from __future__ import annotations

from dataclasses import replace

from bot.content import patterns
from bot.dialog.forms import question, steps, summary
from bot.dialog.moment import Moment
from bot.dialog.turn import Turn
from bot.domain.case import ReplyWay
from bot.domain.events import EventKind
from bot.domain.form import Answer


def take(moment: Moment) -> Turn | None:
    """The turn that keeps it, also in the place of an earlier choice; the same question stays
    open. A number that was left before goes with that choice."""
    form, progress = question.form_of(moment)
    way = next((f for f in form.fields if f.id == summary.WAY), None)
    if not form.anonymous_default or way is None or way.id == progress.at:
        return None
    if moment.event.kind is not EventKind.TEXT or moment.asks_plainly:
        return None
    if not patterns.search("stays_unnamed", moment.text):
        return None
    answer = Answer(text=moment.text, values=(ReplyWay.RECEIPT.value,))
    progress = steps.put_right(form, progress, way.id, answer)
    heard = question.heard(moment, form, progress, (way.id,))
    return question.show(moment.at(replace(moment.talk, form=progress)), *heard)
