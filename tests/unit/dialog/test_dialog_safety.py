"""Crisis first, in any state; then staying close."""

from dataclasses import replace

import pytest
from dialog_talk import (
    BEATEN,
    MORNING,
    NIGHT,
    SUICIDAL,
    WORN_OUT,
    Talk,
    answer,
    danger,
    doubt,
    start,
)

from bot.content.records import CrisisKind
from bot.dialog.turn import AddWords, Alarm
from bot.domain.conversation import Expecting, Mode, ReceiptView
from bot.domain.events import EventKind
from bot.domain.form import Stage
from bot.domain.messages import Tone
from intents import Crisis, CrisisLevel, Decision, Who

WORDS = "이제 다 끝내고 싶어요 약도 모아놨어요"

ALARMED = {"case_no": "2026-0001", "crisis_case": "2026-0001"}


def alarm(talk: Talk) -> Alarm:
    found = [e for e in talk.effects if isinstance(e, Alarm)]
    assert len(found) == 1, talk.effects
    return found[0]


@pytest.fixture
def hurt(talk: Talk) -> Talk:
    """Right after the card."""
    return talk.put(**ALARMED).say(WORDS, **danger(SUICIDAL))


# ------------------------------------------------------------------------------- the card


def test_the_card_names_it_asks_and_says_who_was_told(talk: Talk) -> None:
    talk.say(WORDS, **danger(SUICIDAL))
    assert talk.keys == ["crisis.suicide.self", "crisis.told", "crisis.alone_ask"]
    assert [p.number for p in talk.turn.says[0].phones] == ["109", "1577-0199", "119"]
    assert all(s.tone is Tone.CRISIS for s in talk.turn.says)
    raised = alarm(talk)
    assert (raised.kind, raised.who, raised.words, raised.form) == ("suicide", "self", WORDS, None)


def test_at_night_it_says_when_the_office_opens() -> None:
    talk = Talk(at=NIGHT).say(WORDS, **danger(SUICIDAL))
    assert talk.keys[1] == "crisis.told_after_hours"
    assert talk.turn.says[1].params["when"] == "오늘 오전 9시"


@pytest.mark.parametrize("kind", [k.value for k in CrisisKind])
@pytest.mark.parametrize("who", [Who.SELF, Who.OTHER])
def test_every_kind_has_its_card(talk: Talk, kind: str, who: Who) -> None:
    crisis = Crisis(kind=kind, level=CrisisLevel.ALARM, who=who, evidence="…")
    talk.say("…말", **danger(crisis))
    assert talk.keys[0] == f"crisis.{kind}.{who}"
    assert talk.turn.says[0].phones
    assert alarm(talk).kind == kind


def test_the_same_danger_soon_after_gets_the_short_card(hurt: Talk) -> None:
    assert hurt.say(WORDS, **danger(SUICIDAL)).keys[0] == "crisis.again"
    assert alarm(hurt).kind == "suicide"
    hurt.wait(minutes=31)
    assert hurt.say(WORDS, **danger(SUICIDAL)).keys[0] == "crisis.suicide.self"


# ---------------------------------------------------------------------- at every stage


def test_in_a_form_the_form_rests_and_no_question_is_asked(talk: Talk) -> None:
    talk.say("돌봄SOS 신청할게요", **start("care-sos-request")).press("agree")
    talk.say(WORDS, **danger(SUICIDAL))
    assert talk.form.stage is Stage.PAUSED
    assert not any(k.startswith("form.") for k in talk.keys)
    raised = alarm(talk)
    assert raised.form is not None
    assert raised.form.form_id == "care-sos"
    talk.say("그냥 힘들어서 해본 말이에요")
    assert talk.keys == ["crisis.softened", "crisis.resume_form"]
    assert talk.say("신청은 계속 할래요").keys == ["form.resume", "form.care-sos.who"]


def test_in_the_summary(talk: Talk) -> None:
    talk.press("call_me").press("agree").say("010-1234-5678").say("내일").say("병원비")
    talk.say(WORDS, **danger(SUICIDAL))
    assert talk.form.stage is Stage.PAUSED
    assert alarm(talk).form is not None
    assert talk.press("submit").keys == ["form.resume", "form.summary"]


def test_ones_own_danger_is_no_part_of_a_report_of_somebody_else(talk: Talk) -> None:
    talk.press("report").press("no")
    talk.say(WORDS, **danger(SUICIDAL))
    assert alarm(talk).form is None
    assert talk.form.stage is Stage.PAUSED


def test_while_a_person_is_talking(talk: Talk) -> None:
    talk.put(mode=Mode.HUMAN, **ALARMED).say(WORDS, **danger(SUICIDAL))
    assert talk.keys[-1] == "crisis.alone_ask"
    assert talk.state.mode is Mode.HUMAN
    talk.press("alone_yes")
    assert talk.keys == ["crisis.alone_yes"]
    assert talk.effects == (AddWords(case_no="2026-0001", text="혼자예요"),)


def test_in_an_opened_receipt_of_a_report(talk: Talk) -> None:
    view = ReceiptView(case_no="2026-0009", until=MORNING.replace(hour=11))
    talk.put(receipt=view, expecting=Expecting.RECEIPT_TEXT)
    down = Crisis(kind="medical", level=CrisisLevel.ALARM, who=Who.SELF, evidence="쓰러져")
    talk.say("지금 쓰러져 계세요", **danger(down))
    assert talk.keys == ["crisis.medical.other", "crisis.told", "receipt.added"]
    assert alarm(talk).case_no == "2026-0009"
    assert alarm(talk).who == "other"
    talk.say("제가 숨을 못 쉬겠어요", **danger(down))
    assert talk.keys[0] == "crisis.medical.self"
    assert alarm(talk).case_no == ""


def test_while_the_number_of_a_receipt_was_asked_for(talk: Talk) -> None:
    talk.press("receipt").say(WORDS, **danger(SUICIDAL))
    assert talk.state.expecting is Expecting.CRISIS_ALONE


def test_in_the_words_under_a_picture(talk: Talk) -> None:
    talk.photo(None, WORDS, **danger(SUICIDAL))
    assert "crisis.suicide.self" in talk.keys
    assert alarm(talk).words == WORDS


def test_in_words_that_were_changed_afterwards(talk: Talk) -> None:
    talk.put(greeted=True)
    talk.does(EventKind.EDIT, "고친 글")
    assert talk.keys == ["input.edited"]


# -------------------------------------------------------------------- somebody else's danger


def test_another_in_danger_starts_a_report(talk: Talk) -> None:
    talk.say("아랫집 아이가 맞고 있어요", **danger(BEATEN))
    assert talk.keys[2] == "form.neighbour-report.opening"
    assert talk.form.answers["seen"].text == "아랫집 아이가 맞고 있어요"
    assert talk.form.answers["urgent"].values == ("violence",)
    assert alarm(talk).kind == "abuse-child"


def test_another_in_danger_is_no_answer_to_ones_own_request(talk: Talk) -> None:
    talk.press("request").press("agree").say("월세가 밀렸어요")
    talk.say("옆집 아이가 맞고 있어요", **danger(BEATEN))
    assert talk.keys == [
        "crisis.abuse-child.other",
        "crisis.told",
        "crisis.beside",
        "form.self-request.household",
    ]
    assert "household" not in talk.form.answers
    assert alarm(talk).form is None


def test_what_is_hardest_may_be_somebody_elses_danger(talk: Talk) -> None:
    talk.press("request").press("agree").say("남편이 애를 때려요", **danger(BEATEN))
    assert talk.form.answers["hardest"].text == "남편이 애를 때려요"
    assert alarm(talk).form is None


def test_a_draft_is_not_written_over_by_a_new_danger(talk: Talk) -> None:
    talk.press("report").press("no").say("할머니가 안 보여요").press("menu")
    talk.say("윗집 아이가 맞고 있어요", **danger(BEATEN))
    assert talk.keys == ["crisis.abuse-child.other", "crisis.told", "crisis.report_next"]
    assert talk.form.answers["seen"].text == "할머니가 안 보여요"
    assert alarm(talk).form is None


def test_below_a_card_nothing_says_it_was_not_understood(talk: Talk) -> None:
    talk.press("report").press("no").say("할머니가 안 보여요").say("몰라요")
    while talk.asked != "household":
        talk.say("건너뛰기")
    talk.say("맞았대", **danger(BEATEN))
    assert not any("not_understood" in k for k in talk.keys)


def test_heavy_words_about_somebody_in_doubt_are_heard_as_a_report(talk: Talk) -> None:
    worry = replace(BEATEN, level=CrisisLevel.DISTRESS)
    talk.say("윗집 아이가 밤마다 울어요", **{**doubt("report-neighbour"), "crisis": worry})
    assert talk.keys[0] == "crisis.worry"
    assert talk.turn.says[0].phones
    assert talk.asked == "urgent"
    assert not any(isinstance(e, Alarm) for e in talk.effects)


# -------------------------------------------------------------------------- after the card


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("네", "crisis.alone_yes"),
        ("혼자예요", "crisis.alone_yes"),
        ("지금 아무도 없어요", "crisis.alone_yes"),
        ("아니요", "crisis.alone_no"),
        ("혼자 아니에요", "crisis.alone_no"),
        ("남편이 옆에 있어요", "crisis.alone_no"),
        ("어머니랑 같이 있어요", "crisis.alone_no"),
        ("그냥 해본 말이에요", "crisis.softened"),
        ("농담이었어요", "crisis.softened"),
        ("아무도 제 말을 안 들어요", "crisis.stay"),
        ("010-1234-5678이에요", "crisis.number_kept"),
    ],
)
def test_every_answer_is_met_and_told_to_staff(hurt: Talk, words: str, key: str) -> None:
    hurt.say(words)
    assert hurt.keys[0] == key
    assert hurt.effects == (AddWords(case_no="2026-0001", text=words),)


def test_small_talk_and_doubt_stay_part_of_it(hurt: Talk) -> None:
    for said in (
        {"decision": Decision.SMALLTALK, "id": "thanks", "score": 1.0},
        doubt("mental-health-center"),
        answer("mental-health-center", 0.4),
    ):
        assert hurt.say("…라고요", **said).keys[0] == "crisis.stay"


def test_a_plain_question_is_answered(hurt: Talk) -> None:
    assert hurt.say("월세 지원 되나요?", **answer("housing-benefit")).keys == ["faq.answer"]
    assert hurt.say("그래도 힘들어요").keys == ["crisis.stay"]


def test_a_call_is_arranged_without_a_form(hurt: Talk) -> None:
    hurt.press("call_me")
    assert hurt.keys == ["crisis.call"]
    assert hurt.effects == (AddWords(case_no="2026-0001", text="전화 상담"),)
    assert hurt.say("010-1234-5678").keys == ["crisis.number_kept"]
    assert hurt.state.form is None


def test_a_person_is_one_press_away(hurt: Talk) -> None:
    assert hurt.press("person").keys == ["handoff.now"]


def test_a_receipt_number_is_no_part_of_it(hurt: Talk) -> None:
    assert hurt.say("2026-0001").keys == ["receipt.ask_word"]


def test_days_later_the_question_is_over(hurt: Talk) -> None:
    hurt.wait(days=3).say("혼자 살아요")
    assert not any(k.startswith("crisis") for k in hurt.keys)


# ----------------------------------------------------------------------- the gentle card


def test_the_gentle_card_goes_with_the_answer_once_in_a_talk(talk: Talk) -> None:
    heavy = {**answer("mental-health-center", question=False), "crisis": WORN_OUT}
    assert talk.say("요즘 너무 우울해요", **heavy).keys == ["crisis.distress", "faq.answer"]
    assert talk.say("잠도 못 자요", **heavy).keys == ["faq.answer"]
    talk.wait(hours=13)
    assert talk.say("우울해요", **heavy).keys[0] == "crisis.distress"


def test_where_to_go_is_answered_by_those_who_help_in_this_danger(talk: Talk) -> None:
    beaten = Crisis(
        kind="abuse-domestic", level=CrisisLevel.ALARM, who=Who.SELF, evidence="맞았어요"
    )
    talk.say("남편한테 맞았어요", **danger(beaten)).put(
        case_no="2026-0001", crisis_case="2026-0001"
    )
    talk.say("어디로 가야 돼요?")
    assert talk.keys == ["faq.answer"]
    assert "1366" in talk.text
    [effect] = talk.effects
    assert effect.text == "어디로 가야 돼요?"  # type: ignore[union-attr]
    talk.say("신고는 무서워요", **answer("report-info", question=False))
    assert talk.keys == ["crisis.stay"]


def test_not_understood_is_no_answer_to_the_worn_out(talk: Talk) -> None:
    talk.say("다 지쳤어", **danger(WORN_OUT))
    assert talk.keys == ["crisis.distress"]
    assert talk.offered == ["person", "call_me", "request"]


def test_in_a_form_it_stands_before_the_question(talk: Talk) -> None:
    talk.press("request").press("agree").say("너무 지쳤어요", **danger(WORN_OUT))
    assert talk.keys == ["crisis.distress", "form.self-request.household"]


def test_a_gentle_card_shortens_no_real_one(talk: Talk) -> None:
    talk.say("다 지쳤어", **danger(WORN_OUT)).say(WORDS, **danger(SUICIDAL))
    assert talk.keys[0] == "crisis.suicide.self"


def test_a_gentle_card_swallows_no_alarm_of_a_report(talk: Talk) -> None:
    talk.say("다 지쳤어", **danger(WORN_OUT)).press("report").press("no_response")
    assert alarm(talk).kind == "medical"


def test_whoever_has_called_for_help_is_not_told_to_call(talk: Talk) -> None:
    fallen = Crisis(kind="medical", level=CrisisLevel.ALARM, who=Who.OTHER, evidence="쓰러")
    talk.say("엄마가 쓰러졌어요", **danger(fallen)).put(**ALARMED)
    talk.say("119 불렀어요", **danger(fallen))
    assert talk.keys[0] == "crisis.help_called"
    assert talk.effects


def test_nobody_is_told_to_stay_near_somebody_who_beats(talk: Talk) -> None:
    beating = Crisis(kind="violence", level=CrisisLevel.ALARM, who=Who.OTHER, evidence="때려")
    talk.say("옆집에서 사람을 때려요", **danger(beating))
    talk.say("112 불렀어요", **danger(beating))
    assert talk.keys[0] == "crisis.help_called_safe"


# ------------------------------------------------------------- what is said below a card


@pytest.mark.parametrize(
    "text",
    ["119 불렀어요", "방금 119에 전화했어요", "구급차 왔어요", "병원 왔어요", "112 신고했어요"],
)
def test_help_that_was_called_is_heard_and_raises_no_alarm(talk: Talk, text: str) -> None:
    talk.say("약을 먹었어요", **danger(SUICIDAL)).put(**ALARMED)
    hurt = Crisis(kind="medical", level=CrisisLevel.ALARM, who=Who.SELF, evidence="119")
    talk.say(text, **danger(hurt))
    assert talk.keys == ["crisis.help_called_safe"]
    assert [type(e) for e in talk.turn.effects] == [AddWords]


@pytest.mark.parametrize("text", ["119 불렀는데 안 와요", "구급차가 왔다 그냥 갔어요"])
def test_help_that_does_not_come_is_no_comfort(talk: Talk, text: str) -> None:
    talk.say("약을 먹었어요", **danger(SUICIDAL)).say(text, **danger(SUICIDAL))
    assert talk.keys[0] == "crisis.again"


def test_the_report_goes_on_below_help_that_was_called(talk: Talk) -> None:
    talk.say("옆집 아이가 맞고 있어요", **danger(BEATEN)).put(
        case_no="2026-0001", crisis_case="2026-0001"
    )
    talk.say("경찰 불렀어요")
    assert talk.keys == ["crisis.help_called_safe", "form.neighbour-report.place"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("졸려요", "crisis.worse"),
        ("109 계속 통화중이에요", "crisis.line_busy"),
        ("전화해도 안 받던데", "crisis.line_busy"),
        ("언제 와요?", "crisis.who_comes"),
        ("경찰 오는 거예요?", "crisis.who_comes"),
        ("너 로봇이지", "crisis.robot"),
        ("딸한테 전화해볼게요", "crisis.calls_someone"),
        ("자야겠어요", "crisis.leave"),
        ("고마워요", "crisis.leave"),
        ("세상에 나 혼자예요", "crisis.alone_yes"),
    ],
)
def test_what_is_said_below_a_card_is_answered(talk: Talk, text: str, key: str) -> None:
    talk.say("죽고 싶어요", **danger(SUICIDAL)).say(text)
    assert talk.keys == [key]


def test_somebody_in_danger_who_wants_a_call_fills_in_no_form(talk: Talk) -> None:
    talk.say("죽고 싶어요", **danger(SUICIDAL)).say("전화해 주세요", **start("callback-request"))
    assert talk.keys == ["crisis.call"]


def test_whoever_is_near_may_be_the_one_to_fear(talk: Talk) -> None:
    beaten = Crisis(kind="abuse-domestic", level=CrisisLevel.ALARM, who=Who.SELF, evidence="때려")
    talk.say("남편이 때려요", **danger(beaten)).press("alone_no")
    assert talk.keys == ["crisis.not_alone_safe"]


def test_whether_they_are_alone_is_asked_once(talk: Talk) -> None:
    talk.say("죽고 싶어요", **danger(SUICIDAL)).press("alone_yes")
    talk.say("죽고 싶어요 정말", **danger(SUICIDAL))
    assert talk.keys == ["crisis.again", "crisis.told"]
    assert talk.offered == ["person", "call_me"]


def test_again_in_a_report_is_about_the_one_reported(talk: Talk) -> None:
    talk.say("옆집 아이가 맞고 있어요", **danger(BEATEN)).put(
        case_no="2026-0001", crisis_case="2026-0001"
    )
    again = Crisis(kind="abuse-domestic", level=CrisisLevel.ALARM, who=Who.SELF, evidence="때려")
    talk.say("또 때려요", **danger(again))
    [alarm] = [e for e in talk.turn.effects if isinstance(e, Alarm)]
    assert (alarm.kind, alarm.who) == ("abuse-child", "other")
    talk.say("저도 남편한테 맞아요", **danger(again))
    assert talk.keys[0] == "crisis.abuse-domestic.self"


@pytest.mark.parametrize("text", ["수면제를 한꺼번에 먹었어요", "죽으려고 약 먹었어요"])
def test_something_taken_already_puts_the_ambulance_first(talk: Talk, text: str) -> None:
    talk.say(text, **danger(SUICIDAL))
    [card, *_] = talk.turn.says
    assert card.key == "crisis.suicide.taken"
    assert [phone.number for phone in card.phones] == ["119", "109", "1577-0199"]
    near = Talk().say("딸이 약을 먹었어요", **danger(replace(SUICIDAL, who=Who.OTHER)))
    assert near.keys[0] == "crisis.suicide.other"
    assert near.turn.says[0].phones[0].number == "119"


def test_pills_that_are_only_kept_lead_to_somebody_to_talk_to(talk: Talk) -> None:
    talk.say("이제 다 끝내고 싶어요 약도 모아놨어요", **danger(SUICIDAL))
    [card, *_] = talk.turn.says
    assert (card.key, card.phones[0].number) == ("crisis.suicide.self", "109")


def test_a_question_with_thanks_is_answered_below_a_card(talk: Talk) -> None:
    talk.say("죽고 싶어요", **danger(SUICIDAL))
    talk.say("기초연금 얼마예요? 고마워요", **answer("basic-pension", 0.95))
    assert talk.keys == ["faq.answer"]


def test_a_lonely_neighbour_is_not_the_one_who_writes(talk: Talk) -> None:
    lonely = Crisis(kind="suicide", level=CrisisLevel.DISTRESS, who=Who.SELF, evidence="외로워")
    talk.say("옆집 할머니가 외로워 보여요", **{**start("report-neighbour"), "crisis": lonely})
    assert talk.keys[0] == "form.neighbour-report.opening"
    talk.put(form=None).say("저 외로워요", crisis=lonely)
    assert talk.keys[0] == "crisis.distress"
