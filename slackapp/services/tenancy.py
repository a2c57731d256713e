"""Ports for installations, their admins and defaults, and the trail of changes to settings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Protocol

from slackapp.domain.defaults import Defaults
from slackapp.domain.ids import ChannelId, TeamId, UserId, WorkspaceId
from slackapp.domain.teams import Change, Workspace


class Workspaces(Protocol):
    """Installations. The token is sealed by the adapter and only opened for the gateway."""

    def put(self, workspace: Workspace, *, token: str) -> None:
        """Add or replace an installation; one that was taken away is there again."""
        ...

    def get(self, workspace: WorkspaceId) -> Workspace:
        """Return an installation; raises `UnknownWorkspace`."""
        ...

    def by_tenant(self, *, enterprise: str, slack_team: str) -> Workspace | None:
        """Return the installation Slack's own ids name.

        A workspace keeps its own when it joins an organisation, or leaves one.
        """
        ...

    def token(self, workspace: WorkspaceId) -> str | None:
        """Return the bot token; None after revocation, or when no master key opens it."""
        ...

    def drop_token(self, workspace: WorkspaceId, *, on: date) -> None:
        """Forget the token; told twice, the first day holds. A doubt goes on until `trust`."""
        ...

    def removal(self, workspace: WorkspaceId) -> tuple[date | None, datetime | None]:
        """Return the day on which it was taken away and since when it is in doubt, locked.

        Whoever installs it again waits for the unit that asks.
        """
        ...

    def doubt(self, workspace: WorkspaceId, *, at: datetime) -> None:
        """Note that an installation may be gone; one that was taken away before is."""
        ...

    def doubted_at(self, workspace: WorkspaceId) -> datetime | None:
        """Return when an installation was last said to be gone; None where it is not in doubt."""
        ...

    def doubted(self, *, limit: int) -> tuple[WorkspaceId, ...]:
        """Return the installations in doubt, longest first."""
        ...

    def trust(self, workspace: WorkspaceId, *, doubted_at: datetime) -> bool:
        """End a doubt; False where it is over, or was raised again since."""
        ...

    def to_tidy(self, now: datetime, *, limit: int) -> tuple[WorkspaceId, ...]:
        """Return installations in which to forget people, in order."""
        ...

    def tidy_at(self, workspace: WorkspaceId, at: datetime) -> None: ...
    def bring_back(self, now: datetime, *, beyond: datetime) -> None: ...
    def removed_on(self, workspace: WorkspaceId) -> date | None:
        """Return the day on which an installation was taken away; None while it is there."""
        ...

    def removed_before(self, day: date) -> tuple[WorkspaceId, ...]:
        """Return the installations, not emptied yet, that were taken away before a day."""
        ...

    def empty(self, workspace: WorkspaceId) -> None:
        """Forget all of an installation but its ids and what Slack calls it."""
        ...

    def is_empty(self, workspace: WorkspaceId) -> bool:
        """Say whether it was emptied, and not installed again since."""
        ...

    def delete(self, workspace: WorkspaceId) -> None:
        """Delete an installation and all it owns; its keys are the caller's to bury first."""
        ...

    def spend(self, state: str, *, today: date, until: date) -> bool:
        """Note that what has this random id was used or ended; False when it was before."""
        ...

    def spent(self, state: str) -> bool:
        """Say whether it was."""
        ...

    def all(self) -> tuple[Workspace, ...]:
        """Return every installation, those that were taken away too."""
        ...


class Deletions(Protocol):
    """Teams that were deleted all at once, until what they owned is gone."""

    def hold(self, *teams: TeamId) -> None:
        """Lock what a step of a team locks before the team; whoever deletes it does so first."""
        ...

    def begin(self, workspace: WorkspaceId, *, now: datetime) -> None:
        """End every team of a workspace: none has a name, a lead or a member any more."""
        ...

    def drafts(self, workspace: WorkspaceId) -> tuple[TeamId, ...]: ...
    def stop(self, teams: Sequence[TeamId]) -> None:
        """Stop teams that were ended so: nothing of them is due, sent or opened any more."""
        ...

    def going_on(self, beside: TeamId) -> tuple[TeamId, ...]:
        """Return the teams still to be stopped beside one, and with it, that is being deleted."""
        ...

    def pending(
        self, workspace: WorkspaceId, *, channel: ChannelId | None = None
    ) -> tuple[TeamId, ...]:
        """Return the teams that still own something, in order; with a channel only its own."""
        ...


class Chores(Protocol):
    """What is done once a day for all teams together."""

    def done(self, step: str, *, on: date) -> None:
        """Note that a step was done for a day."""
        ...

    def again(self, step: str) -> None:
        """Have a step done once more, whether or not it was done today."""
        ...

    def days(self) -> dict[str, date]:
        """Return for each step that was ever done the day for which it was done last."""
        ...


class Audit(Protocol):
    """Changes of configuration only."""

    def add(
        self,
        *,
        workspace: WorkspaceId,
        team: TeamId | None,
        event: str,
        actor: UserId | None,
        at: datetime,
        before: str,
        after: str,
    ) -> None:
        """Note a change."""
        ...

    def drop_before(
        self, workspace: WorkspaceId, instant: datetime, *, shared: Collection[TeamId]
    ) -> None:
        """Delete changes in a workspace that were made before an instant.

        What says of the teams in `shared` that their channel is, stays.
        """
        ...

    def since(self, team: TeamId, instant: datetime) -> tuple[Change, ...]:
        """Return what was changed of a team at an instant or later, newest first."""
        ...

    def recent(
        self, workspace: WorkspaceId, *, team: TeamId | None, limit: int | None
    ) -> tuple[Change, ...]:
        """Return the newest changes first; of one team, or of the whole workspace."""
        ...

    def clear(self, workspace: WorkspaceId) -> None:
        """Delete the whole trail of a workspace."""
        ...


class NamedAdmins(Protocol):
    """Admins named here, beside those of Slack itself."""

    def add(self, workspace: WorkspaceId, user: UserId) -> None: ...
    def drop(self, workspace: WorkspaceId, user: UserId) -> None: ...
    def of(self, workspace: WorkspaceId) -> frozenset[UserId]: ...


class TeamDefaults(Protocol):
    """What new teams of a workspace begin with."""

    def put(self, workspace: WorkspaceId, defaults: Defaults) -> None: ...
    def of(self, workspace: WorkspaceId) -> Defaults:
        """Return them; the product's own where nobody set any."""
        ...

    def drop(self, workspace: WorkspaceId) -> None: ...
