"""One turn being carried out: what its effects are done with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.dialog import clock
from bot.dialog.reading import MORE_TEXT
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
_INSTANT = timedelta(microseconds=1)
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
    said_at: datetime  #: when the platform says that the present words were said

    @property
    def pack(self) -> Pack:
        return self.deps.scene.content.pack

    def by(self, talk: Conversation) -> Work:
        return replace(self, talk=talk)

    def case_at_hand(self) -> Case | None:
        """The open case this conversation talks to staff about."""
        return self.open_case(self.talk.case_no)

    def open_case(self, number: str) -> Case | None:
        case = self.uow.cases.get(number) if number else None
        return case if case is not None and case.is_open else None

    def due(self, priority: Priority, promised: int) -> datetime:
        return due(self.deps, priority, self.now, promised)

    def said(self, form: FormProgress | None, words: str = "") -> list[tuple[datetime, str]]:
        """What the person wrote about this matter, oldest first, the present words included.

        A form holds what was said since it began, and the words that led to it. Anything else
        holds what was said lately and lies with no case yet: what was told in confidence for one
        case must never be read in another.
        """
        since = self._since(form)
        lines = self.since(since)
        known = "\n".join(text for _, text in lines)
        first = form.first_words.split(" / ") if form else []
        told = [(since, w) for w in first if w.removesuffix(MORE_TEXT) not in known]
        present = [(self.said_at, words)] if words not in known else []
        return [*told, *lines, *present]

    def since(self, at: datetime) -> list[tuple[datetime, str]]:
        """Their own words from then on; what a press leaves in the inbox is our own label."""
        catalog = self.deps.scene.content.catalog
        labels = {catalog.choice(i).label for i in catalog.choice_ids()}
        said = self.uow.inbox.said(self.talk.id, at)
        return [(when, text) for when, text in said if text not in labels]

    def untold(self) -> list[tuple[datetime, str]]:
        """What was said since words last went to a case."""
        told = self.talk.told_at
        return self.since(told + _INSTANT) if told else []

    def _since(self, form: FormProgress | None) -> datetime:
        if form is not None and form.started_at is not None:
            return form.started_at
        lately = min(self.said_at, self.now) - SAME_TALK
        told = self.talk.told_at
        return max(lately, told + _INSTANT) if told else lately

    def words(self, form: FormProgress | None, words: str = "") -> str:
        return "\n".join(text for _, text in self.said(form, words))

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

    def open(self, case: Case, form: FormProgress | None, words: str = "") -> Conversation:
        """Store a new case with what was said so far. Returns the conversation tied to it."""
        self.uow.cases.add(case)
        detail = {"type": case.type}
        self.uow.cases.record(case.number, self.now, PERSON, EventName.OPENED, detail)
        for at, text in self.said(form, words):
            self.uow.cases.say(case.number, at, Author.RESIDENT, text)
        self.uow.links.tie(case.number, self.talk.id)
        return tied(self.talk, case.number, self.said_at)

    def record(self, case: Case, name: EventName, **detail: str) -> None:
        self.uow.cases.record(case.number, self.now, PERSON, name, detail)


def tied(talk: Conversation, number: str, at: datetime) -> Conversation:
    """The conversation that talks about this case from now on, and can be answered on it."""
    others = tuple(n for n in talk.linked if n != number)
    return replace(talk, case_no=number, linked=(*others, number), told_at=at)


def untied(talk: Conversation, number: str) -> Conversation:
    """The conversation without the way from this case; the newest other one is talked about."""
    others = tuple(n for n in talk.linked if n != number)
    case_no = talk.case_no if talk.case_no != number else (others[-1] if others else "")
    return replace(talk, case_no=case_no, linked=others)


def due(deps: Deps, priority: Priority, now: datetime, promised: int) -> datetime:
    """When staff must have looked: wall time for emergencies, business minutes otherwise."""
    if priority is Priority.EMERGENCY:
        return now + EMERGENCY_WITHIN
    minutes = BUSINESS_MINUTES.get(priority, promised)
    return deps.scene.content.pack.hours.add_minutes(now, minutes)


def promised(deps: Deps, case: Case) -> datetime:
    """What a resident may be told of `due_at`: staff are alarmed at night, but nobody should
    wait by the door for an office that is closed."""
    hours = deps.scene.content.pack.hours
    if case.priority is not Priority.EMERGENCY or hours.is_open(case.due_at):
        return case.due_at
    return hours.next_opening(case.due_at)
