"""Answers that come at the wrong question are kept at their own."""

import pytest
from dialog_talk import BEATEN, Talk, danger, start


@pytest.fixture
def where(seongdong: Talk) -> Talk:
    """A report at the question where."""
    return seongdong.press("report").press("no").say("할아버지가 소리를 질러요")


@pytest.fixture
def care(seongdong: Talk) -> Talk:
    """돌봄SOS at the question for whom."""
    return seongdong.say("돌봄SOS 신청할게요", **start("care-sos-request")).press("agree")


def test_time_and_household_at_the_question_where(where: Talk) -> None:
    where.say("한달 됐어요").say("혼자 사세요")
    assert where.asked == "place"
    assert where.form.answers["since"].text == "한달 됐"
    assert where.form.answers["household"].values == ("elder_alone",)
    where.say("마장동이요")
    assert where.form.answers["place"].values == ("1120054000",)


def test_a_dong_where_the_time_is_asked(where: Talk) -> None:
    where.say("모르겠어요")
    assert where.asked == "since"
    where.say("마장동이요")
    assert where.asked == "since"
    assert where.form.answers["place"].values == ("1120054000",)
    assert "since" not in where.form.answers


@pytest.mark.parametrize(
    ("texts", "whole"),
    [
        (["501호예요"], "마장동 현대아파트 103동 501호예요"),
        (["501호예요", "아니 502호예요"], "마장동 현대아파트 103동 502호예요"),
        (["5층이에요", "501호요"], "마장동 현대아파트 103동 5층이에요 501호요"),
        (["세탁소 위 지하 1층입니다"], "마장동 현대아파트 103동 세탁소 위 지하 1층입니다"),
    ],
)
def test_the_house_completes_the_place_that_was_told(
    where: Talk, texts: list[str], whole: str
) -> None:
    where.say("마장동 현대아파트 103동")
    for text in texts:
        where.say(text)
        assert where.keys == ["form.noted", "form.neighbour-report.since"]
    assert where.form.answers["place"].text == whole
    assert where.form.answers["place"].values == ("1120054000",)


def test_the_house_is_taken_at_any_question_and_at_the_summary(where: Talk) -> None:
    where.say("마장동 현대아파트 103동").say("한 달 전부터요")
    assert where.say("501호예요").keys == ["form.noted", "form.neighbour-report.types"]
    while where.asked != "way":
        where.say("건너뛰기")
    where.press("here").say("502호예요")
    assert where.keys == ["form.noted", "form.summary"]
    assert where.form.answers["place"].text.endswith("103동 502호예요")


@pytest.mark.parametrize("text", ["2년 됐어요", "3월 2일부터요", "할머니 이사오고부터요"])
def test_a_number_that_names_no_house_is_the_answer(where: Talk, text: str) -> None:
    where.say("마장동 현대아파트 103동").say(text)
    assert where.form.answers["place"].text == "마장동 현대아파트 103동"
    assert where.form.answers["since"].text == text


@pytest.mark.parametrize(
    ("first", "then", "name"),
    [
        ("성수동이요", "2가 3동이요", "성동구 성수2가제3동"),
        ("성수동이요", "1가 1동", "성동구 성수1가제1동"),
        ("금호동이요", "4가요", "성동구 금호4가동"),
        ("금호동이요", "3가", "성동구 금호2.3가동"),
        ("행당동이요", "2동이에요", "성동구 행당제2동"),
    ],
)
def test_the_numbers_of_a_dong_choose_among_those_offered(
    where: Talk, first: str, then: str, name: str
) -> None:
    where.say(first).say(then)
    dong = where.scene.places.dong(where.form.answers["place"].values[0])
    assert dong is not None
    assert where.keys[0] == "place.noted"
    assert (dong.label, where.form.answers["place"].text) == (name, f"{first} {then}")


@pytest.mark.parametrize("then", ["2가요", "성수2가요", "2가 현대아파트 103동이요"])
def test_some_of_the_dongs_offered_are_left(where: Talk, then: str) -> None:
    where.say("성수동이요").say(then)
    assert where.keys == ["place.which"]
    assert "1가" not in "".join(choice.label for choice in where.last.choices)
    where.say("2")
    assert where.form.answers["place"].values


@pytest.mark.parametrize("then", ["2층이요", "105동이요", "5가요", "세탁소 2층이요"])
def test_a_number_that_is_no_dong_leaves_them_all_to_staff(where: Talk, then: str) -> None:
    where.say("성수동이요").say(then)
    assert where.keys[0] == "place.kept"
    assert where.form.answers["place"].unknown


def test_another_dong_told_later_is_asked_about(where: Talk) -> None:
    where.say("마장동 현대아파트").say("행당동 대림아파트 105동이요")
    assert where.asked == "place"
    where.say("1")
    assert where.form.answers["place"].text == "행당동 대림아파트 105동이요"


def test_a_time_in_no_words_of_ours_is_still_a_time(where: Talk) -> None:
    where.say("세탁소 2층이요").say("할머니 이사오고부터요")
    assert where.form.answers["since"].text == "할머니 이사오고부터요"


def test_a_name_that_three_share_asks_which(seongdong: Talk) -> None:
    seongdong.press("request").press("agree").say("전기가 끊긴대요")
    while seongdong.asked != "place":
        seongdong.say("건너뛰기")
    seongdong.say("당뇨가 있어서 인슐린을 맞아요").say("냉장고가 꺼지면 큰일 나요")
    assert seongdong.form.answers["place"].text == ""
    assert seongdong.asked == "phone"
    seongdong.say("금호동")
    assert seongdong.keys == ["place.which"]
    seongdong.say("금호동4가 벽산아파트 근처")
    assert "금호4가동" in seongdong.text
    assert seongdong.asked == "phone"


def test_when_to_call_is_no_part_of_the_address(talk: Talk) -> None:
    talk.press("request").press("agree").say("월세가 밀렸어요")
    while talk.asked != "place":
        talk.say("건너뛰기")
    talk.say("조치원읍").say("010-1111-2222").say("저녁에요")
    assert talk.form.answers["when"].text == "저녁에요"
    assert "저녁" not in talk.form.answers["place"].text


def test_two_answers_in_one(seongdong: Talk) -> None:
    seongdong.press("request").press("agree").say("병원비가 없어요").say("둘이요 아내랑 8월부터")
    assert seongdong.form.answers["household"].text == "둘이요 아내랑 8월부터"
    assert seongdong.form.answers["since"].text == "8월부터"
    assert seongdong.asked == "income"
    seongdong.say("수입은 없고 전기세도 밀렸어요")
    assert seongdong.form.answers["income"].values == ("none",)
    assert seongdong.form.answers["overdue"].values == ("utilities",)


def test_what_is_needed_is_no_name(care: Talk) -> None:
    care.say("도시락 배달이요")
    assert care.asked == "who"
    assert care.form.answers["services"].values == ("meals",)
    assert care.say("김이음").asked == "alone"


def test_what_is_told_of_a_later_question_is_not_asked(care: Talk) -> None:
    care.say("김이음").say("우리 엄마가 허리를 다쳐서 청소하고 밥이 필요해요")
    assert set(care.form.answers["services"].values) == {"home_help", "meals"}
    assert care.form.answers["change"].values == ("yes",)
    care.say("혼자 못 걸으시고 낮에는 아무도 없어요")
    assert care.form.answers["family"].values == ("none",)
    assert care.asked == "public_care"


def test_words_that_open_a_form_do_not_answer_what_is_asked_of_everybody(seongdong: Talk) -> None:
    seongdong.say("엄마가 못 걸으셔서 요양보호사가 와요", **start("care-sos-request"))
    seongdong.press("agree")
    assert "alone" not in seongdong.form.answers
    assert "public_care" not in seongdong.form.answers


def test_the_whole_address_is_kept_from_the_first_words(seongdong: Talk) -> None:
    words = "마장동 현대아파트 103동 1204호 할아버지가 며칠째 안 보여요"
    seongdong.say(words, **start("report-neighbour"))
    assert seongdong.form.answers["place"].text == "마장동 현대아파트 103동 1204호"


def test_an_address_with_its_house_is_not_asked_again_elsewhere_either(talk: Talk) -> None:
    words = "도담동 도램마을 7단지 관리사무소인데요 703동 1204호 할아버지가 안 보여요"
    words = f"{words} 관리비 6개월 밀렸고"
    talk.say(words, **start("report-neighbour"))
    assert talk.form.answers["place"].text.endswith("703동 1204호")
    assert talk.form.answers["arrears_months"].text == "관리비 6개월 밀렸고"


@pytest.mark.parametrize("words", ["집 주소는 왕십리예요", "우리 집은 왕십리예요"])
def test_words_before_a_place_do_not_hide_it(where: Talk, words: str) -> None:
    assert where.say(words).keys == ["place.which"]


def test_a_neighbour_is_no_place(where: Talk) -> None:
    where.say("옆집이에요")
    assert where.form.answers["role"].values == ("neighbour",)
    assert where.asked == "place"


def test_an_address_where_a_choice_is_asked(where: Talk) -> None:
    where.say("모르겠어요").say("지난달부터요")
    assert where.asked == "types"
    where.say("행당동 대림아파트 105동 503호")
    assert where.keys == ["place.which"]
    where.say("다음주 월요일부터요")
    assert where.form.answers["place"].text == "행당동 대림아파트 105동 503호"
    assert where.asked == "types"


def test_what_will_not_be_given_is_not_asked_for(where: Talk) -> None:
    where.say("모르겠어요").say("사진 못 찍어요").say("완전익명이요")
    assert where.form.answers["photo"].skipped
    assert where.form.answers["way"].values == ("receipt",)
    assert where.asked == "since"


def test_an_age_is_no_house_number(where: Talk) -> None:
    where.say("50대 남자")
    assert where.asked == "place"
    assert "place" not in where.form.answers


def test_an_address_told_early_is_no_answer_to_another_question(talk: Talk) -> None:
    talk.press("request").press("agree").say("월세가 밀렸어요").say("혼자").say("지난달부터요")
    while talk.form.at != "health":
        talk.press("skip")
    talk.say("소담동 새샘마을 3단지")
    assert talk.form.answers["place"].values
    assert "health" not in talk.form.answers
    assert talk.keys[-1] == "form.self-request.health"


# ------------------------------------------------------------------------- told before it is asked


def test_of_a_place_told_before_only_the_dong_is_asked(seongdong: Talk) -> None:
    text = "옆집 할머니가 안 보여요 성수동2가 현대아파트 103동 501호예요"
    seongdong.say(text, **start("report-neighbour")).press("no")
    assert seongdong.keys == ["form.noted", "place.which"]
    assert "성수동2가 현대아파트 103동 501호" in seongdong.text
    seongdong.say("3동이요")
    place = seongdong.form.answers["place"]
    assert place.values == ("1120069000",)
    assert place.text.startswith("성수동2가 현대아파트 103동 501호")


def test_it_is_asked_at_once_where_nothing_comes_before(seongdong: Talk) -> None:
    seongdong.say("옆집에서 애 때리는 소리가 나요 성수동이에요", **danger(BEATEN))
    assert seongdong.keys[-1] == "place.which"


def test_a_place_far_away_in_a_story_is_none(seongdong: Talk) -> None:
    text = "중동에서 일하다 온 아저씨가 혼자 사시는데 걱정돼요"
    seongdong.say(text, **start("report-neighbour")).press("no")
    assert seongdong.keys == ["form.neighbour-report.place"]


def test_going_back_from_the_dongs_asks_them_again(seongdong: Talk) -> None:
    text = "옆집 할머니가 안 보여요 성수동2가 현대아파트예요"
    seongdong.say(text, **start("report-neighbour")).press("no").say("이전")
    assert seongdong.asked == "urgent"
    assert seongdong.press("no").keys == ["form.noted", "place.which"]


# ------------------------------------------------------------------ a complaint is no place


def _at_place(talk: Talk) -> Talk:
    for words in (
        "복지상담 신청할게요",
        "동의합니다",
        "월세가 두달 밀렸어요",
        "혼자요",
        "7월부터",
        "끊겼어요",
    ):
        talk.really(words)
    return talk.really("건너뛰기")


@pytest.mark.parametrize(
    "text",
    [
        "허리가 아파요",
        "다리를 다쳤어요",
        "잠을 못 자요",
        "병원에 다녀요",
        "동네 병원에 다니는데 허리가 아파요",
    ],
)
def test_a_complaint_of_the_body_never_stands_as_the_place(seongdong: Talk, text: str) -> None:
    _at_place(seongdong).really(text)
    assert seongdong.asked == "place"
    seongdong.really(text)
    assert seongdong.form.answers["place"].text == ""


@pytest.mark.parametrize(
    "text",
    [
        "약국 2층이요",
        "세탁소 2층인데 다리가 아파서 못 나가요",
        "정형외과 옆",
        "배밭 옆 집이요",
        "발산역 근처",
    ],
)
def test_a_place_that_sounds_like_one_is_kept(seongdong: Talk, text: str) -> None:
    _at_place(seongdong).really(text)
    assert seongdong.form.answers["place"].text == text
