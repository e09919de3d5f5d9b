"""Staff accounts, what they are signed in with, and who saw what."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    Text,
)

from adapters.storage.tables.base import Hash, Moment, RowId, Word, metadata

staff = Table(
    "staff",
    metadata,
    Column("login", Word, primary_key=True),
    Column("role", Word, nullable=False),
    Column("team", Word, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("password_hash", Text, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_key", Hash, primary_key=True),
    Column("login", Word, ForeignKey("staff.login", ondelete="CASCADE"), nullable=False),
    Column("csrf", Word, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
)
Index("ix_sessions_login", sessions.c.login)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("token_key", Hash, primary_key=True),
    Column("name", Word, nullable=False, unique=True),
    Column("scopes", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)

setup_tokens = Table(
    "setup_tokens",
    metadata,
    Column("token_key", Hash, primary_key=True),
    Column("created_at", Moment, nullable=False),
    Column("used_at", Moment),
)

failed_tries = Table(
    "failed_tries",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("key", Hash, nullable=False),  # keyed hash: the key may hold a login or an address
    Column("at", Moment, nullable=False),
)
Index("ix_failed_tries_key_at", failed_tries.c.key, failed_tries.c.at)

#: Numbered without gaps and chained: a changed, missing or inserted row breaks the chain.
access_log = Table(
    "access_log",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor", Word, nullable=False),
    Column("action", Word, nullable=False),
    Column("case_no", Word, nullable=False),
    Column("body", LargeBinary, nullable=False),  # sealed reason and origin
    Column("hash", LargeBinary, nullable=False),
)
