"""The services by name."""

import pytest
from dialog_talk import Talk, small, start

from bot.domain.events import EventKind
from intents.services import service_labels


def test_the_first_visit_is_greeted_with_what_can_be_done(talk: Talk) -> None:
    talk.does(EventKind.START)
    assert talk.keys == ["greet.hello"]
    assert talk.offered == ["request", "report", "receipt", "person"]


def test_a_greeting_in_the_same_visit_is_politeness(talk: Talk) -> None:
    talk.does(EventKind.START).say("안녕하세요", **small("greeting"))
    assert talk.keys == ["smalltalk.greeting"]
    talk.wait(days=2).say("안녕하세요", **small("greeting"))
    assert talk.keys == ["greet.again"]


def test_coming_back_to_a_form_offers_it_and_takes_nothing_as_an_answer(talk: Talk) -> None:
    talk.press("request").press("agree").say("월세가 밀렸어요").does(EventKind.START)
    assert talk.keys == ["greet.resume"]
    talk.say("기초연금이요", decision="answer", id="basic-pension", score=0.9, is_question=False)
    assert "household" not in talk.form.answers
    assert talk.press("resume").keys == ["form.resume", "form.self-request.household"]


@pytest.mark.parametrize("label", service_labels(), ids=lambda label: label.id)
def test_every_service_of_the_catalogue_has_an_answer(talk: Talk, label) -> None:  # type: ignore[no-untyped-def]
    talk.say("…", decision=label.decision, id=label.id, score=1.0)
    assert talk.keys
    assert not talk.keys[0].startswith("unknown.")


@pytest.mark.parametrize(
    ("pressed", "key"),
    [
        ("menu", "menu.main"),
        ("person", "handoff.now"),
        ("receipt", "receipt.ask_number"),
        ("report", "form.neighbour-report.opening"),
        ("request", "form.self-request.opening"),
        ("call_me", "form.callback.opening"),
        ("form:care-sos", "form.care-sos.opening"),
        ("faq:basic-pension", "faq.answer"),
        ("faq:basic-pension:how", "faq.answer"),
        ("faq:no-such-entry", "faq.gone"),
        ("none_of_these", "clarify.none"),
        ("confirm", "handoff.no_reply"),
        ("resume", "menu.main"),
        ("later", "menu.main"),
        ("botback", "menu.main"),
        ("form:gone", "input.stale_choice"),
        ("alone_yes", "input.stale_choice"),
        ("submit", "input.stale_choice"),
        ("no-such-button", "input.stale_choice"),
    ],
)
def test_what_a_press_does_anywhere(talk: Talk, pressed: str, key: str) -> None:
    assert talk.put(greeted=True).press(pressed).keys[0] == key


def test_the_menu_keeps_a_form_within_reach(talk: Talk) -> None:
    talk.press("request").press("agree").say("월세가 밀렸어요").say("처음으로")
    assert talk.offered == ["resume", "request", "report", "receipt", "person"]


def test_a_resting_form_can_be_given_up(talk: Talk) -> None:
    talk.press("request").press("agree").say("월세가 밀렸어요").press("menu")
    talk.say("그만둘래요", **start("cancel"))
    assert talk.keys == ["form.cancelled"]
    assert talk.say("취소", **start("cancel")).keys == ["form.cancel_none"]


def test_later_leaves_the_form_as_it_is(talk: Talk) -> None:
    talk.press("request").press("agree").say("월세가 밀렸어요").press("menu").press("later")
    assert talk.keys == ["form.paused"]
    assert talk.press("resume").asked == "household"


def test_other_languages_get_a_card_and_a_person(talk: Talk) -> None:
    for code in ("en", "zh", "vi"):
        talk.say("…", **start(f"language-{code}"))
        assert talk.keys == [f"language.{code}"]
        assert "1577-1366" in talk.text
        assert talk.offered == ["person"]


def test_what_the_office_has_not_opened_is_said_so(talk: Talk) -> None:
    talk.say("누구나 돌봄 신청할게요", **start("care-for-anyone-request"))
    assert talk.keys == ["service.unavailable"]
    assert "누구나 돌봄" in talk.text
