"""A danger put before the staff, at any hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.dialog.turn import Alarm
from bot.domain import triage
from bot.domain.case import CRISIS_TYPE, Author, Case, EventName
from bot.domain.conversation import Conversation, Mode
from bot.domain.form import FormProgress
from bot.domain.messages import Reply, Tone
from bot.services.hearing import heard, weighed
from bot.services.placing import in_dong, placed
from bot.services.work import SAME_TALK, Work, tied

ALARM_MINUTES = 60
SELF = "self"


def raise_alarm(work: Work, effect: Alarm) -> Conversation:
    """Put the danger on the case it belongs to, or on a new one, and tell the staff chat."""
    case = _belongs_to(work, effect)
    if case is None:
        lines = _lines(work, effect)
        case = _new_case(work, effect, "\n".join(text for _, text in lines))
        case = _where(work, case, effect)
        talk = work.open(case, lines)
    else:
        case = _where(work, _raised(work, case, effect), effect)
        work.uow.cases.save(case)
        if words := work.for_staff(effect.words):
            work.uow.cases.say(case.number, work.now, Author.RESIDENT, words)
        talk = work.talk if effect.case_no else tied(work.talk, case.number, work.said_at)
    work.record(case, EventName.ALARM, kind=effect.kind, who=effect.who, words=effect.evidence)
    announce(work, case)
    return talk


def _where(work: Work, case: Case, effect: Alarm) -> Case:
    """The place may have been told with the danger, or before it in the same form."""
    form = work.deps.scene.content.forms[effect.form.form_id] if effect.form else None
    if effect.form and form is not None and form.anonymous_default:
        case = placed(work, case, effect.form)
    return case if case.dong else in_dong(work, case, effect.dong)


def _lines(work: Work, effect: Alarm) -> list[tuple[datetime, str]]:
    """What was said of it. Somebody else's danger, heard beside one's own matter, is told by
    these words alone."""
    if effect.who != SELF and effect.form is None:
        words = work.for_staff(effect.words)
        return [(work.said_at, words)] if words else []
    return work.said(effect.form, effect.words)


def _belongs_to(work: Work, effect: Alarm) -> Case | None:
    """The open case this danger is about. One's own and somebody else's are never one case."""
    if effect.case_no:
        return work.open_case(effect.case_no)
    case = work.case_at_hand()
    if case is None or work.talk.mode is not Mode.BOT:
        return case  # while a person is talking, it is heard where they talk
    if effect.form is not None:
        return case if told_by(work, case, effect.form) else None
    if effect.who == SELF:
        return None if case.anonymous else case
    return case if case.anonymous and _fresh_crisis(case, work.now) else None


def _fresh_crisis(case: Case, since: datetime) -> bool:
    return case.type == CRISIS_TYPE and case.created_at >= since - SAME_TALK


def told_by(work: Work, case: Case, progress: FormProgress) -> bool:
    """Whether an alarm's case is what this form tells more of: opened by the form itself, or
    shortly before it and about the same side."""
    form = work.deps.scene.content.forms[progress.form_id]
    started_at = progress.started_at or work.now
    if case.type == form.case_type and not case.complete:
        return case.created_at >= started_at
    same_side = case.anonymous == form.anonymous_default
    return same_side and _fresh_crisis(case, started_at)


def _raised(work: Work, case: Case, effect: Alarm) -> Case:
    case = weighed(work, heard(work, case), effect.words)
    priority = triage.more_urgent(case.priority, triage.priority(case.risk, effect.kind))
    due_at = min(case.due_at, work.due(priority, ALARM_MINUTES))
    return replace(case, alarm=effect.kind, priority=priority, due_at=due_at)


def _new_case(work: Work, effect: Alarm, words: str) -> Case:
    content = work.deps.scene.content
    form = content.forms[effect.form.form_id] if effect.form else None
    risk = triage.assess(content.triage, words)
    kind = form.case_type if form else CRISIS_TYPE
    case = work.new_case(kind, risk, promised=ALARM_MINUTES, alarm=effect.kind)
    return replace(
        case,
        first_words=work.for_staff(effect.words) or words,
        complete=form is None,
        anonymous=form.anonymous_default if form else effect.who != SELF,
    )


def announce(work: Work, case: Case) -> None:
    """Tell the staff chat, content-free: a number, a kind and the way to the desk."""
    where = work.deps.staff_chat
    if where is None:
        return
    catalog = work.deps.scene.content.catalog
    kind = catalog.render(f"alarm.kind.{case.alarm}")
    params = {"number": case.number, "kind": kind, "url": f"{work.deps.desk_url}/{case.number}"}
    text = catalog.render("alarm.staff", params)
    reply = Reply(key="alarm.staff", text=text, tone=Tone.NOTICE)
    chat = work.deps.store.conversation_id(where)
    if work.uow.conversations.ref(chat) is None:
        # Only the first time: a turn must not hold two conversations, or two turns that hold
        # them the other way round would wait for each other on PostgreSQL.
        work.uow.conversations.load(where)
    cause = f"alarm:{case.number}:{case.version}"
    work.uow.outbox.add(chat, where.channel, [reply], cause=cause, at=work.now)
