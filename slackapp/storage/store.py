"""Everything a unit of work may touch, over one connection inside one transaction."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from slackapp.storage.administration import NamedAdmins, TeamDefaults
from slackapp.storage.answers import Answers
from slackapp.storage.audit import Audit
from slackapp.storage.buckets import Buckets
from slackapp.storage.chores import Chores
from slackapp.storage.deletions import Deletions
from slackapp.storage.deliveries import Deliveries
from slackapp.storage.expectations import Expectations
from slackapp.storage.experiments import Experiments
from slackapp.storage.kept import KeptRows
from slackapp.storage.looks import Looks
from slackapp.storage.notes import Notes
from slackapp.storage.people import People
from slackapp.storage.readings import Readings
from slackapp.storage.reports import Reports
from slackapp.storage.rosters import Rosters
from slackapp.storage.rounds import Rounds
from slackapp.storage.spares import Spares
from slackapp.storage.teams import Teams
from slackapp.storage.tombstones import Tombstones
from slackapp.storage.windows import Windows
from slackapp.storage.workspaces import Workspaces

if TYPE_CHECKING:
    from slackapp.storage.cipher import Cipher


_CLOCK = select(func.clock_timestamp())


class Store:
    """The repositories, made when they are first asked for."""

    def __init__(self, connection: Connection, cipher: Cipher) -> None:
        self._connection = connection
        self._cipher = cipher

    def real_now(self) -> datetime:
        """Return real time: on PostgreSQL the database's, so that all workers agree on leases."""
        if self._connection.dialect.name == "sqlite":
            return datetime.now(UTC)
        now: datetime = self._connection.execute(_CLOCK).scalar_one()
        return now

    @cached_property
    def workspaces(self) -> Workspaces:
        """Installations."""
        return Workspaces(self._connection, self._cipher)

    @cached_property
    def teams(self) -> Teams:
        """Teams with their policy and cadence."""
        return Teams(self._connection)

    @cached_property
    def deletions(self) -> Deletions:
        """Teams that were deleted all at once."""
        return Deletions(self._connection)

    @cached_property
    def people(self) -> People:
        """People and memberships."""
        return People(self._connection)

    @cached_property
    def kept(self) -> KeptRows:
        """What is kept of one person."""
        return KeptRows(self._connection)

    @cached_property
    def looks(self) -> Looks:
        """When Slack was asked who is in a channel."""
        return Looks(self._connection)

    @cached_property
    def rosters(self) -> Rosters:
        """Frozen rosters."""
        return Rosters(self._connection)

    @cached_property
    def rounds(self) -> Rounds:
        """Rounds."""
        return Rounds(self._connection)

    @cached_property
    def answers(self) -> Answers:
        """Sealed answers of open rounds."""
        return Answers(self._connection)

    @cached_property
    def windows(self) -> Windows:
        """Windows and their sealed boxes."""
        return Windows(self._connection)

    @cached_property
    def notes(self) -> Notes:
        """Sealed private notes."""
        return Notes(self._connection)

    @cached_property
    def readings(self) -> Readings:
        """Published readings."""
        return Readings(self._connection)

    @cached_property
    def reports(self) -> Reports:
        """Issued reports."""
        return Reports(self._connection)

    @cached_property
    def deliveries(self) -> Deliveries:
        """The ledger."""
        return Deliveries(self._connection)

    @cached_property
    def buckets(self) -> Buckets:
        """Rate limits."""
        return Buckets(self._connection)

    @cached_property
    def spares(self) -> Spares:
        """Keys that nothing names yet."""
        return Spares(self._connection)

    @cached_property
    def tombstones(self) -> Tombstones:
        """Keys to destroy."""
        return Tombstones(self._connection)

    @cached_property
    def audit(self) -> Audit:
        """Changes of configuration."""
        return Audit(self._connection)

    @cached_property
    def chores(self) -> Chores:
        """What is done once a day."""
        return Chores(self._connection)

    @cached_property
    def experiments(self) -> Experiments:
        """Experiments and votes."""
        return Experiments(self._connection)

    @cached_property
    def expectations(self) -> Expectations:
        """What leads expect for a while."""
        return Expectations(self._connection)

    @cached_property
    def admins(self) -> NamedAdmins:
        """Admins named here."""
        return NamedAdmins(self._connection)

    @cached_property
    def defaults(self) -> TeamDefaults:
        """What new teams begin with."""
        return TeamDefaults(self._connection)
