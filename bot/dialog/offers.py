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


def is_of_here(moment: Moment, entry_id: str) -> bool:
    """Whether a programme is worth naming unasked: not when this office has not opened the
    service of that name ('누구나 돌봄' outside of 경기)."""
    content, service = moment.scene.content, f"{entry_id}-request"
    has_service = content.catalog.has(f"service.name.{service}")
    return not has_service or content.form_for_intent(service) is not None


def form_of(moment: Moment, pick: str) -> Form | None:
    """The form that a press opens."""
    content = moment.scene.content
    if pick.startswith(FORM):
        return content.forms.get(pick.removeprefix(FORM))
    return content.form_for_intent(_OPENS[pick]) if pick in _OPENS else None
