"""Where a form stands: which question comes next, and how far it is. Pure arithmetic on data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.domain.form import Answer, Field, Form, FormProgress, Stage


def applies(field: Field, answers: Mapping[str, Answer]) -> bool:
    """Whether the question is asked at all, given the answers so far."""
    if field.when is None:
        return True
    earlier = answers.get(field.when.field)
    return earlier is not None and any(v in field.when.any_of for v in earlier.values)


def asked(form: Form, answers: Mapping[str, Answer]) -> tuple[Field, ...]:
    return tuple(f for f in form.fields if applies(f, answers))


def first_open(form: Form, answers: Mapping[str, Answer]) -> Field | None:
    return next((f for f in asked(form, answers) if f.id not in answers), None)


def place_in(form: Form, progress: FormProgress) -> tuple[int, int]:
    """(which question this is, how many there are), counting only those that must be asked:
    what was said by itself costs no question."""
    others = [f.id for f in asked(form, progress.answers) if f.id != progress.at]
    done = sum(1 for i in others if i in progress.history)
    left = sum(1 for i in others if i not in progress.answers)
    return done + 1, done + 1 + left


def answered(form: Form, progress: FormProgress, field_id: str, answer: Answer) -> FormProgress:
    """Keep an answer and go to the next open question, or to the summary."""
    answers = {**progress.answers, field_id: answer}
    answers = {k: v for k, v in answers.items() if applies(form.field(k), answers)}
    history = (*(h for h in progress.history if h != field_id), field_id)
    following = first_open(form, answers)
    return replace(
        progress,
        answers=answers,
        history=history,
        before={k: v for k, v in progress.before.items() if k != field_id},
        at=following.id if following else "",
        stage=Stage.ASKING if following else Stage.SUMMARY,
        misses=0,
        candidates=(),
    )


def put_right(form: Form, progress: FormProgress, field_id: str, answer: Answer) -> FormProgress:
    """Another answer in the place of an earlier one; the open question stays as it is."""
    answers = {**progress.answers, field_id: answer}
    answers = {k: v for k, v in answers.items() if applies(form.field(k), answers)}
    progress = replace(progress, answers=answers, misses=0)
    at_end = progress.stage is Stage.SUMMARY
    if not at_end and progress.at != field_id and applies(form.field(progress.at), answers):
        return progress
    following = first_open(form, answers)
    stage = Stage.ASKING if following else Stage.SUMMARY
    return replace(progress, at=following.id if following else "", stage=stage, candidates=())


def reopened(progress: FormProgress, field_id: str, *more: str) -> FormProgress:
    """Ask one question again, and `more` after it. The old answers are put by: they come back
    for who would rather leave them as they were. A place of which it was being asked which one it
    is, is asked anew."""
    opened = (field_id, *more)
    half = (progress.at,) if progress.candidates else ()
    put_by = {k: v for k, v in progress.answers.items() if k in opened}
    answers = {k: v for k, v in progress.answers.items() if k not in {*opened, *half}}
    history = tuple(h for h in progress.history if h not in opened)
    return replace(
        progress,
        answers=answers,
        history=history,
        before={**progress.before, **put_by},
        at=field_id,
        stage=Stage.ASKING,
        misses=0,
        candidates=(),
    )
