"""The lock against appraisal: set once, it stays where it was set, whatever becomes of the team."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from slackapp.domain.cadence import Cadence
from slackapp.domain.ids import TeamId, new_id
from slackapp.domain.policy import Policy
from slackapp.domain.teams import Team, TeamState
from slackapp.services.ports import Store


def with_lock(store: Store, team: Team) -> Team:
    """Lock a team if a team of its channel before was: founding anew takes off no lock."""
    locked = team.policy.not_for_appraisal or bool(_locking(store, team))
    return replace(team, policy=replace(team.policy, not_for_appraisal=locked))


def stays_locked(store: Store, team: Team) -> bool:
    """Say whether nobody can take a team's lock off, though it may be a draft."""
    return team.state is not TeamState.DRAFT or is_left_locked(store, team)


def is_left_locked(store: Store, team: Team) -> bool:
    """Say whether another team locked this one's channel: now, or before it ended or moved."""
    return any(one != team.id for one in _locking(store, team))


def _locking(store: Store, team: Team) -> list[TeamId]:
    """The teams that lock a team's channel, itself among them once it was started."""
    return [
        one.id
        for one in store.teams.of_workspace(team.workspace)
        if one.channel == team.channel
        and one.policy.not_for_appraisal
        and one.state is not TeamState.DRAFT
    ]


def leave_lock(store: Store, team: Team, today: date) -> None:
    """Leave the lock of a team that moves away in its channel, as if it had been deleted there.

    Else it could be moved, and the same people be asked in their old channel without the lock. Of a
    draft nobody was told yet.
    """
    if team.policy.not_for_appraisal and team.state is not TeamState.DRAFT:
        store.teams.put(replace(shell_of(team, today), id=TeamId(new_id())))


def shell_of(team: Team, today: date) -> Team:
    """Return what is left of a team: no name, no lead, no setting but its channel and its lock."""
    return Team(
        id=team.id,
        workspace=team.workspace,
        channel=team.channel,
        name="",
        leads=frozenset(),
        policy=Policy(not_for_appraisal=team.policy.not_for_appraisal),
        cadence=Cadence(zone="UTC", weekday=0, at=time(), first=today, ends=today),
        state=TeamState.ENDED,
    )
