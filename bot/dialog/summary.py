"""The numbered summary before a form is sent, and what comes of it."""

from __future__ import annotations

from bot.content import patterns
from bot.dialog import steps
from bot.dialog.choices import number
from bot.dialog.moment import Moment
from bot.dialog.turn import Submit, Turn
from bot.domain.case import ReplyWay
from bot.domain.form import Answer, Field, FieldKind, Form, FormProgress
from bot.domain.messages import Say

WAY = "way"


def say(moment: Moment, form: Form, progress: FormProgress) -> Say:
    return Say(
        key="form.summary",
        params={"title": form.title, "lines": _lines(moment, form, progress)},
        choices=moment.scene.choices("submit", "edit", "cancel"),
    )


def which(moment: Moment, form: Form, progress: FormProgress) -> Say:
    params = {"title": form.title, "lines": _lines(moment, form, progress)}
    return Say(key="form.edit_which", params=params, choices=moment.scene.choices("cancel"))


def shown(form: Form, progress: FormProgress) -> tuple[Field, ...]:
    """The fields of the summary in its order; agreement to the form itself is not listed."""
    fields = steps.asked(form, progress.answers)
    return tuple(f for f in fields if f.kind is not FieldKind.CONSENT)


def _lines(moment: Moment, form: Form, progress: FormProgress) -> str:
    catalog = moment.scene.content.catalog
    rows = []
    for n, field in enumerate(shown(form, progress), 1):
        value = value_words(moment, field, progress.answers.get(field.id))
        params = {"n": str(n), "label": field.label, "value": value}
        rows.append(catalog.render("form.summary_line", params))
    return "\n".join(rows)


def value_words(moment: Moment, field: Field, answer: Answer | None) -> str:
    """An answer as the one who gave it would read it back."""
    catalog = moment.scene.content.catalog
    if answer is None or answer.skipped:
        return catalog.render("form.value_skipped")
    if field.kind is FieldKind.PHOTO:
        return catalog.render("form.value_photo", {"n": str(len(answer.values))})
    labels = [o.label for v in answer.values if (o := field.option(v))]
    if labels:
        return ", ".join(labels)
    if answer.text:
        return answer.text
    return catalog.render("form.value_unknown")


def to_edit(moment: Moment, form: Form, progress: FormProgress, pick: str | None) -> str | None:
    """The field that '2번 고칠게요' or '주소 바꿀래요' means."""
    fields = shown(form, progress)
    if pick in {"edit", "cancel", "submit"}:
        return None
    hit = patterns.search("edit", moment.text)
    at = int(hit.group(1)) if hit else number(moment.text)
    if at is not None:
        return fields[at - 1].id if 0 < at <= len(fields) else None
    if not patterns.search("edit_words", moment.text):
        return None
    named = (f.id for f in fields if any(w in moment.text for w in f.label.split()))
    return next(named, None)


def submit(moment: Moment, form: Form, progress: FormProgress) -> Turn:
    """Hand the form over. Number, word and time are filled in when the case exists."""
    way = _way(form, progress)
    done = Say(key=f"form.done.{form.id}", choices=moment.scene.choices("menu"))
    return moment.turn(done, form=None, misses=0, last_words="").doing(
        Submit(progress=progress, way=way)
    )


def _way(form: Form, progress: FormProgress) -> ReplyWay:
    answer = progress.answers.get(WAY)
    if answer and answer.values:
        return ReplyWay(answer.values[0])
    return ReplyWay.RECEIPT if form.anonymous_default else ReplyWay.HERE
