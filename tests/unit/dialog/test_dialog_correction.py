"""What was answered is put right where it stands, in the middle of a form and at its summary."""

import pytest
from dialog_talk import Talk, start


@pytest.fixture
def report(seongdong: Talk) -> Talk:
    """A report at the question who lives there; the place is known."""
    seongdong.press("report").press("no").say("할아버지가 며칠째 안 보여요")
    return seongdong.say("마장동 현대아파트 103동 1204호")


@pytest.fixture
def ended(report: Talk) -> Talk:
    """The same at its summary."""
    return report.say("모르겠어요").say("이웃이에요").say("없어요").press("receipt")


@pytest.fixture
def called(seongdong: Talk) -> Talk:
    """A call at its summary."""
    seongdong.press("call_me").press("agree").say("010-1111-0000")
    return seongdong.say("내일 오후").say("병원비")


@pytest.fixture
def request_(seongdong: Talk) -> Talk:
    """A request at the question since when."""
    return seongdong.press("request").press("agree").say("월세가 밀렸어요").say("혼자")


# ------------------------------------------------------------------------ in the middle


@pytest.mark.parametrize(
    "words",
    [
        "아까 말한 주소 말고 105동이요",
        "아니 103동이 아니라 105동이요",
        "주소를 105동으로 고쳐주세요",
    ],
)
def test_a_part_of_the_address_is_put_right(report: Talk, words: str) -> None:
    asked = report.asked
    report.say(words)
    assert report.keys[0] == "form.changed"
    assert report.form.answers["place"].text == "마장동 현대아파트 105동 1204호"
    assert report.form.answers["place"].values == ("1120054000",)
    assert report.asked == asked


def test_another_dong_takes_the_place_of_the_first(seongdong: Talk) -> None:
    seongdong.press("report").press("no").say("할아버지가 며칠째 안 보여요").say(
        "행당동 대림아파트"
    )
    assert seongdong.keys[-1] == "place.which"
    seongdong.say("아니 행당동 말고 응봉동 대림이요")
    assert "응봉동" in seongdong.text
    assert "행당동" not in seongdong.form.answers["place"].text
    assert seongdong.asked == "household"


def test_words_of_an_answer_give_way_to_new_ones(request_: Talk) -> None:
    request_.say("아 혼자 아니고 아들이랑요")
    assert request_.form.answers["household"].text == "아들이랑"
    assert request_.asked == "since"
    request_.say("3개월 됐어요").say("아니 3개월 아니고 4개월이요")
    assert request_.form.answers["since"].text == "4개월 됐어요"
    assert request_.asked == "income"


def test_a_chosen_service_gives_way_to_another(seongdong: Talk) -> None:
    seongdong.say("돌봄SOS 신청할게요", **start("care-sos-request")).press("agree").say("김이음")
    seongdong.say("도시락이랑 청소요").say("아니 도시락 말고 병원 동행")
    assert set(seongdong.form.answers["services"].values) == {"home_help", "escort"}
    assert seongdong.asked == "alone"


def test_what_is_named_first_is_changed(report: Talk) -> None:
    report.say("언제부터는 한달 전이에요")
    assert report.form.answers["since"].text == "한달 전"
    assert report.asked == "household"


def test_an_answer_given_wrongly_is_asked_again(request_: Talk) -> None:
    request_.say("3개월 됐어요").say("아까 함께 사는 분 잘못 썼어요")
    assert request_.asked == "household"
    assert "household" not in request_.form.answers


def test_not_this_but_that_may_be_the_answer_itself(ended: Talk) -> None:
    ended.say("답 받는 길 고칠게요").say("전화 말고 여기로 주세요")
    assert "place" in ended.form.answers
    assert ended.form.answers["place"].text == "마장동 현대아파트 103동 1204호"


def test_going_back_by_two_and_once_more(request_: Talk) -> None:
    request_.say("작년부터요")
    assert request_.say("두 칸 전으로").asked == "household"
    assert request_.say("한번 더").asked == "hardest"


def test_what_was_opened_again_may_stay_as_it_was(ended: Talk) -> None:
    ended.say("3번 고칠게요")
    assert ended.asked == "place"
    ended.say("그냥 그대로 둘게요")
    assert ended.form.answers["place"].text == "마장동 현대아파트 103동 1204호"
    assert ended.asked == "summary"


# ---------------------------------------------------------------------- at the summary


@pytest.mark.parametrize(
    ("words", "field", "kept"),
    [
        ("2번 모레 오전으로", "when", "모레 오전"),
        ("전화번호 010-1111-0001로 바꿔줘", "phone", "010-1111-0001"),
        ("내일 말고 모레로", "when", "모레 오후"),
        ("시간만 오전으로 해주세요", "when", "내일 오전"),
        ("3번은 약값이에요", "about", "약값"),
    ],
)
def test_a_line_is_changed_at_once(called: Talk, words: str, field: str, kept: str) -> None:
    called.say(words)
    assert called.keys == ["form.changed", "form.summary"]
    assert called.form.answers[field].text == kept


def test_a_change_at_the_end_reads_the_place_anew(ended: Talk) -> None:
    ended.say("3번은 응봉동 대림아파트예요")
    assert "응봉동" in ended.text
    assert ended.asked == "summary"


def test_a_changed_choice_asks_what_follows_from_it(ended: Talk) -> None:
    ended.say("알린 분은 집주인이에요")
    assert ended.form.answers["role"].values == ("manager_landlord",)
    assert ended.asked == "arrears_months"


@pytest.mark.parametrize("words", ["1번하고 3번", "1번이랑 3번 고칠래요", "1, 3"])
def test_several_lines_are_asked_one_after_the_other(called: Talk, words: str) -> None:
    assert called.say(words).asked == "phone"
    assert called.say("010-2222-3333").asked == "about"
    assert called.say("약값이요").asked == "summary"
    assert called.form.answers["when"].text == "내일 오후"


def test_a_bare_yes_is_nobodys_trouble(seongdong: Talk) -> None:
    seongdong.press("request").press("agree").say("네")
    assert seongdong.asked == "hardest"
    assert "hardest" not in seongdong.form.answers


def test_news_go_with_what_was_told(ended: Talk) -> None:
    ended.say("그분 귀도 잘 안 들리세요")
    assert ended.keys == ["form.added", "form.summary"]
    assert ended.form.answers["seen"].text.endswith("/ 그분 귀도 잘 안 들리세요")


@pytest.mark.parametrize("asks", ["case-add", "callback-request"])
def test_more_to_tell_leaves_no_form(called: Talk, asks: str) -> None:
    called.say("엄마 약값도 추가해 주세요", **start(asks))
    assert called.form.form_id == "callback"
    assert "약값" in called.form.answers["about"].text or asks != "case-add"


def test_a_receipt_that_is_named_is_another_matter(called: Talk) -> None:
    called.say("2026-0001에 추가해 주세요", **start("case-add"))
    assert called.state.form is not None
    assert called.form.stage == "paused"


def test_a_question_at_the_end_is_answered(called: Talk) -> None:
    called.say("근데 이거 돈 드나요?")
    assert called.keys == ["form.cost", "form.summary"]


def test_danger_told_at_the_end_raises_the_alarm(ended: Talk) -> None:
    ended.say("급한 일 있어요 대답이 없어요")
    assert ended.effects
    assert ended.form.answers["urgent"].values == ("no_response",)


@pytest.mark.parametrize("words", ["괜찮아요", "안 고칠게요"])
def test_what_says_neither_yes_nor_no_sends_nothing(called: Talk, words: str) -> None:
    assert called.say(words).keys == ["form.summary"]


@pytest.mark.parametrize("words", ["그대로 보내주세요", "네 이제 됐어요", "네 괜찮아요"])
def test_all_right_sends_it(called: Talk, words: str) -> None:
    assert called.say(words).keys == ["form.done.callback"]


def test_danger_is_no_wish_to_change_a_line(ended: Talk) -> None:
    ended.say("지금 때려요")
    assert ended.asked == "summary"
    assert ended.form.answers["urgent"].values == ("violence",)
    assert ended.effects


def test_a_name_is_put_right_by_itself(seongdong: Talk) -> None:
    seongdong.say("돌봄SOS 신청할게요", **start("care-sos-request")).press("agree").say("저요")
    seongdong.say("이름은 최복례")
    assert seongdong.form.answers["who"].text == "최복례"
    assert seongdong.asked == "services"
    seongdong.say("아니 잠깐 그 이름 말고 박복례예요")
    assert seongdong.form.answers["who"].text == "박복례"


def test_only_what_is_said_of_a_line_is_its_new_value(called: Talk) -> None:
    called.say("다 맞는데 시간만 오전으로 해주세요")
    assert called.form.answers["when"].text == "내일 오전"
    called.say("오후로 시간 바꿔주세요")
    assert called.form.answers["when"].text == "내일 오후"


def test_a_question_about_a_line_changes_nothing(called: Talk) -> None:
    assert called.say("전화 언제와요").keys == ["form.when_comes", "form.summary"]


def test_the_name_of_a_question_alone_is_no_new_answer(ended: Talk) -> None:
    ended.say("언제부터인지 고칠게요")
    assert ended.keys == ["form.neighbour-report.since"]
    assert ended.form.at == "since"


@pytest.mark.parametrize("words", ["혼자 말고 제가 아파서요", "월세 말고 병원비가 더 걱정이에요"])
def test_a_sentence_is_put_for_no_word_of_an_earlier_answer(request_: Talk, words: str) -> None:
    before = dict(request_.form.answers)
    request_.say(words)
    assert all(request_.form.answers[i] == answer for i, answer in before.items())


@pytest.mark.parametrize("words", ["확인했어요", "잘 부탁드립니다", "네 맞습니다 감사합니다"])
def test_a_kind_word_at_the_summary_sends_it(called: Talk, words: str) -> None:
    called.say(words)
    assert called.state.form is None


@pytest.mark.parametrize("words", ["오타났어요", "빨리 연락주세요"])
def test_a_kind_word_is_added_to_no_answer(called: Talk, words: str) -> None:
    about = called.form.answers["about"]
    called.say(words)
    assert called.form.answers["about"] == about
