"""What is learned from phrases, kept between starts, and turned into chances."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from intents_cases import DATA, labels

from intents import Decision, Interpreter, Label
from intents.evaluation.calibration import calibrate
from intents.matching import learned
from intents.matching.classifier import Classifier, Phrases, learn
from intents.matching.features import Features, Reader, comparable
from intents.matching.judgement import Judgement
from intents.matching.training import Example, train
from intents.matching.vocabulary import Vocabulary
from intents.reading.codes import Codes, of_words
from intents.reading.noise import kinds, noisy
from intents.reading.tokens import MecabTokenizer

#: Subjects of a library, so that nothing of the product's own content answers for the test.
SUBJECTS = (
    *("도서관 회원증 재발급", "열람실 자리 예약", "연체된 책 반납", "어린이 동화 구연"),
    *("점자 도서 대출", "희망 도서 구입 신청", "프린터 출력 요금", "사물함 열쇠 분실"),
    *("독서 동아리 모집", "주차장 무료 시간", "작가 초청 강연", "전자책 빌려 읽기"),
)
ASKED = ("{} 하고 싶어요", "{} 어떻게 해요?", "{} 알려주세요", "{} 되나요", "{} 때문에 왔는데요")
#: What belongs to no subject of the library.
ELSEWHERE = tuple((DATA / "chat_sample.txt").read_text(encoding="utf-8").splitlines()[1:81])
OUTSIDE = len(SUBJECTS)


def library() -> list[Label]:
    return [
        Label(
            id=f"subject-{number}",
            decision=Decision.ANSWER,
            phrases=tuple(way.format(subject) for way in ASKED),
        )
        for number, subject in enumerate(SUBJECTS)
    ]


def phrases() -> Phrases:
    inside = [(p, (n,)) for n, label in enumerate(library()) for p in label.phrases]
    return [*inside, *((phrase, (OUTSIDE,)) for phrase in ELSEWHERE)]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(MecabTokenizer())


@pytest.fixture(scope="module")
def taught(reader: Reader) -> Classifier:
    return learn(phrases(), OUTSIDE + 1, reader, outside=OUTSIDE)


def margins(taught: Classifier, reader: Reader, text: str) -> np.ndarray:
    return taught.margins(reader.read(comparable(text)).features())


# --- vocabulary -----------------------------------------------------------------------------------


def counted(**holders: int) -> dict[int, int]:
    """How many texts hold each word, by its code."""
    return dict(zip(coded(*holders).tolist(), holders.values(), strict=True))


def coded(*words: str) -> Codes:
    return of_words(words)


def test_a_rare_feature_weighs_more_than_a_frequent_one() -> None:
    known = Vocabulary.of(counted(rare=1, frequent=10), 100)
    numbers, values = known.encode(coded("rare", "frequent"))
    assert known.find(coded("rare", "frequent")).tolist() == numbers.tolist()
    assert values[0] > values[1] > 0
    assert float(values @ values) == pytest.approx(1)


def test_what_nobody_used_makes_a_text_resemble_less() -> None:
    known = Vocabulary.of(counted(rent=3), 100)
    alone = known.encode(coded("rent"))[1]
    among = known.encode(coded("rent", "strange", "stranger"))[1]
    assert alone.tolist() == [pytest.approx(1)]
    assert 0 < among[0] < 0.7
    assert known.find(coded("strange", "rent")).tolist() == [-1, 0]
    assert known.encode(coded("strange"))[0].size == 0
    assert known.encode(coded())[1].size == 0


@given(st.sets(st.integers(0, (1 << 64) - 1)), st.lists(st.integers(0, (1 << 64) - 1)))
def test_known_features_are_encoded_in_the_order_of_the_text(
    used: set[int], more: list[int]
) -> None:
    known = Vocabulary.of(dict.fromkeys(used, 1), 100)
    said = np.array([*more, *used], np.uint64)
    numbers, values = known.encode(said)
    found = known.find(said)
    assert numbers.tolist() == found[found >= 0].tolist()
    assert len(values) == len(numbers)


def test_what_nearly_everybody_uses_says_nothing() -> None:
    known = Vocabulary.of(counted(yo=50, rent=3), 100)
    numbers, values = known.encode(coded("yo", "rent"))
    assert (numbers >= 0).all()
    assert values.tolist() == [0, pytest.approx(1)]


def test_features_that_are_not_wanted_are_forgotten() -> None:
    known = Vocabulary.of(counted(yo=50, rent=3, rice=3, roof=4), 100)
    wanted = known.codes != coded("rice")[0]
    fewer = known.only(wanted)
    assert fewer.codes.tolist() == known.codes[wanted].tolist()
    assert fewer.weight.tolist() == known.weight[wanted].tolist()
    assert fewer.find(coded("rice")).tolist() == [-1]
    assert fewer.unseen == known.unseen


def test_of_few_texts_nothing_is_common_and_the_lone_can_be_left_out() -> None:
    assert Vocabulary.of(counted(yo=10), 10).weight[0] > 0
    pairs = Vocabulary.of(counted(lone=1, pair=2), 10, at_least=2)
    assert pairs.codes.tolist() == coded("pair").tolist()


# --- training -------------------------------------------------------------------------------------


def example(numbers: list[int], *owners: int) -> Example:
    values = np.full(len(numbers), len(numbers) ** -0.5, dtype=np.float32)
    return Example(np.array(numbers, dtype=np.intp), values, owners)


#: Feature 0 tells of label 0, feature 1 of label 1, both of both, feature 2 of label 2 (outside);
#: feature 3 stands everywhere.
TOY = [
    *([example([0, 3], 0), example([0], 0)] * 3),
    *([example([1, 3], 1), example([1], 1)] * 3),
    *([example([0, 1, 3], 0, 1)] * 3),
    *([example([2, 3], 2), example([2], 2)] * 3),
]


def test_what_can_be_told_apart_is_told_apart() -> None:
    weights = train(TOY, 4, 3, outside=2)
    for one in TOY:
        sides = one.values @ weights[one.numbers] > 0
        assert tuple(np.flatnonzero(sides)) == one.labels


def test_the_same_examples_teach_the_same() -> None:
    assert np.array_equal(train(TOY, 4, 3, outside=2), train(TOY, 4, 3, outside=2))


def test_a_phrase_of_several_labels_speaks_for_all_of_them(reader: Reader) -> None:
    shared = ("책이랑 비디오 한꺼번에 돌려주려구요", (2, 5))
    taught = learn([*phrases(), shared], OUTSIDE + 1, reader, outside=OUTSIDE)
    said = margins(taught, reader, shared[0])
    assert (np.flatnonzero(said > 0) == [2, 5]).all()


def test_progress_is_a_growing_share_that_ends_at_one() -> None:
    heard: list[float] = []
    train(TOY, 4, 3, outside=2, progress=heard.append)
    assert heard == sorted(heard)
    assert (heard[0], heard[-1]) == (0, 1)


# --- classifier -----------------------------------------------------------------------------------


def test_every_phrase_stands_on_the_side_of_its_own_label(
    taught: Classifier, reader: Reader
) -> None:
    for phrase, (owner,) in phrases():
        assert int(margins(taught, reader, phrase).argmax()) == owner


def test_other_words_of_a_subject_are_found_and_other_subjects_are_outside(
    taught: Classifier, reader: Reader
) -> None:
    assert int(margins(taught, reader, "열람실 자리를 미리 예약할 수 있을까").argmax()) == 1
    assert margins(taught, reader, "강아지 산책 코스")[:-1].max() < 0


@pytest.mark.parametrize("kind", kinds())
def test_misspelt_phrases_still_come_first(taught: Classifier, reader: Reader, kind: str) -> None:
    """Asked in a way that was not learned from, so that the faults are new too."""
    asked = [noisy(f"{subject} 문의드립니다", kind) for subject in SUBJECTS]
    first = [int(margins(taught, reader, text).argmax()) for text in asked]
    wrong = [
        (text, n) for n, (text, best) in enumerate(zip(asked, first, strict=True)) if n != best
    ]
    assert not wrong


def test_what_was_saved_answers_the_same(
    taught: Classifier, reader: Reader, tmp_path: Path
) -> None:
    taught.save(tmp_path / "kept.npy", "key")
    again = Classifier.load(tmp_path / "kept.npy", "key")
    assert again is not None
    for text in (*ELSEWHERE, *(f"{subject} 그거요" for subject in SUBJECTS)):
        assert np.array_equal(margins(taught, reader, text), margins(again, reader, text))


def test_another_key_finds_nothing(taught: Classifier, tmp_path: Path) -> None:
    taught.save(tmp_path / "kept.npy", "key")
    assert Classifier.load(tmp_path / "kept.npy", "another key") is None


# --- what is kept ---------------------------------------------------------------------------------


class Progress:
    """Hears the shares; hears nothing when nothing had to be learned."""

    def __init__(self) -> None:
        self.heard: list[float] = []

    def __call__(self, share: float) -> None:
        self.heard.append(share)


def kept(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def folder(reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the library was learned once; that takes some seconds."""
    folder = tmp_path_factory.mktemp("learned") / "made" / "on" / "demand"
    progress = Progress()
    learned.recall(library(), reader, folder=folder, progress=progress)
    assert progress.heard[-1] == 1
    return folder


def test_what_was_learned_is_kept_and_found_again(folder: Path, reader: Reader) -> None:
    (file,) = kept(folder)
    progress = Progress()
    found = learned.recall(library(), reader, folder=folder, progress=progress)
    assert not progress.heard
    assert int(found.margins(reader.read("점자 도서 대출 됩니까").features()).argmax()) == 4
    assert kept(folder) == [file]


def test_an_interpreter_answers_from_what_is_kept(folder: Path) -> None:
    progress = Progress()
    meant = Interpreter(library(), folder=folder, progress=progress).understand(
        "열람실 자리 예약 할려고요"
    )
    assert (meant.decision, meant.id) == (Decision.ANSWER, "subject-1")
    assert not progress.heard


@pytest.mark.parametrize("spoil", [lambda whole: b"", lambda whole: b"\x00" * len(whole)])
def test_a_broken_file_says_so(
    taught: Classifier, tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    file = tmp_path / "kept.npy"
    taught.save(file, "key")
    file.write_bytes(spoil(file.read_bytes()))
    with pytest.raises((EOFError, ValueError)):
        Classifier.load(file, "key")


def test_a_broken_file_is_learned_anew_and_replaced(folder: Path, reader: Reader) -> None:
    (file,) = kept(folder)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    progress = Progress()
    learned.recall(library(), reader, folder=folder, progress=progress)
    assert progress.heard[-1] == 1
    assert file.read_bytes()[:100] == whole[:100]
    assert kept(folder) == [file]


def test_a_folder_that_cannot_be_written_is_done_without(reader: Reader, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    found = learned.recall(library(), reader, folder=blocked / "learned")
    assert int(found.margins(reader.read("주차장 무료 시간 얼마나").features()).argmax()) == 9
    assert kept(tmp_path) == [blocked]


def test_writing_that_fails_leaves_nothing_half_written(taught: Classifier, tmp_path: Path) -> None:
    target = tmp_path / "learned.npy"
    target.mkdir()
    with pytest.raises(OSError, match=r"learned\.npy"):
        learned.write(taught, target, "key")
    assert kept(tmp_path) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda known: known[1:],
        lambda known: [*known[1:], known[0]],
        lambda known: [replace(known[0], phrases=(*known[0].phrases, "하나 더")), *known[1:]],
        lambda known: [replace(known[0], phrases=known[0].phrases[1:]), *known[1:]],
        lambda known: [replace(known[0], names=(*known[0].names, "새 이름")), *known[1:]],
    ],
)
def test_anything_changed_is_not_answered_from_old_knowledge(
    change: Callable[[list[Label]], list[Label]],
) -> None:
    assert not learned.is_shipped(change(labels()))


def test_the_product_ships_what_its_own_content_teaches() -> None:
    assert learned.is_shipped(labels()), (
        "the answers or services have changed since they were learned: run `ieum learn` and "
        "commit intents/data/learned.npy (with --calibrate also judgement.toml and needs.toml)"
    )


# --- judgement and calibration --------------------------------------------------------------------


def test_chances_add_up_to_one_at_most_and_keep_the_order() -> None:
    judge = Judgement(sharpness=4, nothing=1)
    said = np.array([1.2, -0.4, 0.3, -0.9], dtype=np.float32)
    chances = judge.chances(said)
    assert chances.shape == (3,)
    assert 0 < chances.sum() < 1
    assert chances.argsort().tolist() == said[:-1].argsort().tolist()
    both = judge.chances(np.stack([said, said * 2]))
    assert np.array_equal(both[0], chances)


def test_margins_that_say_nothing_make_nothing_likeliest() -> None:
    chances = Judgement.load().chances(np.zeros(4, dtype=np.float32))
    assert chances.max() < 1 - chances.sum()


def test_judging_leaves_the_margins_as_they_are() -> None:
    said = np.array([0.5, -0.5], dtype=np.float32)
    Judgement(sharpness=4, nothing=1).chances(said)
    assert said.tolist() == [0.5, -0.5]


def fitted(told: dict[str, list[float]], right: dict[str, int | None]) -> Judgement:
    cases = [
        (text, frozenset() if label is None else frozenset({label}))
        for text, label in right.items()
    ]
    return calibrate(cases, lambda text: np.array(told[text], dtype=np.float32))


def test_margins_that_are_always_right_are_trusted_more_than_those_that_err() -> None:
    told = {
        "one": [0.3, -1.0, -1.0],
        "two": [-1.0, 0.3, -1.0],
        "none": [-1.0, -1.0, 0.3],
        "near": [0.3, 0.1, -1.0],
    }
    clear = fitted(told, {"one": 0, "two": 1, "none": None})
    unclear = fitted(told, {"one": 0, "two": 1, "none": None, "near": 1})
    assert clear.sharpness > unclear.sharpness
    chances = clear.chances(np.array([told["one"], told["none"]], dtype=np.float32))
    assert chances[0, 0] > 0.9
    assert chances[1].sum() < 0.1


def test_calibration_finds_where_nothing_stands() -> None:
    """Texts of outside that have the better margin inside: nothing must be given a lead."""
    told = {"inside": [0.9, -1.0, -0.6], "outside": [0.1, -1.0, -0.1], "too": [-1.0, 0.1, -0.1]}
    even = {"inside": [0.9, -1.0, -0.6], "outside": [-1.0, -1.0, 0.8], "too": [-1.0, -1.0, 0.8]}
    right: dict[str, int | None] = {"inside": 0, "outside": None, "too": None}
    judge = fitted(told, right)
    assert judge.nothing > fitted(even, right).nothing
    chances = judge.chances(np.array(list(told.values()), dtype=np.float32))
    assert chances[0, 0] > 0.5
    assert (chances[1:].sum(axis=1) < 0.5).all()


def test_what_was_fitted_is_what_is_read_again() -> None:
    loaded = Judgement.load()
    lines = loaded.as_toml().splitlines()
    assert lines[0].startswith("#")
    assert lines[1:] == [
        f"sharpness = {loaded.sharpness:.2f}",
        f"nothing = {loaded.nothing:.2f}",
    ]


def test_features_of_nothing_are_outside_of_everything(taught: Classifier) -> None:
    said = taught.margins(Features(of_words([]), of_words([])))
    assert said.tolist() == [0] * (OUTSIDE + 1)
