"""One turn being carried out: what its effects are done with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.dialog import clock
from bot.domain import triage
from bot.domain.case import Author, Case, CaseStatus, EventName, Priority, Risk
from bot.domain.conversation import Conversation
from bot.domain.form import FormProgress
from bot.domain.municipality import Pack
from bot.ports import UnitOfWork
from bot.services.deps import Deps

PERSON = "resident"  #: the actor of what the person did; never a name

#: How long after an event the words before it still belong to the same talk.
SAME_TALK = timedelta(hours=6)
#: Wall time: life does not wait for office hours.
EMERGENCY_WITHIN = timedelta(minutes=30)
#: Business minutes by priority; the normal promise stands in the form.
BUSINESS_MINUTES = {Priority.URGENT: 60, Priority.SOON: 240}


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The use case's tools, the transaction, the conversation as it stands, and the moment."""

    deps: Deps
    uow: UnitOfWork
    talk: Conversation
    now: datetime

    @property
    def pack(self) -> Pack:
        return self.deps.scene.content.pack

    def by(self, talk: Conversation) -> Work:
        return replace(self, talk=talk)

    def case_at_hand(self) -> Case | None:
        """The open case this conversation talks to staff about."""
        case = self.uow.cases.get(self.talk.case_no) if self.talk.case_no else None
        return case if case is not None and case.is_open else None

    def due(self, priority: Priority, promised: int) -> datetime:
        return due(self.deps, priority, self.now, promised)

    def said(self, form: FormProgress | None) -> list[tuple[datetime, str]]:
        """What the person wrote in this talk, oldest first, the present words included."""
        started = form.started_at if form else None
        since = min(started or self.now, self.now) - SAME_TALK
        return self.uow.inbox.said(self.talk.id, since)

    def words(self, form: FormProgress | None) -> str:
        return "\n".join(text for _, text in self.said(form))

    def new_case(self, kind: str, risk: Risk, *, promised: int, alarm: str = "") -> Case:
        """A case with its number, priority and clock; not stored yet."""
        priority = triage.priority(risk, alarm)
        return Case(
            number=self.uow.cases.next_number(self.now.astimezone(clock.SEOUL).year),
            type=kind,
            status=CaseStatus.NEW,
            priority=priority,
            created_at=self.now,
            due_at=self.due(priority, promised),
            channel=self.talk.channel,
            team=self.pack.default_team,
            risk=risk,
            alarm=alarm,
        )

    def open(self, case: Case, form: FormProgress | None) -> None:
        """Store a new case with what was said so far, and the way back to the person."""
        self.uow.cases.add(case)
        detail = {"type": case.type}
        self.uow.cases.record(case.number, self.now, PERSON, EventName.OPENED, detail)
        for at, text in self.said(form):
            self.uow.cases.say(case.number, at, Author.RESIDENT, text)
        self.uow.links.tie(case.number, self.talk.id)

    def record(self, case: Case, name: EventName, **detail: str) -> None:
        self.uow.cases.record(case.number, self.now, PERSON, name, detail)


def due(deps: Deps, priority: Priority, now: datetime, promised: int) -> datetime:
    """When staff must have looked: wall time for emergencies, business minutes otherwise."""
    if priority is Priority.EMERGENCY:
        return now + EMERGENCY_WITHIN
    minutes = BUSINESS_MINUTES.get(priority, promised)
    return deps.scene.content.pack.hours.add_minutes(now, minutes)
