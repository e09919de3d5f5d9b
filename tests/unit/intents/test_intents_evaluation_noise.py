"""Faults of typing and 95 % intervals."""

import unicodedata

import pytest

from intents.evaluation.intervals import auroc, calibration_error, loss, mean, quantile, share
from intents.evaluation.values import Unit
from intents.reading.noise import kinds, neighbours, noisy

LONG = "기초생활수급자 신청을 하려면 어디로 가야 되는지 알려 주세요 값없는 많은 괜찮은 의사 " * 8


def letters(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def test_the_five_kinds() -> None:
    assert kinds() == ("nospace", "key", "sound", "dropfinal", "all")


def test_no_space_changes_nothing_else() -> None:
    assert noisy("월세 두 달\t밀려", "nospace") == "월세두달밀려"


@pytest.mark.parametrize("kind", kinds())
def test_the_same_text_gets_the_same_faults(kind: str) -> None:
    assert noisy(LONG, kind) == noisy(LONG, kind) != LONG


def test_a_missed_key_is_a_key_beside_it() -> None:
    """The keyboard is 두벌식; consonants and vowels are typed by different hands."""
    assert set(neighbours("ㄱ")) == {"ㄷ", "ㅅ", "ㅇ", "ㄹ"}
    assert set(neighbours("ㅏ")) == {"ㅓ", "ㅣ", "ㅑ", "ㅐ", "ㅡ"}
    assert neighbours("ㄲ") == "ㄱ"
    assert neighbours("ㅘ") == ""


def test_key_faults_are_about_one_in_eight() -> None:
    pairs = list(zip(LONG, noisy(LONG, "key"), strict=True))
    changed = [(a, b) for a, b in pairs if a != b]
    assert 0.05 < len(changed) / len(LONG.replace(" ", "")) < 0.2
    for a, b in changed:
        differing = sum(x != y for x, y in zip(letters(a), letters(b), strict=True))
        assert differing == 1


def test_sounds_alike() -> None:
    heard = {noisy("의" + " " * n, "sound").strip() for n in range(20)}
    assert heard == {"의", "이"}
    assert {noisy("많" + " " * n, "sound").strip() for n in range(20)} == {"많", "만"}
    assert noisy("가나다라", "sound") == "가나다라"


def test_a_dropped_final_leaves_the_rest() -> None:
    changed = [(a, b) for a, b in zip(LONG, noisy(LONG, "dropfinal"), strict=True) if a != b]
    assert changed
    assert all(letters(a)[:2] == letters(b) for a, b in changed)


def test_other_letters_stay() -> None:
    for kind in kinds():
        assert noisy("ABC-123ㅋㅋ!?", kind) == "ABC-123ㅋㅋ!?"


def test_wilson() -> None:
    """Worked example: 8 of 10 is 49 % to 94 %."""
    figure = share("x", [True] * 8 + [False] * 2)
    assert figure is not None
    assert (figure.value, figure.n) == (0.8, 10)
    assert figure.low == pytest.approx(0.4902, abs=1e-4)
    assert figure.high == pytest.approx(0.9433, abs=1e-4)


@pytest.mark.parametrize("hit", [True, False])
def test_wilson_of_all_or_none_is_no_certainty(hit: bool) -> None:
    figure = share("x", [hit] * 20)
    assert figure is not None
    assert figure.value == float(hit)
    assert figure.high - figure.low == pytest.approx(0.1611, abs=1e-3)


def test_nothing_to_count() -> None:
    assert share("x", []) is loss("x", [], []) is auroc("x", [], [1]) is None
    assert mean("x", [], Unit.SECONDS) is quantile("x", [], 0.5, Unit.SECONDS) is None
    assert calibration_error("x", [], [], (0, 1)) is None


def test_loss_in_points_is_paired() -> None:
    before = [True] * 90 + [False] * 10
    after = [True] * 84 + [False] * 14 + [True] * 2
    figure = loss("x", before, after)
    assert figure is not None
    assert figure.value == pytest.approx(0.04)
    assert figure.low < 0.04 < figure.high
    even = loss("x", before, before)
    assert even is not None
    assert even.value == 0
    assert even.low == -even.high < 0


def test_auroc_counts_pairs() -> None:
    figure = auroc("x", [0.9, 0.8, 0.3], [0.1, 0.3])
    assert figure is not None
    assert figure.value == pytest.approx(5.5 / 6)
    assert 0.5 < figure.low < figure.value < figure.high <= 1


def test_quantiles_and_mean() -> None:
    values = [float(n) for n in range(100, 0, -1)]
    median = quantile("x", values, 0.5, Unit.MILLISECONDS)
    assert median is not None
    assert (median.value, median.low, median.high) == (51, 41, 61)
    last = quantile("x", values, 0.99, Unit.MILLISECONDS)
    assert last is not None
    assert last.value == last.high == 100
    average = mean("x", [1.0, 3.0], Unit.SECONDS)
    assert average is not None
    assert average.value == 2
    assert average.low == pytest.approx(2 - 1.96, abs=0.01)


def test_calibration_error_of_an_honest_score_is_small() -> None:
    scores = [0.25] * 100 + [0.75] * 100
    right = [n % 4 == 0 for n in range(100)] + [n % 4 != 0 for n in range(100)]
    edges = (0, 0.5, 1)
    honest = calibration_error("x", scores, right, edges)
    boastful = calibration_error("x", [0.95] * 200, right, edges)
    assert honest is not None
    assert boastful is not None
    assert honest.value == pytest.approx(0)
    assert boastful.value == pytest.approx(0.45)
    assert boastful.low < 0.45 < boastful.high
