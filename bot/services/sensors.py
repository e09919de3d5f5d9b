"""Alarms of other systems: calls that ask how somebody is, sensors in a home, an AI that phones.

Whoever sends one hears at once which case it is with, and may send it again as often as it likes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.dialog import clock
from bot.domain import triage
from bot.domain.case import Author, Case, CaseRefused, EventName, Priority, ReplyWay, Risk
from bot.domain.events import ConversationRef, EventKind, InboundEvent
from bot.domain.staff import Access, StaffMember
from bot.services.alarms import announce
from bot.services.deps import Deps
from bot.services.work import Work
from intents import mask

CHANNEL = "alarm"
CASE_TYPE = "sensor"
KIND = "sensor"  #: what stands at the desk as an unanswered alarm
NORMAL_MINUTES = 480  #: business minutes to look at what is not pressing

#: Whoever waits for these is called out of bed; the others wait for the morning.
PRESSING = (Priority.EMERGENCY, Priority.URGENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorAlarm:
    """One alarm. `external_id` is the sender's own: the same one twice is the same alarm.
    `subject` says whom it is about, in the sender's words, always the same for one household."""

    source: str
    external_id: str
    subject: str = field(repr=False)
    kind: str
    priority: Priority
    at: datetime
    detail: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The case an alarm is with; whether that was opened for it, or it had come before."""

    case: Case
    opened: bool = False
    repeated: bool = False


def take(deps: Deps, alarm: SensorAlarm, by: StaffMember) -> Taken:
    """Open a case for the household, or add to the one that is open.

    Raises `CaseRefused` when the same id was used for another household, `StoreAway` when
    nothing could be kept: then it must be sent again.
    """
    alarm = replace(alarm, subject=mask(alarm.subject).text, detail=mask(alarm.detail).text)
    now = deps.clock()
    ref = ConversationRef(channel=CHANNEL, address=f"{alarm.source}|{alarm.subject}")
    event = InboundEvent(
        event_id=f"{alarm.source}|{alarm.external_id}",
        ref=ref,
        at=now,
        kind=EventKind.OTHER,
        text=alarm.detail,
    )
    with deps.store.begin() as uow:
        fresh = uow.inbox.accept(event)
        talk = uow.conversations.load(ref)
        work = Work(deps=deps, uow=uow, talk=talk, now=now, said_at=now)
        taken = _taken(work, alarm) if fresh else _earlier(work)
        if fresh:
            _alarm(work, taken.case, alarm, by)
            uow.conversations.save(replace(talk, case_no=taken.case.number))
        uow.commit()
    return taken


def _earlier(work: Work) -> Taken:
    case = work.uow.cases.get(work.talk.case_no) if work.talk.case_no else None
    if case is None:
        raise CaseRefused("sensor.other_subject")
    return Taken(case=case, repeated=True)


def _taken(work: Work, alarm: SensorAlarm) -> Taken:
    open_case = work.case_at_hand()
    if open_case is None:
        return Taken(case=_opened(work, alarm), opened=True)
    priority = triage.more_urgent(open_case.priority, alarm.priority)
    case = replace(
        open_case.note(),
        priority=priority,
        due_at=min(open_case.due_at, work.due(priority, NORMAL_MINUTES)),
        alarm=KIND if alarm.priority in PRESSING else open_case.alarm,
    )
    work.uow.cases.save(case)
    return Taken(case=case)


def _opened(work: Work, alarm: SensorAlarm) -> Case:
    """No way back is kept: a sensor has nobody to answer to."""
    case = work.new_case(CASE_TYPE, Risk(), promised=NORMAL_MINUTES)
    case = replace(
        case,
        priority=alarm.priority,
        due_at=work.due(alarm.priority, NORMAL_MINUTES),
        alarm=KIND if alarm.priority in PRESSING else "",
        reply_way=ReplyWay.RECEIPT,
        first_words=alarm.detail or alarm.kind,
        answers=_answers(work, alarm),
    )
    work.uow.cases.add(case)
    return case


def _answers(work: Work, alarm: SensorAlarm) -> Mapping[str, Any]:
    catalog = work.deps.scene.content.catalog
    said = {
        "source": alarm.source,
        "kind": alarm.kind,
        "subject": alarm.subject,
        "at": clock.words(catalog, alarm.at),
    }
    return {
        name: {
            "label": catalog.render(f"sensor.{name}"),
            "value": value,
            "values": [],
            "personal": name == "subject",
        }
        for name, value in said.items()
    }


def _alarm(work: Work, case: Case, alarm: SensorAlarm, by: StaffMember) -> None:
    """Write it into the thread and the history, and tell the staff chat where it presses."""
    actor, uow = by.login, work.uow
    params = {"kind": alarm.kind, "detail": alarm.detail}
    text = work.deps.scene.content.catalog.render("sensor.again", params).strip()
    uow.cases.say(case.number, work.now, Author.NOTE, text, by=alarm.source)
    if case.version == 1:
        uow.cases.record(case.number, work.now, actor, EventName.OPENED, {"type": case.type})
    uow.cases.record(case.number, work.now, actor, EventName.ALARM, {"kind": KIND})
    uow.staff.accessed(Access(at=work.now, actor=actor, action="case.alarm", case_no=case.number))
    if alarm.priority in PRESSING:
        announce(work, case)
