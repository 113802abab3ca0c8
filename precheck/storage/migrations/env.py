"""Alembic's way in: the connection comes from :func:`precheck.storage.migrating.migrate`."""

from alembic import context

from precheck.storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
