"""Retention: what is older than it may be is deleted, and people who left are forgotten.

What is still sealed of them is taken out first: it counts nowhere any more, since nothing is filed
under the place that is left of them, and afterwards nobody could ask for it.
Published readings and reports go by their team's policy, changes of settings and settled messages
after a fixed time. A person who left stays an unnamed place on the rosters of the past: windows
still count in places, and how many came and went is a rule of publishing.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

from slackapp.domain.ids import TeamId, UserId, WorkspaceId
from slackapp.domain.overview import Outdated
from slackapp.domain.retention import (
    AUDIT_FOR,
    CHURN_SPAN,
    IDLE_FOR,
    LEFT_FOR,
    SENT_FOR,
    SHORTER_AFTER,
)
from slackapp.domain.rounds import RoundState
from slackapp.domain.teams import Team, TeamState
from slackapp.errors import UnknownTeam
from slackapp.services.deleting import finish, stop_beside
from slackapp.services.erasure import Erasure
from slackapp.services.keys import tidy
from slackapp.services.notes import drop_old
from slackapp.services.ports import Database, KeyStore, Store
from slackapp.services.removal import drop_empty, drop_shell, is_shell
from slackapp.services.rounds import Step
from slackapp.services.sharing import shared_in
from slackapp.services.thrown_away import drop_draft
from slackapp.services.unfinished import delete_unfinished
from slackapp.services.unnaming import unname

ANSWERABLE = (RoundState.OPEN, RoundState.CLOSING)
"""States in which boxes lie under the ids of a roster."""
EVERY = timedelta(days=1)
AGAIN = timedelta(minutes=1)
"""When a team or a workspace is looked at again, and when it is after a failure."""
TOGETHER = 1000
"""Limits looked at in one unit."""


def retain(database: Database, keys: KeyStore, *, now: datetime) -> int:
    """Do all of it at once, as by hand; returns how many people were forgotten.

    What it deleted leaves the disk with the next `bury`, which is due from then on.

    Raises:
        KeyStoreAway, StorageAway: try again; who was not forgotten yet still can erase.

    """
    for team in database.read(_every_team):
        retain_team(database, team=team, now=now)
    workspaces = database.read(lambda store: [one.id for one in store.workspaces.all()])
    forgotten = sum(let_go(database, keys, workspace=one, now=now) for one in workspaces)
    tidy_up(database, now.astimezone(UTC).date())
    return forgotten


def retain_team(database: Database, *, team: TeamId, now: datetime) -> None:
    """Delete what a team keeps no longer, in a short unit; the next time is in a day.

    Where that fails it is tried again a minute later: those behind it come first.
    """
    database.step(lambda store: store.teams.tidy_at(team, now + AGAIN))
    stop_beside(database, team)
    delete_unfinished(database, team=team)
    database.step(lambda store: _drop_old(store, team, now))


def let_go(database: Database, keys: KeyStore, *, workspace: WorkspaceId, now: datetime) -> int:
    """Forget people of a workspace who left; returns how many. The next time is in a day.

    Short units, some for each person, so that no answer waits for it. Then it is time to tidy up.

    Raises:
        KeyStoreAway, StorageAway: it is tried again a minute later; who was not forgotten yet
            still can erase.

    """
    database.step(lambda store: store.workspaces.tidy_at(workspace, now + AGAIN))
    today = now.astimezone(UTC).date()
    before = today - LEFT_FOR
    # Over wherever they live; a pause that is kept would say who was not asked then.
    database.step(lambda store: store.people.end_pauses(workspace, before=today))
    database.step(lambda store: store.people.let_homes_go(workspace, before=before))
    gone = database.read(lambda store: store.people.gone(workspace, before))
    forgotten = sum(_let_go(database, keys, workspace, user) for user in gone)
    strangers = database.step(lambda store: _strangers(store, workspace, today))
    for user in strangers:
        forgotten += database.step(partial(_forget_stranger, workspace=workspace, user=user))
    # Else a figure that waits would be posted to another organisation after that time. One that is
    # found shared from here on has that written down today.
    shared = database.read(lambda store: shared_in(store, workspace))

    def rest(store: Store) -> None:
        store.audit.drop_before(workspace, now - AUDIT_FOR, shared=shared)
        store.workspaces.tidy_at(workspace, now + EVERY)
        store.chores.again(Step.TIDY)
        drop_empty(store, workspace)

    database.step(rest)
    return forgotten


def tidy_up(database: Database, today: date) -> None:
    """Have all of what was deleted leave the disk with the next `bury`, whatever there was.

    If only an erasure did this, its traces would tell of one.
    """

    def unit(store: Store) -> None:
        # Whoever made them was killed, or takes others now.
        store.tombstones.add(store.spares.drop())
        tidy(store)
        store.chores.done(Step.TIDY, on=today)

    _drop_idle(database)
    database.step(unit)


def _drop_idle(database: Database) -> None:
    """Forget limits that were left alone for a day, some in a unit: answers wait for its end."""

    def unit(store: Store) -> str | None:
        # In the time of the limits, which no calendar moves.
        before = store.real_now() - IDLE_FOR
        return store.buckets.drop_idle(before, beyond=looked_at, limit=TOGETHER)

    looked_at = ""
    while (last := database.step(unit)) is not None:
        looked_at = last


def drop_outdated(store: Store, team: Team, today: date, now: datetime) -> None:
    """Delete a team's readings and reports that are older than it keeps them.

    Where that was made shorter, those that only the shorter time makes old wait for a week.
    """
    recent = store.audit.since(team.id, now - SHORTER_AFTER)
    before = [json.loads(one.before) for one in recent if one.before]
    weeks = [team.policy.retention_weeks, *(one.get("retention_weeks", 0) for one in before)]
    kept_from = today - timedelta(weeks=max(weeks))
    store.readings.drop_before(team.id, kept_from)
    store.reports.drop_before(team.id, kept_from)
    _forget_last_shown(store, team, kept_from)


def _forget_last_shown(store: Store, team: Team, kept_from: date) -> None:
    """Forget the figures a team that has ended showed last: nothing is compared with them again.

    Who is behind them stays, so that other teams' are not told apart from them.
    """
    if team.state is not TeamState.ENDED or store.rounds.of_team(team.id, states=ANSWERABLE):
        return
    for family, known in store.readings.histories(team.id).items():
        if known.sticky and (known.published_on or kept_from) < kept_from:
            store.readings.put_history(team.id, family, replace(known, sticky={}))


def outdated(store: Store, before: Team, after: Team, now: datetime) -> Outdated | None:
    """Return which reports a change makes too old to keep, if it makes any so."""
    if after.policy.retention_weeks >= before.policy.retention_weeks:
        return None
    on = now.astimezone(UTC).date() + SHORTER_AFTER
    kept_from = on - timedelta(weeks=after.policy.retention_weeks)
    count = sum(day < kept_from for _report, day in store.reports.of_team(after.id))
    return Outdated(count, on) if count else None


def _every_team(store: Store) -> list[TeamId]:
    workspaces = store.workspaces.all()
    return [team.id for one in workspaces for team in store.teams.of_workspace(one.id)]


def _drop_old(store: Store, team_id: TeamId, now: datetime) -> None:
    if finish(store, team_id, now):
        # What is left of it has its turn a minute later.
        return
    try:
        team = store.teams.lock(team_id)
    except UnknownTeam:
        return
    today = now.astimezone(UTC).date()
    store.teams.tidy_at(team.id, now + EVERY)
    store.deliveries.drop_settled(team.id, now - SENT_FOR)
    drop_outdated(store, team, today, now)
    _forget_asked(store, team.id)
    drop_old(store, team.id, today)
    drop_shell(store, team, today - CHURN_SPAN)
    drop_draft(store, team, now)


def _forget_asked(store: Store, team: TeamId) -> None:
    """Forget who was not asked wherever it still stands, on a roster of no round too.

    A round opens under the lock of its team, so none that opens meanwhile is missed.
    """
    for epoch in store.rosters.not_asked(team):
        store.rosters.forget_asked(epoch)


def _let_go(database: Database, keys: KeyStore, workspace: WorkspaceId, user: UserId) -> bool:
    """Forget a person who left, unless somebody still counts on their id.

    Killed in between it leaves somebody of whom nothing is sealed, to be forgotten the next day.
    """
    if database.read(lambda store: _is_needed(store, workspace, user)):
        return False
    Erasure(database, keys).take_out(workspace=workspace, user=user)
    return database.step(lambda store: _forget(store, workspace, user))


def _forget(store: Store, workspace: WorkspaceId, user: UserId) -> bool:
    if _is_needed(store, workspace, user):
        return False
    for team in store.teams.of_person(workspace, user):
        unname(store, team.id, user)
        if user in team.leads:
            # It has ended, so nobody else will ever be named in their place.
            store.teams.put(replace(team, leads=team.leads - {user}))
    store.experiments.forget(workspace, user)
    store.deliveries.forget(workspace, user)
    store.buckets.drop(f"{workspace}:{user}")
    store.people.forget(workspace, user)
    return True


def _strangers(store: Store, workspace: WorkspaceId, today: date) -> tuple[UserId, ...]:
    """Return who is to be forgotten in no team: they typed a command once, or theirs was deleted.

    The people of a deleted team keep their switches as long as those of any other that they left.
    Nothing says whose it was: for that long after any was deleted it is everybody who is in none.
    """
    ended = store.teams.of_workspace(workspace, states={TeamState.ENDED})
    before = today - LEFT_FOR
    kept = any(is_shell(store, one) and (one.cadence.ends or before) > before for one in ended)
    since = before if kept else today
    keep = _kept(store, workspace)
    return store.people.strangers(workspace, keep=keep, on=today, before=since)


def _forget_stranger(store: Store, *, workspace: WorkspaceId, user: UserId) -> bool:
    """In a short unit: they may have come to a team meanwhile, or lead one."""
    if store.people.ever_in(workspace, user) or user in _kept(store, workspace):
        return False
    return _forget(store, workspace, user)


def _kept(store: Store, workspace: WorkspaceId) -> frozenset[UserId]:
    return store.teams.leads(workspace) | store.admins.of(workspace)


def _is_needed(store: Store, workspace: WorkspaceId, user: UserId) -> bool:
    return any(_needs(store, team, user) for team in store.teams.of_person(workspace, user))


def _needs(store: Store, team: Team, user: UserId) -> bool:
    """A lead need not be in the channel; an open round still knows its people by their ids.

    A team that has ended keeps its last members for as long as there is a report for them to read.
    """
    if user in team.leads and team.state is not TeamState.ENDED:
        return True
    if _reads(store, team, user):
        return True
    for row in store.rounds.of_team(team.id, states=ANSWERABLE):
        if row.epoch is not None and store.rosters.get(row.epoch).member(user) is not None:
            return True
    return False


def _reads(store: Store, team: Team, user: UserId) -> bool:
    person = store.people.get(team.workspace, user)
    if person is None or not person.is_active or not store.reports.of_team(team.id):
        return False
    return team.id in store.people.stayed(team.workspace, user)
