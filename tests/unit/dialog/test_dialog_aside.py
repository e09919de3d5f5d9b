"""What is said, sent and pressed in the middle of a form and is no answer to it."""

import pytest
from dialog_talk import BEATEN, Talk, answer, danger, doubt, small, start

from bot.dialog.turn import Alarm
from bot.domain.events import EventKind
from bot.domain.form import Stage
from intents import Decision


@pytest.fixture
def asked(talk: Talk) -> Talk:
    """At the question who lives together."""
    return talk.press("request").press("agree").say("월세가 두 달 밀렸어요")


# ----------------------------------------------------------------------------- said aside


def test_a_question_is_answered_and_the_same_one_asked_again(asked: Talk) -> None:
    asked.say("근데 아들 급식카드는 따로 신청해요?", **answer("child-meal"))
    assert asked.keys == ["faq.answer", "form.same_again", "form.self-request.household"]
    assert asked.asked == "household"
    assert "household" not in asked.form.answers


def test_the_part_that_is_asked_about_is_given(asked: Talk) -> None:
    asked.say("주거급여는 뭘 가져가요?", **answer("housing-benefit"))
    assert "신분증" in asked.text


def test_a_statement_that_names_a_programme_is_an_answer(asked: Talk) -> None:
    asked.say("기초연금 받는 어머니랑 살아요", **answer("basic-pension", question=False))
    assert asked.form.answers["household"].text == "기초연금 받는 어머니랑 살아요"


def test_a_plain_question_we_cannot_answer_is_no_answer(asked: Talk) -> None:
    asked.say("이거 신청하면 이웃이 알게 되나요?", **doubt("report-info", score=0.3))
    assert asked.keys == ["form.question_kept", "form.self-request.household"]
    asked.say("한부모 지원은 어떤 게 있나요?", **doubt("single-parent", "child-meal", score=0.6))
    assert asked.keys[0] in {"form.which_programme", "form.question_kept"}
    assert "household" not in asked.form.answers


def test_an_answer_in_doubt_is_an_answer(asked: Talk) -> None:
    asked.say("혼자요")
    asked.say("아마 작년 겨울부터?", **doubt("energy-voucher"))
    assert asked.form.answers["since"].text == "아마 작년 겨울부터?"


def test_what_the_question_itself_means_is_explained(talk: Talk) -> None:
    talk.say("돌봄SOS 신청할게요", **start("care-sos-request")).press("agree")
    while talk.asked != "income":
        talk.say("건너뛰기")
    talk.say("중위소득이 뭐예요?", **doubt("near-poor"))
    assert talk.keys == ["form.explained", "form.care-sos.income"]
    assert "한가운데" in talk.turn.says[0].params["hint"]


@pytest.mark.parametrize(
    "words", ["이거 왜 물어봐요?", "이런 것까지 말해야 해요?", "꼭 적어야 되나요"]
)
def test_why_is_answered(asked: Talk, words: str) -> None:
    assert asked.say(words).keys == ["form.why", "form.self-request.household"]


@pytest.mark.parametrize(
    ("intent", "key"),
    [
        ("greeting", "form.hello"),
        ("thanks", "form.thanks"),
        ("who-are-you", "smalltalk.who-are-you"),
    ],
)
def test_small_talk_is_met_and_is_no_answer(asked: Talk, intent: str, key: str) -> None:
    assert asked.say("안녕하세요", **small(intent)).keys == [key, "form.self-request.household"]


def test_a_goodbye_sets_the_form_aside(asked: Talk) -> None:
    asked.say("안녕히 계세요", **small("goodbye"))
    assert asked.keys == ["form.paused"]
    assert asked.form.stage is Stage.PAUSED


def test_a_long_sentence_that_greets_is_an_answer(asked: Talk) -> None:
    asked.say("안녕하세요 저는 아들 둘이랑 같이 살고 있어요", **small("greeting"))
    assert asked.asked == "since"


def test_swearing_is_met_calmly_and_is_no_answer(asked: Talk) -> None:
    asked.say("…", decision=Decision.BOUNDARY)
    assert asked.keys == ["boundary.first", "form.self-request.household"]
    assert asked.say("…", decision=Decision.BOUNDARY).keys[0] == "boundary.again"


@pytest.mark.parametrize("text", ["[주민등록번호 가림]", "제 주민번호는 [주민등록번호 가림]이에요"])
def test_a_number_we_do_not_keep_is_no_answer(asked: Talk, text: str) -> None:
    asked.say(text, masked=("rrn",))
    assert asked.keys == ["privacy.masked", "form.self-request.household"]
    asked.say("[주민등록번호 가림]이고 혼자 살아요", masked=("rrn",))
    assert asked.keys[0] == "privacy.masked"
    assert asked.asked == "since"


@pytest.mark.parametrize("kind", [EventKind.OTHER, EventKind.EDIT])
def test_what_cannot_be_read_leaves_the_question_open(asked: Talk, kind: EventKind) -> None:
    asked.does(kind)
    assert asked.keys[-1] == "form.self-request.household"


def test_an_empty_text_leaves_the_question_open(asked: Talk) -> None:
    assert asked.say("  ").keys == ["input.empty", "form.self-request.household"]


def test_an_answered_question_is_asked_again_when_named(asked: Talk) -> None:
    asked.say("혼자요").say("함께 사는 분 고칠게요")
    assert asked.asked == "household"
    asked.say("둘이요")
    assert asked.say("7번 고칠게요").keys[0] == "form.edit_later"


# ---------------------------------------------------------------------------- other forms


def test_another_form_is_asked_about_before_this_one_is_given_up(asked: Talk) -> None:
    asked.say("돌봄SOS 신청할래요", **start("care-sos-request"))
    assert asked.keys == ["form.switch_sure"]
    assert asked.say("아니요").keys == ["form.resume", "form.self-request.household"]
    asked.press("report")
    assert asked.press("yes").keys[0] == "form.neighbour-report.opening"


def test_what_was_said_with_the_wish_for_another_form_goes_along(asked: Talk) -> None:
    words = "그게 아니라 이웃 신고할게요 소담동 새샘마을 3단지 할머니가 혼자 사세요"
    asked.say(words, **start("report-neighbour"))
    assert asked.keys == ["form.switch_sure"]
    asked.say("네 그렇게 해 주세요")
    assert asked.form.form_id == "neighbour-report"
    assert asked.form.first_words == words
    assert asked.form.answers["place"].values


@pytest.mark.parametrize("request_", ["call_me", "request"])
@pytest.mark.parametrize(
    "text",
    [
        "옆집 할머니가 3일째 안 보여요 소담동 새샘마을 3단지 301호예요",
        "새샘마을 3단지 301동 할아버지가 혼자 사시는데 냉장고가 비었어요",
        "동네에 혼자 사시는 분이 걱정돼요",
    ],
)
def test_a_neighbour_told_of_in_a_form_of_ones_own_is_a_report(
    talk: Talk, request_: str, text: str
) -> None:
    talk.press(request_).say(text, **start("report-neighbour"))
    assert talk.keys == ["form.switch_told"]
    talk.say("네")
    assert talk.form.form_id == "neighbour-report"
    assert talk.form.first_words == text
    assert talk.form.answers["seen"].text == text


@pytest.mark.parametrize(
    "text",
    [
        "저희 할머니가 며칠째 밥을 안 드세요",
        "엄마가 혼자 사시는데 걱정돼요",
        "아버지가 며칠째 누워만 계세요",
        "남편이 밥을 안 먹어요",
        "혼자 사는데 걱정돼요",
    ],
)
def test_ones_own_family_stays_in_the_form(talk: Talk, text: str) -> None:
    talk.press("call_me").say(text, **start("report-neighbour"))
    assert talk.keys == ["form.consent_heard", "form.consent_ask"]


def test_who_would_rather_be_called_about_a_neighbour_has_told_it(talk: Talk) -> None:
    text = "옆집 할머니가 3일째 안 보여요"
    talk.press("call_me").say(text, **start("report-neighbour")).say("아니요")
    assert talk.keys == ["form.resume", "form.callback.consent"]
    talk.say("네").say("010-1234-5678")
    assert talk.form.answers["about"].text == text


@pytest.mark.parametrize("at", ["phone", "about"])
def test_a_neighbour_told_of_later_is_heard_once(talk: Talk, at: str) -> None:
    talk.press("call_me").press("agree")
    if at == "about":
        talk.say("010-1234-5678").say("내일 오전")
    talk.say("옆집 할머니가 3일째 안 보여요", **start("report-neighbour"))
    assert talk.keys == ["form.switch_told"]
    talk.say("아니요")
    assert talk.form.answers["about"].text == "옆집 할머니가 3일째 안 보여요"
    assert talk.asked == ("phone" if at == "phone" else "summary")


def test_neither_yes_nor_no_goes_on_with_the_form(asked: Talk) -> None:
    asked.press("report")
    asked.say("혼자 살아요")
    assert asked.form.form_id == "self-request"
    assert asked.asked == "since"
    assert asked.state.expecting is None


def test_naming_the_same_form_again_changes_nothing(asked: Talk) -> None:
    asked.say("상담 신청할게요", **start("self-request"))
    assert asked.keys == ["form.self-request.household"]
    asked.say("혼자 사는데 상담을 받고 싶어서 신청했어요", **start("self-request"))
    assert asked.asked == "since"


def test_a_draft_is_not_overwritten_by_a_new_one(asked: Talk) -> None:
    asked.say("혼자요").press("menu")
    asked.press("request")
    assert asked.keys == ["form.draft_there"]
    assert asked.press("resume").asked == "since"
    asked.press("menu")
    asked.press("request")
    asked.press("anew")
    assert asked.form.answers == {}


def test_what_led_to_the_new_form_is_not_lost_over_the_question(seongdong: Talk) -> None:
    seongdong.press("report").press("no").say("할머니가 안 보여요").press("menu")
    seongdong.say("앞집 아저씨도 한 달째 안 보여요", **start("report-neighbour"))
    assert seongdong.keys == ["form.draft_there"]
    seongdong.press("anew")
    assert "앞집 아저씨" in seongdong.form.answers["seen"].text


def test_consent_alone_is_no_draft(talk: Talk) -> None:
    talk.press("request").press("agree").press("menu")
    assert talk.press("report").keys[0] == "form.neighbour-report.opening"


# --------------------------------------------------------------------- pictures, positions


def test_a_picture_is_kept_whenever_it_comes(seongdong: Talk) -> None:
    seongdong.press("report").photo(7)
    assert seongdong.keys == ["input.photo_kept", "form.neighbour-report.urgent"]
    assert seongdong.form.answers["photo"].values == ("7",)
    seongdong.press("no").photo(8, "할머니 우편함이에요")
    assert seongdong.form.answers["photo"].values == ("7", "8")
    assert seongdong.form.answers["seen"].text == "할머니 우편함이에요"


def test_enough_pictures_are_enough(seongdong: Talk) -> None:
    seongdong.press("report")
    for n in range(5):
        seongdong.photo(n)
    assert seongdong.photo(None).keys[0] == "form.photo_enough"
    assert len(seongdong.form.answers["photo"].values) == 5


def test_pictures_are_gathered_until_they_say_done(seongdong: Talk) -> None:
    seongdong.press("report").press("no").say("할머니가 안 보여요").say("마장동")
    while seongdong.asked != "photo":
        seongdong.say("건너뛰기")
    seongdong.photo(3, "우편함이에요")
    assert seongdong.keys == ["input.photo_kept", "form.neighbour-report.photo"]
    assert seongdong.offered[0] == "done"
    assert seongdong.press("done").asked == "way"


def test_a_form_without_pictures_says_so(asked: Talk) -> None:
    assert asked.photo().keys == ["form.photo_no", "form.self-request.household"]


def test_a_position_is_kept_and_the_dong_still_asked(seongdong: Talk) -> None:
    seongdong.press("report").press("no").say("할머니가 안 보여요")
    assert seongdong.asked == "place"
    seongdong.place()
    assert seongdong.keys == ["place.which_dong", "form.neighbour-report.place"]
    seongdong.say("마장동이요")
    kept = seongdong.form.answers["place"]
    assert "37.54460" in kept.text
    assert kept.values == ("1120054000",)


def test_a_position_at_another_question_is_not_asked_for_again(seongdong: Talk) -> None:
    seongdong.press("report").place("성수역 3번 출구")
    assert seongdong.keys == ["place.position_kept", "form.neighbour-report.urgent"]
    assert "성수역" in seongdong.form.answers["place"].text
    seongdong.press("no").say("할머니가 안 보여요")
    assert seongdong.asked != "place"


# --------------------------------------------------------------------------------- danger


def test_an_answer_that_means_danger_raises_the_alarm_once(talk: Talk) -> None:
    talk.press("report").press("no_response")
    assert talk.keys[:2] == ["crisis.medical.other", "crisis.told"]
    [alarm] = talk.effects
    assert isinstance(alarm, Alarm)
    assert (alarm.kind, alarm.who, alarm.evidence) == ("medical", "other", "대답이 없어요")
    assert alarm.form is not None
    talk.press("back").press("violence")
    assert talk.effects == ()


def test_an_earlier_danger_does_not_swallow_that_of_a_new_report(talk: Talk) -> None:
    talk.press("report").press("no_response").say("취소")
    talk.press("report").press("violence")
    assert [e.kind for e in talk.effects if isinstance(e, Alarm)] == ["violence"]


def test_danger_to_another_goes_on_with_the_report(talk: Talk) -> None:
    talk.say("아랫집 아이가 맞고 있어요", **danger(BEATEN))
    assert talk.keys[:2] == ["crisis.abuse-child.other", "crisis.told"]
    assert talk.keys[-1].startswith("form.neighbour-report.")
    [alarm] = talk.effects
    assert isinstance(alarm, Alarm)
    assert alarm.form is not None
    assert alarm.form.form_id == "neighbour-report"


def test_with_all_answers_known_the_form_opens_at_its_summary(talk: Talk) -> None:
    form = talk.scene.content.forms["callback"]
    talk.press("call_me").press("agree").say("010-1234-5678").say("내일").say("병원비")
    assert talk.form.stage is Stage.SUMMARY
    assert set(talk.form.answers) == {f.id for f in form.fields}


def test_a_place_said_later_replaces_words_without_one(seongdong: Talk) -> None:
    seongdong.press("report").press("no").say("할머니가 안 보여요")
    seongdong.say("세탁소 2층이요").press("unknown")
    assert seongdong.form.answers["place"].unknown
    while seongdong.asked != "photo":
        seongdong.say("건너뛰기")
    seongdong.say("마장동 우체국 뒤예요")
    kept = seongdong.form.answers["place"]
    assert kept.text == "세탁소 2층이요 마장동 우체국 뒤예요"
    assert kept.values == ("1120054000",)


def test_another_language_gets_its_card_where_agreement_is_asked(talk: Talk) -> None:
    talk.press("request").say("xin chào", **small("language-vi"))
    assert talk.keys == ["language.vi", "form.consent_ask"]


def test_a_telephone_number_is_no_place(seongdong: Talk) -> None:
    seongdong.press("report").press("no").say("할머니가 안 보여요")
    assert seongdong.asked == "place"
    seongdong.say("010-1234-5678")
    assert "place" not in seongdong.form.answers


def test_what_tells_of_something_else_is_no_place_at_once(seongdong: Talk) -> None:
    seongdong.press("report").press("no").say("할머니가 안 보여요")
    assert seongdong.say("밥을 잘 안 드세요").keys == [
        "place.not_yet",
        "form.neighbour-report.place",
    ]
    assert seongdong.say("빨간 대문").form.answers["place"].text == "빨간 대문"


def test_a_question_is_no_time(seongdong: Talk) -> None:
    seongdong.press("report").press("no").say("할머니가 안 보여요").say("마장동")
    while seongdong.asked != "since":
        seongdong.say("건너뛰기")
    seongdong.say(
        "안부 전화해 주는 거 있나요", is_question=True, **start("wellbeing-check-request")
    )
    assert seongdong.asked == "since"
    assert "since" not in seongdong.form.answers


# ------------------------------------------------------------------- from a report to oneself


@pytest.mark.parametrize(
    ("text", "asked_next"),
    [
        ("아 그게 아니고 제가 힘들어요", "household"),
        ("사실은 제가 굶고 있어요", "household"),
        ("제 얘기예요", "hardest"),
    ],
)
def test_whoever_means_themself_is_asked_at_the_beginning_of_a_report(
    talk: Talk, text: str, asked_next: str
) -> None:
    talk.press("report").really(text)
    assert talk.keys[-1] == "form.switch_self"
    talk.say("네").press("agree")
    assert talk.form.form_id == "self-request"
    assert talk.asked == asked_next


@pytest.mark.parametrize(
    "text",
    [
        "제가 직접 봤어요",
        "저는 옆집 살아요",
        "제가 반찬을 갖다드렸는데 안 드세요",
        "제가 도와줬는데 돈이 없대요",
        "제가 무서워서 못 가보겠어요",
    ],
)
def test_whoever_reports_may_speak_of_themself(talk: Talk, text: str) -> None:
    talk.press("report").really(text)
    assert "form.switch_self" not in talk.keys
    assert talk.form.form_id == "neighbour-report"
    assert talk.form.stage is not Stage.PAUSED


def test_a_report_with_somebody_in_it_is_not_given_up(talk: Talk) -> None:
    talk.say("옆집 할머니가 안 보여요", **start("report-neighbour"))
    talk.say("제가 힘들어요", **start("self-request"))
    assert "form.switch_self" not in talk.keys


def test_an_answer_in_this_very_talk_is_no_number(asked: Talk) -> None:
    for text in ("혼자요", "지난달부터"):
        asked.say(text)
    while asked.asked != "phone":
        asked.say("건너뛰기")
    asked.say("싫어요 카톡으로 주세요")
    assert asked.asked == "when"


def test_who_asks_what_to_do_after_a_refusal_is_told(talk: Talk) -> None:
    talk.press("request").say("동의안해").say("그럼 어떡하라고")
    assert talk.keys == ["form.consent_after"]
