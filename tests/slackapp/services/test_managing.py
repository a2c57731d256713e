"""How teams stand, as whoever looks after them sees it."""

from dataclasses import replace

from slackapp.domain.overview import Standing
from slackapp.services.managing import Managing
from tests.slackapp.services.house import ADMIN, LEAD, at


def standing(house, team):
    managing = Managing(house.database, house.clock)
    return managing.team(workspace="W1", team=team, actor=ADMIN).standing


def test_a_team_runs_until_it_is_paused(house):
    team = house.team()
    assert standing(house, team) is Standing.RUNNING
    house.settings.pause(team=team, actor=LEAD)
    assert standing(house, team) is Standing.PAUSED


def test_a_team_whose_last_round_could_not_open_is_held(house):
    team = house.team()
    left = house.users(8)[:4]
    house.step(lambda store: store.people.leave(team, left, on=at(1).date()))
    house.move(at(1))
    house.work()
    assert standing(house, team) is Standing.HELD


def test_leads_see_their_own_teams_and_admins_all(house):
    first, second = house.team(), house.team(channel="C2", prefix="V")
    other = house.read(lambda store: store.teams.get(second))
    house.step(lambda store: store.teams.put(replace(other, leads=frozenset({"V1"}))))
    managing = Managing(house.database, house.clock)

    def seen(actor):
        return {one.team.id for one in managing.teams(workspace="W1", actor=actor)}

    assert seen(LEAD) == {first}
    assert seen(ADMIN) == {first, second}
    assert seen(house.users(8)[0]) == set()
