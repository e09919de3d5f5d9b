"""A telephone number that is given while a form asks for something else."""

import pytest
from dialog_talk import Talk

NUMBER = "010-1234-5678"
TO_BE_CALLED = [
    f"{NUMBER}로 전화주세요",
    f"제 번호는 {NUMBER}이에요 연락 주세요",
    "공일공 일이삼사 오육칠팔로 전화해 주세요",
    "01012345678",
]


@pytest.fixture
def own(talk: Talk) -> Talk:
    """A request of one's own at the question about income."""
    for words in ("복지상담 신청할게요", "동의합니다", "월세가 두달 밀렸어요", "혼자요", "7월부터"):
        talk.really(words)
    assert talk.asked == "income"
    return talk


@pytest.fixture
def report(seongdong: Talk) -> Talk:
    """A report at the question about the household."""
    for words in ("옆집 할아버지가 며칠째 안 보여요", "아니요", "마장동 현대아파트 103동"):
        seongdong.really(words)
    assert seongdong.asked == "household"
    return seongdong


@pytest.mark.parametrize("text", TO_BE_CALLED)
def test_it_answers_the_form_that_is_open(own: Talk, text: str) -> None:
    own.really(text)
    assert own.asked == "income"
    assert own.form.answers["phone"].values == (NUMBER,)
    assert own.keys == ["form.noted", "form.self-request.income"]


@pytest.mark.parametrize("text", TO_BE_CALLED)
def test_in_a_report_it_stands_in_no_answer_that_everybody_reads(report: Talk, text: str) -> None:
    report.really(text)
    assert report.asked == "household"
    assert report.form.answers["way"].values == ("contact",)
    assert report.form.answers["contact"].values == (NUMBER,)
    assert NUMBER in report.text
    assert "household" not in report.form.answers


@pytest.mark.parametrize(
    "text", ["전화 상담 예약할래요", f"할아버지 번호는 {NUMBER}이에요", "끊겼어요", "010-1234"]
)
def test_other_words_give_no_number_of_ones_own(report: Talk, text: str) -> None:
    report.really(text)
    assert "contact" not in report.form.answers


def test_what_is_asked_of_a_number_gives_none(own: Talk) -> None:
    own.really(f"{NUMBER} 이 번호로 전화하면 되나요?")
    assert "phone" not in own.form.answers
