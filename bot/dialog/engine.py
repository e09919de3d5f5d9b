"""How a conversation moves: one event in, one `Turn` out. Pure.

The order of the steps is the promise of the product: danger first, then the person one is
talking with, then what was offered or asked, then what the words mean, and an honest
'I do not know' with the way to a person at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.content import patterns
from bot.dialog import (
    below_card,
    danger,
    gap,
    handoff,
    meaning,
    menu,
    passing_on,
    reported,
    safety,
    secret,
    swindle,
    wishes,
)
from bot.dialog.answering import leaning, offers, thread
from bot.dialog.choices import agrees, counted, exactly, picked, unbound
from bot.dialog.forms import form, pictures, question, steering
from bot.dialog.moment import Moment, Scene
from bot.dialog.sent import after, afterwards, apart, receipt, sent_along
from bot.dialog.turn import AddWords, Turn
from bot.domain.changing import changed
from bot.domain.conversation import Conversation, Expecting, Mode
from bot.domain.events import EventKind, InboundEvent
from bot.domain.form import FormProgress, Stage
from bot.domain.messages import Say
from intents import Decision, Understanding

Step = Callable[[Moment], Turn | None]

#: Asked once: whatever else is said instead, the question is over.
_ASKED_ONCE = frozenset(
    {
        Expecting.RECEIPT_NUMBER,
        Expecting.RECEIPT_WORD,
        Expecting.WITHDRAW_SURE,
        Expecting.START_SURE,
        Expecting.ADD_SURE,
        Expecting.NEW_VALUE,
        Expecting.SWINDLED,
    }
)
#: Requests that are plain enough to leave a form for; it can be taken up again.
_LEAVES_FORM = frozenset(
    {"case-status", "case-add", "case-withdraw", "cut-link", "erase-my-data", "menu"}
)
_COMES_AND_GOES = (EventKind.LEFT, EventKind.JOINED)
SURE = 0.6
QUITE_SURE = 0.85


def advance(
    talk: Conversation,
    event: InboundEvent,
    mind: Understanding | None,
    scene: Scene,
    now: datetime,
    photo_id: int | None = None,
) -> Turn:
    """One step of one conversation. The same arguments give the same turn."""
    moment = _moment(talk, event, mind, scene, now, photo_id)
    turn = danger.helped(moment) or danger.interrupt(moment) or _first(_ASKING, moment)
    if turn is None:
        moment = _no_longer_asked(moment)
        turn = _first(_STEPS, moment) or meaning.unknown(moment)
    return _finished(moment, passing_on.passed_on(moment, turn))


def wants_photo(talk: Conversation, scene: Scene, now: datetime) -> bool:
    """Whether a picture sent now has somewhere to go."""
    if talk.mode is not Mode.BOT or receipt.photo_wanted(talk) or sent_along.wanted(talk, now):
        return True
    progress = talk.form
    content_form = scene.content.forms.get(progress.form_id) if progress else None
    if progress is None or content_form is None:
        return False
    return pictures.wanted(content_form, progress)


def _moment(
    talk: Conversation,
    event: InboundEvent,
    mind: Understanding | None,
    scene: Scene,
    now: datetime,
    photo_id: int | None,
) -> Moment:
    now_there = gap.settled(talk, event, scene, now)
    was_open = talk.form is not None and talk.form.stage is not Stage.PAUSED
    is_open = now_there.form is not None and now_there.form.stage is not Stage.PAUSED
    if mind is not None and secret.is_given(now_there, mind, scene.content):
        mind = replace(mind, crisis=None)
    mind = reported.heard(now_there, mind, now)
    mind = counted(mind) if mind is not None else None
    text = mind.text if mind else ""
    press = exactly(event, text, talk.offered, scene.content.catalog)
    return Moment(
        talk=now_there,
        event=event,
        mind=mind,
        scene=scene,
        now=now,
        photo_id=photo_id,
        pick=picked(event, text, talk.offered, scene) or press,
        press=press,
        away=now - talk.seen_at if talk.seen_at else None,
        asleep=was_open and not is_open and now_there.form is not None,
    )


def _first(steps: tuple[Step, ...], moment: Moment) -> Turn | None:
    for step in steps:
        turn = step(moment)
        if turn is not None:
            return turn
    return None


def _no_longer_asked(moment: Moment) -> Moment:
    if moment.talk.expecting not in _ASKED_ONCE:
        return moment
    left = changed(moment.talk, expecting=None, pending_form="", number="")
    told_of_other = left.at_hand is not None and left.at_hand.anonymous
    if moment.talk.expecting is Expecting.ADD_SURE and told_of_other:
        left = changed(left, last_words="")  # of the one reported: nothing for a form of one's own
    return moment.at(left)


def _presence(moment: Moment) -> Turn | None:
    kind = moment.event.kind
    if kind in _COMES_AND_GOES:
        return moment.turn()
    if kind is EventKind.START and moment.talk.mode is Mode.BOT:
        return menu.hello(moment)
    return None


def _unread(moment: Moment) -> Turn | None:
    """What carries nothing we can read, or nowhere to put it."""
    kind = moment.event.kind
    if kind is EventKind.TEXT and moment.text.strip():
        return None
    in_form = moment.talk.form is not None and moment.talk.form.stage is not Stage.PAUSED
    key = ""
    if kind is EventKind.EDIT:
        key = "input.edited"
    elif kind is EventKind.OTHER:
        key = "input.unreadable"
    elif kind is EventKind.TEXT:
        key = "input.empty"
    elif in_form or receipt.photo_wanted(moment.talk):
        return None
    elif kind is EventKind.LOCATION:
        key = "input.location_unexpected"
    elif kind is EventKind.PHOTO and not moment.text:
        key = "input.photo_unexpected"
    if not key:
        return None
    if in_form:
        return question.show(moment, Say(key=key))
    open_talk = receipt.photo_wanted(moment.talk)
    return moment.turn(Say(key=key) if open_talk else _offering(moment, key))


def _offering(moment: Moment, key: str) -> Say:
    return Say(key=key, choices=moment.scene.choices("request", "report", "person"))


def _switch(moment: Moment) -> Turn | None:
    """The answer to 'leave this form for the other one?'."""
    if moment.talk.expecting is not Expecting.START_SURE or moment.talk.form is None:
        return None
    wanted = moment.scene.content.forms.get(moment.talk.pending_form)
    pick = moment.press
    if wanted and (pick == "anew" or agrees(moment)):
        return form.start(moment.pressed(), wanted)  # a yes tells nothing of the matter
    no = pick in {"no", "resume"} or moment.control in {"no", "resume"}
    no = no or bool(patterns.search("refuse", moment.text))
    return steering.resume(moment.at(replace(moment.talk, pending_form=""))) if no else None


def _always(moment: Moment) -> Turn | None:
    """Ways out that mean the same anywhere, also inside a form: a person, the menu, resume."""
    pick = moment.press
    if pick in {"person", "menu", "receipt"}:
        return menu.press(steering.set_aside(moment), pick)
    progress = moment.talk.form
    if progress is None:
        return None
    if progress.stage is Stage.PAUSED:
        wanted = pick == "resume" or patterns.search("resume", moment.text)
        return steering.resume(moment) if wanted or _of_resting(pick, progress) else None
    return _leaving(moment)


def _of_resting(pick: str | None, progress: FormProgress) -> bool:
    """A button of the form that rests: it is shown again before anything is taken from it."""
    name, rest = unbound(pick or "")
    if not progress.at:
        return name in {"submit", "edit"}
    return rest.partition(":")[0] == progress.at


def _leaving(moment: Moment) -> Turn | None:
    """Words inside a form that surely mean to do something else first."""
    mind, said = moment.mind, moment.control
    if mind is None or moment.event.kind is not EventKind.TEXT:
        return None
    person = mind.decision is Decision.HANDOFF and mind.score >= SURE
    if person and handoff.only_asks(moment):
        return question.show(moment, Say(key="form.person_how"))
    if person or said == "talk-to-human":
        return handoff.ask(moment)
    if said == "menu":
        return menu.main(steering.set_aside(moment))
    plainly = mind.decision is Decision.START and mind.score >= QUITE_SURE
    if form.is_told_more(moment):
        return None
    if plainly and mind.id in _LEAVES_FORM and patterns.search("asks_for", mind.text):
        turn = menu.service(steering.set_aside(moment), mind.id)
        return turn and turn.before(gap.not_sent(moment))
    return None


def _answer_waiting(moment: Moment) -> Turn | None:
    """'답변 확인' with nothing new: held answers were already put in front by the outbox."""
    asked = moment.pick == "confirm" or patterns.search("check_answer", moment.text)
    return handoff.checked(moment) if asked else None


def _picked(moment: Moment) -> Turn | None:
    pick = moment.pick or offers.meant(moment)
    if pick is None or thread.names_another(moment, pick):
        return None
    turn = menu.press(moment, pick)
    if turn is None and moment.event.kind is EventKind.PRESS:
        turn = moment.turn(_offering(moment, "input.stale_choice"))
    return turn


#: Those that may answer what was asked last.
_ASKING: tuple[Step, ...] = (
    _presence,
    handoff.with_person,
    sent_along.take,
    apart.pictured,
    _unread,
    _switch,
    below_card.after_card,
    receipt.take,
    after.answered,
    swindle.answered,
)
_STEPS: tuple[Step, ...] = (
    _always,
    form.take,
    form.after_refusal,
    _answer_waiting,
    reported.told_below,
    afterwards.take,
    after.take,
    _picked,
    wishes.take,
    after.told_more,
    meaning.number_given,
    thread.follow_up,
    gap.welcome_back,
    meaning.meant,
)


def _finished(moment: Moment, turn: Turn) -> Turn:
    """What goes with any turn: the masking notice, the gentle card, what was offered, and when."""
    turn = meaning.understood(turn)
    if turn.talk.mode is Mode.BOT:
        turn = safety.with_gentle_card(moment, gap.reminded(moment, turn))
    if moment.mind is not None and moment.mind.masked:
        turn = turn.before(_masked(moment))
    if _picture_left_out(moment, turn):
        turn = turn.before(Say(key="input.photo_later"))
    offered = next((s.choices for s in reversed(turn.says) if s.choices), None)
    talk = changed(
        turn.talk,
        offered=offered or moment.talk.offered,
        listed=offers.listed(offered or (), moment.talk.listed),
        lately=leaning.lately(moment, turn),
        greeted=True,
        seen_at=moment.now,
    )
    return changed(turn, talk=talk)


def _picture_left_out(moment: Moment, turn: Turn) -> bool:
    """A picture whose words opened something else: it is asked for again where it belongs."""
    sent = moment.event.kind is EventKind.PHOTO and bool(moment.text)
    was_in_form = moment.talk.form is not None and moment.talk.form.stage is not Stage.PAUSED
    kept = any(isinstance(e, AddWords) and e.photo_id is not None for e in turn.effects)
    told = any(say.key == apart.PICTURE for say in turn.says)
    return sent and not (kept or told) and not was_in_form and turn.talk.mode is Mode.BOT


def _masked(moment: Moment) -> Say:
    assert moment.mind is not None
    catalog = moment.scene.content.catalog
    kinds = ", ".join(catalog.render(f"privacy.kind.{k}") for k in moment.mind.masked)
    return Say(key="privacy.masked", params={"kinds": kinds})
