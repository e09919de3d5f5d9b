"""Conversations and the mail to and from them. Addresses and words are sealed."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
    text,
)

from adapters.storage.tables.base import Hash, Moment, RowId, Word, metadata

conversations = Table(
    "conversations",
    metadata,
    Column("id", Hash, primary_key=True),
    Column("channel", Word, nullable=False),
    Column("ref", LargeBinary, nullable=False),  # sealed address
    Column("state", LargeBinary),  # sealed Conversation; NULL until the first save
    Column("gone", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("seen_at", Moment, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("channel", Word, nullable=False),
    Column("event_key", Hash, nullable=False),  # keyed hash: an event id may hold an address
    Column("state", Word, nullable=False),
    Column("conversation_id", Hash, nullable=False),
    Column("at", Moment, nullable=False),
    Column("ordinal", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),  # sealed InboundEvent, or the raw parked text
    Column("reason", Word, nullable=False),
    UniqueConstraint("channel", "event_key"),
    sqlite_autoincrement=True,
)
Index("ix_inbox_conversation_id_at", inbox.c.conversation_id, inbox.c.at)

#: A partial index is used by SQLite only when a query repeats its condition word for word.
IS_KEPT = text("state = 'kept'")
Index(
    "ix_inbox_kept",
    inbox.c.channel,
    inbox.c.ordinal,
    inbox.c.id,
    sqlite_where=IS_KEPT,
    postgresql_where=IS_KEPT,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("conversation_id", Hash, nullable=False),
    Column("channel", Word, nullable=False),
    Column("cause_key", Hash, nullable=False),
    Column("staff", Boolean, nullable=False),
    Column("state", Word, nullable=False),
    Column("at", Moment, nullable=False),
    Column("due", Moment, nullable=False),
    Column("lease_until", Moment),
    Column("tries", Integer, nullable=False),
    Column("doubtful", Boolean, nullable=False),
    Column("why", Word, nullable=False),
    Column("body", LargeBinary, nullable=False),  # sealed Reply and case message
    Column("sender", BigInteger),  # the process that sends it, where others can see it die
    sqlite_autoincrement=True,
)
Index("ix_outbox_conversation_id_id", outbox.c.conversation_id, outbox.c.id)

#: (It says what is not open: for `IN` with three words SQLite would fill a table at every change.)
IS_OPEN = text("state != 'sent' AND state != 'dropped' AND state != 'gone'")
Index(
    "ix_outbox_open",
    outbox.c.conversation_id,
    outbox.c.id,
    sqlite_where=IS_OPEN,
    postgresql_where=IS_OPEN,
)
