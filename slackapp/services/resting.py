"""What pauses a team and lets it go on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from slackapp.domain.teams import Team, TeamState
from slackapp.errors.teams import NotStarted
from slackapp.services.invitations import left_open
from slackapp.services.ports import Store
from slackapp.services.untold import tell_untold


def rest(_: Store, before: Team, __: datetime) -> Team:
    """Return the team, paused if it runs; raises `NotStarted` of a draft."""
    _check_started(before)
    return replace(before, state=TeamState.PAUSED) if before.state is TeamState.RUNNING else before


def go_on(store: Store, before: Team, now: datetime) -> Team:
    """Return the team, running if it was paused; raises `NotStarted` of a draft.

    Nobody changes a setting untold by taking Bearings out of the channel for a while.
    """
    _check_started(before)
    if before.state is not TeamState.PAUSED:
        return before
    tell_untold(store, before, now)
    store.deliveries.add(left_open(store, before))
    return replace(before, state=TeamState.RUNNING)


def _check_started(team: Team) -> None:
    if team.state is TeamState.DRAFT:
        raise NotStarted
