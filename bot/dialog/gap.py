"""What time, and new content, have done to a conversation since it was last here."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.content.loader import Content
from bot.dialog import menu
from bot.dialog.forms import question, steps
from bot.dialog.moment import Moment, Scene
from bot.dialog.turn import Turn
from bot.domain.conversation import Conversation
from bot.domain.events import EventKind, InboundEvent
from bot.domain.form import Form, FormProgress, Stage
from bot.domain.messages import Say
from intents import Decision

#: After so long, what is said is not the answer to the question that was asked last.
ANOTHER_DAY = timedelta(hours=12)
#: A crisis of this age no longer colours the talk.
CRISIS_FADES = timedelta(hours=12)
#: A form that nobody took up again is forgotten.
DRAFT_KEPT = timedelta(days=30)


def settled(talk: Conversation, event: InboundEvent, scene: Scene, now: datetime) -> Conversation:
    """The conversation with what has run out left behind."""
    away = now - talk.seen_at if talk.seen_at else timedelta()
    if talk.receipt is not None and now >= talk.receipt.until:
        talk = replace(talk, receipt=None)
    if talk.crisis_at is not None and now - talk.crisis_at > CRISIS_FADES:
        talk = replace(talk, crisis_kind="", crisis_at=None)
    form = _mended(talk.form, scene.content)
    if form is not talk.form:
        talk = replace(talk, form=form)
    if away > ANOTHER_DAY:
        talk = _of_another_day(talk, event, away)
    return talk


def _of_another_day(talk: Conversation, event: InboundEvent, away: timedelta) -> Conversation:
    form = talk.form if away <= DRAFT_KEPT else None
    # Whoever scrolls up and presses a button of the open question goes on where they stopped.
    going_on = event.kind is EventKind.PRESS and any(c.id == event.choice for c in talk.offered)
    if form is not None and not going_on:
        form = replace(form, stage=Stage.PAUSED)
    return replace(
        talk,
        form=form,
        expecting=None,
        pending_form="",
        number="",
        listed=(),
        topic="",
        last_words="",
        lately="",
        misses=0,
        rude=0,
    )


def _mended(progress: FormProgress | None, content: Content) -> FormProgress | None:
    """A half-filled form under the questions of today: what is no longer asked falls away."""
    if progress is None:
        return None
    form = content.forms.get(progress.form_id)
    if form is None:
        return None
    known = {f.id for f in form.fields}
    if known >= {*progress.answers, *progress.history, *filter(None, [progress.at])}:
        return progress
    return _under(form, known, progress)


def _under(form: Form, known: set[str], progress: FormProgress) -> FormProgress:
    answers = {k: v for k, v in progress.answers.items() if k in known}
    following = steps.first_open(form, answers)
    stage = Stage.ASKING if following else Stage.SUMMARY
    return replace(
        progress,
        answers=answers,
        history=tuple(h for h in progress.history if h in known),
        at=following.id if following else "",
        stage=Stage.PAUSED if progress.stage is Stage.PAUSED else stage,
        candidates=(),
    )


def welcome_back(moment: Moment) -> Turn | None:
    """After days away, words that mean nothing by themselves are met by the form that waits."""
    if not moment.asleep:
        return None
    mind = moment.mind
    vague = mind is None or mind.decision in {Decision.UNKNOWN, Decision.SMALLTALK}
    return menu.hello(moment) if vague else None


def reminded(moment: Moment, turn: Turn) -> Turn:
    """After days away, and what they came for was done: the form still waits."""
    progress = turn.talk.form
    resting = progress is not None and progress.stage is Stage.PAUSED
    if not moment.asleep or not resting or turn.need is not None or not turn.says:
        return turn
    if any(s.key in _MENTIONS for s in turn.says):
        return turn
    *before, last = turn.says
    if not any(c.id == "resume" for c in last.choices):
        last = replace(last, choices=(*last.choices, moment.scene.choice("resume")))
    title = moment.scene.content.forms[progress.form_id].title if progress else ""
    waits = Say(key="greet.draft", params={"form": title})
    return replace(turn, says=(*before, last, waits))


def not_sent(moment: Moment) -> Say:
    """Whoever asks after a request may think that the open form was sent."""
    form, _ = question.form_of(moment)
    return Say(key="form.not_sent", params={"form": form.title})


_MENTIONS = frozenset({"greet.resume", "crisis.alone_ask", "form.draft_there", "form.switch_sure"})
