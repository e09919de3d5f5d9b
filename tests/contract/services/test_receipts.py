"""Coming back with 접수번호 and 확인말, from any channel."""

from datetime import timedelta

import pytest

from bot.domain.case import CaseStatus, EventName, ReplyWay
from bot.domain.receipt import LOCK, MAX_FAILURES
from bot.services.reports import MAX_TRIES
from tests.contract.services.office import MORNING, Office, keys, text

WRONG = "구수한 트럭"


@pytest.fixture
def given(office: Office) -> tuple[Office, str, str]:
    """A fully anonymous report: the office, its number and its word."""
    case = office.report("telegram:a", way="완전 익명으로")
    word = office.word("telegram:a", case.number)
    return office, case.number, WRONG if word == WRONG else word


def test_the_receipt_alone_leads_back_to_an_anonymous_report(
    given: tuple[Office, str, str],
) -> None:
    office, number, word = given
    assert office.case(number).reply_way is ReplyWay.RECEIPT
    assert not office.linked(number)
    assert office.talk("telegram:a").case_no == ""
    assert office.talk("telegram:a").linked == ()

    office.reply(number, "몇 호인가요?")
    assert office.heard("telegram:a") == []
    said = office.say("kakao:b", f"{number} {word}")
    assert keys(said) == ["receipt.opened_untimed", "receipt.thread"]
    assert "몇 호인가요?" in text(said)

    assert keys(office.say("kakao:b", "203호예요")) == ["receipt.added"]
    assert office.thread(number)[-1] == "203호예요"
    assert office.case(number).status is CaseStatus.WORKING
    assert not office.linked(number)


@pytest.mark.parametrize("spelled", ["{n}{w}", "{w} {n}", "접수번호는 {n}이고 확인말은 {w}"])
def test_spaces_and_order_do_not_matter(given: tuple[Office, str, str], spelled: str) -> None:
    office, number, word = given
    said = office.say("web:c", spelled.format(n=number, w=word.replace(" ", "")))
    if "확인말은" in spelled:  # more words than the two: asked for once more
        assert keys(said)[0] in {"receipt.ask_word", "receipt.opened", "receipt.wrong"}
        said = office.say("web:c", f"{number} {word}")
    assert keys(said)[0] == "receipt.opened"


def test_wrong_words_lock_the_receipt_and_time_unlocks_it(given: tuple[Office, str, str]) -> None:
    office, number, word = given
    for _ in range(MAX_FAILURES - 1):
        assert keys(office.say("web:x", f"{number} {WRONG}")) == ["receipt.wrong"]
    assert keys(office.say("web:x", f"{number} {WRONG}")) == ["receipt.locked"]
    # Locked for everybody, also with the right word.
    assert keys(office.say("kakao:b", f"{number} {word}")) == ["receipt.locked"]
    office.now += LOCK - timedelta(seconds=30)
    assert keys(office.say("kakao:b", f"{number} {word}")) == ["receipt.locked"]
    office.now += timedelta(seconds=60)
    assert keys(office.say("kakao:b", f"{number} {word}"))[0] == "receipt.opened"


def test_a_right_word_forgives_the_wrong_ones(given: tuple[Office, str, str]) -> None:
    office, number, word = given
    for _ in range(3):
        office.say("web:x", f"{number} {WRONG}")
        office.say("web:x", f"{number} {WRONG}")
        assert keys(office.say("web:y", f"{number} {word}"))[0] == "receipt.opened"


def test_nobody_can_walk_through_the_numbers(given: tuple[Office, str, str]) -> None:
    office, number, word = given
    for n in range(MAX_TRIES):
        said = office.say("web:x", f"2025-{n:04d} {WRONG}")
        assert keys(said) == ["receipt.wrong"], n
    assert keys(office.say("web:x", f"{number} {word}")) == ["receipt.locked"]
    assert keys(office.say("web:y", f"{number} {word}"))[0] == "receipt.opened"
    office.now += timedelta(minutes=61)
    assert keys(office.say("web:x", f"{number} {word}"))[0] == "receipt.opened"


def test_an_unknown_number_looks_like_a_wrong_word(given: tuple[Office, str, str]) -> None:
    office, number, _ = given
    wrong = office.say("web:x", f"{number} {WRONG}")
    unknown = office.say("web:y", f"2026-9999 {WRONG}")
    assert [r.text for r in wrong] == [r.text for r in unknown]


def test_not_knowing_costs_no_try(given: tuple[Office, str, str]) -> None:
    office, number, word = given
    office.say("web:x", number)
    for _ in range(MAX_FAILURES + 1):
        assert keys(office.say("web:x", "모르겠어요")) == ["receipt.word_lost"]
    assert keys(office.say("web:x", word))[0] == "receipt.opened"


def test_a_note_is_never_shown(given: tuple[Office, str, str]) -> None:
    from bot.services import cases
    from tests.contract.services.office import LEAD

    office, number, word = given
    cases.note(office.deps, number, LEAD, "예전에도 허위 제보가 있었음")
    office.reply(number, "고맙습니다")
    said = office.say("web:b", f"{number} {word}")
    assert "고맙습니다" in text(said)
    assert "허위" not in text(said)


def test_opening_is_written_down_without_saying_who(given: tuple[Office, str, str]) -> None:
    office, number, word = given
    office.say("kakao:b", f"{number} {word}")
    [seen] = [e for e in office.events(number) if e.name is EventName.SEEN_BY_RECEIPT]
    assert seen.actor == "resident"
    assert seen.detail == {}


def test_after_half_an_hour_it_is_closed_again(given: tuple[Office, str, str]) -> None:
    office, number, word = given
    office.reply(number, "몇 호인가요?")
    office.say("web:b", f"{number} {word}")
    office.now += timedelta(minutes=31)
    assert keys(office.say("web:b", "203호예요")) == ["receipt.expired_words"]
    assert "203호예요" not in office.thread(number)


def test_withdrawing(given: tuple[Office, str, str]) -> None:
    office, number, word = given
    office.say("web:b", f"{number} {word}")
    office.press("web:b", "취소하기")
    assert keys(office.say("web:b", "네")) == ["receipt.withdrawn"]
    assert office.case(number).status is CaseStatus.WITHDRAWN
    said = office.say("web:b", f"{number} {word}")
    assert "취소하셨어요" in text(said)


def test_words_for_a_case_that_was_closed_meanwhile_are_refused_kindly(
    given: tuple[Office, str, str],
) -> None:
    office, number, word = given
    office.say("web:b", f"{number} {word}")
    office.press("web:b", "내용 더하기")
    office.close(number)
    said = office.say("web:b", "203호예요")
    assert keys(said) == ["receipt.closed_reply"]
    assert said[0].choices
    assert "203호예요" not in office.thread(number)
    assert keys(office.say("web:b", "2"))[0].startswith("handoff.")


def test_withdrawing_a_case_that_was_closed_meanwhile(given: tuple[Office, str, str]) -> None:
    office, number, word = given
    office.say("web:b", f"{number} {word}")
    office.press("web:b", "취소하기")
    office.close(number)
    assert keys(office.say("web:b", "네")) == ["receipt.closed_already"]
    assert office.case(number).status is CaseStatus.CLOSED


def test_a_danger_nobody_has_looked_at_is_not_withdrawn(office: Office) -> None:
    case = office.report("web:a", urgent=True)
    office.say("web:a", "접수 취소할게요")
    assert keys(office.say("web:a", "네")) == ["receipt.withdraw_told"]
    assert office.case(case.number).is_open
    assert office.thread(case.number)[-1] == "접수를 취소하고 싶어요."
    office.claim(case.number)
    office.say("web:a", "접수 취소할게요")
    assert keys(office.say("web:a", "네")) == ["receipt.withdrawn"]


def test_where_it_came_from_the_state_is_told_without_the_thread(office: Office) -> None:
    case = office.request("web:a")
    said = office.say("web:a", "제 신청 어떻게 됐어요")
    assert keys(said) == ["receipt.opened"]
    assert case.number in text(said)
    assert "병원비" not in text(said)
    assert office.talk("web:a").receipt is None
    assert office.now > MORNING
