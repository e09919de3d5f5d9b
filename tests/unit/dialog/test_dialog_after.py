"""What is said after something was sent: corrections, additions, and 'when do you call?'."""

from datetime import timedelta

import pytest
from dialog_talk import BEATEN, Talk, answer, danger, doubt, small, start

from bot.dialog.turn import AddWords, ShowReceipt, Withdraw
from bot.domain.conversation import CaseAtHand, Expecting, ReceiptView
from intents import Crisis, CrisisLevel, Decision, Who

NUMBER = "2026-0007"
DISTRESS_OF_OTHER = Crisis(
    kind="medical", level=CrisisLevel.DISTRESS, who=Who.OTHER, evidence="불이 꺼져"
)


@pytest.fixture
def sent(talk: Talk) -> Talk:
    """A call was booked here."""
    return talk.put(case_no=NUMBER, at_hand=CaseAtHand(type="callback"), greeted=True)


@pytest.fixture
def reported(talk: Talk) -> Talk:
    """A neighbour was reported, answers wanted here."""
    at_hand = CaseAtHand(type="neighbour-report", anonymous=True)
    return talk.put(case_no=NUMBER, at_hand=at_hand, greeted=True)


@pytest.fixture
def closed(talk: Talk) -> Talk:
    at_hand = CaseAtHand(type="neighbour-report", anonymous=True, is_open=False)
    return talk.put(case_no=NUMBER, at_hand=at_hand, greeted=True)


@pytest.fixture
def viewed(talk: Talk) -> Talk:
    """A case was opened by its receipt, somewhere else than it came from."""
    view = ReceiptView(case_no=NUMBER, until=talk.now + timedelta(minutes=30))
    return talk.put(receipt=view, greeted=True)


def told(text: str, *, by_receipt: bool = False) -> tuple[AddWords]:
    return (AddWords(case_no=NUMBER, text=text, by_receipt=by_receipt, alone=True),)


# ----------------------------------------------------------------- corrections and additions


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("번호 잘못 적었어요 010-1111-2223이에요", start("edit")),
        ("번호 틀렸어요 010-1111-2224", start("edit", 0.99)),
        ("내일 말고 모레로 바꿔주세요", doubt("talk-to-human", score=0.1)),
        ("모레 오전으로 바꿔 주실 수 있나요?", {}),
        ("103동이 아니라 105동이에요", doubt("daily-care", score=0.1)),
        ("아 맞다 귀도 잘 안들리세요", {}),
        ("아 그리고 밤에는 못받아요", doubt("basic-pension")),
        ("하나 더 말씀드릴게요 약도 떨어졌어요", {}),
    ],
)
def test_a_correction_or_an_addition_goes_to_the_case(
    sent: Talk, text: str, said: dict[str, object]
) -> None:
    sent.say(text, **said)
    assert sent.keys == ["receipt.added_here"]
    assert sent.effects == told(text)


def test_a_change_without_the_new_value_is_asked_for_it(sent: Talk) -> None:
    sent.say("시간 변경하고 싶어요")
    assert sent.keys == ["receipt.change_ask"]
    assert sent.effects == told("시간 변경하고 싶어요")
    assert sent.say("수요일 오후요").effects == told("수요일 오후요")
    assert sent.say("고마워요", **small("thanks")).keys == ["smalltalk.thanks"]


@pytest.mark.parametrize(
    ("text", "said", "key"),
    [
        ("고마워요", small("thanks"), "smalltalk.thanks"),
        ("기초연금 얼마예요?", answer("basic-pension"), "faq.answer"),
        ("취소할게요", start("cancel"), "receipt.withdraw_ask"),
    ],
)
def test_what_is_no_new_value_is_not_taken_for_one(
    sent: Talk, text: str, said: dict[str, object], key: str
) -> None:
    assert sent.say("시간 변경하고 싶어요").say(text, **said).keys == [key]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("주소 변경은 어디서 해요?", answer("moving-in")),
        ("기초연금 말고 주거급여는요?", answer("housing-benefit")),
        ("그거 말고 다른 거 없어요?", {}),
        ("급한 건 아니고요", {}),
        ("그리고 돌봄SOS도 신청할게요", start("care-sos-request")),
        ("참 좋은 세상이네요", {}),
    ],
)
def test_what_is_no_correction_is_not_taken_for_one(
    sent: Talk, text: str, said: dict[str, object]
) -> None:
    sent.say(text, **said)
    assert "receipt.added_here" not in sent.keys
    assert sent.effects == ()


def test_nothing_is_added_inside_a_form(sent: Talk) -> None:
    sent.press("request").press("agree").say("103동이 아니라 105동 살아요")
    assert not any(isinstance(e, AddWords) for e in sent.effects)


def test_below_a_card_words_go_their_own_way(reported: Talk) -> None:
    reported.put(crisis_kind="abuse-child.other", crisis_at=reported.now)
    reported.say("103동이 아니라 105동이에요")
    assert not any(key.startswith("receipt.") for key in reported.keys)


def test_what_was_sent_without_a_way_back_needs_its_receipt(talk: Talk) -> None:
    talk.say("번호 잘못 적었어요 010-1111-2223이에요", **start("edit"))
    assert talk.keys == ["receipt.add_number"]
    assert talk.state.expecting is Expecting.RECEIPT_NUMBER
    talk.press("receipt").say("번호 바뀌었어요 010-9999-8888", **doubt("suicide-prevention"))
    assert talk.keys == ["receipt.add_number"]


def test_right_after_it_was_sent_so_does_an_addition(talk: Talk) -> None:
    assert talk.say("아 맞다 103동이 아니라 105동이에요").keys == ["unknown.first"]
    talk.put(told_at=talk.now, misses=0).say("아 맞다 귀도 잘 안들리세요")
    assert talk.keys == ["receipt.add_number"]


def test_a_number_in_words_is_asked_about_where_nobody_is_named(reported: Talk) -> None:
    text = "제 번호 바뀌었어요 010-2222-4444"
    assert reported.say(text).keys == ["receipt.add_sure_number"]
    assert reported.effects == ()
    assert reported.say("네", **small("yes")).effects == told(text)


@pytest.mark.parametrize(
    "text", ["모레 오전으로 바꿔주세요", "번호가 바뀌었어요 010-9999-8888", "아 참, 약도 없어요"]
)
def test_below_an_opened_receipt_as_well(viewed: Talk, text: str) -> None:
    viewed.say(text, **doubt("child-abuse"))
    assert viewed.keys == ["receipt.added"]
    assert viewed.effects == told(text, by_receipt=True)


# --------------------------------------------------------------------------- news are offered


def test_news_of_who_was_reported_are_offered_to_be_passed_on(reported: Talk) -> None:
    reported.say("할머니가 또 넘어지셨대요", **doubt("dementia-center"))
    assert reported.keys == ["receipt.add_sure"]
    assert reported.effects == ()
    reported.say("방금 119가 데려갔어요", **answer("emergency-safety-device", question=False))
    assert reported.keys == ["receipt.add_sure"]
    reported.say("네 전해주세요")
    assert reported.keys == ["receipt.added_here"]
    assert reported.effects == told("할머니가 또 넘어지셨대요 / 방금 119가 데려갔어요")


@pytest.mark.parametrize("no", ["아니요", "그만"])
def test_they_are_not_passed_on_against_their_will(reported: Talk, no: str) -> None:
    reported.say("할머니가 또 넘어지셨대요", **doubt("dementia-center")).say(no)
    assert reported.keys == ["receipt.not_added"]
    assert reported.effects == ()


def test_a_question_instead_of_an_answer_is_answered(reported: Talk) -> None:
    reported.say("할머니가 또 넘어지셨대요", **doubt("dementia-center"))
    reported.say("기초연금 얼마예요?", **answer("basic-pension"))
    assert reported.keys == ["faq.answer"]
    assert reported.state.expecting is None


def test_heavy_news_go_at_once_with_the_number_to_call(reported: Talk) -> None:
    reported.say("어제도 불이 꺼져있었어요", **danger(DISTRESS_OF_OTHER))
    assert reported.keys == ["crisis.worry", "receipt.added_here"]
    assert reported.effects == told("어제도 불이 꺼져있었어요")


def test_danger_comes_before_all_of_it(reported: Talk) -> None:
    reported.say("아 그리고 애를 때려요", **danger(BEATEN))
    assert reported.keys[0] == "crisis.abuse-child.other"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("저도 월세가 두달 밀렸어요", doubt("housing-benefit")),
        ("기초연금 얼마예요?", answer("basic-pension")),
        ("고마워요", small("thanks")),
    ],
)
def test_ones_own_matter_is_not(reported: Talk, text: str, said: dict[str, object]) -> None:
    assert "receipt.add_sure" not in reported.say(text, **said).keys


def test_a_need_after_ones_own_request_is_answered(sent: Talk) -> None:
    assert sent.say("월세가 두달 밀렸어요", **doubt("housing-benefit")).keys == ["clarify.one"]


def test_words_we_do_not_understand_are_offered_to_be_passed_on(sent: Talk) -> None:
    far_fetched = doubt("daily-care", score=0.1)
    assert sent.say("주소도 적을게요 마장동이에요", **far_fetched).keys == ["receipt.add_sure"]
    assert sent.say("아니요").keys == ["receipt.not_added"]
    assert sent.state.told_at == sent.now


@pytest.mark.parametrize("text", ["할머니가 또 넘어지셨대요", "왜 끝났어요?"])
def test_after_closing_it_is_told_anew(closed: Talk, text: str) -> None:
    assert closed.say(text).keys == ["receipt.add_sure_closed"]
    assert closed.say("네", **small("yes")).keys == ["receipt.added_anew"]
    assert closed.effects == told(text)


# --------------------------------------------------------------------------- when do you call


@pytest.mark.parametrize(
    "text", ["전화 언제 와요", "언제 연락오는데", "몇시에 답 와요", "언제 와보실거에요?"]
)
def test_when_it_comes_is_no_new_request(sent: Talk, text: str) -> None:
    sent.say(text, **start("callback-request", 0.98))
    assert sent.turn.need == ShowReceipt(number=NUMBER, linked=True)


@pytest.mark.parametrize("text", ["전화가 안왔어요", "아직도 안왔는데", "연락이 없네요"])
def test_staff_hear_that_nobody_called(sent: Talk, text: str) -> None:
    sent.say(text, **doubt("ai-call"))
    assert sent.keys == ["receipt.not_come"]
    assert sent.effects == told(text)
    assert sent.turn.need == ShowReceipt(number=NUMBER, linked=True)


def test_a_relative_who_does_not_call_is_another_matter(sent: Talk) -> None:
    assert sent.say("엄마한테서 전화가 안 와요").keys != ["receipt.not_come"]


@pytest.mark.parametrize("text", ["몇번으로 전화와요", "그 번호로 제가 걸면 안돼요?"])
def test_from_which_number(sent: Talk, text: str) -> None:
    assert sent.say(text, **start("case-status", 0.9)).keys == ["receipt.calling"]


def test_another_call_can_still_be_booked(sent: Talk) -> None:
    sent.say("전화 상담 예약할래요", **start("callback-request"))
    assert sent.keys[0] == "form.callback.opening"


# ------------------------------------------------------------------------------- taking back


def test_cancelling_with_nothing_under_way_is_about_what_was_sent(sent: Talk) -> None:
    assert sent.say("취소할게요", **start("cancel")).keys == ["receipt.withdraw_ask"]
    assert sent.say("네", **small("yes")).effects == (Withdraw(case_no=NUMBER),)


def test_in_doubtful_words_as_well(sent: Talk) -> None:
    sent.say("예약 취소해주세요", **doubt("case-withdraw", score=0.7))
    assert sent.keys == ["receipt.withdraw_ask"]


def test_a_talk_with_a_person_has_nothing_to_take_back(sent: Talk) -> None:
    sent.put(at_hand=CaseAtHand(type="handoff")).say("취소", **start("cancel"))
    assert sent.keys == ["form.cancel_none"]


def test_the_same_below_an_opened_receipt(viewed: Talk) -> None:
    assert viewed.say("취소할게요", **start("cancel")).keys == ["receipt.withdraw_ask"]


@pytest.mark.parametrize("text", ["오늘은 여기까지 할게요", "나갈게요", "끊을게요", "끊을게"])
@pytest.mark.parametrize("intent", ["cancel", "cut-link"])
def test_going_away_takes_nothing_back_and_cuts_nothing(sent: Talk, text: str, intent: str) -> None:
    sent.say(text, **start(intent))
    assert sent.keys == ["smalltalk.goodbye"]
    assert sent.effects == ()


def test_going_away_leaves_a_resting_form(talk: Talk) -> None:
    talk.press("request").press("agree").say("월세가 밀렸어요").press("menu")
    talk.say("오늘은 여기까지 할게요", **start("cancel"))
    assert talk.keys == ["smalltalk.goodbye"]
    assert talk.state.form is not None


@pytest.fixture
def alarmed(talk: Talk) -> Talk:
    """She told that he beats her."""
    at_hand = CaseAtHand(type="crisis")
    crisis = {"crisis_kind": "abuse-domestic.self", "crisis_at": talk.now, "crisis_case": NUMBER}
    return talk.put(case_no=NUMBER, at_hand=at_hand, greeted=True, **crisis)


@pytest.mark.parametrize(
    "text",
    [
        "비자 취소한대요",
        "비자를 취소한대요",
        "취소해달래요",
        "남편이 신고 취소하래요",
        "카드 취소됐대요",
    ],
)
@pytest.mark.parametrize("intent", ["case-withdraw", "cancel"])
def test_an_alarm_is_not_taken_back_by_words_that_sound_like_it(
    alarmed: Talk, text: str, intent: str
) -> None:
    alarmed.say(text, **start(intent))
    assert alarmed.keys == ["crisis.stay"]
    assert alarmed.effects == (AddWords(case_no=NUMBER, text=text),)
    assert alarmed.state.expecting is not Expecting.WITHDRAW_SURE


def test_the_next_day_neither(alarmed: Talk) -> None:
    alarmed.put(crisis_at=None, crisis_kind="")
    alarmed.say("비자를 취소한대요", **start("case-withdraw"))
    assert alarmed.keys == ["receipt.add_sure"]


@pytest.mark.parametrize("text", ["접수 취소해주세요", "신고한 거 취소할게요", "취소할게요"])
def test_an_alarm_is_taken_back_in_plain_words(alarmed: Talk, text: str) -> None:
    assert alarmed.say(text, **start("case-withdraw")).keys == ["receipt.withdraw_ask"]


def test_an_undecided_word_is_passed_on_but_not_by_itself(reported: Talk) -> None:
    """So few letters tell nothing, and a person can be had instead."""
    assert reported.say("쿠쿵").keys == ["unknown.first"]
    reported.say("할머니가 또 넘어지셨대요", **doubt("dementia-center")).press("person")
    assert reported.keys == ["handoff.now"]
    assert reported.state.expecting is None


def test_what_is_said_of_a_programme_goes_on_with_it(sent: Talk) -> None:
    sent.say("기초연금 얼마예요?", **answer("basic-pension"))
    sent.say("아직 못 받고 있어요", decision=Decision.UNKNOWN)
    assert "receipt.add_sure" not in sent.keys


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("그리고 앞집 아이도 걱정돼요", start("report-neighbour", 0.6)),
        ("아 그리고 쌀이 없어요", answer("food-support", 0.95, question=False)),
        ("한 가지 더 물어볼게요", doubt("center-info")),
        ("주소 변경하려면 어디로 가요", doubt("resident-registration")),
        ("보조금이 아직도 안 왔어요", doubt("livelihood-benefit")),
    ],
)
def test_another_need_is_no_addition_to_what_was_sent(
    sent: Talk, text: str, said: dict[str, object]
) -> None:
    sent.say(text, **said)
    assert not any(key.startswith("receipt.") for key in sent.keys)
    assert not sent.turn.effects
