"""What a turn wants done, done: cases opened and completed, words carried, links tied and cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from bot.dialog.turn import (
    AddWords,
    Alarm,
    AskPerson,
    CutLink,
    Effect,
    GiveBack,
    Submit,
    Turn,
    Withdraw,
)
from bot.domain import triage
from bot.domain.case import Author, CaseRefused, EventName
from bot.domain.conversation import Conversation
from bot.services.alarms import raise_alarm
from bot.services.submissions import submit
from bot.services.work import Work

HANDOFF_TYPE = "handoff"
HANDOFF_MINUTES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The conversation after the effects, and blanks for what is said about them."""

    talk: Conversation
    facts: Mapping[str, str] = field(default_factory=dict)


def carry_out(work: Work, turn: Turn) -> Done:
    """Do every effect in order, inside the turn's transaction."""
    done = Done(talk=turn.talk)
    for effect in turn.effects:
        talk, facts = _do(work.by(done.talk), effect)
        done = Done(talk=talk, facts={**done.facts, **facts})
    return done


def _do(work: Work, effect: Effect) -> tuple[Conversation, Mapping[str, str]]:
    match effect:
        case Alarm():
            return raise_alarm(work, effect), {}
        case Submit():
            return submit(work, effect)
        case AskPerson():
            return _ask_person(work, effect), {}
        case AddWords():
            return _add_words(work, effect), {}
        case GiveBack():
            return _give_back(work, effect), {}
        case Withdraw():
            return _withdraw(work, effect), {}
        case CutLink():
            return _cut_link(work, effect), {}
        case _:
            assert_never(effect)


def _ask_person(work: Work, effect: AskPerson) -> Conversation:
    """A talk with a person: on the open case of this conversation, or on a new one."""
    case = work.case_at_hand()
    if case is None:
        risk = triage.assess(work.deps.scene.content.triage, work.words(None))
        case = work.new_case(HANDOFF_TYPE, risk, promised=HANDOFF_MINUTES)
        work.open(replace(case, first_words=effect.words), None)
        return replace(work.talk, case_no=case.number)
    work.uow.cases.save(case.heard())
    work.record(case, EventName.HEARD, reason=effect.reason)
    return work.talk


def _add_words(work: Work, effect: AddWords) -> Conversation:
    case = work.uow.cases.get(effect.case_no)
    if case is None:
        return work.talk
    if effect.photo_id is not None:
        work.uow.photos.move((effect.photo_id,), work.talk.id, case.number)
    work.uow.cases.say(
        case.number, work.now, Author.RESIDENT, effect.text, photo_id=effect.photo_id
    )
    work.uow.cases.save(case.heard())
    work.record(case, EventName.HEARD)
    return work.talk


def _give_back(work: Work, effect: GiveBack) -> Conversation:
    case = work.uow.cases.get(effect.case_no)
    if case is not None:
        work.record(case, EventName.GIVEN_BACK)
    return work.talk


def _withdraw(work: Work, effect: Withdraw) -> Conversation:
    case = work.uow.cases.get(effect.case_no)
    if case is None:
        raise CaseRefused("staff.not_found")
    work.uow.cases.save(case.withdraw(work.now))
    work.record(case, EventName.WITHDRAWN)
    same = work.talk.case_no == case.number
    return replace(work.talk, case_no="") if same else work.talk


def _cut_link(work: Work, effect: CutLink) -> Conversation:
    case = work.uow.cases.get(effect.case_no)
    if case is not None and work.uow.links.cut(effect.case_no):
        work.record(case, EventName.LINK_CUT)
    return work.talk
