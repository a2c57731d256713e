"""Runs revisions on the connection, and inside the transaction, that `schema.migrate` holds."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
