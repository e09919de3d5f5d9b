"""Cases over the API: found, read, worked and closed, and what must never be in them."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import datetime

import pytest
from api_programs import Program, program

from bot.domain.case import Priority
from bot.domain.events import ConversationRef
from bot.domain.staff import Role
from tests.contract.desk.desk_office import Office

pytestmark = pytest.mark.asyncio

CONTRACT = {
    "number",
    "type",
    "status",
    "priority",
    "risk",
    "team",
    "owner",
    "jurisdiction_dong",
    "created_at",
    "due_at",
    "channel",
    "anonymous",
    "answers",
    "household",
    "disposition",
    "version",
}
PHONE = "010-2345-6789"


def told(house: Office, who: str) -> list[str]:
    """What the office and the bot said to somebody."""
    store = house.system.deps.store
    conversation = store.conversation_id(ConversationRef(channel="web", address=who))
    with store.look() as uow:
        return [row.reply.text for row in uow.outbox.thread(conversation, 0, 500)]


# ------------------------------------------------------------------------------------ reading


async def test_a_case_has_all_the_contract_says(house: Office, api: Program):
    number = await house.talk("resident", "월세가 두 달 밀렸어요")
    case = await api.get(f"/cases/{number}")
    assert set(case) >= CONTRACT
    assert case["number"] == number
    assert case["type"] == "handoff"
    assert case["status"] == "new"
    assert case["owner"] is None
    assert case["disposition"] is None
    assert case["channel"] == "web"
    assert case["version"] == house.case(number).version
    assert set(case["risk"]) == {"score", "evidence"}
    for moment in (case["created_at"], case["due_at"]):
        assert datetime.fromisoformat(moment).utcoffset() is not None


async def test_a_report_shows_its_risk_with_the_words_that_led_to_it(house: Office, api: Program):
    number = await house.report("neighbour")
    case = await api.get(f"/cases/{number}")
    assert case["anonymous"] is True
    assert case["type"] == "neighbour-report"
    assert case["risk"]["score"] == sum(sign["points"] for sign in case["risk"]["evidence"])
    assert any("대답이 없" in sign["words"] for sign in case["risk"]["evidence"])
    assert case["answers"]


async def test_the_thread_in_order(house: Office, api: Program):
    number = await house.talk("resident")
    await house.say("resident", "첫째 말", "둘째 말")
    await api.post(f"/cases/{number}/note", text="안에서만")
    await api.post(f"/cases/{number}/reply", text="안녕하세요")
    thread = (await api.get(f"/cases/{number}/messages"))["messages"]
    texts = [message["text"] for message in thread]
    assert texts[-4:] == ["첫째 말", "둘째 말", "안에서만", "안녕하세요"]
    assert [message["author"] for message in thread[-2:]] == ["note", "staff"]
    assert [m["id"] for m in thread] == sorted(m["id"] for m in thread)
    assert thread[-1]["by"] == "api:other"
    assert thread[-2]["delivery"] == "none"


# ------------------------------------------------------------------------------------ finding


async def test_filters(house: Office, api: Program):
    talk = await house.talk("one", "월세가 밀렸어요")
    report = await house.report("two")
    await api.post(f"/cases/{talk}/claim")

    async def found(**query: str) -> list[str]:
        return [case["number"] for case in (await api.get("/cases", **query))["cases"]]

    assert set(await found()) == {talk, report}
    assert await found(status="working") == [talk]
    assert await found(status="new") == [report]
    assert set(await found(status="new,working")) == {talk, report}
    assert await found(status="closed") == []
    assert await found(type="handoff") == [talk]
    assert await found(type="neighbour-report", status="new") == [report]
    assert await found(q="사람과 이야기") == [talk]
    assert await found(q="할아버지 우편물") == [report]
    assert await found(q="없는말") == []
    assert await found(q=talk) == [talk]


async def test_a_filter_may_be_given_twice(house: Office, api: Program):
    one, two = await house.talk("one"), await house.talk("two")
    await api.post(f"/cases/{one}/claim")
    response = await api.ask("GET", "/cases", params=[("status", "new"), ("status", "working")])
    assert {case["number"] for case in (await response.json())["cases"]} == {one, two}


async def test_pages_hold_every_case_once_and_in_order(house: Office, api: Program):
    numbers = [await house.talk(f"visitor-{n}") for n in range(7)]
    urgent = await house.report("neighbour")
    seen: list[dict] = []
    cursor = ""
    for _ in range(10):
        page = await api.get("/cases", limit=3, **({"cursor": cursor} if cursor else {}))
        assert len(page["cases"]) <= 3
        seen += page["cases"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
        # One that comes meanwhile takes its place and moves nobody.
        if len(seen) == 3:
            numbers.append(await house.talk("late"))
    found = [case["number"] for case in seen]
    assert sorted(found) == sorted([*numbers, urgent])
    assert found[0] == urgent, "the most urgent one comes first"
    ranks = [list(Priority).index(Priority(case["priority"])) for case in seen]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize(
    "query",
    [
        {"state": "new"},
        {"status": "open"},
        {"status": "new,gone"},
        {"type": "no-such-type"},
        {"type": "\0"},
        {"limit": "0"},
        {"limit": "201"},
        {"limit": "-1"},
        {"limit": "ten"},
        {"limit": "١٠"},
        {"limit": "9" * 5000},
        {"limit": ""},
        {"cursor": "x"},
        {"cursor": "bm90IGpzb24="},
        {"cursor": "WzEsMiwzXQ=="},
        {"cursor": "\0"},
        {"q": "가" * 201},
        {"reveal": "1"},
        {"reveal": "phone"},
    ],
)
async def test_parameters_that_make_no_sense(api: Program, query):
    told = await api.refused("/cases", **query)
    (name,) = query
    assert name in told["detail"]


@pytest.mark.parametrize(
    "words", ["\0", "'; DROP TABLE cases; --", "%", "_", "(", "\\", "🏚️", "\ud7ff"]
)
async def test_any_words_may_be_looked_for(house: Office, api: Program, words):
    await house.talk("one")
    assert "cases" in await api.get("/cases", q=words)


# ------------------------------------------------------------------------------------ working


async def test_the_way_of_a_case(house: Office, api: Program):
    number = await house.talk("resident", "월세가 밀렸어요")
    house.add("kim", Role.CASEWORKER)
    case = await api.post(f"/cases/{number}/claim", version=house.case(number).version)
    assert (case["owner"], case["status"]) == ("api:other", "working")
    case = await api.post(f"/cases/{number}/assign", owner="kim")
    assert case["owner"] == "kim"
    case = await api.post(f"/cases/{number}/reply", text="내일 전화드릴게요.")
    assert case["status"] == "held"
    assert any("내일 전화드릴게요." in text for text in told(house, "resident"))
    case = await api.post(
        f"/cases/{number}/close",
        disposition="linked",
        reason="긴급복지 연계 canary",
        notice="긴급복지를 신청해 드렸어요.",
    )
    assert (case["status"], case["disposition"]) == ("closed", "linked")
    assert any("긴급복지를 신청해 드렸어요." in text for text in told(house, "resident"))
    assert not any("canary" in text for text in told(house, "resident"))
    case = await api.post(f"/cases/{number}/reopen", reason="다시 연락이 옴")
    assert (case["status"], case["disposition"]) == ("working", None)


async def test_a_note_goes_nowhere(house: Office, api: Program):
    number = await house.talk("resident")
    before = told(house, "resident")
    await api.post(f"/cases/{number}/note", text="안에서만 canary")
    assert told(house, "resident") == before


async def test_nobody_closes_silently(house: Office, api: Program):
    number = await house.talk("resident")
    path = f"/cases/{number}/close"
    await api.post(path, 422)
    await api.post(path, 422, disposition="linked")
    await api.post(path, 422, disposition="linked", reason="  ")
    await api.post(path, 422, disposition="solved", reason="x")
    before = len(told(house, "resident"))
    await api.post(path, disposition="info_only", reason="안내함")
    assert len(told(house, "resident")) == before + 1, "a notice is sent even when none was written"


async def test_what_the_status_forbids(house: Office, api: Program):
    number = await house.talk("resident")
    assert (await api.post(f"/cases/{number}/reopen", 409, reason="x"))["code"] == (
        "staff.already_open"
    )
    await api.post(f"/cases/{number}/close", disposition="declined", reason="원하지 않음")
    for verb, body in (
        ("claim", {}),
        ("reply", {"text": "x"}),
        ("close", {"disposition": "linked", "reason": "x"}),
    ):
        refused = await api.post(f"/cases/{number}/{verb}", 409, **body)
        assert refused["code"] == "staff.closed"
        assert "종결" in refused["detail"]


async def test_a_stale_change_is_refused_and_loses_nothing(house: Office, api: Program):
    number = await house.talk("resident")
    await api.post(f"/cases/{number}/note", text="첫 메모", version=1)
    refused = await api.post(f"/cases/{number}/reply", 409, text="늦은 답", version=1)
    assert refused["code"] == "staff.stale"
    assert not any("늦은 답" in text for text in told(house, "resident"))
    await api.post(f"/cases/{number}/reply", text="늦은 답", version=2)


async def test_one_of_fifty_gets_the_case(house: Office):
    number = await house.talk("resident")
    programs = [await program(house, name=f"p{n}") for n in range(50)]
    answers = await asyncio.gather(
        *(one.ask("POST", f"/cases/{number}/claim", json={}) for one in programs)
    )
    statuses = sorted(answer.status for answer in answers)
    assert statuses == [200] + [409] * 49
    owner = house.case(number).owner
    (winner,) = [n for n, answer in enumerate(answers) if answer.status == 200]
    assert owner == f"api:p{winner}"


@pytest.mark.parametrize("owner", ["nobody", "admin", "lee", "\0", "api:other", "' OR 1=1 --"])
async def test_only_members_who_may_see_it_get_a_case(house: Office, api: Program, owner):
    number = await house.talk("resident")
    house.add("admin", Role.ADMIN, "")
    house.add("lee", Role.AUDITOR, "")
    refused = await api.post(f"/cases/{number}/assign", 422, owner=owner)
    assert refused["code"] == "staff.no_such_member"
    assert house.case(number).owner == ""


# ------------------------------------------------------------------------------------ privacy


async def everything(house: Office, api: Program) -> str:
    """All that the API tells of all cases."""
    cases = (await api.get("/cases", limit=200))["cases"]
    threads = [await api.get(f"/cases/{case['number']}/messages") for case in cases]
    ones = [await api.get(f"/cases/{case['number']}") for case in cases]
    stats = await api.get("/stats")
    return json.dumps([cases, threads, ones, stats], ensure_ascii=False)


async def test_neither_receipts_nor_addresses_are_in_anything(house: Office, api: Program):
    visitor = "canary-visitor-address"
    number = await house.report(visitor)
    await house.callback("canary-other-visitor")
    await api.post(f"/cases/{number}/reply", text="세탁소 이름을 아시나요?")
    words = [
        re.search(r"확인말[^가-힣]*([가-힣]+ [가-힣]+)", text) for text in told(house, visitor)
    ]
    (word,) = [found.group(1) for found in words if found]
    text = await everything(house, api)
    assert number in text
    assert word not in text
    assert word.replace(" ", "") not in text
    assert "canary" not in text
    store = house.system.deps.store
    assert store.conversation_id(ConversationRef(channel="web", address=visitor)) not in text


async def test_what_was_skipped_is_null_and_not_masked(house: Office, api: Program):
    await house.say("resident", "복지 상담 신청할게요", "동의합니다", "저 혼자 살아요")
    await house.say("resident", *["건너뛰기"] * 4, "소담동", "건너뛰기", "건너뛰기")
    await house.say("resident", press="submit")
    answers = (await api.get(f"/cases/{house.newest()}"))["answers"]
    assert answers["phone"]["value"] is None
    assert answers["health"]["value"] is None
    assert answers["household"]["value"]


async def test_what_identifies_a_person_is_masked_wherever_it_stands(house: Office, api: Program):
    number = await house.callback("resident", phone=PHONE)
    await house.say("resident", f"제 번호는 {PHONE.replace('-', ' ')} 이에요")
    case = await api.get(f"/cases/{number}")
    assert any(sheet["value"] == "***" for sheet in case["answers"].values())
    text = await everything(house, api)
    digits = re.sub(r"\D", "", text)
    assert PHONE not in text
    assert PHONE.replace("-", "") not in digits


async def test_registration_numbers_are_never_there(house: Office, api: Program):
    await house.talk(
        "resident", "제 주민번호는 900101-1234567 이에요", "９００１０１ １２３４５６７"
    )
    digits = re.sub(r"\D", "", await everything(house, api))
    assert "9001011234567" not in digits
    assert any("주민등록번호" in text for text in told(house, "resident"))


async def test_who_looked_is_in_the_access_log(house: Office, api: Program):
    number = await house.talk("resident", "월세 canary")
    await api.get("/cases")
    await api.get(f"/cases/{number}")
    await api.get(f"/cases/{number}/messages")
    await api.post(f"/cases/{number}/claim")
    seen = [(a.action, a.case_no) for a in house.accesses() if a.actor == "api:other"]
    assert seen == [
        ("case.claimed", number),
        ("case.view", number),
        ("case.view", number),
        ("queue.view", ""),
    ]
    assert "canary" not in str(house.accesses())


async def test_a_refused_look_is_no_look(house: Office, api: Program):
    await api.ask("GET", "/cases/2026-9999")
    await api.refused("/cases", cursor="x")
    assert not [a for a in house.accesses() if a.actor == "api:other"]


# --------------------------------------------------------------------------------------- stats


async def test_figures(house: Office, api: Program):
    one, two, _ = [await house.talk(who) for who in ("one", "two", "three")]
    report = await house.report("neighbour")
    await api.post(f"/cases/{one}/claim")
    await api.post(f"/cases/{two}/close", disposition="linked", reason="x")
    stats = await api.get("/stats")
    assert stats["total"] == 4
    assert stats["open"] == 3
    assert stats["by_status"] == {"working": 1, "closed": 1, "new": 2}
    assert stats["by_type"] == {"handoff": 3, "neighbour-report": 1}
    assert stats["by_disposition"] == {"linked": 1}
    assert stats["by_priority"][house.case(report).priority] >= 1
    assert sum(stats["by_priority"].values()) == 4
    assert stats["overdue"] == 0


async def test_figures_of_an_empty_office(api: Program):
    stats = await api.get("/stats")
    assert stats["total"] == stats["open"] == stats["overdue"] == 0
    assert stats["by_status"] == {}
    assert (await api.ask("GET", "/stats?by=dong")).status == 422
