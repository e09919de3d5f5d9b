"""What is said after the office finished a case: the matter may go on all the same."""

import pytest
from dialog_talk import Talk

from bot.dialog.turn import AddWords
from bot.domain.conversation import CaseAtHand, Expecting

NUMBER = "2026-0007"


@pytest.fixture
def finished(talk: Talk) -> Talk:
    at_hand = CaseAtHand(type="handoff", is_open=False)
    talk.really("기초연금이 뭐예요?")
    return talk.put(case_no=NUMBER, at_hand=at_hand, told_at=talk.now)


@pytest.fixture
def report(talk: Talk) -> Talk:
    known = ("who:old_man", "home:next")
    at_hand = CaseAtHand(type="neighbour-report", is_open=False, anonymous=True, named=known)
    return talk.put(case_no=NUMBER, at_hand=at_hand, told_at=talk.now, greeted=True)


@pytest.mark.parametrize(
    "text",
    [
        "아직도 추워요 다시 와주세요",
        "해결된 게 하나도 없어요",
        "여전히 보일러가 안 돼요",
        "아무도 안 왔는데 왜 끝났다고 해요",
        "또 고장났는데요",
        "그대로예요",
    ],
)
def test_that_it_goes_on_is_offered_to_staff_anew(finished: Talk, text: str) -> None:
    finished.really(text)
    assert finished.last.key == "receipt.add_sure_closed"
    assert "person" in finished.offered
    finished.say("네")
    assert finished.effects == (AddWords(case_no=NUMBER, text=text, alone=True),)


@pytest.mark.parametrize(
    "text",
    [
        "고맙습니다 이제 따뜻해요",
        "기초연금은 언제부터 나와요?",
        "전화 상담 예약할래요",
        "옆집 할머니가 또 안 보여요",
        "다시 감사드려요",
        "담당자 바꿔주세요",
    ],
)
def test_other_words_are_met_as_ever(finished: Talk, text: str) -> None:
    finished.really(text)
    assert finished.state.expecting is not Expecting.ADD_SURE


@pytest.mark.parametrize(
    ("text", "is_of_it"),
    [
        ("여전히 안 보여요", True),
        ("옆집 할아버지가 또 안 보여요", True),
        ("우편물 그대로예요", True),
        ("앞집 아이가 계속 울어요", False),
    ],
)
def test_of_a_finished_report_only_who_was_told_of(report: Talk, text: str, is_of_it: bool) -> None:
    report.really(text)
    assert (report.state.expecting is Expecting.ADD_SURE) is is_of_it
