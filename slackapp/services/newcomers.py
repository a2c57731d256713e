"""Whoever is new in a team, or came after its check-in opened, as they are told it themselves."""

from __future__ import annotations

from datetime import date

from slackapp.domain.cadence import local_date
from slackapp.domain.ids import RoundId, UserId
from slackapp.domain.roster import Membership, at_home, counts_from, counts_yet
from slackapp.domain.rounds import Round
from slackapp.domain.teams import Team
from slackapp.errors import NotOnRoster
from slackapp.errors.people import CameLater
from slackapp.services.ports import Store


def counts_later(store: Store, team: Team, user: UserId, *, on: date) -> date | None:
    """The day from which somebody counts whom only being new keeps from it on a day."""
    person, there = store.people.get(team.workspace, user), _membership(store, team, user)
    if there is None or person is None or person.is_guest or user in team.leads:
        return None
    return None if counts_yet(there, on=on) or not at_home(person, team) else counts_from(there)


def came_later(store: Store, team: Team, row: Round, user: UserId) -> bool:
    """Whether somebody is in a team by now and was not as its open round froze who is asked."""
    if row.epoch is None or store.rosters.get(row.epoch).member(user) is not None:
        return False
    return _membership(store, team, user) is not None


def why_not(store: Store, round_id: RoundId, user: UserId) -> NotOnRoster:
    """Return why a round does not ask somebody who is not on its roster.

    Raises:
        UnknownRound: it is gone.

    """
    row = store.rounds.get(round_id)
    team = store.teams.get(row.team)
    if not came_later(store, team, row, user):
        return NotOnRoster()
    return CameLater(counts_from=counts_later(store, team, user, on=_opened(row, team)))


def _opened(row: Round, team: Team) -> date:
    return local_date(row.opens_at, team.cadence.zone)


def _membership(store: Store, team: Team, user: UserId) -> Membership | None:
    return next((one for one in store.people.members(team.id) if one.user == user), None)
