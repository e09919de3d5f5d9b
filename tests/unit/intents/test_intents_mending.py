"""Typing faults put right in what is read: how people write, what may have been meant."""

from dataclasses import fields
from math import exp

import numpy as np
import pytest
from intents_cases import DATA, labels

from intents import Decision, Interpreter
from intents.mending.followers import EDGE, STEPS, Chain, Followers
from intents.mending.mender import Mender
from intents.mending.slips import meant
from intents.reading.noise import around, heard, neighbours, noisy
from intents.reading.text import compact, plain

TEXTS = ("월세지원신청", "월세지원대상", "월급명세서")
#: How people write who ask; long enough for letters to have habits.
SPOKEN = tuple(
    phrase for label in labels() for phrase in label.phrases if label.decision is Decision.ANSWER
)


@pytest.fixture(scope="module")
def mender() -> Mender:
    """Knows nine of ten phrases of the answers; the tenth are for asking."""
    return Mender.of(phrase for number, phrase in enumerate(SPOKEN) if number % 10)


@pytest.fixture(scope="module")
def unseen() -> list[str]:
    return [plain(phrase) for phrase in SPOKEN[::50]]


# --- how people write -----------------------------------------------------------------------------


@pytest.fixture
def followers() -> Followers:
    return Followers(Chain.of(TEXTS))


def test_what_was_written_in_a_row_is_known_and_nothing_else(followers: Followers) -> None:
    for text in TEXTS:
        assert all(followers.known(f"{EDGE * 2}{text}{EDGE}"))
        assert len(followers.known(text)) == len(text) - 2
    for run in ("월세명", "세월지", "청월세", "가나다"):
        assert followers.known(run) == [False]
    assert followers.known("월세") == []


def test_likelihoods_of_all_letters_add_up_to_one() -> None:
    """But for a small rest for letters nobody has written; half a step of rounding is 3 %."""
    texts = [compact(plain(phrase)) for phrase in SPOKEN[::5]]
    followers = Followers(Chain.of(texts))
    letters = {EDGE, *"".join(texts)}
    for first, second in ((EDGE, EDGE), *(text[1:3] for text in texts[::50])):
        shares = [exp(-followers.cost(first, second, letter) / STEPS) for letter in letters]
        assert sum(shares) == pytest.approx(1, abs=0.05)


def test_the_frequent_is_cheaper_than_the_rare_and_the_seen_than_the_unseen(
    followers: Followers,
) -> None:
    costs = [followers.cost(EDGE, "월", letter) for letter in ("세", "급", "청", "갸")]
    assert costs == sorted(set(costs))


def test_costs_of_many_letters_are_those_of_each(followers: Followers) -> None:
    own = {"세": 0, "급": 20, "청": 30, "갸": 0}
    found = {letter: cost for cost, letter in followers.costs(EDGE, "월", "갸", own, 1000)}
    expected = {letter: followers.cost(EDGE, "월", letter) + own[letter] for letter in own}
    # What costs something by itself must have been seen there.
    del expected["청"]
    assert found == expected
    bar = sorted(expected.values())[1]
    dear = followers.costs(EDGE, "월", "갸", own, bar)
    assert {letter for _, letter in dear} == {n for n, cost in expected.items() if cost <= bar}


@pytest.mark.parametrize("texts", [[], [""], ["a"], ["🙂", "한 🙂"]])
def test_hardly_any_text_teaches_hardly_anything(texts: list[str]) -> None:
    mender = Mender.of(texts)
    assert mender.mended("월세 지원 🙂") == "월세 지원 🙂"


# --- what may have been meant ---------------------------------------------------------------------


def test_every_fault_of_noise_can_be_undone() -> None:
    for text in SPOKEN[::20]:
        for kind in ("key", "sound", "dropfinal"):
            for right, wrong in zip(text, noisy(text, kind), strict=True):
                assert right in meant(wrong)


def test_what_stands_there_is_free_and_everything_else_costs() -> None:
    for letter in "각가햏a1ㄱ.":
        slips = meant(letter)
        assert slips[letter] == 0
        assert all(cost > 0 for other, cost in slips.items() if other != letter)
    assert set(meant("a")) == {"a"}


def test_sounding_alike_is_nearer_than_a_lost_final_and_that_than_a_missed_key() -> None:
    assert meant("네")["내"] < meant("디")["딘"] < meant("디")["지"]


def test_a_key_may_have_been_meant_when_it_is_missed_for_another() -> None:
    for letter in "ㄱㅎㅏㅔ":
        assert all(letter in neighbours(other) for other in around(letter) if other not in "ㄲㅖ")
    assert "ㅅ" in around("ㅆ")
    assert "ㅆ" in around("ㅅ")
    assert set(heard("ㄴ")) == {"ㄵ", "ㄶ"}


# --- mending --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("긴급 복디 신청하려고요", "긴급 복지 신청하려고요"),
        ("기초연금 어덯게 신청해요?", "기초연금 어떻게 신청해요?"),
        ("월새가 밀려서요", "월세가 밀려서요"),
        ("장기요야 등급 시청하려면", "장기요양 등급 신청하려면"),
        ("긴급복디신텅하려고요", "긴급복지신청하려고요"),
        ("어떻게 신쳥하나요", "어떻게 신청하나요"),
    ],
)
def test_faults_are_put_right_with_and_without_spaces(
    mender: Mender, written: str, right: str
) -> None:
    assert mender.mended(written) == right


@pytest.mark.parametrize("text", ["", " ", "?!", "hello", "123-45", "ㅋㅋ", "a가", "🙂", "월세 🙂"])
def test_what_cannot_be_mended_stays(mender: Mender, text: str) -> None:
    assert mender.mended(text) == text


def test_very_short_texts_are_left_alone() -> None:
    """Nothing around tells a cry from a misspelt word."""
    mender = Mender.of(["어머니", "어머니께", "우리 어머니"])
    assert mender.mended("어머나") == "어머나"
    assert mender.mended("우리 어머나") == "우리 어머니"


def test_spaces_and_signs_stay_where_they_are(mender: Mender, unseen: list[str]) -> None:
    for text in unseen:
        wrong = noisy(text, "key")
        mended = mender.mended(wrong)
        assert len(mended) == len(wrong)
        for before, after in zip(wrong, mended, strict=True):
            assert before == after or (compact(before) and compact(after))


def test_what_people_wrote_is_left_alone(mender: Mender) -> None:
    known = [plain(phrase) for number, phrase in enumerate(SPOKEN) if number % 10][::40]
    assert [mender.mended(text) for text in known] == known


@pytest.mark.parametrize(("kind", "share"), [("key", 0.7), ("sound", 0.6), ("dropfinal", 0.65)])
def test_most_faults_in_new_texts_are_put_right_and_little_else_changes(
    mender: Mender, unseen: list[str], kind: str, share: float
) -> None:
    pairs = [
        letters
        for text in unseen
        for wrong in [noisy(text, kind)]
        for letters in zip(text, wrong, mender.mended(wrong), strict=True)
    ]
    faults = [mended == right for right, wrong, mended in pairs if wrong != right]
    broken = [mended != right for right, wrong, mended in pairs if wrong == right]
    assert sum(faults) / len(faults) > share
    assert sum(broken) / len(broken) < 0.02


def test_everyday_talk_is_hardly_changed(mender: Mender) -> None:
    """A wrong word made of a right one could turn talk into a question for us."""
    lines = [plain(line) for line in (DATA / "chat_sample.txt").read_text("utf-8").splitlines()]
    changed = [a != b for text in lines for a, b in zip(text, mender.mended(text), strict=True)]
    assert sum(changed) / len(changed) < 0.08


# --- where it is kept and used --------------------------------------------------------------------


def test_what_was_saved_mends_the_same(mender: Mender, unseen: list[str]) -> None:
    chain = mender.chain
    kept = {field.name: getattr(chain, field.name) for field in fields(Chain)}
    again = Mender(
        Chain(**{name: np.array(array.tolist(), array.dtype) for name, array in kept.items()})
    )
    for text in unseen:
        assert again.mended(noisy(text, "key")) == mender.mended(noisy(text, "key"))


def test_the_product_ships_with_it(interpreter: Interpreter) -> None:
    clean = interpreter.understand("긴급복지 신청하려고요")
    wrong = interpreter.understand("긴급복디 신처하려고요")
    assert (wrong.decision, wrong.id) == (clean.decision, clean.id)
    assert wrong.text == "긴급복디 신처하려고요"
