"""How what is asked for is known from what is only told of: fitted on messages of both kinds."""

import random
from collections.abc import Sequence

import pytest
from intents_cases import labels

from intents import Interpreter
from intents.evaluation import Half
from intents.evaluation.calibration import known_needs
from intents.evaluation.sets import Sets, Utterance
from intents.lexicon import DATA, read
from intents.needs.mentions import FITTED, Mention, Weights
from intents.needs.training import Case, fitted, own_cases

FIRST, ASKED, TOLD = 0, 1, 2
Told = dict[str, Sequence[Mention]]


def made_up(*, sure: bool, count: int = 80) -> tuple[list[Case], Told]:
    """Messages whose second label is asked about and needed, or told of and not needed; when they
    are not sure, every fifth is the other way round. A third sign is chance."""
    dice = random.Random(7)
    cases, said = [], {}
    for number in range(count):
        asked = number // 2 % 2 == 0
        needed = asked if sure or number % 5 else not asked
        text = f"message {number}"
        signs = {"asked": float(asked), "told": float(not asked), "chance": dice.random()}
        second = Mention(ASKED if asked else TOLD, False, signs)
        said[text] = [Mention(FIRST, True, dict.fromkeys(signs, 0.0)), second]
        wanted = (FIRST, second.label) if needed else (FIRST,)
        cases.append(Case(text=text, needs=tuple(frozenset({label}) for label in wanted)))
    return cases, said


def found(weights: Weights, mentions: Sequence[Mention]) -> set[int]:
    return {
        one.label
        for one in mentions
        if one.is_first or weights.probability(one.signs) >= weights.least
    }


def test_signs_that_tell_needs_apart_are_recovered() -> None:
    cases, said = made_up(sure=True)
    weights = fitted(cases, said.__getitem__)
    for case in cases:
        assert found(weights, said[case.text]) == set().union(*case.needs)
    assert weights.weights["asked"] > 0 > weights.weights["told"]
    assert abs(weights.weights["chance"]) < 0.5 * weights.weights["asked"]


def test_signs_that_err_count_less() -> None:
    sure, unsure = (
        fitted(cases, said.__getitem__) for cases, said in (made_up(sure=True), made_up(sure=False))
    )
    assert 0 < unsure.weights["asked"] < sure.weights["asked"]
    # Four of five that ask are needed, one of five that are told of, and the ridge pulls inwards.
    likely = unsure.probability({"asked": 1.0, "told": 0.0, "chance": 0.5})
    unlikely = unsure.probability({"asked": 0.0, "told": 1.0, "chance": 0.5})
    assert likely == pytest.approx(0.8, abs=0.06)
    assert unlikely == pytest.approx(0.2, abs=0.06)


def test_the_bar_is_where_most_messages_have_all_their_needs() -> None:
    cases, said = made_up(sure=False)
    weights = fitted(cases, said.__getitem__)
    several = [case for case in cases if len(case.needs) > 1]
    whole = [c for c in several if found(weights, said[c.text]) >= set().union(*c.needs)]
    assert len(whole) >= 0.85 * len(several)
    # One of five needs is told of: to find 85 of 100, some of these must be let through.
    assert weights.least < 0.3


def test_what_counts_little_teaches_little() -> None:
    cases, said = made_up(sure=True)
    against = [
        Case(text=f"not {case.text}", needs=(frozenset({FIRST}),), share=share)
        for case, share in zip(cases, [0.01] * len(cases), strict=True)
    ]
    said |= {f"not {text}": mentions for text, mentions in list(said.items())}
    lightly = fitted([*cases, *against], said.__getitem__)
    fully = fitted(
        [*cases, *(Case(text=one.text, needs=one.needs) for one in against)], said.__getitem__
    )
    asked = {"asked": 1.0, "told": 0.0, "chance": 0.5}
    assert lightly.probability(asked) > 0.85
    assert fully.probability(asked) < 0.6


def test_one_of_several_right_labels_is_enough() -> None:
    cases, said = made_up(sure=True)
    either = [
        Case(
            text=case.text,
            needs=tuple(need | {9} if need == {ASKED} else need for need in case.needs),
        )
        for case in cases
    ]
    assert fitted(either, said.__getitem__) == fitted(cases, said.__getitem__)


def test_the_same_messages_give_the_same() -> None:
    cases, said = made_up(sure=False)
    assert fitted(cases, said.__getitem__) == fitted(cases, said.__getitem__)


def test_a_sign_that_never_changes_gets_no_weight() -> None:
    cases, said = made_up(sure=True)
    same = {
        text: [Mention(one.label, one.is_first, {**one.signs, "always": 1.0}) for one in mentions]
        for text, mentions in said.items()
    }
    assert fitted(cases, same.__getitem__).weights["always"] == pytest.approx(0)


def test_messages_that_mention_nothing_else_teach_nothing() -> None:
    cases, said = made_up(sure=True)
    with pytest.raises(ValueError, match="beside its first need"):
        fitted(cases, lambda text: said[text][:1])


def test_what_was_fitted_is_what_is_read_again() -> None:
    weights = read(FITTED.name, Weights)
    assert weights.as_toml() == FITTED.read_text(encoding="utf-8")
    assert 0 < weights.least < 0.5


def test_of_a_half_every_message_but_abuse_is_learned_from() -> None:
    known = labels()
    number = {label.id: n for n, label in enumerate(known)}
    wanted = {
        "연금이랑 일자리": (("basic-pension",), ("senior-jobs", "energy-voucher")),
        "연금": (("basic-pension",),),
        "여권": (("unknown",),),
        "욕": (("boundary",),),
    }
    utterances = tuple(
        Utterance(voice="v", frame="f", needs=needs, text=text) for text, needs in wanted.items()
    )
    both, one, outside = known_needs(Sets(half=Half.DEV, utterances=utterances), known)
    pension = frozenset({number["basic-pension"]})
    assert both.needs == (pension, {number["senior-jobs"], number["energy-voucher"]})
    assert (one.needs, outside.needs) == ((pension,), (frozenset(),))
    assert both.share > one.share > outside.share > 0


# --- what ships -----------------------------------------------------------------------------------


def test_the_messages_name_labels_that_exist_and_come_once() -> None:
    cases = own_cases(labels())
    assert len({case.text for case in cases}) == len(cases)
    several = [case for case in cases if len(case.needs) > 1]
    assert min(len(several), len(cases) - len(several)) >= 150


def test_a_message_of_an_id_nobody_knows_is_refused() -> None:
    with pytest.raises(KeyError):
        own_cases(labels()[1:])


def test_every_sign_has_a_weight_and_every_weight_a_sign(interpreter: Interpreter) -> None:
    found = interpreter.mentions("기초연금 받고 있는데 에너지바우처는 얼마예요")
    ids = [label.id for label in labels()]
    signs = {ids[one.label]: one.signs for one in found}
    assert (signs["basic-pension"]["told"], signs["energy-voucher"]["asked"]) == (1, 1)
    assert sum(one.is_first for one in found) == 1
    assert all(own.keys() == read(FITTED.name, Weights).weights.keys() for own in signs.values())
    assert interpreter.mentions("기초연금") == []


def test_the_files_are_tables_with_a_word_on_what_they_are() -> None:
    for name in ("needs_several.tsv", "needs_one.tsv"):
        heading, *lines = (DATA / name).read_text(encoding="utf-8").splitlines()
        assert heading.startswith("# ")
        assert all(len(line.split("\t")) == 2 and line == line.strip() for line in lines)
