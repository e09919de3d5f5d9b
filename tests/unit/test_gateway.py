"""The gateway: each person's events in order, each once, none lost, none in another's way."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image
from service_bench import Bench, bench, ref

from bot.domain.events import EventKind, InboundEvent, MediaRef
from bot.domain.messages import OutboundMessage
from bot.ports import Gone, StoreAway, TryLater
from bot.services import fetching, gateway
from bot.services.bell import Bell
from bot.services.queue import Turns

pytestmark = pytest.mark.asyncio

REPORT = "옆집 할아버지가 일주일째 안보여요 우편물도 쌓여있고요"


@pytest_asyncio.fixture
async def office(tmp_path: Path) -> AsyncIterator[Bench]:
    async with bench(tmp_path) as opened:
        yield opened


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "JPEG")
    return out.getvalue()


def photo(handle: str) -> dict:
    return {"text": "", "kind": EventKind.PHOTO, "photo": MediaRef(handle=handle)}


# ---------------------------------------------------------------------------------------- receive


async def test_one_persons_turns_are_taken_in_the_order_they_came(office: Bench):
    words = [f"{n}번째 말" for n in range(20)]
    await asyncio.gather(*(office.gateway.receive(office.event(text)) for text in words))
    assert office.said() == words


async def test_an_event_counts_once_however_often_it_comes(office: Bench):
    event = office.event()
    answers = await asyncio.gather(*(office.gateway.receive(event) for _ in range(100)))
    assert [answer.repeated for answer in answers].count(False) == 1
    assert office.said() == ["안녕하세요"]
    assert len(office.told()) == len(set(office.told()))


async def test_a_channel_that_only_answers_gets_the_answer_again_on_a_repeat(office: Bench):
    event = office.event(ref=ref("k", "kakao"))
    first = await office.gateway.receive(event)
    assert first.messages
    again = await office.gateway.receive(event)
    assert again.repeated
    assert [m.reply for m in again.messages] == [m.reply for m in first.messages]
    other = await office.gateway.receive(office.event("기초연금이 뭐예요", ref=ref("k", "kakao")))
    assert not {m.id for m in other.messages} & {m.id for m in first.messages}


async def test_nothing_is_kept_while_the_database_is_away_and_the_sender_knows(office: Bench):
    office.store.away = True
    event = office.event()
    with pytest.raises(StoreAway):
        await office.gateway.receive(event)
    office.store.away = False
    assert office.said() == []
    assert not (await office.gateway.receive(event)).repeated
    assert office.said() == ["안녕하세요"]


# ------------------------------------------------------------------------------------------- keep


async def test_what_is_kept_is_durable_before_it_is_confirmed(office: Bench):
    office.gateway.stopping = True  # nothing is worked off
    events = [office.event(f"{n}번째 말") for n in range(5)]
    await office.gateway.keep(events)
    assert [event.text for event in office.waiting()] == [event.text for event in events]


async def test_what_was_kept_is_worked_off_in_each_persons_order(office: Bench):
    people = [str(n) for n in range(6)]
    events = [office.event(f"{n}번째 말", who=who) for n in range(8) for who in people]
    await office.gateway.keep(events)
    await office.until(lambda: not office.waiting(), 20)
    for who in people:
        assert office.said(who) == [f"{n}번째 말" for n in range(8)]


async def test_what_came_before_is_passed_over(office: Bench):
    event = office.event()
    for _ in range(3):
        await office.gateway.keep([event, event])
    await office.until(lambda: not office.waiting())
    await office.gateway.keep([event])
    await office.gateway.receive(event)
    assert office.said() == ["안녕하세요"]


async def test_what_was_kept_before_a_crash_is_taken_up_at_the_next_start(tmp_path: Path):
    async with bench(tmp_path) as before:
        before.gateway.stopping = True
        await before.gateway.keep([before.event(f"{n}번째 말") for n in range(3)])
    async with bench(tmp_path) as after:
        await after.gateway.start()
        await after.until(lambda: not after.waiting())
        assert after.said() == [f"{n}번째 말" for n in range(3)]


async def test_who_takes_the_lead_works_off_what_was_left_before_asking_for_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async with bench(tmp_path) as died:
        await died.gateway.receive(died.event("담당자 연결"))
        died.gateway.stopping = True
        await died.gateway.keep([died.event("첫째"), died.event("둘째")])
    async with bench(tmp_path) as leads:
        leads.count = died.count
        left = leads.gateway._kept

        def slowly(channel: str) -> list[InboundEvent]:
            time.sleep(0.2)
            return left(channel)

        monkeypatch.setattr(leads.gateway, "_kept", slowly)
        await leads.gateway.lead()
        await leads.gateway.keep([leads.event("셋째")])  # as one that polls from now on
        await leads.until(lambda: not leads.waiting())
        await leads.gateway.follow()
        with leads.store.look() as uow:
            case = uow.cases.events_after(0)[-1].case_no
            told = [m.text for m in uow.cases.thread(case)]
        assert told[-3:] == ["첫째", "둘째", "셋째"]


async def test_while_the_database_is_away_events_wait_and_keep_their_order(
    office: Bench, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(gateway, "RETRY_SECONDS", 0.02)
    office.gateway.stopping = True
    await office.gateway.keep([office.event("첫째"), office.event("둘째")])
    office.gateway.stopping = False
    await office.gateway.start()
    office.store.away = True
    await asyncio.sleep(0.1)
    office.store.away = False
    await office.until(lambda: not office.waiting())
    assert office.said() == ["첫째", "둘째"]


async def test_numbers_that_must_not_be_kept_are_gone_before_anything_is(office: Bench):
    office.gateway.stopping = True
    await office.gateway.keep([office.event("제 번호는 900101-1234567 이에요")])
    (event,) = office.waiting()
    assert "1234567" not in event.text
    assert event.masked == ("rrn",)


# ----------------------------------------------------------------------------------------- poison


class Poison:
    """Pictures that break the program on one picture, as a bug would."""

    def rebuild(self, data: bytes) -> bytes:
        if data == b"poison":
            raise RuntimeError("a bug")
        return data


async def test_an_event_that_breaks_the_program_blocks_nobody(tmp_path: Path):
    async with bench(tmp_path, Poison()) as office:
        office.channel.pictures["bad"] = b"poison"
        await office.gateway.keep([office.event(**photo("bad")), office.event("다음 말")])
        await office.until(lambda: office.said() == ["다음 말"])
        assert not office.waiting(), "it was put aside"
        await office.gateway.keep([office.event("또 다음 말")])
        await office.until(lambda: len(office.said()) == 2)


async def test_putting_aside_waits_for_the_database_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(gateway, "RETRY_SECONDS", 0.02)

    async with bench(tmp_path) as office:

        class Sink:
            """Breaks, and takes the database with it the last time it is tried."""

            tries = 0

            def rebuild(self, data: bytes) -> bytes:
                self.tries += 1
                office.store.away = self.tries == gateway.MAX_TRIES
                raise RuntimeError("a bug")

        office.gateway._pictures = Sink()
        office.channel.pictures["bad"] = b"x"
        await office.gateway.keep([office.event(**photo("bad")), office.event("다음 말")])
        await office.until(lambda: office.store.away)
        await asyncio.sleep(0.1)
        office.store.away = False
        await office.until(lambda: office.said() == ["다음 말"])
        assert not office.waiting()


async def test_what_nobody_could_read_is_put_aside_masked(office: Bench, capsys):
    await office.gateway.park("telegram", "e-poison", "canary 900101-1234567", "no known kind")
    assert not office.waiting()
    assert "canary" not in str(capsys.readouterr())


# ----------------------------------------------------------------------------------------- photos


async def to_photo(office: Bench) -> None:
    """Report a neighbour until a picture is wanted."""
    await office.gateway.receive(office.event(REPORT))
    for _ in range(8):
        await office.gateway.receive(office.event("모르겠어요"))
        if office.told()[-1].endswith(".photo"):
            return
    raise AssertionError(office.told())


async def test_a_platform_that_stumbles_is_asked_for_the_picture_again(
    office: Bench, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(fetching, "FETCH_WAITS", (0.01, 0.01, 0.01))
    await to_photo(office)
    office.channel.pictures["p"] = [TryLater(), TryLater(), picture()]
    await office.gateway.keep([office.event(**photo("p"))])
    await office.until(lambda: not office.waiting())
    assert "input.photo_kept" in office.told()


@pytest.mark.parametrize("why", [Gone("x"), [TryLater() for _ in range(4)]])
async def test_a_picture_that_cannot_be_had_is_said(
    office: Bench, monkeypatch: pytest.MonkeyPatch, why
):
    monkeypatch.setattr(fetching, "FETCH_WAITS", (0.01, 0.01, 0.01))
    await to_photo(office)
    office.channel.pictures["p"] = why if isinstance(why, list) else [why]
    await office.gateway.keep([office.event(**photo("p"))])
    await office.until(lambda: not office.waiting())
    assert "photo.missing" in office.told()


async def test_a_cry_for_help_does_not_wait_for_a_picture_behind_which_it_was_written(
    office: Bench,
):
    office.channel.pictures["p"] = [TryLater() for _ in range(9)]
    await office.gateway.keep([office.event(**photo("p")), office.event("죽고 싶어요")])
    await office.until(lambda: not office.waiting(), 3)
    missing, card, *_ = office.told()
    assert (missing, card) == ("photo.missing", "crisis.suicide.self")


# ------------------------------------------------------------------------------------ settle, stop


async def test_shown_answers_are_marked_in_one_go(office: Bench):
    async def shown(who: str) -> tuple[OutboundMessage, ...]:
        event = office.event(ref=ref(who, "kakao"))
        answered = await office.gateway.receive(event)
        await office.gateway.settled(answered.messages)
        return answered.messages

    messages = [m for who in "abcdef" for m in await shown(who)]
    assert messages
    await office.gateway.stop()
    with office.deps.store.look() as uow:
        assert uow.outbox.oldest_waiting() is None


async def test_settling_waits_for_the_database(office: Bench, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(gateway, "RETRY_SECONDS", 0.02)
    monkeypatch.setattr(gateway, "SETTLE_SECONDS", 0.01)
    answered = await office.gateway.receive(office.event(ref=ref("k", "kakao")))
    office.store.away = True
    await office.gateway.settled(answered.messages)
    await asyncio.sleep(0.1)
    office.store.away = False

    def settled() -> bool:
        with office.deps.store.look() as uow:
            return uow.outbox.oldest_waiting() is None

    await office.until(settled)


async def test_stopping_finishes_what_is_under_way_and_leaves_the_rest_for_later(office: Bench):
    events = [office.event(f"{n}번째 말") for n in range(200)]
    await office.gateway.keep(events)
    await office.until(office.said)
    await office.gateway.stop()
    done, left = office.said(), [event.text for event in office.waiting()]
    assert done + left == [event.text for event in events]
    assert left


# -------------------------------------------------------------------------------- turns and bells


async def test_turns_follow_each_other_and_are_forgotten():
    turns = Turns()
    order: list[object] = []
    for who, n in (("a", 1), ("b", 2), ("a", 3), ("a", 4)):
        turns.begin(who, lambda n=n: order.append(n))
    assert order == [1, 2]
    turns.end("a")
    assert order == [1, 2, 3]
    turns.end("a")
    assert order == [1, 2, 3, 4]
    turns.end("a")
    turns.end("b")
    assert not turns._lines


async def test_a_turn_is_taken_though_nobody_waits_for_it_any_more(office: Bench):
    events = [office.event(f"{n}번째 말") for n in range(3)]
    turns = [office.gateway.receive(event) for event in events]
    for turn in turns[:2]:
        turn.cancel()
    await turns[2]
    assert office.said() == [event.text for event in events]


async def test_words_wait_for_the_picture_before_them(office: Bench):
    await to_photo(office)
    first = office.gateway.receive(office.event(**photo("p")), picture())
    second = office.gateway.receive(office.event("다음 말"))
    first.cancel()  # whoever sent it is gone; what was sent is not
    await second
    assert office.said()[-1] == "다음 말"
    assert "input.photo_kept" in office.told()


async def test_a_picture_that_breaks_the_program_stands_in_nobodys_way(tmp_path: Path):
    async with bench(tmp_path, Poison()) as office:
        with pytest.raises(RuntimeError, match="a bug"):
            await office.gateway.receive(office.event(**photo("bad")), b"poison")
        await office.gateway.receive(office.event("다음 말"))
        assert office.said() == ["다음 말"]


async def test_a_ring_between_looking_and_waiting_is_not_missed():
    bell = Bell()
    seen = bell.rung("talk:1")
    bell.ring("talk:1")
    async with asyncio.timeout(1):
        await bell.wait("talk:1", seen, 60)
    before = asyncio.get_running_loop().time()
    await bell.wait("talk:1", bell.rung("talk:1"), 0.05)
    assert asyncio.get_running_loop().time() - before >= 0.04


async def test_a_bell_forgets_topics_and_wakes_nobody_too_late():
    bell = Bell()
    seen = bell.rung("talk:mine")
    waiting = asyncio.create_task(bell.wait("talk:other", bell.rung("talk:other"), 60))
    await asyncio.sleep(0)
    for n in range(25_000):
        bell.ring(f"talk:{n}")
    assert len(bell._rung) <= 10_001
    bell.ring("talk:other")
    async with asyncio.timeout(1):
        await waiting
        bell.ring("talk:mine")
        await bell.wait("talk:mine", seen, 60)


async def test_everybody_is_woken_at_the_end():
    bell = Bell()
    waiting = [asyncio.create_task(bell.wait(f"talk:{n}", 0, 60)) for n in range(3)]
    await asyncio.sleep(0)
    bell.ring_all()
    async with asyncio.timeout(1):
        await asyncio.gather(*waiting)
