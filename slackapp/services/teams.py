"""Setting a team up and changing it: every change is announced to the team and kept in the audit.

Times hold from the next round; what is asked, k, light mode and naming from the next windows, which
keep what they began with.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from slackapp.clock import Clock
from slackapp.domain import cadence as cadences
from slackapp.domain.cadence import Cadence
from slackapp.domain.chosen_days import check_days
from slackapp.domain.ids import ChannelId, GroupId, TeamId, UserId, WorkspaceId, new_id
from slackapp.domain.overview import Preview
from slackapp.domain.policy import Policy
from slackapp.domain.teams import Team, TeamState
from slackapp.domain.telling import topics
from slackapp.errors import ChannelTaken, NotAllowed
from slackapp.errors.teams import LockStays, NoTeamHere, TeamEnded
from slackapp.services import trials
from slackapp.services.locks import with_lock
from slackapp.services.members import disband, take_in
from slackapp.services.notes import drop
from slackapp.services.ports import Database, Store
from slackapp.services.preview import check_k, check_pace, check_size, preview_of
from slackapp.services.resting import go_on, rest
from slackapp.services.roles import check_admin, is_admin
from slackapp.services.rounds import announce, plan


@dataclass(frozen=True, slots=True)
class TeamSettings:
    """A team's settings. Only its leads and admins of the workspace may change them."""

    database: Database
    clock: Clock

    def create(
        self,
        *,
        workspace: WorkspaceId,
        channel: ChannelId,
        name: str,
        leads: Iterable[UserId],
        cadence: Cadence,
        policy: Policy,
        actor: UserId,
        team_id: TeamId | None = None,
    ) -> Team:
        """Add a draft: nothing is posted before it is confirmed. An id is drawn if none is given.

        Raises:
            OnlyAdmins: the person is no admin.
            ChannelTaken: the channel has a team already.
            UnknownZone, UnknownRegion, ImpossibleCadence, NoFutureRound: the cadence cannot be.

        """
        cadences.validate(cadence)
        team = Team(
            id=team_id or TeamId(new_id()),
            workspace=workspace,
            channel=channel,
            name=name,
            leads=frozenset(leads),
            policy=policy,
            cadence=cadence,
            state=TeamState.DRAFT,
        )

        def unit(store: Store) -> Team:
            check_admin(store, workspace, actor)
            there = store.teams.in_channel(workspace, channel)
            if there is not None and there.state is not TeamState.DRAFT:
                raise ChannelTaken(team=there.name)
            if there is not None:
                store.teams.delete(there.id)
            kept = with_lock(store, team)
            store.teams.put(kept)
            note(store, kept, "created", actor, self.clock.calendar_now(), "", said(kept))
            return kept

        return self.database.step(unit)

    def in_channel(self, *, workspace: WorkspaceId, channel: ChannelId) -> Team:
        """Return the team of a channel; `NoTeamHere` when it has none, `TeamEnded` no more."""

        def unit(store: Store) -> Team:
            found = store.teams.in_channel(workspace, channel)
            if found is not None:
                return found
            there = (one for one in store.teams.of_workspace(workspace) if one.channel == channel)
            # What is left of one that was deleted, or moved away, has no name.
            if any(one.name for one in there):
                raise TeamEnded
            raise NoTeamHere

        return self.database.read(unit)

    def look_again(self, team: TeamId) -> None:
        """Have a team's people compared with Slack as soon as nothing else is due, not in a day."""
        now = self.clock.calendar_now()
        self.database.step(lambda store: store.teams.sweep_at(team, now))

    def following(self, *, workspace: WorkspaceId, group: GroupId) -> tuple[Team, ...]:
        """Return the teams that ask the people of a user group."""
        return self.database.read(lambda store: store.teams.following(workspace, group))

    def preview(self, *, team: TeamId) -> Preview:
        """Return what a team gets if it keeps asking as it is set now."""
        now = self.clock.calendar_now()
        return self.database.read(lambda store: preview_of(store, team, now))

    def confirm(self, *, team: TeamId, actor: UserId) -> None:
        """Start asking; a team that was started before is left as it is.

        Raises:
            OnlyAdmins: the person is no admin.
            TeamTooSmall, RosterTooLarge, NothingInTime: no round or no figure could come of it.
            AlmostEverybody: it asks for more answers than two fewer than people count.

        """

        def start(store: Store, before: Team, now: datetime) -> Team:
            check_admin(store, before.workspace, actor)
            if before.state is not TeamState.DRAFT:
                return before
            seen = preview_of(store, team, now)
            check_size(seen)
            check_pace(seen)
            check_k(before.policy.k, seen)
            take_in(store, before)
            return replace(with_lock(store, before), state=TeamState.RUNNING)

        self._change(team, actor, "started", start)

    def change_cadence(self, *, team: TeamId, cadence: Cadence, actor: UserId) -> None:
        """Change when the team is asked, from the next round on.

        Raises as `create`, and `FirstDayOver`, `LastDayOver`.
        """
        cadences.validate(cadence)

        def change(_: Store, before: Team, now: datetime) -> Team:
            check_days(before.cadence, cadence, now)
            return replace(before, cadence=cadence)

        self._change(team, actor, "cadence", change)

    def change_policy(self, *, team: TeamId, policy: Policy, actor: UserId) -> None:
        """Change what the team set about its anonymity.

        Raises:
            LockStays: a lock was set and cannot be unset.
            AlmostEverybody: k was raised beyond two fewer than people count.
            NotAllowed: the person is neither lead nor admin.

        """

        def change(store: Store, before: Team, now: datetime) -> Team:
            if before.policy.not_for_appraisal and not policy.not_for_appraisal:
                raise LockStays
            if policy.k > before.policy.k:
                check_k(policy.k, preview_of(store, team, now))
            return replace(before, policy=policy)

        self._change(team, actor, "policy", change)

    def rename(self, *, team: TeamId, name: str, actor: UserId) -> None:
        """Give the team another name."""
        self._change(team, actor, "renamed", lambda _, before, __: replace(before, name=name))

    def set_leads(self, *, team: TeamId, leads: Iterable[UserId], actor: UserId) -> None:
        """Say who leads; whoever led in any round of a window does not count in it.

        Raises `OnlyAdmins`.
        """
        chosen = frozenset(leads)

        def change(store: Store, before: Team, _: datetime) -> Team:
            check_admin(store, before.workspace, actor)
            return replace(before, leads=chosen)

        self._change(team, actor, "leads", change)

    def pause(self, *, team: TeamId, actor: UserId) -> None:
        """Stop asking until `resume`; an open round goes on to its close. Raises `NotStarted`."""
        self._change(team, actor, "paused", rest)

    def resume(self, *, team: TeamId, actor: UserId) -> None:
        """Ask again from the next turn of the cadence on; raises `NotStarted`."""
        self._change(team, actor, "resumed", go_on)

    def end(self, *, team: TeamId, actor: UserId) -> None:
        """Stop asking for good; the channel is free for another team. Raises `OnlyAdmins`."""

        def stop(store: Store, before: Team, now: datetime) -> Team:
            check_admin(store, before.workspace, actor)
            if before.state is TeamState.ENDED:
                return before
            cadence = replace(before.cadence, ends=now.date())
            return replace(before, state=TeamState.ENDED, cadence=cadence)

        self._change(team, actor, "ended", stop)

    def _change(
        self,
        team_id: TeamId,
        actor: UserId,
        event: str,
        change: Callable[[Store, Team, datetime], Team],
    ) -> None:
        now = self.clock.calendar_now()

        def unit(store: Store) -> None:
            before = store.teams.lock(team_id)
            check_allowed(store, before, actor)
            after = change(store, before, now)
            if after == before:
                return
            if before.state is TeamState.ENDED:
                raise TeamEnded
            store.teams.put(after)
            begins = before.state is TeamState.DRAFT
            seen = ("", said(after)) if begins else difference(before, after)
            note(store, after, event, actor, now, *seen)
            if after.state is TeamState.ENDED:
                drop(store, after.id)
                disband(store, after, now)
                store.deliveries.add(trials.over(store, after, now))
            told = (one for one in topics(before, after) if one.startswith(f"{event}:"))
            if after.state is not TeamState.DRAFT:
                announce(store, after, next(told, event), now)
                plan(store, after.id, now, after=now)

        self.database.step(unit)


def check_allowed(store: Store, team: Team, actor: UserId) -> None:
    """Refuse whoever is neither a lead of the team nor an admin of its workspace.

    Raises:
        NotAllowed: the person is neither.

    """
    if actor not in team.leads and not is_admin(store, team.workspace, actor):
        raise NotAllowed


def note(
    store: Store, team: Team, event: str, actor: UserId, at: datetime, before: str, after: str
) -> None:
    """Add a change to the trail."""
    store.audit.add(
        workspace=team.workspace,
        team=team.id,
        event=event,
        actor=actor,
        at=at,
        before=before,
        after=after,
    )


def said(team: Team) -> str:
    """Return everything a team has set, as one flat JSON object."""
    return json.dumps(_flat(team), default=_plain, sort_keys=True)


def difference(before: Team, after: Team) -> tuple[str, str]:
    """Return the changed settings alone, before and after, as JSON."""
    old, new = _flat(before), _flat(after)
    changed = [key for key in new if new[key] != old[key]]
    said = ({key: side[key] for key in changed} for side in (old, new))
    first, second = (json.dumps(one, default=_plain, sort_keys=True) for one in said)
    return first, second


def _flat(team: Team) -> dict[str, Any]:
    fields = asdict(team)
    group = team.group.handle if team.group else None
    return {**fields.pop("policy"), **fields.pop("cadence"), **fields, "group": group}


def _plain(value: object) -> object:
    return sorted(map(str, value)) if isinstance(value, frozenset) else str(value)
