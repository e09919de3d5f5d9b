"""The queue: who sees what in which order, and how long is left."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from desk_office import Browser, Office, hidden

from adapters.web.desk import times
from adapters.web.desk.words import Words
from bot.domain.case import Case, CaseStatus, EventName, Priority
from bot.domain.staff import Role
from tests.loaded import content

MONDAY = datetime(2026, 9, 21, 0, 0, tzinfo=UTC)  # 09:00 in Seoul


def _numbers(page: str) -> list[str]:
    return re.findall(r'id="case-(\d{4}-\d+)"', page)


def _put(desk: Office, count: int, **changes: object) -> list[str]:
    """Cases with the case's fields changed, as no conversation would make them quickly."""
    now = desk.system.deps.clock()
    numbers = []
    with desk.system.deps.store.begin() as uow:
        for _ in range(count):
            case = Case(
                number=uow.cases.next_number(2026),
                type="callback",
                status=CaseStatus.NEW,
                priority=Priority.NORMAL,
                created_at=now,
                due_at=now + timedelta(hours=5),
                channel="web",
                team="sodam",
            )
            uow.cases.add(replace(case, **changes))  # type: ignore[arg-type]
            numbers.append(case.number)
        uow.commit()
    return numbers


@pytest.mark.asyncio
async def test_the_tabs_and_their_counts(desk: Office) -> None:
    kim = await desk.at_desk("kim")
    now = desk.system.deps.clock()
    (mine,) = _put(desk, 1, owner="kim", status=CaseStatus.WORKING)
    (urgent,) = _put(desk, 1, priority=Priority.URGENT)
    (late,) = _put(desk, 1, due_at=now - timedelta(hours=30))
    (closed,) = _put(desk, 1, status=CaseStatus.CLOSED)
    (theirs,) = _put(desk, 1, team="elsewhere", priority=Priority.EMERGENCY)
    (nobodys,) = _put(desk, 1, team="")

    assert _numbers(await kim.text("/desk?tab=mine")) == [mine]
    assert set(_numbers(await kim.text("/desk"))) == {mine, urgent, late, nobodys}
    assert _numbers(await kim.text("/desk"))[0] == urgent
    assert _numbers(await kim.text("/desk?tab=urgent")) == [urgent]
    assert _numbers(await kim.text("/desk?tab=overdue")) == [late]
    assert closed in _numbers(await kim.text("/desk?tab=all"))
    assert theirs not in _numbers(await kim.text("/desk?tab=all"))
    page = await kim.text("/desk")
    counts = re.findall(r'<a href="/desk\?tab=(\w+)"[^>]*>[^<]+<span[^>]*>(\d+)</span>', page)
    assert dict(counts) == {"mine": "1", "dong": "4", "urgent": "1", "overdue": "1"}
    alone = await kim.text("/desk/tabs?tab=urgent")
    assert alone.lstrip().startswith("<nav")
    assert [number for _, number in counts] == re.findall(r">(\d+)</span>", alone)
    assert 'href="/desk?tab=urgent" aria-current="page"' in alone


@pytest.mark.asyncio
async def test_the_danger_is_named_until_somebody_takes_it_up(desk: Office) -> None:
    kim = await desk.at_desk("kim")
    await desk.say("resident", "아랫집에서 불이 나서 연기가 올라와요")
    number = desk.newest()
    where = f"/desk/cases/{number}"
    for page in ("/desk", f"{where}/row", where):
        assert "긴급 알림: 화재" in await kim.text(page)
    assert (await kim.post(f"{where}/claim", version="1")).status == 303
    for page in ("/desk", f"{where}/row"):
        assert "긴급 알림: " not in await kim.text(page)


@pytest.mark.asyncio
async def test_filters_and_words(desk: Office) -> None:
    kim = await desk.at_desk("kim")
    (waiting,) = _put(desk, 1, status=CaseStatus.HELD)
    (other,) = _put(desk, 1, type="care-sos", first_words="병원에 같이 가 주세요")

    assert _numbers(await kim.text("/desk?status=held")) == [waiting]
    assert _numbers(await kim.text("/desk?type=care-sos")) == [other]
    assert _numbers(await kim.text("/desk?tab=all&q=병원에")) == [other]
    assert _numbers(await kim.text(f"/desk?tab=all&q={waiting}")) == [waiting]
    page = await kim.text("/desk?status=held&type=callback&q=병원")
    assert "찾는 건이 없어요" in page
    assert '<option value="held" selected>' in page
    assert '<option value="callback" selected>' in page
    assert "값" not in _numbers(page)


@pytest.mark.asyncio
async def test_pages_follow_each_other_and_keep_the_filter(desk: Office) -> None:
    kim = await desk.at_desk("kim")
    numbers = _put(desk, 120)
    _put(desk, 3, type="care-sos")
    seen: list[str] = []
    where: str | None = "/desk?type=callback"
    while where:
        page = await kim.text(where)
        seen += _numbers(page)
        found = re.search(r'href="([^"]+)">다음 쪽', page)
        where = unescape(found.group(1)) if found else None
    assert seen == numbers


@pytest.mark.asyncio
async def test_a_row_renews_itself_alone(desk: Office) -> None:
    number = await desk.talk("resident")
    kim = await desk.at_desk("kim")
    row = await kim.text(f"/desk/cases/{number}/row")
    assert row.lstrip().startswith("<li")
    assert _numbers(row) == [number]
    await kim.post(f"/desk/cases/{number}/claim", version=hidden(row, "version"))
    row = await kim.text(f"/desk/cases/{number}/row")
    assert "<b>kim</b>" in row
    assert "처리 중" in row
    assert "인수" not in row


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("priority", "due", "words", "late"),
    [
        (Priority.SOON, timedelta(hours=2, minutes=12, seconds=30), "2시간 12분 남음", False),
        (Priority.SOON, timedelta(hours=4, seconds=30), "3시간 남음", False),  # lunch
        (Priority.NORMAL, timedelta(minutes=12, seconds=30), "12분 남음", False),
        (Priority.EMERGENCY, timedelta(hours=4, seconds=30), "4시간 남음", False),
        (Priority.EMERGENCY, timedelta(minutes=-12, seconds=30), "11분 지남", True),
        (Priority.NORMAL, timedelta(hours=-12), "기한이 됐어요", True),  # at night
        (Priority.NORMAL, timedelta(days=-3, hours=-1), "8시간 지남", True),  # Friday 08:00
        (Priority.NORMAL, timedelta(days=9, seconds=30), "5일 남음", False),  # 추석 between
    ],
)
async def test_how_long_is_left_is_said_in_working_time(
    desk: Office, priority: Priority, due: timedelta, words: str, late: bool
) -> None:
    with time_machine.travel(MONDAY, tick=True):
        kim = await desk.at_desk("kim")
        (number,) = _put(desk, 1, priority=priority, due_at=MONDAY + due)
        row = await kim.text(f"/desk/cases/{number}/row")
    assert words in row
    assert ("row-left late" in row) is late


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (timedelta(seconds=-20), "방금 답을 보냄"),
        (timedelta(minutes=-6), "6분째 답 없음"),
        (timedelta(hours=-5), "5시간째 답 없음"),
        (timedelta(hours=-30, minutes=-7), "30시간 7분째 답 없음"),
        (timedelta(days=-4), "4일째 답 없음"),  # they keep no office hours
    ],
)
async def test_whoever_has_not_answered_is_awaited_and_the_office_is_not_late(
    desk: Office, asked: timedelta, words: str
) -> None:
    with time_machine.travel(MONDAY, tick=True):
        kim = await desk.at_desk("kim")
        due = MONDAY - timedelta(minutes=6)
        (number,) = _put(desk, 1, status=CaseStatus.HELD, owner="kim", due_at=due)
        with desk.system.deps.store.begin() as uow:
            uow.cases.record(number, MONDAY + asked, "kim", EventName.REPLIED)
            uow.commit()
        for path in (f"/desk/cases/{number}/row", f"/desk/cases/{number}", "/desk?tab=mine"):
            page = await kim.text(path)
            assert words in page
            assert "지남" not in re.sub("기한 지남", "", page)
            assert 'class="late"' not in page
            assert " late" not in page
        assert _numbers(await kim.text("/desk?tab=overdue")) == []


def test_moments_say_the_year_only_where_it_is_another(catalog: Words) -> None:
    at = datetime(2026, 9, 21, 5, 5, tzinfo=UTC)
    assert times.moment(catalog, at, at) == "9월 21일 14:05"
    assert times.moment(catalog, at, at + timedelta(days=200)) == "2026년 9월 21일 14:05"
    assert times.due(catalog, at) == "9월 21일 월요일 14:05"


def test_the_day_of_a_due_time_is_said_as_people_say_it(catalog: Words) -> None:
    due = MONDAY + timedelta(minutes=90)
    case = Case(
        number="2026-0001",
        type="callback",
        status=CaseStatus.NEW,
        priority=Priority.NORMAL,
        created_at=MONDAY,
        due_at=due,
        channel="web",
    )
    said = [times.due_soon(catalog, case, due - timedelta(days=days)) for days in (0, 1, 2)]
    assert said == ["오늘 10:30", "내일 10:30", "9월 21일 10:30"]
    assert times.due_soon(catalog, replace(case, status=CaseStatus.CLOSED), due) == ""


@pytest.fixture
def catalog() -> Words:
    return Words(content().catalog)


async def _lead(desk: Office) -> Browser:
    return await desk.at_desk("park", Role.LEAD)


@pytest.mark.asyncio
async def test_a_lead_hands_on_routes_and_reopens(desk: Office) -> None:
    number = await desk.talk("resident")
    lead = await _lead(desk)
    kim = await desk.at_desk("kim")
    one = f"/desk/cases/{number}"

    page = await lead.text(one)
    assert {"다른 분께 맡기기", "관할 동 바꾸기"} <= set(re.findall(r"<summary>([^<]+)", page))
    assert "다른 분께 맡기기" not in await kim.text(one)
    await lead.post(f"{one}/assign", version=hidden(page, "version"), to="kim")
    page = await lead.text(one)
    dong = re.search(r'<option value="(\d{10})"', page)
    assert dong
    routed = await lead.post(f"{one}/route", version=hidden(page, "version"), dong=dong.group(1))
    assert routed.headers["Location"] == one
    assert desk.case(number).dong == dong.group(1)
    page = await lead.text(one)
    assert "소담동" in page
    await lead.post(
        f"{one}/close", version=hidden(page, "version"), disposition="linked", reason="끝"
    )
    page = await lead.text(one)
    assert "답장 보내기" not in page
    await lead.post(f"{one}/reopen", version=hidden(page, "version"), reason="다시 살펴봐요")
    assert desk.case(number).status is CaseStatus.WORKING
    assert "다시 열었어요. 다시 살펴봐요" in await lead.text(one)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("action", "fields", "words"),
    [
        ("assign", {"to": "nobody"}, "그런 담당자가 없거나"),
        ("assign", {"to": "root"}, "그런 담당자가 없거나"),
        ("assign", {}, "그런 담당자가 없거나"),
        ("route", {"dong": "1100000000"}, "그런 동이 없어요"),
        ("route", {"dong": "x"}, "그런 동이 없어요"),
        ("reply", {"text": "  "}, "내용이 비어 있어요"),
        ("reply", {"text": "○○에 전화드릴게요."}, "빈칸(○○)이 남아 있어요"),
        ("note", {}, "내용이 비어 있어요"),
        ("close", {"reason": "끝"}, "어떻게 마쳤는지 골라 주세요"),
        ("close", {"disposition": "linked", "reason": " "}, "사유를 적어 주세요"),
        ("close", {"disposition": "nonsense", "reason": "끝"}, "어떻게 마쳤는지"),
        ("close", {"disposition": "linked", "reason": "가" * 2001}, "글이 너무 길어요"),
    ],
)
async def test_what_cannot_be_taken_is_said_at_its_field(
    desk: Office, action: str, fields: dict[str, str], words: str
) -> None:
    number = await desk.talk("resident")
    lead = await _lead(desk)
    desk.add("root", Role.ADMIN, "")
    before = desk.case(number)

    refused = await lead.post(
        f"/desk/cases/{number}/{action}", version=str(before.version), **fields
    )

    page = await refused.text()
    assert refused.status == 422
    assert words in page
    assert 'aria-invalid="true"' in page
    for written in fields.values():
        assert written.strip() in unescape(page) or action in ("assign", "route", "close")
    assert desk.case(number) == before


@pytest.mark.asyncio
async def test_what_the_state_forbids_is_a_conflict(desk: Office) -> None:
    number = await desk.talk("resident")
    lead = await _lead(desk)
    kim = await desk.at_desk("kim")
    one = f"/desk/cases/{number}"
    await kim.post(f"{one}/claim", version="1")

    taken = await lead.post(f"{one}/claim", version="2")
    assert taken.status == 409
    assert "다른 담당자가 이미 맡았어요" in await taken.text()
    open_already = await lead.post(f"{one}/reopen", version="2", reason="x")
    assert open_already.status == 409
    await kim.post(f"{one}/close", version="2", disposition="linked", reason="끝")
    for action, fields in (("reply", {"text": "늦은 답"}), ("assign", {"to": "kim"})):
        late = await lead.post(f"{one}/{action}", version="3", **fields)
        assert late.status == 409
        assert "이미 종결된 건이에요" in await late.text()


@pytest.mark.asyncio
async def test_the_bot_is_given_back(desk: Office) -> None:
    number = await desk.talk("resident")
    kim = await desk.at_desk("kim")
    one = f"/desk/cases/{number}"
    await kim.post(f"{one}/reply", version="1", text="안녕하세요")
    page = await kim.text(one)
    assert "봇에게 돌려주기" in page
    back = await kim.post(f"{one}/give-back", version=hidden(page, "version"))
    assert back.status == 303
    page = await kim.text(one)
    assert "봇에게 돌려주기" not in page
    assert "대화를 봇에게 돌려주었어요." in page


@pytest.mark.asyncio
async def test_the_words_that_led_to_the_risk_are_marked_where_they_were_said(
    desk: Office,
) -> None:
    number = await desk.report("neighbour")
    kim = await desk.at_desk("kim")
    page = await kim.text(f"/desk/cases/{number}/thread")
    marked = " ".join(re.findall(r"<mark>(.*?)</mark>", page))
    for word in ("안보여요", "우편물도", "대답이"):
        assert word in marked
    assert "할아버지" not in marked
