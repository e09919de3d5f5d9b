"""What is told of somebody after the report of them was sent goes to that report."""

from datetime import timedelta

import pytest
from dialog_talk import BEATEN, SUICIDAL, Talk, danger, start

from bot.dialog import reported
from bot.dialog.turn import AddWords, Alarm, Placed
from bot.domain.conversation import CaseAtHand
from intents import Crisis, CrisisLevel, Who

NUMBER = "2026-0007"
FALLEN = Crisis(kind="medical", level=CrisisLevel.ALARM, who=Who.SELF, evidence="쓰러져")
WORN = Crisis(kind="medical", level=CrisisLevel.DISTRESS, who=Who.SELF, evidence="안보이")


@pytest.fixture
def sent(talk: Talk) -> Talk:
    """A grandmother was reported a moment ago, answers wanted here."""
    at_hand = CaseAtHand(
        type="neighbour-report", anonymous=True, placed=True, named=("who:old_woman",)
    )
    return talk.put(case_no=NUMBER, at_hand=at_hand, told_at=talk.now, greeted=True)


def alarms(talk: Talk) -> list[Alarm]:
    return [effect for effect in talk.effects if isinstance(effect, Alarm)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("지금 가보니까 대답이 없어요", danger(WORN)),
        ("문을 두드려도 대답이 없어요", {}),
        ("제가 초인종을 눌러도 안 나오세요", {}),
        ("지금 쓰러져 계세요", danger(FALLEN)),
        ("아까 그 할머니 쓰러지셨어요", danger(FALLEN)),
    ],
)
def test_danger_goes_to_the_open_report_and_asks_for_no_place(
    sent: Talk, text: str, said: dict[str, object]
) -> None:
    sent.say(text, **said)
    assert sent.keys == ["crisis.medical.other", "crisis.told", "crisis.of_sent"]
    assert "119" in sent.text
    [alarm] = alarms(sent)
    assert (alarm.case_no, alarm.kind, alarm.who) == (NUMBER, "medical", "other")
    assert sent.state.form is None


def test_a_grandfather_is_nobody_s_own_father(sent: Talk) -> None:
    at_hand = CaseAtHand(
        type="neighbour-report", anonymous=True, placed=True, named=("who:old_man",)
    )
    sent.put(at_hand=at_hand).say("할아버지 댁 문을 두드려도 대답이 없어요")
    [alarm] = alarms(sent)
    assert alarm.case_no == NUMBER
    sent.say("아버지가 문을 두드려도 대답이 없어요", **danger(FALLEN))
    assert alarms(sent)[0].case_no == ""


def test_where_is_asked_only_while_it_is_not_known(sent: Talk) -> None:
    unplaced = CaseAtHand(type="neighbour-report", anonymous=True, named=("who:old_woman",))
    sent.put(at_hand=unplaced).say("쓰러져 계세요", **danger(FALLEN))
    assert sent.last.key == "crisis.of_sent_where"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("옆집에서 애 때리는 소리가 나요", danger(BEATEN)),
        ("옆집 할아버지도 쓰러지셨어요", danger(FALLEN)),
        ("다른 집 할머니도 쓰러지셨어요", danger(FALLEN)),
    ],
)
def test_somebody_else_is_another_report(sent: Talk, text: str, said: dict[str, object]) -> None:
    sent.say(text, **said)
    [alarm] = alarms(sent)
    assert alarm.case_no == ""


@pytest.mark.parametrize(
    "text",
    [
        "숨을 못 쉬겠어요",
        "배가 너무 아파요 피가 나요",
        "살려주세요",
        "누가 문을 부수려고 해요",
        "엄마가 쓰러졌어요",
        "아버지가 숨을 안 쉬세요",
        "저희 할머니가 쓰러지셨어요",
        "친구가 쓰러졌어요",
        "길에 사람이 쓰러져 있어요",
        "지하철역에 할아버지가 쓰러져 계세요",
    ],
)
def test_who_does_not_speak_of_the_one_reported_is_not_sent_to_their_address(
    sent: Talk, text: str
) -> None:
    sent.say(text, **danger(FALLEN))
    [alarm] = alarms(sent)
    assert alarm.case_no == ""
    assert not any(key.startswith("crisis.of_sent") for key in sent.keys)


@pytest.mark.parametrize("text", ["지금 쓰러져 계세요", "문을 두드려도 대답이 없어요"])
def test_after_something_with_no_way_back_no_words_go_to_the_report_before(
    sent: Talk, text: str
) -> None:
    sent.put(apart=True).say(text, **danger(FALLEN))
    [alarm] = alarms(sent)
    assert alarm.case_no == ""


def test_ones_own_danger_stays_ones_own(sent: Talk) -> None:
    sent.say("저 죽고 싶어요", **danger(SUICIDAL))
    [alarm] = alarms(sent)
    assert (alarm.case_no, alarm.who) == ("", "self")
    assert "crisis.alone_ask" in sent.keys


def test_days_later_the_one_reported_has_to_be_named(sent: Talk) -> None:
    sent.wait(days=2).say("쓰러져 계세요", **danger(FALLEN))
    assert alarms(sent)[0].case_no == ""
    sent.put(crisis_at=None, crisis_kind="", form=None)
    sent.say("할머니가 쓰러져 계세요", **danger(FALLEN))
    assert alarms(sent)[0].case_no == NUMBER


def test_what_is_told_below_the_card_reaches_the_case(sent: Talk) -> None:
    sent.say("쓰러져 계세요", **danger(FALLEN)).put(crisis_case=NUMBER)
    told = sent.say("201호예요")
    assert told.keys == ["crisis.news"]
    assert told.effects == (AddWords(case_no=NUMBER, text="201호예요", if_open=True),)
    told = sent.say("아니 제가 아니라 할머니가요", **start("report-neighbour", 0.9))
    assert told.keys == ["crisis.news"]
    assert sent.say("119 불렀어요").keys == ["crisis.help_called"]


def test_whoever_means_another_begins_a_report_with_these_words(sent: Talk) -> None:
    sent.say("쓰러져 계세요", **danger(FALLEN)).put(crisis_case=NUMBER).press("report")
    assert sent.form.first_words == "쓰러져 계세요"


def test_news_of_the_one_reported_begin_no_second_report(sent: Talk) -> None:
    sent.say("할머니 요즘은 안보이세요", **{**start("report-neighbour", 0.98), "crisis": WORN})
    assert sent.keys == ["crisis.worry", "receipt.added_here"]
    assert sent.state.form is None
    sent.say("옆집 아이가 굶어요", **start("report-neighbour", 0.98))
    assert sent.form.form_id == "neighbour-report"


def test_an_answer_from_us_is_no_answer_from_inside(sent: Talk) -> None:
    sent.say("문의했는데 대답이 없어요")
    assert not alarms(sent)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("옆집 할머니가 손자랑 사세요", {"home:next", "who:old_woman", "who:child"}),
        ("애기가 울어요", {"who:child"}),
        ("아이고 큰일이에요", set()),
        ("3단지 302동 501호예요", {"number동:302", "number호:501"}),
    ],
)
def test_only_kinds_are_kept_of_those_who_are_named(text: str, names: set[str]) -> None:
    assert set(reported.named(text)) == names


# ------------------------------------------------------------------------ where an alarm is


def test_the_place_of_an_alarm_goes_to_its_case_at_once(talk: Talk) -> None:
    talk.say("옆집에서 애 때리는 소리가 나요", **danger(BEATEN))
    at_hand = CaseAtHand(type="neighbour-report", anonymous=True, complete=False)
    talk.put(crisis_case=NUMBER, case_no=NUMBER, at_hand=at_hand)
    talk.say("소담동 새샘마을 3단지 302동")
    [placed] = [e for e in talk.effects if isinstance(e, Placed)]
    assert placed.case_no == NUMBER
    assert placed.form == talk.form
    assert not [e for e in talk.say("한 달 전").effects if isinstance(e, Placed)]


def test_where_somebody_in_danger_is_goes_along_too(talk: Talk) -> None:
    talk.say("죽고 싶어요", **danger(SUICIDAL)).put(crisis_case=NUMBER, case_no=NUMBER)
    talk.say("소담동 새샘마을 3단지예요")
    [placed] = [e for e in talk.effects if isinstance(e, Placed)]
    assert placed.dong
    assert timedelta() < talk.now - talk.state.crisis_at < timedelta(minutes=1)  # type: ignore[operator]
