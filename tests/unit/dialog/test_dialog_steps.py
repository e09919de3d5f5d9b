"""Where a form stands."""

import pytest

from bot.dialog.forms import steps
from bot.domain.form import Answer, Condition, Field, FieldKind, Form, FormProgress, Option, Stage

YES = Option(id="yes", label="네")
NO = Option(id="no", label="아니요")


def field(name: str, kind: FieldKind = FieldKind.TEXT, **more: object) -> Field:
    return Field(id=name, kind=kind, ask=f"{name}?", label=name, **more)  # type: ignore[arg-type]


FORM = Form(
    id="f",
    title="f",
    intent="f",
    case_type="f",
    opening="o",
    fields=(
        field("a"),
        field("b", FieldKind.CHOICE, options=(YES, NO)),
        field("b1", when=Condition(field="b", any_of=("yes",))),
        field("c"),
    ),
)
A = Answer(text="eins")
B_YES = Answer(text="네", values=("yes",))
B_NO = Answer(text="아니요", values=("no",))


def at(name: str, **more: object) -> FormProgress:
    return FormProgress(form_id="f", at=name, **more)  # type: ignore[arg-type]


def test_a_condition_asks_only_after_its_answer() -> None:
    assert [f.id for f in steps.asked(FORM, {})] == ["a", "b", "c"]
    assert [f.id for f in steps.asked(FORM, {"b": B_YES})] == ["a", "b", "b1", "c"]
    assert [f.id for f in steps.asked(FORM, {"b": B_NO})] == ["a", "b", "c"]


def test_an_answer_leads_to_the_next_open_question() -> None:
    progress = steps.answered(FORM, at("a"), "a", A)
    assert (progress.at, progress.history) == ("b", ("a",))
    progress = steps.answered(FORM, progress, "b", B_YES)
    assert progress.at == "b1"
    progress = steps.answered(FORM, progress, "b1", A)
    progress = steps.answered(FORM, progress, "c", A)
    assert (progress.at, progress.stage) == ("", Stage.SUMMARY)


def test_what_is_known_already_is_passed_over() -> None:
    progress = steps.answered(FORM, at("a", answers={"b": B_NO}), "a", A)
    assert progress.at == "c"


def test_changing_the_condition_drops_what_followed_from_it() -> None:
    full = at("b", answers={"a": A, "b1": A, "c": A}, history=("a", "b1", "c"))
    assert "b1" not in steps.answered(FORM, full, "b", B_NO).answers
    kept = steps.answered(FORM, full, "b", B_YES)
    assert kept.answers["b1"] == A
    assert kept.stage is Stage.SUMMARY


def test_changing_the_condition_asks_what_follows_from_it_now() -> None:
    full = at("b", answers={"a": A, "c": A}, history=("a", "c"))
    assert steps.answered(FORM, full, "b", B_YES).at == "b1"


def test_a_reopened_question_has_lost_its_answer_and_its_misses() -> None:
    full = at("", stage=Stage.SUMMARY, answers={"a": A, "b": B_NO}, history=("a", "b"), misses=2)
    again = steps.reopened(full, "a")
    assert (again.at, again.stage, again.misses) == ("a", Stage.ASKING, 0)
    assert again.answers == {"b": B_NO}
    assert again.history == ("b",)


@pytest.mark.parametrize(
    ("progress", "place"),
    [
        (at("a"), (1, 3)),
        (at("b", answers={"a": A}, history=("a",)), (2, 3)),
        (at("b1", answers={"a": A, "b": B_YES}, history=("a", "b")), (3, 4)),
        # What was said by itself costs no question.
        (at("c", answers={"a": A, "b": B_NO}, history=("a",)), (2, 2)),
        (at("a", answers={"b": B_NO, "c": A}, history=("b", "c")), (3, 3)),
    ],
)
def test_how_far_it_is_counts_the_questions_that_are_asked(
    progress: FormProgress, place: tuple[int, int]
) -> None:
    assert steps.place_in(FORM, progress) == place
