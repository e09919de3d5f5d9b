"""Alarms of other systems: once each, with the right case, before the right people."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from api_programs import Program, program

from bot.domain.case import CaseStatus, EventName, Priority
from bot.domain.events import ConversationRef
from tests.contract.desk.desk_office import Office, office

pytestmark = pytest.mark.asyncio

SUBJECT = "새샘마을 3단지 301동 김canary"


def alarm(number: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "source": "ai-call",
        "external_id": f"call-{number}",
        "subject": SUBJECT,
        "kind": "no_answer",
        "severity": "high",
        "at": "2026-11-22T09:00:00+09:00",
        "detail": "세 번 걸었는데 받지 않음",
        **changes,
    }


async def test_an_alarm_opens_a_case(house: Office, api: Program):
    before = datetime.now(UTC)
    response = await api.ask("POST", "/alarms", json=alarm())
    assert response.status == 201
    taken = await response.json()
    assert response.headers["Location"] == f"/api/v1/cases/{taken['number']}"
    assert (taken["opened"], taken["repeated"]) == (True, False)
    case = house.case(taken["number"])
    assert (case.type, case.channel, case.status) == ("sensor", "alarm", CaseStatus.NEW)
    assert case.priority is Priority.URGENT
    assert case.alarm == "sensor"
    assert case.team == "sodam"
    assert case.due_at > before
    assert case.first_words == "세 번 걸었는데 받지 않음"
    names = [event.name for event in house.events(case.number)]
    assert names == [EventName.OPENED, EventName.ALARM]
    shown = await api.get(f"/cases/{case.number}")
    assert shown["answers"]["subject"]["value"] == "***"
    assert shown["answers"]["kind"]["value"] == "no_answer"
    assert "9시" in shown["answers"]["at"]["value"]
    kim = await house.at_desk("kim")
    page = await kim.text(f"/desk/cases/{case.number}")
    assert "안부확인 알림" in page
    assert "canary" not in page, "whom it is about is shown by unmasking only"


async def test_nobody_is_answered_at_a_sensor(house: Office, api: Program):
    number = (await (await api.ask("POST", "/alarms", json=alarm())).json())["number"]
    response = await api.ask("POST", f"/cases/{number}/reply", json={"text": "괜찮으세요?"})
    assert (response.status, (await response.json())["code"]) == (409, "staff.no_address")
    kim = await house.at_desk("kim")
    assert (await kim.post(f"/desk/cases/{number}/claim", version="1")).status == 303
    page = await kim.text(f"/desk/cases/{number}")
    assert 'id="reply"' not in page
    assert 'id="close-notice"' not in page
    assert "종결해 주세요" in page
    closing = {"disposition": "info_only", "reason": "통화함", "notice": "안부를 여쭈었어요."}
    await api.ask("POST", f"/cases/{number}/close", json=closing)
    last = (await api.get(f"/cases/{number}/messages"))["messages"][-1]
    assert (last["text"], last["delivery"]) == ("안부를 여쭈었어요.", "undeliverable")


async def test_the_same_alarm_a_hundred_times_is_one(house: Office, api: Program):
    answers = await asyncio.gather(*(api.ask("POST", "/alarms", json=alarm()) for _ in range(100)))
    assert sorted(answer.status for answer in answers) == [200] * 99 + [201]
    told = [await answer.json() for answer in answers]
    assert len({one["number"] for one in told}) == 1
    assert [one["repeated"] for one in told].count(False) == 1
    thread = await api.get(f"/cases/{told[0]['number']}/messages")
    assert len(thread["messages"]) == 1


async def test_a_second_alarm_joins_the_open_case_and_makes_it_more_urgent(
    house: Office, api: Program
):
    first = await api.post("/alarms", 201, **alarm(1, severity="low"))
    number = first["number"]
    quiet = house.case(number)
    assert (quiet.priority, quiet.alarm) == (Priority.NORMAL, "")
    second = await api.post("/alarms", **alarm(2, severity="critical", kind="fall"))
    assert second["number"] == number
    assert (second["opened"], second["repeated"]) == (False, False)
    case = house.case(number)
    assert case.priority is Priority.EMERGENCY
    assert case.alarm == "sensor"
    assert case.due_at <= datetime.now(UTC) + timedelta(minutes=31), "life does not wait"
    third = await api.post("/alarms", **alarm(3, severity="low"))
    assert third["priority"] == "emergency", "what is pressing stays so"
    thread = (await api.get(f"/cases/{number}/messages"))["messages"]
    assert [message["author"] for message in thread] == ["note"] * 3
    assert "fall" in thread[1]["text"]


async def test_a_claim_acknowledges_it(house: Office, api: Program):
    number = (await api.post("/alarms", 201, **alarm()))["number"]
    await api.post(f"/cases/{number}/claim")
    assert house.case(number).alarm == ""
    await api.post("/alarms", **alarm(2))
    assert house.case(number).alarm == "sensor", "the next one must be seen again"


async def test_after_a_close_a_new_case_and_the_old_alarm_stays_where_it_was(api: Program):
    first = (await api.post("/alarms", 201, **alarm(1)))["number"]
    await api.post(f"/cases/{first}/close", disposition="supported", reason="방문해 확인함")
    repeated = await api.post("/alarms", **alarm(1))
    assert (repeated["number"], repeated["repeated"]) == (first, True)
    second = await api.post("/alarms", 201, **alarm(2))
    assert second["number"] != first


async def test_households_and_sources_are_kept_apart(api: Program):
    numbers = {
        (await api.post("/alarms", 201, **alarm(1)))["number"],
        (await api.post("/alarms", 201, **alarm(2, subject="다른 집")))["number"],
        (await api.post("/alarms", 201, **alarm(1, source="iot")))["number"],
    }
    assert len(numbers) == 3


async def test_an_id_belongs_to_one_household(api: Program):
    await api.post("/alarms", 201, **alarm(1))
    refused = await api.post("/alarms", 409, **alarm(1, subject="다른 집"))
    assert refused["code"] == "sensor.other_subject"
    assert "canary" not in str(refused)


@pytest.mark.parametrize(
    ("severity", "priority"),
    [
        ("emergency", "emergency"),
        ("critical", "emergency"),
        ("urgent", "urgent"),
        ("high", "urgent"),
        ("soon", "soon"),
        ("medium", "soon"),
        ("normal", "normal"),
        ("low", "normal"),
    ],
)
async def test_both_scales(api: Program, severity, priority):
    assert (await api.post("/alarms", 201, **alarm(severity=severity)))["priority"] == priority


@pytest.mark.parametrize(
    "changes",
    [
        {"source": ""},
        {"source": "x" * 65},
        {"external_id": " "},
        {"external_id": 7},
        {"subject": ""},
        {"subject": "가" * 201},
        {"kind": None},
        {"severity": "disaster"},
        {"at": "yesterday"},
        {"at": "2026-11-22T09:00:00"},
        {"at": "0001-01-01T00:00:00+09:00"},
        {"at": "9999-12-31T23:59:59-09:00"},
        {"detail": "가" * 2001},
        {"phone": "010-1234-5678"},
    ],
)
async def test_what_makes_no_sense_opens_nothing(house: Office, api: Program, changes):
    refused = await api.post("/alarms", 422, **alarm(**changes))
    (name,) = changes
    assert name in refused["detail"]
    assert (await api.get("/stats"))["total"] == 0


async def test_a_sensor_needs_no_more_than_its_own_scope(house: Office, api: Program):
    sensor = await program(house, "alarms:write")
    taken = await sensor.post("/alarms", 201, **alarm())
    assert set(taken) == {"number", "status", "priority", "due_at", "opened", "repeated"}
    assert (await sensor.ask("GET", f"/cases/{taken['number']}")).status == 403
    assert (await sensor.ask("GET", "/stats")).status == 403
    reader = await program(house, "cases:read")
    assert (await reader.ask("POST", "/alarms", json=alarm(2))).status == 403


async def test_a_registration_number_in_an_alarm_is_masked(house: Office, api: Program):
    text = "김가나 900101-1234567"
    number = (await api.post("/alarms", 201, **alarm(subject=text, detail=text)))["number"]
    assert "1234567" not in re.sub(r"\D", "", str(house.case(number).answers))
    assert "1234567" not in house.case(number).first_words
    assert (await api.post("/alarms", **alarm(2, subject=text)))["number"] == number


async def test_it_is_in_the_access_log(house: Office, api: Program):
    number = (await api.post("/alarms", 201, **alarm()))["number"]
    (logged,) = [a for a in house.accesses() if a.action == "case.alarm"]
    assert (logged.actor, logged.case_no) == ("api:other", number)
    assert "canary" not in str(house.accesses())


# ------------------------------------------------------------------------------- the staff chat

STAFF_CHAT = "-1001234567890"


@pytest_asyncio.fixture
async def on_duty(tmp_path: Path) -> AsyncIterator[Office]:
    """An office with a chat for alarms. The platform is never reached: nothing is started."""
    settings = {
        "telegram_token": "700000001:contract-test-token-that-is-well-formed",
        "telegram_api_base": "http://127.0.0.1:9",
        "telegram_staff_chat": STAFF_CHAT,
    }
    async with office(tmp_path / "var", **settings) as opened:
        yield opened


async def test_the_staff_chat_hears_of_what_presses_and_nothing_personal(on_duty: Office):
    api = await program(on_duty)
    await api.post("/alarms", 201, **alarm(1, severity="low"))
    store = on_duty.system.deps.store
    chat = store.conversation_id(ConversationRef(channel="telegram", address=STAFF_CHAT))
    with store.look() as uow:
        assert not uow.outbox.thread(chat, 0, 10)
    taken = await api.post("/alarms", **alarm(2, severity="emergency"))
    await api.post("/alarms", **alarm(2, severity="emergency"))
    with store.look() as uow:
        (told,) = uow.outbox.thread(chat, 0, 10)
    assert taken["number"] in told.reply.text
    assert "안부확인" in told.reply.text
    assert "canary" not in told.reply.text
