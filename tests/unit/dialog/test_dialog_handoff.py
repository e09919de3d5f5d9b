"""From the bot to a person of the office, and back."""

from datetime import datetime

import pytest
from dialog_talk import SEOUL, SUICIDAL, Talk, danger, doubt, start

from bot.dialog.turn import AddWords, AskPerson, GiveBack
from bot.domain.conversation import Mode
from bot.domain.events import EventKind
from bot.domain.form import Stage
from intents import Decision

PERSON = {"decision": Decision.HANDOFF, "id": "talk-to-human", "score": 1.0}


@pytest.fixture
def waiting(talk: Talk) -> Talk:
    return talk.say("사람과 이야기하고 싶어요", **PERSON).put(case_no="2026-0001")


@pytest.fixture
def human(waiting: Talk) -> Talk:
    return waiting.put(mode=Mode.HUMAN)


def test_in_office_hours_at_once(talk: Talk) -> None:
    talk.say("사람과 이야기하고 싶어요", **PERSON)
    assert talk.keys == ["handoff.now"]
    assert talk.state.mode is Mode.WAITING
    assert talk.effects == (AskPerson(words="사람과 이야기하고 싶어요"),)


@pytest.mark.parametrize(
    ("at", "when"),
    [
        (datetime(2026, 11, 23, 18, 0, tzinfo=SEOUL), "화요일(11월 24일) 오전 9시"),
        (datetime(2026, 11, 23, 12, 30, tzinfo=SEOUL), "오늘 오후 1시"),
        (datetime(2026, 11, 28, 11, 0, tzinfo=SEOUL), "월요일(11월 30일) 오전 9시"),
        (datetime(2026, 9, 23, 19, 0, tzinfo=SEOUL), "월요일(9월 28일) 오전 9시"),
        (datetime(2026, 4, 30, 18, 30, tzinfo=SEOUL), "월요일(5월 4일) 오전 9시"),
        (datetime(2026, 7, 16, 22, 0, tzinfo=SEOUL), "월요일(7월 20일) 오전 9시"),
    ],
)
def test_otherwise_with_the_next_opening(at: datetime, when: str) -> None:
    talk = Talk(at=at).say("사람과 이야기하고 싶어요", **PERSON)
    assert talk.keys == ["handoff.after_hours"]
    assert talk.turn.says[0].params["when"] == when


def test_what_was_said_before_goes_along(talk: Talk) -> None:
    talk.say("월세가 두 달 밀려서 걱정이에요", **doubt("housing-benefit", "emergency-support"))
    talk.press("person")
    assert talk.effects == (AskPerson(words="월세가 두 달 밀려서 걱정이에요"),)
    assert talk.state.last_words == ""


def test_a_picked_number_is_no_word_for_staff(talk: Talk) -> None:
    talk.put(offered=talk.scene.choices("menu", "person"), greeted=True).say("2")
    assert talk.effects == (AskPerson(words="사람과 이야기"),)


def test_an_open_form_rests_meanwhile(talk: Talk) -> None:
    talk.press("request").press("agree").say("월세가 밀렸어요").say("상담원 연결", **PERSON)
    assert talk.keys == ["handoff.now"]
    assert talk.form.stage is Stage.PAUSED


def test_erasure_and_complaints_say_why(talk: Talk) -> None:
    talk.say("내 정보 지워주세요", **start("erase-my-data"))
    assert talk.keys == ["erase.asked", "handoff.now"]
    assert talk.effects == (AskPerson(words="내 정보 지워주세요", reason="erase"),)


# ------------------------------------------------------------------------ the bot is silent


def test_words_pictures_and_positions_are_carried(human: Talk) -> None:
    human.say("203호예요")
    assert human.turn.says == ()
    assert human.effects == (AddWords(case_no="2026-0001", text="203호예요"),)
    human.photo(4, "고지서예요")
    assert human.effects == (AddWords(case_no="2026-0001", text="고지서예요", photo_id=4),)
    human.place("성수역")
    [effect] = human.effects
    assert isinstance(effect, AddWords)
    assert "37.54460" in effect.text
    assert "성수역" in effect.text
    human.does(EventKind.EDIT, "204호예요")
    assert human.effects == (AddWords(case_no="2026-0001", text="204호예요"),)


def test_what_cannot_be_carried_is_said_not_to_have_gone(human: Talk) -> None:
    assert human.does(EventKind.OTHER).keys == ["input.unreadable"]
    assert human.effects == ()


@pytest.mark.parametrize("kind", [EventKind.START, EventKind.LEFT, EventKind.JOINED])
def test_coming_and_going_says_nothing(human: Talk, kind: EventKind) -> None:
    assert human.does(kind).turn.says == ()
    assert human.effects == ()


@pytest.mark.parametrize("pressed", ["menu", "report", "faq:basic-pension", "submit", "opt:x:y"])
def test_a_press_is_meant_for_the_bot_and_told_who_listens(human: Talk, pressed: str) -> None:
    assert human.press(pressed).keys == ["handoff.already"]
    assert human.offered == ["botback"]
    assert human.effects == ()


def test_the_menus_label_is_a_press_here_too(human: Talk) -> None:
    assert human.say("처음으로").keys == ["handoff.already"]
    assert human.effects == ()


def test_looking_for_an_answer_is_no_word_for_staff(human: Talk) -> None:
    assert human.say("답변 확인").keys == ["handoff.reply_waiting"]
    assert human.effects == ()


def test_a_programme_is_not_answered_by_the_bot(human: Talk) -> None:
    human.say("기초연금이 뭐예요?", decision=Decision.ANSWER, id="basic-pension", score=1.0)
    assert human.turn.says == ()
    assert human.effects != ()


# ------------------------------------------------------------------------------------ back


@pytest.mark.parametrize("words", ["봇과 대화", "봇이랑 얘기할래요", "챗봇으로"])
def test_the_bot_comes_back_when_called(human: Talk, words: str) -> None:
    human.say(words)
    assert human.keys == ["handoff.back"]
    assert human.state.mode is Mode.BOT
    assert human.effects == (GiveBack(case_no="2026-0001"),)


def test_a_resting_form_is_offered_then(talk: Talk) -> None:
    talk.press("request").press("agree").say("월세가 밀렸어요").say("상담원", **PERSON)
    talk.press("botback")
    assert talk.keys == ["handoff.back_form"]
    assert talk.press("resume").asked == "household"


def test_asking_again_while_waiting_changes_nothing(waiting: Talk) -> None:
    assert waiting.press("person").keys == ["handoff.awaited.now"]
    assert waiting.effects == ()


def test_without_a_case_nothing_waits(talk: Talk) -> None:
    assert talk.say("답변 확인").keys == ["handoff.no_reply"]
    assert talk.put(case_no="2026-0001").say("답변 왔나요").keys == ["handoff.reply_waiting"]


# ------------------------------------------------------------- nobody is called unasked, or alone


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("누구한테 말해야해요?", "complaint"),
        ("근데 담당자 누구야", "talk-to-human"),
        ("거기 사람 있어요?", "talk-to-human"),
    ],
)
def test_asking_about_a_person_calls_none(talk: Talk, text: str, intent: str) -> None:
    talk.say(text, decision=Decision.HANDOFF, id=intent, score=0.9, is_question=True)
    assert talk.keys == ["clarify.person"]
    assert talk.effects == ()
    assert talk.say("네").keys == ["handoff.now"]


@pytest.mark.parametrize(
    "text", ["사람이랑 얘기할 수 있나요?", "상담원 바꿔줄 수 있어요?", "담당자랑 통화 되나요?"]
)
def test_asking_for_one_in_a_question_calls_one(talk: Talk, text: str) -> None:
    assert talk.say(text, **PERSON, is_question=True).keys == ["handoff.now"]


def test_in_a_danger_one_is_called(talk: Talk) -> None:
    talk.put(crisis_kind="suicide.self", crisis_at=talk.now, case_no="2026-0001")
    talk.say("누가 제 말을 들어줘요?", **PERSON, is_question=True)
    assert talk.keys == ["handoff.now"]


def test_in_a_form_it_is_told_how_and_the_form_goes_on(talk: Talk) -> None:
    talk.press("request").press("agree").say("월세가 밀렸어요")
    asked = talk.asked
    talk.say("근데 담당자 누구야", **PERSON)
    assert talk.keys[0] == "form.person_how"
    assert talk.asked == asked


def test_the_first_question_into_silence_gets_one_line(waiting: Talk) -> None:
    waiting.say("월세가 두 달 밀렸어요")
    assert waiting.turn.says == ()
    waiting.say("기초연금 얼마예요?")
    assert waiting.keys == ["handoff.carried.now"]
    assert waiting.offered == ["botback"]
    assert waiting.effects == (AddWords(case_no="2026-0001", text="기초연금 얼마예요?"),)
    assert waiting.say("여보세요?").turn.says == ()


def test_when_somebody_answers_is_told_whenever_it_is_asked(waiting: Talk) -> None:
    for _ in range(2):
        assert waiting.say("언제 연락오는데").keys == ["handoff.carried.now"]


def test_it_says_when_the_office_opens() -> None:
    talk = Talk(at=datetime(2026, 11, 23, 18, 0, tzinfo=SEOUL)).say("사람이랑 얘기할래요", **PERSON)
    assert talk.say("몇시에 답 와요").keys == ["handoff.carried.after_hours"]
    assert "화요일(11월 24일) 오전 9시" in talk.text


def test_staff_are_not_interrupted(human: Talk) -> None:
    assert human.say("서류는 뭐가 필요해요?").turn.says == ()
    assert human.wait(days=2).say("고마워요").turn.says == ()


def test_days_after_the_last_word_the_bot_can_be_had_back(human: Talk) -> None:
    human.say("네 고마워요").wait(days=2).say("기초연금 얼마예요?")
    assert human.keys == ["handoff.carried.now"]


@pytest.mark.parametrize("text", ["봇으로 돌아갈게", "사람 말고 봇"])
@pytest.mark.parametrize("mode", [Mode.WAITING, Mode.HUMAN])
def test_the_bot_is_had_back_in_free_words(waiting: Talk, text: str, mode: Mode) -> None:
    waiting.put(mode=mode).say(text, **start("bot-back"))
    assert waiting.keys == ["handoff.back"]
    assert waiting.effects == (GiveBack(case_no="2026-0001"),)


@pytest.mark.parametrize("text", ["상담 취소요", "담당자 연결 안 해도 돼요", "사람은 됐어요"])
def test_who_needs_nobody_after_all_is_told_of(waiting: Talk, text: str) -> None:
    waiting.say(text)
    assert waiting.keys == ["handoff.back"]
    assert waiting.effects[0] == AddWords(case_no="2026-0001", text=text)


def test_to_staff_it_is_a_word_like_any(human: Talk) -> None:
    human.say("상담 취소요")
    assert human.state.mode is Mode.HUMAN
    assert human.effects == (AddWords(case_no="2026-0001", text="상담 취소요"),)


def test_a_goodbye_to_a_person_cuts_nothing(human: Talk) -> None:
    human.put(linked=("2026-0001",)).say("끊을게요", **start("cut-link"))
    assert human.effects == (AddWords(case_no="2026-0001", text="끊을게요"),)


@pytest.mark.parametrize("text", ["약이 있어요", "무서워요", "혼자예요", "그냥 해본 말이에요"])
def test_below_a_card_nobody_waits_in_silence(waiting: Talk, text: str) -> None:
    waiting.put(crisis_case="2026-0001").say("죽고 싶어요", **danger(SUICIDAL))
    waiting.say(text)
    assert waiting.keys
    assert all(key.startswith("crisis.") for key in waiting.keys)
    assert [e.case_no for e in waiting.effects if isinstance(e, AddWords)] == ["2026-0001"]


def test_once_a_person_answers_the_bot_is_silent_below_a_card_too(human: Talk) -> None:
    human.put(crisis_case="2026-0001").say("죽고 싶어요", **danger(SUICIDAL))
    assert human.say("무서워요").keys == []


def test_who_opens_the_talk_anew_hears_that_a_person_is_awaited(waiting: Talk) -> None:
    assert waiting.does(EventKind.START).keys == ["handoff.awaited.now"]
    assert waiting.offered == ["botback"]
    assert waiting.effects == ()
    assert waiting.state.mode is Mode.WAITING


@pytest.mark.parametrize("text", ["메뉴", "/start", "처음이에요"])
def test_who_asks_for_the_menu_hears_it_and_nothing_is_lost(waiting: Talk, text: str) -> None:
    assert waiting.say(text).keys == ["handoff.awaited.now"]
    assert waiting.effects == (AddWords(case_no="2026-0001", text=text),)


def test_at_night_it_is_said_when_the_person_comes(waiting: Talk) -> None:
    waiting.wait(hours=10).does(EventKind.START)
    assert waiting.keys == ["handoff.awaited.after_hours"]
    assert "화요일(11월 24일) 오전 9시" in waiting.text


@pytest.mark.parametrize("text", ["시작한 지 오래됐어요", "메뉴판이 안 보여요"])
def test_words_that_only_begin_like_that_are_carried(waiting: Talk, text: str) -> None:
    assert waiting.say(text).keys == []
    assert waiting.effects == (AddWords(case_no="2026-0001", text=text),)
