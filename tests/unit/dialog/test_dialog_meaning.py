"""What words mean outside of any form, where no programme and no service is meant."""

import pytest
from dialog_talk import Talk, answer, doubt, small, start

from bot.domain.conversation import Mode


@pytest.mark.parametrize(
    "text",
    [
        "저기... 이런거 물어봐도 되는지 모르겠는데요",
        "할 말이 있는데요",
        "도와줘",
        "어디서부터 말해야 할지 모르겠어요",
        "말하기 좀 창피한데요",
    ],
)
def test_who_does_not_dare_to_begin_is_encouraged(talk: Talk, text: str) -> None:
    assert talk.say(text).keys == ["smalltalk.go_ahead"]


@pytest.mark.parametrize(
    "text",
    ["보이스피싱 당했어요", "돈 보내라던데요", "어제 사기 당했어요", "비밀번호를 알려줬어요"],
)
def test_who_may_be_losing_money_is_told_whom_to_call(talk: Talk, text: str) -> None:
    talk.say(text, **doubt("jeonse-fraud"))
    assert talk.keys == ["unknown.swindled"]
    assert [phone.number for phone in talk.last.phones] == ["112"]


def test_a_question_about_a_known_call_is_answered(talk: Talk) -> None:
    talk.say("1600-2129에서 돈 보내라고 하면 보이스피싱 같은데 맞나요?", **answer("ai-call", 0.97))
    assert talk.keys == ["faq.answer"]


@pytest.mark.parametrize(
    "text",
    [
        "기초연금이 7만원 줄었어요 왜 그래요?",
        "생계급여가 이번달에 안 들어왔어요",
        "수급자 떨어졌는데 이유가 뭔지 이의신청 되나요?",
    ],
)
def test_what_went_wrong_with_a_benefit_leads_to_staff(talk: Talk, text: str) -> None:
    talk.say(text, **answer("basic-livelihood", 0.95))
    assert talk.keys == ["faq.ask_staff", "faq.answer"]
    assert {"request", "person"} <= set(talk.offered)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("또 물어볼게 있어요", small("goodbye")),
        ("질문 있어요", start("cancel")),
        ("하나 여쭤볼 게 있는데요", doubt("center-info")),
    ],
)
def test_who_says_that_they_have_a_question_may_ask(
    talk: Talk, text: str, said: dict[str, object]
) -> None:
    assert talk.say(text, **said).keys == ["smalltalk.go_ahead"]


@pytest.mark.parametrize(
    "text",
    [
        "굶어 죽으라는 거냐",
        "굶어죽으란 말이냐",
        "그럼 나는 어떻게 살라는 거예요",
        "없는 사람은 죽으라는 거지",
        "뭘 먹고 살라고요",
    ],
)
def test_anger_that_sees_no_way_to_live_is_met_with_help(talk: Talk, text: str) -> None:
    talk.really(text)
    assert talk.keys[-1] == "clarify.left_alone"
    assert {"faq", "request", "person"} <= set(talk.offered)


def test_hunger_is_answered_however_it_is_put(talk: Talk) -> None:
    for text in ("배고파 죽겠어요", "배가 너무 고파요"):
        assert talk.really(text).state.topic == "food-support"


@pytest.mark.parametrize(
    "text", ["어떻게 살아야 할지 모르겠어요", "그 집은 어떻게 살아요", "혼자 살라고 나왔어요"]
)
def test_other_words_of_living_are_no_anger(talk: Talk, text: str) -> None:
    assert "clarify.left_alone" not in talk.really(text).keys


@pytest.mark.parametrize("text", ["심심해요", "말동무가 필요해요", "심심해서요 그냥 얘기나 하려고"])
def test_whoever_wants_company_is_welcome_and_shown_the_way_to_somebody(
    talk: Talk, text: str
) -> None:
    talk.really(text)
    assert talk.keys == ["clarify.lonely"]
    assert {"person", "call_me", "faq"} <= set(talk.offered)


@pytest.mark.parametrize("text", ["그냥 얘기하고 싶어서요", "누구랑 얘기하고 싶어요"])
def test_whoever_wants_to_talk_is_welcomed_before_a_person_is_called(talk: Talk, text: str) -> None:
    assert talk.really(text).keys == ["handoff.lonely", "handoff.now"]


def test_a_plain_wish_for_a_person_is_no_loneliness(talk: Talk) -> None:
    assert talk.really("사람과 이야기하고 싶어요").keys == ["handoff.now"]
    talk.put(mode=Mode.BOT)
    assert "clarify.lonely" not in talk.really("그냥 궁금해서요").keys


def test_several_needs_are_heard_before_a_form_is_opened(talk: Talk) -> None:
    text = "작년에 허리를 다쳐서 앉았다 일어나지도 못하고 벌이가 없어요"
    needs = ("care-sos-request", "emergency-support")
    talk.say(text, **{**start("care-sos-request", 0.64), "needs": needs})
    assert talk.keys == ["clarify.needs"]
    talk.press("form:care-sos")
    assert talk.form.first_words == text


def test_a_form_that_is_asked_for_is_opened_whatever_else_is_told(talk: Talk) -> None:
    needs = ("care-sos-request", "emergency-support")
    talk.say(
        "돌봄SOS 신청할래요 돈도 없어요", **{**start("care-sos-request", 0.64), "needs": needs}
    )
    assert talk.form.form_id == "care-sos"


def test_a_report_is_never_held_up(talk: Talk) -> None:
    needs = ("emergency-safety-device", "report-neighbour")
    talk.say("옆집 할머니가 걱정돼요", **{**start("report-neighbour", 0.7), "needs": needs})
    assert talk.form.form_id == "neighbour-report"


def test_a_number_we_do_not_keep_asks_nothing(talk: Talk) -> None:
    talk.really("제 주민번호는 900101-1234567이에요 월세가 밀렸어요")
    assert talk.keys == ["privacy.masked", "clarify.worried"]
    assert "전입신고" not in talk.text
    assert talk.really("900101-1234567").keys == ["privacy.masked", "menu.main"]
