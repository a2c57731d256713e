"""The tables of procrastinate, in a schema of their own, where many workers can share work.

They are those of the series that the dependencies name; a later series brings a revision of its
own, which runs procrastinate's own migrations.

Revision ID: 0003
"""

from importlib import resources

from alembic import op

revision = "0003"
down_revision = "0002"

SCHEMA = "procrastinate"


def upgrade() -> None:
    """Create them on PostgreSQL."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    before = connection.exec_driver_sql("SHOW search_path").scalar_one()
    created = (resources.files("procrastinate.sql") / "schema.sql").read_text(encoding="utf-8")
    cursor = connection.connection.cursor()
    cursor.execute(f"CREATE SCHEMA {SCHEMA}; SET LOCAL search_path TO {SCHEMA}")
    cursor.execute(created)
    cursor.execute("SELECT set_config('search_path', %s, true)", [before])
