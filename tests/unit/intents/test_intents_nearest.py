"""The nearest phrase decides when there are more labels than can be learned."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from intents import Decision, Interpreter, Label
from intents.matching.features import Features, Reader
from intents.matching.judgement import Judgement
from intents.matching.learned import recall
from intents.matching.matcher import Matcher
from intents.matching.names import Names
from intents.matching.nearest import Nearest
from intents.reading.codes import of_words
from intents.reading.tokens import MecabTokenizer

SUBJECTS = ("연습실", "자전거", "회의실", "텃밭", "강당", "농구장", "주방")
WISHES = ("예약", "열쇠", "요금", "청소", "고장")
LABELS = 700


def label(number: int) -> Label:
    subject, wish = SUBJECTS[number % 7], WISHES[number // 7 % 5]
    place = f"{number // 35 + 1}호점"
    return Label(
        id=f"room-{number}",
        decision=Decision.ANSWER,
        names=(f"{place} {subject} {wish}",),
        phrases=(f"{place} {subject} {wish} 물어볼게요", f"{wish} 때문에요 {place} {subject}"),
    )


@pytest.fixture(scope="module")
def many() -> Interpreter:
    def refused(_: float) -> None:
        pytest.fail("so many labels are not learned")

    return Interpreter([label(number) for number in range(LABELS)], progress=refused)


@pytest.mark.parametrize("number", [0, 34, 351, LABELS - 1])
def test_its_own_phrase_finds_a_label_among_seven_hundred(many: Interpreter, number: int) -> None:
    wanted = label(number)
    for text in (*wanted.names, *wanted.phrases, f"안녕하세요 {wanted.phrases[0]}"):
        assert wanted.id in [c.id for c in many.understand(text).candidates[:3]], text
    assert many.understand(wanted.phrases[0]).id == wanted.id


def test_the_far_is_not_understood(many: Interpreter) -> None:
    assert many.understand("비트코인 지금 사도 될까").decision is Decision.UNKNOWN


def test_margins_follow_the_nearest_phrase_and_know_labels_without_one() -> None:
    reader = Reader(MecabTokenizer())
    near = Nearest.of([("텃밭 분양", (0, 2)), ("농구장 조명", (2,))], 4, reader)
    said = near.margins(reader.read("텃밭 분양").features())
    assert said[0] == said[2] == pytest.approx(2.2 * 0.6)
    assert said[1] == said[3] == pytest.approx(2.2 * -0.4)
    other = near.margins(reader.read("농구장 조명 끄기").features())
    assert other[0] < 0 < other[2] < said[2]
    nothing = near.margins(Features(of_words([]), of_words([])))
    assert nothing.tolist() == pytest.approx([2.2 * -0.4] * 4)


def test_texts_compared_one_after_the_other_or_in_several_threads_do_not_mix() -> None:
    reader = Reader(MecabTokenizer())
    phrases = [(phrase, (n,)) for n in range(50) for phrase in label(n).phrases]
    texts = [reader.read(phrase).features() for phrase, _ in phrases]
    alone = [Nearest.of(phrases, 50, reader).margins(text).tolist() for text in texts[:6]]
    near = Nearest.of(phrases, 50, reader)
    assert [near.margins(text).tolist() for text in texts[:6]] == alone
    with ThreadPoolExecutor(4) as threads:
        said = list(threads.map(near.margins, texts[:6] * 50))
    assert [margins.tolist() for margins in said] == alone * 50


def test_clauses_and_the_whole_are_compared_as_if_each_had_been_said_alone() -> None:
    known = [label(number) for number in range(LABELS)]
    reader = Reader(MecabTokenizer())
    matcher = Matcher(known, recall(known, reader), reader, Judgement.load())
    parts = ["3호점 텃밭 요금 물어볼게요", "열쇠 때문에요 7호점 주방"]
    said = matcher.read(f"{parts[0]}. 네네. {parts[1]}")
    whole = matcher.rank(said)
    spans = matcher.spans(said, whole)
    assert spans is not None
    assert spans.margins[-1].tolist() == whole.margins.tolist()
    again = matcher.spans(said)
    assert again is not None
    assert again.margins.tolist() == spans.margins.tolist()
    for part, found in zip(parts, matcher.parts(parts, said, spans), strict=True):
        alone = matcher.rank(matcher.read(part))
        assert found.margins.tolist() == alone.margins.tolist()
        assert found.best(3) == alone.best(3)


def test_names_are_found_exact_and_misspelt_and_the_longer_covers_the_shorter() -> None:
    names = Names([("텃밭분양", 0), ("텃밭분양 대기", 1), ("강당", 2)])
    assert names.find("텃밭분양언제해요") == {0: 1.0}
    assert names.find("텃밭분양대기몇번") == {1: 1.0}
    nearly = names.find("텃빳분양대기언제")
    assert nearly.keys() == {1}
    assert 0.7 < nearly[1] < 1
    assert names.find("강당하고텃밭분양") == {0: 1.0, 2: 1.0}
    assert names.find("텃밭") == names.find("") == Names([]).find("텃밭분양") == {}
