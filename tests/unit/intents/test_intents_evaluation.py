"""The measuring: figures that can be worked out on paper, and one run on the real interpreter."""

from pathlib import Path

import pytest
from evaluation_cases import LABELS, Scripted, danger, mind, write_sets
from intents_cases import DATA, labels, rows

from intents import Interpreter
from intents.evaluation import Figures, Half, Scope, Unit, calls, measure, read_sets

ROWS = (
    ("housing-benefit", "월세가 밀렸는데요"),
    ("housing-benefit|child-meal", "애 밥값이요"),
    ("self-request", "누가 좀 와줬으면"),
    ("child-meal", "학교 안 갈 때 밥"),
    ("child-meal", "방학 점심"),
    ("greeting", "하이요"),
    ("unknown", "오늘 야구 몇 대 몇"),
    ("unknown", "너 몇 살"),
    ("unknown", "로또 번호"),
    ("housing-benefit+child-meal", "월세랑 애 밥이랑"),
    ("housing-benefit+child-meal", "집도 밥도"),
    ("boundary", "이 바보야"),
)
SCRIPT = {
    "월세가 밀렸는데요": mind("answer", "housing-benefit", 0.9),
    "애 밥값이요": mind("answer", "child-meal", 0.8),
    "누가 좀 와줬으면": mind(
        "clarify", None, 0.5, offered={"child-meal": 0.5, "self-request": 0.4}
    ),
    "학교 안 갈 때 밥": mind("answer", "housing-benefit", 0.7),
    "하이요": mind("smalltalk", "greeting", 1.0),
    "오늘 야구 몇 대 몇": mind("answer", "child-meal", 0.5),
    "너 몇 살": mind("smalltalk", "greeting", 0.6),
    "월세랑 애 밥이랑": mind("answer", "child-meal", 0.9, needs=("child-meal", "housing-benefit")),
    "집도 밥도": mind("clarify", None, 0.5, offered={"child-meal": 0.5, "housing-benefit": 0.5}),
    "이 바보야": mind("boundary", None, 1.0),
}


def measured(folder: Path, half: str = "dev", **more: object) -> Figures:
    sets = read_sets(folder, Half(half), LABELS)
    return measure(Scripted(SCRIPT), sets, faults=(), **more)  # type: ignore[arg-type]


def counted(figures: Figures, key: str) -> tuple[float, int]:
    figure = figures.figures[key]
    return round(figure.value * figure.n, 6), figure.n


def test_one_need(tmp_path: Path) -> None:
    figures = measured(write_sets(tmp_path, "dev", utterances=ROWS))
    assert counted(figures, "top1") == (3, 6)  # a question is no answer, `a|b` takes either
    assert counted(figures, "top1.faq") == (2, 4)
    assert counted(figures, "top1.service") == (1, 2)
    assert counted(figures, "found") == (4, 6)
    assert counted(figures, "direct") == (4, 6)
    assert counted(figures, "wrong") == (1, 4)
    assert counted(figures, "lost") == (1, 6)
    assert figures.bands[Scope.KNOWN] == {"right": 3, "wrong": 1, "clarify": 1, "unknown": 1}


def test_only_three_candidates_are_offered(tmp_path: Path) -> None:
    """And none with an answer: a wrong one is not mended by what nobody sees."""
    offered = {"a": 0.9, "b": 0.8, "c": 0.7, "child-meal": 0.6}
    script = {
        "넷째예요": mind("clarify", None, 0.9, offered=offered),
        "틀려요": mind("answer", "housing-benefit", 0.9, offered={"x": 0.9, "child-meal": 0.8}),
    }
    write_sets(tmp_path, "dev", utterances=tuple(("child-meal", text) for text in script))
    figures = measure(Scripted(script), read_sets(tmp_path, Half.DEV, LABELS), faults=())
    assert counted(figures, "found") == (0, 2)


def test_out_of_scope(tmp_path: Path) -> None:
    """A friendly word back claims no knowledge; it is counted apart."""
    figures = measured(write_sets(tmp_path, "dev", utterances=ROWS))
    assert counted(figures, "outside-answered") == (1, 3)
    assert counted(figures, "outside-chatted") == (1, 3)
    assert figures.bands[Scope.OUTSIDE] == {"wrong": 1, "smalltalk": 1, "unknown": 1}


def test_several_needs_and_abuse(tmp_path: Path) -> None:
    figures = measured(write_sets(tmp_path, "dev", utterances=ROWS))
    assert counted(figures, "several") == (1, 2)
    assert counted(figures, "several-shown") == (2, 2)
    assert counted(figures, "boundary") == (1, 1)
    assert figures.figures["boundary-untrue"].value == 0


def test_either_of_two_is_right_for_out_of_scope_too(tmp_path: Path) -> None:
    rows_ = (("unknown|child-meal", "오늘 야구 몇 대 몇"), ("child-meal|unknown", "글쎄요 뭘까"))
    figures = measured(write_sets(tmp_path, "dev", utterances=rows_))
    assert counted(figures, "outside-answered") == (0, 1)
    assert counted(figures, "top1") == (1, 1)


def test_danger(tmp_path: Path) -> None:
    crisis = (
        ("suicide", "self", "하나"),
        ("suicide", "self", "둘"),
        ("fire", "other", "셋"),
        ("distress", "self", "넷"),
        ("hard", "-", "다섯"),
        ("calm", "-", "여섯"),
        ("calm", "-", "일곱"),
    )
    script = {
        "하나": mind("crisis", crisis=danger("suicide")),
        "둘": mind("unknown", crisis=danger("medical", "distress", "other")),
        "셋": mind("crisis", crisis=danger("fire", "alarm", "other")),
        "넷": mind("unknown", crisis=danger("suicide", "distress")),
        "다섯": mind("answer", "child-meal", 0.9, crisis=danger("suicide", "distress")),
        "일곱": mind("crisis", crisis=danger("death")),
        "여덟": mind("crisis", crisis=danger("death")),
    }
    write_sets(
        tmp_path, "dev", crisis=crisis, utterances=(("child-meal", "여덟"),), chat=("여덟", "아홉")
    )
    figures = measure(Scripted(script), read_sets(tmp_path, Half.DEV, LABELS), faults=())
    assert counted(figures, "crisis") == (2, 3)
    assert counted(figures, "crisis.suicide") == (1, 2)
    assert counted(figures, "crisis-noticed") == (3, 3)
    assert counted(figures, "crisis-kind") == (2, 3)
    assert counted(figures, "crisis-who") == (2, 3)
    assert counted(figures, "distress") == (1, 1)
    assert counted(figures, "hard-alarm") == (0, 1)
    assert counted(figures, "hard-noticed") == (1, 1)
    assert counted(figures, "calm-alarm") == (1, 2)
    assert counted(figures, "everyday-alarm") == (1, 1)
    assert counted(figures, "chat-alarm") == (1, 2)


def test_what_nobody_wanted_is_absent(tmp_path: Path) -> None:
    figures = measured(write_sets(tmp_path, "dev", utterances=(("child-meal", "방학 점심"),)))
    assert not {"crisis", "auroc", "several", "chat-alarm", "noise-loss"} & figures.figures.keys()


def test_noise_is_compared_row_by_row(tmp_path: Path) -> None:
    """Whoever reads spaces loses all without them; the worst fault stands for all."""
    script = {"급한 돈": mind("answer", "housing-benefit", 0.9)}
    write_sets(
        tmp_path, "dev", utterances=(("housing-benefit", "급한 돈"), ("child-meal", "집밥")),
        crisis=(("fire", "other", "불이야 저기 불"),),
    )  # fmt: skip
    sets = read_sets(tmp_path, Half.DEV, LABELS)
    figures = measure(Scripted(script), sets, faults=("nospace", "dropfinal")).figures
    assert figures["noise-loss.nospace"].value == 0.5
    assert figures["noise-loss.nospace"].unit is Unit.POINTS
    assert figures["noise-top1.nospace"].value == 0
    assert figures["noise-crisis.nospace"].n == 1
    assert figures["noise-loss"].value == 0.5


def test_noise_may_be_read_over_fewer_rows(tmp_path: Path) -> None:
    texts = tuple(("child-meal", f"밥 {n}") for n in range(10))
    sets = read_sets(write_sets(tmp_path, "dev", utterances=texts), Half.DEV, LABELS)
    scripted = Scripted({})
    ticks: list[None] = []
    figures = measure(scripted, sets, faults=("nospace",), most=4, tick=lambda: ticks.append(None))
    assert scripted.asked[10:] == ["밥0", "밥2", "밥5", "밥7"]
    assert figures.figures["noise-top1.nospace"].n == 4
    assert len(ticks) == calls(sets, faults=("nospace",), most=4) == 14
    assert len(figures.latencies) == figures.figures["latency-mean"].n == 10


def test_intents_and_confusions(tmp_path: Path) -> None:
    figures = measured(write_sets(tmp_path, "dev", utterances=ROWS))
    by_id = {row.id: row for row in figures.intents}
    meal = by_id["child-meal"]
    assert (meal.wanted, meal.right, meal.answered) == (3, 1, 2)
    assert meal.recall == pytest.approx(1 / 3)
    assert meal.precision == pytest.approx(1 / 2)
    assert by_id["self-request"].found == 1
    assert figures.intents[0].id == "self-request"
    mixed = {(c.wanted, c.got): c.count for c in figures.confusions}
    assert mixed == {
        ("child-meal", "housing-benefit"): 1,
        ("child-meal", "unknown"): 1,
        ("unknown", "child-meal"): 1,
    }
    [voice] = figures.voices
    assert (voice.n, voice.right, voice.found) == (6, 3, 4)


def test_calibration_holds_out_of_scope_against_the_score(tmp_path: Path) -> None:
    script = {"가": mind("answer", "child-meal", 0.95), "나": mind("answer", "child-meal", 0.95)}
    write_sets(tmp_path, "dev", utterances=(("child-meal", "가"), ("unknown", "나")))
    figures = measure(Scripted(script), read_sets(tmp_path, Half.DEV, LABELS), faults=())
    [bin_] = figures.curve
    assert (bin_.low, bin_.n, bin_.right) == (0.9, 2, 0.5)
    assert figures.figures["ece"].value == pytest.approx(0.45)
    assert figures.figures["auroc"].value == 0.5


def test_texts_of_the_test_half_stay_unseen(tmp_path: Path) -> None:
    crisis = (("fire", "other", "아무도 모르는 말"),)
    for half in ("dev", "test"):
        write_sets(tmp_path, half, utterances=(("child-meal", f"점심 {half}"),), crisis=crisis)
    assert {miss.kind for miss in measured(tmp_path, "dev").misses} == {"lost", "crisis-missed"}
    assert not measured(tmp_path, "test").misses


def test_the_real_interpreter(interpreter: Interpreter, tmp_path: Path) -> None:
    """A few of the residents' sentences and public chat lines: nothing here was learned."""
    known = {label.id for label in labels()}
    inside = [(id_, text) for id_, text in rows("residents.tsv") if id_ in known][::4]
    chat = (DATA / "chat_sample.txt").read_text(encoding="utf-8").splitlines()[1::40]
    strange = [("unknown", line) for line in chat]
    crisis = tuple((kind, "-", text) for kind, _, _, text in rows("crisis.tsv"))[::9]
    write_sets(tmp_path, "test", utterances=(*inside, *strange), crisis=crisis, chat=tuple(chat))
    sets = read_sets(tmp_path, Half.TEST, labels())
    figures = measure(interpreter, sets, faults=("nospace",)).figures
    assert figures["found"].value > 0.6
    assert figures["outside-answered"].value < 0.1
    assert figures["auroc"].value > 0.85
    assert figures["crisis"].value > 0.8
    assert figures["chat-alarm"].value < 0.05
    assert figures["noise-loss.nospace"].value < 0.2
