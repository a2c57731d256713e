"""What is done to every team of a workspace is done team by team; killed in between it goes on."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from slackapp.domain.answers import Answer
from slackapp.domain.rounds import RoundState
from slackapp.domain.teams import Person, TeamState, Workspace
from slackapp.errors import BearingsError, StorageAway
from slackapp.services import deleting, looking, rounds
from slackapp.services.departures import Departures
from slackapp.services.erasure import Erasure
from slackapp.services.everything import Everything
from slackapp.services.installations import Installations
from slackapp.services.removal import KEPT_DAYS, purge
from slackapp.services.retention import retain_team
from slackapp.services.rounds import Due, Step
from slackapp.storage.database import Database
from tests.slackapp.services.house import ADMIN, at

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
    house.settings.resume(team=teams[0], actor=ADMIN)
    departures.settle(doubt, works=False)
    assert states(house, teams)[0] is TeamState.RUNNING
    assert house.read(lambda store: store.workspaces.token("W1")) == "xoxb-2"


def held(house):
    """How many teams still own anything: a deleted one at most its channel and hashes."""

    def unit(store):
        return [one for one in store.teams.of_workspace("W1") if store.rounds.of_team(one.id)]

    return house.read(unit)


def purged(house, units):
    """Nobody came back, and whoever deletes it all is killed before a unit."""
    house.uninstall()
    house.move(house.now + timedelta(days=KEPT_DAYS + 1))
    today = house.now.date()
    assert Due(Step.PURGE, "W1") in rounds.due(house.database, house.now)
    with pytest.raises(KilledError):
        purge(Mortal(house.database, units), workspace="W1", today=today)


@pytest.mark.parametrize("gone", range(len(CHANNELS) + 1))
def test_killed_between_two_teams_a_purge_is_finished(house, gone):
    founded(house)
    keys = house.keys.ids()
    assert keys
    purged(house, gone)
    assert len(held(house)) == len(CHANNELS) - gone
    house.work()
    assert house.read(lambda store: store.workspaces.all()) == ()
    assert house.read(lambda store: store.audit.recent("W1", team=None, limit=9)) == ()
    house.work()
    assert house.keys.ids() == frozenset()


def test_what_comes_back_before_a_purge_is_finished_keeps_the_teams_that_are_left(house):
    founded(house)
    purged(house, 1)
    left = [one.id for one in held(house)]
    found = Workspace("new", "", "T1", "Acme", "B2", "B2")
    Installations(house.database, house.clock).keep(found, token="xoxb-2", installer="U1")
    purge(house.database, workspace="W1", today=house.now.date())
    assert house.read(lambda store: store.workspaces.token("W1")) == "xoxb-2"
    assert states(house, left) == [TeamState.PAUSED] * 2
    house.settings.resume(team=left[0], actor=ADMIN)
    assert states(house, left) == [TeamState.RUNNING, TeamState.PAUSED]


def four(_user, row):
    return Answer(items=dict.fromkeys(row.asks.items, 4))


def deleted(house, units):
    """An admin deletes everything, and the process is killed before a unit."""
    everything = Everything(Mortal(house.database, units), house.clock)
    with pytest.raises(KilledError):
        everything.delete(workspace="W1", actor=ADMIN, name="Acme")


@dataclass
class Hindered(Mortal):
    """A database that is away from one of its units on."""

    def step(self, unit):
        if not self.units:
            raise StorageAway
        return super().step(unit)


@pytest.mark.parametrize(("units", "is_gone"), [(1, False), (2, False), (len(CHANNELS) + 2, True)])
def test_everything_is_said_to_be_deleted_when_it_is(house, units, is_gone):
    founded(house)
    everything = Everything(Hindered(house.database, units), house.clock)
    assert everything.delete(workspace="W1", actor=ADMIN, name="Acme") is is_gone
    assert (held(house) == []) is is_gone


def hindered(house):
    """Everything is deleted while a check-in is open, and only the teams have ended by then."""
    team = house.team()
    house.week(team, 1, four)
    house.go(at(2))
    house.ask(team, four)
    everything = Everything(Hindered(house.database, 1), house.clock)
    assert not everything.delete(workspace="W1", actor=ADMIN, name="Acme")
    return team


def test_nothing_is_sealed_of_who_erases_while_everything_is_being_deleted(house):
    team = hindered(house)
    sealed = {house.newest(team).key, *(one.key for one in house.windows(team))}
    assert sealed <= house.keys.ids()
    Erasure(house.database, house.keys).erase(workspace="W1", user="U02")
    house.work()
    assert not sealed & house.keys.ids()


def test_no_report_comes_of_what_is_being_deleted(house):
    team = hindered(house)
    house.go(at(2, day=4))
    assert house.newest(team).state is RoundState.CLOSED
    assert len(house.read(lambda store: store.reports.of_team(team))) == 1


def test_what_is_sealed_is_gone_before_what_the_teams_owned_is_deleted(house):
    team, *_ = founded(house)
    house.week(team, 1, four)
    windows = house.windows(team)
    deleted(house, 2)
    house.work()
    assert windows
    assert not house.keys.ids() & {window.key for window in windows}


def waiting(house):
    """What is due, and where."""
    claim = {"real_now": house.now, "owner": "o", "lease_until": house.now, "limit": 99}
    rows = house.step(lambda store: store.deliveries.claim(house.now, **claim))
    return sorted((row.topic, row.target) for row in rows)


def shells(house):
    found = house.read(lambda store: store.teams.of_workspace("W1"))
    return [(one.state, one.name, one.leads, one.channel) for one in found]


EMPTY = [(TeamState.ENDED, "", frozenset(), channel) for channel in CHANNELS]


@pytest.mark.parametrize("gone", range(len(CHANNELS)))
def test_killed_between_two_teams_everything_is_over_before_and_deleted_with_the_tidying(
    house, gone
):
    teams = founded(house)
    opened = open_rounds(house, teams)
    member = house.read(lambda store: store.people.members(teams[0]))[0].user
    deleted(house, 2 + gone)
    assert len(held(house)) == len(CHANNELS) - gone
    assert sorted(shells(house), key=lambda one: one[3]) == EMPTY
    assert house.work() == [Due(Step.BURY, "keys")]
    assert house.keys.ids() == frozenset()
    for row in opened:
        with pytest.raises(BearingsError):
            house.answer(row.id, member, Answer(items={row.asks.items[0]: 4}))
    assert house.read(lambda store: store.people.ever_in("W1", member)) == ()
    told = waiting(house)
    assert {topic for topic, _ in told} <= {"deleted"}
    house.tidy()
    assert held(house) == []
    assert sorted(shells(house), key=lambda one: one[3]) == EMPTY
    assert sorted(told + waiting(house)) == [("deleted", channel) for channel in CHANNELS]
    house.work()
    assert house.keys.ids() == frozenset()


@pytest.mark.parametrize("stopped", range(len(CHANNELS)))
def test_killed_before_all_teams_are_stopped_they_are_with_the_first_that_is_tidied(
    house, monkeypatch, stopped
):
    monkeypatch.setattr(deleting, "TOGETHER", 1)
    teams = founded(house)
    opened = open_rounds(house, teams)
    member = house.read(lambda store: store.people.members(teams[0]))[0].user
    deleted(house, 1 + stopped)
    assert sorted(shells(house), key=lambda one: one[3]) == EMPTY
    assert house.read(lambda store: store.people.ever_in("W1", member)) == ()
    assert len(open_rounds(house, teams)) == len(opened) - stopped
    first, *_ = house.read(lambda store: store.deletions.pending("W1"))
    retain_team(house.database, team=first, now=house.now)
    assert open_rounds(house, teams) == []
    house.work()
    assert house.keys.ids() == frozenset()
    house.tidy()
    assert held(house) == []
    assert waiting(house) == [("deleted", channel) for channel in CHANNELS]


def test_what_a_channel_was_told_is_not_taken_back_by_whoever_stops_the_team_once_more(house):
    teams = founded(house)
    deleted(house, 3)
    house.step(lambda store: store.deletions.stop(teams))
    assert [topic for topic, _channel in waiting(house)] == ["deleted"]


def test_a_channel_that_had_two_teams_is_told_once_that_everything_is_deleted(house):
    before = house.team(channel="C1", prefix="A")
    house.go(at(1))
    house.settings.end(team=before, actor=ADMIN)
    founded(house)
    deleted(house, 3)
    house.tidy()
    assert waiting(house) == [("deleted", channel) for channel in CHANNELS]


def test_what_is_founded_before_everything_is_gone_stays(house):
    founded(house)
    deleted(house, 1)
    house.step(lambda store: store.people.put([Person("W1", ADMIN, "Ada", is_admin=True)]))
    anew = house.team(channel="C1", prefix="A")
    house.tidy()
    assert states(house, [anew]) == [TeamState.RUNNING]
    assert len(house.read(lambda store: store.people.members(anew))) == 9
    assert [one.id for one in held(house)] == [anew]
