from __future__ import annotations

from sqlalchemy import select, update

from adapters.storage.tables import inbox
from bot.domain.events import EventKind, MediaRef, Point
from tests.contract.storage.conftest import OpenStore
from tests.contract.storage.examples import KAKAO, MINUTE, NOW, REF, event


def test_an_event_is_accepted_once(store):
    with store.begin() as work:
        assert work.inbox.accept(event())
        assert not work.inbox.accept(event())
        work.commit()
    with store.begin() as work:
        assert not work.inbox.accept(event())
        assert work.inbox.accept(event("u2"))


def test_the_same_id_on_another_channel_is_another_event(store):
    with store.begin() as work:
        assert work.inbox.accept(event())
        assert work.inbox.accept(event(ref=KAKAO))


def test_what_was_not_committed_was_not_accepted(store):
    with store.begin() as work:
        work.inbox.accept(event())
    with store.begin() as work:
        assert work.inbox.accept(event())


def test_kept_events_come_back_whole_and_in_order(store):
    last = event("u9", order=9, kind=EventKind.PHOTO, photo=MediaRef(handle="file-1", size=12))
    first = event("u7", order=7, location=Point(latitude=36.48, longitude=127.28), choice="yes")
    with store.begin() as work:
        assert work.inbox.keep(last)
        assert work.inbox.keep(first)
        assert not work.inbox.keep(last)
        assert work.inbox.keep(event("u8", ref=KAKAO, reply_token="callback"))
        work.commit()
    with store.look() as work:
        assert work.inbox.kept("telegram") == [first, last]
        (on_kakao,) = work.inbox.kept("kakao")
        assert on_kakao.reply_token == "callback"


def test_a_kept_event_is_accepted_once_and_kept_no_longer(store):
    with store.begin() as work:
        work.inbox.keep(event())
        work.commit()
    with store.begin() as work:
        assert work.inbox.accept(event())
        assert not work.inbox.keep(event())
        assert not work.inbox.accept(event())
        work.commit()
    with store.look() as work:
        assert work.inbox.kept("telegram") == []


def test_events_that_were_kept_survive_a_restart(open_store: OpenStore):
    with open_store().begin() as work:
        work.inbox.keep(event())
        work.commit()
    with open_store().look() as work:
        assert work.inbox.kept("telegram") == [event()]


def test_said_gives_the_words_of_one_person_since_then(store):
    who = store.conversation_id(REF)
    with store.begin() as work:
        work.inbox.accept(event("u1", at=NOW - MINUTE, text="먼저"))
        work.inbox.accept(event("u3", at=NOW + MINUTE, text="나중"))
        work.inbox.accept(event("u2", at=NOW, text="지금"))
        work.inbox.accept(event("u4", at=NOW, kind=EventKind.PHOTO, text=""))
        work.inbox.accept(event("u5", at=NOW, text="남의 말", ref=KAKAO))
        work.inbox.keep(event("u6", at=NOW, text="아직"))
        work.commit()
    with store.look() as work:
        assert work.inbox.said(who, NOW) == [(NOW, "지금"), (NOW + MINUTE, "나중")]
        assert len(work.inbox.said(who, NOW - MINUTE)) == 3


def test_a_parked_event_blocks_nothing(store):
    with store.begin() as work:
        work.inbox.park("telegram", "u1", '{"update": 1}', "no such kind")
        work.inbox.park("telegram", "u1", '{"update": 1}', "no such kind")
        work.commit()
    with store.begin() as work:
        assert work.inbox.kept("telegram") == []
        assert not work.inbox.keep(event("u1"))


def test_a_kept_event_can_be_parked_and_a_processed_one_stays(store):
    with store.begin() as work:
        work.inbox.keep(event("u1"))
        work.inbox.accept(event("u2"))
        work.inbox.park("telegram", "u1", "raw", "its turn failed five times")
        work.inbox.park("telegram", "u2", "raw", "too late")
        work.commit()
    with store.begin() as work:
        assert work.inbox.kept("telegram") == []
        assert not work.inbox.accept(event("u2"))
        assert len(work.inbox.said(store.conversation_id(REF), NOW)) == 1


def test_a_kept_event_is_put_aside_whole_when_nothing_else_is_given(store):
    with store.begin() as work:
        work.inbox.keep(event("u1"))
        work.inbox.park("telegram", "u1", "", "its turn failed five times")
        work.commit()
    with store.look() as work:
        assert work.inbox.kept("telegram") == []
        row = work._work.run(select(inbox)).one()
        who = store.conversation_id(REF)
        plain = work._work.unseal(f"conv:{who}", "inbox|body", row.body)
    assert row.state == "parked"
    assert "월세가 두 달 밀렸어요" in plain.decode()


def test_of_a_processed_event_only_the_words_stay(store):
    with store.begin() as work:
        work.inbox.keep(event("u1"))
        work.inbox.accept(event("u1"))
        work.commit()
    with store.look() as work:
        body = work._work.run(select(inbox.c.body)).scalar_one()
        plain = work._work.unseal(f"conv:{store.conversation_id(REF)}", "inbox|body", body)
    assert "월세가 두 달 밀렸어요" in plain.decode()
    assert REF.address not in plain.decode()


def test_what_was_said_when_whole_events_stayed_is_still_read(store):
    """Rows of before November 22, 2026."""
    with store.begin() as work:
        work.inbox.keep(event("u1"))
        work.inbox.keep(event("u2", text="", kind=EventKind.PHOTO, order=1))
        work._work.run(update(inbox).values(state="done"))
        work.inbox.accept(event("u3", text="쌀도 떨어졌어요", order=2))
        work.commit()
    with store.look() as work:
        said = work.inbox.said(store.conversation_id(REF), NOW)
    assert said == [(NOW, "월세가 두 달 밀렸어요"), (NOW, "쌀도 떨어졌어요")]


def test_a_parked_event_may_still_be_processed(store):
    with store.begin() as work:
        work.inbox.park("telegram", "u1", "raw", "unreadable by that version")
        work.commit()
    with store.begin() as work:
        assert work.inbox.accept(event("u1"))
        work.commit()
    with store.look() as work:
        said = work.inbox.said(store.conversation_id(REF), NOW)
        assert said == [(NOW, event().text)]


def test_half_a_surrogate_pair_and_nul_lose_nothing(store):
    odd = event("u\ud83d\0", text="도와주세요\ud83d\0")
    with store.begin() as work:
        assert work.inbox.accept(odd)
        assert not work.inbox.accept(odd)
        work.inbox.park("telegram", "p\0", "raw \ud83d\0", "why\0")
        work.commit()
    with store.look() as work:
        ((_, text),) = work.inbox.said(store.conversation_id(REF), NOW)
        assert text.startswith("도와주세요")
