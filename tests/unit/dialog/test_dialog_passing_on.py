"""What is said after an alarm reaches the people who answer it."""

import pytest
from dialog_talk import BEATEN, SUICIDAL, Talk, answer, danger

from bot.dialog.turn import AddWords, Alarm
from bot.domain.conversation import CaseAtHand

CASE = "2026-0001"


def told(talk: Talk) -> list[str]:
    return [e.text for e in talk.turn.effects if isinstance(e, AddWords)]


def alarmed(talk: Talk) -> Talk:
    return talk.say("죽고 싶어요", **danger(SUICIDAL)).put(case_no=CASE, crisis_case=CASE)


def reporting(talk: Talk) -> Talk:
    talk.say("옆집 아이가 맞고 있어요", **danger(BEATEN)).put(case_no=CASE, crisis_case=CASE)
    assert talk.keys[-1] == "form.neighbour-report.place"
    return talk


@pytest.mark.parametrize("text", ["성수동 서울숲길 3층이에요", "고시원 203호예요", "마장동이에요"])
def test_where_somebody_in_danger_is_reaches_staff_whatever_it_sounds_like(text: str) -> None:
    talk = alarmed(Talk("seoul-seongdong"))
    talk.say(text, **answer("public-housing", question=False))
    assert talk.keys == ["crisis.place_kept"]
    assert told(talk) == [text]


def test_a_question_below_a_card_is_answered_and_passed_on(talk: Talk) -> None:
    alarmed(talk).say("기초연금이 뭐예요?", **answer("basic-pension"))
    assert talk.keys == ["faq.answer"]
    assert told(talk) == ["기초연금이 뭐예요?"]


def test_nothing_is_passed_on_of_later_talk_or_of_what_only_steers(talk: Talk) -> None:
    alarmed(talk).say("처음으로")
    assert told(talk) == []
    talk.wait(hours=1).say("기초연금이 뭐예요?", **answer("basic-pension"))
    assert told(talk) == []


def test_an_answer_in_the_report_of_a_danger_does_not_wait_to_be_sent(talk: Talk) -> None:
    reporting(talk).say("소담동 새샘마을 3단지예요")
    assert told(talk) == ["소담동 새샘마을 3단지예요"]


def test_a_number_of_who_reports_waits_until_it_is_sent(talk: Talk) -> None:
    reporting(talk).say("소담동 새샘마을 3단지예요 010-1234-5678")
    assert told(talk) == ["소담동 새샘마을 3단지예요"]


def test_words_of_ones_own_form_stay_there(talk: Talk) -> None:
    talk.say("상담 신청할게요", decision="start", id="self-request", score=1.0)
    talk.press("agree")
    talk.say("옆집 아이가 맞고 있어요", **danger(BEATEN)).put(case_no=CASE, crisis_case=CASE)
    talk.say("월세가 두 달 밀렸어요")
    assert told(talk) == []


def test_giving_up_the_report_of_a_danger_does_not_deny_the_alarm(talk: Talk) -> None:
    reporting(talk).say("그만할래요")
    assert talk.keys == ["form.cancelled_told"]


def test_a_yes_is_no_answer_to_what_was_asked_long_before(talk: Talk) -> None:
    alarmed(talk).say("아니요")
    assert talk.keys == ["crisis.alone_no"]
    talk.say("네")
    assert talk.keys == ["crisis.stay"]


def test_a_second_report_goes_to_no_case_of_the_first(talk: Talk) -> None:
    reporting(talk).put(form=None, at_hand=CaseAtHand(type="neighbour-report", anonymous=True))
    talk.wait(minutes=5).press("report").press("no")
    talk.say("다른 집 아저씨가 술만 마셔요")
    assert told(talk) == []


def test_a_way_that_was_cut_takes_nothing_more(talk: Talk) -> None:
    alarmed(talk).put(case_no="", crisis_case="").say("경찰 왔어요")
    assert talk.keys == ["crisis.help_called_safe"]
    assert told(talk) == []


def test_help_that_was_called_leaves_no_number_of_who_reports(talk: Talk) -> None:
    reporting(talk).say("119 불렀어요 010-1234-5678")
    assert told(talk) == ["119 불렀어요"]


def test_an_alarm_takes_the_place_that_its_words_name_for_sure() -> None:
    talk = Talk("seoul-seongdong")
    talk.say("죽고 싶어요 마장동 현대아파트 103동이에요", **danger(SUICIDAL))
    assert [e.dong for e in talk.turn.effects if isinstance(e, Alarm)] == ["1120054000"]
    talk.say("죽고 싶어요 성수동이에요", **danger(SUICIDAL))
    assert [e.dong for e in talk.turn.effects if isinstance(e, Alarm)] == [""]
