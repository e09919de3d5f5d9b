from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.case import Author, CaseEvent, Delivery, EventName
from tests.contract.storage.examples import MINUTE, NOW, add_case


def test_events_are_numbered_over_all_cases(store):
    add_case(store, "2026-0001")
    add_case(store, "2026-0002")
    with store.begin() as work:
        first = work.cases.record("2026-0001", NOW, "bot", EventName.OPENED)
        second = work.cases.record(
            "2026-0002", NOW + MINUTE, "kim", EventName.CLAIMED, {"from": "이전 담당"}
        )
        third = work.cases.record("2026-0001", NOW, "kim", EventName.NOTED, {})
        work.commit()
    assert first < second < third
    claimed = CaseEvent(
        seq=second,
        case_no="2026-0002",
        at=NOW + MINUTE,
        actor="kim",
        name=EventName.CLAIMED,
        detail={"from": "이전 담당"},
    )
    with store.look() as work:
        assert [event.seq for event in work.cases.events("2026-0001")] == [first, third]
        assert work.cases.events("2026-0002") == [claimed]
        assert [event.seq for event in work.cases.events_after(first)] == [second, third]
        assert [event.seq for event in work.cases.events_after(0, limit=1)] == [first]
        assert work.cases.last_seq() == third


def test_no_events_yet(store):
    with store.look() as work:
        assert work.cases.last_seq() == 0
        assert work.cases.events_after(0) == []
        assert work.cases.events("2026-0001") == []


def test_an_event_of_no_case_is_a_mistake_that_shows(store):
    with pytest.raises(IntegrityError), store.begin() as work:
        work.cases.record("2026-0404", NOW, "bot", EventName.OPENED)
        work.commit()


def test_a_case_and_its_event_may_come_in_any_order(store):
    from tests.contract.storage.examples import case

    with store.begin() as work:
        work.cases.record("2026-0001", NOW, "bot", EventName.OPENED)
        work.links.tie("2026-0001", "f" * 32)
        work.receipts.add("2026-0001", "푸른 하늘")
        work.cases.add(case())
        work.commit()
    with store.look() as work:
        assert len(work.cases.events("2026-0001")) == 1


def test_the_thread_keeps_everything_said(store):
    add_case(store)
    with store.begin() as work:
        said = [
            work.cases.say("2026-0001", NOW, Author.RESIDENT, "", photo_id=3),
            work.cases.say("2026-0001", NOW, Author.NOTE, "가족과 통화함", by="kim"),
            work.cases.say(
                "2026-0001", NOW, Author.STAFF, "전화드릴게요", by="kim", delivery=Delivery.WAITING
            ),
        ]
        work.commit()
    with store.look() as work:
        assert work.cases.thread("2026-0001") == said
        assert work.cases.thread("2026-0002") == []
    assert [line.answer_no for line in said] == ["", "", f"A-{said[2].id}"]


def test_delivered_names_the_case_and_records_the_change_once(store):
    add_case(store)
    with store.begin() as work:
        line = work.cases.say("2026-0001", NOW, Author.STAFF, "네", delivery=Delivery.WAITING)
        assert work.cases.delivered(line.id, Delivery.SENT) == "2026-0001"
        assert work.cases.delivered(line.id, Delivery.SENT) == "2026-0001"
        assert work.cases.delivered(line.id + 1, Delivery.SENT) is None
        work.commit()
    with store.look() as work:
        assert work.cases.thread("2026-0001")[0].delivery is Delivery.SENT
        assert [event.name for event in work.cases.events("2026-0001")] == [EventName.DELIVERY]
