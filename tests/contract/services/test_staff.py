"""What staff do with a case, and what becomes of it in the conversation."""

from datetime import timedelta

import pytest

from bot.domain.case import Author, CaseRefused, CaseStatus, Delivery, EventName, StaleCase
from bot.domain.conversation import Mode
from bot.domain.staff import Role, StaffMember
from bot.services import cases
from tests.contract.services.office import LEAD, Office, keys, ref, text

OTHER = StaffMember(login="kim", role=Role.CASEWORKER, team="majang")
ELSEWHERE = StaffMember(login="lee", role=Role.CASEWORKER, team="yongdap")
ADMIN = StaffMember(login="root", role=Role.ADMIN)


def refused(key: str):  # type: ignore[no-untyped-def]
    return pytest.raises(CaseRefused, match=key)


def test_an_answer_goes_to_the_person_and_the_bot_steps_aside(office: Office) -> None:
    case = office.report("web:a")
    held = office.reply(case.number, "몇 호인가요?")
    assert (held.status, held.owner) == (CaseStatus.HELD, "lead")
    said = office.heard("web:a")
    assert keys(said) == ["staff.reply"]
    assert said[0].text == "몇 호인가요?"
    assert said[0].answer_no
    assert office.talk("web:a").mode is Mode.HUMAN
    assert office.say("web:a", "203호예요") == []
    assert office.case(case.number).status is CaseStatus.WORKING


def test_the_time_of_the_office_rests_until_the_person_answers(office: Office) -> None:
    case = office.report("web:a")
    held = office.reply(case.number, "몇 호인가요?")
    office.now = held.due_at + timedelta(days=3)
    assert not office.case(case.number).overdue(office.now)
    office.say("web:a", "203호예요")
    heard = office.case(case.number)
    assert heard.due_at > office.now
    office.claim(case.number)
    assert office.case(case.number).overdue(heard.due_at + timedelta(minutes=1))


def test_an_answer_before_the_promised_time_takes_nothing_from_it(office: Office) -> None:
    case = office.report("web:a")
    office.reply(case.number, "몇 호인가요?")
    office.say("web:a", "203호예요")
    assert office.case(case.number).due_at >= case.due_at


def test_an_open_form_rests_when_a_person_answers(office: Office) -> None:
    case = office.report("web:a")
    office.say("web:a", "전화 상담 예약할래요", "동의합니다")
    office.reply(case.number, "몇 호인가요?")
    office.heard("web:a")
    assert office.say("web:a", "203호예요") == []
    assert keys(office.say("web:a", "봇과 대화")) == ["handoff.back_form"]
    assert keys(office.press("web:a", "이어서 하기")) == ["form.resume", "form.callback.phone"]


def test_without_a_way_back_it_waits_under_the_receipt(office: Office) -> None:
    case = office.report("web:a", way="완전 익명으로")
    office.heard("web:a")
    office.reply(case.number, "몇 호인가요?")
    assert office.heard("web:a") == []
    with office.store.look() as uow:
        last = uow.cases.thread(case.number)[-1]
    assert last.delivery is Delivery.UNDER_RECEIPT
    assert office.talk("web:a").mode is Mode.BOT


def test_what_nobody_could_read_is_not_written(office: Office) -> None:
    office.say("web:a", "사람과 이야기하고 싶어요", "연결 끊기")
    number = office.newest().number
    assert not office.linked(number)
    with refused("staff.no_address"):
        office.reply(number, "몇 호인가요?")
    assert office.case(number).status is CaseStatus.NEW
    before = office.thread(number)
    office.close(number)
    assert office.thread(number) == before


def test_a_note_reaches_no_row_of_the_outbox(office: Office) -> None:
    case = office.report("web:a")
    office.heard("web:a")
    cases.note(office.deps, case.number, LEAD, "예전에도 허위 제보가 있었음")
    with office.store.look() as uow:
        rows = uow.outbox.thread(office.store.conversation_id(ref("web:a")), 0, 1000)
        notes = [m for m in uow.cases.thread(case.number) if m.author is Author.NOTE]
    assert [n.delivery for n in notes] == [Delivery.NONE]
    assert not any("허위" in row.reply.text for row in rows)
    assert office.talk("web:a").mode is Mode.BOT


def test_giving_back_lets_the_bot_answer_and_says_so(office: Office) -> None:
    case = office.report("web:a")
    office.reply(case.number, "몇 호인가요?")
    cases.give_back(office.deps, case.number, LEAD)
    assert keys(office.heard("web:a"))[-1] == "handoff.back_by_staff"
    assert keys(office.say("web:a", "기초연금이 뭐예요?")) == ["faq.answer"]
    cases.give_back(office.deps, case.number, LEAD)
    assert office.heard("web:a") == []


def test_closing_tells_what_was_done_and_gives_the_talk_back(office: Office) -> None:
    case = office.report("web:a")
    office.reply(case.number, "몇 호인가요?")
    office.heard("web:a")
    closed = office.close(case.number)
    assert closed.status is CaseStatus.CLOSED
    said = office.heard("web:a")
    assert keys(said) == ["closed.notice"]
    assert "방문해" not in text(said), "the reason is for the record only"
    assert office.talk("web:a").mode is Mode.BOT


def test_own_words_for_the_notice(office: Office) -> None:
    case = office.request("web:a")
    office.heard("web:a")
    office.close(case.number, notice="전화로 병원비 지원을 안내해 드렸어요.")
    assert "병원비 지원을 안내해" in text(office.heard("web:a"))


def test_a_stale_page_is_refused_and_changes_nothing(office: Office) -> None:
    case = office.report("web:a")
    office.heard("web:a")
    office.claim(case.number)
    version = office.case(case.number).version
    office.say("web:a", "제 신청 어떻게 됐어요")
    cases.note(office.deps, case.number, LEAD, "전화함", version=version)
    for change in (
        lambda: cases.reply(office.deps, case.number, LEAD, "네", version=version),
        lambda: cases.note(office.deps, case.number, LEAD, "또", version=version),
        lambda: cases.claim(office.deps, case.number, LEAD, version=version),
    ):
        with pytest.raises(StaleCase):
            change()
    assert office.thread(case.number)[-1] == "전화함"
    assert keys(office.heard("web:a")) == []


def test_what_the_person_writes_makes_a_page_stale_too(office: Office) -> None:
    office.say("web:a", "사람과 이야기하고 싶어요")
    [number] = office.numbers()
    version = office.case(number).version
    office.say("web:a", "월세 때문에요")
    with pytest.raises(StaleCase):
        cases.reply(office.deps, number, LEAD, "네", version=version)


@pytest.mark.parametrize("by", [ELSEWHERE, ADMIN])
def test_a_case_of_another_team_looks_like_none(office: Office, by: StaffMember) -> None:
    case = office.report("web:a")
    assert case.team == "majang"
    for number in (case.number, "2026-9999"):
        with refused("staff.not_found"):
            cases.claim(office.deps, number, by)
    assert cases.claim(office.deps, case.number, OTHER).owner == "kim"


def test_who_has_it_has_it(office: Office) -> None:
    case = office.report("web:a")
    cases.claim(office.deps, case.number, OTHER)
    with refused("staff.taken"):
        office.claim(case.number)
    with refused("staff.no_such_member"):
        cases.assign(office.deps, case.number, LEAD, "nobody")
    assert office.case(case.number).owner == "kim"


@pytest.mark.parametrize(
    ("words", "key"),
    [("", "staff.empty"), ("  \n", "staff.empty"), ("가" * 2001, "staff.too_long")],
)
def test_words_are_neither_empty_nor_endless(office: Office, words: str, key: str) -> None:
    case = office.report("web:a")
    office.heard("web:a")
    with refused(key):
        office.reply(case.number, words)
    with refused(key):
        cases.note(office.deps, case.number, LEAD, words)
    assert office.heard("web:a") == []


def test_a_closed_case_takes_nothing_until_it_is_reopened(office: Office) -> None:
    case = office.report("web:a")
    office.close(case.number)
    for change in (
        lambda: office.reply(case.number, "네"),
        lambda: office.claim(case.number),
        lambda: office.close(case.number),
    ):
        with refused("staff.closed"):
            change()
    with refused("staff.empty"):
        cases.reopen(office.deps, case.number, LEAD, " ")
    again = cases.reopen(office.deps, case.number, LEAD, "다시 연락이 옴")
    assert again.is_open
    assert again.due_at > office.now
    with refused("staff.already_open"):
        cases.reopen(office.deps, case.number, LEAD, "또")


def test_routing_moves_it_to_the_team_of_the_dong(office: Office) -> None:
    case = office.report("web:a")
    moved = cases.route(office.deps, case.number, LEAD, "1120079000")
    assert (moved.team, moved.dong_name) == ("yongdap", "성동구 용답동")
    with refused("staff.no_such_dong"):
        cases.route(office.deps, case.number, LEAD, "0000000000")


def test_every_change_is_in_the_access_log(office: Office) -> None:
    case = office.report("web:a")
    office.claim(case.number)
    office.reply(case.number, "몇 호인가요?")
    office.close(case.number)
    with office.store.look() as uow:
        done = [a.action for _, a in uow.staff.accesses(100) if a.case_no == case.number]
    assert set(done) == {"case.claimed", "case.replied", "case.closed"}


def test_the_history_tells_it_in_order(office: Office) -> None:
    case = office.report("web:a")
    office.claim(case.number)
    office.reply(case.number, "몇 호인가요?")
    office.say("web:a", "203호예요")
    office.now += timedelta(hours=1)
    office.close(case.number)
    names = [e.name for e in office.events(case.number) if e.name is not EventName.DELIVERY]
    assert names == ["opened", "claimed", "replied", "heard", "closed"]
