from __future__ import annotations

import base64
from datetime import timedelta

import pytest

from bot.domain.case import OPEN, CaseStatus, Disposition, EventName, Priority
from bot.domain.staff import Role, StaffMember
from bot.ports import CaseQuery
from tests.contract.storage.examples import MINUTE, NOW, add_case, case

HOUR = timedelta(hours=1)
_NAIVE = base64.b64encode(b'[1, "2026-09-21T01:30:00", 3]').decode()
_HUGE = base64.b64encode(b'[1, "2026-09-21T01:30:00+00:00", 99999999999999999999999]').decode()


def find(store, **query):
    with store.look() as work:
        return [one.number for one in work.cases.find(CaseQuery(**query)).cases]


def add(store, *made):
    with store.begin() as work:
        for one in made:
            work.cases.add(one)
        work.commit()


def test_the_queue_is_sorted_by_priority_then_due_time_then_number(store):
    add(
        store,
        case("2026-0001", priority=Priority.NORMAL),
        case("2026-0002", priority=Priority.SOON),
        case("2026-0003", priority=Priority.EMERGENCY, due_at=NOW + HOUR),
        case("2026-0004", priority=Priority.URGENT),
        case("2026-0005", priority=Priority.EMERGENCY, due_at=NOW),
        case("2026-10000", priority=Priority.NORMAL),
        case("2026-9999", priority=Priority.NORMAL),
    )
    order = ["0005", "0003", "0004", "0002", "0001", "9999", "10000"]
    assert find(store) == [f"2026-{number}" for number in order]


def test_pages_follow_each_other_without_gap_or_repeat(store):
    add(store, *(case(f"2026-{n:04d}", due_at=NOW + (n % 3) * HOUR) for n in range(1, 8)))
    seen, cursor = [], ""
    for _ in range(4):
        with store.look() as work:
            page = work.cases.find(CaseQuery(limit=2, cursor=cursor))
        seen += [one.number for one in page.cases]
        cursor = page.next_cursor
    assert cursor == ""
    assert seen == find(store)
    assert len(seen) == 7


def test_a_page_that_is_just_full_is_the_last(store):
    add(store, case("2026-0001"), case("2026-0002"))
    with store.look() as work:
        assert work.cases.find(CaseQuery(limit=2)).next_cursor == ""


@pytest.mark.parametrize(
    "cursor", ["x", "%%%", "eyJhIjogMX0=", "W10=", "한글", "WzEsICJ4IiwgM10=", _NAIVE, _HUGE]
)
def test_a_cursor_from_elsewhere_is_refused(store, cursor):
    with store.look() as work, pytest.raises(ValueError, match="cursor"):
        work.cases.find(CaseQuery(cursor=cursor))


def test_filters(store):
    add(
        store,
        case("2026-0001", type="care-sos", owner="kim", status=CaseStatus.WORKING),
        case("2026-0002", team="boram", due_at=NOW - MINUTE),
        case("2026-0003", team="", priority=Priority.URGENT),
        case("2026-0004", status=CaseStatus.CLOSED, due_at=NOW - MINUTE),
        case("2026-0005", type="held", status=CaseStatus.HELD, due_at=NOW - MINUTE, team="x"),
    )
    assert find(store, type="care-sos") == ["2026-0001"]
    assert find(store, owner="kim") == ["2026-0001"]
    assert find(store, urgent=True) == ["2026-0003"]
    assert find(store, overdue_at=NOW) == ["2026-0002"]
    assert find(store, statuses=OPEN) == ["2026-0003", "2026-0002", "2026-0005", "2026-0001"]
    assert find(store, statuses=(CaseStatus.CLOSED,)) == ["2026-0004"]
    assert find(store, team="boram") == ["2026-0003", "2026-0002"]  # and what no team has yet
    assert find(store, type="x\0", owner="\ud83d") == []


def test_words_are_found_in_what_was_said_and_in_what_is_in_clear(store):
    add(
        store,
        case("2026-0001", dong_name="소담동", first_words="월세가 밀렸어요", answers={}),
        case("2026-0002", dong_name="보람동", answers={"a": {"text": "전기가 끊겼어요"}}),
        case("2027-0003", type="care-sos", answers={"b": ["냉장고에 음식이 없어요"]}),
    )
    assert find(store, q="소담") == ["2026-0001"]
    assert find(store, q="전기가") == ["2026-0002"]
    assert find(store, q="음식이  냉장고") == ["2027-0003"]
    assert find(store, q="2027-") == ["2027-0003"]
    assert find(store, q="CARE-SOS") == ["2027-0003"]
    assert find(store, q="월세가 보람동") == ["2026-0002"]
    assert find(store, q="월세가 보람동 소담") == []
    assert find(store, q="100%_") == []


def test_what_was_said_is_not_searched_once_a_case_is_closed(store):
    made = add_case(store, dong_name="소담동")
    with store.begin() as work:
        work.cases.save(made.close(Disposition.LINKED, NOW))
        work.commit()
    assert find(store, q="월세가") == []
    assert find(store, q="소담동") == ["2026-0001"]


def test_searching_goes_through_many_cases_and_pages(store):
    add(
        store,
        *(
            case(f"2026-{n:04d}", first_words="월세" if n % 50 == 0 else "급식")
            for n in range(1, 451)
        ),
    )
    with store.look() as work:
        first = work.cases.find(CaseQuery(q="월세", limit=5))
        rest = work.cases.find(CaseQuery(q="월세", limit=5, cursor=first.next_cursor))
    numbers = [one.number for one in (*first.cases, *rest.cases)]
    assert numbers == [f"2026-{n:04d}" for n in range(50, 451, 50)]
    assert rest.next_cursor == ""


def test_counts_are_of_the_open_cases_a_member_sees(store):
    add(
        store,
        case("2026-0001", owner="kim", due_at=NOW - MINUTE),
        case("2026-0002", priority=Priority.EMERGENCY),
        case("2026-0003", team="boram", priority=Priority.URGENT, due_at=NOW - MINUTE),
        case("2026-0004", team=""),
        case("2026-0005", owner="kim", status=CaseStatus.CLOSED, due_at=NOW - MINUTE),
        case("2026-0006", owner="kim", status=CaseStatus.HELD, due_at=NOW - MINUTE),
    )

    def counts(role=Role.CASEWORKER, team="sodam"):
        with store.look() as work:
            return dict(work.cases.counts(StaffMember(login="kim", role=role, team=team), NOW))

    assert counts() == {"mine": 2, "team": 4, "urgent": 1, "overdue": 1}
    assert counts(Role.LEAD, team="") == {"mine": 2, "team": 5, "urgent": 2, "overdue": 2}
    assert set(counts(Role.ADMIN).values()) == {0}
    assert set(counts(Role.AUDITOR, team="").values()) == {0}


def test_how_long_the_other_side_is_awaited_is_read_from_the_history(store):
    made = add_case(store)
    with store.begin() as work:
        for minutes in (1, 3):
            at = NOW + minutes * MINUTE
            work.cases.record(made.number, at, "kim", EventName.REPLIED)
            made = made.reply("kim")
            work.cases.save(made)
        work.cases.record(made.number, NOW + 4 * MINUTE, "kim", EventName.NOTED)
        assert work.cases.get(made.number).asked_at == NOW + 3 * MINUTE
        work.commit()
    with store.look() as work:
        (found,) = work.cases.find(CaseQuery()).cases
        assert found.asked_at == NOW + 3 * MINUTE
    with store.begin() as work:
        work.cases.save(found.heard())
        assert work.cases.get(found.number).asked_at is None


def test_counts_of_an_empty_queue(store):
    with store.look() as work:
        member = StaffMember(login="kim", role=Role.LEAD)
        assert set(work.cases.counts(member, NOW).values()) == {0}
