"""Short things that are said every day: a bare number, news of a neighbour, a wish to be heard."""

import pytest

from intents import Decision, Interpreter


@pytest.mark.parametrize(
    "text",
    ["0", "2", " 7", "12", "20", "②", "2번", "3번이요", "2번으로 할게요", "1번이랑 3번", "1004"],
)
def test_a_number_alone_means_nothing_by_itself(interpreter: Interpreter, text: str) -> None:
    meant = interpreter.understand(text)
    assert (meant.decision, meant.id, meant.candidates) == (Decision.UNKNOWN, None, ())


@pytest.mark.parametrize(
    ("text", "decision", "id_"),
    [
        ("2번 고칠게요", Decision.START, "edit"),
        ("ㅂ2", Decision.SMALLTALK, "goodbye"),
        ("109", Decision.ANSWER, "suicide-prevention"),
    ],
)
def test_a_number_with_more_said_or_one_to_ring_is_read(
    interpreter: Interpreter, text: str, decision: Decision, id_: str
) -> None:
    meant = interpreter.understand(text)
    assert (meant.decision, meant.id) == (decision, id_)


@pytest.mark.parametrize(
    "text",
    [
        "이사가셨나 봐요",
        "오늘은 나오셨네요",
        "불이 다시 켜졌어요",
        "시골 내려가셨대요",
        "입원하셨대요 다행이죠",
        "저는 못 가보겠어요",
    ],
)
def test_news_of_a_neighbour_asks_for_nothing(interpreter: Interpreter, text: str) -> None:
    meant = interpreter.understand(text)
    assert (meant.decision, meant.id) == (Decision.UNKNOWN, None)


@pytest.mark.parametrize(
    ("text", "decision", "id_"),
    [
        ("얘기 좀 들어주세요", Decision.HANDOFF, "talk-to-human"),
        ("이야기 좀 들어줄 수 있어요?", Decision.HANDOFF, "talk-to-human"),
        ("제 얘기인데요", Decision.START, "self-request"),
        ("상담 신청할게요 제 얘기 좀 들어주세요", Decision.START, "self-request"),
        ("사람이 그리워서 말 걸어봐요", Decision.ANSWER, "isolation-support"),
        ("굶어 죽게 생긴 사람도 도와주나요", Decision.ANSWER, "food-support"),
        ("작년에 허리 다치고 일을 못 해서 수입이 없어요", Decision.ANSWER, "emergency-support"),
        ("허리를 다쳐서 집안일을 도와줄 사람이 필요해요", Decision.ANSWER, "care-sos"),
        ("남편이 맨날 나가 죽으래요", Decision.ANSWER, "domestic-violence"),
        ("남편이 어제 돌아가셨어요", Decision.ANSWER, "funeral-benefit"),
    ],
)
def test_who_wants_something_is_heard(
    interpreter: Interpreter, text: str, decision: Decision, id_: str
) -> None:
    meant = interpreter.understand(text)
    assert (meant.decision, meant.id) == (decision, id_)


def test_care_and_the_bill_are_two_needs(interpreter: Interpreter) -> None:
    meant = interpreter.understand("아버지가 퇴원하셨는데 돌볼 사람도 없고 병원비도 없어요")
    assert set(meant.needs) == {"care-sos", "catastrophic-medical"}
