"""Plain values that the cases of this folder share."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.storage import SqlStore
from adapters.storage.unit_of_work import SqlUnitOfWork
from bot.domain.case import Case, CaseStatus, Evidence, Priority, Risk
from bot.domain.events import ConversationRef, EventKind, InboundEvent
from bot.domain.messages import Reply

NOW = datetime(2026, 9, 21, 1, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
REF = ConversationRef(channel="telegram", address="700123456")
KAKAO = ConversationRef(channel="kakao", address="kakao-user-key-1")


def event(event_id: str = "u1", **changes: Any) -> InboundEvent:
    plain = InboundEvent(
        event_id=event_id, ref=REF, at=NOW, kind=EventKind.TEXT, text="월세가 두 달 밀렸어요"
    )
    return replace(plain, **changes)


def case(number: str = "2026-0001", **changes: Any) -> Case:
    plain = Case(
        number=number,
        type="self-request",
        status=CaseStatus.NEW,
        priority=Priority.NORMAL,
        created_at=NOW,
        due_at=NOW + timedelta(hours=8),
        channel="telegram",
        team="sodam",
        risk=Risk(score=3, evidence=(Evidence(rule="dark", words="3일째 불 꺼짐", points=3),)),
        answers={"place": {"text": "소담동 새샘마을 3단지", "values": ["3611055000"]}},
        first_words="월세가 두 달 밀렸어요",
    )
    return replace(plain, **changes)


def replies(*texts: str) -> list[Reply]:
    return [Reply(text=text) for text in texts]


def add_case(store: SqlStore, number: str = "2026-0001", **changes: Any) -> Case:
    made = case(number, **changes)
    with store.begin() as work:
        work.cases.add(made)
        work.commit()
    return made


def know(store: SqlStore, ref: ConversationRef = REF) -> str:
    """Someone who has written before; gives the conversation's id."""
    with store.begin() as work:
        who = work.conversations.load(ref).id
        work.commit()
    return who


def add_rows(store: SqlStore, who: str, *texts: str, cause: str = "u1", **how: Any) -> list[int]:
    """Rows of the outbox, committed."""
    options: dict[str, Any] = {"channel": "telegram", "at": NOW, **how}
    with store.begin() as work:
        ids = work.outbox.add(who, replies=replies(*texts), cause=cause, **options)
        work.commit()
    return ids


def say_to(work: SqlUnitOfWork, who: str, case_no: str, text: str, **how: Any) -> tuple[int, int]:
    """A staff reply to a conversation: its case message and its outbox row."""
    from bot.domain.case import Author, Delivery

    message = work.cases.say(case_no, NOW, Author.STAFF, text, by="kim", delivery=Delivery.WAITING)
    options: dict[str, Any] = {"channel": "telegram", "at": NOW, "cause": f"s{message.id}", **how}
    (row,) = work.outbox.add(
        who, replies=replies(text), staff=True, message_id=message.id, **options
    )
    return message.id, row
