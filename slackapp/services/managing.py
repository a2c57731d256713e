"""Looking after teams that exist: how they stand, what was changed, and changing it in one go."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from analytics.records import Status
from slackapp.clock import Clock
from slackapp.domain.digest import digest
from slackapp.domain.ids import TeamId, UserId, WorkspaceId
from slackapp.domain.overview import (
    Foreseen,
    ManagedTeam,
    Preview,
    Standing,
    Wanted,
    fingerprint,
)
from slackapp.domain.rounds import Reason, RoundState
from slackapp.domain.teams import Change, Team, TeamState
from slackapp.services.changing import Edit, foreseen_of, own_team
from slackapp.services.coming import dated
from slackapp.services.following import ends_on
from slackapp.services.invitations import without_team
from slackapp.services.lately import compared
from slackapp.services.members import Seen, align
from slackapp.services.naming import called
from slackapp.services.ports import Rehearsing, Store
from slackapp.services.preview import preview_of
from slackapp.services.removal import hollow_out, is_shell, remove_team
from slackapp.services.roles import check_admin, is_admin
from slackapp.services.rounds import announce
from slackapp.services.stops import last_stop
from slackapp.services.taking_back import CHANGES_SHOWN, last_set, refusal, undoing
from slackapp.services.teams import note, said
from slackapp.services.undelivered import is_uninvited

LOOKED_BACK = 4
"""Rounds looked at for how the last one that is over went."""


@dataclass(frozen=True, slots=True)
class Managing:
    """What admins do with every team of their workspace, and leads with their own."""

    database: Rehearsing
    clock: Clock
    changed: Callable[[], None] = lambda: None
    """Told of a change, so that nothing that is remembered of before is shown any more."""

    def teams(self, *, workspace: WorkspaceId, actor: UserId) -> tuple[ManagedTeam, ...]:
        """Return the teams somebody looks after, by name; those that have ended come last."""

        def unit(store: Store) -> tuple[ManagedTeam, ...]:
            admin = is_admin(store, workspace, actor)
            found = [
                self._managed(store, team)
                for team in store.teams.of_workspace(workspace)
                if (admin or actor in team.leads) and not is_shell(store, team)
            ]
            return tuple(sorted(found, key=_place))

        return self.database.read(unit)

    def team(self, *, workspace: WorkspaceId, team: TeamId, actor: UserId) -> ManagedTeam:
        """Return one team; raises `UnknownTeam`, `NotAllowed`."""

        def unit(store: Store) -> ManagedTeam:
            own = own_team(store, workspace, team, actor)
            back = undoing(store, own)
            refused = refusal(store, own, back, self.clock.calendar_now())
            found = replace(
                self._managed(store, own),
                undoing=back if refused is None else None,
                refused=refused,
                as_seen=_as_seen(store, own),
            )
            if found.seen is None:
                return found
            seen = dated(store, found.seen, self.clock.calendar_now())
            return replace(found, seen=compared(store, seen))

        return self.database.read(unit)

    def preview(self, *, workspace: WorkspaceId, team: TeamId, actor: UserId) -> Preview:
        """Return what comes of a team's settings as they are; raises as `team`."""
        now = self.clock.calendar_now()

        def unit(store: Store) -> Preview:
            own_team(store, workspace, team, actor)
            return dated(store, preview_of(store, team, now), now)

        return self.database.read(unit)

    def edit(
        self,
        *,
        workspace: WorkspaceId,
        team: TeamId,
        wanted: Wanted,
        actor: UserId,
        seen: str | None = None,
        event: str = "edited",
    ) -> Team:
        """Change whatever differs, all or nothing; the channel is told about each kind of change.

        `seen` is the fingerprint of the settings the person was shown, `event` what the trail says.

        Raises:
            UnknownTeam, NotAllowed: it is not this person's to change.
            OnlyAdmins: a lead wants to change what only admins may.
            TeamEnded: it is over; nothing of it can be changed any more.
            ChangedMeanwhile: somebody else changed the settings since.
            ChannelTaken: the new channel has a team already.
            LockStays: a lock was set and cannot be unset.
            UnknownZone, UnknownRegion, ImpossibleCadence, NoFutureRound: the cadence cannot be.
            FirstDayOver, LastDayOver, PauseOver: a day was changed to one that is over.
            NoLead: somebody was chosen as a lead who cannot lead a team.
            NameTaken: another team of the workspace has the name.
            AlmostEverybody: k was raised beyond two fewer than people count; it may stay as it was.
            NothingInTime: asked less often, or lightly, no figure could ever be finished.
            Mistakes: several of these, or what the form could not be read as.
            ImpossibleSetting: any of these, where the settings come from a text.
        """
        change = Edit(workspace, team, wanted, actor, self.clock.calendar_now(), seen, event)
        after = self.database.step(lambda store: change(store)[1])
        self.changed()
        return after

    def would(
        self,
        *,
        workspace: WorkspaceId,
        team: TeamId,
        wanted: Wanted,
        actor: UserId,
        there: Seen | None = None,
    ) -> Foreseen:
        """Return what `edit` would come to, by doing it and taking it back; raises as it does.

        `there` is who would be asked where the settings name another channel or group.
        """
        now = self.clock.calendar_now()
        change = Edit(workspace, team, wanted, actor, now)

        def unit(store: Store) -> Foreseen:
            before, _after = change(store)
            if there is not None:
                align(store, team, there, now)
            return foreseen_of(store, before, now)

        return self.database.rehearse(unit)

    def delete(self, *, workspace: WorkspaceId, team: TeamId, actor: UserId) -> None:
        """Delete a team with everything it owns, for good; raises `UnknownTeam`, `OnlyAdmins`.

        Of a draft nothing stays, not even a lock: it was never said to anybody.
        """

        def unit(store: Store) -> None:
            check_admin(store, workspace, actor)
            gone = own_team(store, workspace, team, actor)
            now = self.clock.calendar_now()
            note(store, gone, "deleted", actor, now, json.dumps({"name": gone.name}), "")
            if gone.state is TeamState.DRAFT:
                remove_team(store, gone.id)
            else:
                over = without_team(store, gone, now)
                announce(store, hollow_out(store, gone.id, now.date()), "deleted", now)
                store.deliveries.add(over)

        self.database.step(unit)

    def changes(
        self, *, workspace: WorkspaceId, actor: UserId, team: TeamId | None = None
    ) -> tuple[Change, ...]:
        """Return the newest changes: of a team, or for admins of the whole workspace."""

        def unit(store: Store) -> tuple[Change, ...]:
            if team is not None:
                own_team(store, workspace, team, actor)
            else:
                check_admin(store, workspace, actor)
            return store.audit.recent(workspace, team=team, limit=CHANGES_SHOWN)

        return self.database.read(unit)

    def settings(self, *, workspace: WorkspaceId, team: TeamId, actor: UserId) -> str:
        """Return everything a team has set, as JSON to keep elsewhere.

        With the names of its leads by id, to read.
        """

        def unit(store: Store) -> str:
            own = own_team(store, workspace, team, actor)
            written = json.loads(said(own)) | {"names": called(store, workspace, own.leads)}
            return json.dumps(written, indent=2, sort_keys=True, ensure_ascii=False)

        return self.database.read(unit)

    def _managed(self, store: Store, team: Team) -> ManagedTeam:
        standing = Standing(team.state.value)
        opened = store.rounds.of_team(team.id, states=[RoundState.OPEN], limit=1)
        now_open: dict[str, Any] = {
            "open_until": opened[0].closes_at if opened else None,
            "uninvited": any(is_uninvited(store, row) for row in opened),
        }
        if team.state is not TeamState.RUNNING:
            return ManagedTeam(team, standing, stopped=last_stop(store, team), **now_open)
        seen = preview_of(store, team.id, self.clock.calendar_now())
        opens_at = next((slot.opens_at for slot in seen.slots if slot.passed is None), None)
        if _nothing_shown(store, team.id):
            standing = Standing.HELD
        over_on = ends_on(store, team) if opens_at is None else None
        return ManagedTeam(
            team, standing, opens_at, seen.slots, seen=seen, over_on=over_on, **now_open
        )


def _place(one: ManagedTeam) -> tuple[bool, str]:
    """Where a team stands in a list: by its name, in whatever case that is written."""
    return one.standing is Standing.ENDED, one.team.name.casefold()


def _nothing_shown(store: Store, team: TeamId) -> bool:
    """Whether the last round was skipped or lost, or all that settled with it was held."""
    over = (RoundState.SKIPPED, RoundState.LOST, RoundState.GATHERED, RoundState.CLOSED)
    for row in store.rounds.of_team(team, states=over, limit=LOOKED_BACK):
        if row.reason == Reason.PAUSED:
            # Nobody expected one.
            continue
        if row.state in {RoundState.SKIPPED, RoundState.LOST}:
            return True
        report = store.reports.of_round(row.id)
        if report is not None:
            settled = store.reports.get(report)[1].settled
            return bool(settled) and all(one.status is Status.HELD for one in settled)
    return False


def _as_seen(store: Store, team: Team) -> str:
    """What differs too where the settings are as they were, and were others between."""
    return digest(repr((fingerprint(team), last_set(store, team))))
