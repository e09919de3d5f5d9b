"""A process that commits one turn after the other, to be killed in the middle.

`python -m tests.faults.storage_worker URL NAME` prints the number of each turn it was the first
to take, after its commit returned: what was printed must never be lost, or printed by another.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from adapters.storage import SqlStore
from bot.domain.case import Case, CaseStatus, EventName, Priority
from bot.domain.events import ConversationRef, EventKind, InboundEvent
from bot.domain.messages import Reply
from bot.ports import StoreAway
from tests.stores import SECRET


def take_turn(store: SqlStore, name: str, n: int) -> bool:
    now = datetime.now(UTC)
    ref = ConversationRef(channel="telegram", address=name)
    event = InboundEvent(event_id=f"{name}-{n}", ref=ref, at=now, kind=EventKind.TEXT, text="네")
    with store.begin() as work:
        if not work.inbox.accept(event):
            return False
        talk = work.conversations.load(ref)
        number = work.cases.next_number(2026)
        work.cases.add(
            Case(
                number=number,
                type="callback",
                status=CaseStatus.NEW,
                priority=Priority.NORMAL,
                created_at=now,
                due_at=now,
                channel="telegram",
                first_words=event.event_id,
            )
        )
        work.cases.record(number, now, "bot", EventName.OPENED)
        work.conversations.save(replace(talk, misses=talk.misses + 1))
        work.outbox.add(talk.id, "telegram", [Reply(text="네")], cause=event.event_id, at=now)
        work.commit()
    return True


def main(url: str, name: str) -> None:
    store = SqlStore(url, [SECRET])
    for n in count():
        if _until_it_is_kept(store, name, n):
            print(n, flush=True)


def _until_it_is_kept(store: SqlStore, name: str, n: int) -> bool:
    while True:
        try:
            return take_turn(store, name, n)
        except StoreAway:
            continue


if __name__ == "__main__":
    main(*sys.argv[1:])
