"""When something is taken away or renamed: the installation, a team's channel, its time zone."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial

from slackapp.clock import Clock
from slackapp.domain.deliveries import Delivery, Kind
from slackapp.domain.ids import ChannelId, GroupId, TeamId, UserId, WorkspaceId
from slackapp.domain.rounds import Reason
from slackapp.domain.teams import Group, Team, TeamState
from slackapp.errors import UnknownTeam
from slackapp.errors.teams import NameTaken
from slackapp.services import leaving, withdrawing
from slackapp.services.choices import check_name
from slackapp.services.ports import Database, Store
from slackapp.services.roles import admins_to_tell, leads_to_tell
from slackapp.services.rounds import delivery

CHANNEL_GONE = frozenset({"channel_not_found", "is_archived", "not_in_channel"})
TOKEN_GONE = frozenset(
    {"account_inactive", "invalid_auth", "no_token", "not_authed", "token_revoked"}
)
"""The words for a channel and for an installation that will not come back by themselves."""
_GONE = CHANNEL_GONE | TOKEN_GONE
_OF_A_CHANNEL = re.compile(r"[^\sA-Z]+")
"""What Slack lets a channel be called."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """An installation that Slack said was removed. Slack says such things late, and again."""

    workspace: WorkspaceId
    since: datetime
    token: str | None = field(repr=False)
    """What to ask Slack about; None when there is nothing to ask with."""


@dataclass(frozen=True, slots=True)
class Departures:
    """Nothing is posted any more; what is sealed still settles, what is published stays.

    A round whose invitation was not posted before is taken back: nobody was asked.

    An installation that does not come back is deleted as a whole some weeks later (`removal`).
    """

    database: Database
    clock: Clock

    def uninstalled(self, *, enterprise: str, slack_team: str) -> None:
        """Doubt whether the app is still installed at a tenant: it may have come back since.

        Until Slack has said whether its token works, nothing is posted there and nothing forgotten.
        """

        def unit(store: Store) -> None:
            known = store.workspaces.by_tenant(enterprise=enterprise, slack_team=slack_team)
            if known is not None:
                store.workspaces.doubt(known.id, at=store.real_now())

        self.database.step(unit)

    def doubt(self, workspace: WorkspaceId) -> Doubt | None:
        """Return what is in doubt about an installation, if anything is (any more)."""

        def unit(store: Store) -> Doubt | None:
            since = store.workspaces.doubted_at(workspace)
            if since is None:
                return None
            return Doubt(workspace, since, store.workspaces.token(workspace))

        return self.database.read(unit)

    def settle(self, doubt: Doubt, *, works: bool) -> None:
        """End a doubt: go on, or forget the token and pause the workspace's teams, one by one.

        The token goes first, and the doubt ends with the last team: where that is not reached, it
        is asked again, and goes on where it was. Where it was installed anew meanwhile, or said to
        be gone once more, nothing is changed.
        """
        if works:
            self.database.step(partial(_trust, doubt=doubt))
        elif self.database.step(partial(self._forget, doubt=doubt)):
            self._stop_all(doubt)

    def finish(self, workspace: WorkspaceId) -> None:
        """Pause what is left to pause in an installation that was taken away."""
        doubt = self.doubt(workspace)
        if doubt is not None and doubt.token is None:
            self.settle(doubt, works=False)

    def channel_gone(self, *, workspace: WorkspaceId, channel: ChannelId) -> None:
        """Pause the team of a channel that was archived or that the app was removed from."""
        self.database.step(lambda store: self._leave(store, workspace, channel))

    def channel_shared(self, *, workspace: WorkspaceId, channel: ChannelId) -> None:
        """Pause the team of a channel that another organisation reads, or was invited to.

        What is sealed is counted; its figures are not posted there (`sharing`).
        """
        shared = Reason.CHANNEL_SHARED
        self.database.step(lambda store: self._leave(store, workspace, channel, shared))

    def left(self, *, team: TeamId, user: UserId) -> None:
        """Let go who left a paused team, of which it cannot be asked who is there."""
        leaving.left(self.database, team=team, user=user, now=self.clock.calendar_now())

    def back(self, *, team: TeamId, user: UserId) -> None:
        """Let in again who came back to it."""
        leaving.back(self.database, team=team, user=user, now=self.clock.calendar_now())

    def deactivated(self, *, team: TeamId) -> None:
        """The same of all in it who are deactivated."""
        leaving.gone(self.database, team=team, now=self.clock.calendar_now())

    def hold(self, store: Store, delivery: Delivery, error: str) -> None:
        """Lock all that `refused` changes, before the message itself is written down.

        In the order of whoever deletes a team or an installation: the messages come last.
        """
        if error not in _GONE:
            return
        if error in TOKEN_GONE:
            store.workspaces.removal(delivery.workspace)
        found = store.teams.in_channel(delivery.workspace, ChannelId(delivery.target))
        teams = sorted({delivery.team} | ({found.id} if found else set()))
        store.deletions.hold(*teams)
        for team in teams:
            with suppress(UnknownTeam):
                store.teams.lock(team)

    def refused(self, store: Store, delivery: Delivery, error: str) -> None:
        """Draw the same conclusion, inside a unit, from Slack's refusal to post a message."""
        if error in CHANNEL_GONE:
            self._leave(store, delivery.workspace, ChannelId(delivery.target))
        elif error in TOKEN_GONE:
            if store.workspaces.token(delivery.workspace) is not None:
                # The others are stopped by whoever looks into the doubt.
                store.workspaces.doubt(delivery.workspace, at=store.real_now())
                self._drop_token(store, delivery.workspace)
            self._stop(store, store.teams.get(delivery.team), Reason.UNINSTALLED)

    def channel_renamed(self, *, workspace: WorkspaceId, channel: ChannelId, name: str) -> None:
        """Call a channel's team as the channel is called now; it knows, so nothing is announced.

        A name that no channel can have was chosen by an admin and stays, and so does the old one
        where another team has the new one.
        """

        def unit(store: Store) -> None:
            found = store.teams.in_channel(workspace, channel)
            if found is None or not _takes_name(store, found, name):
                return
            team = store.teams.lock(found.id)
            store.teams.put(replace(team, name=name))
            self._note(store, team, "channel_renamed", {"name": team.name}, {"name": name})

        self.database.step(unit)

    def group_gone(self, *, workspace: WorkspaceId, group: GroupId) -> None:
        """Pause the teams that ask the people of a group that was deleted; a round goes on."""

        def unit(store: Store) -> None:
            for team in store.teams.following(workspace, group):
                if self._pause(store, team, "group_gone"):
                    self._tell(store, team, "group_gone")

        self.database.step(unit)

    def cadence_gone(self, *, team: TeamId) -> None:
        """Pause a team whose time zone or region of holidays an update of their data took away."""

        def unit(store: Store) -> None:
            found = store.teams.get(team)
            if self._pause(store, found, "cadence_gone"):
                self._tell(store, found, "cadence_gone")

        self.database.step(unit)

    def group_renamed(self, *, workspace: WorkspaceId, group: GroupId, handle: str) -> None:
        """Call a group as it is called now; nothing is announced."""

        def unit(store: Store) -> None:
            for found in store.teams.following(workspace, group):
                team = store.teams.lock(found.id)
                if team.group is not None and team.group.handle != handle:
                    store.teams.put(replace(team, group=Group(group, handle)))

        self.database.step(unit)

    def _forget(self, store: Store, *, doubt: Doubt) -> bool:
        """Forget the token, if the doubt is still the same."""
        own = store.workspaces.removal(doubt.workspace)[1] == doubt.since
        if own:
            self._drop_token(store, doubt.workspace)
        return own

    def _drop_token(self, store: Store, workspace: WorkspaceId) -> None:
        today = self.clock.calendar_now().astimezone(UTC).date()
        store.workspaces.drop_token(workspace, on=today)

    def _stop_all(self, doubt: Doubt) -> None:
        """Each in a unit of its own: on SQLite every answer waits for its end."""
        teams = self.database.read(lambda store: store.teams.of_workspace(doubt.workspace))
        for team in teams:
            if not self.database.step(partial(self._stop_gone, doubt=doubt, team=team.id)):
                return
        self.database.step(partial(_trust, doubt=doubt))

    def _stop_gone(self, store: Store, *, doubt: Doubt, team: TeamId) -> bool:
        """Stop a team, if the doubt is still the same."""
        own = store.workspaces.removal(doubt.workspace)[1] == doubt.since
        if own:
            with suppress(UnknownTeam):
                self._stop(store, store.teams.get(team), Reason.UNINSTALLED)
        return own

    def _leave(
        self,
        store: Store,
        workspace: WorkspaceId,
        channel: ChannelId,
        reason: Reason = Reason.CHANNEL_GONE,
    ) -> None:
        """Pause the channel's team and say so once, in private: the channel cannot be told."""
        team = store.teams.in_channel(workspace, channel)
        if team is not None and self._stop(store, team, reason):
            self._tell(store, team, reason.value)

    def _tell(self, store: Store, team: Team, topic: str) -> None:
        """Tell each lead in private; the admins where a team has none who could be told."""
        now = self.clock.calendar_now()
        told = leads_to_tell(store, team) or admins_to_tell(store, team.workspace)
        store.deliveries.add([delivery(team, Kind.ANNOUNCEMENT, one, now, topic) for one in told])

    def _stop(self, store: Store, team: Team, reason: Reason) -> bool:
        """Pause, and take a round back that nobody was invited to; False when it did not run.

        A second refusal cancels nothing: among what is due by then is the word to the leads.
        """
        asked = withdrawing.hold(store, team.id)
        paused = self._pause(store, team, reason.value)
        # Another worker may have opened one while we waited for the team.
        asked = asked or withdrawing.hold(store, team.id)
        if paused or reason is Reason.UNINSTALLED:
            store.deliveries.cancel(team.id)
        if asked is not None:
            withdrawing.withdraw(store, asked, reason, gone=_GONE)
        return paused

    def _pause(self, store: Store, team: Team, event: str) -> bool:
        """Pause; False when the team was not running (any more)."""
        locked = store.teams.lock(team.id)
        if locked.state is not TeamState.RUNNING:
            return False
        store.teams.put(replace(locked, state=TeamState.PAUSED))
        self._note(store, team, event, {"state": TeamState.RUNNING}, {"state": TeamState.PAUSED})
        return True

    def _note(
        self,
        store: Store,
        team: Team,
        event: str,
        before: dict[str, str],
        after: dict[str, str],
    ) -> None:
        store.audit.add(
            workspace=team.workspace,
            team=team.id,
            event=event,
            actor=None,
            at=self.clock.calendar_now(),
            before=json.dumps(before),
            after=json.dumps(after),
        )


def _trust(store: Store, *, doubt: Doubt) -> None:
    store.workspaces.trust(doubt.workspace, doubted_at=doubt.since)


def _takes_name(store: Store, team: Team, name: str) -> bool:
    """Say whether a team is called after its channel and can be called so on."""
    if team.name == name or not _OF_A_CHANNEL.fullmatch(team.name):
        return False
    try:
        check_name(store, team, name)
    except NameTaken:
        return False
    return True
