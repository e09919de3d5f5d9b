"""What is said of the form itself and answers none of its questions: 'wait, my phone', 'how many
are left?', 'I told you already', 'does it cost anything?', 'will he know that it was me?'."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.content import patterns
from bot.dialog.forms import keeping, prefill, question, steering, steps
from bot.dialog.moment import Moment
from bot.dialog.turn import Turn
from bot.domain.form import Answer, Field, FieldKind, Stage
from bot.domain.messages import Say

#: What is asked of any form, by the shape that its words take and the text that answers it.
_ASKED = (
    ("remark_cost", "form.cost"),
    ("remark_when", "form.when_comes"),
    ("remark_all", "form.not_all"),
    ("remark_stop", "form.how_to_stop"),
    ("remark_receipt", "form.receipt_later"),
)
#: The same of one kind of question alone.
_ASKED_OF_PHONE = (("remark_may_call", "form.may_call"), ("remark_by_text", "form.by_text"))
#: Where 'send' is an answer: a yes, or the picture that will be sent.
_SENDS = frozenset({FieldKind.CONSENT, FieldKind.PHOTO})
_OWN_WORDS = frozenset({FieldKind.TEXT, FieldKind.SINCE})
_OF_REPORTER = ("remark_who_knows", "form.told_nobody")


def take(moment: Moment) -> Turn | None:
    """The turn when the words are about the form, else None."""
    return next((turn for step in _STEPS if (turn := step(moment))), None)


def open_field(moment: Moment) -> Field | None:
    """The question that is open; None at the summary."""
    form, progress = question.form_of(moment)
    return form.field(progress.at) if progress.stage is Stage.ASKING else None


def _question(moment: Moment) -> Turn | None:
    form, _ = question.form_of(moment)
    field = open_field(moment)
    known = (_OF_REPORTER, *_ASKED) if form.anonymous_default else _ASKED
    if field is not None and field.kind is FieldKind.PHONE:
        known = (*_ASKED_OF_PHONE, *known)
    key = next((key for name, key in known if patterns.search(name, moment.text)), None)
    return question.show(moment, Say(key=key)) if key else None


def _how_many(moment: Moment) -> Turn | None:
    if not patterns.search("remark_left", moment.text):
        return None
    form, progress = question.form_of(moment)
    at, of = steps.place_in(form, progress)
    return question.show(moment, Say(key="form.left", params={"n": str(of - at + 1)}))


def _wait(moment: Moment) -> Turn | None:
    """'잠깐만요 전화 왔어요': nothing is missed, and nothing was answered."""
    if not patterns.search("remark_wait", moment.text):
        return None
    return question.show(moment, Say(key="form.take_your_time"))


def _again(moment: Moment) -> Turn | None:
    """'뭐라고요?' answers nothing: the same question, with an example."""
    field = open_field(moment)
    if field is None or not patterns.search("asks_again", moment.text):
        return None
    hint = (Say(key="form.explained", params={"hint": field.hint}),) if field.hint else ()
    return question.show(moment, *hint)


def _later(moment: Moment) -> Turn | None:
    """'나중에 할게요': it rests until they come back to it."""
    if not patterns.search("remark_later", moment.text):
        return None
    say = Say(key="form.paused", choices=moment.scene.choices("resume", "menu"))
    return steering.set_aside(moment).turn(say)


def _rather_not(moment: Moment) -> Turn | None:
    """'귀찮아요', '안 알려줄래' where any words would be taken for an answer."""
    field = open_field(moment)
    if field is None or field.kind not in _OWN_WORDS:
        return None
    return steering.declined(moment) if patterns.search("rather_not", moment.text) else None


def _send_now(moment: Moment) -> Turn | None:
    """'됐어 그냥 보내': what may be passed over is, and only what is needed is still asked."""
    field = open_field(moment)
    if field is None or field.kind in _SENDS or not patterns.search("send_now", moment.text):
        return None
    form, progress = question.form_of(moment)
    optional = (f for f in steps.asked(form, progress.answers) if not f.required)
    skipped = {f.id: Answer(skipped=True) for f in optional if f.id not in progress.answers}
    answers = {**skipped, **progress.answers}
    following = steps.first_open(form, answers)
    progress = replace(
        progress,
        answers=answers,
        at=following.id if following else "",
        stage=Stage.ASKING if following else Stage.SUMMARY,
    )
    say = (Say(key="form.send_now"),) if following else ()
    return question.show(moment.at(replace(moment.talk, form=progress)), *say)


def _only_sounds(moment: Moment) -> Turn | None:
    """'ㅋㅋ', 'ㅠㅠ': no answer to anything."""
    sounds = patterns.search("only_sounds", moment.text) and moment.control is None
    field = open_field(moment)
    if not sounds or field is None:
        return None
    if field.kind is FieldKind.CONSENT and patterns.search("agree", moment.text):
        return None  # 'ㄱㄱ'
    return keeping.missed(moment)


def _said_already(moment: Moment) -> Turn | None:
    """'아까 말했잖아요': it is looked for in what was told, and never asked a second time."""
    field = open_field(moment)
    if field is None or field.kind is FieldKind.CONSENT:
        return None
    if not patterns.search("remark_told", moment.text):
        return None
    found = _told_before(moment, field)
    turn = (
        keeping.keep(moment, found) if found else steering.pass_over(moment, Answer(unknown=True))
    )
    return turn.before(Say(key="form.told_already"))


def _told_before(moment: Moment, field: Field) -> Answer | None:
    form, progress = question.form_of(moment)
    told = (progress.first_words, *(a.text for a in progress.answers.values()))
    words = " / ".join(dict.fromkeys(filter(None, told)))
    others = {i: a for i, a in progress.answers.items() if i != field.id}
    return prefill.with_said(moment, form, others, words).get(field.id)


_STEPS: tuple[Callable[[Moment], Turn | None], ...] = (
    _wait,
    _again,
    _later,
    _how_many,
    _said_already,
    _rather_not,
    _send_now,
    _only_sounds,
    _question,
)
