"""What can be offered to press: a programme to read about, a form to fill in."""

from __future__ import annotations

from collections.abc import Sequence

from bot.content import patterns
from bot.dialog.choices import number
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
NONE = "none_of_these"
#: 'Shall I call somebody?', to be answered with a yes or a no.
PERSON_OR_NOT = ("person", "later")
_ANY = "self-request"
#: Fewer make no list.
LIST = 2


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


def meant(moment: Moment) -> str | None:
    """The id that 'yes', 'please do' or 'no' means after 'is it this?', and 'and the second one?'
    after a list of several."""
    ids = [c.id for c in moment.talk.offered]
    if NONE in ids and moment.control == "no":
        return NONE
    forms = [i for i in ids if i.startswith(FORM)]
    if len(forms) == 1 and patterns.search("applies_only", moment.text):
        return forms[0]
    first, of_list = _meant_by_yes(ids), _of_list(moment)
    if first is None and of_list is None:
        return None
    return first if _takes_it(moment) else of_list


def _meant_by_yes(ids: Sequence[str]) -> str | None:
    """The first, where it alone is asked about."""
    if tuple(ids[:2]) == PERSON_OR_NOT or ids[1:2] == [NONE]:
        return ids[0]
    whole = [i for i in ids if _is_whole(i)]
    return whole[0] if len(whole) == 1 and whole == ids[:1] else None


def _takes_it(moment: Moment) -> bool:
    plainly = not moment.asks and patterns.search("takes_it", moment.text)
    return bool(plainly) or moment.control == "yes"


def _is_whole(choice_id: str) -> bool:
    """A programme or a form, and not one part of an answer."""
    return choice_id.startswith((FAQ, FORM)) and choice_id.count(":") == 1


def listed(offered: Sequence[Choice], before: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """The newest list of several programmes; of what is offered below one of them none."""
    found = tuple(c for c in offered if _is_whole(c.id))
    return found if len(found) >= LIST else before


def _of_list(moment: Moment) -> str | None:
    hit = patterns.search("and_of", moment.text)
    at = number(hit.group(1)) if hit else None
    known = moment.talk.listed
    return known[at - 1].id if at is not None and 0 < at <= len(known) else None


def service_in_view(moment: Moment, intent: str) -> str:
    """'신청할게요' below an answer, or where one form is offered: the service of that, and
    not counselling in general. Any other intent stays what it is."""
    if intent != _ANY or not patterns.search("applies_only", moment.text):
        return intent
    content = moment.scene.content
    forms = (c.id.removeprefix(FORM) for c in moment.talk.offered if c.id.startswith(FORM))
    intents = [content.forms[f].intent for f in forms if f in content.forms]
    if len(intents) == 1:
        return intents[0]
    own = f"{moment.talk.topic}-request"
    return own if content.catalog.has(f"service.name.{own}") else intent
