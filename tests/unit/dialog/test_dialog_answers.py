"""Published answers in talk, and asking which is meant."""

import pytest
from dialog_talk import Talk, answer, doubt


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("누가 받아요?", "who"),
        ("저도 받을 수 있나요", "who"),
        ("어떻게 신청해요", "how"),
        ("어디로 가요", "how"),
        ("그럼 얼마나 나와요", "amount"),
        ("서류는 뭐가 필요해요", "documents"),
        ("얼마나 걸려요?", "how_long"),
        ("며칠이나 걸리나요", "how_long"),
        ("그게 뭔데요", None),
        ("장애아동수당 얼마씩 나와요? 아이가 자폐 진단 받았어요", "amount"),
        ("남편이 다쳐서 두 달째 일을 못 하는데 생활비 도와주는 건 어디에 신청해야 하나요", "how"),
    ],
)
def test_which_part_is_asked_about(text: str, part: str | None) -> None:
    said = Talk().say(text, **answer("basic-pension"))
    assert said.last.params == Talk().press(f"faq:basic-pension:{part or ''}").last.params


@pytest.mark.parametrize(
    "text",
    [
        "집은 시골에 한 채 있는데 얼마 안 하거든요 허리도 아픈데 이런 사람 돕는 제도가 있을까요",
        "학원은 돈이 없어서 못 보내고 애를 봐주면서 공부도 가르쳐 주는 데가 있으면 소개해 주세요",
        "갑자기 허리 다쳐서 꼼짝을 못해요 구청에서 며칠 와 주고 도시락도 준다는 서비스가 뭐죠",
    ],
)
def test_a_story_that_only_has_such_words_gets_the_whole_answer(text: str) -> None:
    said = Talk().say(text, **answer("basic-pension"))
    assert said.last.params == Talk().press("faq:basic-pension").last.params


def test_an_answer_has_its_source_its_numbers_and_what_to_ask_next(talk: Talk) -> None:
    talk.say("기초연금이 뭐예요?", **answer("basic-pension"))
    assert talk.keys == ["faq.answer"]
    assert talk.last.source
    assert talk.last.phones
    assert talk.offered[-2:] == ["request", "person"]
    assert talk.last.choices[0].id.startswith("faq:basic-pension:")


def test_the_part_that_is_asked_for_is_given_at_once(talk: Talk) -> None:
    whole = talk.say("주거급여가 뭐예요?", **answer("housing-benefit")).text
    part = talk.say("주거급여는 뭘 가져가요?", **answer("housing-benefit")).text
    assert part != whole
    assert "신분증" in part


# ------------------------------------------------------------------------------- in doubt


def test_a_worry_is_met_before_it_is_asked_about(talk: Talk) -> None:
    talk.say("월세가 두 달이나 밀렸어요", **doubt("housing-benefit", "emergency-support"))
    assert talk.keys == ["clarify.worried"]
    assert "주거급여" in talk.text
    assert "긴급복지지원" in talk.text
    assert talk.offered == ["faq", "faq", "none_of_these", "person"]


def test_a_question_in_doubt_is_asked_back(talk: Talk) -> None:
    talk.say("연금은 어디서 받아요?", **doubt("basic-pension", "livelihood-benefit"))
    assert talk.keys == ["clarify.ask"]


def test_a_statement_in_doubt_is_heard(talk: Talk) -> None:
    talk.say("연금이요", **doubt("basic-pension", "livelihood-benefit"))
    assert talk.keys == ["clarify.heard"]


def test_several_needs_are_all_named(talk: Talk) -> None:
    needs = ("housing-benefit", "child-meal")
    talk.say("월세랑 애들 밥이요", **{**doubt(*needs), "needs": needs})
    assert talk.keys == ["clarify.needs"]
    assert "아동급식카드" in talk.text


def test_one_thing_is_asked_with_yes_or_no(talk: Talk) -> None:
    talk.say("연금이요", **doubt("basic-pension"))
    assert talk.keys == ["clarify.one"]
    assert talk.say("네").keys == ["faq.answer"]
    talk.say("연금이요", **doubt("basic-pension"))
    assert talk.say("아니요").keys == ["clarify.none"]


def test_far_fetched_choices_are_left_out(talk: Talk) -> None:
    said = doubt("housing-benefit", "emergency-support", score=0.6)
    far = doubt("elder-abuse", score=0.2)["candidates"]
    talk.say("월세요", **{**said, "candidates": (*said["candidates"], *far)})  # type: ignore[misc]
    assert "노인학대" not in talk.text


def test_one_far_fetched_thing_is_not_asked_about(talk: Talk) -> None:
    assert talk.say("내일은?", **doubt("callback-request", score=0.3)).keys == ["unknown.first"]


def test_a_person_is_offered_when_one_may_be_meant(talk: Talk) -> None:
    talk.say("담당자와 이야기하고 싶어요", **doubt("talk-to-human", "complaint", score=0.4))
    assert talk.keys == ["clarify.person"]
    assert talk.say("네").keys == ["handoff.now"]


def test_none_of_these_asks_for_a_little_more(talk: Talk) -> None:
    talk.say("연금이요", **doubt("basic-pension", "livelihood-benefit"))
    assert talk.press("none_of_these").keys == ["clarify.none"]
    assert talk.offered == ["request", "report", "person"]


def test_what_was_said_of_the_need_is_kept_for_a_form(talk: Talk) -> None:
    talk.say("월세가 두 달 밀려서 걱정이에요", **doubt("housing-benefit", "emergency-support"))
    talk.say("긴급복지요", **answer("emergency-support", question=False))
    talk.say("허리가 아파서 일도 못 나가요", **doubt("livelihood-benefit", "emergency-support"))
    assert talk.state.last_words == "월세가 두 달 밀려서 걱정이에요 / 허리가 아파서 일도 못 나가요"
    talk.say("가" * 4000, **doubt("livelihood-benefit", "emergency-support"))
    assert len(talk.state.last_words) == 1000


def test_plain_questions_are_not_kept(talk: Talk) -> None:
    talk.say("기초연금은 언제 신청하면 되나요?", **answer("basic-pension"))
    assert talk.state.last_words == ""
