from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, NullPool, create_engine, make_url, text

from adapters.storage import SqlStore, WrongSchema, migrate
from adapters.storage.migrations import REVISIONS, alembic_config, schema_of
from adapters.storage.tables import metadata
from adapters.storage.tables.talk import IS_OPEN
from bot.ports import StoreAway
from tests.contract.storage.examples import event
from tests.stores import SECRET, new_database, postgres_url

NEWER = text("UPDATE alembic_version SET version_num = '9999'")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request, tmp_path) -> str:
    """The address of a database with nothing in it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ieum.db'}"
    if postgres_url() is None:
        pytest.skip("no PostgreSQL")
    return str(new_database())


def engine_of(url: str) -> Engine:
    driver = {"postgresql": "postgresql+psycopg", "sqlite": "sqlite"}
    parsed = make_url(url)
    return create_engine(
        parsed.set(drivername=driver[parsed.get_backend_name()]), poolclass=NullPool
    )


def test_the_revisions_make_exactly_the_tables(empty):
    assert_made(engine_of(empty))


def test_open_mail_is_indexed_under_the_very_condition_of_the_queries(tmp_path):
    engine = engine_of(f"sqlite:///{tmp_path / 'ieum.db'}")
    migrate(engine)
    with engine.connect() as connection:
        index = text("SELECT sql FROM sqlite_master WHERE name = 'ix_outbox_open'")
        assert connection.execute(index).scalar_one().endswith(f"WHERE {IS_OPEN.text}")


def test_a_database_of_the_first_schema_is_brought_along(empty):
    engine = engine_of(empty)
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), REVISIONS[0])
    assert_made(engine)


def assert_made(engine: Engine) -> None:
    migrate(engine)
    with engine.connect() as connection:
        assert schema_of(connection) == REVISIONS[-1]
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_an_empty_file_begins_with_what_the_revisions_make(tmp_path: Path):
    """Word for word but for blanks: later revisions change what either of them has made."""
    made, brought = (engine_of(f"sqlite:///{tmp_path / name}.db") for name in ("made", "brought"))
    migrate(made)
    with brought.begin() as connection:
        command.upgrade(alembic_config(connection), "head")
    assert everything(made) == everything(brought)


def everything(engine: Engine) -> tuple[list[tuple[str, ...]], str | None]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT type, name, tbl_name, sql FROM sqlite_master"))
        return sorted(tuple("".join(str(one).split()) for one in row) for row in rows), schema_of(
            connection
        )


def test_every_revision_is_known_in_order(empty):
    with engine_of(empty).connect() as connection:
        scripts = ScriptDirectory.from_config(alembic_config(connection))
    assert tuple(r.revision for r in scripts.walk_revisions())[::-1] == REVISIONS


def test_migrating_again_changes_nothing(empty):
    for _ in range(2):
        migrate(engine_of(empty))
    with engine_of(empty).connect() as connection:
        assert schema_of(connection) == REVISIONS[-1]


def test_many_may_migrate_at_once(empty):
    def run(_):
        migrate(engine_of(empty))

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(run, range(4))) == [None] * 4
    store = SqlStore(empty, [SECRET])
    store.ready()
    store.close()


def test_a_newer_schema_is_refused_and_left_alone(empty):
    migrate(engine_of(empty))
    with engine_of(empty).begin() as connection:
        connection.execute(NEWER)
    with pytest.raises(WrongSchema, match="9999"):
        migrate(engine_of(empty))
    with pytest.raises(WrongSchema, match="9999"), closing(SqlStore(empty, [SECRET])) as store:
        store.ready()
    with engine_of(empty).connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM keys")).scalar() == 0


def test_a_store_notices_that_its_schema_was_changed_under_it(empty):
    migrate(engine_of(empty))
    store = SqlStore(empty, [SECRET])
    store.ready()
    with engine_of(empty).begin() as connection:
        connection.execute(NEWER)
    with pytest.raises(StoreAway):
        store.ready()
    store.close()


@pytest.mark.postgres
def test_postgresql_is_not_migrated_unasked():
    if postgres_url() is None:
        pytest.skip("no PostgreSQL")
    url = str(new_database())
    store = SqlStore(url, [SECRET])
    with pytest.raises(WrongSchema, match="ieum migrate"):
        store.ready()
    with pytest.raises(WrongSchema), store.begin():
        pytest.fail("it must not come this far")
    store.migrate()
    with store.begin() as work:
        assert work.inbox.accept(event())
    store.close()


def test_a_place_that_cannot_be_written_to_is_said_to_be_away(tmp_path: Path):
    with pytest.raises(StoreAway):
        SqlStore(f"sqlite:///{tmp_path}/missing/ieum.db", [SECRET])
    (tmp_path / "folder.db").mkdir()
    with pytest.raises(StoreAway):
        SqlStore(f"sqlite:///{tmp_path}/folder.db", [SECRET])


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused(url):
    with pytest.raises(ValueError, match="file"):
        SqlStore(url, [SECRET])


def test_a_file_that_is_no_database_is_a_fault_that_shows(tmp_path: Path):
    (tmp_path / "ieum.db").write_bytes(b"not a database, but long enough to look at" * 30)
    with pytest.raises(Exception, match="not a database"):
        SqlStore(f"sqlite:///{tmp_path / 'ieum.db'}", [SECRET])
