"""Where somebody lives who talks with a person of the office: the case goes to that 동."""

import pytest
from dialog_talk import Talk

from bot.dialog.turn import Placed
from bot.domain.conversation import Mode
from intents import Decision

CASE = "2026-0001"
MAJANG = "1120054000"


@pytest.fixture
def waiting(seongdong: Talk) -> Talk:
    return seongdong.put(mode=Mode.WAITING, case_no=CASE)


def placed(talk: Talk) -> list[Placed]:
    return [e for e in talk.effects if isinstance(e, Placed)]


@pytest.mark.parametrize("mode", [Mode.WAITING, Mode.HUMAN])
@pytest.mark.parametrize(
    "text",
    [
        "저 마장동 사는데 보일러가 고장났어요",
        "저는 마장동 살고요 혼자예요",
        "집이 마장동이에요 월세가 밀렸어요",
        "여기 마장동인데 물이 안 나와요",
        "안녕하세요 마장동 현대아파트 103동 사는데 어디로 가야 하나요?",
        "성동구 마장동에서 혼자 살고 있어요 도와주세요",
    ],
)
def test_told_in_the_middle_of_other_words(waiting: Talk, mode: Mode, text: str) -> None:
    waiting.put(mode=mode).say(text)
    assert placed(waiting) == [Placed(case_no=CASE, dong=MAJANG, home=True)]


@pytest.mark.parametrize(
    "text",
    [
        "마장동 사는 친구가 알려줬어요",
        "마장동 사시는 어머니가 아프세요",
        "엄마가 마장동 살아요",
        "저는 금호동 살아요 보일러가 고장났어요",
        "마장동에서 일해요",
        "마장동 주민센터 갔는데 안 해줬어요",
        "예전에 마장동 살았어요",
        "마장동 안 살아요",
    ],
)
def test_not_where_one_works_lived_or_knows_somebody(waiting: Talk, text: str) -> None:
    waiting.say(text)
    assert placed(waiting) == []


def test_what_was_told_before_a_person_was_asked_for_counts(seongdong: Talk) -> None:
    seongdong.put(last_words="저는 마장동 살아요 보일러가 고장났어요")
    seongdong.say(
        "사람과 이야기하고 싶어요", decision=Decision.HANDOFF, id="talk-to-human", score=1.0
    )
    assert placed(seongdong) == [Placed(case_no="", dong=MAJANG, home=True)]
