"""Times to be called at which nobody of the office is at work."""

from datetime import datetime, timedelta

import pytest
from dialog_talk import MORNING, NIGHT, REF, Talk, meaning, scene

from bot.dialog.forms import calling
from bot.dialog.moment import Moment
from bot.domain.conversation import Conversation
from bot.domain.events import EventKind, InboundEvent

FRIDAY = MORNING + timedelta(days=4)
MONDAY_EVENING = MORNING.replace(hour=18)


def outside(text: str, now: datetime = MORNING) -> bool:
    event = InboundEvent(event_id="1", ref=REF, at=now, kind=EventKind.TEXT, text=text)
    talk = Conversation(id="c", channel="web")
    here = Moment(talk=talk, event=event, mind=meaning(text), scene=scene("sejong-sodam"), now=now)
    return calling.is_outside(here)


@pytest.mark.parametrize(
    "text",
    [
        "저녁 7시 이후만 돼요",
        "밤 9시",
        "새벽에",
        "점심시간에",
        "토요일이요",
        "일요일 아침",
        "주말만 돼요",
        "퇴근하고 7시쯤",
        "평일 저녁 8시",
        "오전 7시요",
        "19시",
    ],
)
def test_nobody_calls_at_night_or_on_a_weekend(text: str) -> None:
    assert outside(text)


@pytest.mark.parametrize(
    "text",
    [
        "내일 오전",
        "아무 때나",
        "오후 3시 이후요",
        "2시쯤",
        "6시 전에",
        "점심시간 말고요",
        "주말 말고 평일이요",
        "평일이나 토요일",
        "월요일 오전",
        "모레 2시",
        "15시",
        "글쎄요",
    ],
)
def test_a_time_within_the_hours_needs_no_word(text: str) -> None:
    assert not outside(text)


def test_now_and_tomorrow_depend_on_the_day() -> None:
    assert not outside("지금 바로요")
    assert outside("지금 바로요", NIGHT)
    assert outside("내일이요", FRIDAY)
    assert not outside("내일이요")
    assert outside("오늘 5시요", MONDAY_EVENING)


@pytest.mark.parametrize("words", [["건너뛰기", "건너뛰기"], ["몰라요", "모르겠어요"], ["없어요"]])
def test_no_call_is_booked_without_a_number(talk: Talk, words: list[str]) -> None:
    talk.press("call_me").press("agree")
    for text in words:
        talk.say(text)
        assert talk.keys == ["form.phone_needed", "form.callback.phone"]
        assert "person" in talk.offered
    assert talk.say("010-1234-5678").keys == ["form.callback.when"]


def test_the_number_told_before_stands_when_no_other_is_given(talk: Talk) -> None:
    talk.press("call_me").press("agree").say("010-1234-5678").say("내일 오전").say("건너뛰기")
    talk.say("1번 고칠게요").say("건너뛰기")
    assert talk.asked == "summary"
    assert talk.form.answers["phone"].values == ("010-1234-5678",)
