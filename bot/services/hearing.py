"""What is told of a case that is open already, put on it.

Whoever calls a person often says only then what it is about: the queue must learn it as well.
"""

from __future__ import annotations

from dataclasses import replace

from bot.domain import triage
from bot.domain.case import HANDOFF_TYPE, Author, Case, CaseStatus, EventName
from bot.services.work import Work

#: Fewer letters seldom say what a talk is about: "여보세요?".
TELLING = 10
#: Business minutes in which the office looks at an answer to what it asked.
ANSWERED_MINUTES = 240
_AND = " / "


def hear(work: Work, case: Case, text: str, *, photo_id: int | None = None, **why: str) -> None:
    """Words or a picture of the person, for the thread, the history and the queue."""
    if photo_id is not None:
        work.uow.photos.move((photo_id,), work.talk.id, case.number)
    text = work.for_staff(text)
    work.uow.cases.say(case.number, work.now, Author.RESIDENT, text, photo_id=photo_id)
    work.uow.cases.save(weighed(work, _named(heard(work, case), text), text))
    work.record(case, EventName.HEARD, **why)


def heard(work: Work, case: Case) -> Case:
    """The case as the office's turn. Its time ended with its own answer: a new one begins."""
    if case.status is not CaseStatus.HELD:
        return case.heard()
    again = work.due(case.priority, ANSWERED_MINUTES)
    return replace(case.heard(), due_at=max(case.due_at, again))


def weighed(work: Work, case: Case, text: str) -> Case:
    """The case with the signs of these words. It may become more urgent by them, never less."""
    risk = triage.added(work.deps.scene.content.triage, case.risk, text)
    urgency = triage.more_urgent(case.priority, triage.priority(risk))
    if urgency is case.priority:
        return replace(case, risk=risk)
    due_at = min(case.due_at, work.due(urgency, promised=0))
    return replace(case, risk=risk, priority=urgency, due_at=due_at)


def _named(case: Case, text: str) -> Case:
    """A talk that nobody has taken yet, with what it is about beside the words that called."""
    waits = case.type == HANDOFF_TYPE and case.status is CaseStatus.NEW
    if not waits or _AND in case.first_words or len(text) < TELLING:
        return case
    return replace(case, first_words=f"{case.first_words}{_AND}{text}")
