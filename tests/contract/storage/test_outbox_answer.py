"""The outbox on channels that can only answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from adapters.storage.claiming import LEASE
from adapters.storage.tables import outbox
from bot.domain.case import Delivery
from bot.domain.messages import Reply, Tone
from tests.contract.storage.examples import (
    KAKAO,
    NOW,
    REF,
    add_case,
    add_rows,
    event,
    know,
    replies,
    say_to,
)

SECOND = timedelta(seconds=1)


@pytest.fixture
def who(store):
    return know(store, KAKAO)


def answer(store, who, cause, *texts, now=NOW):
    """A turn: what it says, and what is shown for it."""
    with store.begin() as work:
        if texts:
            work.outbox.add(who, "kakao", replies(*texts), cause=cause, at=now, answering=True)
        shown = work.outbox.answer(who, event(cause, ref=KAKAO, reply_token=cause), now)
        work.commit()
    return shown


def settle(store, shown):
    with store.begin() as work:
        work.outbox.sent([item.id for item in shown], NOW)
        work.commit()


def staff_reply(store, who, text, number="2026-0001"):
    with store.begin() as work:
        message, row = say_to(work, who, number, text, channel="kakao", held=True)
        work.commit()
    return message, row


def texts(shown):
    return [item.reply.text for item in shown]


def test_the_rows_of_the_turn_in_order(store, who):
    add_rows(store, know(store, REF), "남의 답", cause="k1")
    shown = answer(store, who, "k1", "하나", "둘")
    assert texts(shown) == ["하나", "둘"]
    assert {(item.ref, item.reply_token) for item in shown} == {(KAKAO, "k1")}
    assert not any(item.doubtful for item in shown)


def test_the_same_event_gets_the_same_answer_again_sent_or_not(store, who):
    first = answer(store, who, "k1", "하나", "둘")
    assert texts(answer(store, who, "k1")) == ["하나", "둘"]
    settle(store, first)
    again = answer(store, who, "k1", now=NOW + SECOND)
    assert [item.id for item in again] == [item.id for item in first]
    assert not any(item.doubtful for item in again)


def test_held_staff_replies_come_first_oldest_first(store, who):
    add_case(store)
    staff_reply(store, who, "먼저 쓴 답")
    staff_reply(store, who, "나중에 쓴 답")
    shown = answer(store, who, "k1", "봇의 말")
    assert texts(shown) == ["먼저 쓴 답", "나중에 쓴 답", "봇의 말"]
    assert [bool(item.reply.answer_no) for item in shown] == [True, True, False]
    settle(store, shown)
    assert texts(answer(store, who, "k2", "다음")) == ["다음"]


def test_the_case_hears_that_a_held_reply_was_shown(store, who):
    add_case(store)
    staff_reply(store, who, "내일 찾아뵐게요")
    settle(store, answer(store, who, "k1", "봇의 말"))
    with store.look() as work:
        assert work.cases.thread("2026-0001")[0].delivery is Delivery.SENT


def test_a_staff_reply_nobody_confirmed_comes_again_doubtful(store, who):
    add_case(store)
    staff_reply(store, who, "내일 찾아뵐게요")
    answer(store, who, "k1", "첫 메뉴")
    shown = answer(store, who, "k2", "둘째 메뉴", now=NOW + SECOND)
    assert texts(shown) == ["내일 찾아뵐게요", "둘째 메뉴"]
    assert [item.doubtful for item in shown] == [True, False]
    assert shown[0].reply.answer_no
    with store.look() as work:
        assert work.cases.thread("2026-0001")[0].delivery is Delivery.UNCERTAIN


def test_a_menu_nobody_confirmed_is_not_shown_with_a_later_answer(store, who):
    answer(store, who, "k1", "첫 메뉴")
    assert texts(answer(store, who, "k2", "둘째 메뉴")) == ["둘째 메뉴"]
    assert texts(answer(store, who, "k3", "셋째 메뉴")) == ["셋째 메뉴"]


def test_a_menu_whose_fate_stays_unknown_is_dropped_with_the_next_answer_after_its_lease(
    store, who
):
    def states():
        with store.look() as work:
            return list(work._work.run(select(outbox.c.state).order_by(outbox.c.id)).scalars())

    first = answer(store, who, "k1", "첫 메뉴")
    answer(store, who, "k2", "둘째 메뉴", now=NOW + SECOND)
    assert states() == ["sending", "sending"]  # both may be confirmed any moment
    answer(store, who, "k3", "셋째 메뉴", now=NOW + LEASE)
    assert states() == ["dropped", "sending", "sending"]
    answer(store, who, "k2", now=NOW + 2 * LEASE)  # a repeat drops as well
    assert states() == ["dropped", "sending", "dropped"]
    settle(store, first)  # late news is taken all the same
    assert states() == ["sent", "sending", "dropped"]


@pytest.mark.parametrize(
    "reply",
    [
        Reply(text="접수번호 2026-0001", key="form.done.neighbour-report"),
        Reply(text="109", key="crisis.self", tone=Tone.CRISIS),
    ],
)
def test_what_is_told_once_comes_again_with_the_next_answer_after_its_lease(store, who, reply):
    """A receipt cannot be asked for again: of its word nothing but a hash is kept."""
    with store.begin() as work:
        work.outbox.add(who, "kakao", [reply], cause="k1", at=NOW, answering=True)
        work.commit()
    assert texts(answer(store, who, "k2", "둘째", now=NOW + SECOND)) == ["둘째"]
    shown = answer(store, who, "k3", "셋째", now=NOW + LEASE)
    assert texts(shown) == [reply.text, "셋째"]
    assert (shown[0].doubtful, shown[0].reply.answer_no) == (True, f"B-{shown[0].id}")
    assert texts(answer(store, who, "k4", "넷째", now=NOW + 3 * LEASE)) == ["넷째"]


def test_the_answer_to_the_same_request_is_no_repeat(store, who):
    (first,) = answer(store, who, "k1", "첫 메뉴")
    (again,) = answer(store, who, "k1", now=NOW + SECOND)
    assert (again.id, again.doubtful, again.reply) == (first.id, False, first.reply)


def test_a_menu_nobody_confirmed_is_not_counted_as_waiting(store, who):
    answer(store, who, "k1", "메뉴")
    with store.look() as work:
        assert work.outbox.oldest_waiting() is None


def test_an_answer_not_committed_was_not_given(store, who):
    add_case(store)
    staff_reply(store, who, "내일 찾아뵐게요")
    with store.begin() as work:
        assert work.outbox.answer(who, event("k1"), NOW)
    (shown,) = answer(store, who, "k1")
    assert not shown.doubtful


def test_an_answer_in_the_middle_of_a_turn_has_what_was_added_later_too(store, who):
    with store.begin() as work:
        work.outbox.add(who, "kakao", replies("하나"), cause="k1", at=NOW)
        work.outbox.add(who, "kakao", replies("둘"), cause="k1", at=NOW)
        assert texts(work.outbox.answer(who, event("k1"), NOW)) == ["하나", "둘"]


def test_rows_held_by_the_bot_are_shown_too(store, who):
    add_rows(store, who, "안부 여쭤요", cause="wellbeing", channel="kakao", held=True)
    assert texts(answer(store, who, "k1", "봇의 말")) == ["안부 여쭤요", "봇의 말"]


def test_a_staff_reply_nobody_held_is_shown_all_the_same(store, who):
    add_rows(store, who, "답변", cause="s1", channel="kakao", staff=True)
    assert texts(answer(store, who, "k1", "봇의 말")) == ["답변", "봇의 말"]


def test_nothing_to_say_is_an_empty_answer(store, who):
    assert answer(store, who, "k1") == []
