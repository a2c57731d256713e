"""What is done to every team of a workspace is done team by team; killed in between it goes on."""

from dataclasses import dataclass

import pytest

from slackapp.domain.teams import TeamState, Workspace
from slackapp.services import looking
from slackapp.services.departures import Departures
from slackapp.services.installations import Installations
from slackapp.services.rounds import Due, Step
from slackapp.storage.database import Database
from tests.slackapp.services.house import at

CHANNELS = ("C1", "C2", "C3")


class KilledError(BaseException):
    """The process is gone: whatever was committed before stays."""


@dataclass
class Mortal:
    """A database whose process is killed before one of its units."""

    database: Database
    units: int

    def step(self, unit):
        if not self.units:
            raise KilledError
        self.units -= 1
        return self.database.step(unit)

    def read(self, unit):
        return self.database.read(unit)


def founded(house):
    """Three teams, whose rounds are open."""
    teams = [house.team(channel=one, prefix=f"U{one}") for one in CHANNELS]
    house.go(at(1))
    return teams


def states(house, teams):
    return [house.read(lambda store, one=one: store.teams.get(one)).state for one in teams]


def uninstalled(house, units):
    """Slack takes the token no more, and whoever notes that is killed before a unit."""
    departures = Departures(Mortal(house.database, units), house.clock)
    Departures(house.database, house.clock).uninstalled(enterprise="", slack_team="T1")
    with pytest.raises(KilledError):
        departures.settle(departures.doubt("W1"), works=False)


def to_verify(house):
    seen = looking.look(house.database, house.now, days=False)
    return [one for one in seen.due if one.step is Step.VERIFY]


def verify(house):
    """Perform the step: nobody has a token to ask Slack with."""
    departures = Departures(house.database, house.clock)
    doubt = departures.doubt("W1")
    assert doubt.token is None
    departures.settle(doubt, works=False)


def open_rounds(house, teams):
    return [row for one in teams for row in house.rounds(one) if row.state == "open"]


@pytest.mark.parametrize("paused", range(len(CHANNELS) + 1))
def test_killed_between_two_teams_a_removal_is_finished_and_nothing_is_posted_meanwhile(
    house, paused
):
    teams = founded(house)
    uninstalled(house, 1 + paused)
    assert house.read(lambda store: store.workspaces.token("W1")) is None
    assert states(house, teams).count(TeamState.PAUSED) == paused
    assert len(open_rounds(house, teams)) == len(teams) - paused
    assert to_verify(house) == [Due(Step.VERIFY, "W1")]
    verify(house)
    assert states(house, teams) == [TeamState.PAUSED] * 3
    assert open_rounds(house, teams) == []
    assert to_verify(house) == []


def test_a_token_that_is_refused_stops_the_team_at_once_and_the_others_one_by_one(house):
    teams = founded(house)
    departures = Departures(house.database, house.clock)
    row = next(iter(open_rounds(house, teams[1:2])))
    (refused, *_) = house.read(lambda store: store.deliveries.of_round(row.id))
    house.step(lambda store: departures.refused(store, refused, "token_revoked"))
    paused = [TeamState.RUNNING, TeamState.PAUSED, TeamState.RUNNING]
    assert states(house, teams) == paused
    assert to_verify(house) == [Due(Step.VERIFY, "W1")]
    verify(house)
    assert states(house, teams) == [TeamState.PAUSED] * 3


def test_who_installs_again_before_a_removal_is_finished_finds_every_team_paused(house):
    teams = founded(house)
    uninstalled(house, 2)
    found = Workspace("new", "", "T1", "Acme", "B2", "B2")
    Installations(house.database, house.clock).keep(found, token="xoxb-2", installer="U1")
    assert house.read(lambda store: store.workspaces.token("W1")) == "xoxb-2"
    assert states(house, teams) == [TeamState.PAUSED] * 3
    assert open_rounds(house, teams) == []
    assert to_verify(house) == []


def test_an_old_removal_stops_no_team_of_an_installation_since(house):
    teams = founded(house)
    departures = Departures(house.database, house.clock)
    departures.uninstalled(enterprise="", slack_team="T1")
    doubt = departures.doubt("W1")
    departures.settle(doubt, works=False)
    found = Workspace("new", "", "T1", "Acme", "B2", "B2")
    Installations(house.database, house.clock).keep(found, token="xoxb-2", installer="U1")
    house.settings.resume(team=teams[0], actor="U98")
    departures.settle(doubt, works=False)
    assert states(house, teams)[0] is TeamState.RUNNING
    assert house.read(lambda store: store.workspaces.token("W1")) == "xoxb-2"
