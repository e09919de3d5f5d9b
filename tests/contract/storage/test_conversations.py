from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.conversation import Conversation, Expecting, Mode, ReceiptView
from bot.domain.form import Answer, FormProgress, Stage
from bot.domain.messages import Choice
from bot.ports import StoreAway
from tests.contract.storage.conftest import OpenStore
from tests.contract.storage.examples import KAKAO, MINUTE, NOW, REF, know

FULL = {
    "mode": Mode.WAITING,
    "form": FormProgress(
        form_id="self-request",
        at="place",
        stage=Stage.PAUSED,
        answers={
            "name": Answer(text="김영희", values=("김영희",)),
            "since": Answer(unknown=True),
        },
        history=("name", "since"),
        first_words="월세가 밀렸어요",
        started_at=NOW,
        misses=1,
        candidates=("3611055000",),
    ),
    "offered": (Choice(id="yes", label="네"), Choice(id="no", label="아니요")),
    "expecting": Expecting.CRISIS_ALONE,
    "receipt": ReceiptView(case_no="2026-0001", until=NOW + MINUTE),
    "topic": "emergency-welfare",
    "crisis_kind": "suicide",
    "crisis_at": NOW,
    "case_no": "2026-0001",
    "last_words": "이제 다 끝내고 싶어요",
    "seen_at": NOW,
    "greeted": True,
}


def test_someone_new_gets_a_fresh_conversation(store):
    with store.begin() as work:
        talk = work.conversations.load(REF)
    assert talk == Conversation(id=store.conversation_id(REF), channel="telegram")


def test_the_whole_state_comes_back(store):
    with store.begin() as work:
        saved = replace(work.conversations.load(REF), **FULL)
        work.conversations.save(saved)
        work.commit()
    with store.begin() as work:
        assert work.conversations.load(REF) == saved
    with store.look() as work:
        assert work.conversations.get(saved.id) == saved


def test_ids_tell_channels_and_people_apart_and_hide_the_address(store):
    others = (REF, KAKAO, replace(REF, channel="kakao"), replace(REF, address="700123457"))
    ids = {store.conversation_id(ref) for ref in others}
    assert len(ids) == 4
    assert not any(REF.address in one for one in ids)


def test_the_id_is_the_same_after_a_restart(open_store: OpenStore):
    assert open_store().conversation_id(REF) == open_store().conversation_id(REF)


def test_the_address_is_found_again(store):
    who = know(store)
    with store.look() as work:
        assert work.conversations.ref(who) == REF
        assert work.conversations.ref("f" * 32) is None
        assert work.conversations.get("f" * 32) is None


def test_a_conversation_may_be_saved_twice_in_a_transaction(store):
    with store.begin() as work:
        talk = work.conversations.load(REF)
        work.conversations.save(replace(talk, topic="housing"))
        work.conversations.save(replace(talk, topic="meals"))
        work.commit()
    with store.look() as work:
        stored = work.conversations.get(talk.id)
    assert stored.topic == "meals"


def test_a_state_seen_in_another_transaction_cannot_overwrite_what_came_since(store):
    who = know(store)
    with store.look() as work:
        seen = work.conversations.get(who)
    with store.begin() as work:
        work.conversations.save(replace(work.conversations.load(REF), topic="housing"))
        work.commit()
    with store.begin() as work, pytest.raises(LookupError):
        work.conversations.save(replace(seen, topic="meals"))
    with store.look() as work:
        assert work.conversations.get(who).topic == "housing"


def test_a_state_that_is_gone_since_it_was_loaded_is_not_saved(store):
    with store.begin() as work:
        talk = work.conversations.load(REF)
        work.erasure.conversation(talk.id)
        with pytest.raises(StoreAway):
            work.conversations.save(talk)


def test_saving_one_that_was_never_loaded_is_a_mistake_that_shows(store):
    with store.begin() as work, pytest.raises(LookupError):
        work.conversations.save(Conversation(id="f" * 32, channel="telegram"))


def test_nothing_of_a_turn_that_failed_is_kept(store):
    with pytest.raises(ZeroDivisionError), store.begin() as work:
        work.conversations.save(replace(work.conversations.load(REF), topic="housing"))
        raise ZeroDivisionError
    with store.look() as work:
        assert work.conversations.get(store.conversation_id(REF)) is None


def test_unreachable_loses_nothing_of_the_state(store):
    who = know(store)
    with store.begin() as work:
        work.conversations.unreachable(who, gone=True)
        work.conversations.unreachable(who, gone=False)
        work.conversations.unreachable("f" * 32, gone=True)
        work.commit()
    with store.look() as work:
        assert work.conversations.get(who) == Conversation(id=who, channel="telegram")
