"""The first schema.

A revision is never edited once it has been released: it says what databases in use look like.
Constraint names follow the convention of the tables' MetaData.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_HASH = sa.String(32)
_MOMENT = sa.DateTime(timezone=True)
_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _keys()
    _conversations()
    _inbox()
    _outbox()
    _cases()
    _case_history()
    _receipts()
    _photos()
    _staff()
    _tokens_and_tries()


def _column(name: str, kind: Any, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=null)


def _words(*names: str) -> list[sa.Column[Any]]:
    return [_column(name, sa.String()) for name in names]


def _key(name: str, kind: Any, *rest: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *rest, primary_key=True, autoincrement=False, nullable=False)


def _row_id(name: str = "id") -> sa.Column[Any]:
    return sa.Column(name, _ROW_ID, primary_key=True, nullable=False)


def _of_case() -> sa.ForeignKey:
    return sa.ForeignKey("cases.number", ondelete="CASCADE", deferrable=True, initially="DEFERRED")


def _case_no() -> sa.Column[Any]:
    return sa.Column("case_no", sa.String(), _of_case(), nullable=False)


def _numbered(name: str, *columns: Any) -> None:
    """A table whose row numbers are not given out again after a row was deleted."""
    op.create_table(name, *columns, sqlite_autoincrement=True)


def _partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    only = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=only, postgresql_where=only)


def _keys() -> None:
    op.create_table(
        "keys",
        _key("owner", sa.String()),
        _column("wrapped", sa.LargeBinary),
        _column("created_at", _MOMENT),
    )
    op.create_table("meta", _key("name", sa.String()), _column("value", sa.Text))


def _conversations() -> None:
    op.create_table(
        "conversations",
        _key("id", _HASH),
        *_words("channel"),
        _column("ref", sa.LargeBinary),
        _column("state", sa.LargeBinary, null=True),
        _column("gone", sa.Boolean),
        _column("version", sa.Integer),
        _column("seen_at", _MOMENT),
    )


def _inbox() -> None:
    _numbered(
        "inbox",
        _row_id(),
        *_words("channel"),
        _column("event_key", _HASH),
        *_words("state"),
        _column("conversation_id", _HASH),
        _column("at", _MOMENT),
        _column("ordinal", sa.BigInteger),
        _column("body", sa.LargeBinary),
        *_words("reason"),
        sa.UniqueConstraint("channel", "event_key"),
    )
    op.create_index("ix_inbox_conversation_id_at", "inbox", ["conversation_id", "at"])
    _partial_index("ix_inbox_kept", "inbox", ["channel", "ordinal", "id"], "state = 'kept'")


def _outbox() -> None:
    _numbered(
        "outbox",
        _row_id(),
        _column("conversation_id", _HASH),
        *_words("channel"),
        _column("cause_key", _HASH),
        _column("staff", sa.Boolean),
        *_words("state"),
        _column("at", _MOMENT),
        _column("due", _MOMENT),
        _column("lease_until", _MOMENT, null=True),
        _column("tries", sa.Integer),
        _column("doubtful", sa.Boolean),
        *_words("why"),
        _column("body", sa.LargeBinary),
    )
    order = ["conversation_id", "id"]
    op.create_index("ix_outbox_conversation_id_id", "outbox", order)
    _partial_index("ix_outbox_open", "outbox", order, "state IN ('waiting', 'sending', 'held')")


def _cases() -> None:
    op.create_table("case_counter", _key("year", sa.Integer), _column("last", sa.Integer))
    op.create_table(
        "cases",
        _key("number", sa.String()),
        _column("ordinal", sa.BigInteger),
        *_words("type", "status", "priority"),
        _column("rank", sa.Integer),
        _column("created_at", _MOMENT),
        _column("due_at", _MOMENT),
        _column("closed_at", _MOMENT, null=True),
        *_words("channel", "team", "owner", "dong", "dong_name"),
        _column("anonymous", sa.Boolean),
        *_words("reply_way", "disposition"),
        _column("risk_score", sa.Integer),
        *_words("alarm"),
        _column("complete", sa.Boolean),
        _column("version", sa.Integer),
        _column("body", sa.LargeBinary),
    )
    op.create_index("ix_cases_queue", "cases", ["rank", "due_at", "ordinal"])
    op.create_index("ix_cases_status", "cases", ["status"])


def _case_history() -> None:
    _numbered(
        "case_events",
        _row_id("seq"),
        _case_no(),
        _column("at", _MOMENT),
        *_words("actor", "name"),
        _column("detail", sa.LargeBinary, null=True),
    )
    op.create_index("ix_case_events_case_no", "case_events", ["case_no"])
    _numbered(
        "case_messages",
        _row_id(),
        _case_no(),
        _column("at", _MOMENT),
        *_words("author", "by"),
        _column("text", sa.LargeBinary),
        _column("photo_id", _ROW_ID, null=True),
        *_words("delivery"),
    )
    op.create_index("ix_case_messages_case_no", "case_messages", ["case_no"])


def _receipts() -> None:
    op.create_table(
        "case_links",
        _key("case_no", sa.String(), _of_case()),
        _column("conversation", sa.LargeBinary),
    )
    op.create_table(
        "receipts",
        _key("case_no", sa.String(), _of_case()),
        _column("word_hash", sa.LargeBinary),
        _column("failures", sa.Integer),
        _column("locked_until", _MOMENT, null=True),
    )
    tries = (_row_id(), _column("conversation_id", _HASH), _column("at", _MOMENT))
    op.create_table("receipt_tries", *tries)
    order = ["conversation_id", "at"]
    op.create_index("ix_receipt_tries_conversation_id_at", "receipt_tries", order)


def _photos() -> None:
    _numbered(
        "photos",
        _row_id(),
        *_words("owner"),
        _column("created_at", _MOMENT),
        _column("data", sa.LargeBinary),
    )
    op.create_index("ix_photos_owner", "photos", ["owner"])


def _staff() -> None:
    op.create_table(
        "staff",
        _key("login", sa.String()),
        *_words("role", "team"),
        _column("disabled", sa.Boolean),
        _column("password_hash", sa.Text),
    )
    login = sa.ForeignKey("staff.login", ondelete="CASCADE")
    op.create_table(
        "sessions",
        _key("token_key", _HASH),
        sa.Column("login", sa.String(), login, nullable=False),
        *_words("csrf"),
        _column("created_at", _MOMENT),
        _column("seen_at", _MOMENT),
    )
    op.create_index("ix_sessions_login", "sessions", ["login"])
    op.create_table(
        "access_log",
        _key("id", sa.BigInteger),
        _column("at", _MOMENT),
        *_words("actor", "action", "case_no"),
        _column("body", sa.LargeBinary),
        _column("hash", sa.LargeBinary),
    )


def _tokens_and_tries() -> None:
    op.create_table(
        "api_tokens",
        _key("token_key", _HASH),
        *_words("name"),
        _column("scopes", sa.Text),
        _column("created_at", _MOMENT),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "setup_tokens",
        _key("token_key", _HASH),
        _column("created_at", _MOMENT),
        _column("used_at", _MOMENT, null=True),
    )
    tries = (_row_id(), _column("key", _HASH), _column("at", _MOMENT))
    op.create_table("failed_tries", *tries)
    op.create_index("ix_failed_tries_key_at", "failed_tries", ["key", "at"])
