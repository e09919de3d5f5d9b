"""The order of the steps, and what time does to a conversation."""

from dataclasses import replace

import pytest
from dialog_talk import MORNING, REF, SUICIDAL, Talk, answer, danger, doubt, scene, start

from bot.dialog.engine import advance, wants_photo
from bot.domain.conversation import Conversation, Expecting, Mode
from bot.domain.events import EventKind, InboundEvent
from bot.domain.form import Answer, FormProgress, Stage
from intents import Decision


def test_the_same_arguments_give_the_same_turn() -> None:
    event = InboundEvent(event_id="1", ref=REF, at=MORNING, kind=EventKind.TEXT, text="안녕하세요")
    talk = Conversation(id="c", channel="web")
    mind = scene().interpreter.understand(event.text)
    first = advance(talk, event, mind, scene(), MORNING)
    assert first == advance(talk, event, mind, scene(), MORNING)
    assert talk == Conversation(id="c", channel="web")


# ------------------------------------------------------------------------ not understood


def test_the_ladder_goes_up_and_is_left_by_any_success(talk: Talk) -> None:
    assert talk.say("아리송").keys == ["unknown.first"]
    assert talk.say("아리송").keys == ["unknown.second"]
    assert talk.offered == ["request", "report", "person"]
    assert talk.say("아리송").keys == ["unknown.third"]
    assert talk.say("아리송").keys == ["unknown.third"]
    talk.press("menu")
    assert talk.say("아리송").keys == ["unknown.first"]


def test_a_story_that_cannot_be_placed_is_heard(talk: Talk) -> None:
    talk.say("영감이 가고 혼자 사는데 무릎이 아파서 월세를 두 달이나 못 냈어")
    assert talk.keys == ["unknown.heard"]
    assert talk.say("네").keys[0] == "form.self-request.opening"
    talk.press("agree")
    assert "무릎이 아파서" in talk.form.answers["hardest"].text


def test_chatter_is_no_story(talk: Talk) -> None:
    assert talk.say("오늘은 날씨가 참 좋아서 산책했어요").keys == ["unknown.first"]


@pytest.mark.parametrize("success", ["menu", "report", "receipt", "none_of_these"])
def test_a_press_that_helps_is_a_success(talk: Talk, success: str) -> None:
    talk.say("아리송").say("아리송").press(success)
    assert talk.state.misses == 0


def test_what_cannot_be_read_is_no_success(talk: Talk) -> None:
    talk.say("아리송").does(EventKind.OTHER)
    assert talk.say("아리송").keys == ["unknown.second"]


def test_swearing_is_met_with_a_calm_boundary(talk: Talk) -> None:
    rude = {"decision": Decision.BOUNDARY}
    assert talk.say("…", **rude).keys == ["boundary.first"]
    assert talk.say("…", **rude).keys == ["boundary.again"]
    talk.press("menu")
    assert talk.say("…", **rude).keys == ["boundary.first"]


# -------------------------------------------------------------------- what has no words


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (EventKind.OTHER, "input.unreadable"),
        (EventKind.EDIT, "input.edited"),
        (EventKind.LOCATION, "input.location_unexpected"),
        (EventKind.PHOTO, "input.photo_unexpected"),
    ],
)
def test_what_cannot_be_used_is_said_kindly(talk: Talk, kind: EventKind, key: str) -> None:
    assert talk.does(kind).keys == [key]
    assert talk.offered == ["request", "report", "person"]


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_text(talk: Talk, text: str) -> None:
    assert talk.say(text).keys == ["input.empty"]


@pytest.mark.parametrize("kind", [EventKind.LEFT, EventKind.JOINED])
def test_leaving_and_coming_back_says_nothing(talk: Talk, kind: EventKind) -> None:
    assert talk.does(kind).turn.says == ()


def test_a_picture_with_words_is_asked_for_again_where_it_belongs(talk: Talk) -> None:
    talk.photo(None, "옆집 우편함이에요 며칠째 그대로예요", **start("report-neighbour"))
    assert talk.keys[0] == "input.photo_later"
    assert talk.form.answers["seen"].text.startswith("옆집 우편함")


@pytest.mark.parametrize(
    "text",
    [
        "[주민등록번호 가림]",
        "제 주민번호는 [주민등록번호 가림] 이에요",
        "주민등록번호: [주민등록번호 가림]입니다.",
        "여권번호 [여권번호 가림]이고 계좌 [계좌번호 가림]예요",
        "엄마꺼 주민 번호 [주민등록번호 가림]",
        "우리 아버지 외국인등록번호는 [외국인등록번호 가림]이고요",
    ],
)
def test_only_a_masked_number_leads_to_the_menu(talk: Talk, text: str) -> None:
    talk.say(text, masked=("rrn",), **answer("privacy-info", 0.5))
    assert talk.keys == ["privacy.masked", "menu.main"]


def test_what_is_asked_beside_a_masked_number_is_answered(talk: Talk) -> None:
    talk.say("주민번호 [주민등록번호 가림] 적어도 돼요?", masked=("rrn",), **answer("privacy-info"))
    assert talk.keys[0] == "privacy.masked"
    assert "menu.main" not in talk.keys


@pytest.mark.parametrize("kind", ["rrn", "frn", "card", "account", "passport", "driver"])
def test_every_masked_kind_is_named(talk: Talk, kind: str) -> None:
    talk.say("제 번호는 [가림]이에요", masked=(kind,))
    assert talk.keys[0] == "privacy.masked"
    assert talk.text


# --------------------------------------------------------------------------------- time


@pytest.fixture
def half(talk: Talk) -> Talk:
    """In the middle of a form."""
    return talk.press("request").press("agree").say("월세가 밀렸어요")


def test_the_same_day_an_answer_is_an_answer(half: Talk) -> None:
    assert half.wait(hours=11).say("혼자 살아요").asked == "since"


@pytest.mark.parametrize("words", ["혼자 살아요", "안녕하세요", "네"])
def test_days_later_vague_words_are_met_by_the_form_that_waits(half: Talk, words: str) -> None:
    half.wait(days=3).say(words)
    assert half.keys == ["greet.resume"]
    assert "household" not in half.form.answers
    assert half.say("이어서 할게요").keys == ["form.resume", "form.self-request.household"]


def test_days_later_a_plain_wish_comes_first_and_the_form_is_mentioned(half: Talk) -> None:
    half.wait(days=3).say("기초연금이 뭐예요?", **answer("basic-pension"))
    assert half.keys == ["faq.answer", "greet.draft"]
    assert half.form.stage is Stage.PAUSED


def test_days_later_a_press_on_the_open_question_goes_on(half: Talk) -> None:
    assert half.wait(days=3).press("skip").asked == "since"


def test_days_later_danger_still_comes_first(half: Talk) -> None:
    half.wait(days=3).say("죽고 싶어요", **danger(SUICIDAL))
    assert half.keys[0] == "crisis.suicide.self"
    assert not any(k.startswith("greet.") for k in half.keys)


def test_a_month_later_the_draft_is_forgotten(half: Talk) -> None:
    half.wait(days=31).say("이어서 할게요", **start("resume"))
    assert half.keys == ["menu.main"]
    assert half.state.form is None


def test_questions_of_yesterday_are_over(talk: Talk) -> None:
    talk.press("receipt").wait(hours=13)
    assert talk.say("월세요", **doubt("housing-benefit", "near-poor")).keys[0].startswith("clarify")
    talk.put(expecting=Expecting.WITHDRAW_SURE, case_no="2026-0001").wait(hours=13)
    assert talk.say("네").effects == ()


def test_what_was_said_yesterday_is_in_no_form_of_today(talk: Talk) -> None:
    talk.say("월세가 두 달 밀려서 걱정이에요", **doubt("housing-benefit", "near-poor"))
    talk.wait(days=1).press("request").press("agree")
    assert "hardest" not in talk.form.answers


@pytest.mark.parametrize(
    "words",
    [
        "이어서 할게요",
        "계속 할래요",
        "신청은 계속 할래요",
        "쓰던 거 마저 쓸게요",
        "신청 계속",
        "아까 하던 거 이어서 할게요",
    ],
)
def test_ways_to_take_up_a_form(half: Talk, words: str) -> None:
    half.press("menu")
    assert half.say(words).keys[0] == "form.resume"


@pytest.mark.parametrize(
    "words", ["일을 계속 할 수가 없어요", "계속 아파요", "이어서 월세도 밀렸어요"]
)
def test_words_that_only_sound_so(half: Talk, words: str) -> None:
    half.press("menu")
    assert "form.resume" not in half.say(words).keys


# -------------------------------------------------------------- forms that have changed


def test_a_draft_survives_a_form_that_lost_a_question(talk: Talk) -> None:
    answers = {"consent": Answer(values=("agree",)), "gone": Answer(text="x")}
    progress = FormProgress(
        form_id="self-request", at="gone", answers=answers, history=("consent", "gone")
    )
    talk.put(form=progress, greeted=True).say("월세가 밀렸어요")
    assert set(talk.form.answers) >= {"consent", "hardest"}
    assert "gone" not in talk.form.answers


def test_a_draft_of_a_form_that_is_gone_is_dropped(talk: Talk) -> None:
    talk.put(form=FormProgress(form_id="gone", at="x"), greeted=True).say("아리송")
    assert talk.keys == ["unknown.first"]
    assert talk.state.form is None


# ---------------------------------------------------------------------------- pictures


def test_where_a_picture_has_somewhere_to_go(talk: Talk) -> None:
    here = scene()
    blank = Conversation(id="c", channel="web")
    report = FormProgress(form_id="neighbour-report", at="urgent")
    full = replace(report, answers={"photo": Answer(values=("1", "2", "3", "4", "5"))})
    assert not wants_photo(blank, here, MORNING)
    assert wants_photo(replace(blank, mode=Mode.WAITING), here, MORNING)
    assert wants_photo(replace(blank, expecting=Expecting.RECEIPT_TEXT), here, MORNING)
    assert wants_photo(replace(blank, form=report), here, MORNING)
    assert not wants_photo(replace(blank, form=full), here, MORNING)
    assert not wants_photo(replace(blank, form=replace(report, stage=Stage.PAUSED)), here, MORNING)
    assert not wants_photo(
        replace(blank, form=FormProgress(form_id="callback", at="when")), here, MORNING
    )
    assert not wants_photo(replace(blank, form=FormProgress(form_id="gone", at="x")), here, MORNING)


def test_what_was_offered_last_can_be_picked_after_a_turn_without_choices(talk: Talk) -> None:
    talk.press("menu").does(EventKind.JOINED)
    assert talk.say("2").keys[0] == "form.neighbour-report.opening"
