"""The partial indexes of SQLite are used only by queries that repeat their condition word for
word; a change on either side would make every turn read the whole table."""

from __future__ import annotations

import pytest
from sqlalchemy import event as sql_event

from adapters.storage.answering import _ANY_LOOSE
from adapters.storage.outbox import _ADD
from adapters.storage.settling import _TURN_SENT
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
        (lambda work: work.outbox.claim(["telegram"], NOW, 5, "a" * 32), "ix_outbox_open"),
        (lambda work: work.outbox.next_due(["telegram"], "a" * 32), "ix_outbox_open"),
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


def test_whether_anything_waits_beside_an_answer_is_read_from_the_index_of_open_mail(tmp_path):
    store = sqlite_store(tmp_path)
    with store.begin() as work:
        connection = work._work.connection
        compiled = _ANY_LOOSE.statement.compile(dialect=connection.dialect)
        driver = connection.connection.dbapi_connection
        plan = driver.execute(f"EXPLAIN QUERY PLAN {compiled}", ["a"] * len(compiled.positiontup))
        assert any("ix_outbox_open" in row[3] for row in plan)
    store.close()


def test_no_change_of_a_row_makes_sqlite_fill_a_table_of_its_own(tmp_path):
    store = sqlite_store(tmp_path)
    with store.begin() as work:
        connection = work._work.connection
        driver = connection.connection.dbapi_connection
        for change in (_ADD, _TURN_SENT):
            text = str(change.statement.compile(dialect=connection.dialect))
            steps = driver.execute(f"EXPLAIN {text}", [0] * text.count("?")).fetchall()
            assert "OpenEphemeral" not in {step[1] for step in steps}
    store.close()
