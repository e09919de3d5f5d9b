"""Words that lean on the programme just spoken of."""

import pytest
from dialog_talk import SUICIDAL, WORN_OUT, Talk, answer, danger, doubt, small, start

from intents import Candidate, Decision


@pytest.fixture
def told(talk: Talk) -> Talk:
    """A talk in which the housing benefit was just explained."""
    return talk.say("주거급여가 뭐예요?", **answer("housing-benefit"))


# ------------------------------------------------------------------------- its other parts


@pytest.mark.parametrize(
    "said",
    [
        {"decision": Decision.UNKNOWN, "is_question": True},
        doubt("basic-pension", "emergency-support", score=0.6),
        doubt("suicide-prevention", score=0.3),
        {**answer("report-info", 0.5)},
    ],
)
def test_a_follow_up_is_about_what_was_just_spoken_of(told: Talk, said: dict[str, object]) -> None:
    told.say("그건 누가 받아요?", **said)
    assert told.keys == ["faq.answer"]
    assert told.state.topic == "housing-benefit"


def test_a_programme_by_its_name_is_no_follow_up(told: Talk) -> None:
    told.say("그럼 기초연금은 누가 받아요?", **answer("basic-pension", 0.95))
    assert told.state.topic == "basic-pension"


def test_a_need_of_its_own_is_no_follow_up(told: Talk) -> None:
    told.say("전세사기 당했는데 어떻게 해요", **doubt("emergency-support", "energy-voucher"))
    assert told.keys[0].startswith("clarify.")


def test_tomorrow_the_topic_is_forgotten(told: Talk) -> None:
    assert told.wait(days=1).say("어디로 가요?").keys == ["unknown.first"]


@pytest.mark.parametrize("text", ["신청 어디서요", "신청은 인터넷으로?", "뭘 가져가야 돼요?"])
def test_how_to_apply_is_asked_of_the_programme_at_hand(told: Talk, text: str) -> None:
    told.say(text, **answer("how-to-apply", 0.95))
    assert told.keys == ["faq.answer"]
    assert told.state.topic == "housing-benefit"


def test_how_to_apply_for_welfare_is_asked_of_any(told: Talk) -> None:
    told.say("복지 신청은 어디서 해요?", **answer("how-to-apply", 0.95))
    assert told.last.params == Talk().press("faq:how-to-apply:how").last.params


def test_what_is_asked_of_any_programme_leaves_the_present_one(told: Talk) -> None:
    told.say("회사에 알려지나요?", **answer("privacy-info", 1.0))
    assert told.keys == ["faq.answer"]
    assert told.state.topic == "housing-benefit"
    assert "신분증" in told.say("서류는요?", **doubt()).text


@pytest.mark.parametrize(
    ("text", "decision", "id_", "score"),
    [
        ("결정 나는데 오래 걸리나요?", Decision.HANDOFF, "complaint", 0.86),
        ("거기 어디예요?", Decision.SMALLTALK, "who-are-you", 1.0),
        ("그럼 신청도 저절로 되는 거예요?", Decision.START, "self-request", 0.95),
    ],
)
def test_a_question_that_resembles_a_service_goes_on(
    told: Talk, text: str, decision: Decision, id_: str, score: float
) -> None:
    told.say(text, decision=decision, id=id_, score=score)
    assert told.state.topic == "housing-benefit"
    assert told.keys[-1] in {"faq.answer", "unknown.in_topic"}


@pytest.mark.parametrize("text", ["상담 신청할게요", "사람이랑 얘기하고 싶어요"])
def test_a_service_that_is_asked_for_is_begun(told: Talk, text: str) -> None:
    told.really(text)
    assert told.keys[0].startswith(("form.", "handoff."))


# --------------------------------------------------------------------- what is beside it


@pytest.mark.parametrize(
    "text",
    ["다른 건 없어요?", "그럼 딴거는", "또 뭐 있어요?", "그거 말고요", "그 두 개 말고는 없고요?"],
)
def test_what_else_there_is_for_the_same_need(told: Talk, text: str) -> None:
    told.say(text, **doubt("privacy-info", score=0.4))
    assert told.keys == ["faq.beside"]
    assert told.offered == ["faq", "faq", "faq", "none_of_these", "person"]
    assert told.state.topic == "housing-benefit"


def test_what_this_office_has_not_opened_is_not_named_unasked(talk: Talk) -> None:
    talk.say("일상돌봄이 뭐예요?", **answer("daily-care"))
    talk.say("다른 건 없어요?", **doubt("privacy-info", score=0.4))
    assert talk.keys == ["faq.beside"]
    assert "누구나 돌봄" not in talk.text


def test_something_else_by_its_name_is_answered(told: Talk) -> None:
    told.say("다른 거 기초연금은요?", **answer("basic-pension", 0.95))
    assert told.state.topic == "basic-pension"


# ------------------------------------------------------------------------------ in doubt


def test_whether_it_is_for_just_them_is_answered_as_far_as_is_known(told: Talk) -> None:
    told.say("혼자 사는 사람도 돼요?", **doubt("housing-benefit", score=0.2), is_question=True)
    assert told.keys == ["faq.near", "faq.answer"]


@pytest.mark.parametrize(
    "text",
    ["차상위도 되나요?", "월급 240인데 소득이 넘나요", "기초연금은 받고 계신데 그러면 되나요"],
)
def test_a_condition_is_asked_of_the_programme_at_hand(told: Talk, text: str) -> None:
    told.say(text, **answer("near-poor", 0.95))
    assert told.keys == ["faq.near", "faq.answer"]
    assert told.state.topic == "housing-benefit"


def test_a_question_not_understood_goes_on_with_the_programme_once(told: Talk) -> None:
    told.say("집주인이 싫어하면요?", **doubt("housing-benefit", score=0.2), is_question=True)
    assert told.keys == ["unknown.in_topic"]
    assert "주거급여" in told.text
    assert told.offered == ["faq", "faq", "faq", "request", "person"]
    assert told.say("아리송한 말").keys == ["unknown.second"]


def test_whoever_tells_something_is_heard(told: Talk) -> None:
    told.say("계약서는 가지고 있어요", **doubt("housing-benefit", score=0.2))
    assert told.keys == ["unknown.told_of_topic"]
    assert told.state.last_words == "계약서는 가지고 있어요"


def test_chatter_does_not_go_on_with_the_programme(told: Talk) -> None:
    assert told.say("오늘 날씨 어때").keys == ["unknown.first"]


@pytest.mark.parametrize("text", ["서류", "얼마예요", "언제요?", "어디서"])
def test_a_bare_part_is_one_of_the_programme_at_hand(told: Talk, text: str) -> None:
    told.say(text, **answer("resident-registration", 0.95))
    assert told.keys == ["faq.answer"]
    assert told.state.topic == "housing-benefit"


def test_what_comes_next_is_asked_of_the_programme(told: Talk) -> None:
    told.say("그다음은요?", **doubt("near-poor", "report-info", score=0.4))
    assert told.keys[0].startswith("unknown.")
    assert told.state.topic == "housing-benefit"


def test_the_parts_offered_in_doubt_can_be_picked(told: Talk) -> None:
    told.say("이사했는데요", **doubt("energy-voucher", score=0.1))
    assert told.keys == ["unknown.told_of_topic"]
    assert told.say("첫 번째 거요").keys == ["faq.answer"]


@pytest.mark.parametrize("text", ["음", "네에", "가" * 50])
def test_a_sigh_or_a_story_does_not_go_on_with_the_programme(told: Talk, text: str) -> None:
    assert told.say(text).keys[0] not in {"unknown.in_topic", "unknown.told_of_topic"}


def test_another_programme_in_doubt_is_not_answered_over_the_present_one(told: Talk) -> None:
    said = answer("daily-care", 0.65, question=False)
    candidates = (
        Candidate(id="daily-care", score=0.65),
        Candidate(id="housing-benefit", score=0.2),
    )
    told.say("65세 안 됐는데", **{**said, "candidates": candidates})
    assert told.keys == ["faq.near", "faq.answer"]
    assert told.state.topic == "housing-benefit"


# -------------------------------------------------------------- with the words before them


@pytest.fixture
def father(talk: Talk) -> Talk:
    """A talk about an old father, read by the real interpreter."""
    talk.really("혼자 사는 아버지가 걱정돼요")
    assert talk.state.topic == "elder-care"
    return talk


def test_what_is_told_goes_on_with_what_was_said_before(father: Talk) -> None:
    assert father.really("식사도 잘 안하시고").keys == ["unknown.told_of_topic"]
    assert father.really("제주도 살아서 못 가봐요").keys == ["unknown.told_more"]
    assert father.state.last_words.endswith("식사도 잘 안하시고 / 제주도 살아서 못 가봐요")


@pytest.mark.parametrize(
    "text", ["비용은요", "제가 대신 신청해도 돼요?", "필요한 서류는", "누가 가서 봐줄 수 있어요?"]
)
def test_parts_are_asked_in_any_words(father: Talk, text: str) -> None:
    father.really(text)
    assert father.keys[-1] == "faq.answer"
    assert father.state.topic == "elder-care"


def test_another_need_is_answered_for_itself(father: Talk) -> None:
    father.really("그리고 저는 실업급여 받을 수 있나요")
    assert father.state.topic == "unemployment-benefit"
    assert father.state.lately == "그리고 저는 실업급여 받을 수 있나요"


def test_what_was_said_lately_ends_with_the_day_and_the_form(father: Talk) -> None:
    assert father.state.lately
    father.press("request")
    assert father.state.lately == ""
    father.press("cancel").wait(days=2).really("안녕하세요")
    assert father.state.lately == ""


def test_what_is_told_to_a_person_is_not_kept(father: Talk) -> None:
    father.press("person").say("저는 세종에 사는 딸이에요")
    assert father.state.lately == ""


def test_only_the_last_letters_are_kept(father: Talk) -> None:
    for _ in range(9):
        father.really("식사도 잘 안하시고 청소도 못 하시고")
    assert 0 < len(father.state.lately) <= 120


def test_what_is_what_was_just_named(told: Talk) -> None:
    told.say("그건 뭐요", **start("skip", 0.91))
    assert told.keys == ["faq.answer"]


def test_what_is_something_else_is_asked_of_that(told: Talk) -> None:
    told.say("그럼 기초연금이 뭐예요?", **answer("basic-pension", 0.99))
    assert told.state.topic == "basic-pension"


# -------------------------------------------------------------------- below 'is it this?'


@pytest.fixture
def offered(talk: Talk) -> Talk:
    """Two programmes were offered for something that was told."""
    two = doubt("education-benefit", "single-parent", score=0.5)
    return talk.say("요즘 사정이 좀 그래요", **two)


def test_more_of_the_same_is_heard_and_the_same_is_offered(offered: Talk) -> None:
    offered.say("두 달 됐어요", **doubt("dream-start", score=0.1))
    assert offered.keys == ["clarify.told"]
    assert [c.id for c in offered.state.offered][:2] == [
        "faq:education-benefit",
        "faq:single-parent",
    ]


def test_a_part_is_offered_of_each(offered: Talk) -> None:
    offered.say("얼마 정도 나올까요?", **doubt("dream-start", score=0.1))
    assert offered.keys == ["clarify.which"]
    ids = [c.id for c in offered.state.offered][:2]
    assert ids == ["faq:education-benefit:amount", "faq:single-parent:amount"]
    assert offered.press(ids[1]).state.topic == "single-parent"


def test_of_a_single_one_the_part_is_told(talk: Talk) -> None:
    talk.say("애 혼자 키우는데요", **doubt("single-parent", score=0.5))
    talk.say("얼마 정도 나올까요?", **doubt("dream-start", score=0.1))
    assert (talk.keys, talk.state.topic) == (["faq.answer"], "single-parent")


def test_something_else_by_its_name_leaves_what_was_offered(offered: Talk) -> None:
    offered.say("기초연금은 얼마예요?", **answer("basic-pension", 0.99))
    assert offered.state.topic == "basic-pension"


def test_without_a_programme_there_is_no_thread(talk: Talk) -> None:
    assert talk.say("다른 건 없어요?").keys == ["unknown.first"]
    assert talk.say("여름에도 돼요?").keys == ["unknown.second"]


# ------------------------------------------------------------------------ a heavy moment


def test_after_an_alarm_nobody_hears_that_they_were_not_understood(talk: Talk) -> None:
    talk.say("죽고 싶어요", **danger(SUICIDAL))
    talk.say("그냥 해본 말이에요").put(case_no="2026-0001", crisis_case="2026-0001")
    talk.say("근데 진짜 힘들어요", **danger(WORN_OUT))
    assert talk.keys == ["crisis.stay"]
    assert talk.offered == ["person", "call_me"]
    [effect] = talk.effects
    assert effect.text == "근데 진짜 힘들어요"  # type: ignore[union-attr]


def test_without_a_case_nothing_is_promised_to_reach_staff(talk: Talk) -> None:
    talk.say("요즘 너무 우울해요", **danger(WORN_OUT))
    talk.say("아무것도 하기 싫어요", **danger(WORN_OUT))
    assert talk.keys == ["crisis.listening"]
    assert not talk.effects


def test_a_worn_out_talk_is_an_ordinary_one_after_a_while(talk: Talk) -> None:
    talk.say("요즘 너무 우울해요", **danger(WORN_OUT)).wait(hours=1)
    assert talk.say("아리송").keys == ["unknown.first"]


def test_a_crisis_of_somebody_else_does_not_colour_what_follows(talk: Talk) -> None:
    talk.put(crisis_kind="abuse-child.other", crisis_at=talk.now)
    assert talk.say("아리송").keys == ["unknown.first"]


# ------------------------------------------------------------------------- not wanted


@pytest.mark.parametrize(
    "text", ["전화는 싫어요", "전화하기 싫어요", "전화 안 할래요", "전화하지 마세요"]
)
def test_a_service_that_is_named_but_not_wanted_is_not_begun(talk: Talk, text: str) -> None:
    assert talk.say(text, **start("callback-request")).keys == ["service.not_wanted"]
    assert talk.state.form is None


@pytest.mark.parametrize(
    "text",
    [
        "밥하기 싫은데 도시락 신청할게요",
        "문자는 싫고 전화 좀 주세요",
        "사람 만나기 싫은데 전화 상담",
    ],
)
def test_a_wish_beside_a_dislike_is_a_wish(talk: Talk, text: str) -> None:
    assert talk.say(text, **start("callback-request")).keys[0].startswith("form.")


def test_small_talk_keeps_the_thread(told: Talk) -> None:
    told.say("고마워요", **small("thanks"))
    assert told.say("얼마 나와요?").keys == ["faq.answer"]


def test_words_of_a_button_in_a_question_about_another_programme_press_nothing(told: Talk) -> None:
    assert "faq" in told.offered
    told.say("에너지바우처는 어떻게 신청해요", **answer("energy-voucher", 1.0))
    assert told.state.topic == "energy-voucher"
    assert told.say("어떻게 신청해요").state.topic == "energy-voucher"


def test_and_what_of_that_one_asks_for_the_same_part(told: Talk) -> None:
    told.say("얼마 나와요?", **doubt())
    told.say("기초연금은요?", **answer("basic-pension", 1.0))
    assert told.last.params == Talk().press("faq:basic-pension:amount").last.params
    told.say("기초연금은 뭐 하는 거예요?", **answer("basic-pension", 1.0))
    assert told.last.params == Talk().press("faq:basic-pension").last.params


def test_whether_one_will_get_it_is_not_answered_twice_with_the_same_words(told: Talk) -> None:
    told.say("저 67살인데 되나요?", **doubt())
    assert "faq.answer" in told.keys
    told.say("그래서 저는 돼요 안 돼요?", **doubt())
    assert told.keys == ["faq.cannot_tell"]
    assert told.offered == ["request", "person"]


@pytest.mark.parametrize("text", ["또 궁금한 게 있어요", "궁금한 게 있어요"])
def test_who_has_another_question_is_let_ask_it(talk: Talk, text: str) -> None:
    talk.really("기초연금이 뭐예요?").really(text)
    assert talk.keys == ["smalltalk.go_ahead"]


def test_a_question_of_the_same_programme_is_answered_as_ever(talk: Talk) -> None:
    talk.really("기초연금이 뭐예요?").really("얼마나 나와요?")
    assert talk.keys == ["faq.answer"]
