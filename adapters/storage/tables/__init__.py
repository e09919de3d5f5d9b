"""The tables, by noun."""

from adapters.storage.tables.base import metadata
from adapters.storage.tables.casework import (
    case_counter,
    case_events,
    case_links,
    case_messages,
    cases,
    photos,
    receipt_tries,
    receipts,
)
from adapters.storage.tables.keys import keys, meta
from adapters.storage.tables.people import (
    access_log,
    api_tokens,
    failed_tries,
    sessions,
    setup_tokens,
    staff,
)
from adapters.storage.tables.talk import conversations, inbox, outbox

__all__ = [
    "access_log",
    "api_tokens",
    "case_counter",
    "case_events",
    "case_links",
    "case_messages",
    "cases",
    "conversations",
    "failed_tries",
    "inbox",
    "keys",
    "meta",
    "metadata",
    "outbox",
    "photos",
    "receipt_tries",
    "receipts",
    "sessions",
    "setup_tokens",
    "staff",
]
