"""Who reports stays unknown: '아니요 익명으로요' at any question, or no way back is named."""

from __future__ import annotations

from dataclasses import replace

from bot.content import patterns
from bot.dialog.forms import question, steps, summary
from bot.dialog.moment import Moment
from bot.dialog.turn import Turn
from bot.domain.case import ReplyWay
from bot.domain.events import EventKind
from bot.domain.form import Answer
from bot.domain.messages import Say


def take(moment: Moment) -> Turn | None:
    """The turn that keeps it, also in the place of an earlier choice; the same question stays
    open. A number that was left before goes with that choice."""
    _, progress = question.form_of(moment)
    if not has_way(moment) or progress.at == summary.WAY:
        return None
    if moment.event.kind is not EventKind.TEXT or moment.asks_plainly:
        return None
    if not patterns.search("stays_unnamed", moment.text):
        return None
    kept = _kept(moment, moment.text)
    form, progress = question.form_of(kept)
    return question.show(kept, *question.heard(kept, form, progress, (summary.WAY,)))


def without_way(moment: Moment) -> Turn:
    """Neither a way nor the number of the one who wanted to be called was given: nothing ties them
    to the report then, and that is said before it is sent."""
    return question.show(_kept(moment, ""), Say(key="form.sent_unnamed"))


def has_way(moment: Moment) -> bool:
    """Whether the form asks how to be answered, and holds nobody's name."""
    form, _ = question.form_of(moment)
    return form.anonymous_default and any(f.id == summary.WAY for f in form.fields)


def _kept(moment: Moment, words: str) -> Moment:
    form, progress = question.form_of(moment)
    answer = Answer(text=words, values=(ReplyWay.RECEIPT.value,))
    progress = steps.put_right(form, progress, summary.WAY, answer)
    return moment.at(replace(moment.talk, form=progress))
