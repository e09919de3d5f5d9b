"""How a conversation moves: one event in, one `Turn` out. Pure.

The order of the steps is the promise of the product: danger first, then the person one is
talking with, then what was offered or asked, then what the words mean, and an honest
'I do not know' with the way to a person at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.content import patterns
from bot.dialog import answers, form, handoff, menu, receipt, safety
from bot.dialog.choices import chosen
from bot.dialog.moment import Moment, Scene
from bot.dialog.turn import Alarm, Effect, Turn
from bot.domain.conversation import Conversation, Expecting, Mode
from bot.domain.events import EventKind, InboundEvent
from bot.domain.form import FieldKind, FormProgress, Stage
from bot.domain.messages import Say, Tone
from intents import Decision, Understanding, Who

#: A crisis of this age no longer colours the talk.
CRISIS_FADES = timedelta(hours=12)
#: Below this share of the best score a candidate is not offered.
LIKELY = 0.4
LADDER = ("unknown.first", "unknown.second", "unknown.third")

Step = Callable[[Moment], Turn | None]


def advance(
    talk: Conversation,
    event: InboundEvent,
    mind: Understanding | None,
    scene: Scene,
    now: datetime,
    photo_id: int | None = None,
) -> Turn:
    """One step of one conversation. The same arguments give the same turn."""
    moment = Moment(
        talk=_settled(talk, now), event=event, mind=mind, scene=scene, now=now, photo_id=photo_id
    )
    moment = replace(moment, pick=chosen(moment, moment.talk.offered))
    danger = safety.interrupt(moment)
    if danger is not None:
        return _finished(moment, _through_danger(moment, danger))
    for step in _STEPS:
        turn = step(moment)
        if turn is not None:
            return _finished(moment, turn)
    return _finished(moment, _unknown(moment))


def wants_photo(talk: Conversation, scene: Scene) -> bool:
    """Whether a picture sent now has somewhere to go."""
    if talk.mode is not Mode.BOT or receipt.photo_wanted(talk):
        return True
    progress = talk.form
    if progress is None or progress.stage is not Stage.ASKING:
        return False
    field = scene.content.forms[progress.form_id].field(progress.at)
    return field.kind is FieldKind.PHOTO


def _settled(talk: Conversation, now: datetime) -> Conversation:
    """The conversation with what has run out left behind."""
    if talk.receipt is not None and now >= talk.receipt.until:
        talk = replace(talk, receipt=None)
    if talk.crisis_at is not None and now - talk.crisis_at > CRISIS_FADES:
        talk = replace(talk, crisis_kind="", crisis_at=None)
    return replace(talk, seen_at=now)


def _through_danger(moment: Moment, danger: Turn) -> Turn:
    """Danger to somebody else: below the card, what they were telling us goes on."""
    crisis = moment.mind.crisis if moment.mind else None
    if crisis is None or crisis.who is Who.SELF or danger.talk.mode is not Mode.BOT:
        return danger
    progress = danger.talk.form
    if progress is not None and progress.stage is not Stage.PAUSED:
        on = form.take(moment.at(danger.talk))
    else:
        on = menu.service(moment.at(danger.talk), "report-neighbour")
    if on is None:
        return danger
    raised = tuple(_with_form(effect, on.talk.form) for effect in danger.effects)
    return replace(on, says=danger.says + on.says, effects=raised + on.effects)


def _with_form(effect: Effect, form: FormProgress | None) -> Effect:
    """The alarm belongs to the report that it begins."""
    return replace(effect, form=form) if isinstance(effect, Alarm) and not effect.form else effect


def _presence(moment: Moment) -> Turn | None:
    kind = moment.event.kind
    if kind in (EventKind.LEFT, EventKind.JOINED):
        return moment.turn()
    if kind is EventKind.START and moment.talk.mode is Mode.BOT:
        return menu.hello(moment)
    return None


def _unread(moment: Moment) -> Turn | None:
    """What carries nothing we can read, or nowhere to put it."""
    kind = moment.event.kind
    if kind is EventKind.EDIT:
        return moment.turn(Say(key="input.edited"))
    if kind is EventKind.OTHER:
        return moment.turn(Say(key="input.unreadable"))
    in_form = moment.talk.form is not None and moment.talk.form.stage is not Stage.PAUSED
    if kind is EventKind.LOCATION and not in_form:
        return moment.turn(_offering(moment, "input.location_unexpected"))
    if kind is EventKind.PHOTO and not in_form and not receipt.photo_wanted(moment.talk):
        return moment.turn(_offering(moment, "input.photo_unexpected"))
    if kind is EventKind.TEXT and not moment.text.strip():
        return moment.turn(_offering(moment, "input.empty"))
    return None


def _offering(moment: Moment, key: str) -> Say:
    return Say(key=key, choices=moment.scene.choices("report", "request", "person"))


def _switch(moment: Moment) -> Turn | None:
    """The answer to 'leave this form for the other one?'."""
    if moment.talk.expecting is not Expecting.START_SURE:
        return None
    pick = moment.pick
    wanted = moment.scene.content.forms.get(moment.talk.pending_form)
    if wanted and (pick == "yes" or patterns.search("submit_words", moment.text)):
        return form.start(moment, wanted)
    talk = replace(moment.talk, expecting=None, pending_form="")
    if pick == "no" or moment.mind is None or moment.mind.id == "no":
        return form.show(moment.at(talk))
    return form.take(moment.at(talk))


def _always(moment: Moment) -> Turn | None:
    """Ways out that mean the same anywhere, also inside a form: a person, the menu, resume."""
    pick = moment.pick
    if pick in {"person", "menu", "receipt"}:
        return _leaving(moment, pick)
    progress = moment.talk.form
    if progress is None:
        return None
    if progress.stage is not Stage.PAUSED:
        intent = moment.mind.id if moment.mind and moment.mind.score >= form.SURE else None
        return handoff.ask(moment) if intent == "talk-to-human" else None
    if pick == "resume" or patterns.search("resume", moment.text):
        return form.resume(moment)
    return None


def _leaving(moment: Moment, pick: str) -> Turn | None:
    """A press on the menu sets an open form aside; it can be resumed."""
    progress = moment.talk.form
    if progress is not None and progress.stage is not Stage.PAUSED:
        paused = replace(moment.talk, form=replace(progress, stage=Stage.PAUSED))
        return menu.press(moment.at(paused), pick)
    return menu.press(moment, pick)


def _answer_waiting(moment: Moment) -> Turn | None:
    """'답변 확인' with nothing new: held answers were already put in front by the outbox."""
    pick = moment.pick
    if pick != "confirm" and not patterns.search("check_answer", moment.text):
        return None
    if moment.talk.form is not None and moment.talk.form.stage is not Stage.PAUSED:
        return None
    key = "handoff.reply_waiting" if moment.talk.case_no else "handoff.no_reply"
    return moment.turn(Say(key=key, choices=moment.scene.choices("receipt", "menu")))


def _picked(moment: Moment) -> Turn | None:
    pick = moment.pick
    if pick is None:
        return None
    turn = menu.press(moment, pick)
    if turn is None and moment.event.kind is EventKind.PRESS:
        turn = moment.turn(_offering(moment, "input.stale_choice"))
    return turn


def _meant(moment: Moment) -> Turn | None:
    """What the words mean."""
    mind = moment.mind
    if mind is None:
        return None
    doing = _DECISIONS.get(mind.decision)
    return doing(_remembering(moment), mind) if doing else None


def _remembering(moment: Moment) -> Moment:
    """Words of need are kept for a form that may follow; small talk is not."""
    mind = moment.mind
    need = mind is not None and mind.decision in (Decision.ANSWER, Decision.CLARIFY)
    if not need or not moment.text or moment.mind is None or moment.mind.is_question:
        return moment
    return moment.at(replace(moment.talk, last_words=moment.text))


def _answer(moment: Moment, mind: Understanding) -> Turn | None:
    if len(mind.needs) > 1:
        return answers.clarify(moment, mind.needs, "clarify.needs")
    if mind.id is None:
        return None
    return answers.about(moment, mind.id) or menu.service(moment, mind.id)


def _clarify(moment: Moment, mind: Understanding) -> Turn | None:
    ids = mind.needs if len(mind.needs) > 1 else _likely(mind)
    known = tuple(i for i in ids if answers.candidate(moment, i))
    if not known:
        return None
    talk = replace(moment.talk, last_words=moment.text or moment.talk.last_words)
    return answers.clarify(moment.at(talk), known)


def _likely(mind: Understanding) -> tuple[str, ...]:
    """The candidates worth offering: a far third only distracts."""
    best = mind.candidates[0].score if mind.candidates else 0.0
    return tuple(c.id for c in mind.candidates if c.score >= LIKELY * best)


def _service(moment: Moment, mind: Understanding) -> Turn | None:
    return menu.service(moment, mind.id) if mind.id else None


def _person(moment: Moment, mind: Understanding) -> Turn | None:
    return handoff.ask(moment)


def _boundary(moment: Moment, mind: Understanding) -> Turn | None:
    key = "boundary.again" if moment.talk.misses else "boundary.first"
    say = Say(key=key, choices=moment.scene.choices("menu", "person"))
    return moment.turn(say, misses=moment.talk.misses + 1)


_DECISIONS: dict[Decision, Callable[[Moment, Understanding], Turn | None]] = {
    Decision.ANSWER: _answer,
    Decision.CLARIFY: _clarify,
    Decision.START: _service,
    Decision.SMALLTALK: _service,
    Decision.HANDOFF: _person,
    Decision.BOUNDARY: _boundary,
}


def _unknown(moment: Moment) -> Turn:
    """Say so; the second time offer three things, the third time a person."""
    misses = moment.talk.misses
    say = Say(key=LADDER[min(misses, 2)], choices=moment.scene.choices("menu", "person"))
    if misses == 1:
        say = replace(say, choices=moment.scene.choices("request", "report", "person"))
    words = moment.text or moment.talk.last_words
    return moment.turn(say, misses=misses + 1, last_words=words)


_STEPS: tuple[Step, ...] = (
    _presence,
    handoff.with_person,
    _unread,
    _switch,
    safety.after_card,
    receipt.take,
    _always,
    form.take,
    _answer_waiting,
    _picked,
    answers.follow_up,
    _meant,
)


def _finished(moment: Moment, turn: Turn) -> Turn:
    """What goes with any turn: the masking notice, the gentle card, what was offered."""
    if moment.mind is not None and moment.mind.masked:
        turn = turn.before(_masked(moment))
    gentle = safety.distress(moment)
    if gentle is not None and turn.talk.mode is Mode.BOT and not _has_card(turn):
        turn = turn.after(gentle)
    offered = next((s.choices for s in reversed(turn.says) if s.choices), None)
    talk = replace(turn.talk, offered=offered or moment.talk.offered, greeted=True)
    return replace(turn, talk=talk)


def _masked(moment: Moment) -> Say:
    assert moment.mind is not None
    catalog = moment.scene.content.catalog
    kinds = ", ".join(catalog.render(f"privacy.kind.{k}") for k in moment.mind.masked)
    return Say(key="privacy.masked", params={"kinds": kinds})


def _has_card(turn: Turn) -> bool:
    return any(s.tone is Tone.CRISIS for s in turn.says)
