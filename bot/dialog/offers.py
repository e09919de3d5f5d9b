"""What can be offered to press: a programme to read about, a form to fill in."""

from __future__ import annotations

from bot.dialog.moment import Moment
from bot.domain.form import Form
from bot.domain.messages import Choice

FAQ = "faq:"
FORM = "form:"
#: Buttons of the menus that open a form, by the intent they stand for.
_OPENS = {
    "report": "report-neighbour",
    "request": "self-request",
    "call_me": "callback-request",
}


def candidate(moment: Moment, label_id: str) -> Choice | None:
    """A programme or a form as something to press."""
    content = moment.scene.content
    entry = content.faq.get(label_id)
    if entry is not None:
        return Choice(id=FAQ + label_id, label=entry.title)
    form = content.form_for_intent(label_id)
    return Choice(id=FORM + form.id, label=form.title) if form else None


def form_of(moment: Moment, pick: str) -> Form | None:
    """The form that a press opens."""
    content = moment.scene.content
    if pick.startswith(FORM):
        return content.forms.get(pick.removeprefix(FORM))
    return content.form_for_intent(_OPENS[pick]) if pick in _OPENS else None
