import pytest
from intents_cases import rows

from intents.boundary import without_abuse
from intents.languages import language
from intents.reading.sentences import after_what_one_has, clauses, is_question, without_opening


@pytest.mark.parametrize(
    "text", ["씨발 뭐야", "야 이 병신 봇아", "ㅅㅂ", "개새끼야", "꺼져", "멍청한 챗봇", "시1발"]
)
def test_abuse_is_heard(text: str) -> None:
    assert without_abuse(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "불이 꺼져 있어요",
        "쓰레기집이에요",
        "강아지새끼가 아파요",
        "사업 시발점이 어디예요",
        "말조심할게요",
        "신청서를 뒤져 봤어요",
        "저는 바보예요 서류를 못 하겠어요",
        "",
    ],
)
def test_innocent_words_are_not_abuse(text: str) -> None:
    assert without_abuse(text) is None


def test_people_swear_in_many_ways() -> None:
    said = [text for (text,) in rows("abuse.txt")]
    missed = [text for text in said if without_abuse(text) is None]
    assert len(missed) <= 0.02 * len(said), missed


def test_nobody_is_rebuked_for_innocent_words() -> None:
    heard = [text for (text,) in rows("innocent.txt") if without_abuse(text) is not None]
    assert not heard


@pytest.mark.parametrize(
    "text", ["ㅅ.ㅂ", "ㅅㅣㅂㅏㄹ", "씨8 뭐야", "개 새 끼", "ㅋㅋㅂㅅ", "병1신", "f*ck you"]
)
def test_hidden_abuse_is_heard(text: str) -> None:
    assert without_abuse(text) is not None


@pytest.mark.parametrize("text", ["ㄱㅊㅅㅂ", "ㅈㅅㅂㅇ", "취소ㅗ", "ㅋㅋㅋ", "2025년 18일 18만원"])
def test_initials_and_slips_are_not_abuse(text: str) -> None:
    assert without_abuse(text) is None


def test_what_is_left_without_the_abuse() -> None:
    assert without_abuse("이 새끼야 월세 지원 되냐고") == "월세 지원 되냐고"


@pytest.mark.parametrize(
    ("text", "card"),
    [
        ("Tôi cần giúp tiền nhà", "language-vi"),
        ("xin chao toi can giup", "language-vi"),
        ("我需要帮助", "language-zh"),
        ("can you speak english", "language-en"),
        ("help me please", "language-en"),
        ("비자 visa 연장", None),
        ("中文 상담 되나요", None),
        ("こんにちは 私は", None),
        ("123", None),
        ("ok", None),
        ("", None),
    ],
)
def test_the_card_of_another_language(text: str, card: str | None) -> None:
    assert language(text) == card


def test_clauses() -> None:
    said = "월세도 두달 밀렸고 애 급식카드도 필요한데 어머니는 치매가 온 것 같아요"
    assert clauses(said) == [
        "월세도 두달 밀렸고",
        "애 급식카드도 필요한데",
        "어머니는 치매가 온 것 같아요",
    ]
    assert clauses("지난번 신고 취소할게요") == ["지난번 신고 취소할게요"]
    assert len(clauses("쌀이 떨어졌어요. " * 500)) <= 12


def test_openings_are_taken_off() -> None:
    assert without_opening("안녕하세요 저기요 월세가 밀렸어요") == "월세가 밀렸어요"
    assert without_opening("안녕하세요") == "안녕하세요"


@pytest.mark.parametrize(
    ("text", "had"),
    [
        ("주거급여는 받고 있는데 에너지바우처도 되나요", "주거급여는 받고 있는데"),
        ("실업급여는 끝났고 빚 조정을 받고 싶어요", "실업급여는 끝났고"),
        ("등급은 떨어졌어요. 병원 갈 때 도와주는 분이 있나요", "등급은 떨어졌어요"),
        ("무료 법률상담을 받고 싶고 전입신고도 할래요", ""),
        ("신청하면 못 받나요 그럼 어디로 가나요", ""),
        ("에너지바우처도 되나요 주거급여는 받고 있어요", ""),
        ("기초연금 받고 있어요", ""),
        ("", ""),
    ],
)
def test_what_one_has_already_stands_before_what_is_asked(text: str, had: str) -> None:
    told, asked = after_what_one_has(text)
    assert told.strip() == had
    assert told + asked == (text if had else "")


@pytest.mark.parametrize("text", ["얼마예요", "되나요", "어디서 해요", "우째야 되노", "신청해요?"])
def test_questions_without_a_mark(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize("text", ["상담 신청할게요", "누구나 돌봄 신청할래요", "아파서 그래요"])
def test_statements(text: str) -> None:
    assert not is_question(text)
