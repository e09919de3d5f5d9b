"""One event in: one transaction with everything that follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.dialog import reported
from bot.dialog.engine import advance, wants_photo
from bot.dialog.moment import Moment
from bot.dialog.turn import Turn
from bot.domain.case import Case
from bot.domain.conversation import CaseAtHand, Conversation, Mode
from bot.domain.events import EventKind, InboundEvent
from bot.domain.messages import Say, Tone
from bot.ports import UnitOfWork
from bot.services import effects, reports
from bot.services.deps import Deps
from bot.services.intake import Answered
from bot.services.speech import spoken
from bot.services.work import Work, untied
from intents import Understanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that came with an event: its rebuilt bytes, or the key of what was wrong."""

    data: bytes | None = None
    problem: str = ""


NO_PICTURE = Picture()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An event whose turn it is. Without `answering` nobody waits for the answer: it stays in
    the outbox for later."""

    event: InboundEvent
    picture: Picture = NO_PICTURE
    answering: bool = True


def understand(deps: Deps, event: InboundEvent) -> Understanding | None:
    """What the words mean. None where nothing was written, or an offered answer was pressed:
    its text is our own label."""
    if not event.text or event.kind is EventKind.PRESS:
        return None
    mind = deps.scene.interpreter.understand(event.text)
    if not event.masked:
        return mind
    return replace(mind, masked=tuple(dict.fromkeys((*event.masked, *mind.masked))))


def take_turn(deps: Deps, event: InboundEvent, picture: Picture = NO_PICTURE) -> Answered:
    """`take_turns` for one event alone."""
    return take_turns(deps, [Asked(event=event, picture=picture)])[0]


def take_turns(deps: Deps, turns: Sequence[Asked]) -> list[Answered]:
    """Process each event exactly once, in order, and give what an answering channel must show.

    Inbox keys, conversations, cases and outbox are committed together or not at all. Raises
    `StoreAway` when nothing could be kept, and what any of the turns raises: nothing of the
    others is kept then either.
    """
    minds = [understand(deps, asked.event) for asked in turns]
    with deps.store.begin() as uow:
        now = deps.clock()
        answered = [
            _taken(deps, uow, asked, mind, now) for asked, mind in zip(turns, minds, strict=True)
        ]
        uow.commit()
    return answered


def _taken(
    deps: Deps, uow: UnitOfWork, asked: Asked, mind: Understanding | None, now: datetime
) -> Answered:
    event = asked.event
    if mind is not None and event.text != mind.text:
        event = replace(event, text=mind.text)  # masked: nothing else is ever stored
    shown_now = asked.answering and deps.only_answers(event.ref.channel)
    talk = uow.conversations.load(event.ref)
    fresh = uow.inbox.accept(event)
    if fresh:
        talk = _turn(deps, uow, talk, event, mind, now, asked.picture, answering=shown_now)
        uow.conversations.save(talk)
    shown = uow.outbox.answer(talk.id, event, now) if shown_now else ()
    return Answered(messages=tuple(shown), repeated=not fresh)


def _turn(
    deps: Deps,
    uow: UnitOfWork,
    talk: Conversation,
    event: InboundEvent,
    mind: Understanding | None,
    now: datetime,
    picture: Picture,
    *,
    answering: bool,
) -> Conversation:
    if event.kind in (EventKind.LEFT, EventKind.JOINED):
        uow.conversations.unreachable(talk.id, gone=event.kind is EventKind.LEFT)
    talk = _still_linked(uow, talk)
    photo_id = None
    if picture.data is not None and wants_photo(talk, deps.scene, now):
        photo_id = uow.photos.add(talk.id, picture.data)
    if picture.problem and not event.text:
        turn = Turn(talk=talk, says=(Say(key=picture.problem),))
    else:
        turn = advance(talk, _as_words(event), mind, deps.scene, now, photo_id)
        turn = _left_out(turn, event, picture)
    if turn.need is not None:
        moment = Moment(
            talk=turn.talk, event=event, mind=mind, scene=deps.scene, now=now, photo_id=photo_id
        )
        turn = reports.answer_need(deps, uow, moment, turn)
    done = effects.Done(talk=turn.talk)
    if turn.effects:
        work = Work(deps=deps, uow=uow, talk=talk, now=now, said_at=event.at)
        done = effects.carry_out(work, turn)
    says = turn.says if done.instead is None else done.instead
    replies = [spoken(deps.scene.content, say, done.facts) for say in says]
    if replies:
        uow.outbox.add(
            talk.id, talk.channel, replies, cause=event.event_id, at=now, answering=answering
        )
    return _offering(done, says)


def _as_words(event: InboundEvent) -> InboundEvent:
    """What is written under a film, or under a file of another kind, counts like any words."""
    alone = event.kind is not EventKind.OTHER or not event.text
    return event if alone else replace(event, kind=EventKind.TEXT)


def _left_out(turn: Turn, event: InboundEvent, picture: Picture) -> Turn:
    """Say that what came with the words was not taken, wherever the dialog does not, and nowhere
    above a card of help."""
    key = ""
    if event.kind is EventKind.OTHER and event.text:
        key = "input.words_only"
    elif turn.talk.mode is not Mode.BOT:
        key = picture.problem
    if not key or any(say.tone is Tone.CRISIS for say in turn.says):
        return turn
    return turn.before(Say(key=key))


def _still_linked(uow: UnitOfWork, talk: Conversation) -> Conversation:
    """The conversation without a case whose link the clock has cut meanwhile, and with what the
    one is that is left."""
    if talk.case_no and uow.links.conversation(talk.case_no) != talk.id:
        talk = untied(talk, talk.case_no)
    case = uow.cases.get(talk.case_no) if talk.case_no and talk.mode is Mode.BOT else None
    known = None
    if case is not None:
        known = CaseAtHand(
            type=case.type,
            is_open=case.is_open,
            anonymous=case.anonymous,
            complete=case.complete,
            placed=bool(case.dong),
            named=reported.named(*_told(case)) if case.anonymous else (),
        )
    return talk if talk.at_hand == known else replace(talk, at_hand=known)


def _told(case: Case) -> Iterator[str]:
    """What the case itself holds of the one that it is about."""
    yield case.first_words
    for answer in case.answers.values():
        if isinstance(answer, Mapping) and not answer.get("personal"):
            yield str(answer.get("value", ""))


def _offering(done: effects.Done, says: Sequence[Say]) -> Conversation:
    """What can be picked next is what was really said last."""
    if done.instead is None:
        return done.talk
    offered = next((s.choices for s in reversed(says) if s.choices), ())
    return replace(done.talk, offered=offered)
