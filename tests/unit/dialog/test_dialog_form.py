"""A form in talk: opened, answered, left, taken up again."""

from dataclasses import asdict, replace

import pytest
from dialog_talk import Talk, answer, doubt, start

from bot.domain.form import Answer


@pytest.fixture
def asked(talk: Talk) -> Talk:
    """At the question who lives together."""
    return talk.press("request").press("agree").say("월세가 두 달 밀렸어요")


# ------------------------------------------------------------------------------- opening


def test_a_form_opens_with_its_opening_and_the_first_question(talk: Talk) -> None:
    talk.press("request")
    assert talk.keys == ["form.self-request.opening", "form.self-request.consent"]
    assert talk.offered == ["agree", "disagree", "cancel"]


def test_what_was_said_before_is_taken_over_and_read_back_after_consent(talk: Talk) -> None:
    talk.say(
        "월세가 두 달 밀렸고 작년부터 혼자예요", **doubt("housing-benefit", "emergency-support")
    )
    talk.press("request").press("agree")
    assert talk.form.answers["hardest"].text.startswith("월세가 두 달")
    assert "form.noted" in talk.keys
    assert "작년부터" in talk.text
    assert "월세·관리비" in talk.text
    assert talk.asked == "household"


def test_a_report_reads_back_at_once_because_nothing_is_agreed_to(talk: Talk) -> None:
    talk.say("옆집 할아버지가 일주일째 안 보여요", **start("report-neighbour"))
    assert talk.keys == [
        "form.neighbour-report.opening",
        "form.noted",
        "form.neighbour-report.urgent",
    ]


@pytest.mark.parametrize("words", ["이웃이 걱정돼요", "제보할게요", "신고하고 싶어요"])
def test_a_bare_request_tells_nothing_of_the_matter(talk: Talk, words: str) -> None:
    talk.say(words, **start("report-neighbour"))
    assert talk.form.first_words == ""
    assert "seen" not in talk.form.answers


def test_a_number_of_the_menu_tells_nothing_of_the_matter(talk: Talk) -> None:
    talk.press("menu").say("2", **start("report-neighbour"))
    assert talk.form.form_id == "neighbour-report"
    assert talk.form.first_words == ""


def test_a_short_sentence_may_tell_it_all(talk: Talk) -> None:
    talk.say("윗집 애가 밤마다 울어요", **start("report-neighbour"))
    assert talk.form.answers["seen"].text == "윗집 애가 밤마다 울어요"


def test_the_opening_holds_at_most_a_thousand_letters(talk: Talk) -> None:
    talk.say("할머니가 안 보여요 " + "가" * 3900, **start("report-neighbour"))
    assert len(talk.form.first_words) == 1000


# ------------------------------------------------------------------------------- answers


def test_the_steps_are_counted(asked: Talk) -> None:
    assert "(9개 중 3번째)" in asked.text
    asked.say("혼자 살아요")
    assert "(9개 중 4번째)" in asked.text


def test_an_old_button_answers_no_new_question(asked: Talk) -> None:
    asked.press("dontknow")
    assert asked.asked == "since"
    asked.press("dontknow:household")  # the same button once more
    assert asked.keys == ["input.stale_choice", "form.self-request.since"]
    assert "since" not in asked.form.answers


@pytest.mark.parametrize(
    "pressed", ["opt:urgent:hurt", "agree:consent", "submit", "yes", "nonsense", "status", "dong:1"]
)
def test_a_button_of_elsewhere_changes_nothing(asked: Talk, pressed: str) -> None:
    before = asked.form
    asked.press(pressed)
    assert asked.keys[0] == "input.stale_choice"
    assert asked.form == before


def test_an_answer_in_own_words_need_not_fit_ours(asked: Talk) -> None:
    asked.say("혼자요").say("작년부터요")
    assert asked.asked == "income"
    asked.say("폐지를 주워 조금 벌었는데 이제는 그것도 힘들어요")
    assert asked.keys[0] == "form.as_written"
    assert asked.form.answers["income"] == Answer(
        text="폐지를 주워 조금 벌었는데 이제는 그것도 힘들어요"
    )


def test_a_few_words_are_taken_the_second_time(asked: Talk) -> None:
    asked.say("혼자요").say("작년부터요").say("그냥저냥")
    assert asked.keys[0] == "form.not_understood_options"
    asked.say("그냥저냥요")
    assert asked.form.answers["income"].text == "그냥저냥요"


def test_where_only_a_choice_will_do_a_person_is_offered_at_last(seongdong: Talk) -> None:
    seongdong.press("report").press("no").say("할머니가 안 보여요").say("마장동")
    while seongdong.asked != "way":
        seongdong.say("건너뛰기")
    for key in ("form.not_understood_options", "form.not_understood_options"):
        assert seongdong.say("그 뭐냐").keys[0] == key
    assert seongdong.say("그 뭐냐").keys[0] == "form.not_understood_person"
    assert "person" in seongdong.offered


def test_an_example_helps_more_than_the_question_again(talk: Talk) -> None:
    talk.press("call_me").press("agree").say("공일공")
    assert talk.keys[0] == "form.phone_invalid"
    talk.say("....")
    assert talk.keys[0] == "form.not_understood_hint"
    assert "010-1234-5678" in talk.text


def test_a_number_or_place_that_comes_early_is_kept_where_it_belongs(asked: Talk) -> None:
    asked.say("혼자요").say("작년부터요").say("010-1234-5678")
    assert asked.keys == ["form.noted", "form.self-request.income"]
    assert asked.form.answers["phone"].values == ("010-1234-5678",)


def test_nothing_is_kept_before_they_agree(talk: Talk) -> None:
    talk.press("request").say("010-1234-5678")
    assert talk.keys[0] == "form.consent_heard"
    assert talk.form.answers == {}


def test_what_was_told_before_they_agree_is_an_answer_after_it(talk: Talk) -> None:
    talk.press("request").say("010-1234-5678").say("월세가 밀렸어요")
    talk.press("agree")
    assert talk.form.answers["phone"].values == ("010-1234-5678",)
    assert talk.keys[0] == "form.noted"


def test_what_was_told_before_they_refuse_is_dropped(talk: Talk) -> None:
    talk.press("request").say("010-1234-5678")
    assert "1234" in str(asdict(talk.state))
    talk.press("disagree")
    assert "1234" not in str(asdict(talk.state))


def test_what_was_answered_since_stays_when_they_agree_once_more(talk: Talk) -> None:
    talk.say("월세가 두 달 밀렸어요", **doubt("housing-benefit", "emergency-support"))
    talk.press("request").press("agree")
    form = talk.form
    since = {**form.answers, "hardest": replace(form.answers["hardest"], text="병원비요")}
    talk.put(form=replace(form, answers=since, at="consent", history=())).press("agree")
    assert talk.form.answers["hardest"].text == "병원비요"


def test_a_number_where_call_me_could_be_chosen_chooses_it(seongdong: Talk) -> None:
    seongdong.press("report").press("no").say("할머니가 안 보여요").say("마장동")
    while seongdong.asked != "way":
        seongdong.say("건너뛰기")
    seongdong.say("010-1234-5678")
    assert seongdong.form.answers["way"].values == ("contact",)
    assert seongdong.form.answers["contact"].values == ("010-1234-5678",)


# --------------------------------------------------------------------------- ways through


def test_three_times_back_and_on_again(asked: Talk) -> None:
    asked.say("혼자요").say("작년부터요")
    for field in ("since", "household", "hardest"):
        assert asked.say("이전").asked == field
    asked.say("월세요 월세가 밀렸어요")
    assert asked.asked == "household"


def test_before_the_first_question_there_is_nothing(talk: Talk) -> None:
    assert talk.press("request").say("이전").keys[0] == "form.back_first"


def test_cancel_keeps_nothing_for_a_case_that_may_follow(asked: Talk) -> None:
    asked.say("취소할게요")
    assert asked.keys == ["form.cancelled"]
    assert asked.state.form is None
    assert asked.state.last_words == ""
    assert asked.state.told_at == asked.now


def test_an_optional_question_is_passed_over(asked: Talk) -> None:
    assert asked.say("건너뛸게요").form.answers["household"].skipped
    assert asked.say("모르겠어요").form.answers["since"].unknown


def test_a_needed_question_is_explained_once_and_then_let_go(talk: Talk) -> None:
    talk.press("request").press("agree").say("건너뛰기")
    assert talk.keys[0] == "form.skipped_required"
    assert talk.asked == "hardest"
    talk.say("건너뛰기")
    assert talk.asked == "household"
    assert talk.form.answers["hardest"].skipped


def test_not_knowing_where_is_fine(asked: Talk) -> None:
    while asked.asked != "place":
        asked.say("건너뛰기")
    asked.say("모르겠어요")
    assert asked.keys[0] == "place.unknown_ok"
    assert asked.form.answers["place"].unknown


def test_consent_cannot_be_passed_over(talk: Talk) -> None:
    talk.press("request")
    for words in ("뭐하러 동의해요", "건너뛰기", "모르겠어요", "패스"):
        assert talk.say(words).keys == ["form.consent_why", "form.consent_ask"]


def test_refusing_ends_the_form_kindly(talk: Talk) -> None:
    talk.say("월세가 두 달 밀렸는데 어쩌죠", **doubt("housing-benefit", "emergency-support"))
    talk.press("request").say("동의 안 해요")
    assert talk.keys == ["form.consent_refused"]
    assert talk.state.form is None
    assert talk.state.last_words == ""


def test_who_declines_a_number_after_choosing_it_chooses_again(seongdong: Talk) -> None:
    seongdong.press("report").press("no").say("할머니가 안 보여요").say("마장동")
    while seongdong.asked != "way":
        seongdong.say("건너뛰기")
    seongdong.say("전화요")
    assert seongdong.asked == "contact"
    seongdong.say("아니 싫어요")
    assert seongdong.asked == "way"


def test_whom_they_live_with_is_not_asked_when_it_was_said(talk: Talk) -> None:
    talk.say("월세가 두 달 밀렸어요", **doubt("housing-benefit", "emergency-support"))
    talk.say("혼자 살아요", **answer("emergency-safety-device", 0.8, question=False))
    talk.press("request").press("agree")
    assert talk.form.answers["household"].text == "혼자 살아요"
    assert talk.asked != "household"


@pytest.mark.parametrize(("role", "noted"), [("duty_bound", True), ("neighbour", False)])
def test_who_has_to_report_is_told_of_the_bounty(talk: Talk, role: str, noted: bool) -> None:
    talk.press("report").press("no").say("불이 며칠째 꺼져 있어요")
    while talk.asked != "role":
        talk.say("건너뛰기")
    talk.press(role)
    assert ("form.note.role.duty_bound" in talk.keys) is noted


def test_the_same_is_told_once_where_the_role_was_told_at_once(talk: Talk) -> None:
    note = "form.note.role.community_leader"
    talk.say("저 통장인데요 관내에 걱정되는 집이 있어서요", **start("report-neighbour"))
    assert note not in talk.keys
    assert note in talk.press("no").keys
    assert note not in talk.say("소담동").keys


def test_no_word_of_a_bounty_stands_beside_a_danger(talk: Talk) -> None:
    talk.say("저 통장인데요 관내에 걱정되는 집이 있어서요", **start("report-neighbour"))
    talk.press("no_response")
    assert talk.keys[0] == "crisis.medical.other"
    assert "form.note.role.community_leader" not in talk.keys
