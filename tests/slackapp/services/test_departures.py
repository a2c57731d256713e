"""When Slack takes the installation or a channel away."""

from slackapp.domain.deliveries import DeliveryState
from slackapp.domain.teams import TeamState
from slackapp.services.departures import Departures
from slackapp.services.rounds import Step


def departures(house):
    return Departures(house.database, house.clock)


def state(house, team):
    return house.read(lambda store: store.teams.get(team)).state


def test_an_uninstalled_workspace_has_no_token_and_its_teams_are_paused(house):
    first, second = house.team(), house.team(channel="C2", prefix="V")
    departures(house).uninstalled(enterprise="", slack_team="T1")
    assert house.read(lambda store: store.workspaces.token("W1")) is None
    assert state(house, first) is state(house, second) is TeamState.PAUSED


def test_nothing_that_was_due_is_posted_any_more(house):
    team = house.team()
    departures(house).uninstalled(enterprise="", slack_team="T1")
    counts = house.read(lambda store: store.deliveries.count_by_state())
    assert counts.get(DeliveryState.DUE, 0) == 0
    assert all(due.step is not Step.OPEN for due in house.work())
    assert state(house, team) is TeamState.PAUSED


def test_only_the_team_of_a_gone_channel_is_paused(house):
    gone, other = house.team(), house.team(channel="C2", prefix="V")
    departures(house).channel_gone(workspace="W1", channel="C1")
    assert state(house, gone) is TeamState.PAUSED
    assert state(house, other) is TeamState.RUNNING


def test_being_told_twice_or_about_something_unknown_changes_nothing(house):
    team = house.team()
    for _ in range(2):
        departures(house).channel_gone(workspace="W1", channel="C1")
    departures(house).channel_gone(workspace="W1", channel="C9")
    departures(house).uninstalled(enterprise="E9", slack_team="T9")
    assert state(house, team) is TeamState.PAUSED
    assert house.read(lambda store: store.workspaces.token("W1")) == "xoxb-1"
