"""The dispatcher: what becomes of each row, by what the channel says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
import pytest_asyncio
from service_bench import Bench, bench, ref

from bot.domain.case import Delivery
from bot.domain.messages import Reply
from bot.domain.staff import Role, StaffMember
from bot.ports import CaseQuery, Gone, HoldForReply, Refused, StoreAway, TryLater, Unknown
from bot.services import cases
from bot.services.delivery import Dispatcher

pytestmark = pytest.mark.asyncio

KIM = StaffMember(login="kim", role=Role.LEAD)


@pytest_asyncio.fixture
async def office(tmp_path: Path) -> AsyncIterator[Bench]:
    async with bench(tmp_path) as opened:
        yield opened


def put(office: Bench, *texts: str, who: str = "1", staff: bool = False) -> None:
    """Rows of one turn for somebody."""
    with office.deps.store.begin() as uow:
        talk = uow.conversations.load(ref(who))
        uow.conversations.save(talk)
        office.count += 1
        uow.outbox.add(
            talk.id,
            "telegram",
            [Reply(text=text) for text in texts],
            cause=f"c{office.count}",
            at=office.clock(),
            staff=staff,
        )
        uow.commit()


async def twice(office: Bench) -> None:
    """What is sent now, and what is tried again a little later."""
    await office.dispatcher.drained()
    office.clock.turn(seconds=5)
    await office.dispatcher.drained()


async def case_of(office: Bench) -> str:
    """Somebody asks for a person; what the bot answered is sent."""
    await office.gateway.receive(office.event("사람과 이야기하고 싶어요"))
    await office.dispatcher.drained()
    office.channel.sent.clear()
    office.channel.tried.clear()
    with office.deps.store.look() as uow:
        (case,) = uow.cases.find(CaseQuery()).cases
    return case.number


def delivery(office: Bench, number: str) -> Delivery:
    with office.deps.store.look() as uow:
        return uow.cases.thread(number)[-1].delivery


# -------------------------------------------------------------------------------- order and pace


async def test_rows_of_one_person_go_out_in_order(office: Bench):
    for n in range(4):
        put(office, f"{n}a", f"{n}b")
    await office.dispatcher.drained()
    assert office.channel.texts == ["0a", "0b", "1a", "1b", "2a", "2b", "3a", "3b"]


class Held(ThreadPoolExecutor):
    """Threads in which one work is done at once and told late, as on a busy machine: the first
    one after `passed` others."""

    def __init__(self, passed: int = 0) -> None:
        super().__init__(2)
        self.passed = passed
        self.worked, self.told = Event(), Event()

    def submit(self, work, /, *given, **named):
        self.passed -= 1
        if self.passed != -1:
            return super().submit(work, *given, **named)
        return super().submit(self._held, work)

    def _held(self, work):
        result = work()
        self.worked.set()
        assert self.told.wait(5)
        return result


async def test_what_is_claimed_elsewhere_is_not_taken_for_sent(office: Bench):
    """The end of `ieum chat`: the loop had claimed the first row when the last line was read."""
    put(office, "first", "second")
    threads = Held()
    channels = {"telegram": office.channel}
    dispatcher = Dispatcher(office.deps, channels, threads=threads, ringer=office.bell)
    await dispatcher.start()
    try:
        assert await asyncio.to_thread(threads.worked.wait, 5)
        drained = asyncio.create_task(dispatcher.drained())
        await asyncio.sleep(0.05)
        too_early = drained.done()
        threads.told.set()
        await drained
    finally:
        await dispatcher.stop()
        threads.shutdown()
    assert not too_early
    assert office.channel.texts == ["first", "second"]


async def test_a_send_that_ends_while_looking_leaves_nothing_behind(office: Bench):
    """The end of `ieum chat` on a busy machine: the look found the first row under way, and its
    send had ended when the look was told."""
    put(office, "first", "second")
    gate = office.channel.slow["1"] = asyncio.Event()
    threads = Held(passed=2)  # the loop claims the first row and finds no other
    channels = {"telegram": office.channel}
    dispatcher = Dispatcher(office.deps, channels, threads=threads, ringer=office.bell)
    await dispatcher.start()
    try:
        await office.until(lambda: office.channel.tried and threads.passed == 0)
        drained = asyncio.create_task(dispatcher.drained())
        assert await asyncio.to_thread(threads.worked.wait, 5)
        gate.set()
        await office.until(lambda: not dispatcher._sending)
        threads.told.set()
        await drained
        texts = list(office.channel.texts)
    finally:
        await dispatcher.stop()
        threads.shutdown()
    assert texts == ["first", "second"]


async def test_a_terminal_serves_its_own_person_only(office: Bench):
    """Two people with `ieum chat`: neither may take the answers of the other."""
    put(office, "mine")
    put(office, "theirs", who="2")
    threads = ThreadPoolExecutor(1)
    channels = {"telegram": office.channel}
    dispatcher = Dispatcher(
        office.deps, channels, threads=threads, ringer=office.bell, only=ref("1")
    )
    await dispatcher.drained()
    threads.shutdown()
    assert office.channel.texts == ["mine"]
    await office.dispatcher.drained()
    assert office.channel.texts == ["mine", "theirs"]


class Stumbling(ThreadPoolExecutor):
    """Threads in which the database is away for the next few works."""

    def __init__(self) -> None:
        super().__init__(1)
        self.away = 0

    def submit(self, work, /, *given, **named):
        if not self.away:
            return super().submit(work, *given, **named)
        self.away -= 1
        failed: Future[object] = Future()
        failed.set_exception(StoreAway("busy"))
        return failed


async def test_what_was_sent_is_noted_although_the_database_stumbled(office: Bench):
    """Else the row would wait for its lease, and what is behind it with it."""
    put(office, "first", "second")
    threads = Stumbling()
    office.channel.on_send = lambda message: setattr(threads, "away", 2)
    channels = {"telegram": office.channel}
    dispatcher = Dispatcher(office.deps, channels, threads=threads, ringer=office.bell)
    await dispatcher.drained()
    threads.shutdown()
    assert office.channel.texts == ["first", "second"]


async def test_what_must_wait_holds_up_what_is_behind_it_and_nobody_else(office: Bench):
    put(office, "first", "second")
    put(office, "other", who="2")
    office.channel.troubles = [TryLater(timedelta(seconds=3))]
    await office.dispatcher.drained()
    assert office.channel.texts == ["other"]
    office.clock.turn(seconds=2)
    await office.dispatcher.drained()
    assert office.channel.texts == ["other"], "not before its time"
    office.clock.turn(seconds=2)
    await office.dispatcher.drained()
    assert office.channel.texts == ["other", "first", "second"]


async def test_the_waits_grow_and_end_at_a_minute(office: Bench):
    put(office, "words")
    waits = []
    for _ in range(9):
        office.channel.troubles = [TryLater(timedelta(seconds=0))]
        await office.dispatcher.drained()
        with office.deps.store.look() as uow:
            due = uow.outbox.next_due(["telegram"])
        assert due is not None
        waits.append((due - office.clock()).total_seconds())
        office.clock.now = due
    assert waits == sorted(waits)
    assert waits[0] <= 2
    assert waits[-1] == 60
    await office.dispatcher.drained()
    assert office.channel.texts == ["words"], "it is never given up"


async def test_a_slow_one_holds_up_nobody(office: Bench):
    office.channel.slow["slow"] = asyncio.Event()
    put(office, "late", who="slow")
    for n in range(30):
        put(office, f"hello {n}", who=str(n))
    await office.dispatcher.start()
    await office.until(lambda: len(office.channel.sent) == 30)
    office.channel.slow.pop("slow").set()
    await office.until(lambda: "late" in office.channel.texts)


async def test_a_ring_is_answered_at_once(office: Bench):
    await office.dispatcher.start()
    await asyncio.sleep(0.05)
    put(office, "words")
    office.bell.ring("outbox")
    await office.until(lambda: office.channel.sent, 0.5)


async def test_stopping_lets_out_what_is_being_sent(office: Bench):
    office.channel.slow["1"] = asyncio.Event()
    put(office, "under way", "behind it")
    await office.dispatcher.start()
    await office.until(lambda: office.channel.tried)
    stopping = asyncio.create_task(office.dispatcher.stop())
    await asyncio.sleep(0.05)
    assert not stopping.done()
    office.channel.slow.pop("1").set()
    await stopping
    assert office.channel.texts == ["under way"]
    with office.deps.store.look() as uow:
        assert uow.outbox.oldest_waiting() is not None, "the next one waits for the next start"


# ---------------------------------------------------------------------- what becomes of staff words


async def test_staff_words_that_arrived(office: Bench):
    number = await case_of(office)
    cases.reply(office.deps, number, KIM, "내일 만나요.")
    assert delivery(office, number) is Delivery.WAITING
    await office.dispatcher.drained()
    assert office.channel.texts == ["내일 만나요."]
    assert delivery(office, number) is Delivery.SENT


async def test_staff_words_for_somebody_who_must_write_first(office: Bench):
    number = await case_of(office)
    cases.reply(office.deps, number, KIM, "내일 만나요.")
    office.channel.troubles = [HoldForReply()]
    await office.dispatcher.drained()
    assert delivery(office, number) is Delivery.NEXT_MESSAGE
    office.clock.turn(hours=5)
    await office.dispatcher.drained()
    assert office.channel.tried == ["내일 만나요."], "it is not tried again and again"


async def test_staff_words_that_may_have_arrived_come_once_more_and_recognisably(office: Bench):
    number = await case_of(office)
    cases.reply(office.deps, number, KIM, "내일 만나요.")
    office.channel.troubles = [Unknown()]
    await twice(office)
    (message,) = office.channel.sent
    assert message.doubtful
    assert message.reply.answer_no
    assert delivery(office, number) is Delivery.SENT


async def test_twice_in_doubt_is_said_and_not_tried_a_third_time(office: Bench):
    number = await case_of(office)
    cases.reply(office.deps, number, KIM, "내일 만나요.")
    office.channel.troubles = [Unknown(), Unknown()]
    await twice(office)
    assert len(office.channel.tried) == 2
    assert delivery(office, number) is Delivery.UNCERTAIN


@pytest.mark.parametrize("why", [Gone("x"), Refused("x")])
async def test_staff_words_that_will_never_arrive(office: Bench, why):
    number = await case_of(office)
    cases.reply(office.deps, number, KIM, "내일 만나요.")
    office.channel.troubles = [why]
    await office.dispatcher.drained()
    assert delivery(office, number) is Delivery.UNDELIVERABLE
    office.clock.turn(hours=5)
    await office.dispatcher.drained()
    assert len(office.channel.tried) == 1


async def test_a_doubtful_answer_of_the_bot_comes_once_more_and_before_what_follows(office: Bench):
    """A connection that is cut must cost nobody a card of help or a receipt."""
    put(office, "109", "alone?")
    office.channel.troubles = [Unknown()]
    await twice(office)
    assert office.channel.tried == ["109", "109", "alone?"]
    assert [message.doubtful for message in office.channel.sent] == [True, False]
    assert [bool(message.reply.answer_no) for message in office.channel.sent] == [True, False]


async def test_where_one_can_only_answer_a_card_is_kept_and_an_old_question_is_not(office: Bench):
    """Nobody confirmed that the answer was shown, and its lease ran out."""

    async def said(text: str, who: str) -> list[tuple[str, bool]]:
        answered = await office.gateway.receive(office.event(text, ref=ref(who, "kakao")))
        return [(message.reply.key, message.doubtful) for message in answered.messages]

    kakao = office.dispatcher._channels["kakao"]
    kakao.troubles = [HoldForReply() for _ in range(9)]
    await said("죽고 싶어요", "in danger")
    await said("안녕하세요", "well")
    office.clock.turn(seconds=61)
    await office.dispatcher.drained()
    (first, *_) = await said("여보세요", "in danger")
    assert first == ("crisis.suicide.self", True)
    assert not any(doubtful for _, doubtful in await said("여보세요", "well"))


async def test_nobody_waits_behind_what_a_dead_process_was_sending(office: Bench):
    put(office, "under way", "behind it")
    with office.deps.store.begin() as uow:
        uow.outbox.claim(["telegram"], office.clock(), 1)
        uow.commit()
    channels = {"telegram": office.channel}
    with ThreadPoolExecutor(1) as threads:
        for alone, arrives in ((False, []), (True, ["under way", "behind it"])):
            dispatcher = Dispatcher(
                office.deps, channels, threads=threads, ringer=office.bell, alone=alone
            )
            await dispatcher.start()
            await asyncio.sleep(0.1)
            await dispatcher.stop()
            assert office.channel.texts == arrives
    assert office.channel.sent[0].doubtful


# ------------------------------------------------------------------------------------- accidents


async def test_a_bug_in_a_channel_costs_its_own_row_only(office: Bench, capsys):
    put(office, "canary words")
    put(office, "other", who="2")
    office.channel.troubles = [RuntimeError("canary")]
    await office.dispatcher.start()
    await office.until(lambda: office.channel.texts == ["other"])
    assert "canary" not in str(capsys.readouterr())
    put(office, "later", who="3")
    await office.until(lambda: "later" in office.channel.texts)


async def test_sent_and_not_settled_comes_again_as_doubtful(office: Bench):
    number = await case_of(office)
    cases.reply(office.deps, number, KIM, "내일 만나요.")

    def send_away(_: object) -> None:
        office.store.away = True

    office.channel.on_send = send_away
    await office.dispatcher._take_up()
    await office.until(lambda: not office.dispatcher._sending)
    office.channel.on_send = lambda _: None
    office.store.away = False
    assert delivery(office, number) is Delivery.WAITING
    await office.dispatcher.drained()
    assert len(office.channel.sent) == 1, "its lease runs"
    office.clock.turn(seconds=61)
    await office.dispatcher.drained()
    assert [message.doubtful for message in office.channel.sent] == [False, True]
    assert delivery(office, number) is Delivery.SENT


async def test_the_loop_outlives_the_database(office: Bench):
    await office.dispatcher.start()
    office.store.away = True
    office.bell.ring("outbox")
    await asyncio.sleep(0.1)
    office.store.away = False
    put(office, "words")
    office.bell.ring("outbox")
    await office.until(lambda: office.channel.sent)


async def test_rows_of_a_channel_that_is_not_set_up_wait(office: Bench):
    with office.deps.store.begin() as uow:
        talk = uow.conversations.load(ref("1", "web"))
        uow.conversations.save(talk)
        uow.outbox.add(talk.id, "web", [Reply(text="x")], cause="c", at=office.clock())
        uow.commit()
    put(office, "words")
    await office.dispatcher.drained()
    assert office.channel.texts == ["words"]
