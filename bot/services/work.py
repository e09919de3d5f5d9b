"""One turn being carried out: what its effects are done with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.content import patterns
from bot.dialog import clock
from bot.dialog.choices import steers
from bot.dialog.reading import MORE_TEXT
from bot.domain import triage
from bot.domain.case import Author, Case, CaseStatus, EventName, Priority, Risk
from bot.domain.conversation import Conversation
from bot.domain.form import FormProgress
from bot.domain.municipality import Pack
from bot.domain.receipt import find_number, is_word, normal_word, without_word
from bot.ports import UnitOfWork
from bot.services.deps import Deps

PERSON = "resident"  #: the actor of what the person did; never a name

#: How long after an event the words before it still belong to the same talk.
SAME_TALK = timedelta(hours=6)
_INSTANT = timedelta(microseconds=1)
_ROUND = timedelta(minutes=10)
#: Letters of the longest 확인말.
MAX_WORD = 12
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
    about: str = ""  #: the case that more is told of; empty while it is yet to be opened

    @property
    def pack(self) -> Pack:
        return self.deps.scene.content.pack

    def by(self, talk: Conversation) -> Work:
        return replace(self, talk=talk)

    def on(self, case: Case) -> Work:
        return replace(self, about=case.number)

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
        words, since = self.for_staff(words), self._since(form)
        lines = self._lines(since)
        known = "\n".join(text for _, text in lines)
        first = form.first_words.split(" / ") if form else []
        told = [(since, w) for w in first if w.removesuffix(MORE_TEXT) not in known]
        present = [(self.said_at, words)] if words not in known else []
        return [*told, *lines, *present]

    def _lines(self, at: datetime) -> list[tuple[datetime, str]]:
        """Their own words from then on that may be read with a case.

        Not those that lie with another case, nor what opens a receipt, nor what only steered:
        what a press leaves in the inbox is our own label, a number picks one, '이전' goes back.
        """
        told = self._told_elsewhere()
        return [
            (when, text)
            for when, raw in self.uow.inbox.said(self.talk.id, at)
            if not steers(raw) and not self._opens(raw)
            if (text := self.for_staff(raw)) not in told
        ]

    def _told_elsewhere(self) -> set[str]:
        """Our own labels, and what was said to the other cases of this conversation."""
        content = self.deps.scene.content
        labels = {content.catalog.choice(i).label for i in content.catalog.choice_ids()}
        forms = content.forms.values()
        labels |= {o.label for form in forms for f in form.fields for o in f.options}
        others = (n for n in self.talk.linked if n != self.about)
        return labels | {m.text for n in others for m in self.uow.cases.thread(n)}

    def for_staff(self, text: str) -> str:
        """The words without a 확인말 that is given with its number, by its name or alone: whoever
        reads it could come to the report as its owner. Such words may stand together by chance."""
        content = self.deps.scene.content
        first, second = content.receipt_words
        named = find_number(text) is not None or patterns.search("names_word", text) is not None
        if not named and not is_word(text, first, second):
            return text
        return without_word(text, first, second, content.catalog.render("desk.word_hidden"))

    def _opens(self, text: str) -> bool:
        """A 접수번호 or a 확인말: who reads it could open, or guess, an anonymous report."""
        first, second = self.deps.scene.content.receipt_words
        word = normal_word(text)
        half = any(word.startswith(f) for f in first) or any(word.endswith(s) for s in second)
        return find_number(text) is not None or (half and len(word) <= MAX_WORD)

    def untold(self) -> list[tuple[datetime, str]]:
        """What was said since words last went to a case."""
        told = self.talk.told_at
        return self._lines(told + _INSTANT) if told else []

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

    def open(self, case: Case, lines: Iterable[tuple[datetime, str]]) -> Conversation:
        """Store a new case with what was said. Returns the conversation tied to it."""
        self.uow.cases.add(case)
        detail = {"type": case.type}
        self.uow.cases.record(case.number, self.now, PERSON, EventName.OPENED, detail)
        self.tell(case, lines)
        self.uow.links.tie(case.number, self.talk.id)
        return tied(self.talk, case.number, self.said_at)

    def tell(self, case: Case, lines: Iterable[tuple[datetime, str]]) -> None:
        for at, text in lines:
            self.uow.cases.say(case.number, at, Author.RESIDENT, text)

    def record(self, case: Case, name: EventName, **detail: str) -> None:
        self.uow.cases.record(case.number, self.now, PERSON, name, detail)


def tied(talk: Conversation, number: str, at: datetime) -> Conversation:
    """The conversation that talks about this case from now on, and can be answered on it."""
    others = tuple(n for n in talk.linked if n != number)
    return replace(talk, case_no=number, linked=(*others, number), told_at=at, apart=False)


def untied(talk: Conversation, number: str) -> Conversation:
    """The conversation without the way from this case; the newest other one is talked about."""
    others = tuple(n for n in talk.linked if n != number)
    case_no = talk.case_no if talk.case_no != number else (others[-1] if others else "")
    alarmed = talk.crisis_case if talk.crisis_case != number else ""
    apart = talk.apart or talk.case_no == number
    return replace(talk, case_no=case_no, crisis_case=alarmed, linked=others, apart=apart)


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
    at = case.due_at
    if case.priority is Priority.EMERGENCY and not hours.is_open(at):
        at = hours.next_opening(at)
    # A promise to the minute sounds like a machine; the next ten minutes keep it as well.
    return at + (datetime.min.replace(tzinfo=at.tzinfo) - at) % _ROUND
