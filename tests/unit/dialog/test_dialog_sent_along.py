"""Pictures and positions that come after something was sent."""

from datetime import timedelta

import pytest
from dialog_talk import NIGHT, SUICIDAL, Talk, danger, start

from bot.dialog.turn import AddWords, Alarm
from bot.domain.conversation import CaseAtHand, ReceiptView
from intents import Crisis, CrisisLevel, Who

NUMBER = "2026-0007"
FALLEN = Crisis(kind="medical", level=CrisisLevel.ALARM, who=Who.OTHER, evidence="쓰러져")


@pytest.fixture
def sent(talk: Talk) -> Talk:
    """A grandmother was reported a moment ago, answers wanted here."""
    at_hand = CaseAtHand(
        type="neighbour-report", anonymous=True, placed=True, named=("who:old_woman",)
    )
    return talk.put(case_no=NUMBER, at_hand=at_hand, told_at=talk.now, greeted=True)


def added(talk: Talk) -> list[tuple[str, str, int | None]]:
    return [(e.case_no, e.text, e.photo_id) for e in talk.effects if isinstance(e, AddWords)]


def test_a_picture_goes_to_what_was_just_sent(sent: Talk) -> None:
    assert sent.photo(5).keys == ["receipt.added_here"]
    assert added(sent) == [(NUMBER, "", 5)]
    sent.photo(6, "오늘 찍은 사진이에요")
    assert sent.keys == ["receipt.added_here"]
    assert added(sent) == [(NUMBER, "오늘 찍은 사진이에요", 6)]


def test_a_position_goes_there_in_words(sent: Talk) -> None:
    assert sent.place().keys == ["receipt.added_here"]
    [(number, text, _)] = added(sent)
    assert number == NUMBER
    assert "37.54460" in text


def test_news_that_wait_for_a_yes_go_with_the_picture(sent: Talk) -> None:
    assert sent.say("오늘은 나오셨어요").keys == ["receipt.add_sure"]
    sent.photo(5)
    assert added(sent) == [(NUMBER, "오늘은 나오셨어요", 5)]
    assert sent.state.last_words == ""


def test_words_that_ask_for_something_else_take_no_picture_along(sent: Talk) -> None:
    sent.photo(5, "상담 신청할게요", **start("self-request"))
    assert sent.keys[:2] == ["input.photo_later", "form.self-request.opening"]
    assert added(sent) == []


@pytest.mark.parametrize("changes", [{"case_no": ""}, {"apart": True}, {"told_at": NIGHT}])
def test_nothing_goes_where_no_case_was_told_of_lately(
    sent: Talk, changes: dict[str, object]
) -> None:
    sent.put(**changes).wait(days=2)
    assert sent.photo(None).keys[-1] == "input.photo_unexpected"
    assert sent.effects == ()


def test_an_opened_receipt_and_a_form_take_their_own(sent: Talk) -> None:
    view = ReceiptView(case_no="2026-0001", until=sent.now + timedelta(hours=1))
    sent.put(receipt=view).photo(5)
    assert NUMBER not in [number for number, _, _ in added(sent)]


def test_a_picture_whose_words_raise_the_alarm_reaches_the_report(sent: Talk) -> None:
    sent.photo(5, "할머니가 쓰러져 계세요", **danger(FALLEN))
    assert [e.case_no for e in sent.effects if isinstance(e, Alarm)] == [NUMBER]
    assert (NUMBER, "", 5) in added(sent)


def test_whoever_is_in_danger_is_still_asked_whether_they_are_alone(talk: Talk) -> None:
    talk.say("죽고 싶어요", **danger(SUICIDAL))
    talk.put(case_no=NUMBER, crisis_case=NUMBER, at_hand=CaseAtHand(type="crisis"))
    talk.put(told_at=talk.now)
    expecting = talk.state.expecting
    assert talk.place().keys == ["crisis.place_kept"]
    assert [number for number, _, _ in added(talk)] == [NUMBER]
    assert talk.state.expecting is expecting
