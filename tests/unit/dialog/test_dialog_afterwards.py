"""The small things after something was sent, and plain wishes below an answer."""

import pytest
from dialog_talk import NIGHT, Talk, answer, doubt, small, start

from bot.dialog.turn import AddWords, GiveBack, ShowReceipt, Withdraw
from bot.domain.conversation import CaseAtHand, Expecting, Mode, ReceiptView
from bot.domain.messages import Choice
from intents import Crisis, CrisisLevel, Decision, Who

NUMBER = "2026-0007"
WORN_OUT = Crisis(kind="suicide", level=CrisisLevel.DISTRESS, who=Who.SELF, evidence="놨")


@pytest.fixture
def booked(talk: Talk) -> Talk:
    at_hand = CaseAtHand(type="callback")
    return talk.put(case_no=NUMBER, at_hand=at_hand, told_at=talk.now, greeted=True)


@pytest.fixture
def reported(talk: Talk) -> Talk:
    at_hand = CaseAtHand(type="neighbour-report", anonymous=True, named=("who:old_woman",))
    return talk.put(case_no=NUMBER, at_hand=at_hand, told_at=talk.now, greeted=True)


@pytest.fixture
def waiting(talk: Talk) -> Talk:
    return talk.put(case_no=NUMBER, mode=Mode.WAITING, greeted=True)


@pytest.fixture
def pension(talk: Talk) -> Talk:
    """The basic pension was spoken of."""
    return talk.say("기초연금이 뭐예요?", **answer("basic-pension"))


def passed_on(text: str) -> tuple[AddWords]:
    return (AddWords(case_no=NUMBER, text=text, alone=True),)


# ------------------------------------------------------------------------------ after sending


@pytest.mark.parametrize(
    "text",
    [
        "네 적었어요",
        "종이에 적어놨어요",
        "핸드폰에 적어놨습니다",
        "캡처했어요",
        "사진 찍어뒀어요",
        "적어둘게요",
    ],
)
def test_whoever_wrote_it_down_did_well(reported: Talk, text: str) -> None:
    reported.say(text, crisis=WORN_OUT)
    assert reported.keys == ["receipt.noted"]
    assert not reported.effects


def test_a_note_of_another_kind_is_no_receipt(reported: Talk) -> None:
    assert "receipt.noted" not in reported.say("유서 적어놨어요").keys


@pytest.mark.parametrize("text", ["감사합니다 좋은 하루 되세요", "네 수고하세요"])
def test_good_wishes_are_a_goodbye(talk: Talk, text: str) -> None:
    assert talk.say(text).keys == ["smalltalk.goodbye"]


@pytest.mark.parametrize(
    "text",
    ["언제 가보시나요", "언제쯤 확인하시나요", "결과 알려주시나요", "내일 몇시에 와요 전화가"],
)
def test_when_somebody_looks_is_told_by_the_case(reported: Talk, text: str) -> None:
    assert isinstance(reported.say(text).turn.need, ShowReceipt)


@pytest.mark.parametrize(
    ("text", "said", "key"),
    [
        ("고맙습니다 꼭 좀 가봐주세요", start("report-neighbour", 0.95), "receipt.asked"),
        ("오늘 119 불러서 병원 갔어요", {"crisis": WORN_OUT}, "receipt.over"),
        ("경찰이 왔다 갔어요", {}, "receipt.over"),
        ("할머니가 전화를 안 받으세요", start("callback-request", 0.74), "receipt.unreached"),
    ],
)
def test_news_of_a_report_reach_it_in_words_that_fit(
    reported: Talk, text: str, said: dict[str, object], key: str
) -> None:
    reported.say(text, **said)
    assert reported.keys == [key]
    assert reported.effects == passed_on(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("경찰에 제가 신고해야 하나요", "receipt.police"),
        ("제가 신고한거 비밀이죠?", "form.told_nobody"),
        ("이거 돈 드나요", "form.cost"),
    ],
)
def test_what_is_asked_of_a_report_is_answered(reported: Talk, text: str, key: str) -> None:
    assert reported.say(text, is_question=True).keys == [key]


def test_the_receipt_is_said_to_stand_above(reported: Talk) -> None:
    reported.say("확인말이 뭐였죠", is_question=True)
    assert reported.keys == ["receipt.number_lost"]
    assert isinstance(reported.turn.need, ShowReceipt)


def test_a_number_given_afterwards_is_not_left_lying(reported: Talk) -> None:
    assert reported.say("제 연락처는 010-1234-5678이에요").keys == ["receipt.add_sure_number"]


@pytest.mark.parametrize(
    ("text", "said", "key", "goes"),
    [
        ("전화 꼭 주세요", start("callback-request"), "receipt.waits", True),
        ("전화 꼭 좀 부탁드려요", start("callback-request"), "receipt.waits", True),
        ("네 기다릴게요", doubt("callback-request"), "receipt.waits", False),
        ("아니 오늘 안될까요", small("no"), "receipt.wish", True),
        ("문자로 주시면 안돼요?", start("callback-request", 0.7), "receipt.wish", True),
        ("누가 전화하는 거예요", small("who-are-you"), "receipt.who_calls", False),
        ("전화 오면 뭐 준비해요", {}, "receipt.prepare", False),
    ],
)
def test_a_call_that_is_booked_is_not_booked_again(
    booked: Talk, text: str, said: dict[str, object], key: str, goes: bool
) -> None:
    booked.say(text, **said)
    assert booked.keys == [key]
    assert booked.effects == (passed_on(text) if goes else ())
    assert booked.state.form is None


def test_another_call_can_be_booked_by_its_name(booked: Talk) -> None:
    booked.say("전화 상담 예약할게요", **start("callback-request"))
    assert booked.form.form_id == "callback"


def test_a_need_told_after_a_request_is_answered_and_may_go_along(booked: Talk) -> None:
    booked.say("오늘 밤에 갈데가 없어요", **answer("emergency-support", question=False))
    assert booked.keys == ["faq.answer", "receipt.add_sure"]
    booked.say("애기가 있어요")
    assert booked.say("네", **small("yes")).effects == passed_on(
        "오늘 밤에 갈데가 없어요 / 애기가 있어요"
    )


def test_an_opened_case_does_not_repeat_itself(talk: Talk) -> None:
    view = ReceiptView(case_no=NUMBER, until=talk.now.replace(hour=23))
    talk.put(receipt=view, expecting=Expecting.RECEIPT_TEXT, greeted=True)
    assert talk.say("할머니가 또 안 보여요").keys == ["receipt.added"]
    assert talk.say("문 앞에 우유가 쌓였어요").keys == ["receipt.added_more"]
    thanked = talk.say("감사합니다", **small("thanks"))
    assert (thanked.keys, thanked.effects) == (["smalltalk.thanks"], ())


# ------------------------------------------------------------------------ waiting for a person


def test_long_silence_is_broken_now_and_then(waiting: Talk) -> None:
    said = [waiting.say(f"{n}번째로 하는 말이에요").keys for n in range(1, 10)]
    assert said == [[], [], ["handoff.still.now"], [], [], [], [], [], ["handoff.still.now"]]


def test_at_night_it_says_when_they_look(waiting: Talk) -> None:
    waiting.now = NIGHT
    for words in ("월세가 밀려서요", "집주인이 나가래요", "애들이 있어요"):
        waiting.say(words)
    assert waiting.keys == ["handoff.still.after_hours"]


def test_a_person_who_answers_is_never_spoken_over(waiting: Talk) -> None:
    waiting.put(mode=Mode.HUMAN)
    assert [waiting.say("네 그런데요 " * n).keys for n in range(1, 8)] == [[]] * 7
    assert waiting.say("전화 예약할게요", **start("callback-request")).keys == []


def test_a_call_can_be_booked_instead(waiting: Talk) -> None:
    waiting.say("그냥 전화 예약할게요", **start("callback-request"))
    assert waiting.form.form_id == "callback"
    assert waiting.state.mode is Mode.BOT
    told = AddWords(case_no=NUMBER, text="그냥 전화 예약할게요")
    assert waiting.effects == (told, GiveBack(case_no=NUMBER))


def test_a_number_for_staff_needs_no_form(waiting: Talk) -> None:
    waiting.say("010-1234-5678로 전화 주세요", **start("callback-request"))
    assert waiting.state.mode is Mode.WAITING


def test_who_is_there_is_told(waiting: Talk) -> None:
    waiting.say("너는 사람이에요?", **small("who-are-you"), is_question=True)
    assert waiting.keys == ["handoff.robot"]
    waiting.say("월세 얘기예요")
    assert waiting.say("아무도 없어요?").keys == ["handoff.carried.now"]


# ------------------------------------------------------------------------ below an answer


def test_a_person_is_heard_below_an_answer(pension: Talk) -> None:
    handoff = {"decision": Decision.HANDOFF, "id": "talk-to-human", "is_question": True}
    pension.say("누구랑 상담할 수 있어요?", **handoff, score=0.56)
    assert pension.keys == ["clarify.person"]
    pension.say("복지사님하고 통화 가능할까요", **handoff, score=0.88)
    assert pension.state.mode is Mode.WAITING


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("그냥 사람이 전화 좀 해줄수 있나", doubt("call", score=0.1)),
        ("상담 전화 받고 싶어요", answer("ai-call", 0.86, question=False)),
    ],
)
def test_a_call_is_heard_below_an_answer(pension: Talk, text: str, said: dict[str, object]) -> None:
    assert pension.say(text, **said).form.form_id == "callback"


def test_the_number_of_the_office_is_its_own(pension: Talk) -> None:
    pension.say("주민센터 전화번호 알려주세요", **answer("center-info"))
    assert pension.state.topic == "center-info"


@pytest.mark.parametrize(
    ("text", "score", "key"),
    [
        ("전화는 부담스러워요", 0.92, "service.by_text"),
        ("전화 말고 문자로 해주세요", 0.98, "service.by_text"),
        ("은행에 전화했어요", 0.56, "smalltalk.call_made"),
        ("전화를 안받아요", 0.74, "clarify.not_reached"),
    ],
)
def test_no_call_is_booked_that_nobody_wants(talk: Talk, text: str, score: float, key: str) -> None:
    talk.say(text, **start("callback-request", score))
    assert talk.keys == [key]
    assert talk.state.form is None


def test_what_was_spoken_of_is_begun(pension: Talk) -> None:
    pension.say("그거 신청하고 싶어요", **doubt("how-to-apply"))
    assert pension.form.form_id == "self-request"


def test_a_report_is_begun_below_its_answer(talk: Talk) -> None:
    talk.say("포상금 있나요?", **answer("report-reward"))
    talk.say("그럼 지금 신고할게요", **doubt("report-info"))
    assert talk.form.form_id == "neighbour-report"


def test_the_topic_is_left_for_another(pension: Talk) -> None:
    pension.say("아니 그거 말고 에너지바우처요", **small("no"))
    assert pension.state.topic == "energy-voucher"
    pension.say("그거 아닌데", **small("no"))
    assert (pension.keys, pension.state.topic) == (["clarify.none"], "")


def test_what_is_too_hard_is_told_by_a_person(pension: Talk) -> None:
    pension.say("너무 어려워요", **doubt("counselling", score=0.2))
    assert pension.keys == ["faq.too_hard"]
    assert "call_me" in pension.offered
    hard = answer("basic-livelihood", question=False)
    assert pension.say("생활이 너무 어려워요", **hard).keys != ["faq.too_hard"]


def test_ones_own_request_holds_ones_name(booked: Talk) -> None:
    assert "form.told_nobody" not in booked.say("제 이름 나오나요", is_question=True).keys


def test_thanks_for_a_report_that_keeps_no_way_back_begin_no_other(talk: Talk) -> None:
    talk.put(told_at=talk.now, greeted=True)
    talk.say("고맙습니다 꼭 좀 가봐주세요", **start("report-neighbour", 0.95))
    assert (talk.keys, talk.state.form) == (["smalltalk.thanks"], None)


def test_who_tells_of_their_own_home_begins_no_report(talk: Talk) -> None:
    doubted = Crisis(kind="abuse-child", level=CrisisLevel.DISTRESS, who=Who.OTHER, evidence="애")
    talk.say("회사에서 짤렸어요", **answer("emergency-support", question=False))
    talk.say("애가 둘이고 와이프는 집에 있어요", **doubt("x", score=0.3), crisis=doubted)
    assert talk.state.form is None
    talk.say("밥은 먹고 다녀요", **start("report-neighbour", 0.95))
    assert talk.state.form is None
    talk.say("옆집 애가 굶어요", **start("report-neighbour", 0.95))
    assert talk.form.form_id == "neighbour-report"


def test_please_take_it_is_a_yes_to_what_was_offered(talk: Talk) -> None:
    offered = (
        Choice(id="form:neighbour-report", label="이웃 알리기"),
        Choice(id="none_of_these", label="x"),
    )
    talk.put(offered=offered).say("네 접수해 주십시오", **start("case-status"))
    assert talk.form.form_id == "neighbour-report"


# ------------------------------------------------------------------------------- swindlers


@pytest.mark.parametrize(
    "text",
    [
        "아들이라면서 돈 보내달래요",
        "딸이라고 문자왔는데 상품권 사서 번호 보내래요",
        "검찰이라는데 통장 돈을 옮기래요",
        "은행 직원이라면서 인증번호 불러달래요",
        "손자가 폰 고장났다고 카톡으로 돈 부쳐달라는데 진짜예요?",
        "경찰이래요 계좌가 위험하다고 앱 깔라고 해요",
        "택배 문자 링크를 눌렀어요",
    ],
)
def test_a_swindler_is_heard_whoever_they_pretend_to_be(talk: Talk, text: str) -> None:
    assert talk.really(text).keys == ["unknown.swindled"]


@pytest.mark.parametrize(
    "text",
    [
        "아들이 돈을 안 보내줘요",
        "아들한테 돈 보내달라고 했는데 안 줘요",
        "집주인이 월세 보내래요",
        "주민센터에서 통장 사본 보내달래요",
        "아들이라고 하나 있는데 돈을 안 줘요",
        "경찰이래요 옆집에 왔대요",
        "복지로 앱 설치했어요",
    ],
)
def test_money_and_family_alone_are_no_swindle(talk: Talk, text: str) -> None:
    assert "unknown.swindled" not in talk.really(text).keys


def test_a_swindle_is_followed_up(talk: Talk) -> None:
    assert talk.say("계좌번호 알려달래요").keys == ["unknown.swindled"]
    assert talk.say("알려줬어요", **answer("report-reward")).keys == ["unknown.swindled_sent"]
    assert talk.say("은행에 전화했어요", **start("callback-request", 0.6)).keys == [
        "unknown.swindled_called"
    ]
    assert talk.say("아직 안 보냈어요").keys == ["unknown.swindled_safe"]
    assert talk.say("기초연금이 뭐예요?", **answer("basic-pension")).keys == ["faq.answer"]
    assert talk.state.expecting is None


# ------------------------------------------------------------------------------ thought better of


@pytest.mark.parametrize(
    "text",
    [
        "아니다 그냥 취소할게요",
        "죄송한데 취소할게요",
        "전화 안 주셔도 돼요",
        "전화하지 마세요",
        "전화 안 받을래요 취소요",
        "연락 안 와도 괜찮아요",
        "아 그냥 안 할래요",
    ],
)
def test_a_call_that_is_not_wanted_any_more_is_taken_back(booked: Talk, text: str) -> None:
    booked.really(text)
    assert booked.keys == ["receipt.withdraw_ask"]
    booked.say("네")
    assert booked.effects == (Withdraw(case_no=NUMBER),)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("전화 왜 안 주세요", "receipt.not_come"),
        ("전화하지 말고 문자 주세요", "receipt.wish"),
        ("전화 안 주셔도 되는데 문자로 주세요", "receipt.wish"),
        ("아니 취소 말고 시간 바꿔주세요", "receipt.added_here"),
        ("그냥 됐어요", "smalltalk.no"),
    ],
)
def test_a_call_that_is_wanted_stays_booked(booked: Talk, text: str, key: str) -> None:
    booked.really(text)
    assert key in booked.keys
    assert Expecting.WITHDRAW_SURE is not booked.state.expecting


def test_no_call_is_a_wish_of_whoever_sent_something_else(talk: Talk) -> None:
    talk.put(case_no=NUMBER, at_hand=CaseAtHand(type="self-request"), told_at=talk.now)
    talk.really("전화하지 마세요")
    assert talk.keys == ["receipt.wish"]
    assert talk.effects == passed_on("전화하지 마세요")
    assert talk.really("아 그냥 안 할래요").keys == ["receipt.withdraw_ask"]
    talk.say("아니요").wait(hours=5)
    assert talk.really("안 할래요").keys != ["receipt.withdraw_ask"]


# --------------------------------------------------------------------- news with no way back


@pytest.fixture
def apart(talk: Talk) -> Talk:
    """A report was sent by somebody who wants to stay unknown altogether."""
    return talk.put(apart=True, told_at=talk.now, greeted=True)


@pytest.mark.parametrize(
    "text",
    [
        "이사가셨어요",
        "오늘은 나오셨어요",
        "아까 할머니 봤어요",
        "괜찮으신 것 같아요",
        "아들이 와서 모셔갔대요",
        "오늘 보니까 우편물이 없어졌어요",
        "병원에 입원했대요",
        "현관문이 열려 있어요",
    ],
)
def test_news_of_a_report_with_no_way_back_need_its_receipt(apart: Talk, text: str) -> None:
    apart.really(text)
    assert apart.keys == ["receipt.news_number"]
    assert apart.state.expecting is Expecting.RECEIPT_NUMBER
    assert not apart.effects


@pytest.mark.parametrize(
    "text",
    [
        "월세가 밀렸어요",
        "저희 엄마가 이사가셨어요",
        "아버지가 돌아가셨어요",
        "조심히 들어가세요",
        "제가 입원했어요",
        "저희 아들이 와서 데려갔어요",
        "앞집도 신고할게요",
        "이사비 지원 되나요?",
    ],
)
def test_what_is_no_news_of_them_is_met_as_ever(apart: Talk, text: str) -> None:
    apart.really(text)
    assert "receipt.news_number" not in apart.keys


def test_news_are_for_the_receipt_only_right_after_the_report(apart: Talk) -> None:
    apart.wait(hours=2).really("이사가셨어요")
    assert apart.keys != ["receipt.news_number"]


# ------------------------------------------------------------------------------ not that, but this


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("그거 말고 병원비요", "catastrophic-medical"),
        ("그거 말고 쌀이요", "food-support"),
        ("그거 말고 전기세", "utility-discount"),
        ("아니 그거 말고 장애인연금", "disability-pension"),
    ],
)
@pytest.mark.parametrize("before", ["기초연금 얼마예요", "월세가 밀렸어요"])
def test_what_is_wanted_instead_is_read_by_itself(
    talk: Talk, before: str, text: str, entry: str
) -> None:
    talk.really(before).really(text)
    assert talk.keys[0] == "faq.answer"
    assert talk.state.topic == entry


@pytest.mark.parametrize(
    "text", ["그거 말고는 없어요?", "그거 말고 다른 거요", "그거 말고 또 뭐 있어요?", "이거 말고요"]
)
def test_what_there_is_beside_it_turns_away_from_nothing(talk: Talk, text: str) -> None:
    talk.really("기초연금 얼마예요").really(text)
    assert talk.keys == ["faq.beside"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("그거 말고요", "clarify.none"),
        ("그거 말고 상담 신청할래요", "form.self-request.opening"),
        ("그거 말고 사람 바꿔줘요", "handoff.now"),
    ],
)
def test_what_is_no_programme_is_met_as_what_it_is(talk: Talk, text: str, key: str) -> None:
    talk.really("월세가 밀렸어요").really(text)
    assert talk.keys[0] == key


@pytest.mark.parametrize("text", ["", "우편물이 없어졌어요"])
def test_a_picture_of_such_news_needs_the_receipt_as_well(apart: Talk, text: str) -> None:
    apart.photo(None, text)
    assert apart.keys == ["receipt.news_photo"]
    assert apart.really("2026-0001").keys == ["receipt.ask_word"]


def test_a_picture_days_later_is_met_as_ever(apart: Talk) -> None:
    assert apart.wait(days=2).photo(None).keys == ["input.photo_unexpected"]


def test_a_picture_of_who_sent_nothing_is_met_as_ever(talk: Talk) -> None:
    assert talk.photo(None).keys == ["input.photo_unexpected"]


@pytest.mark.parametrize(
    "text", ["번호 잘못 적었어요", "전화번호를 틀리게 적었어요", "주소를 잘못 썼어요"]
)
def test_what_was_written_wrong_is_no_receipt_written_down(booked: Talk, text: str) -> None:
    booked.really(text)
    assert booked.keys == ["receipt.change_ask"]
    assert booked.effects == passed_on(text)


@pytest.mark.parametrize("text", ["접수번호 못 적었어요", "확인말을 안 적었어요", "아 못 적었어요"])
def test_nor_is_one_that_was_not_written_down(booked: Talk, text: str) -> None:
    booked.really(text)
    assert booked.keys == ["receipt.number_lost"]
