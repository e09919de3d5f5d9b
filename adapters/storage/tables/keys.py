"""The keys of everything sealed, and what the database knows of itself."""

from sqlalchemy import Column, LargeBinary, Table, Text

from adapters.storage.tables.base import Moment, Word, metadata

#: One wrapped 256-bit key an owner ("conv:<id>", "case:<number>"). Deleting a row shreds
#: everything that was sealed for its owner, backups without this table included.
keys = Table(
    "keys",
    metadata,
    Column("owner", Word, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    Column("created_at", Moment, nullable=False),
)

meta = Table(
    "meta",
    metadata,
    Column("name", Word, primary_key=True),
    Column("value", Text, nullable=False),
)
