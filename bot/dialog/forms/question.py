"""What a form says: the open question with its answers and ways out, or the summary."""

from __future__ import annotations

from collections.abc import Iterable

from bot.dialog.choices import bare, bound
from bot.dialog.forms import fields, steps, summary
from bot.dialog.moment import Moment
from bot.dialog.turn import Turn
from bot.domain.form import Field, FieldKind, Form, FormProgress, Stage
from bot.domain.messages import Choice, Say

#: So many letters are a sentence that says something.
SENTENCE = 10
#: More than this cannot be taken in at one look, nor shown by any channel without numbers.
MAX_CHOICES = 12


def form_of(moment: Moment) -> tuple[Form, FormProgress]:
    """The form under way and how far it has come."""
    progress = moment.talk.form
    assert progress is not None
    return moment.scene.content.forms[progress.form_id], progress


def show(moment: Moment, *first: Say) -> Turn:
    """Say where the form stands, after what else there is to say."""
    form, progress = form_of(moment)
    if progress.stage is Stage.SUMMARY:
        return moment.turn(*first, summary.say(moment, form, progress))
    # The long text about personal data was just read, unless they come (back) to the form.
    again = bool(first) and not first[-1].key.endswith((".opening", ".resume"))
    return moment.turn(*first, _ask(moment, form, progress, again=again))


def _ask(moment: Moment, form: Form, progress: FormProgress, *, again: bool) -> Say:
    field = form.field(progress.at)
    choices = fields.offered(field, moment, progress)
    key = f"form.{form.id}.{field.id}"
    if field.kind is FieldKind.PLACE and choices:
        key = "place.which" if len(choices) > 1 else "place.is_it"
    if field.kind is FieldKind.CONSENT and again:
        key = "form.consent_ask"
    at, of = steps.place_in(form, progress)
    ways = _ways_out(moment, field, progress, MAX_CHOICES - len(choices))
    params = {"n": str(at), "total": str(of)}
    if key == "place.is_it":
        params["dong"] = choices[0].label
    return Say(key=key, params=params, choices=(*choices, *ways))


def _ways_out(
    moment: Moment, field: Field, progress: FormProgress, room: int
) -> tuple[Choice, ...]:
    """Where there are too many, what can as well be said in words falls away."""
    possible = {
        "done": field.kind in _GATHERS and bool(progress.answers.get(field.id)),
        "dontknow": _not_known_possible(field),
        "skip": not field.required,
        "back": bool(progress.history),
        "cancel": True,
    }
    ids = [name for name, here in possible.items() if here]
    for name in ("dontknow", "back", "skip"):
        if len(ids) > room and name in ids:
            ids.remove(name)
    return tuple(bound(choice, field.id) for choice in moment.scene.choices(*ids))


_GATHERS = frozenset({FieldKind.CHOICES, FieldKind.PHOTO})
_NOTHING_TO_KNOW = frozenset({FieldKind.PHOTO, FieldKind.PHONE, FieldKind.CONSENT})


def _not_known_possible(field: Field) -> bool:
    if field.kind in _NOTHING_TO_KNOW or field.option("unknown"):
        return False
    return field.kind is FieldKind.PLACE or not field.required


def not_understood(field: Field, words: str = "") -> Say:
    """Nobody is to blame; an example helps more than the question once again."""
    if field.kind is FieldKind.CONSENT:
        return Say(key="form.consent_why")
    if field.kind is FieldKind.PHOTO:
        return Say(key="form.photo_ask")
    if field.kind is FieldKind.PLACE:
        return Say(key="place.not_yet")
    if field.options:
        told = field.required and len(bare(words)) >= SENTENCE
        return Say(key="form.heard_options" if told else "form.not_understood_options")
    if field.hint:
        return Say(key="form.not_understood_hint", params={"hint": field.hint})
    return Say(key="form.not_understood")


def heard(
    moment: Moment, form: Form, progress: FormProgress, ids: Iterable[str]
) -> tuple[Say, ...]:
    """What was taken from free words without asking, read back so that it can be put right."""
    lines = summary.values(moment, form, progress, ids)
    return (Say(key="form.noted", params={"said": ", ".join(lines)}),) if lines else ()


def notes(moment: Moment, progress: FormProgress, ids: Iterable[str]) -> tuple[Say, ...]:
    """What goes with an option that was chosen, where the wording has something to say of it."""
    answered = ((i, progress.answers[i]) for i in ids if i in progress.answers)
    keys = (f"form.note.{i}.{value}" for i, answer in answered for value in answer.values)
    return tuple(Say(key=key) for key in keys if moment.scene.content.catalog.has(key))
