"""The summary: read back, put right by number, by name or by saying it, and sent."""

import pytest
from dialog_talk import Talk, answer, small, start

from bot.dialog.turn import Submit
from bot.domain.case import ReplyWay
from bot.domain.form import Stage


@pytest.fixture
def summed(talk: Talk) -> Talk:
    """A self-request with everything said."""
    talk.press("request").press("agree").say("월세가 두 달 밀렸어요").say("저랑 아들 둘이요")
    talk.say("7월에 회사 짤리고부터").press("lost").say("허리가 아파요").say(
        "소담동 새샘마을 3단지"
    )
    return talk.say("010-1234-5678").say("오후가 좋아요")


@pytest.fixture
def reported(seongdong: Talk) -> Talk:
    """A neighbour's report up to its summary."""
    seongdong.press("report").press("no").say("3층 할머니가 며칠째 안 보여요").say("마장동")
    while seongdong.asked != "way":
        seongdong.say("건너뛰기")
    return seongdong.press("here")


def submitted(talk: Talk) -> Submit:
    [effect] = talk.effects
    assert isinstance(effect, Submit)
    return effect


def test_everything_is_read_back_with_numbers(summed: Talk) -> None:
    assert summed.keys == ["form.summary"]
    text = summed.text
    assert "1. 힘든 점: 월세가 두 달 밀렸어요" in text
    assert "4. 수입: 수입이 끊겼어요" in text
    assert "7. 사는 곳: 세종시 소담동 · 소담동 새샘마을 3단지" in text
    assert "동의" not in text
    assert summed.offered == ["submit", "edit", "cancel"]


def test_long_answers_are_shortened_in_the_summary_only(talk: Talk) -> None:
    talk.press("call_me").press("agree").say("010-1234-5678").say("내일").say("병원비 " * 100)
    assert "…" in talk.text
    assert len(talk.form.answers["about"].text) > 300


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("2번 고칠게요", "household"),
        ("2", "household"),
        ("2번", "household"),
        ("3번 다시요", "since"),
        ("주소 바꿀래요", "place"),
        ("주소", "place"),
        ("사는 곳 고칠게요", "place"),
        ("전화번호 고쳐 주세요", "phone"),
        ("번호가 틀렸어요", "phone"),
        ("수입 바꿀게요", "income"),
        ("좋은 시간이요", "when"),
    ],
)
def test_a_line_is_put_right_by_number_or_by_name(summed: Talk, words: str, field: str) -> None:
    assert summed.say(words).asked == field


def test_every_line_can_be_put_right_and_comes_back_to_the_summary(summed: Talk) -> None:
    said = {
        "hardest": "월세랑 병원비요",
        "household": "혼자요",
        "since": "지난달부터요",
        "income": "수입이 줄었어요",
        "overdue": "1, 2",
        "health": "당뇨가 있어요",
        "place": "소담동이요",
        "phone": "010-9999-8888",
        "when": "아무 때나요",
    }
    for number, (field, words) in enumerate(said.items(), 1):
        assert summed.say(f"{number}번 고칠게요").asked == field
        assert summed.say(words).form.stage is Stage.SUMMARY
    text = summed.text
    assert "2. 함께 사는 분: 혼자요" in text
    assert "5. 밀린 것: 월세·관리비, 전기·가스·수도" in text
    assert "7. 사는 곳: 세종시 소담동\n" in text


@pytest.mark.parametrize(
    "words", ["12번 고칠게요", "고칠래요", "수정이요", "아니요", "틀린 거 있어요"]
)
def test_what_is_not_found_is_asked_with_the_lines(summed: Talk, words: str) -> None:
    summed.say(words)
    assert summed.keys == ["form.edit_which"]
    assert "1. 힘든 점" in summed.text
    assert summed.say("3").asked == "since"


def test_pressing_edit_asks_which(summed: Talk) -> None:
    assert summed.press("edit").keys == ["form.edit_which"]


def test_the_one_question_it_can_be_an_answer_to_is_put_right(reported: Talk) -> None:
    reported.say("완전 익명이요")
    assert reported.form.stage is Stage.SUMMARY
    assert reported.form.answers["way"].values == ("receipt",)
    reported.say("40대요")
    assert reported.form.answers["age"].values == ("middle",)


def test_changing_the_way_asks_for_the_number_and_drops_it_again(reported: Talk) -> None:
    reported.say("답 받는 길 바꿀래요").say("전화로요")
    assert reported.asked == "contact"
    assert reported.say("010-1234-5678").form.stage is Stage.SUMMARY
    reported.say("완전 익명으로요")
    assert "contact" not in reported.form.answers


def test_changing_the_condition_asks_what_follows_from_it(reported: Talk) -> None:
    reported.say("알린 분 고칠게요").say("관리사무소예요")
    assert reported.asked == "arrears_months"
    assert reported.say("석 달이요").asked == "mail"
    assert "12." in reported.say("네 쌓였어요").text


# -------------------------------------------------------------------------------- sending


@pytest.mark.parametrize(
    "words",
    [
        "네",
        "네 보내주세요",
        "이대로 보내기",
        "접수해 주세요",
        "맞아요",
        "네 맞아요 접수할게요",
        "ㅇㅇ",
        "제출",
    ],
)
def test_a_plain_yes_sends_it(summed: Talk, words: str) -> None:
    summed.say(words)
    assert summed.keys == ["form.done.self-request"]
    assert submitted(summed).way is ReplyWay.HERE
    assert summed.state.form is None


@pytest.mark.parametrize(
    "words",
    [
        "어머니가 아니라 아버지예요",
        "네? 이거 보내면 어디로 가요?",
        "보내지 마세요",
        "보내지마세요",
        "예전 주소예요",
        "어디로 보내는 거예요?",
        "신청 안 할래요 아직",
        "해결됐어요",
        "음",
    ],
)
def test_nothing_else_sends_it(summed: Talk, words: str) -> None:
    summed.say(words)
    assert summed.effects == ()
    assert summed.state.form is not None


def test_who_gets_to_see_it_is_answered(summed: Talk) -> None:
    assert summed.say("누가 봐요?").keys == ["form.why_send", "form.summary"]


def test_questions_and_small_talk_come_back_to_the_summary(summed: Talk) -> None:
    summed.say("기초연금이 뭐예요?", **answer("basic-pension"))
    assert summed.keys == ["faq.answer", "form.same_again", "form.summary"]
    assert summed.say("고마워요", **small("thanks")).keys == ["form.thanks", "form.summary"]
    assert summed.say("건너뛰기").keys == ["form.summary"]


def test_back_from_the_summary_asks_the_last_question_again(summed: Talk) -> None:
    assert summed.say("이전").asked == "when"


def test_cancelling_sends_nothing(summed: Talk) -> None:
    summed.press("cancel")
    assert summed.keys == ["form.cancelled"]
    assert summed.effects == ()


def test_a_second_press_on_send_sends_no_second_time(summed: Talk) -> None:
    summed.press("submit")
    assert submitted(summed).progress.form_id == "self-request"
    assert summed.press("submit").keys == ["input.stale_choice"]
    assert summed.effects == ()


def test_another_form_is_asked_about_here_too(summed: Talk) -> None:
    summed.say("돌봄SOS 신청할래요", **start("care-sos-request"))
    assert summed.keys == ["form.switch_sure"]
    assert summed.say("아니요").keys == ["form.resume", "form.summary"]


# --------------------------------------------------------------------------------- the way


@pytest.mark.parametrize(
    ("pressed", "way"),
    [("here", ReplyWay.HERE), ("receipt", ReplyWay.RECEIPT)],
)
def test_the_way_is_the_one_chosen(reported: Talk, pressed: str, way: ReplyWay) -> None:
    reported.say("답 받는 길 바꿀래요").press(pressed)
    assert submitted(reported.press("submit")).way is way


def test_a_number_makes_it_a_call(reported: Talk) -> None:
    reported.say("답 받는 길 바꿀래요").say("전화로요").say("010-1234-5678")
    assert submitted(reported.press("submit")).way is ReplyWay.CONTACT


def test_a_promised_number_that_never_came_ties_nobody(reported: Talk) -> None:
    reported.say("답 받는 길 바꿀래요").say("전화로요").say("건너뛰기").say("건너뛰기")
    assert reported.form.stage is Stage.SUMMARY
    assert submitted(reported.press("submit")).way is ReplyWay.RECEIPT


def test_nothing_chosen_leaves_a_reporter_unknown(reported: Talk) -> None:
    reported.say("답 받는 길 바꿀래요").say("건너뛰기").say("건너뛰기")
    assert submitted(reported.press("submit")).way is ReplyWay.RECEIPT
