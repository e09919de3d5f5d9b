from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.case import Delivery, Disposition
from bot.domain.receipt import ReceiptGuard
from tests.contract.storage.examples import (
    KAKAO,
    MINUTE,
    NOW,
    add_case,
    event,
    know,
    say_to,
)

DAY = timedelta(days=1)


def test_a_link_is_tied_moved_and_cut(store):
    add_case(store)
    with store.begin() as work:
        assert work.links.conversation("2026-0001") is None
        work.links.tie("2026-0001", "a" * 32)
        work.links.tie("2026-0001", "b" * 32)
        assert work.links.conversation("2026-0001") == "b" * 32
        assert work.links.cut("2026-0001")
        assert not work.links.cut("2026-0001")
        assert work.links.conversation("2026-0001") is None
        work.commit()


def test_links_are_cut_some_time_after_closing(store):
    for number, closed in (("2026-0001", NOW - DAY), ("2026-0002", NOW), ("2026-0003", None)):
        made = add_case(store, number)
        with store.begin() as work:
            work.links.tie(number, "a" * 32)
            if closed:
                work.cases.save(made.close(Disposition.LINKED, closed))
            work.commit()
    with store.begin() as work:
        assert work.links.cut_due(NOW - 2 * DAY) == []
        assert work.links.cut_due(NOW - MINUTE) == ["2026-0001"]
        assert work.links.conversation("2026-0001") is None
        assert work.links.conversation("2026-0002") == "a" * 32
        assert work.links.cut_due(NOW + MINUTE) == ["2026-0002"]
        assert work.links.conversation("2026-0003") == "a" * 32


def test_what_was_still_to_be_sent_waits_under_the_receipt_when_the_link_is_cut(store):
    who = know(store, KAKAO)
    add_case(store, "2026-0001")
    add_case(store, "2026-0002")
    with store.begin() as work:
        work.links.tie("2026-0001", who)
        say_to(work, who, "2026-0001", "이미 보낸 답", channel="kakao", held=True)
        shown = work.outbox.answer(who, event("k1"), NOW)
        work.outbox.sent([item.id for item in shown], NOW)
        say_to(work, who, "2026-0001", "아직 안 보낸 답", channel="kakao", held=True)
        say_to(work, who, "2026-0002", "다른 사건의 답", channel="kakao", held=True)
        work.commit()
    with store.begin() as work:
        assert work.links.cut("2026-0001")
        work.commit()
    with store.begin() as work:
        lines = work.cases.thread("2026-0001")
        assert [line.delivery for line in lines] == [Delivery.SENT, Delivery.UNDER_RECEIPT]
        thread = work.outbox.thread(who, 0, 10)
        assert [item.message_id is None for item in thread] == [True, True, False]
        shown = work.outbox.answer(who, event("k2"), NOW)
        assert [item.reply.text for item in shown] == ["다른 사건의 답"]


def test_the_word_opens_its_own_receipt_however_it_is_spaced(store):
    add_case(store, "2026-0001")
    add_case(store, "2026-0002")
    with store.begin() as work:
        work.receipts.add("2026-0001", "푸른 하늘")
        work.receipts.add("2026-0002", "푸른 하늘")
        work.commit()
    with store.look() as work:
        first, second = (work.receipts.guard(f"2026-000{n}") for n in (1, 2))
        assert work.receipts.matches(first, "푸른하늘!")
        assert work.receipts.matches(first, "푸른 하늘")
        assert not work.receipts.matches(first, "푸른 바다")
        assert not work.receipts.matches(first, "")
        assert work.receipts.guard("2026-0003") is None
    assert first.word_hash != second.word_hash  # nobody sees that two words are the same


def test_failures_and_the_lock_are_kept(store):
    add_case(store)
    with store.begin() as work:
        work.receipts.add("2026-0001", "푸른 하늘")
        guard = work.receipts.guard("2026-0001")
        assert guard == ReceiptGuard(case_no="2026-0001", word_hash=guard.word_hash)
        locked = replace(guard, failures=5, locked_until=NOW + MINUTE)
        work.receipts.save(locked)
        work.commit()
    with store.look() as work:
        assert work.receipts.guard("2026-0001") == locked


def test_tries_are_counted_by_conversation_and_time(store):
    with store.begin() as work:
        for at in (NOW - MINUTE, NOW, NOW + MINUTE):
            work.receipts.tried("a" * 32, at)
        work.receipts.tried("b" * 32, NOW)
        assert work.receipts.tries("a" * 32, NOW) == 2
        assert work.receipts.tries("b" * 32, NOW - DAY) == 1
        assert work.receipts.tries("c" * 32, NOW - DAY) == 0
        work.receipts.tried("a" * 32, NOW + 2 * DAY)  # old ones are forgotten
        assert work.receipts.tries("a" * 32, NOW - DAY) == 1


def test_a_photo_moves_from_the_conversation_to_the_case(store):
    who = know(store)
    add_case(store)
    with store.begin() as work:
        first, second = work.photos.add(who, b"one"), work.photos.add(who, b"two")
        work.photos.move([first], who, "2026-0001")
        work.commit()
    with store.begin() as work:
        assert work.photos.get(first, "2026-0001") == b"one"
        assert work.photos.get(first, who) is None
        assert work.photos.get(second, who) == b"two"
        work.photos.move([second], "f" * 32, "2026-0001")  # not the owner: nothing moves
        assert work.photos.get(second, who) == b"two"
        assert work.photos.get(99, who) is None
