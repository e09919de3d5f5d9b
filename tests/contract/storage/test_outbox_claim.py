"""The outbox on channels that may speak at any time."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.storage.senders import GRACE
from bot.domain.case import Delivery, EventName
from bot.domain.messages import Choice, Phone, Reply, Tone
from tests.contract.storage.conftest import OpenStore
from tests.contract.storage.examples import (
    KAKAO,
    MINUTE,
    NOW,
    REF,
    add_case,
    add_rows,
    event,
    know,
    say_to,
)

PUSH = ("telegram", "webchat")
LEASE = timedelta(seconds=60)


def claim(store, now=NOW, limit=10, channels=PUSH):
    with store.begin() as work:
        claimed = work.outbox.claim(channels, now, limit)
        work.commit()
    return claimed


def texts(queued):
    return [item.reply.text for item in queued]


@pytest.fixture
def who(store):
    return know(store)


def settle(store, *ids):
    with store.begin() as work:
        work.outbox.sent(ids, NOW)
        work.commit()


def test_a_reply_comes_back_whole(store, who):
    reply = Reply(
        text="129에 전화해 보세요.",
        key="crisis.card",
        choices=(Choice(id="alone", label="혼자예요"),),
        phones=(Phone(number="129", label="보건복지상담", hours="24시간"),),
        source="보건복지부 2026-09",
        tone=Tone.CRISIS,
    )
    with store.begin() as work:
        ids = work.outbox.add(who, "telegram", [reply], cause="u1", at=NOW)
        work.commit()
    (row,) = claim(store)
    assert row.reply == reply
    assert [row.id] == ids
    assert (row.conversation_id, row.channel, row.at) == (who, "telegram", NOW)
    assert (row.staff, row.tries, row.doubtful, row.message_id) == (False, 0, False, None)


def test_one_row_of_a_conversation_at_a_time_oldest_first(store, who):
    other = know(store, KAKAO)
    add_rows(store, who, "하나", "둘", "셋")
    add_rows(store, other, "남", channel="webchat")
    assert texts(claim(store)) == ["하나", "남"]
    assert claim(store) == []


def test_the_next_row_follows_when_the_first_is_settled(store, who):
    first, *_ = add_rows(store, who, "하나", "둘")
    claim(store)
    settle(store, first)
    assert texts(claim(store)) == ["둘"]


def test_a_row_is_not_claimed_before_it_is_due_and_blocks_those_behind_it(store, who):
    add_rows(store, who, "내일", at=NOW + MINUTE)
    add_rows(store, who, "지금")
    assert claim(store) == []
    assert texts(claim(store, NOW + MINUTE)) == ["내일"]


def test_only_the_channels_asked_for_and_no_more_than_the_limit(store, who):
    other = know(store, KAKAO)
    add_rows(store, who, "텔레그램")
    add_rows(store, other, "카카오", channel="kakao")
    assert claim(store, channels=()) == []
    assert claim(store, limit=0) == []
    assert texts(claim(store, channels=["kakao"])) == ["카카오"]
    assert texts(claim(store, channels=iter(PUSH), limit=1)) == ["텔레그램"]


def test_nothing_is_claimed_by_a_transaction_that_was_not_committed(store, who):
    add_rows(store, who, "하나")
    with store.begin() as work:
        assert work.outbox.claim(PUSH, NOW, 5)
    assert texts(claim(store)) == ["하나"]


def test_a_reply_of_a_turn_comes_back_once_doubtful_when_its_lease_ran_out(store, who):
    first, _ = add_rows(store, who, "접수됐어요", "다음")
    claim(store)
    assert claim(store, NOW + LEASE - timedelta(seconds=1)) == []
    (again,) = claim(store, NOW + LEASE)
    assert (again.id, again.doubtful, again.tries) == (first, True, 1)
    assert again.reply.answer_no == f"B-{first}"  # 답변 번호
    (row,) = claim(store, NOW + 2 * LEASE)
    assert (row.reply.text, row.doubtful, row.reply.answer_no) == ("다음", False, "")


def test_leases_of_a_dead_process_end_at_once(store, who):
    other = know(store, KAKAO)
    add_rows(store, who, "텔레그램")
    add_rows(store, other, "카카오", channel="kakao")
    claim(store, channels=("telegram", "kakao"))
    with store.begin() as work:
        work.outbox.forsaken(("telegram",), NOW)
        work.commit()
    (again,) = claim(store, channels=("telegram", "kakao"))
    assert (again.reply.text, again.doubtful) == ("텔레그램", True)


@pytest.mark.postgres
def test_leases_of_a_process_that_died_beside_others_end_soon(open_postgres):
    dying, living = open_postgres(), open_postgres()
    who = know(dying)
    add_rows(dying, who, "하나")
    assert dying.lead()  # as every process does from time to time
    assert texts(claim(dying)) == ["하나"]
    assert claim(living, NOW + GRACE) == [], "it may be a slow one"
    dying.close()
    with living.look() as work:
        assert work.outbox.next_due(PUSH) == NOW + GRACE
    assert claim(living, NOW + GRACE - timedelta(seconds=1)) == []
    until = time.monotonic() + 5
    while not (found := claim(living, NOW + GRACE)):
        assert time.monotonic() < until, "the server notices at once that a process is gone"
    (again,) = found
    assert (again.reply.text, again.doubtful) == ("하나", True)


@pytest.mark.postgres
def test_a_process_that_shows_no_life_keeps_its_lease(open_postgres):
    silent, other = open_postgres(), open_postgres()
    add_rows(silent, know(silent), "하나")
    assert texts(claim(silent)) == ["하나"]
    assert claim(other, NOW + LEASE - timedelta(seconds=1)) == []


def test_a_staff_reply_comes_back_once_doubtful_when_its_lease_ran_out(store, who):
    add_case(store)
    with store.begin() as work:
        message, _ = say_to(work, who, "2026-0001", "내일 찾아뵐게요")
        work.commit()
    (first,) = claim(store)
    assert (first.doubtful, first.tries, first.message_id) == (False, 0, message)
    (again,) = claim(store, NOW + LEASE)
    assert (again.doubtful, again.tries, again.id) == (True, 1, first.id)
    assert claim(store, NOW + 2 * LEASE) == []
    with store.look() as work:
        assert work.cases.thread("2026-0001")[0].delivery is Delivery.UNCERTAIN
        assert work.outbox.next_due(PUSH) is None


def test_try_later_keeps_the_order_and_counts(store, who):
    first, _ = add_rows(store, who, "하나", "둘")
    claim(store)
    with store.begin() as work:
        work.outbox.retry(first, NOW + MINUTE)
        work.commit()
    assert claim(store) == []
    (row,) = claim(store, NOW + MINUTE)
    assert (row.reply.text, row.tries, row.doubtful) == ("하나", 1, False)


def test_a_doubtful_retry_stays_doubtful(store, who):
    (row,) = add_rows(store, who, "답변", staff=True)
    claim(store)
    for doubtful in (True, False):
        with store.begin() as work:
            work.outbox.retry(row, NOW, doubtful=doubtful)
            work.commit()
        assert claim(store)[0].doubtful


def test_what_is_settled_stays_settled(store, who):
    sent, gone = add_rows(store, who, "보냄", "못 보냄")
    claim(store)
    with store.begin() as work:
        work.outbox.sent([sent], NOW)
        work.outbox.give_up(gone, "blocked")
        work.outbox.retry(sent, NOW)
        work.outbox.hold(gone)
        work.outbox.give_up(sent, "too late")
        work.commit()
    assert claim(store, NOW + 5 * LEASE) == []
    with store.begin() as work:
        assert texts(work.outbox.answer(who, event("u2"), NOW)) == []


def test_a_held_row_does_not_block_and_is_not_claimed(store, who):
    held, _ = add_rows(store, who, "나중에", "지금")
    claim(store)
    with store.begin() as work:
        work.outbox.hold(held)
        work.commit()
    assert texts(claim(store)) == ["지금"]


@pytest.mark.parametrize(
    ("settle_as", "delivery"),
    [
        (lambda outbox, row: outbox.sent([row], NOW), Delivery.SENT),
        (lambda outbox, row: outbox.hold(row), Delivery.NEXT_MESSAGE),
        (lambda outbox, row: outbox.give_up(row, "blocked"), Delivery.UNDELIVERABLE),
        (lambda outbox, row: outbox.retry(row, NOW, doubtful=True), Delivery.UNCERTAIN),
    ],
)
def test_the_case_is_told_what_became_of_a_staff_reply(store, who, settle_as, delivery):
    add_case(store)
    with store.begin() as work:
        message, row = say_to(work, who, "2026-0001", "내일 찾아뵐게요")
        work.commit()
    claim(store)
    for _ in range(2):  # told once, however often it is said
        with store.begin() as work:
            settle_as(work.outbox, row)
            work.commit()
    with store.look() as work:
        (line,) = work.cases.thread("2026-0001")
        (told,) = work.cases.events("2026-0001")
    assert (line.id, line.delivery) == (message, delivery)
    assert told.name is EventName.DELIVERY
    assert told.detail == {"delivery": delivery.value, "message": str(message)}


def test_a_doubtful_reply_that_is_given_up_stays_uncertain(store, who):
    add_case(store)
    with store.begin() as work:
        _, row = say_to(work, who, "2026-0001", "내일 찾아뵐게요")
        work.outbox.retry(row, NOW, doubtful=True)
        work.outbox.give_up(row, "uncertain")
        work.commit()
    with store.look() as work:
        assert work.cases.thread("2026-0001")[0].delivery is Delivery.UNCERTAIN


def test_a_staff_reply_gets_its_answer_number(store, who):
    add_case(store)
    with store.begin() as work:
        message, _ = say_to(work, who, "2026-0001", "내일 찾아뵐게요")
        line = work.cases.thread("2026-0001")[0]
        own = Reply(text="제 번호", answer_no="B-7")
        work.outbox.add(know_id(store), "telegram", [own], cause="x", at=NOW, staff=True)
        work.commit()
    assert line.answer_no == f"A-{message}"
    (row,) = claim(store)
    assert row.reply.answer_no == f"A-{message}"
    settle(store, row.id)
    assert claim(store)[0].reply.answer_no == "B-7"


def know_id(store):
    return store.conversation_id(REF)


def test_the_thread_shows_everything_said_in_any_state(store, who):
    add_rows(store, know(store, KAKAO), "남")
    ids = add_rows(store, who, "하나", "둘", "셋")
    claim(store)
    settle(store, ids[0])
    with store.look() as work:
        assert texts(work.outbox.thread(who, 0, 10)) == ["하나", "둘", "셋"]
        assert texts(work.outbox.thread(who, ids[0], 1)) == ["둘"]


def test_one_person_can_be_served_alone(store, who):
    """Each terminal serves its own person: what it claimed of others would reach nobody."""
    other = know(store, replace(REF, address="other"))
    add_rows(store, other, "남의 답")
    with store.begin() as work:
        assert work.outbox.next_due(PUSH, who) is None
        assert work.outbox.claim(PUSH, NOW, 10, who) == []
        work.commit()
    add_rows(store, who, "내 답")
    with store.begin() as work:
        assert work.outbox.next_due(PUSH, who) == NOW
        assert texts(work.outbox.claim(PUSH, NOW, 10, who)) == ["내 답"]
        work.commit()
    assert texts(claim(store)) == ["남의 답"]


def test_next_due_is_when_claim_would_find_something(store, who):
    def next_due():
        with store.look() as work:
            return work.outbox.next_due(PUSH)

    assert next_due() is None
    first, _ = add_rows(store, who, "하나", "둘")
    add_rows(store, know(store, KAKAO), "카카오", channel="kakao")
    assert next_due() == NOW
    claim(store)
    assert next_due() == NOW + LEASE  # the second row waits behind the leased one
    with store.begin() as work:
        work.outbox.retry(first, NOW + 3 * MINUTE)
        work.commit()
    assert next_due() == NOW + 3 * MINUTE
    with store.begin() as work:
        work.outbox.give_up(first, "blocked")
        work.commit()
    assert next_due() == NOW


def test_oldest_waiting_is_the_oldest_that_is_unsent(store, who):
    with store.look() as work:
        assert work.outbox.oldest_waiting() is None
    old, _ = *add_rows(store, who, "옛날", at=NOW - MINUTE), *add_rows(store, who, "지금")
    add_rows(store, who, "다음에", at=NOW - 5 * MINUTE, held=True)
    with store.look() as work:
        assert work.outbox.oldest_waiting() == NOW - MINUTE
    settle(store, old)
    with store.look() as work:
        assert work.outbox.oldest_waiting() == NOW


def test_rows_wait_through_a_restart(open_store: OpenStore):
    first = open_store()
    add_rows(first, know(first), "하나")
    assert texts(claim(open_store())) == ["하나"]


def test_adding_no_replies_adds_nothing(store, who):
    assert add_rows(store, who) == []
