"""A receipt that is opened by somebody who waits for a person of the office, or talks with one."""

from datetime import timedelta

import pytest
from dialog_talk import Talk

from bot.dialog.sent.ways import ACTIONS
from bot.dialog.turn import AddWords, OpenReceipt, ShowReceipt, Withdraw
from bot.domain.conversation import Mode, ReceiptView


@pytest.fixture
def waiting(talk: Talk) -> Talk:
    return talk.put(mode=Mode.WAITING, case_no="2026-0001")


def _word(talk: Talk) -> str:
    first, second = talk.scene.content.receipt_words
    return f"{first[0]} {second[0]}"


@pytest.mark.parametrize("mode", [Mode.WAITING, Mode.HUMAN])
@pytest.mark.parametrize("text", ["{n} {w}", "접수번호는 {n}이고 확인말은 {w}입니다 조회해주세요"])
def test_number_and_word_open_the_receipt_and_are_not_carried(
    waiting: Talk, mode: Mode, text: str
) -> None:
    word = _word(waiting)
    waiting.put(mode=mode).say(text.format(n="2026-0007", w=word))
    assert waiting.turn.need == OpenReceipt(number="2026-0007", word=word.replace(" ", ""))
    assert waiting.effects == ()
    assert waiting.state.mode is mode


@pytest.mark.parametrize("mode", [Mode.WAITING, Mode.HUMAN])
def test_the_word_that_follows_the_number_opens_it(waiting: Talk, mode: Mode) -> None:
    waiting.put(mode=mode).say("2026-0007")
    assert waiting.keys == (["receipt.ask_word"] if mode is Mode.WAITING else [])
    waiting.say(_word(waiting))
    assert isinstance(waiting.turn.need, OpenReceipt)
    assert waiting.effects == ()


def test_what_is_told_beside_a_receipt_reaches_the_person(waiting: Talk) -> None:
    waiting.say(f"2026-0007 {_word(waiting)} 아직 아무도 안 와요 보일러가 고장나서 추워요")
    assert isinstance(waiting.turn.need, OpenReceipt)
    told = "아직 아무도 안 와요 보일러가 고장나서 추워요"
    assert waiting.effects == (AddWords(case_no="2026-0001", text=told),)


@pytest.mark.parametrize(
    "text",
    [
        "2026-0007 건은 어제 신청했는데 왜 아무도 전화를 안 하나요",
        "보일러가 고장났어요",
        "확인말이 기억이 안 나요",
        "작년 2025년 3월부터 아팠어요",
        "010-2026-0007로 전화 주세요",
    ],
)
def test_other_words_are_carried_as_ever(waiting: Talk, text: str) -> None:
    waiting.say(text)
    assert waiting.turn.need is None
    assert waiting.effects == (AddWords(case_no="2026-0001", text=text),)


@pytest.mark.parametrize("mode", [Mode.WAITING, Mode.HUMAN])
def test_an_opened_receipt_can_be_used_beside_a_person(waiting: Talk, mode: Mode) -> None:
    until = waiting.now + timedelta(minutes=30)
    view = ReceiptView(case_no="2026-0007", until=until)
    actions = waiting.scene.choices(*ACTIONS)
    waiting.put(mode=mode, receipt=view, offered=actions).press("status")
    assert waiting.turn.need == ShowReceipt(number="2026-0007")
    waiting.put(offered=actions).press("add").say("병원은 한양대병원이에요")
    [added] = waiting.effects
    assert isinstance(added, AddWords)
    assert added.case_no == "2026-0007"
    waiting.say("보일러가 고장났어요")
    assert waiting.effects == (AddWords(case_no="2026-0001", text="보일러가 고장났어요"),)
    waiting.put(offered=actions).press("withdraw").say("네")
    assert waiting.effects == (Withdraw(case_no="2026-0007"),)
