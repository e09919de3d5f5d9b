from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.case import CaseStatus, Disposition, Priority, ReplyWay, Risk, StaleCase
from tests.contract.storage.examples import NOW, add_case, case


def test_numbers_grow_within_their_year(store):
    with store.begin() as work:
        given = [work.cases.next_number(year) for year in (2026, 2026, 2027, 2026)]
        work.commit()
    assert given == ["2026-0001", "2026-0002", "2027-0001", "2026-0003"]


def test_a_number_not_committed_is_given_again(store):
    with store.begin() as work:
        assert work.cases.next_number(2026) == "2026-0001"
    with store.begin() as work:
        assert work.cases.next_number(2026) == "2026-0001"


def test_numbers_outgrow_four_digits(store):
    from adapters.storage.tables import case_counter

    with store.begin() as work:
        work._work.run(case_counter.insert().values(year=2026, last=9999))
        assert work.cases.next_number(2026) == "2026-10000"
        work.cases.add(case("2026-10000"))


def test_a_case_comes_back_whole(store):
    made = case(
        priority=Priority.EMERGENCY,
        owner="kim",
        dong="3611055000",
        dong_name="소담동",
        anonymous=True,
        reply_way=ReplyWay.RECEIPT,
        alarm="suicide",
        complete=False,
        answers={"since": "7월", "who": ["본인", "아들"], "sure": True, "nested": {"n": 2}},
    )
    with store.begin() as work:
        work.cases.add(made)
        work.commit()
    with store.look() as work:
        assert work.cases.get(made.number) == made
        assert work.cases.get("2026-9999") is None


def test_a_change_is_saved_with_everything_in_it(store):
    made = add_case(store)
    closed = made.claim("kim").version
    with store.begin() as work:
        stored = work.cases.get(made.number).claim("kim")
        work.cases.save(stored)
        stored = stored.route(dong="3611055000", dong_name="소담동", team="boram")
        work.cases.save(stored)
        stored = stored.close(Disposition.LINKED, NOW)
        work.cases.save(stored)
        work.commit()
    with store.look() as work:
        assert work.cases.get(made.number) == stored
    assert (stored.status, stored.version) == (CaseStatus.CLOSED, closed + 2)


def test_a_stale_save_is_refused_and_changes_nothing(store):
    made = add_case(store)
    with store.begin() as work:
        work.cases.save(made.claim("kim"))
        work.commit()
    with store.begin() as work:
        with pytest.raises(StaleCase):
            work.cases.save(made.claim("lee"))
        work.commit()
    with store.look() as work:
        assert work.cases.get(made.number).owner == "kim"


def test_a_version_must_be_the_very_next(store):
    made = add_case(store)
    with store.begin() as work, pytest.raises(StaleCase):
        work.cases.save(made.claim("kim").note())


def test_saving_a_case_that_does_not_exist_is_a_mistake_that_shows(store):
    with store.begin() as work, pytest.raises(LookupError):
        work.cases.save(case().note())


def test_one_number_is_one_case(store):
    add_case(store)
    with store.begin() as work, pytest.raises(IntegrityError):
        work.cases.add(case())


def test_risk_may_change(store):
    from dataclasses import replace

    made = add_case(store)
    with store.begin() as work:
        work.cases.save(replace(made.note(), risk=Risk(score=1), first_words="고침"))
        work.commit()
    with store.look() as work:
        stored = work.cases.get(made.number)
    assert (stored.risk, stored.first_words) == (Risk(score=1), "고침")
