"""The index of open mail, with a condition that SQLite checks without a table of its own.

For `IN` with three words SQLite fills a temporary table at every row that is added or settled.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_IS_OPEN = sa.text("state != 'sent' AND state != 'dropped' AND state != 'gone'")


def upgrade() -> None:
    op.drop_index("ix_outbox_open", "outbox")
    op.create_index(
        "ix_outbox_open",
        "outbox",
        ["conversation_id", "id"],
        sqlite_where=_IS_OPEN,
        postgresql_where=_IS_OPEN,
    )
