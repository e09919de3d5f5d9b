"""The partial indexes of SQLite are used only by queries that repeat their condition word for
word; a change on either side would make every turn read the whole table."""

from __future__ import annotations

import pytest
from sqlalchemy import event as sql_event

from tests.contract.storage.examples import NOW
from tests.stores import sqlite_store


def plans_of(store, call):
    """How SQLite goes about each SELECT of a call."""
    seen = []

    def note(connection, cursor, statement, values, context, many):
        seen.append((statement, values))

    with store.begin() as work:
        connection = work._work.connection
        sql_event.listen(connection, "before_cursor_execute", note)
        call(work)
        sql_event.remove(connection, "before_cursor_execute", note)
        driver = connection.connection.dbapi_connection
        return [
            row[3]
            for statement, values in seen
            if statement.startswith("SELECT")
            for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}", values)
        ]


@pytest.mark.parametrize(
    ("call", "index"),
    [
        (lambda work: work.outbox.claim(["telegram"], NOW, 5), "ix_outbox_open"),
        (lambda work: work.outbox.next_due(["telegram"]), "ix_outbox_open"),
        (lambda work: work.outbox.oldest_waiting(), "ix_outbox_open"),
        (lambda work: work.outbox.thread("a" * 32, 0, 9), "ix_outbox_conversation_id_id"),
        (lambda work: work.inbox.kept("telegram"), "ix_inbox_kept"),
        (lambda work: work.inbox.said("a" * 32, NOW), "ix_inbox_conversation_id_at"),
        (lambda work: work.cases.events_after(7), "INTEGER PRIMARY KEY"),
    ],
)
def test_no_query_of_every_turn_reads_a_whole_table(tmp_path, call, index):
    store = sqlite_store(tmp_path)
    plans = plans_of(store, call)
    assert any(index in plan for plan in plans), plans
    assert not any(plan.startswith("SCAN") and index not in plan for plan in plans), plans
    store.close()
