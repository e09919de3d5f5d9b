"""Reading the sets: what they say, what was already learned, and every problem at once."""

from pathlib import Path

import pytest
from evaluation_cases import LABELS, write_sets

from intents.evaluation import Half, Scope, SetsError, read_sets
from intents.evaluation.sets import learned


def test_what_a_row_wants(tmp_path: Path) -> None:
    wants = (
        "child-meal|housing-benefit",
        "child-meal|greeting+self-request",
        "unknown",
        "boundary",
    )
    write_sets(tmp_path, "dev", utterances=tuple((w, f"글 {n}") for n, w in enumerate(wants)))
    either, both, outside, abuse = read_sets(tmp_path, Half.DEV, LABELS).utterances
    assert either.wanted == ("child-meal", "housing-benefit")
    assert either.scope is Scope.KNOWN
    assert both.needs == (("child-meal", "greeting"), ("self-request",))
    assert (both.scope, outside.scope, abuse.scope) == (
        Scope.SEVERAL, Scope.OUTSIDE, Scope.BOUNDARY,
    )  # fmt: skip


def test_who_may_be_open(tmp_path: Path) -> None:
    write_sets(
        tmp_path,
        "dev",
        crisis=(("calm", "-", "여보세요"), ("fire", "other", "불났어요 시험 문장입니다")),
    )
    calm, fire = read_sets(tmp_path, Half.DEV, LABELS).dangers
    assert (calm.who, fire.who) == (None, "other")


def test_what_was_learned_is_left_out(tmp_path: Path) -> None:
    """Spaces and signs do not make a learned phrase new; nor does standing there twice."""
    texts = ("집세가  걱정 이에요!", "완전히 다른 말", "완전히다른말", "아주 새로운 말")
    write_sets(tmp_path, "dev", utterances=tuple(("housing-benefit", text) for text in texts))
    sets = read_sets(tmp_path, Half.DEV, LABELS)
    assert [row.text for row in sets.utterances] == ["완전히 다른 말", "아주 새로운 말"]
    assert sets.seen == 2


def test_examples_of_danger_were_learned(tmp_path: Path) -> None:
    assert "이제 그만 살고 싶어요" in set(learned(LABELS))
    write_sets(tmp_path, "dev", crisis=(("suicide", "self", "이제 그만 살고싶어요.."),))
    sets = read_sets(tmp_path, Half.DEV, LABELS)
    assert (sets.dangers, sets.seen) == ((), 1)


def test_the_half_for_tuning_is_learned_while_the_other_is_measured(tmp_path: Path) -> None:
    for half in ("dev", "test"):
        write_sets(tmp_path, half, utterances=(("child-meal", "같은 말"), ("child-meal", half)))
    assert [row.text for row in read_sets(tmp_path, Half.TEST, LABELS).utterances] == ["test"]
    assert len(read_sets(tmp_path, Half.DEV, LABELS).utterances) == 2


def test_every_problem_is_listed_without_the_texts(tmp_path: Path) -> None:
    (tmp_path / "test_utterances.tsv").write_text(
        "voice\tframe\twant\ttext\na\tb\tno-such-id\t비밀\na\tb\tchild-meal\n\na\tb\tchild-meal\t\n",
        encoding="utf-8",
    )
    (tmp_path / "test_crisis.tsv").write_text(
        "voice\tframe\tkind\ttext\na\tb\tflood\tme\t비밀\n", encoding="utf-8"
    )
    with pytest.raises(SetsError) as caught:
        read_sets(tmp_path, Half.TEST, LABELS)
    places = [problem.split(": ")[0] for problem in caught.value.problems]
    assert sorted(places) == [
        "test_crisis.tsv:1", "test_crisis.tsv:2", "test_crisis.tsv:2",
        "test_utterances.tsv:2", "test_utterances.tsv:3", "test_utterances.tsv:5",
    ]  # fmt: skip
    assert "비밀" not in str(caught.value)


def test_no_sets_at_all_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(SetsError, match=r"no dev_utterances\.tsv"):
        read_sets(tmp_path, Half.DEV, LABELS)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "dev_utterances.tsv").write_bytes(b"voice\xff\xfe\x00")
    with pytest.raises(SetsError, match=r"dev_utterances\.tsv: cannot be read"):
        read_sets(tmp_path, Half.DEV, LABELS)
