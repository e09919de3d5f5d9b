"""What is said of the form itself is answered, and is no answer."""

import pytest
from dialog_talk import Talk, answer, start


@pytest.fixture
def household(seongdong: Talk) -> Talk:
    """A request at the question who lives together."""
    return seongdong.press("request").press("agree").say("월세가 밀렸어요")


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("잠깐만요 전화왔어요", "form.take_your_time"),
        ("잠시만요", "form.take_your_time"),
        ("나중에 할게요", "form.paused"),
        ("그냥 끊을게요", "form.paused"),
        ("오늘은 여기까지 할게요", "form.paused"),
        ("몇개나 남았어요", "form.left"),
        ("아직 멀었어요?", "form.left"),
        ("취소하려면 어떻게 해요", "form.how_to_stop"),
        ("얼마나 걸려요", "form.when_comes"),
        ("그냥 언제 와줄수있는지만 알려줘요", "form.when_comes"),
        ("ㅋㅋ", "form.not_understood_hint"),
        ("ㅠㅠ", "form.not_understood_hint"),
        ("ㅇㅇ", "form.not_understood_hint"),
        ("돈 드나요", "form.cost"),
        ("돈은 얼마나 내요?", "form.cost"),
        ("언제부터 와줘요?", "form.when_comes"),
        ("이거 다 물어보면 도와줘요?", "form.not_all"),
    ],
)
def test_a_remark_is_no_answer(household: Talk, words: str, key: str) -> None:
    before = household.form.answers
    household.say(words)
    assert household.keys[0] == key
    assert household.form.answers == before


@pytest.mark.parametrize(
    "words", ["잠깐 아들이랑 살아요", "나중에 딸이 와요", "혼자 살아요", "아내와 둘이요"]
)
def test_an_answer_is_no_remark(household: Talk, words: str) -> None:
    assert household.say(words).form.answers["household"].text == words


def test_how_many_are_left_is_told(household: Talk) -> None:
    assert "7개만 더" in household.say("몇 개나 남았어요?").text


def test_what_was_told_already_is_not_asked_a_second_time(household: Talk) -> None:
    household.say("아까 말했잖아요")
    assert household.keys[0] == "form.told_already"
    assert household.asked == "since"


def test_whether_the_one_reported_will_know(seongdong: Talk) -> None:
    seongdong.press("report").press("no").say("할아버지가 안 보여요")
    for words in (
        "주소 말하면 누가 신고했는지 알게되잖아요",
        "관리사무소에서 신고한거 할아버지가 알게 되나요",
    ):
        seongdong.say(words, **answer("report-guide", 0.9))
        assert seongdong.keys == ["form.told_nobody", "form.neighbour-report.place"]


@pytest.mark.parametrize("words", ["귀찮아요", "안 알려줄래", "말하기 싫어요"])
def test_who_would_rather_not_is_asked_no_further(household: Talk, words: str) -> None:
    household.say(words)
    assert household.form.answers["household"].skipped
    assert household.asked == "since"


@pytest.mark.parametrize("words", ["ㅇㅇ 보내", "됐어 그냥 보내", "이제 보내주세요"])
def test_a_form_is_sent_when_they_have_had_enough(household: Talk, words: str) -> None:
    household.say(words)
    assert household.keys == ["form.send_now", "form.self-request.place"]
    household.say("마장동")
    assert household.asked == "summary"
    assert household.form.answers["household"].skipped


def test_a_bare_number_is_no_time(household: Talk) -> None:
    assert household.say("혼자요").say("1").asked == "since"


def test_what_is_told_where_only_a_choice_will_do_goes_to_staff(seongdong: Talk) -> None:
    seongdong.press("report").press("no").say("할아버지가 안 보여요").say("마장동")
    while seongdong.asked != "way":
        seongdong.say("건너뛰기")
    seongdong.say("그 아저씨 아들한테는 연락하지 마세요")
    assert seongdong.keys[0] == "form.heard_options"


@pytest.mark.parametrize(
    ("words", "key"),
    [("제가 걸면 안돼요?", "form.may_call"), ("문자로는 안돼요?", "form.by_text")],
)
def test_questions_about_the_call(seongdong: Talk, words: str, key: str) -> None:
    seongdong.press("call_me").press("agree").say(words)
    assert seongdong.keys == [key, "form.callback.phone"]


# ---------------------------------------------------------------------- several choices


@pytest.fixture
def services(seongdong: Talk) -> Talk:
    """돌봄SOS at the question which services."""
    seongdong.say("돌봄SOS 신청할게요", **start("care-sos-request")).press("agree")
    return seongdong.say("김이음")


@pytest.mark.parametrize("first", ["병원 동행", "3"])
@pytest.mark.parametrize("done", ["네", "없어요", "그거면 돼요", "그것만요", "더 없어요", "됐어요"])
def test_one_chosen_service_is_told_and_may_be_all(services: Talk, first: str, done: str) -> None:
    services.say(first)
    assert services.keys == ["form.chosen", "form.care-sos.services"]
    assert "병원 동행" in services.turn.says[0].params["chosen"]
    services.say(done)
    assert services.form.answers["services"].values == ("escort",)
    assert services.asked == "alone"


def test_numbers_one_by_one(services: Talk) -> None:
    services.say("3").say("4").say("다 골랐어요")
    assert services.form.answers["services"].values == ("escort", "meals")


def test_several_at_once_are_all_that_is_meant(services: Talk) -> None:
    assert services.say("3, 5").asked == "alone"


def test_nothing_overdue_is_all(talk: Talk) -> None:
    talk.press("request").press("agree").say("병원비가 없어요").say("혼자요").say("작년부터")
    talk.say("건너뛰기").press("none")
    assert talk.asked == "health"


# ----------------------------------------------------------------------------- consent


def test_what_is_told_at_the_consent_question_is_heard(talk: Talk) -> None:
    talk.press("request").say("돈이 없고 배가 고파요")
    assert talk.keys == ["form.consent_heard", "form.consent_ask"]
    talk.say("그냥 좀 도와주세요")
    assert talk.keys[0] == "form.consent_person"
    assert "person" in talk.offered
    talk.press("agree")
    assert "배가 고파요" in talk.form.answers["hardest"].text


def test_who_wants_a_person_and_no_form_gets_one(talk: Talk) -> None:
    talk.press("request").say("그냥 사람 보내줘")
    assert talk.keys[0] == "form.consent_person"
    assert "person" in talk.offered


@pytest.mark.parametrize("words", ["동의하면 되잖아", "ㅇㅇ 보내", "그러든가", "네 해주세요"])
def test_an_agreement_in_plain_speech(talk: Talk, words: str) -> None:
    assert talk.press("request").say(words).asked == "hardest"


@pytest.mark.parametrize("words", ["동의 못 해요", "보내지 마세요", "동의하기 싫어요"])
def test_no_agreement(talk: Talk, words: str) -> None:
    talk.press("request").say(words)
    assert talk.state.form is None or talk.asked == "consent"


def test_a_refusal_may_be_taken_back(seongdong: Talk) -> None:
    seongdong.say("돌봄SOS 신청할게요", **start("care-sos-request")).press("disagree")
    seongdong.say("아 그럼 신청이 아예 안되는거예요?")
    assert seongdong.keys == ["form.consent_after"]
    seongdong.say("그럼 동의할게요", **start("self-request"))
    assert seongdong.form.form_id == "care-sos"
    assert seongdong.asked == "who"
    assert seongdong.form.answers["consent"].values == ("agree",)


def test_to_begin_again_asks_for_consent_again(talk: Talk) -> None:
    talk.press("request").press("disagree").say("아니 다시 할게요")
    assert talk.asked == "consent"
