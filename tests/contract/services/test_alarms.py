"""A danger is put before the staff at any hour, on the case it belongs to."""

from datetime import timedelta

import pytest

from adapters.storage import SqlStore
from bot.domain.case import CaseStatus, EventName, Priority
from bot.domain.conversation import Mode
from bot.domain.events import ConversationRef
from tests.contract.services.office import MORNING, NIGHT, Office, keys, ref, text

SUICIDAL = "이제 다 끝내고 싶어요 약도 모아놨어요"
CHAT = ConversationRef(channel="telegram", address="staff")


def names(office: Office, number: str) -> list[EventName]:
    return [e.name for e in office.events(number)]


def test_an_alarm_and_the_form_behind_it_are_one_case(office: Office) -> None:
    office.say("web:a", "옆집 할아버지가 일주일째 안 보여요")
    office.press("web:a", "대답이 없어요")
    opened = office.newest()
    assert (opened.type, opened.complete) == ("neighbour-report", False)
    assert (opened.priority, opened.alarm) == (Priority.EMERGENCY, "medical")
    office.say("web:a", "마장동 우리은행 뒤", "혼자 사시는 것 같아요 할아버지요", "건너뛰기")
    office.press("web:a", "이 대화방으로 받기")
    office.press("web:a", "이대로 보내기")
    assert office.numbers() == [opened.number]
    done = office.newest()
    assert done.complete
    assert done.priority is Priority.EMERGENCY
    assert done.dong_name == "성동구 마장동"
    # What was answered reached the case before the form was sent, and so did where it is.
    told = ["opened", "alarm", "heard", "routed", "heard", "completed"]
    assert names(office, opened.number) == told
    thread = office.thread(opened.number)
    assert thread[0].startswith("옆집 할아버지가")
    assert "혼자 사시는 것 같아요 할아버지요" in thread
    assert len(thread) == len(set(thread))


def test_a_report_given_up_is_not_completed_by_the_next(office: Office) -> None:
    office.say("web:a", "옆집 할아버지가 일주일째 안 보여요")
    office.press("web:a", "대답이 없어요")
    office.say("web:a", "취소할게요")
    second = office.report("web:a", urgent=True)
    first, other = (office.case(n) for n in office.numbers())
    assert other.number == second.number
    assert (first.complete, first.status) == (False, CaseStatus.NEW)
    assert other.complete
    assert not any("옆집" in line for line in office.thread(second.number))


def test_ones_own_danger_and_the_neighbours_are_two_cases(office: Office) -> None:
    office.say("web:a", "옆집 할머니가 사흘째 안 보여요 걱정돼서 신고해요")
    office.press("web:a", "이웃 알리기")
    office.press("web:a", "급한 일은 없어요")
    office.say("web:a", SUICIDAL)
    own = office.newest()
    assert (own.type, own.anonymous, own.alarm) == ("crisis", False, "suicide")
    office.say("web:a", "그냥 해본 말이에요", "이어서 할게요", "마장동")
    while "form.neighbour-report.way" not in keys(office.say("web:a", "건너뛰기")):
        pass
    office.press("web:a", "이 대화방으로 받기")
    office.press("web:a", "이대로 보내기")
    report = office.newest()
    assert report.number != own.number
    assert report.anonymous
    assert not any("약도" in line for line in office.thread(report.number))


def test_a_second_cry_is_heard_on_the_same_case(office: Office) -> None:
    office.say("web:a", SUICIDAL)
    office.say("web:a", "죽고 싶어요")
    assert len(office.numbers()) == 1
    assert names(office, office.numbers()[0]).count(EventName.ALARM) == 2
    assert "죽고 싶어요" in office.thread(office.numbers()[0])


def test_words_after_the_card_reach_staff(office: Office) -> None:
    office.say("web:a", SUICIDAL)
    office.press("web:a", "혼자예요")
    office.say("web:a", "010-1234-5678로 전화 주세요")
    assert office.thread(office.numbers()[0])[-2:] == ["혼자예요", "010-1234-5678로 전화 주세요"]


def test_at_night_the_clock_of_an_emergency_runs(store: SqlStore) -> None:
    office = Office(store, at=NIGHT)
    said = office.say("web:a", SUICIDAL)
    case = office.newest()
    assert case.due_at == office.now + timedelta(minutes=30)
    assert "오늘 오전 9시" in text(said)
    done = office.report("web:b", urgent=True)
    assert done.due_at < NIGHT.replace(hour=3)
    with office.store.look() as uow:
        rows = uow.outbox.thread(office.store.conversation_id(ref("web:b")), 0, 100)
    assert "오늘 오전 9시까지" in rows[-1].reply.text


def test_a_request_completes_the_crisis_of_the_same_talk(office: Office) -> None:
    office.say("web:a", SUICIDAL, "그냥 해본 말이에요")
    case = office.request("web:a")
    assert office.numbers() == [case.number]
    assert (case.type, case.priority, case.alarm) == ("callback", Priority.EMERGENCY, "suicide")
    assert names(office, case.number)[-1] is EventName.COMPLETED


def test_a_request_of_another_day_is_a_case_of_its_own(office: Office) -> None:
    office.say("web:a", SUICIDAL)
    office.now += timedelta(days=2)
    office.request("web:a")
    assert len(office.numbers()) == 2


def test_somebody_elses_danger_heard_beside_ones_own_request(office: Office) -> None:
    office.say("web:a", "상담 신청할게요", "동의합니다", "월세가 두 달 밀렸어요")
    office.say("web:a", "옆집 아이가 지금 맞고 있어요 비명이 들려요")
    crisis = office.newest()
    assert crisis.anonymous
    assert office.thread(crisis.number) == ["옆집 아이가 지금 맞고 있어요 비명이 들려요"]
    office.say("web:a", *["건너뛰기"] * 4, "모르겠어요", "건너뛰기", "건너뛰기", "네 보내 주세요")
    own = office.newest()
    assert own.type == "self-request"
    assert own.number != crisis.number
    assert not any("옆집 아이" in line for line in office.thread(own.number))


def test_while_a_person_talks_the_danger_is_raised_where_they_talk(office: Office) -> None:
    office.say("web:a", "사람과 이야기하고 싶어요")
    [number] = office.numbers()
    office.reply(number, "말씀하세요")
    office.say("web:a", SUICIDAL)
    assert office.numbers() == [number]
    assert office.case(number).alarm == "suicide"
    assert office.talk("web:a").mode is Mode.HUMAN


def test_news_by_receipt_raise_the_opened_case(office: Office) -> None:
    case = office.report("telegram:a", way="완전 익명으로")
    word = office.word("telegram:a", case.number)
    office.say("kakao:b", f"{case.number} {word}")
    office.say("kakao:b", "할머니가 지금 쓰러져 계세요 숨을 안 쉬어요")
    assert office.numbers() == [case.number]
    raised = office.case(case.number)
    assert (raised.alarm, raised.priority) == ("medical", Priority.EMERGENCY)
    assert not office.linked(case.number)
    assert office.talk("kakao:b").case_no == ""


def test_an_alarm_is_the_turn_of_the_office_whoever_was_awaited(office: Office) -> None:
    case = office.request("web:a")
    office.reply(case.number, "어떤 사정인지 더 말씀해 주시겠어요?")
    office.now += timedelta(days=2)
    office.say("web:a", SUICIDAL)
    raised = office.case(case.number)
    assert raised.status is CaseStatus.WORKING
    assert raised.due_at == office.now + timedelta(minutes=30)
    assert raised.overdue(office.now + timedelta(minutes=31))


def test_an_alarm_makes_an_open_case_more_urgent_never_less(office: Office) -> None:
    case = office.request("web:a")
    assert case.priority is Priority.NORMAL
    office.say("web:a", SUICIDAL)
    raised = office.case(case.number)
    assert raised.priority is Priority.EMERGENCY
    assert raised.due_at == office.now + timedelta(minutes=30)
    assert {e.rule for e in raised.risk.evidence} == {"pills-saved", "death-wish"}
    office.say("web:a", "남편이 저를 때려요")
    assert office.case(case.number).priority is Priority.EMERGENCY


@pytest.mark.parametrize("who", ["web:a", "telegram:staff"])
def test_the_staff_chat_is_told_without_content(store: SqlStore, who: str) -> None:
    """Also when the danger is written in that very chat, whose conversation the turn holds."""
    chat = ref("telegram:staff")
    office = Office(store, staff_chat=chat)
    office.say(who, SUICIDAL)
    office.say("web:b", "남편이 저를 때려요")
    with store.look() as uow:
        rows = uow.outbox.thread(store.conversation_id(chat), 0, 100)
    told = [row.reply.text for row in rows if row.reply.key == "alarm.staff"]
    assert len(told) == 2
    assert all(number in line for number, line in zip(office.numbers(), told, strict=True))
    assert not any(words in line for line in told for words in ("약", "때려", "끝내"))


def test_without_a_staff_chat_nothing_is_sent_there(office: Office) -> None:
    office.say("web:a", SUICIDAL)
    with office.store.look() as uow:
        assert uow.outbox.thread(office.store.conversation_id(CHAT), 0, 10) == []


def test_the_first_words_of_an_alarm_are_what_was_said(office: Office) -> None:
    office.say("web:a", "안녕하세요", SUICIDAL)
    assert office.newest().first_words == SUICIDAL
    assert office.now > MORNING


@pytest.mark.parametrize("pick", ["2", "2번이요", "두번째요"])
def test_an_alarm_by_number_tells_staff_in_words(office: Office, pick: str) -> None:
    office.say("web:a", "옆집 할아버지가 일주일째 안 보여요", pick)
    case = office.newest()
    assert "대답이 없어요" in case.first_words
    assert not any(line.startswith(pick[0]) for line in office.thread(case.number))
    assert "할아버지가 일주일째" in " ".join(office.thread(case.number))
