"""Short names for what revisions are written with; a released one may never change."""

import sqlalchemy as sa
from alembic import op


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    """A text."""
    return sa.Column(name, sa.String(), nullable=nullable)


def flag(name: str) -> sa.Column[bool]:
    """A switch."""
    return sa.Column(name, sa.Boolean(), nullable=False)


def number(name: str) -> sa.Column[int]:
    """A count."""
    return sa.Column(name, sa.Integer(), nullable=False)


def primary(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    """A primary key."""
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    """What exists once."""
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def owner(table: str, column: str, of: str) -> sa.ForeignKeyConstraint:
    """A row that goes with its owner."""
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=name, ondelete="CASCADE")


def partial(
    name: str, table: str, columns: list[str], where: str, *, is_unique: bool = False
) -> None:
    """An index over some rows only."""
    condition = sa.text(where)
    op.create_index(
        name,
        table,
        columns,
        unique=is_unique,
        sqlite_where=condition,
        postgresql_where=condition,
    )
