"""The numbered summary before a form is sent, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterable

from bot.content import patterns
from bot.dialog.choices import bare, number
from bot.dialog.forms import steps
from bot.dialog.moment import Moment
from bot.dialog.reading import clipped
from bot.dialog.turn import Submit, Turn
from bot.domain.case import ReplyWay
from bot.domain.form import Answer, Field, FieldKind, Form, FormProgress
from bot.domain.messages import Say

WAY = "way"
#: Letters of one line; the desk shows the whole answer.
MAX_LINE = 60
#: So few letters are the name of a line and nothing else.
MAX_NAME = 8
#: '소담동이요', '소담동 쪽': no more than the 동 itself.
MAX_ENDING = 3


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
        value = clipped(value_words(moment, field, progress.answers.get(field.id)), MAX_LINE)
        params = {"n": str(n), "label": field.label, "value": value}
        rows.append(catalog.render("form.summary_line", params))
    return "\n".join(rows)


def values(moment: Moment, form: Form, progress: FormProgress, ids: Iterable[str]) -> list[str]:
    """'언제부터: 지난달' for each of these fields, in the order of the form."""
    wanted = set(ids)
    found = []
    for field in (f for f in shown(form, progress) if f.id in wanted):
        value = clipped(value_words(moment, field, progress.answers.get(field.id)), MAX_LINE)
        found.append(f"{field.label}: {value}")
    return found


def value_words(moment: Moment, field: Field, answer: Answer | None) -> str:
    """An answer as the one who gave it would read it back."""
    catalog = moment.scene.content.catalog
    if answer is None or answer.skipped or (field.kind is FieldKind.PHOTO and answer.unknown):
        return catalog.render("form.value_skipped")
    if field.kind is FieldKind.PHOTO and answer.values:
        return catalog.render("form.value_photo", {"n": str(len(answer.values))})
    labels = [o.label for v in answer.values if (o := field.option(v))]
    if labels:
        return ", ".join(labels)
    where = _dong_words(moment, field, answer)
    return where or answer.text or catalog.render("form.value_unknown")


def _dong_words(moment: Moment, field: Field, answer: Answer) -> str:
    """The 관할 동 and the words that led to it, where they say more."""
    if field.kind is not FieldKind.PLACE or not answer.values:
        return ""
    dong = moment.scene.places.dong(answer.values[0])
    if dong is None:
        return ""
    more = bare(answer.text).replace(bare(dong.name), "").replace(bare(dong.label), "")
    if len(more) <= MAX_ENDING:
        return dong.label
    return f"{dong.label} · {answer.text}"


def to_edit(moment: Moment, form: Form, progress: FormProgress) -> str | None:
    """The field that '2번 고칠게요' or '주소 바꿀래요' means."""
    fields = shown(form, progress)
    hit = patterns.search("edit", moment.text)
    at = int(hit.group(1)) if hit else number(moment.text)
    if at is not None:
        return fields[at - 1].id if 0 < at <= len(fields) else None
    if len(bare(moment.text)) > MAX_LINE:
        return None
    return named(form, progress, moment.text)


def named(form: Form, progress: FormProgress, text: str) -> str | None:
    """The field whose name stands in the text, or what people call that kind of field."""
    if patterns.search("edit_words", text):
        return called(form, progress, text)
    return _by_name(form, progress, text) if len(bare(text)) <= MAX_NAME else None


def called(form: Form, progress: FormProgress, text: str) -> str | None:
    """The field that is called in the text by its name or by the noun of its label."""
    return _by_name(form, progress, text) or _by_noun(shown(form, progress), bare(text))


def _by_name(form: Form, progress: FormProgress, text: str) -> str | None:
    fields, plain = shown(form, progress), bare(text)
    whole = (f.id for f in fields if bare(f.label) in plain)
    kind = (f.id for f in fields if (name := name_of(f)) and patterns.search(name, text))
    return next(whole, None) or next(kind, None)


def _by_noun(fields: tuple[Field, ...], plain: str) -> str | None:
    """'시간만 오후로' is the one field that has the word in its label."""
    nouns = ((f.id, f.label.split()[-1]) for f in fields)
    found = {i for i, noun in nouns if len(noun) > 1 and bare(noun) in plain}
    return found.pop() if len(found) == 1 else None


def name_of(field: Field) -> str | None:
    """The shape of what people call a question of this kind."""
    name = field.kind is FieldKind.TEXT and field.personal
    return "names_person" if name else _KINDS.get(field.kind)


_KINDS = {
    FieldKind.PLACE: "names_place",
    FieldKind.PHONE: "names_phone",
    FieldKind.PHOTO: "names_photo",
    FieldKind.SINCE: "names_since",
}


def submit(moment: Moment, form: Form, progress: FormProgress) -> Turn:
    """Hand the form over. Number, word and time are filled in when the case exists."""
    done = Say(key=f"form.done.{form.id}", choices=moment.scene.choices("menu"))
    return moment.turn(done, form=None, misses=0, last_words="").doing(
        Submit(progress=progress, way=_way(form, progress))
    )


def _way(form: Form, progress: FormProgress) -> ReplyWay:
    """Without a choice, and where a number was promised but not given, nothing ties the
    reporter to the report."""
    unsaid = ReplyWay.RECEIPT if form.anonymous_default else ReplyWay.HERE
    answer = progress.answers.get(WAY)
    if answer is None or not answer.values:
        return unsaid
    way = ReplyWay(answer.values[0])
    numbers = (progress.answers.get(f.id) for f in form.fields if f.kind is FieldKind.PHONE)
    if way is ReplyWay.CONTACT and not any(a and a.values for a in numbers):
        return unsaid
    return way
