"""What is told of an open case later reaches the queue as well as the thread."""

import pytest

from bot.domain.case import Priority
from tests.contract.services.office import Office

PERSON = "사람과 이야기하고 싶어요"


def test_what_is_told_after_calling_a_person_reaches_the_queue(office: Office) -> None:
    office.say("web:a", PERSON)
    called = office.newest()
    assert (called.priority, called.risk.score) == (Priority.NORMAL, 0)
    office.say("web:a", "여보세요?", "쌀이 떨어졌고 사흘째 굶고 있어요")
    case = office.case(called.number)
    assert case.first_words.endswith("/ 쌀이 떨어졌고 사흘째 굶고 있어요")
    assert {e.rule for e in case.risk.evidence} == {"hungry", "fridge-empty"}
    assert case.priority is Priority.URGENT
    assert case.due_at <= called.due_at
    office.say("web:a", "다리가 아파서 거동이 불편해요", "쌀이 떨어져서 그래요")
    later = office.case(called.number)
    assert later.first_words == case.first_words
    assert [e.rule for e in later.risk.evidence].count("fridge-empty") == 1
    assert later.risk.score == case.risk.score + 2


def test_what_is_added_by_receipt_weighs_as_well(office: Office) -> None:
    case = office.request("web:a")
    assert case.priority is Priority.NORMAL
    word = office.word("web:a", case.number)
    office.say("kakao:b", f"{case.number} {word}")
    office.press("kakao:b", "add")
    office.say("kakao:b", "집주인이 방을 빼래요 갈 데가 없어요")
    told = office.case(case.number)
    assert told.priority is Priority.URGENT
    assert told.due_at < case.due_at
    assert told.first_words == case.first_words


@pytest.mark.parametrize(
    ("shape", "carried"),
    [
        ("{n} {w}", False),  # opens the receipt
        ("접수번호 {n} 확인말 {w}예요", False),
        ("{w}", True),
        ("확인말은 {w}", True),
    ],
)
def test_staff_read_no_word_that_opens_a_receipt(office: Office, shape: str, carried: bool) -> None:
    report = office.report("web:a", way="완전 익명으로")
    word = office.word("web:a", report.number)
    office.say("kakao:b", PERSON)
    talk = office.newest()
    office.say("kakao:b", shape.format(n=report.number, w=word))
    assert ("[확인말 가림]" in office.thread(talk.number)[-1]) is carried
    assert word not in " ".join([office.case(talk.number).first_words, *office.thread(talk.number)])


def test_plain_words_that_could_be_one_stay(office: Office) -> None:
    office.say("web:a", PERSON, "새로운 아침이 싫어요", "이웃집 바람개비가 시끄러워요")
    assert office.thread(office.newest().number)[-2:] == [
        "새로운 아침이 싫어요",
        "이웃집 바람개비가 시끄러워요",
    ]
