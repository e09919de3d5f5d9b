import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intents_cases import DATA, labels, rows

from intents import Decision, Interpreter, Label, service_labels


def test_only_what_is_said_in_our_own_words_is_remembered(interpreter: Interpreter) -> None:
    ours = interpreter.understand("기초연금!!")
    assert interpreter.understand("기초연금!!") is ours
    own = interpreter.understand("기초연금 홍길동이 받을 수 있나요")
    again = interpreter.understand("기초연금 홍길동이 받을 수 있나요")
    assert again == own
    assert again is not own


@pytest.mark.parametrize(
    ("text", "decision", "id_"),
    [
        ("긴급복지가 뭔데요", "answer", "emergency-support"),
        ("긴급보지가 뭐에요", "answer", "emergency-support"),
        ("기급복지지원 받을라면", "answer", "emergency-support"),
        ("상담 신청할게요", "start", "self-request"),
        ("근데 아들 급식카드는 따로 신청해요?", "answer", "child-meal"),
        ("기초수급자 되려면 어떠케해야데나요", "answer", "basic-livelihood"),
        ("울 아부지 치매 온거 가튼디 우짜노", "answer", "dementia-center"),
        ("옆집 할아버지가 일주일째 안보여요 우편물도 쌓여있고요", "start", "report-neighbour"),
        ("자살예방센터 위치", "answer", "suicide-prevention"),
        ("Tôi cần giúp tiền nhà", "answer", "language-vi"),
        ("toi can giup do", "answer", "language-vi"),
        ("我需要帮助", "answer", "language-zh"),
        ("I need help with my rent", "answer", "language-en"),
        ("rlsrmqqhrwlrk anjdi", "answer", "emergency-support"),
        ("취소할게요", "start", "cancel"),
        ("사람이랑 얘기하고 싶어요", "handoff", "talk-to-human"),
        ("담당자가 너무 불친절해요", "handoff", "complaint"),
        ("고맙습니다", "smalltalk", "thanks"),
        ("안녕하세요", "smalltalk", "greeting"),
        ("제 개인정보 다 지워주세요", "start", "erase-my-data"),
        ("씨발 뭐야", "boundary", None),
        ("야 이 병신 봇아 꺼져", "boundary", None),
        ("fuck you bot", "boundary", None),
        ("개쉐이야 대답 똑바로해", "boundary", None),
        ("장애인 새끼", "boundary", None),
        ("ㅅㅂ 사람 바꿔 주세요", "handoff", "talk-to-human"),
        ("오늘 날씨 어때", "unknown", None),
        ("비트코인 지금 사도 될까", "unknown", None),
        ("이제 다 끝내고 싶어요 약도 모아놨어요", "crisis", None),
        ("", "unknown", None),
        ("😀", "unknown", None),
        ("ㅋㅋㅋㅋ", "unknown", None),
    ],
)
def test_what_a_message_means(
    interpreter: Interpreter, text: str, decision: str, id_: str | None
) -> None:
    meant = interpreter.understand(text)
    assert (meant.decision, meant.id) == (decision, id_)


def test_a_need_that_two_programmes_meet_is_asked_about(interpreter: Interpreter) -> None:
    meant = interpreter.understand("안녕하세요 월세가 두달 밀렸어요 어디에 말해야돼요")
    assert meant.decision is Decision.CLARIFY
    assert {"emergency-support", "housing-benefit"} <= {c.id for c in meant.candidates[:3]}
    assert meant.id is None


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("주거급여는 받고 있는데 겨울 난방비 바우처도 신청되나요", "energy-voucher"),
        ("실업급여도 끝났고 카드값을 못 막아서 빚 조정 받고 싶어요", "debt-relief"),
        ("기초연금 받고 있는데 소득이 생기면 줄어요?", "basic-pension"),
        ("실업급여 받는데 알바하면 어떻게 돼요", "unemployment-benefit"),
    ],
)
def test_what_one_has_already_is_not_asked_for(
    interpreter: Interpreter, text: str, id_: str
) -> None:
    """Unless what follows says nothing by itself."""
    meant = interpreter.understand(text)
    assert meant.decision is Decision.ANSWER
    assert meant.id == id_
    assert not meant.needs


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("안녕 하세요 반갑습니다", "greeting"),
        ("안녕하세요 ㅎㅎ", "greeting"),
        ("안녕하세요 네", "yes"),
        ("안녕하세요 월세요", "housing-benefit"),
        ("안녕하세요 오늘 만조 몇 시예요", None),
    ],
)
def test_hardly_more_than_a_greeting_is_a_greeting(
    interpreter: Interpreter, text: str, id_: str | None
) -> None:
    assert interpreter.understand(text).id == id_


def test_who_asks_how_a_service_works_is_asked_back(interpreter: Interpreter) -> None:
    meant = interpreter.understand("누구나돌봄 신청은 동사무소에서만 되나요")
    assert meant.decision is Decision.CLARIFY
    assert "care-for-anyone" in [c.id for c in meant.candidates[:3]]


def test_initial_consonants_are_only_offered(interpreter: Interpreter) -> None:
    meant = interpreter.understand("ㄱㅊㅅㄱ")
    assert meant.decision is Decision.CLARIFY
    assert "basic-livelihood" in [c.id for c in meant.candidates]
    assert interpreter.understand("ㅂㅈㄷㄱ").decision is Decision.UNKNOWN


def test_abuse_around_a_need_is_looked_through(interpreter: Interpreter) -> None:
    meant = interpreter.understand("씨발 긴급복지 신청 어떻게 하냐고")
    assert (meant.decision, meant.id) == ("answer", "emergency-support")


def test_a_crisis_goes_before_all_and_keeps_what_else_is_meant(interpreter: Interpreter) -> None:
    meant = interpreter.understand("긴급복지 신청하다가 죽고 싶어졌어요")
    assert meant.decision is Decision.CRISIS
    assert meant.crisis is not None
    assert meant.crisis.kind == "suicide"
    assert "emergency-support" in [c.id for c in meant.candidates]


def test_distress_leaves_the_ordinary_answer(interpreter: Interpreter) -> None:
    meant = interpreter.understand("사는 게 너무 힘들어요 긴급복지가 뭐예요")
    assert (meant.decision, meant.id) == ("answer", "emergency-support")
    assert meant.crisis is not None
    assert meant.crisis.level == "distress"


def test_several_needs_in_one_message(interpreter: Interpreter) -> None:
    meant = interpreter.understand("쌀이 떨어졌고요, 애 급식카드 신청도 하고 싶어요")
    assert meant.needs == ("food-support", "child-meal")
    assert interpreter.understand("급식카드 신청하고 싶어요").needs == ()


def test_personal_data_is_masked_in_what_is_kept(interpreter: Interpreter) -> None:
    meant = interpreter.understand("제 주민번호 900101-1234567 인데 기초연금 되나요")
    assert "1234567" not in json.dumps(meant.as_json(), ensure_ascii=False)
    assert meant.masked == ("rrn",)
    assert meant.id == "basic-pension"


def test_questions(interpreter: Interpreter) -> None:
    assert interpreter.understand("근데 아들 급식카드는 따로 신청해요?").is_question
    assert interpreter.understand("급식카드는 어떻게 신청해요").is_question
    assert not interpreter.understand("상담 신청할게요").is_question


def test_the_printed_line_has_the_shape_others_rely_on(interpreter: Interpreter) -> None:
    printed = interpreter.understand("아랫집 아이가 밤마다 울고 때리는 소리가 나요").as_json()
    assert list(printed) == ["text", "decision", "id", "score", "candidates", "crisis", "needs"]
    assert json.loads(json.dumps(printed, ensure_ascii=False)) == printed
    assert printed["crisis"] == {
        "kind": "abuse-child",
        "level": "alarm",
        "who": "other",
        "evidence": "아이가 밤마다 울고 때리는",
    }


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(), max_size=300))
def test_no_text_can_break_it(interpreter: Interpreter, text: str) -> None:
    meant = interpreter.understand(text)
    json.dumps(meant.as_json(), ensure_ascii=False).encode("utf-8")
    assert 0 <= meant.score <= 1
    assert len(meant.candidates) <= 5
    assert all(0 < c.score <= 1 for c in meant.candidates)
    if meant.crisis:
        assert meant.crisis.evidence in meant.text


@pytest.mark.parametrize(
    "text",
    ["\ud800" * 10, "\x00", "가나다 " * 80_000, "🙂" * 300_000, "ㄱ" * 100_000, "a" * 300_000],
    ids=["surrogates", "nul", "words", "emoji", "consonants", "letters"],
)
def test_extreme_texts_are_read_in_time(interpreter: Interpreter, text: str) -> None:
    import time

    started = time.process_time()
    interpreter.understand(text)
    assert time.process_time() - started < 2


def test_two_threads_hear_the_same_as_one(interpreter: Interpreter) -> None:
    texts = [text for *_, text in rows("crisis_later.tsv")] + [t for _, t in rows("residents.tsv")]
    alone = [interpreter.understand(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(interpreter.understand, texts))
    assert together == alone


def test_internal_examples_never_become_candidates(interpreter: Interpreter) -> None:
    known = {label.id for label in labels()}
    for *_, text in rows("crisis.tsv"):
        assert {c.id for c in interpreter.understand(text).candidates} <= known


def test_services_are_recognised_in_other_words(interpreter: Interpreter) -> None:
    services = {label.id for label in service_labels()}
    cases = [(id_, text) for id_, text in rows("residents.tsv") if id_ in services]
    assert len(cases) >= 25
    first = [interpreter.understand(text).candidates[:1] for _, text in cases]
    right = sum(bool(c) and c[0].id == id_ for c, (id_, _) in zip(first, cases, strict=True))
    assert right >= 0.85 * len(cases)


def test_everyday_chat_is_rarely_answered(interpreter: Interpreter) -> None:
    lines = (DATA / "chat_sample.txt").read_text(encoding="utf-8").splitlines()[1:]
    acted = [
        line
        for line in lines
        if interpreter.understand(line).decision
        in {Decision.ANSWER, Decision.START, Decision.HANDOFF}
    ]
    assert len(acted) <= 0.02 * len(lines), acted


def test_an_interpreter_without_labels_still_hears_danger() -> None:
    bare = Interpreter([])
    assert bare.understand("죽고 싶어요").decision is Decision.CRISIS
    assert bare.understand("기초연금 얼마예요").decision is Decision.UNKNOWN
    assert bare.understand("취소할게요").decision is Decision.UNKNOWN


def test_a_label_without_phrases_is_asked_about_by_its_name() -> None:
    bare = Interpreter([Label(id="x", decision=Decision.ANSWER, names=("에너지바우처",))])
    meant = bare.understand("에너지바우쳐 신청할라고요")
    assert [c.id for c in meant.candidates] == ["x"]
    assert meant.decision in {Decision.ANSWER, Decision.CLARIFY}


@pytest.mark.parametrize(
    "text", ["기초연금은 얼마예요?", "월세가 두 달 밀렸어요", "상담 신청할게요"]
)
def test_the_likeliest_is_what_is_understood_where_that_is_sure(
    interpreter: Interpreter, text: str
) -> None:
    found, whole = interpreter.likeliest(text), interpreter.understand(text)
    assert found is not None
    assert found.id == whole.candidates[0].id


def test_nothing_is_likeliest_in_words_about_nothing(interpreter: Interpreter) -> None:
    assert interpreter.likeliest("") is None
    assert interpreter.likeliest("ㅁㄴㅇㄹ ㅋㅋㅋ") is None
