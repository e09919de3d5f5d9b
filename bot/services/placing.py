"""Where a case is, and who looks after that place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.dialog.forms import summary
from bot.dialog.moment import Moment
from bot.dialog.turn import Placed
from bot.domain.case import Case, EventName
from bot.domain.conversation import Conversation
from bot.domain.events import ConversationRef, EventKind, InboundEvent
from bot.domain.form import Field, FieldKind, Form, FormProgress
from bot.services.work import Work

_NOWHERE = ConversationRef(channel="", address="")


def place(work: Work, effect: Placed) -> Conversation:
    """What became known of the place of an open case, put on it. What is known of it already is
    changed by an answer alone, and not by words that only name a 동."""
    case = work.open_case(effect.case_no or work.talk.case_no)
    if case is None or (effect.home and case.anonymous):
        return work.talk
    if effect.form is not None:
        found = placed(work, case, effect.form)
    else:
        found = in_dong(work, case, effect.dong) if not case.dong else case
    if found != case:
        work.uow.cases.save(found.note())
        if found.dong != case.dong:
            work.record(case, EventName.ROUTED, dong=found.dong_name)
    return work.talk


def placed(work: Work, case: Case, progress: FormProgress) -> Case:
    """The case with the answers that tell where it is, and what follows from them."""
    form = work.deps.scene.content.forms[progress.form_id]
    where = {f.id: f for f in form.fields if f.kind is FieldKind.PLACE and f.id in progress.answers}
    if not where:
        return case
    sheet = answer_sheet(work, tuple(where.values()), progress)
    return in_dong(work, replace(case, answers={**case.answers, **sheet}), code(form, progress))


def code(form: Form, progress: FormProgress) -> str:
    """The 행정동 that was answered, empty while none was."""
    asked = (f.id for f in form.fields if f.kind is FieldKind.PLACE and f.id in progress.answers)
    found = (progress.answers[field_id].values for field_id in asked)
    return next((values[0] for values in found if values), "")


def in_dong(work: Work, case: Case, dong_code: str) -> Case:
    """The case with its 행정동 and the team of it; as it was where that is not known."""
    dong = work.deps.scene.places.dong(dong_code) if dong_code else None
    if dong is None:
        return case
    team = work.pack.team_of(dong_code)
    return replace(case, dong=dong_code, dong_name=dong.label, team=team)


def answer_sheet(
    work: Work, fields: tuple[Field, ...], progress: FormProgress
) -> Mapping[str, dict[str, Any]]:
    """The answers as the desk shows them: label, words, chosen ids, and whether personal."""
    nothing = InboundEvent(event_id="", ref=_NOWHERE, at=work.now, kind=EventKind.OTHER)
    moment = Moment(talk=work.talk, event=nothing, mind=None, scene=work.deps.scene, now=work.now)
    return {
        field.id: {
            "label": field.label,
            "value": summary.value_words(moment, field, progress.answers[field.id]),
            "values": list(progress.answers[field.id].values),
            "personal": field.personal,
        }
        for field in fields
        if field.id in progress.answers
    }
