"""The services by name."""

import pytest
from dialog_talk import Talk, answer, doubt, small, start

from bot.dialog.turn import AskPerson
from bot.domain.events import EventKind
from intents.services import service_labels


def test_the_first_visit_is_greeted_with_what_can_be_done(talk: Talk) -> None:
    talk.does(EventKind.START)
    assert talk.keys == ["greet.hello"]
    assert talk.offered == ["request", "report", "receipt", "person"]


def test_a_greeting_in_the_same_visit_is_politeness(talk: Talk) -> None:
    talk.does(EventKind.START).say("안녕하세요", **small("greeting"))
    assert talk.keys == ["smalltalk.greeting"]
    talk.wait(days=2).say("안녕하세요", **small("greeting"))
    assert talk.keys == ["greet.again"]


def test_coming_back_to_a_form_offers_it_and_takes_nothing_as_an_answer(talk: Talk) -> None:
    talk.press("request").press("agree").say("월세가 밀렸어요").does(EventKind.START)
    assert talk.keys == ["greet.resume"]
    talk.say("기초연금이요", decision="answer", id="basic-pension", score=0.9, is_question=False)
    assert "household" not in talk.form.answers
    assert talk.press("resume").keys == ["form.resume", "form.self-request.household"]


@pytest.mark.parametrize("label", service_labels(), ids=lambda label: label.id)
def test_every_service_of_the_catalogue_has_an_answer(talk: Talk, label) -> None:  # type: ignore[no-untyped-def]
    talk.say("…", decision=label.decision, id=label.id, score=1.0)
    assert talk.keys
    assert not talk.keys[0].startswith("unknown.")


@pytest.mark.parametrize(
    ("pressed", "key"),
    [
        ("menu", "menu.main"),
        ("person", "handoff.now"),
        ("receipt", "receipt.ask_number"),
        ("report", "form.neighbour-report.opening"),
        ("request", "form.self-request.opening"),
        ("call_me", "form.callback.opening"),
        ("form:care-sos", "form.care-sos.opening"),
        ("faq:basic-pension", "faq.answer"),
        ("faq:basic-pension:how", "faq.answer"),
        ("faq:no-such-entry", "faq.gone"),
        ("none_of_these", "clarify.none"),
        ("confirm", "handoff.no_reply"),
        ("resume", "menu.main"),
        ("later", "menu.main"),
        ("botback", "menu.main"),
        ("form:gone", "input.stale_choice"),
        ("alone_yes", "input.stale_choice"),
        ("submit", "input.stale_choice"),
        ("no-such-button", "input.stale_choice"),
    ],
)
def test_what_a_press_does_anywhere(talk: Talk, pressed: str, key: str) -> None:
    assert talk.put(greeted=True).press(pressed).keys[0] == key


def test_the_menu_keeps_a_form_within_reach(talk: Talk) -> None:
    talk.press("request").press("agree").say("월세가 밀렸어요").say("처음으로")
    assert talk.offered == ["resume", "request", "report", "receipt", "person"]


def test_a_resting_form_can_be_given_up(talk: Talk) -> None:
    talk.press("request").press("agree").say("월세가 밀렸어요").press("menu")
    talk.say("그만둘래요", **start("cancel"))
    assert talk.keys == ["form.cancelled"]
    assert talk.say("취소", **start("cancel")).keys == ["form.cancel_none"]


def test_later_leaves_the_form_as_it_is(talk: Talk) -> None:
    talk.press("request").press("agree").say("월세가 밀렸어요").press("menu").press("later")
    assert talk.keys == ["form.paused"]
    assert talk.press("resume").asked == "household"


def test_other_languages_get_a_card_and_a_person(talk: Talk) -> None:
    for code in ("en", "zh", "vi"):
        talk.say("…", **start(f"language-{code}"))
        assert talk.keys == [f"language.{code}"]
        assert "1577-1366" in talk.text
        assert talk.offered == ["person"]


def test_what_the_office_has_not_opened_is_said_so(talk: Talk) -> None:
    talk.say("누구나 돌봄 신청할게요", **start("care-for-anyone-request"))
    assert talk.keys == ["service.unavailable"]
    assert "누구나 돌봄" in talk.text


# ---------------------------------------------------------------- offers accepted in words


@pytest.mark.parametrize(
    "yes", ["네", "네 해주세요", "네 그걸로 해주세요", "네 알려주세요", "그거요"]
)
def test_yes_to_the_one_thing_beside_an_answer(talk: Talk, yes: str) -> None:
    needs = ("basic-pension", "senior-jobs")
    talk.say("기초연금이랑 일자리요", **{**answer("basic-pension", 0.95), "needs": needs})
    assert talk.keys[-1] == "faq.also"
    talk.say(yes, **small("yes"))
    assert talk.state.topic == "senior-jobs"


def test_yes_to_an_answer_that_offered_only_its_parts_takes_none(talk: Talk) -> None:
    talk.say("기초연금이 뭐예요?", **answer("basic-pension"))
    assert talk.say("네", **small("yes")).keys == ["smalltalk.yes"]


def test_yes_to_several_asks_which(talk: Talk) -> None:
    talk.say("집 문제요", **doubt("housing-benefit", "emergency-support"))
    talk.say("네", **small("yes"))
    assert talk.keys == ["clarify.which"]
    assert talk.offered[:2] == ["faq", "faq"]


def test_the_second_of_a_list_after_the_first_was_told(talk: Talk) -> None:
    talk.say("집 문제요", **doubt("housing-benefit", "emergency-support"))
    assert talk.say("첫번째요").state.topic == "housing-benefit"
    assert talk.say("두번째는요", **start("edit", 0.6)).state.topic == "emergency-support"
    assert talk.say("그럼 1번은요?").state.topic == "housing-benefit"
    assert talk.say("다섯 번째는요?").state.topic == "housing-benefit"


def test_a_list_of_another_day_is_forgotten(talk: Talk) -> None:
    talk.say("집 문제요", **doubt("housing-benefit", "emergency-support")).say("첫번째요")
    assert talk.wait(days=2).say("두번째는요", **start("edit", 0.6)).state.topic == ""


def test_an_office_without_the_service_offers_a_person(talk: Talk) -> None:
    talk.say("안부확인 신청할래요", **start("wellbeing-check-request"))
    assert talk.keys == ["service.unavailable"]
    assert talk.say("네", **small("yes")).keys == ["handoff.now"]
    assert talk.effects == (AskPerson(words="안부확인 신청할래요"),)


def test_no_to_that_calls_nobody(talk: Talk) -> None:
    talk.say("안부확인 신청할래요", **start("wellbeing-check-request"))
    assert talk.say("아니요", **small("no")).keys == ["smalltalk.no"]


def test_applying_below_an_answer_is_for_that(seongdong: Talk) -> None:
    seongdong.say("돌봄SOS가 뭐예요?", **answer("care-sos"))
    seongdong.say("신청할게요", **start("self-request"))
    assert seongdong.keys[0] == "form.care-sos.opening"


def test_applying_where_one_form_is_offered_is_for_that(seongdong: Talk) -> None:
    seongdong.say("퇴원했는데 혼자예요", **doubt("care-sos", "care-sos-request"))
    seongdong.say("네 신청할게요", **start("self-request"))
    assert seongdong.keys[0] == "form.care-sos.opening"


def test_please_do_where_one_form_is_offered_is_for_that(seongdong: Talk) -> None:
    seongdong.say("퇴원했는데 혼자예요", **doubt("care-sos", "care-sos-request"))
    seongdong.say("네 신청해주세요", **doubt("self-request"))
    assert seongdong.keys[0] == "form.care-sos.opening"


def test_something_to_say_of_nothing_sent_begins_a_talk(talk: Talk) -> None:
    assert talk.say("할 말이 있는데요", **start("case-add", 0.84)).keys == ["smalltalk.yes"]
    talk.say("신고한 것에 더할 말이 있어요", **start("case-add"))
    assert talk.keys == ["receipt.ask_number"]


def test_counselling_asked_for_by_name_stays_counselling(seongdong: Talk) -> None:
    seongdong.say("돌봄SOS가 뭐예요?", **answer("care-sos"))
    seongdong.say("복지상담 신청할게요", **start("self-request"))
    assert seongdong.keys[0] == "form.self-request.opening"


@pytest.mark.parametrize(
    "text", ["전화번호는", "거기 전화번호 좀 알려줘요", "동사무소 번호 뭐예요?"]
)
def test_the_number_of_the_office_is_told(talk: Talk, text: str) -> None:
    talk.say(text, **start("callback-request", 0.6))
    assert talk.keys == ["faq.answer"]
    assert talk.state.topic == "center-info"
