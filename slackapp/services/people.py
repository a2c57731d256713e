"""Ports for people, who is in which team's channel, and frozen rosters."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Protocol

from slackapp.domain.ids import EpochId, RoundId, TeamId, UserId, WorkspaceId
from slackapp.domain.kept import Kept
from slackapp.domain.roster import Membership, Roster
from slackapp.domain.rounds import RoundState
from slackapp.domain.teams import Person


class People(Protocol):
    """What Slack says about people, and who is in which team's channel now."""

    def put(self, people: Iterable[Person]) -> None:
        """Add or replace people; where somebody is at home stays, once they are anywhere."""
        ...

    def choose_home(self, workspace: WorkspaceId, user: UserId, home: TeamId) -> None: ...
    def close_home(self, gone: TeamId) -> None:
        """Let a team be nobody's home any more, also of those who left it."""
        ...

    def let_homes_go(self, workspace: WorkspaceId, *, before: date) -> None:
        """Forget the homes that were left by then: until then who comes back is at home again."""
        ...

    def get(self, workspace: WorkspaceId, user: UserId) -> Person | None: ...
    def asked(
        self, round_id: RoundId, workspace: WorkspaceId, user: UserId
    ) -> tuple[RoundState, Person | None]: ...
    def many(self, workspace: WorkspaceId, users: Iterable[UserId]) -> dict[UserId, Person]: ...
    def join(self, memberships: Iterable[Membership]) -> None:
        """Add memberships; who comes back was first seen as much later as they were away.

        So nobody counts who was there for a moment two weeks ago.
        """
        ...

    def leave(
        self, team: TeamId, users: Iterable[UserId], *, on: date, unasked: bool = False
    ) -> None:
        """Note that people left a team; those who leave one that is `unasked` found nothing.

        On its first roster is who is there then, and not whoever was while it was set up.
        """
        ...

    def forget_left(self, team: TeamId) -> None:
        """Delete who left a team that begins: it never asked them."""
        ...

    def members(self, team: TeamId) -> tuple[Membership, ...]: ...
    def present(self, team: TeamId) -> tuple[tuple[Membership, Person], ...]:
        """Return who is in a team's channel now, with what is known about each."""
        ...

    def slack_admins(self, workspace: WorkspaceId) -> tuple[Person, ...]:
        """Return the active admins and owners of Slack itself that are known here, by name."""
        ...

    def teams_of(self, workspace: WorkspaceId, user: UserId) -> tuple[TeamId, ...]:
        """Return the teams that were started whose channel the person is in, in that order."""
        ...

    def ever_in(self, workspace: WorkspaceId, user: UserId) -> tuple[TeamId, ...]:
        """Return every team whose channel the person is or was in, as long as that is kept."""
        ...

    def stayed(self, workspace: WorkspaceId, user: UserId) -> tuple[TeamId, ...]:
        """Return the teams that have ended and that the person was in to the end."""
        ...

    def clear(self, workspace: WorkspaceId) -> None:
        """Delete everybody of a workspace; memberships go with their teams."""
        ...

    def gone(self, workspace: WorkspaceId, day: date) -> tuple[UserId, ...]:
        """Return who left the last of their teams on or before a day."""
        ...

    def end_pauses(self, workspace: WorkspaceId, *, before: date) -> None:
        """Forget the pauses that were over by then."""
        ...

    def forget(self, workspace: WorkspaceId, user: UserId) -> None:
        """Delete a person and their memberships."""
        ...

    def strangers(
        self, workspace: WorkspaceId, *, keep: Collection[UserId], on: date, before: date
    ) -> tuple[UserId, ...]:
        """Return who is in no team since `before`, but apps, admins of Slack and `keep`.

        Who is found in none for the first time is so since `on`.
        """
        ...

    def moves(self, team: TeamId, *, since: date) -> int:
        """Count entries plus exits of counting members between frozen rosters since a date."""
        ...


class Rosters(Protocol):
    """Frozen rosters."""

    def add(self, roster: Roster, *, on: date) -> None: ...
    def get(self, epoch: EpochId) -> Roster: ...
    def users(self, team: TeamId) -> tuple[UserId, ...]:
        """Return everybody who stands on any roster of a team, sorted."""
        ...

    def ask(self, roster: Roster) -> None:
        """Write down who is asked this time, of a roster that is frozen already."""
        ...

    def forget_asked(self, epoch: EpochId) -> None:
        """Let everybody look asked, once no round of this roster is to be answered or counted."""
        ...

    def not_asked(self, team: TeamId) -> tuple[EpochId, ...]:
        """Return the rosters of a team that say of somebody that they are not asked."""
        ...

    def rename(self, team: TeamId, user: UserId, *, to: UserId) -> None:
        """Let another id stand for a person on every roster of a team."""
        ...


class KeptRows(Protocol):
    """What is kept under one person's id beside what is sealed."""

    def of(self, workspace: WorkspaceId, user: UserId) -> Kept:
        """Gather it; raises `NotKept` of whom nothing is known."""
        ...
