import numpy as np
import pytest
from intents_cases import labels, rows

from intents import Decision, Interpreter, Label
from intents.lexicon import DATA
from intents.matching.features import Reader
from intents.matching.judgement import Judgement
from intents.matching.learned import recall
from intents.matching.matcher import Matcher
from intents.matching.spans import LONGEST, units
from intents.reading.tokens import MecabTokenizer


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    known = labels()
    reader = Reader(MecabTokenizer())
    return Matcher(known, recall(known, reader), reader, Judgement.load())


def test_most_needs_of_a_message_are_found(interpreter: Interpreter) -> None:
    said = [(wanted.split("+"), text) for wanted, text in rows("needs_several.tsv", DATA)]
    missed = [text for ids, text in said if not set(ids) <= set(interpreter.understand(text).needs)]
    assert len(missed) <= 0.2 * len(said), missed


def test_what_is_only_told_of_is_seldom_taken_for_a_need(interpreter: Interpreter) -> None:
    """A third of them names another programme in a whole sentence of its own."""
    said = [text for _, text in rows("needs_one.tsv", DATA)]
    taken = [text for text in said if interpreter.understand(text).needs]
    assert len(taken) <= 0.33 * len(said), taken


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("기초연금 에너지바우처", ["basic-pension", "energy-voucher"]),
        ("문화누리카드발급이랑휴대폰요금할인알려주세요", ["culture-card", "telecom-discount"]),
        ("노인일자리는 언제 뽑고 기초연금은 얼마예요", ["senior-jobs", "basic-pension"]),
        ("기초연금은 얼마고 노인일자리는 언제 뽑아요", ["basic-pension", "senior-jobs"]),
        ("기초연금 알려주시고 내일 전화도 주세요", ["basic-pension", "callback-request"]),
        (
            "부모급여 첫만남이용권 아동수당 한번에 신청되나요",
            ["parental-benefit", "first-encounter-voucher", "child-allowance"],
        ),
    ],
)
def test_needs_stand_in_the_order_of_mention(
    interpreter: Interpreter, text: str, ids: list[str]
) -> None:
    assert list(interpreter.understand(text).needs) == ids


@pytest.mark.parametrize(
    "text",
    [
        "기초연금",
        "기초연금 신청 서류랑 금액이 궁금해요",
        "수급자인데 문화누리카드 어디서 써요",
        "오늘 날씨랑 내일 날씨 알려줘",
        "ㅋㅋ ㅠㅠ",
        "",
    ],
)
def test_one_need_or_none_is_not_several(interpreter: Interpreter, text: str) -> None:
    assert interpreter.understand(text).needs == ()


def test_a_stretch_counts_as_if_it_had_been_said_alone(matcher: Matcher) -> None:
    spans = matcher.spans(matcher.read("기초연금 얼마 받는지랑 노인일자리 언제 뽑는지"))
    assert spans is not None
    for begin, end, margins in zip(
        spans.stretches.begin, spans.stretches.end, spans.margins, strict=True
    ):
        alone = matcher.margins(matcher.read(" ".join(spans.units[begin:end])))
        # Words are told by their neighbours, so the tokenizer may cut a stretch otherwise.
        assert np.abs(margins - alone).max() < 0.15


def test_a_part_of_a_message_is_ranked_as_if_it_had_been_said_alone(matcher: Matcher) -> None:
    parts = ["기초연금 얼마 받는지 궁금하고", "노인일자리 언제 뽑는지 알려주세요"]
    whole = matcher.read(" ".join(parts))
    ranked = list(matcher.parts(parts, whole, matcher.spans(whole)))
    for part, found in zip(parts, ranked, strict=True):
        alone = matcher.rank(matcher.read(part))
        assert found.best(1)[0][0] == alone.best(1)[0][0]
        assert np.abs(found.margins - alone.margins).max() < 0.15
    (elsewhere,) = matcher.parts(["에너지바우처"], whole, matcher.spans(whole))
    assert elsewhere.margins.tolist() == matcher.rank(matcher.read("에너지바우처")).margins.tolist()


def test_a_part_is_not_taken_for_another_where_short_ones_are_left_out() -> None:
    """Of few labels the stretches are the clauses that mean something; what is left out between
    them is here as long as the first of them."""
    names = ("텃밭분양", "조명교체")
    known = [Label(id=name, decision=Decision.ANSWER, names=(), phrases=(name,)) for name in names]
    reader = Reader(MecabTokenizer())
    few = Matcher(known, recall(known, reader), reader, Judgement.load())
    whole = few.read("네네. 아아. 텃밭분양. 조명교체")
    ranked = list(few.parts(names, whole, few.spans(whole)))
    assert [found.best(1)[0][0] for found in ranked] == [0, 1]


def test_stretches_of_a_long_message_are_few(matcher: Matcher) -> None:
    spans = matcher.spans(matcher.read("기초연금 얼마예요 " * 500))
    assert spans is not None
    assert len(spans.margins) <= LONGEST * len(spans.units)
    assert spans.at(0, len(spans.units)) == len(spans.margins) - 1
    assert spans.at(3, 2) is None


def test_words_without_spaces_are_cut_where_they_may_end() -> None:
    assert units("월세 지원") == ["월세", "지원"]
    assert units("전입신고하고주민센터도") == ["전입신고", "하고주민센터도"]
    assert units("?! ..") == []


def test_needs_are_found_by_clauses_where_nothing_is_learned() -> None:
    few = [
        Label(id="pension", decision=Decision.ANSWER, phrases=("기초연금 얼마예요", "기초연금")),
        Label(id="heating", decision=Decision.ANSWER, phrases=("난방비 지원", "난방비 도와줘요")),
    ]
    meant = Interpreter(few).understand("기초연금 얼마예요? 난방비 도와줘요?")
    assert meant.needs == ("pension", "heating")
