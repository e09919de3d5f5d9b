"""Which of the offered answers is meant."""

import pytest
from dialog_talk import Talk, scene

from bot.dialog import choices
from bot.dialog.choices import mentioned, number, numbers, steers, with_label_parts
from bot.domain.conversation import Expecting
from bot.domain.form import Option, Stage
from bot.domain.messages import Choice


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2", 2),
        ("2번", 2),
        ("2번이요", 2),
        ("2번으로 할게요", 2),
        ("2)", 2),
        ("12", 12),
        ("2명이요", None),
        ("둘", None),
        ("010-1234-5678", None),
        ("2026-0001", None),
        ("", None),
    ],
)
def test_a_number_picks_only_when_nothing_else_is_said(text: str, found: int | None) -> None:
    assert number(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1, 3", [1, 3]),
        ("1번이랑 3번이요", [1, 3]),
        ("1번하고 2번 그리고 5번", [1, 2, 5]),
        ("1/4", [1, 4]),
        ("7월에 3명이", []),
        ("01012345678", []),
        ("월세 2번", []),
    ],
)
def test_several_numbers_in_one_go(text: str, found: list[int]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize("text", ["2", "이전", "네 보내 주세요", "3번 고칠게요", "1번 2번"])
def test_words_that_only_steer_tell_nothing_of_the_matter(text: str) -> None:
    assert steers(text)


@pytest.mark.parametrize(
    "text",
    [
        "010-1234-5678",
        "01012345678",
        "집을 바꿀 돈이 없어서 걱정이에요",
        "네 많이 쌓였어요",
        "3층이에요",
    ],
)
def test_words_that_tell_something_do_not_steer(text: str) -> None:
    assert not steers(text)


OPTIONS = (
    Option(id="elder", label="혼자 사는 노인", words=("혼자+할머니", "독거노인")),
    Option(id="rent", label="월세·관리비", words=("월세가밀",)),
    Option(id="yes", label="네, 그래요", words=("네",)),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("할머니가 혼자 사세요", ("elder",)),
        ("할머니가 계세요", ()),
        ("월세가 밀렸고 독거노인이에요", ("elder", "rent")),
        ("동네 사람이에요", ()),  # a single syllable is looked for nowhere
        ("", ()),
    ],
)
def test_words_are_found_inside_a_sentence(text: str, found: tuple[str, ...]) -> None:
    assert mentioned(OPTIONS, text) == found


def test_who_reads_the_options_may_call_them_by_a_part_of_the_label() -> None:
    assert mentioned(OPTIONS, "월세 말고는 없어요") == ()
    assert mentioned(with_label_parts(OPTIONS), "월세 말고는 없어요") == ("rent",)


def test_a_choice_bound_to_a_question_says_which() -> None:
    bound = choices.bound(Choice(id="skip", label="건너뛰기"), "household")
    assert bound.id == "skip:household"
    assert choices.unbound(bound.id) == ("skip", "household")
    assert choices.unbound("menu") == ("menu", "")


@pytest.mark.parametrize(
    ("text", "picked"),
    [
        ("1", "request"),
        ("3번이요", "receipt"),
        ("이웃이 걱정돼요", "report"),
        ("이웃이 걱정되요", "report"),
        ("9", None),
        ("오늘 날씨가 좋네요", None),
    ],
)
def test_what_was_offered_is_picked_by_number_label_or_nearly(
    talk: Talk, text: str, picked: str | None
) -> None:
    offered = talk.scene.choices("request", "report", "receipt", "person")
    talk.put(offered=offered, greeted=True).say(text)
    found = {
        "request": "form.self-request.opening",
        "report": "form.neighbour-report.opening",
        "receipt": "receipt.ask_number",
        None: "unknown.first",
    }
    assert found[picked] in talk.keys


def test_the_label_of_the_menu_counts_anywhere(talk: Talk) -> None:
    """Telegram keeps the menu in sight, and a press there arrives as plain text."""
    talk.press("request").press("agree").say("월세가 밀렸어요")
    assert talk.say("접수번호 조회").keys == ["receipt.ask_number"]
    assert talk.say("처음으로").keys == ["menu.main"]


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("네", True),
        ("응", True),
        ("네 바꿔주세요", True),
        ("취소할게요", True),
        ("네 그렇게 해주세요", True),
        ("네?", False),
        ("아니요", False),
        ("네 아니요", False),
        ("취소하면 어떻게 돼요?", False),
        ("", False),
    ],
)
def test_a_yes_to_are_you_sure_is_a_plain_one(talk: Talk, text: str, yes: bool) -> None:
    done = talk.put(case_no="2026-0001", expecting=Expecting.WITHDRAW_SURE).say(text or "…")
    assert ("receipt.withdrawn" in done.keys) is yes


def test_every_offered_answer_has_a_label() -> None:
    here = scene()
    for choice_id in here.content.catalog.choice_ids():
        assert here.choice(choice_id).label


@pytest.mark.parametrize("text", ["0", "1", "2", "2.", "3", "5", "10"])
def test_a_number_is_an_answer_whatever_it_resembles(talk: Talk, text: str) -> None:
    """People write '빠2' for goodbye."""
    talk.press("report").really(text)
    assert talk.form.stage is Stage.ASKING
    assert talk.asked == ("urgent" if text in {"0", "10"} else "seen")


def test_the_second_answer_by_its_number_raises_the_alarm(talk: Talk) -> None:
    talk.press("report").really("2")
    assert talk.keys[0] == "crisis.medical.other"


def test_a_number_out_of_the_blue_means_nothing(talk: Talk) -> None:
    assert talk.really("0").keys == ["unknown.first"]
