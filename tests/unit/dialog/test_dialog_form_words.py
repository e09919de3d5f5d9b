"""How people answer in words that are none of the offered ones, as residents did it in trial."""

import pytest
from dialog_talk import Talk, answer, start

from bot.dialog.forms import fields, prefill
from bot.domain.form import Answer
from tests.unit.dialog.test_dialog_fields import moment, read, values

# ------------------------------------------------------------------------------- the report


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("household", "혼자", None),
        ("household", "네 혼자요", None),
        ("household", "혼자 애를 키워요", "single_parent_child"),
        ("household", "부부만 살아요", "family"),
        ("household", "부부랑 애 하나", "family"),
        ("household", "할머니랑 아들", "family"),
        ("household", "할머니랑 손자", "single_parent_child"),
        ("household", "엄마랑 애들", "single_parent_child"),
        ("household", "4인가족", "family"),
        ("household", "할머니 한 분", "elder_alone"),
        ("household", "혼자 사는 여자분", None),
        ("urgent", "쓰러지진 않았어요", "no"),
        ("urgent", "의식은 있어요", "no"),
        ("age", "십대", "child"),
        ("age", "육십대", None),
        ("age", "60대요", None),
        ("age", "칠십대", "elder"),
        ("age", "75세", "elder"),
        ("age", "예순다섯", "elder"),
        ("age", "쉰", "middle"),
        ("age", "스물몇", "young"),
        ("age", "아빠하고 애들 둘", None),
        ("sex", "남", "male"),
        ("sex", "여", "female"),
        ("sex", "남매", "several"),
        ("sex", "부부라서요", "several"),
        ("role", "딸", "family"),
        ("role", "같은 동 주민", "neighbour"),
        ("role", "아파트 경비", "manager_landlord"),
        ("role", "어린이집 선생님", "duty_bound"),
        ("way", "이 방으로 주세요", "here"),
        ("way", "상관없어요", "here"),
        ("way", "답 필요없어요", "receipt"),
    ],
)
def test_ordinary_words_are_understood(field: str, text: str, value: str | None) -> None:
    found = read("neighbour-report", field, text)
    assert found.answer is not None
    assert values(found) == ((value,) if value else ())


@pytest.mark.parametrize(
    ("age", "household"),
    [("elder", "elder_alone"), ("middle", "middle_alone"), ("young", "youth_alone")],
)
def test_alone_and_an_age_make_the_household(age: str, household: str) -> None:
    form = moment().scene.content.forms["neighbour-report"]
    answers = {"household": Answer(text="혼자요"), "age": Answer(text="1", values=(age,))}
    assert prefill.completed(form, answers)["household"].values == (household,)


def test_alone_without_an_age_stays_as_it_was_said() -> None:
    form = moment().scene.content.forms["neighbour-report"]
    for age in ("unknown", "child"):
        answers = {"household": Answer(text="혼자요"), "age": Answer(values=(age,))}
        assert prefill.completed(form, answers) == answers


def reporting(pack: str = "sejong-sodam") -> Talk:
    talk = Talk(pack).press("report").press("no")
    return talk.say("집에 쓰레기를 잔뜩 쌓아 놓았어요")


def test_alone_is_no_time() -> None:
    talk = reporting().say("소담동").say("혼자요")
    assert talk.asked == "since"
    assert talk.form.answers["household"].text == "혼자요"


def test_alone_of_a_grandmother_told_of() -> None:
    talk = Talk().press("report").press("no").say("할머니가 끼니를 거르세요").say("소담동")
    talk.say("한 달쯤 됐어요").say("혼자요")
    assert talk.form.answers["household"].values == ("elder_alone",)


def asked_the_way() -> Talk:
    talk = reporting().say("소담동")
    while talk.asked != "way":
        talk.say("건너뛰기")
    return talk


@pytest.mark.parametrize("text", ["010-1234-5678로 전화 주세요", "제 번호로 주세요 010-1234-5678"])
def test_a_number_given_with_the_wish_to_be_called_is_kept(text: str) -> None:
    talk = asked_the_way().say(text)
    assert talk.form.answers["way"].values == ("contact",)
    assert talk.form.answers["contact"].values == ("010-1234-5678",)
    assert "form.summary" in talk.keys


def test_a_number_told_in_an_anonymous_report_is_not_taken() -> None:
    talk = Talk().say(
        "옆집 할머니가 며칠째 밥을 안 드시고 누워만 계세요 010-1234-5678",
        **start("report-neighbour"),
    )
    assert "contact" not in talk.form.answers


@pytest.mark.parametrize("text", ["비밀로 해주세요", "이름 안나오게요", "제 이름 나오나요"])
def test_the_frightened_are_told_that_nobody_hears_of_them(text: str) -> None:
    talk = asked_the_way().say(text)
    assert talk.keys == ["form.told_nobody", "form.neighbour-report.way"]


def test_no_beating_told_is_no_worry_about_beating() -> None:
    talk = Talk().press("report").say("때리는 소리는 안나요")
    assert talk.form.answers["urgent"].values == ("no",)
    assert "types" not in talk.form.answers
    assert talk.asked == "seen"


@pytest.mark.parametrize(
    "words",
    [
        "옆집이 이상해서요",
        "우리 동네에 어려운 집이 있어요",
        "저는 통장인데요 우리 통에 어려운 집이 있어서 연락드렸어요",
        "어려운 이웃 신고하려고 합니다",
    ],
)
def test_an_opening_that_tells_nothing_is_not_what_was_seen(words: str) -> None:
    talk = Talk().say(words, **start("report-neighbour")).say("아니요")
    assert talk.asked == "seen"


@pytest.mark.parametrize(
    "words",
    [
        "옆집에서 이상한 냄새가 나요",
        "이웃집 할머니가 연락이 안 돼요",
        "우리 통에 애들만 있는 집이 있어요",
    ],
)
def test_an_opening_that_tells_something_is(words: str) -> None:
    talk = Talk().say(words, **start("report-neighbour"))
    assert talk.form.answers["seen"].text == words


# ------------------------------------------------------------------------------- the place


def test_a_dong_of_the_region_is_taken_as_it_is_typed() -> None:
    talk = reporting().say("나성동")
    assert talk.keys[0] == "place.outside"
    assert talk.form.answers["place"].text == "나성동"
    assert talk.form.answers["place"].values


@pytest.mark.parametrize("yes", ["네", "맞아요", "어", "네 맞습니다"])
def test_one_dong_far_away_is_asked_with_yes_or_no(yes: str) -> None:
    talk = reporting().say("사근동")
    assert talk.keys == ["place.is_it"]
    talk.say(yes)
    assert talk.form.answers["place"].values == ("1120055000",)


def test_it_may_be_another_one() -> None:
    talk = reporting().say("사근동").say("아니요")
    assert talk.keys[0] == "place.not_it"
    assert not talk.form.candidates
    assert reporting().say("사근동").say("나성동").form.answers["place"].text == "나성동"


def test_who_does_not_know_which_dong_leaves_those_it_may_be() -> None:
    talk = reporting("seoul-seongdong").say("성수동2가").say("모르겠어요")
    told = talk.form.answers["place"]
    assert told.unknown
    assert told.text == "성수동2가 (성수2가제1동, 성수2가제3동 중 한 곳)"


# ------------------------------------------------------------------------------- the telephone


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("공일공 2222 1111", "010-2222-1111"),
        ("공일공에 일이삼사에 오육칠팔이요", "010-1234-5678"),
        ("+82 10 1234 5678", "010-1234-5678"),
        ("02 2222 1111", "02-2222-1111"),
        ("2222-1111", None),
        ("이웃이 일이 많아 공일공", None),
    ],
)
def test_a_number_is_never_made_up(text: str, number: str | None) -> None:
    assert fields.normal_phone(text) == number


def test_half_a_number_is_asked_for_again() -> None:
    found = read("callback", "phone", "2222-1111")
    assert found.problem is not None
    assert found.problem.key == "form.phone_part"


# ------------------------------------------------------------------------------- to be called


def test_a_wish_to_be_called_is_no_topic() -> None:
    talk = Talk().say("전화 좀 해주세요", **start("callback-request")).say("네")
    talk.say("010-1111-2222").say("내일 오전")
    assert talk.asked == "about"


def test_the_programme_spoken_of_is_the_topic() -> None:
    talk = Talk().say("기초연금이 뭐예요?", **answer("basic-pension"))
    talk.say("전화로 알려주세요", **start("callback-request")).say("네")
    assert talk.form.answers["about"].text == "기초연금이 뭐예요?"


def test_what_was_asked_of_it_goes_along() -> None:
    talk = Talk().say("기초연금 얼마 받아요?", **answer("basic-pension"))
    talk.say("전화로 알려주세요", **start("callback-request")).say("네")
    title = talk.scene.content.faq.title("basic-pension")
    assert title is not None
    assert talk.form.answers["about"].text.startswith(title[:2])
    assert "얼마 받아요" in talk.form.answers["about"].text


def test_where_the_office_is_is_no_topic() -> None:
    talk = Talk().say("주민센터 어디예요?", **answer("center-info"))
    talk.say("전화 주세요", **start("callback-request")).say("네")
    assert "about" not in talk.form.answers


def test_a_topic_put_as_a_question_is_the_topic() -> None:
    talk = Talk().say("전화 상담 예약", **start("callback-request")).say("네")
    talk.say("010-1111-2222").say("내일 오전")
    talk.say("방세가 비싸서 기초연금만으로 되나 물어볼라고요", **answer("basic-pension"))
    assert talk.form.answers["about"].text == "방세가 비싸서 기초연금만으로 되나 물어볼라고요"


def test_the_programme_spoken_of_was_seen_at_no_neighbour() -> None:
    talk = Talk().say("기초연금이 뭐예요?", **answer("basic-pension"))
    talk.say("이웃이 걱정돼요", **start("report-neighbour")).say("아니요")
    assert talk.asked == "seen"


def test_a_time_nobody_works_is_said_to_be_so() -> None:
    talk = Talk().say("전화 상담 예약", **start("callback-request")).say("네")
    talk.say("010-1111-2222").say("저녁 7시 이후만 돼요")
    assert talk.keys[0] == "form.call_hours"
    assert talk.form.answers["when"].text == "저녁 7시 이후만 돼요"


@pytest.mark.parametrize(
    "text", ["그러슈", "그럽시다", "하세요", "상관없어요", "하라면 해야지", "ㄱㄱ"]
)
def test_agreement_in_other_words(text: str) -> None:
    talk = Talk().say("전화 상담 예약", **start("callback-request")).say(text)
    assert talk.asked == "phone"


def test_a_yes_with_the_number_agrees() -> None:
    talk = Talk().say("전화 상담 예약", **start("callback-request"))
    talk.say("네 010-1111-2222로 내일 전화주세요")
    assert talk.form.answers["phone"].values == ("010-1111-2222",)


@pytest.mark.parametrize(
    "text", ["상관하지 마세요", "하지 마세요", "그러지 마세요", "010-1111-2222"]
)
def test_what_does_not_agree(text: str) -> None:
    talk = Talk().say("전화 상담 예약", **start("callback-request")).say(text)
    assert talk.state.form is None or "phone" not in talk.form.answers


# ------------------------------------------------------------------------------- for oneself


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("income", "기초연금 받아요", "same"),
        ("income", "장사가 안돼요", "reduced"),
        ("income", "회사 그만뒀어요", "lost"),
        ("income", "없어요", "none"),
        ("income", "거의 없어요", None),
        ("income", "알바해요", None),
        ("income", "한달에 80", None),
        ("income", "남편이 벌어요", None),
        ("overdue", "없음", "none"),
        ("overdue", "그런건 없어요", "none"),
        ("overdue", "아직은 괜찮아요", "none"),
        ("overdue", "다 밀렸어요", None),
        ("overdue", "병원비요", None),
    ],
)
def test_money_in_ordinary_words(field: str, text: str, value: str | None) -> None:
    found = read("self-request", field, text)
    assert found.answer is not None
    assert found.answer.text == text
    assert values(found) == ((value,) if value else ())


def test_two_helps_in_one_sentence() -> None:
    assert values(read("care-sos", "services", "밥해주고 청소요")) == ("home_help", "meals")


def test_who_tells_no_more_leaves_what_they_began_with() -> None:
    talk = Talk().say("우리 동네에 어려운 집이 있어요", **start("report-neighbour")).say("아니요")
    talk.say("모르겠어요").say("모르겠어요")
    assert talk.form.answers["seen"].text == "우리 동네에 어려운 집이 있어요"


@pytest.mark.parametrize("text", ["하기 싫어요", "안 할래요"])
def test_a_plain_no_is_a_no_though_it_sounds_like_a_question(text: str) -> None:
    talk = Talk().say("전화 상담 예약", **start("callback-request")).say(text, is_question=True)
    assert talk.state.form is None


def test_a_question_at_what_was_seen_is_answered() -> None:
    talk = Talk().press("report").press("no")
    talk.say("소리 나면 신고해야 하나요", **answer("child-abuse"))
    assert talk.asked == "seen"


# --------------------------------------------------- words that steer, other than the labels


@pytest.fixture
def own(talk: Talk) -> Talk:
    """A request of one's own at the question who lives there, which any words would answer."""
    for words in ("복지상담 신청할게요", "동의합니다", "월세가 두달 밀렸어요"):
        talk.really(words)
    assert talk.asked == "household"
    return talk


@pytest.mark.parametrize("text", ["건너뛰어", "건너뛰어요", "됐고 다음", "통과", "다음 질문"])
def test_a_question_is_passed_over_in_other_words(own: Talk, text: str) -> None:
    own.really(text)
    assert own.asked == "since"
    assert own.form.answers["household"].skipped


def test_the_rest_is_passed_over_by_who_wants_it_sent(own: Talk) -> None:
    assert own.really("됐고 그냥 보내").keys[0] == "form.send_now"


@pytest.mark.parametrize("text", ["뭐라고요", "무슨 말이에요?", "다시 말해주세요", "뭔 소리야"])
def test_who_did_not_catch_the_question_is_asked_again(own: Talk, text: str) -> None:
    own.really(text)
    assert own.asked == "household"
    assert "household" not in own.form.answers


@pytest.mark.parametrize(
    "text",
    ["혼자 살아요", "다음 달부터 혼자예요", "남편이 무슨 말을 해도 안 들어요", "건너뛰지 말고요"],
)
def test_words_that_only_sound_like_that_are_an_answer(own: Talk, text: str) -> None:
    own.really(text)
    assert own.form.answers["household"].text == text


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("뭘 자꾸 물어", "form.why"),
        ("내가 왜 그걸 말해야돼", "form.why"),
        ("보내지마", "form.how_to_stop"),
        ("아니 보내지 마세요", "form.how_to_stop"),
        ("아니 보내", "form.send_now"),
    ],
)
def test_what_the_annoyed_say_is_no_answer(own: Talk, text: str, key: str) -> None:
    assert own.really(text).keys[0] == key


@pytest.mark.parametrize(
    "text", ["자꾸 물어보는 아들이랑 살아요", "아들이 생활비를 안 보내요", "아니 혼자 살아요"]
)
def test_an_answer_that_sounds_annoyed_is_one(own: Talk, text: str) -> None:
    own.really(text)
    assert own.asked != "household"
