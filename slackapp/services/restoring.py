"""Everything a workspace has set, set again from text: all of it or nothing, and taken back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime

from slackapp.clock import Clock
from slackapp.domain.ids import ChannelId, TeamId, UserId, WorkspaceId
from slackapp.domain.overview import Wanted
from slackapp.domain.teams import Change, Group, Team, TeamState
from slackapp.domain.text import Text
from slackapp.domain.whole import ForeseenWhole, WantedWhole, Whole
from slackapp.domain.written import defaults_applied, read
from slackapp.errors import ChangedMeanwhile, NothingToTakeBack, UnknownTeam
from slackapp.errors.together import Together
from slackapp.services.changing import Edit, foreseen_of
from slackapp.services.defaults import difference as defaults_differ
from slackapp.services.defaults import set_out
from slackapp.services.locks import leave_lock
from slackapp.services.members import Seen, align
from slackapp.services.ports import Rehearsing, Store
from slackapp.services.roles import appoint, check_admin
from slackapp.services.taking_back import CHANGES_SHOWN, SETTING, locked_alone, undoing

MOST = 400
"""Changes looked through for those that were made at one moment."""


@dataclass(frozen=True, slots=True)
class Restoring:
    """For admins alone."""

    database: Rehearsing
    clock: Clock
    changed: Callable[[], None] = lambda: None
    """As that of `Managing`."""

    def whole(self, *, workspace: WorkspaceId, actor: UserId) -> Whole:
        """Return everything that is set; raises `OnlyAdmins`."""

        def unit(store: Store) -> Whole:
            check_admin(store, workspace, actor)
            return _whole(store, workspace)

        return self.database.read(unit)

    def would(
        self,
        *,
        workspace: WorkspaceId,
        actor: UserId,
        wanted: WantedWhole,
        there: Mapping[TeamId, Seen],
    ) -> ForeseenWhole:
        """Return what `restore` would come to, by doing it and taking it back; raises as it does.

        `there` is who would be asked in the teams that would be asked elsewhere.
        """
        now = self.clock.calendar_now()

        def unit(store: Store) -> ForeseenWhole:
            before = _whole(store, workspace)
            _restore(store, workspace, actor, wanted, now)
            for team, seen in there.items():
                align(store, team, seen, now)
            return _foreseen(store, before, _whole(store, workspace), now)

        return self.database.rehearse(unit)

    def restore(
        self, *, workspace: WorkspaceId, actor: UserId, wanted: WantedWhole, seen: str
    ) -> datetime:
        """Set everything, and return the moment, by which it can be taken back.

        `seen` is the fingerprint of what the person was shown.

        Raises:
            OnlyAdmins: the person is no admin.
            ChangedMeanwhile: somebody changed something since.
            ImpossibleSetting: something could not be read, or a team or the workspace cannot be
                set so: for what `Managing.edit` and `Roles.choose` raise.
            Mistakes: several of these.

        """
        now = self.clock.calendar_now()

        def unit(store: Store) -> datetime:
            check_admin(store, workspace, actor)
            for team in sorted(wanted.teams):
                # Before it is compared: who changes one at this moment is waited for, and seen.
                with suppress(UnknownTeam):
                    store.teams.lock(team)
            if _whole(store, workspace).fingerprint != seen:
                raise ChangedMeanwhile
            _restore(store, workspace, actor, wanted, now)
            return now

        at = self.database.step(unit)
        self.changed()
        return at

    def take_back(
        self,
        *,
        workspace: WorkspaceId,
        actor: UserId,
        at: datetime,
        groups: Iterable[Group] = (),
    ) -> tuple[TeamId, ...]:
        """Set everything as it was before that moment; returns the teams that were changed.

        Locks that were set stay. `groups` are the user groups that can be chosen.

        Raises:
            OnlyAdmins: the person is no admin.
            NothingToTakeBack: there is nothing of that moment, or some of it is different by now.

        """
        now = self.clock.calendar_now()

        def unit(store: Store) -> tuple[TeamId, ...]:
            check_admin(store, workspace, actor)
            trail = store.audit.recent(workspace, team=None, limit=MOST)
            made = [one for one in trail if one.at == at]
            earlier = _earlier(store, workspace, made, tuple(groups))
            _restore(store, workspace, actor, earlier, now, event="undone")
            return tuple(earlier.teams)

        teams = self.database.step(unit)
        self.changed()
        return teams

    def newest(self, *, workspace: WorkspaceId, actor: UserId) -> datetime | None:
        """Return the moment of the newest text, where all that it set can be taken back by now.

        None where it set one thing alone, which has a way back of its own; raises `OnlyAdmins`.
        """

        def unit(store: Store) -> datetime | None:
            check_admin(store, workspace, actor)
            trail = store.audit.recent(workspace, team=None, limit=MOST)
            at = next((one.at for one in trail if one.event == "imported"), None)
            made = [one for one in trail if one.at == at]
            if len(made) > 1:
                with suppress(NothingToTakeBack, UnknownTeam):
                    _earlier(store, workspace, made, ())
                    return at
            return None

        return self.database.read(unit)


def _whole(store: Store, workspace: WorkspaceId) -> Whole:
    found = store.teams.of_workspace(workspace)
    return Whole(
        workspace=store.workspaces.get(workspace).name,
        teams=tuple(team for team in found if team.state is not TeamState.ENDED),
        defaults=store.defaults.of(workspace),
        named_admins=frozenset(store.admins.of(workspace)),
    )


def _restore(
    store: Store,
    workspace: WorkspaceId,
    actor: UserId,
    wanted: WantedWhole,
    now: datetime,
    *,
    event: str = "imported",
) -> None:
    check_admin(store, workspace, actor)
    together, were = Together(wanted.unread), _made_room(store, wanted.teams, now.date())
    for team, after in wanted.teams.items():
        with together:
            Edit(workspace, team, after, actor, now, event=event, was=were[team])(store)
    with together:
        set_out(store, workspace, actor, wanted.defaults, now=now)
    before = frozenset(store.admins.of(workspace))
    name, remove = wanted.named_admins - before, before - wanted.named_admins
    if name or remove:
        with together:
            appoint(store, workspace, actor, name=name, remove=remove, now=now)
    Together(tuple(map(wanted.about, together.found))).tell()


def _made_room(store: Store, wanted: Mapping[TeamId, Wanted], today: date) -> dict[TeamId, Team]:
    """Let every team give up the name and the channel it is not to keep; returns them as they were.

    So several can take each other's, in any order, and only what two would have is refused: of a
    channel the database holds one team at every moment. Locked in one order, or two texts at once
    would wait for each other.
    """
    were = {team: store.teams.lock(team) for team in sorted(wanted)}
    for team, was in were.items():
        after, nowhere = wanted[team], f"given up by {team}"
        # Still its own for whoever reads it, should another team be refused for its sake.
        name = was.name if after.name == was.name else f"{was.name} ({team})"
        channel = was.channel if after.channel == was.channel else ChannelId(nowhere)
        if (name, channel) != (was.name, was.channel):
            store.teams.put(replace(was, name=name, channel=channel))
        if channel != was.channel:
            # Before any of them moves in there.
            leave_lock(store, was, today)
    return were


def _foreseen(store: Store, before: Whole, after: Whole, now: datetime) -> ForeseenWhole:
    then = {team.id: team for team in after.teams}
    changed = [team for team in before.teams if then[team.id] != team]
    admins = (
        ("", "")
        if before.named_admins == after.named_admins
        else tuple(
            json.dumps({"named_admins": sorted(one.named_admins)}) for one in (before, after)
        )
    )
    return ForeseenWhole(
        teams=tuple(foreseen_of(store, team, now) for team in changed),
        defaults=defaults_differ(before.defaults, after.defaults),
        admins=(admins[0], admins[1]),
    )


def _earlier(
    store: Store, workspace: WorkspaceId, made: list[Change], groups: tuple[Group, ...]
) -> WantedWhole:
    """What everything was before these changes, if it is still as they left it."""
    now = _whole(store, workspace)
    teams: dict[TeamId, Wanted] = {}
    defaults, admins = now.defaults, now.named_admins
    for one in made:
        if one.event == "imported" and one.team is not None:
            teams[one.team] = _before(store, store.teams.get(one.team), one, groups)
        elif one.event == "defaults":
            _check(defaults_applied(json.loads(one.after), defaults) == defaults)
            defaults = defaults_applied(json.loads(one.before), defaults)
        elif one.event == "admins":
            _check(_named(one.after) == admins)
            admins = _named(one.before)
    _check(bool(made))
    return WantedWhole(teams, defaults, admins)


def _before(store: Store, team: Team, change: Change, groups: tuple[Group, ...]) -> Wanted:
    trail = store.audit.recent(team.workspace, team=team.id, limit=CHANGES_SHOWN)
    last = next((one for one in trail if one.event in SETTING), None)
    locked = locked_alone(change)
    back = None if locked else undoing(store, team)
    _check(team.state is not TeamState.ENDED)
    _check(last == change and (back is not None or locked))
    given = json.loads(back[1]) if back is not None else {}
    return read(Text(given, team=team.name), Wanted.of(team), groups=groups)


def _named(written: str) -> frozenset[UserId]:
    return frozenset(map(UserId, json.loads(written)["named_admins"]))


def _check(possible: bool) -> None:  # noqa: FBT001 - one question
    if not possible:
        raise NothingToTakeBack
