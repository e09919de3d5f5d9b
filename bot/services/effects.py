"""What a turn wants done, done: cases opened and completed, words carried, links tied and cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from bot.dialog import handoff
from bot.dialog.turn import (
    AddWords,
    Alarm,
    AskPerson,
    CutLink,
    Effect,
    GiveBack,
    Placed,
    Submit,
    Turn,
    Withdraw,
)
from bot.domain import triage
from bot.domain.case import CRISIS_TYPE, HANDOFF_TYPE, Author, EventName
from bot.domain.conversation import Conversation, Mode
from bot.domain.messages import Say
from bot.services.alarms import raise_alarm
from bot.services.hearing import hear
from bot.services.placing import place
from bot.services.submissions import submit
from bot.services.work import Work, tied, untied

Lines = list[tuple[datetime, str]]
ERASE_TYPE = "erase"
HANDOFF_MINUTES = 60
ERASE = "erase"  #: the reason of a person who asks for erasure


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The conversation after the effects, blanks for what is said about them, and what is said
    instead where a case did not allow what the dialog had announced."""

    talk: Conversation
    facts: Mapping[str, str] = field(default_factory=dict)
    instead: tuple[Say, ...] | None = None


def carry_out(work: Work, turn: Turn) -> Done:
    """Do every effect in order, inside the turn's transaction."""
    done = Done(talk=turn.talk)
    for effect in turn.effects:
        new = _do(work.by(done.talk), effect)
        instead = new.instead if new.instead is not None else done.instead
        done = Done(talk=new.talk, facts={**done.facts, **new.facts}, instead=instead)
    return done


def _do(work: Work, effect: Effect) -> Done:
    match effect:
        case Alarm():
            talk = raise_alarm(work, effect)
            return Done(talk=replace(talk, crisis_case=effect.case_no or talk.case_no))
        case Submit():
            talk, facts = submit(work, effect)
            return Done(talk=talk, facts=facts)
        case AskPerson():
            return Done(talk=_ask_person(work, effect))
        case AddWords():
            return _add_words(work, effect)
        case Placed():
            return Done(talk=place(work, effect))
        case GiveBack():
            return Done(talk=_give_back(work, effect))
        case Withdraw():
            return _withdraw(work, effect)
        case CutLink():
            return Done(talk=_cut_link(work, effect))
        case _:
            assert_never(effect)


def _ask_person(work: Work, effect: AskPerson) -> Conversation:
    """A talk with a person: on the open case of this conversation, or on a new one. Erasure is a
    matter of its own, with its own paperwork."""
    kind = ERASE_TYPE if effect.reason == ERASE else HANDOFF_TYPE
    case = work.case_at_hand()
    if case is None or (kind == ERASE_TYPE and case.type != ERASE_TYPE):
        return _new_talk(work, kind, work.for_staff(effect.words), work.said(None))
    hear(work, case, effect.words, reason=effect.reason)
    return tied(work.talk, case.number, work.said_at)


def _new_talk(work: Work, kind: str, words: str, said: Lines, after: str = "") -> Conversation:
    risk = triage.assess(work.deps.scene.content.triage, work.words(None, words))
    case = work.new_case(kind, risk, promised=HANDOFF_MINUTES)
    lines = said or [(work.said_at, words)]
    earlier = work.uow.cases.get(after) if after else None
    anonymous = earlier is not None and earlier.anonymous
    talk = work.open(replace(case, first_words=words, anonymous=anonymous), lines)
    if earlier is not None:
        content = work.deps.scene.content
        follows = content.catalog.render("case.follows", {"number": after})
        work.uow.cases.say(case.number, work.now, Author.NOTE, follows, by=content.pack.bot_name)
    return talk


def _add_words(work: Work, effect: AddWords) -> Done:
    case = work.open_case(effect.case_no)
    if case is not None:
        hear(work, case, effect.text, photo_id=effect.photo_id)
        return Done(talk=replace(work.talk, told_at=work.said_at))
    if effect.if_open:
        return Done(talk=work.talk)
    if effect.by_receipt:
        choices = work.deps.scene.choices("menu", "person")
        closed = Say(key="receipt.closed_reply", choices=choices)
        talk = replace(work.talk, expecting=None, receipt=None)
        return Done(talk=talk, instead=(closed,))
    return _told_anew(work, effect)


def _told_anew(work: Work, effect: AddWords) -> Done:
    """The case was finished, or its link cut, while they still wrote to us: nothing said to a
    person is lost, it begins a talk of its own."""
    text = work.for_staff(effect.text)
    said = [(work.said_at, text)] if effect.alone else work.said(None)
    talk = _new_talk(work, HANDOFF_TYPE, text, said, after=effect.case_no)
    if effect.photo_id is not None:
        work.uow.photos.move((effect.photo_id,), work.talk.id, talk.case_no)
        work.uow.cases.say(talk.case_no, work.now, Author.RESIDENT, "", photo_id=effect.photo_id)
    if talk.mode is Mode.BOT:
        return Done(talk=talk)
    called = handoff.called(work.deps.scene.content, work.now, "handoff.anew")
    choices = work.deps.scene.choices(handoff.BACK)
    return Done(talk=replace(talk, mode=Mode.WAITING), instead=(replace(called, choices=choices),))


def _give_back(work: Work, effect: GiveBack) -> Conversation:
    case = work.open_case(effect.case_no)
    if case is not None:
        work.record(case, EventName.GIVEN_BACK)
    return work.talk


def _withdraw(work: Work, effect: Withdraw) -> Done:
    """Taken back by who gave it. A case with a danger nobody has looked at stays open: whoever
    holds the phone may not be the one in danger."""
    case = work.open_case(effect.case_no)
    menu = work.deps.scene.choices("menu", "person")
    if case is None:
        return Done(talk=work.talk, instead=(Say(key="receipt.closed_already", choices=menu),))
    if case.alarm or case.type == CRISIS_TYPE:
        wish = work.deps.scene.content.catalog.render("receipt.withdraw_wish")
        hear(work, case, wish)
        return Done(talk=work.talk, instead=(Say(key="receipt.withdraw_told", choices=menu),))
    work.uow.cases.save(case.withdraw(work.now))
    work.record(case, EventName.WITHDRAWN)
    return Done(talk=untied(work.talk, case.number))


def _cut_link(work: Work, effect: CutLink) -> Conversation:
    case = work.uow.cases.get(effect.case_no)
    if case is not None and work.uow.links.cut(effect.case_no):
        work.record(case, EventName.LINK_CUT)
    return untied(work.talk, effect.case_no)
