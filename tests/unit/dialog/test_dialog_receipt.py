"""Coming back with 접수번호 and 확인말, and to a case that this conversation gave."""

from datetime import timedelta

import pytest
from dialog_talk import (
    MORNING,
    REF,
    SUICIDAL,
    Talk,
    answer,
    danger,
    doubt,
    small,
    start,
)

from bot.dialog.moment import Moment
from bot.dialog.sent import opened
from bot.dialog.turn import AddWords, CutLink, OpenReceipt, ShowReceipt, Turn, Withdraw
from bot.domain.case import Author, Case, CaseMessage, CaseStatus, Priority
from bot.domain.conversation import Expecting, Mode, ReceiptView
from bot.domain.events import EventKind, InboundEvent
from bot.domain.receipt import normal_word

NUMBER = "2026-0007"


def view(talk: Talk, minutes: int = 30) -> Talk:
    until = talk.now + timedelta(minutes=minutes)
    return talk.put(receipt=ReceiptView(case_no=NUMBER, until=until), greeted=True)


# ------------------------------------------------------------------------- number and word


def test_number_and_word_in_one_message_are_tried_at_once(talk: Talk) -> None:
    talk.say(f"{NUMBER} 푸른 바다예요")
    assert talk.turn.need == OpenReceipt(number=NUMBER, word="푸른바다")


@pytest.mark.parametrize("words", ["푸른 다바", "파른 바다"])
def test_half_a_word_is_enough_to_see_that_one_was_meant(talk: Talk, words: str) -> None:
    assert isinstance(talk.say(f"{NUMBER} {words}").turn.need, OpenReceipt)


def test_a_number_alone_asks_for_the_word(talk: Talk) -> None:
    talk.say(f"접수번호 {NUMBER}이에요")
    assert talk.keys == ["receipt.ask_word"]
    assert talk.say("푸른 바다").turn.need == OpenReceipt(number=NUMBER, word="푸른바다")


@pytest.mark.parametrize(
    "words", ["확인말이 뭐예요?", "까먹었어요", "모르겠어요", "안 적어 뒀어요"]
)
def test_not_knowing_the_word_is_no_wrong_try(talk: Talk, words: str) -> None:
    talk.say(NUMBER).say(words)
    assert talk.keys == ["receipt.word_lost"]
    assert talk.turn.need is None
    assert "person" in talk.offered


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("뛰노는 땅콩", start("skip", 0.95)),
        ("용감한 강물", danger(SUICIDAL)),
        ("구수한 피아노", {"is_question": True}),
    ],
)
def test_a_receipt_word_is_one_whatever_it_sounds_like(
    talk: Talk, word: str, said: dict[str, object]
) -> None:
    talk.press("receipt").say(NUMBER)
    assert talk.say(word, **said).turn.need == OpenReceipt(number=NUMBER, word=normal_word(word))
    talk.press("menu").say(f"{NUMBER} {word}", **said)
    assert talk.turn.need == OpenReceipt(number=NUMBER, word=normal_word(word))


@pytest.mark.parametrize("said", ["확인말은 푸른 바다예요", "푸른바다 입니다", "네 푸른 바다"])
def test_a_receipt_word_in_a_sentence(talk: Talk, said: str) -> None:
    talk.press("receipt").say(NUMBER).say(said)
    assert talk.turn.need == OpenReceipt(number=NUMBER, word="푸른바다")


@pytest.mark.parametrize("said", ["확인말이 뭔데요", "확인말이 뭐예요?", "그게 무슨 말인데요"])
def test_asking_what_a_receipt_word_is_is_no_wrong_try(talk: Talk, said: str) -> None:
    talk.press("receipt").say(NUMBER).say(said, **start("case-status", 1.0))
    assert talk.keys == ["receipt.word_lost"]
    assert talk.turn.need is None
    assert talk.say("푸른 바다").turn.need == OpenReceipt(number=NUMBER, word="푸른바다")


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("이름으로 찾아주세요 김영수", "receipt.no_name"),
        ("그럼 다시 신청해야돼요?", "receipt.no_again"),
    ],
)
def test_what_is_asked_around_a_receipt_is_told(talk: Talk, said: str, key: str) -> None:
    assert talk.press("receipt").say(said, **start("find-resource", 0.9)).keys == [key]
    assert talk.say(NUMBER).say(said, **doubt("utility-discount")).keys == [key]
    assert talk.say("푸른 바다").turn.need == OpenReceipt(number=NUMBER, word="푸른바다")


def test_danger_beside_a_receipt_word_is_heard(talk: Talk) -> None:
    talk.press("receipt").say(NUMBER)
    talk.say("용감한 강물 그냥 죽고 싶어요", **danger(SUICIDAL))
    assert talk.keys[0].startswith("crisis.")
    talk.put(expecting=None).say("용감한 강물", **danger(SUICIDAL))
    assert talk.keys[0].startswith("crisis.")


def test_asking_without_a_number_asks_for_it(talk: Talk) -> None:
    assert talk.press("receipt").keys == ["receipt.ask_number"]
    assert talk.say("그게 뭐더라").keys == ["input.no_number"]
    assert talk.say("잃어버렸어요").keys == ["receipt.number_lost"]
    assert talk.say(NUMBER).keys == ["receipt.ask_word"]


def test_who_speaks_of_something_else_is_not_asked_for_a_number_again(talk: Talk) -> None:
    talk.press("receipt").say("급한 건 아니고요", **doubt("emergency-support"))
    assert talk.keys[0].startswith("clarify.")
    talk.press("receipt").say("아리송한 말")
    assert talk.say("또 아리송한 말").keys == ["unknown.second"]
    assert talk.say(NUMBER).keys == ["receipt.ask_word"]


def test_digits_are_a_try_at_the_number(talk: Talk) -> None:
    talk.press("receipt")
    for _ in range(3):
        assert talk.say("26-000001 인가", **doubt("near-poor")).keys == ["input.no_number"]


@pytest.mark.parametrize(
    ("said", "key"),
    [
        (start("self-request"), "form.self-request.opening"),
        (answer("basic-pension"), "faq.answer"),
        (small("thanks"), "smalltalk.thanks"),
    ],
)
def test_another_wish_leaves_the_question(talk: Talk, said: dict[str, object], key: str) -> None:
    talk.press("receipt").say("다른 것을 할게요", **said)
    assert talk.keys[0] == key
    assert talk.state.expecting is None


@pytest.mark.parametrize("pressed", ["report", "menu", "faq:basic-pension"])
def test_a_press_elsewhere_is_no_wrong_word(talk: Talk, pressed: str) -> None:
    talk.say(NUMBER).press(pressed)
    assert talk.turn.need is None
    assert talk.state.expecting is None


def test_giving_up_closes_what_was_asked(talk: Talk) -> None:
    talk.press("receipt").say("취소")
    assert talk.keys == ["receipt.left"]
    assert talk.state.expecting is None


def test_a_paused_form_does_not_hide_a_receipt(talk: Talk) -> None:
    talk.press("request").press("agree").say("월세가 밀렸어요").press("menu")
    assert talk.say(f"{NUMBER} 푸른 바다").turn.need is not None


def test_in_an_open_form_a_number_is_part_of_an_answer(talk: Talk) -> None:
    talk.press("request").press("agree").say(f"지난번 {NUMBER} 접수한 것 때문에요")
    assert talk.turn.need is None
    assert NUMBER in talk.form.answers["hardest"].text


# ----------------------------------------------------------------------------- opened case


@pytest.mark.parametrize("pressed", ["status", "add", "withdraw", "close_receipt"])
def test_actions_of_an_opened_case(talk: Talk, pressed: str) -> None:
    view(talk).press(pressed)
    expected = {
        "status": [],
        "add": ["receipt.add_ask"],
        "withdraw": ["receipt.withdraw_ask"],
        "close_receipt": ["receipt.done"],
    }
    assert talk.keys == expected[pressed]
    assert (talk.turn.need == ShowReceipt(number=NUMBER)) is (pressed == "status")


def test_words_go_to_the_opened_case_until_they_say_enough(talk: Talk) -> None:
    view(talk).press("add").say("세탁소는 크린토피아예요")
    assert talk.keys == ["receipt.added"]
    assert talk.effects == (
        AddWords(case_no=NUMBER, text="세탁소는 크린토피아예요", by_receipt=True),
    )
    assert talk.say("그리고 203호예요").effects != ()
    assert talk.say("그만 볼게요").keys == ["receipt.done"]
    assert talk.state.receipt is None


@pytest.mark.parametrize("words", ["아니요", "없어요", "됐어요", "이제 다 했어요", "취소"])
def test_enough_is_enough(talk: Talk, words: str) -> None:
    assert view(talk).press("add").say(words).effects == ()


def test_pictures_and_positions_go_to_the_case_too(talk: Talk) -> None:
    view(talk).press("add").photo(5)
    assert talk.effects == (AddWords(case_no=NUMBER, text="", photo_id=5, by_receipt=True),)
    talk.place()
    [effect] = talk.effects
    assert isinstance(effect, AddWords)
    assert "37.54460" in effect.text


def test_whoever_keeps_writing_is_not_shut_out(talk: Talk) -> None:
    view(talk, minutes=10).press("add")
    said = [talk.wait(minutes=9).say("하나 더 있어요").keys for _ in range(4)]
    assert said == [["receipt.added"], *[["receipt.added_more"]] * 3]


def test_what_was_said_too_late_is_told_not_to_have_gone(talk: Talk) -> None:
    view(talk).press("add").wait(minutes=31).say("크린토피아 옆이요")
    assert talk.keys == ["receipt.expired_words"]
    assert talk.effects == ()


def test_a_press_too_late_asks_for_the_number(talk: Talk) -> None:
    view(talk).wait(minutes=31)
    assert talk.press("add").keys == ["receipt.expired"]
    assert talk.state.expecting is Expecting.RECEIPT_NUMBER


def test_a_new_wish_is_not_carried_to_the_case(talk: Talk) -> None:
    view(talk).press("add").say("상담 신청할게요", **start("self-request"))
    assert talk.keys[0] == "form.self-request.opening"
    assert talk.effects == ()


@pytest.mark.parametrize(
    ("words", "gone"),
    [("네", True), ("취소할게요", True), ("아니요", False), ("글쎄요", False), ("네?", False)],
)
def test_withdrawing_wants_a_plain_yes(talk: Talk, words: str, gone: bool) -> None:
    view(talk).press("withdraw").say(words)
    assert (talk.effects == (Withdraw(case_no=NUMBER),)) is gone
    assert talk.keys == (["receipt.withdrawn"] if gone else ["receipt.kept"])


# ------------------------------------------------------------- the case this talk has given


def test_where_it_came_from_the_state_is_told_without_a_word(talk: Talk) -> None:
    talk.put(case_no=NUMBER).say("제 신청 어떻게 됐어요", **start("case-status"))
    assert talk.turn.need == ShowReceipt(number=NUMBER, linked=True)


def test_where_it_came_from_words_can_be_added_and_it_can_be_withdrawn(talk: Talk) -> None:
    talk.put(case_no=NUMBER).say("내용 추가할래요", **start("case-add"))
    talk.say("203호예요")
    assert talk.effects == (AddWords(case_no=NUMBER, text="203호예요"),)
    talk.say("접수 취소할게요", **start("case-withdraw"))
    assert talk.press("yes").effects == (Withdraw(case_no=NUMBER),)


def test_elsewhere_the_same_wishes_ask_for_the_number(talk: Talk) -> None:
    for intent in ("case-status", "case-add", "case-withdraw"):
        talk.put(expecting=None)
        assert talk.say("접수한 거요", **start(intent)).keys == ["receipt.ask_number"]


# -------------------------------------------------------------------------------- the link


def test_cutting_forgets_every_case_of_this_conversation(talk: Talk) -> None:
    talk.put(case_no="2026-0002", linked=("2026-0001", "2026-0002"))
    talk.say("연결 끊기", **start("cut-link"))
    assert talk.keys == ["link.cut"]
    assert talk.effects == (CutLink(case_no="2026-0001"), CutLink(case_no="2026-0002"))


def test_with_nothing_to_cut_it_says_so(talk: Talk) -> None:
    assert talk.say("연결 끊기", **start("cut-link")).keys == ["link.none"]
    assert talk.effects == ()


def test_it_is_done_at_once_even_while_a_person_is_talking(talk: Talk) -> None:
    talk.put(mode=Mode.HUMAN, case_no=NUMBER)
    talk.say("연결 끊어 주세요", **start("cut-link", 0.85))
    assert talk.effects == (CutLink(case_no=NUMBER),)
    assert talk.state.mode is Mode.BOT


# ------------------------------------------------------------------------ what is shown


def case(**changes: object) -> Case:
    given: dict[str, object] = {
        "number": NUMBER,
        "type": "neighbour-report",
        "status": CaseStatus.WORKING,
        "priority": Priority.NORMAL,
        "created_at": MORNING,
        "due_at": MORNING,
        "channel": "web",
    }
    return Case(**{**given, **changes})  # type: ignore[arg-type]


def line(author: Author, text: str, photo: int | None = None) -> CaseMessage:
    return CaseMessage(id=1, case_no=NUMBER, at=MORNING, author=author, text=text, photo_id=photo)


def show(talk: Talk, shown: opened.Shown) -> Turn:
    event = InboundEvent(event_id="9", ref=REF, at=talk.now, kind=EventKind.TEXT)
    moment = Moment(talk=talk.state, event=event, mind=None, scene=talk.scene, now=talk.now)
    turn = opened.opened(moment, Turn(talk=talk.state), shown)
    talk.turn, talk.state = turn, turn.talk
    return turn


def test_an_opened_case_shows_both_sides_and_never_a_note(talk: Talk) -> None:
    thread = (
        line(Author.RESIDENT, "할머니가 안 보여요"),
        line(Author.NOTE, "전에도 허위 제보함"),
        line(Author.STAFF, "몇 호인가요?"),
        line(Author.NOTE, "내일 방문"),
    )
    show(talk, opened.Shown(case=case(), thread=thread, due=MORNING + timedelta(hours=1)))
    assert talk.keys == ["receipt.opened", "receipt.thread"]
    assert "몇 호인가요?" in talk.text
    assert "허위" not in talk.text
    assert "방문" not in talk.text
    assert "오늘 오전 11시" in talk.text
    # Staff asked last, so what is written next answers them.
    assert talk.state.expecting is Expecting.RECEIPT_TEXT


def test_a_long_thread_shows_its_end_and_long_words_their_beginning(talk: Talk) -> None:
    thread = tuple(line(Author.RESIDENT, f"말{n} " + "가" * 900) for n in range(20))
    show(talk, opened.Shown(case=case(), thread=thread, due=MORNING))
    assert "말19" in talk.text
    assert "말13" not in talk.text
    assert len(talk.text) < 6 * 700


def test_a_picture_is_shown_as_words(talk: Talk) -> None:
    show(talk, opened.Shown(case=case(), thread=(line(Author.RESIDENT, "", 3),), due=MORNING))
    assert "사진 1장" in talk.text


def test_a_case_that_staff_answered_names_no_time_of_the_office(talk: Talk) -> None:
    said = (line(Author.STAFF, "몇 층이에요?", 3),)
    show(talk, opened.Shown(case=case(status=CaseStatus.HELD), thread=said, due=MORNING))
    assert talk.keys == ["receipt.opened_untimed", "receipt.thread"]
    assert talk.state.expecting is not None


def test_a_finished_case_names_no_time_and_takes_no_words(talk: Talk) -> None:
    show(talk, opened.Shown(case=case(status=CaseStatus.CLOSED), thread=(), due=MORNING))
    assert talk.keys == ["receipt.opened_untimed", "receipt.thread_empty"]
    assert talk.offered == ["status", "close_receipt"]
    assert talk.state.expecting is None


@pytest.mark.parametrize(
    ("locked", "minutes"),
    [(timedelta(minutes=60), "60"), (timedelta(seconds=61), "2"), (timedelta(seconds=5), "1")],
)
def test_a_lock_says_how_long(talk: Talk, locked: timedelta, minutes: str) -> None:
    event = InboundEvent(event_id="9", ref=REF, at=talk.now, kind=EventKind.TEXT)
    moment = Moment(talk=talk.state, event=event, mind=None, scene=talk.scene, now=talk.now)
    answer_ = opened.Refused(locked_until=talk.now + locked)
    turn = opened.refused(moment, Turn(talk=talk.state), answer_)
    assert turn.says[0].key == "receipt.locked"
    assert turn.says[0].params["minutes"] == minutes


# --------------------------------------------------------------- the ways by other words


@pytest.fixture
def opened_asking(talk: Talk) -> Talk:
    """Opened by its receipt, and staff asked something last."""
    view = ReceiptView(case_no="2026-0007", until=talk.now + timedelta(minutes=30))
    offered = talk.scene.choices("status", "add", "withdraw", "close_receipt")
    expecting = Expecting.RECEIPT_TEXT
    return talk.put(receipt=view, expecting=expecting, offered=offered, greeted=True)


@pytest.mark.parametrize("mode", [Mode.BOT, Mode.WAITING])
@pytest.mark.parametrize(
    "text", ["덧붙이기", "추가할게요", "내용 추가", "더하기", "덧붙이고 싶어요"]
)
def test_to_want_to_add_is_no_word_for_the_case(opened_asking: Talk, mode: Mode, text: str) -> None:
    opened_asking.put(mode=mode).really(text)
    assert opened_asking.keys == ["receipt.add_ask"]
    assert opened_asking.effects == ()


@pytest.mark.parametrize("text", ["상황 보여주세요", "상황 보기", "조회"])
def test_nor_is_to_want_to_see_it(opened_asking: Talk, text: str) -> None:
    opened_asking.really(text)
    assert opened_asking.turn.need == ShowReceipt(number="2026-0007")
    assert opened_asking.effects == ()


@pytest.mark.parametrize("expecting", [Expecting.RECEIPT_TEXT, None])
@pytest.mark.parametrize(
    "text",
    [
        "추가로 보일러도 고장났어요",
        "덧붙이자면 할머니가 귀가 어두우세요",
        "추가로 약이 더 필요해요",
    ],
)
def test_what_is_told_with_it_goes_to_the_case(
    opened_asking: Talk, expecting: Expecting | None, text: str
) -> None:
    opened_asking.put(expecting=expecting).really(text)
    assert [e.text for e in opened_asking.effects if isinstance(e, AddWords)] == [text]
