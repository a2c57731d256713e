"""What a lead says is expected for a while: shown beside readings, never computed with."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from slackapp.clock import Clock
from slackapp.domain.cadence import local_date
from slackapp.domain.expectations import (
    LASTS,
    LONGEST,
    Expectation,
    Expected,
    Noted,
    fingerprint,
)
from slackapp.domain.ids import TeamId, UserId, WorkspaceId
from slackapp.domain.teams import Team, TeamState
from slackapp.errors import ChangedMeanwhile, DayOver
from slackapp.errors.people import ExpectedTooLong
from slackapp.errors.teams import TeamEnded
from slackapp.services.changing import own_team
from slackapp.services.ports import Database, Store
from slackapp.services.rounds import announce


@dataclass(frozen=True, slots=True)
class Expectations:
    """Leads and admins set them; the channel is told, and everybody reads the same."""

    database: Database
    clock: Clock

    def of_team(self, *, team: TeamId, workspace: WorkspaceId, actor: UserId) -> Noted:
        """Return what is expected now, for whoever may change it; raises as `choose`."""
        now = self.clock.calendar_now()

        def unit(store: Store) -> Noted:
            there = _changeable(store, team, workspace, actor)
            expected = current(store, there, now)
            usual = _today(there, now) + LASTS
            last = max((one.until for one in expected), default=usual)
            return Noted(expected, last, fingerprint(store.expectations.of_team(team)))

        return self.database.read(unit)

    def choose(
        self,
        *,
        team: TeamId,
        workspace: WorkspaceId,
        actor: UserId,
        what: Collection[Expected],
        until: date | None,
        seen: str | None = None,
    ) -> bool:
        """Say what is expected until a day (included); nothing, when `what` is empty.

        Without a day it is expected for the usual time, `LASTS`. `seen` is the fingerprint of what
        the person was shown. Returns whether that is news; where it is not, nobody is told.

        Raises:
            ChangedMeanwhile: somebody noted something else since.
            DayOver: the day has passed.
            ExpectedTooLong: it is further away than `LONGEST`.
            NotAllowed: the person is neither lead nor admin.
            UnknownTeam: the team is another workspace's, or was deleted.
            TeamEnded: nobody is asked in it any more.

        """
        now = self.clock.calendar_now()

        def unit(store: Store) -> bool:
            # Locked before it is read: two at once must not undo each other.
            store.teams.lock(team)
            there = _changeable(store, team, workspace, actor)
            kept, today = store.expectations.of_team(team), _today(there, now)
            before = current(store, there, now)
            last = until or today + LASTS
            if what and last < today:
                raise DayOver
            if what and last > today + LONGEST:
                raise ExpectedTooLong
            after = tuple(Expectation(one, last) for one in sorted(set(what)))
            if seen not in {None, fingerprint(kept)} and set(after) != set(before):
                raise ChangedMeanwhile
            for old in kept:
                store.expectations.drop(team, old.what)
            for new in after:
                store.expectations.put(team, new)
            if set(after) == set(before):
                return False
            _tell(store, there, actor, before, after, now)
            return True

        return self.database.step(unit)


def current(store: Store, team: Team, now: datetime) -> tuple[Expectation, ...]:
    """Return what is expected on the team's day."""
    today = _today(team, now)
    return tuple(one for one in store.expectations.of_team(team.id) if one.until >= today)


def _today(team: Team, now: datetime) -> date:
    return local_date(now, team.cadence.zone)


def _changeable(store: Store, team: TeamId, workspace: WorkspaceId, actor: UserId) -> Team:
    there = own_team(store, workspace, team, actor)
    if there.state is TeamState.ENDED:
        raise TeamEnded
    return there


def _tell(
    store: Store,
    team: Team,
    actor: UserId,
    before: tuple[Expectation, ...],
    after: tuple[Expectation, ...],
    now: datetime,
) -> None:
    store.audit.add(
        workspace=team.workspace,
        team=team.id,
        event="expected",
        actor=actor,
        at=now,
        before=_kept(before),
        after=_kept(after),
    )
    if team.state is not TeamState.DRAFT:
        announce(store, team, f"expected:{_said(after)}", now)


def _kept(expected: tuple[Expectation, ...]) -> str:
    """A JSON object, as every change in the trail is kept."""
    return json.dumps({one.what: one.until.isoformat() for one in expected}, sort_keys=True)


def _said(expected: tuple[Expectation, ...]) -> str:
    return ":".join(f"{one.what}={one.until.isoformat()}" for one in expected)
