"""A danger put before the staff, at any hour."""

from __future__ import annotations

from dataclasses import replace

from bot.dialog.turn import Alarm
from bot.domain import triage
from bot.domain.case import Author, Case, EventName, Priority
from bot.domain.conversation import Conversation
from bot.domain.messages import Reply, Tone
from bot.services.work import Work

CRISIS_TYPE = "crisis"
ALARM_MINUTES = 60


def raise_alarm(work: Work, effect: Alarm) -> Conversation:
    """Put the danger on the case at hand, or on a new one, and tell the staff chat."""
    case = work.case_at_hand()
    if case is None:
        case = _new_case(work, effect)
        work.open(case, effect.form)
    else:
        case = _raised(work, case, effect)
        work.uow.cases.save(case)
        if effect.words:
            work.uow.cases.say(case.number, work.now, Author.RESIDENT, effect.words)
    work.record(case, EventName.ALARM, kind=effect.kind, who=effect.who, words=effect.evidence)
    _announce(work, case)
    return replace(work.talk, case_no=case.number)


def _raised(work: Work, case: Case, effect: Alarm) -> Case:
    priority = _more_urgent(case.priority, triage.priority(case.risk, effect.kind))
    due_at = min(case.due_at, work.due(priority, ALARM_MINUTES))
    return replace(case.note(), alarm=effect.kind, priority=priority, due_at=due_at)


def _more_urgent(one: Priority, other: Priority) -> Priority:
    return min(one, other, key=list(Priority).index)


def _new_case(work: Work, effect: Alarm) -> Case:
    content = work.deps.scene.content
    form = content.forms[effect.form.form_id] if effect.form else None
    risk = triage.assess(content.triage, work.words(effect.form) or effect.words)
    kind = form.case_type if form else CRISIS_TYPE
    case = work.new_case(kind, risk, promised=ALARM_MINUTES, alarm=effect.kind)
    anonymous = form.anonymous_default if form else effect.who != "self"
    return replace(
        case,
        first_words=effect.words or work.words(effect.form),
        complete=form is None,
        anonymous=anonymous,
    )


def _announce(work: Work, case: Case) -> None:
    """Tell the staff chat, content-free: a number, a kind and the way to the desk."""
    where = work.deps.staff_chat
    if where is None:
        return
    catalog = work.deps.scene.content.catalog
    kind = catalog.render(f"alarm.kind.{case.alarm}")
    params = {"number": case.number, "kind": kind, "url": f"{work.deps.desk_url}/{case.number}"}
    text = catalog.render("alarm.staff", params)
    reply = Reply(key="alarm.staff", text=text, tone=Tone.NOTICE)
    chat = work.uow.conversations.load(where)
    work.uow.conversations.save(chat)
    cause = f"alarm:{case.number}:{case.version}"
    work.uow.outbox.add(chat.id, chat.channel, [reply], cause=cause, at=work.now)
