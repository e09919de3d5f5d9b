"""An answer is kept and the form goes on, with the alarm that an answer may mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.content import patterns
from bot.dialog import safety
from bot.dialog.choices import bare, number, numbers
from bot.dialog.forms import prefill, question, steps
from bot.dialog.forms.fields import shaped
from bot.dialog.moment import Moment
from bot.dialog.reading import MAX_ASIDE, MAX_CARRIED, Read, clipped
from bot.dialog.turn import Alarm, Turn
from bot.domain.conversation import Conversation
from bot.domain.events import EventKind
from bot.domain.form import Answer, Field, FieldKind, Form, FormProgress
from bot.domain.messages import Say

MISSES_BEFORE_HELP = 2
#: So many letters tell something.
TELLS = 5
REFUSED = "disagree"


def keep(moment: Moment, answer: Answer) -> Turn:
    """Take the answer to the open question and go on to the next one."""
    form, progress = question.form_of(moment)
    field = form.field(progress.at)
    if field.kind is FieldKind.CONSENT and REFUSED in answer.values:
        return _refused(moment)
    before = progress.answers
    words = _telling(moment, field, answer)
    if words:
        known = prefill.with_said(moment, form, {**before, field.id: answer}, words)
        progress = replace(progress, answers=known)
    found = [i for i in progress.answers if i not in before and i != field.id]
    if field.kind is FieldKind.CONSENT:  # only now may what was said before be noted
        progress = replace(progress, answers=_agreed(moment, form, progress))
        found = [i for i in progress.answers if i not in progress.history and i != field.id]
    progress = steps.answered(form, progress, field.id, answer)
    progress = replace(progress, answers=prefill.completed(form, progress.answers))
    progress = prefill.foreseen(moment, form, progress)
    found += [progress.at] if progress.candidates else []
    heard = question.heard(moment, form, progress, found)
    heard += _notes(moment, field, progress, (field.id, *found))
    turn = question.show(moment.at(replace(moment.talk, form=progress)), *heard)
    return raised(moment, turn, field, answer, progress)


def _notes(
    moment: Moment, field: Field, progress: FormProgress, ids: Iterable[str]
) -> tuple[Say, ...]:
    """What goes with the options just chosen; with those told before the form, once the first
    question is answered. Nothing comes between a danger and its card."""
    if any(o.alarm for v in progress.answers[field.id].values if (o := field.option(v))):
        return ()
    first = progress.history == (field.id,)
    return question.notes(moment, progress, progress.answers if first else ids)


def _telling(moment: Moment, field: Field, answer: Answer) -> str:
    """The words of an answer that may answer other questions as well."""
    if field.first_words:
        return answer.text
    if any(o.alarm for o in field.options) and shaped(field, moment.text):
        return ""  # '때리는 소리는 안나요' tells of no beating
    if moment.event.kind is not EventKind.TEXT:
        return ""
    if field.kind is FieldKind.PHONE:
        return patterns.without("phone", moment.text).strip()
    of_time = field.kind is FieldKind.SINCE and patterns.search("only_since", moment.text)
    return "" if field.personal or of_time else moment.text


def more(moment: Moment, field: Field, read: Read) -> Turn:
    """The answer so far is kept and the question stays open."""
    assert read.answer is not None
    _, progress = question.form_of(moment)
    progress = replace(
        progress,
        answers={**progress.answers, field.id: read.answer},
        candidates=read.candidates or progress.candidates,
        misses=0,
    )
    notes = (n for n in (read.problem, read.noted) if n)
    return question.show(moment.at(replace(moment.talk, form=progress)), *notes)


def as_written(moment: Moment) -> Turn | None:
    """An answer in own words where options were offered: nobody has to fit into ours.

    A sentence is taken at once, a few words when they are said a second time. Where nothing but
    an option will do (how to be answered), None.
    """
    form, progress = question.form_of(moment)
    field = form.field(progress.at)
    if not field.options or moment.asks_plainly or (field.required and not field.option("unknown")):
        return None
    length = len(bare(moment.text))
    if length < question.SENTENCE and not (length and progress.misses):
        return None
    turn = keep(moment, Answer(text=clipped(moment.text, MAX_ASIDE)))
    return turn.before(Say(key="form.as_written"))


def missed(moment: Moment) -> Turn:
    """Not understood: an example; when it goes on like that, a person."""
    form, progress = question.form_of(moment)
    field = form.field(progress.at)
    progress = replace(progress, misses=progress.misses + 1)
    if field.kind is FieldKind.CONSENT:
        return _not_agreed(moment, progress)
    asking = moment.at(replace(moment.talk, form=progress))
    if progress.misses <= MISSES_BEFORE_HELP:
        return question.show(asking, question.not_understood(field, moment.text))
    return with_person(asking, Say(key="form.not_understood_person"))


def with_person(moment: Moment, say: Say) -> Turn:
    """The same question again, with a person among the ways out."""
    *before, last = question.show(moment, say).says
    choices = (*last.choices[: question.MAX_CHOICES - 1], moment.scene.choice("person"))
    return moment.turn(*before, replace(last, choices=choices))


def _not_agreed(moment: Moment, progress: FormProgress) -> Turn:
    """Neither yes nor no: what was told is heard, and whoever wants no form gets a person."""
    asking = moment.at(replace(moment.talk, form=held_back(moment, progress)))
    if progress.misses > 1 or patterns.search("form_wants_person", moment.text):
        return with_person(asking, Say(key="form.consent_person"))
    told = len(bare(moment.text)) >= TELLS
    return question.show(asking, Say(key="form.consent_heard" if told else "form.consent_why"))


def held_back(moment: Moment, progress: FormProgress) -> FormProgress:
    """What is told before agreement is not asked again after it: it waits with the words that
    opened the form, is an answer with a yes and dropped with a no."""
    told = (progress.first_words, moment.text)
    words = clipped(" / ".join(dict.fromkeys(filter(None, told))), MAX_CARRIED)
    return replace(progress, first_words=words)


def _agreed(moment: Moment, form: Form, progress: FormProgress) -> dict[str, Answer]:
    """The answers in all words that were said up to the yes. What was answered since in other
    words, by somebody who came back to this question, stays."""
    told = progress.first_words
    first = {field.id for field in form.fields if field.first_words}
    before = {
        i: a
        for i, a in progress.answers.items()
        if i not in first or a.skipped or not told.startswith(a.text)
    }
    return prefill.with_said(moment, form, before, told, opening=True)


def _refused(moment: Moment) -> Turn:
    """Without agreement there is no form, and nothing of it is kept for another one."""
    form, _ = question.form_of(moment)
    say = Say(key="form.consent_refused", choices=moment.scene.choices("person", "menu"))
    return moment.turn(say, form=None, last_words="", told_at=moment.event.at, pending_form=form.id)


def raised(
    moment: Moment, turn: Turn, field: Field, answer: Answer, progress: FormProgress
) -> Turn:
    """An answer that means danger: card and alarm, and the form goes on below."""
    chosen = (o for v in answer.values if (o := field.option(v)) and o.alarm)
    option = next(chosen, None)
    if option is None or alarmed(moment.talk, progress):
        return turn
    # A number says nothing to whoever reads the queue.
    counted = number(moment.text) is not None or numbers(moment.text)
    words = option.label if counted else moment.text
    alarm = Alarm(
        kind=option.alarm,
        who="other",
        evidence=words or option.label,
        words=words,
        form=progress,
    )
    kind = safety.about(option.alarm, "other")
    talk = replace(turn.talk, crisis_kind=kind, crisis_at=moment.now)
    card = safety.card(moment, option.alarm, "other")
    return replace(turn, talk=talk).before(*card).doing(alarm)


def alarmed(talk: Conversation, progress: FormProgress) -> bool:
    """Whether staff were alarmed since this very form began; an earlier one is another matter."""
    if talk.crisis_at is None or talk.crisis_kind == safety.DISTRESS:
        return False
    return progress.started_at is None or talk.crisis_at >= progress.started_at
