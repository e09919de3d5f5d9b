"""A form in talk: start, ask, take answers and side questions, go back, sum up, edit, submit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.content import patterns
from bot.dialog import answers as faq_answers
from bot.dialog import fields, safety, steps, summary
from bot.dialog.choices import bare, chosen
from bot.dialog.moment import Moment
from bot.dialog.turn import Alarm, Turn
from bot.domain.conversation import Expecting
from bot.domain.events import EventKind
from bot.domain.form import Answer, Field, FieldKind, Form, FormProgress, Stage
from bot.domain.messages import Choice, Say
from intents import Decision, control

MISSES_BEFORE_HELP = 2
#: '이웃이 걱정돼요', '상담 신청할게요': a request of so few letters tells nothing of the need.
BARE_REQUEST = 12
#: Above this certainty a free sentence inside a form may mean another service.
SURE = 0.6


def form_of(moment: Moment, progress: FormProgress) -> Form:
    return moment.scene.content.forms[progress.form_id]


def start(moment: Moment, form: Form) -> Turn:
    """Open a form, taking over what was already said."""
    words = _first_words(moment)
    answers = _with_said(moment, form, {}, words)
    following = steps.first_open(form, answers)
    progress = FormProgress(
        form_id=form.id,
        at=following.id if following else "",
        stage=Stage.ASKING if following else Stage.SUMMARY,
        answers=answers,
        first_words=words,
        started_at=moment.now,
    )
    opening = Say(key=f"form.{form.id}.opening")
    talk = replace(moment.talk, form=progress, misses=0, expecting=None, pending_form="")
    turn = show(moment.at(talk)).before(opening)
    said = (_alarm_of(form.field(i), answer) for i, answer in answers.items())
    alarm = next(filter(None, said), "")
    if alarm and talk.crisis_at != moment.now:
        turn = _raise(moment, turn, alarm, progress)
    return turn


def _with_said(
    moment: Moment, form: Form, answers: Mapping[str, Answer], words: str
) -> dict[str, Answer]:
    """The answers, and those to open questions that the words surely hold."""
    found = dict(answers)
    for field in form.fields:
        if field.id not in found and steps.applies(field, found):
            known = fields.prefilled(field, moment, words)
            if known is not None:
                found[field.id] = known
    return found


def _first_words(moment: Moment) -> str:
    """What was said before the form, and what started it unless that was only its name."""
    spoken = moment.text if moment.event.kind is EventKind.TEXT else ""
    if len(bare(spoken)) <= BARE_REQUEST:
        spoken = ""
    earlier = moment.talk.last_words
    return " / ".join(words for words in (earlier, spoken) if words)


def show(moment: Moment) -> Turn:
    """Say where the form stands: the open question, or the summary."""
    progress = moment.talk.form
    assert progress is not None
    form = form_of(moment, progress)
    if progress.stage is Stage.SUMMARY:
        return moment.turn(summary.say(moment, form, progress))
    return moment.turn(_question(moment, form, progress))


def _question(moment: Moment, form: Form, progress: FormProgress) -> Say:
    field = form.field(progress.at)
    choices = fields.offered(field, moment, progress)
    key = f"form.{form.id}.{field.id}"
    if field.kind is FieldKind.PLACE and progress.candidates:
        key = "place.which"
    at, of = steps.place_in(form, progress)
    params = {"n": str(at), "total": str(of)}
    return Say(key=key, params=params, choices=choices + _ways_out(moment, field, progress))


def _ways_out(moment: Moment, field: Field, progress: FormProgress) -> tuple[Choice, ...]:
    ids = []
    if field.kind is FieldKind.PHOTO and progress.answers.get(field.id):
        ids.append("done")
    has_unknown = any(o.id == "unknown" for o in field.options)
    if field.kind is FieldKind.PLACE or (field.kind is not FieldKind.PHOTO and not field.required):
        ids += [] if has_unknown or field.kind is FieldKind.CONSENT else ["dontknow"]
    if not field.required:
        ids.append("skip")
    if progress.history:
        ids.append("back")
    return moment.scene.choices(*ids, "cancel")


def take(moment: Moment) -> Turn | None:
    """The form step: what this event means to the form that is open."""
    progress = moment.talk.form
    if progress is None or progress.stage is Stage.PAUSED:
        return None
    wish = _wish(moment)
    if wish in _CONTROLS:
        return _CONTROLS[wish](moment)
    if progress.stage is Stage.SUMMARY:
        return _at_summary(moment, progress, wish)
    return _answer(moment, progress)


def _wish(moment: Moment) -> str | None:
    """A way out that was pressed or said: back, cancel, skip, dont-know, menu, person, …"""
    if moment.event.kind is EventKind.PRESS:
        return _PRESSED.get(moment.event.choice or "", moment.event.choice)
    return control(moment.text) if moment.text else None


def _answer(moment: Moment, progress: FormProgress) -> Turn:
    form = form_of(moment, progress)
    field = form.field(progress.at)
    if field.kind is FieldKind.PHOTO and moment.pick == "done":
        return _keep(moment, form, progress, progress.answers[field.id])
    side = _side_question(moment, field)
    if side is not None:
        return side
    read = fields.read(field, moment, progress)
    if read.problem is not None and read.answer is None:
        return show(moment).before(read.problem)
    if read.answer is None:
        return _other_wish(moment, form, progress) or _missed(moment, form, progress)
    if read.more or (field.kind is FieldKind.PHOTO):
        return _more(moment, form, progress, field, read)
    turn = _keep(moment, form, progress, read.answer)
    return turn.before(read.noted) if read.noted else turn


def _more(
    moment: Moment, form: Form, progress: FormProgress, field: Field, read: fields.Read
) -> Turn:
    """The answer so far is kept and the question stays open."""
    assert read.answer is not None
    progress = replace(
        progress,
        answers={**progress.answers, field.id: read.answer},
        candidates=read.candidates or progress.candidates,
        misses=0,
    )
    turn = show(moment.at(replace(moment.talk, form=progress)))
    notes = tuple(n for n in (read.problem, read.noted) if n)
    return turn.before(*notes)


def _keep(moment: Moment, form: Form, progress: FormProgress, answer: Answer) -> Turn:
    field_id = progress.at
    field = form.field(field_id)
    if field.kind is FieldKind.CONSENT and "disagree" in answer.values:
        refused = Say(key="form.consent_refused", choices=moment.scene.choices("person", "menu"))
        return moment.turn(refused, form=None)
    if field.first_words:
        said = _with_said(moment, form, {**progress.answers, field_id: answer}, answer.text)
        progress = replace(progress, answers=said)
    progress = steps.answered(form, progress, field_id, answer)
    turn = show(moment.at(replace(moment.talk, form=progress)))
    alarm = _alarm_of(field, answer)
    if alarm and not safety.is_recent(moment):
        turn = _raise(moment, turn, alarm, progress)
    return turn


def _alarm_of(field: Field, answer: Answer) -> str:
    options = (field.option(v) for v in answer.values)
    return next((o.alarm for o in options if o and o.alarm), "")


def _raise(moment: Moment, turn: Turn, kind: str, progress: FormProgress) -> Turn:
    """An answer that means danger: card and alarm, and the form goes on below."""
    chosen_words = moment.text or kind
    alarm = Alarm(kind=kind, who="other", evidence=chosen_words, words=moment.text, form=progress)
    talk = replace(turn.talk, crisis_kind=kind, crisis_at=moment.now)
    card = safety.card(moment, kind, "other")
    return replace(turn, talk=talk).before(*card).doing(alarm)


def _side_question(moment: Moment, field: Field) -> Turn | None:
    """A question about a programme in the middle of a form: answered, then the same again."""
    mind = moment.mind
    if mind is None or not mind.is_question or mind.decision is not Decision.ANSWER or not mind.id:
        return None
    if field.options and chosen(moment, fields.offered(field, moment, _progress(moment))):
        return None
    answer = faq_answers.about(moment, mind.id, offer=False)
    if answer is None:
        return None
    again = Say(key="form.same_again")
    return show(moment).before(*answer.says, again)


def _progress(moment: Moment) -> FormProgress:
    assert moment.talk.form is not None
    return moment.talk.form


def _other_wish(moment: Moment, form: Form, progress: FormProgress) -> Turn | None:
    """The words fit no answer but surely mean another form or a person: ask before leaving."""
    mind = moment.mind
    if mind is None or mind.score < SURE or not mind.id:
        return None
    other = moment.scene.content.form_for_intent(mind.id)
    if mind.decision is not Decision.START or other is None or other.id == form.id:
        return None
    sure = Say(
        key="form.switch_sure",
        params={"new": other.title, "title": form.title},
        choices=moment.scene.choices("yes", "no"),
    )
    return moment.turn(sure, expecting=Expecting.START_SURE, pending_form=other.id)


def _missed(moment: Moment, form: Form, progress: FormProgress) -> Turn:
    progress = replace(progress, misses=progress.misses + 1)
    key = "form.not_understood"
    if form.field(progress.at).options:
        key = "form.not_understood_options"
    if moment.event.kind is EventKind.PHOTO:
        key = "input.photo_unexpected"
    turn = show(moment.at(replace(moment.talk, form=progress)))
    if progress.misses > MISSES_BEFORE_HELP:
        key = "form.not_understood_person"
        last = turn.says[-1]
        person = moment.scene.choice("person")
        turn = replace(turn, says=(replace(last, choices=(*last.choices, person)),))
    return turn.before(Say(key=key))


def _at_summary(moment: Moment, progress: FormProgress, wish: str | None) -> Turn:
    form = form_of(moment, progress)
    pick = moment.pick
    text = moment.text
    if pick == "submit":
        return summary.submit(moment, form, progress)
    target = summary.to_edit(moment, form, progress, pick)
    if target:
        reopened = steps.reopened(progress, target)
        return show(moment.at(replace(moment.talk, form=reopened)))
    if pick == "edit" or patterns.search("edit_words", text):
        return moment.turn(summary.which(moment, form, progress))
    if wish == "yes" or patterns.search("submit_words", text):
        return summary.submit(moment, form, progress)
    field_question = _side_at_summary(moment)
    if field_question is not None:
        return field_question
    return show(moment).before(Say(key="form.edit_unknown"))


def _side_at_summary(moment: Moment) -> Turn | None:
    mind = moment.mind
    if mind is None or mind.decision is not Decision.ANSWER or not mind.id:
        return None
    answer = faq_answers.about(moment, mind.id, offer=False)
    return show(moment).before(*answer.says, Say(key="form.same_again")) if answer else None


def _back(moment: Moment) -> Turn:
    progress = _progress(moment)
    if not progress.history:
        return show(moment).before(Say(key="form.back_first"))
    reopened = steps.reopened(progress, progress.history[-1])
    return show(moment.at(replace(moment.talk, form=reopened)))


def _cancel(moment: Moment) -> Turn:
    done = Say(key="form.cancelled", choices=moment.scene.choices("menu", "person"))
    return moment.turn(done, form=None)


def _skip(moment: Moment) -> Turn:
    return _pass_over(moment, Answer(skipped=True))


def _dont_know(moment: Moment) -> Turn:
    return _pass_over(moment, Answer(unknown=True))


def _pass_over(moment: Moment, answer: Answer) -> Turn:
    progress = _progress(moment)
    form = form_of(moment, progress)
    if progress.stage is Stage.SUMMARY:
        return show(moment)
    field = form.field(progress.at)
    earlier = progress.answers.get(field.id)
    if answer.unknown and field.option("unknown"):
        return _keep(moment, form, progress, Answer(values=("unknown",)))
    if field.kind is FieldKind.PLACE:
        kept = Answer(text=earlier.text if earlier else "", unknown=True)
        return _keep(moment, form, progress, kept).before(Say(key="place.unknown_ok"))
    if field.required:
        again = Say(key="form.skipped_required", params={"label": field.label})
        return show(moment).before(again)
    return _keep(moment, form, progress, earlier or answer)


def resume(moment: Moment) -> Turn | None:
    """Go on with a form that was set aside: the same question again."""
    progress = moment.talk.form
    if progress is None:
        return None
    stage = Stage.ASKING if progress.at else Stage.SUMMARY
    talk = replace(moment.talk, form=replace(progress, stage=stage), expecting=None)
    title = form_of(moment, progress).title
    return show(moment.at(talk)).before(Say(key="form.resume", params={"title": title}))


_PRESSED = {"dontknow": "dont-know"}
_CONTROLS = {"back": _back, "cancel": _cancel, "skip": _skip, "dont-know": _dont_know}
