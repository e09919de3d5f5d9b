"""What is said in the middle of a form and is no answer: it is heard, then the same question
is asked again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.content import patterns
from bot.dialog import answers, fields, offers, question, steering
from bot.dialog.choices import bare, chosen
from bot.dialog.moment import Moment
from bot.dialog.turn import Turn
from bot.domain.conversation import Expecting
from bot.domain.form import Field, FieldKind, Form, Stage
from bot.domain.messages import Say
from intents import Decision

#: Above this certainty a free sentence inside a form may mean another service.
SURE = 0.6
#: The same where any words may be the answer.
QUITE_SURE = 0.85
#: Small talk is short; a longer sentence that begins with a greeting says something.
MAX_SMALL = 15
_ANY_WORDS = frozenset({FieldKind.TEXT, FieldKind.SINCE, FieldKind.PLACE})
_SMALL = {
    "greeting": "form.hello",
    "thanks": "form.thanks",
    "who-are-you": "smalltalk.who-are-you",
}


def take(moment: Moment) -> Turn | None:
    """The turn when the words are no answer to the open question, else None."""
    for step in _STEPS:
        turn = step(moment)
        if turn is not None:
            return turn
    return None


def switch(moment: Moment, other: Form) -> Turn:
    """Ask before what was filled in is given up for another form."""
    form, _ = question.form_of(moment)
    key, ways = "form.switch_sure", ("yes", "no")
    if other.id == form.id:
        key, ways = "form.draft_there", ("resume", "anew")
    say = Say(
        key=key,
        params={"new": other.title, "title": form.title},
        choices=moment.scene.choices(*ways),
    )
    return moment.turn(say, expecting=Expecting.START_SURE, pending_form=other.id)


def published(moment: Moment, choice: str) -> Turn:
    """A pressed answer about a programme, and the same question again."""
    answer = answers.pressed(moment, choice, offer=False)
    if answer is None:
        return steering.stale(moment)
    return question.show(moment, *answer.says, Say(key="form.same_again"))


def _field(moment: Moment) -> Field | None:
    form, progress = question.form_of(moment)
    return form.field(progress.at) if progress.stage is Stage.ASKING else None


def _nothing_left(moment: Moment) -> Turn | None:
    """Only a number that we do not keep: nothing was answered yet."""
    masked = moment.mind is not None and moment.mind.masked
    left = bare(patterns.without("masked", moment.text))
    return question.show(moment) if masked and not left else None


def _rude(moment: Moment) -> Turn | None:
    if moment.mind is None or moment.mind.decision is not Decision.BOUNDARY:
        return None
    key = "boundary.again" if moment.talk.misses else "boundary.first"
    turn = question.show(moment, Say(key=key))
    return replace(turn, talk=replace(turn.talk, misses=moment.talk.misses + 1))


def _small_talk(moment: Moment) -> Turn | None:
    mind = moment.mind
    if mind is None or mind.decision is not Decision.SMALLTALK or len(bare(mind.text)) > MAX_SMALL:
        return None
    if mind.id == "goodbye":
        say = Say(key="form.paused", choices=moment.scene.choices("resume", "menu"))
        return steering.set_aside(moment).turn(say)
    key = _SMALL.get(mind.id or "")
    return question.show(moment, Say(key=key)) if key else None


def _other_form(moment: Moment) -> Turn | None:
    """The words surely mean another form: ask before leaving this one."""
    mind, field = moment.mind, _field(moment)
    if mind is None or mind.decision is not Decision.START or not mind.id:
        return None
    free = field is not None and field.kind in _ANY_WORDS
    if mind.score < (QUITE_SURE if free else SURE):
        return None
    other = moment.scene.content.form_for_intent(mind.id)
    if other is None:
        return None
    form, _ = question.form_of(moment)
    if other.id != form.id:
        return switch(moment, other)
    return question.show(moment) if len(bare(mind.text)) <= MAX_SMALL else None


def _why(moment: Moment) -> Turn | None:
    """'이런 건 왜 물어요?'"""
    field = _field(moment)
    if field is None or field.kind is FieldKind.CONSENT or not patterns.search("why", moment.text):
        return None
    return question.show(moment, Say(key="form.why"))


def _programme(moment: Moment) -> Turn | None:
    """A question about a programme is answered on the spot."""
    mind, field = moment.mind, _field(moment)
    if mind is None or mind.decision is not Decision.ANSWER or not mind.id:
        return None
    if field is not None and (not mind.is_question or _chooses(moment, field)):
        return None
    answer = answers.about(moment, mind.id, offer=False)
    if answer is None:
        return None
    return question.show(moment, *answer.says, Say(key="form.same_again"))


def _which_programme(moment: Moment) -> Turn | None:
    """A plain question that may mean several programmes: they are offered, nothing is kept."""
    mind, field = moment.mind, _field(moment)
    asked = mind is not None and mind.decision is Decision.CLARIFY and "?" in mind.text
    if mind is None or not asked or (field is not None and _chooses(moment, field)):
        return None
    known = (c.id for c in mind.candidates if moment.scene.content.faq.get(c.id))
    found = tuple(c for i in known if (c := offers.candidate(moment, i)))[:2]
    if not found:
        return None
    turn = question.show(moment, Say(key="form.which_programme"))
    *before, last = turn.says
    choices = (*found, *last.choices[: question.MAX_CHOICES - len(found)])
    return replace(turn, says=(*before, replace(last, choices=choices)))


def _chooses(moment: Moment, field: Field) -> bool:
    """Whether the words already are one of the answers offered, or a number asked for."""
    if field.kind is FieldKind.CONSENT:
        return False
    _, progress = question.form_of(moment)
    if field.kind is FieldKind.PHONE and fields.normal_phone(moment.text):
        return True
    return chosen(moment, fields.offered(field, moment, progress)) is not None


_STEPS: tuple[Callable[[Moment], Turn | None], ...] = (
    _nothing_left,
    _rude,
    _small_talk,
    _other_form,
    _why,
    _programme,
    _which_programme,
)
