"""The kinds of columns the tables are made of, and the metadata they are registered in."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    TypeDecorator,
    text,
)

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Write UTC; SQLite keeps no zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Pause(TypeDecorator[date]):
    """The last day of a pause, or none: each as long as the other.

    Else SQLite would move the row on its page, and its place would tell of the pause ever after.
    """

    impl = Date
    cache_ok = True
    NONE = date.min

    def process_bind_param(self, value: date | None, dialect: Dialect) -> date:
        """Write none as the first day there is."""
        del dialect
        return self.NONE if value is None else value

    def process_result_value(self, value: date | None, dialect: Dialect) -> date | None:
        """Read none."""
        del dialect
        return None if value == self.NONE else value


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def identity() -> Column[str]:
    """A random id."""
    return Column("id", String, primary_key=True)


def owned(
    name: str, owner: str, *, primary_key: bool = False, unique: bool | None = None
) -> Column[str]:
    """The id of an owner; the row goes when its owner goes."""
    reference = ForeignKey(f"{owner}.id", ondelete="CASCADE")
    return Column(name, String, reference, nullable=False, primary_key=primary_key, unique=unique)


def words(name: str) -> Column[str]:
    """A text that is always there."""
    return Column(name, String, nullable=False)


def flag(name: str) -> Column[bool]:
    """A switch."""
    return Column(name, Boolean, nullable=False)


def number(name: str) -> Column[int]:
    """A count."""
    return Column(name, Integer, nullable=False)


def turn(name: str) -> Column[datetime]:
    """When something is done next for a row; a new one is due."""
    return Column(name, Instant, nullable=False, server_default="2000-01-01 00:00:00")


def respondent() -> Column[bytes]:
    """A respondent key: 16 bytes."""
    return Column("respondent_key", LargeBinary(16), primary_key=True)


def sealed() -> Column[bytes]:
    """A sealed box: one fixed length per table and kind, so its size says nothing."""
    return Column("box", LargeBinary, nullable=False)


def partial(name: str, *columns: Column[Any], where: str, unique: bool = False) -> Index:
    """An index over the rows that fulfil `where` only."""
    condition = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition)
