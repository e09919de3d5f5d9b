"""Cases and what hangs on them. In clear is only what the queue must sort and filter by."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
)

from adapters.storage.tables.base import Hash, Moment, RowId, Word, metadata

case_counter = Table(
    "case_counter",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("number", Word, primary_key=True),
    Column("ordinal", BigInteger, nullable=False),  # the number as it sorts
    Column("type", Word, nullable=False),
    Column("status", Word, nullable=False),
    Column("priority", Word, nullable=False),
    Column("rank", Integer, nullable=False),  # the priority as it sorts
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("channel", Word, nullable=False),
    Column("team", Word, nullable=False),
    Column("owner", Word, nullable=False),
    Column("dong", Word, nullable=False),
    Column("dong_name", Word, nullable=False),
    Column("anonymous", Boolean, nullable=False),
    Column("reply_way", Word, nullable=False),
    Column("disposition", Word, nullable=False),
    Column("risk_score", Integer, nullable=False),
    Column("alarm", Word, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),  # sealed answers, first words, risk evidence
)
Index("ix_cases_queue", cases.c.rank, cases.c.due_at, cases.c.ordinal)
Index("ix_cases_status", cases.c.status)


def _case_no(*, primary_key: bool = False) -> Column[str]:
    # Deferred, so that a use case may write in whatever order reads best.
    case = ForeignKey("cases.number", ondelete="CASCADE", deferrable=True, initially="DEFERRED")
    return Column("case_no", Word, case, primary_key=primary_key, nullable=False)


case_events = Table(
    "case_events",
    metadata,
    Column("seq", RowId, primary_key=True),
    _case_no(),
    Column("at", Moment, nullable=False),
    Column("actor", Word, nullable=False),
    Column("name", Word, nullable=False),
    Column("detail", LargeBinary),  # sealed; NULL when there is none
    sqlite_autoincrement=True,
)
Index("ix_case_events_case_no", case_events.c.case_no)

case_messages = Table(
    "case_messages",
    metadata,
    Column("id", RowId, primary_key=True),
    _case_no(),
    Column("at", Moment, nullable=False),
    Column("author", Word, nullable=False),
    Column("by", Word, nullable=False),
    Column("text", LargeBinary, nullable=False),  # sealed
    Column("photo_id", RowId),
    Column("delivery", Word, nullable=False),
    sqlite_autoincrement=True,
)
Index("ix_case_messages_case_no", case_messages.c.case_no)

case_links = Table(
    "case_links",
    metadata,
    _case_no(primary_key=True),
    Column("conversation", LargeBinary, nullable=False),  # sealed under the case's key
)

receipts = Table(
    "receipts",
    metadata,
    _case_no(primary_key=True),
    Column("word_hash", LargeBinary, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Moment),
)

receipt_tries = Table(
    "receipt_tries",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("conversation_id", Hash, nullable=False),
    Column("at", Moment, nullable=False),
)
Index("ix_receipt_tries_conversation_id_at", receipt_tries.c.conversation_id, receipt_tries.c.at)

photos = Table(
    "photos",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("owner", Word, nullable=False),  # a conversation id, later the case number
    Column("created_at", Moment, nullable=False),
    Column("data", LargeBinary, nullable=False),  # sealed
    sqlite_autoincrement=True,
)
Index("ix_photos_owner", photos.c.owner)
