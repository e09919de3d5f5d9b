"""Who reports would rather stay unknown, wherever it is said."""

import pytest
from dialog_talk import Talk

TOLD = "옆집 할아버지가 며칠째 안 보여요"
#: The answers up to a question of the report.
TO = {
    "urgent": (),
    "place": ("아니요",),
    "household": ("아니요", "마장동 현대아파트 103동"),
    "photo": ("아니요", "마장동 현대아파트 103동", "모르겠어요"),
}


@pytest.fixture
def report(seongdong: Talk) -> Talk:
    return seongdong.really(TOLD)


@pytest.mark.parametrize("at", TO)
@pytest.mark.parametrize("text", ["아니요 익명으로요", "익명이요", "저는 꼭 익명으로 신고할게요"])
def test_it_is_kept_and_the_same_question_asked_again(report: Talk, at: str, text: str) -> None:
    for words in TO[at]:
        report.really(words)
    report.really(text)
    assert report.asked == at
    assert report.form.answers["way"].values == ("receipt",)
    assert report.keys[0] == "form.noted"


@pytest.mark.parametrize("number", [(), ("010-1234-5678",)])
def test_it_takes_back_that_a_number_is_left(report: Talk, number: tuple[str, ...]) -> None:
    for words in (
        *TO["photo"],
        "건너뛰기",
        "연락처 남기기",
        *number,
        "아니요 완전 익명으로 할게요",
    ):
        report.really(words)
    assert report.asked == "summary"
    assert report.form.answers["way"].values == ("receipt",)
    assert "contact" not in report.form.answers
    assert report.form.answers["seen"].text == TOLD


@pytest.mark.parametrize(
    "text",
    [
        "익명 보장되나요",
        "익명으로 하면 답은 못 받나요?",
        "익명의 사람이 자꾸 와요",
        "이웃이에요",
        "이름을 몰라요",
    ],
)
def test_other_words_choose_no_way(report: Talk, text: str) -> None:
    for words in TO["household"]:
        report.really(words)
    report.really(text)
    assert "way" not in report.form.answers


def test_nobody_asks_for_it_in_a_request_of_ones_own(talk: Talk) -> None:
    talk.really("복지상담 신청할게요").really("동의합니다").really("익명으로 할게요")
    assert "way" not in talk.form.answers


@pytest.mark.parametrize(
    "answers",
    [
        ("연락처 남기기", "건너뛰기", "건너뛰기"),
        ("연락처 남기기", "모르겠어요", "모르겠어요"),
        ("모르겠어요", "건너뛰기"),
    ],
)
def test_without_a_way_back_that_is_said_before_it_is_sent(
    report: Talk, answers: tuple[str, ...]
) -> None:
    for words in (*TO["photo"], "건너뛰기", *answers):
        report.really(words)
    assert report.keys == ["form.sent_unnamed", "form.summary"]
    assert "답 받는 길: 완전 익명으로" in report.text
    report.really("답 받는 길 고칠게요")
    assert report.asked == "way"


@pytest.mark.parametrize(
    ("answers", "way"),
    [
        (("연락처 남기기", "건너뛰기", "010-1234-5678"), "contact"),
        (("건너뛰기", "이 대화방으로 받기"), "here"),
    ],
)
def test_a_way_that_is_given_late_is_kept(report: Talk, answers: tuple[str, ...], way: str) -> None:
    for words in (*TO["photo"], "건너뛰기", *answers):
        report.really(words)
    assert report.asked == "summary"
    assert report.form.answers["way"].values == (way,)
