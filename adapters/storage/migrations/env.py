"""What alembic runs: the revisions, inside the transaction of whoever called."""

from alembic import context

from adapters.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # SQLite can; alembic does not expect it to
)
context.run_migrations()
