"""How teams stand, as whoever looks after them sees it."""

import json
from dataclasses import replace
from datetime import time, timedelta

import pytest

from slackapp.domain.overview import Standing, Wanted
from slackapp.domain.policy import Policy
from slackapp.domain.teams import Person, TeamState
from slackapp.domain.telling import dropped_of
from slackapp.domain.text import Text
from slackapp.domain.written import applied, read
from slackapp.errors import OnlyAdmins
from slackapp.errors.teams import NoTeamHere, TeamEnded
from slackapp.services.home import Home
from slackapp.services.managing import Managing
from slackapp.services.members import Seen
from slackapp.ui import managing as managing_view
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


def test_a_team_that_goes_on_is_running_though_a_turn_passed_in_its_pause(house):
    team = house.team()
    house.settings.pause(team=team, actor=LEAD)
    house.go(at(2))
    house.settings.resume(team=team, actor=LEAD)
    assert standing(house, team) is Standing.RUNNING


def test_a_team_says_until_when_a_check_in_is_open_whatever_became_of_it(house):
    team = house.team()
    managing = Managing(house.database, house.clock)
    looking = {"workspace": "W1", "team": team, "actor": ADMIN}
    assert managing.team(**looking).open_until is None
    house.go(at(1))
    assert managing.team(**looking).open_until == at(1, day=4)
    house.settings.end(team=team, actor=ADMIN)
    assert managing.team(**looking).open_until == at(1, day=4)
    house.go(at(1, day=4))
    assert managing.team(**looking).open_until is None


def test_a_channel_whose_team_ended_says_so_and_one_that_never_had_one_says_that(house):
    house.settings.end(team=house.team(), actor=ADMIN)
    with pytest.raises(TeamEnded):
        house.settings.in_channel(workspace="W1", channel="C1")
    with pytest.raises(NoTeamHere) as none:
        house.settings.in_channel(workspace="W1", channel="C7")
    assert not isinstance(none.value, TeamEnded)
    home = Home(house.database, house.clock, house.check_ins)
    assert home.state_in("W1", "C1") is TeamState.ENDED
    assert home.state_in("W1", "C7") is None
    again = house.team()
    assert home.state_in("W1", "C1") is TeamState.RUNNING
    gone = house.team(channel="C2", prefix="V")
    for team in (again, gone):
        Managing(house.database, house.clock).delete(workspace="W1", team=team, actor=ADMIN)
    assert home.state_in("W1", "C1") is TeamState.ENDED
    assert home.state_in("W1", "C2") is None


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


def test_teams_are_listed_by_name_in_whatever_case_it_is_written(house):
    capital, small = house.team(), house.team(channel="C2", prefix="V")
    for team, name in ((capital, "Harbour"), (small, "breakwater")):
        there = house.read(lambda store, team=team: store.teams.get(team))
        named = replace(there, name=name)
        house.step(lambda store, named=named: store.teams.put(named))
    listed = Managing(house.database, house.clock).teams(workspace="W1", actor=ADMIN)
    assert [one.team.name for one in listed] == ["breakwater", "Harbour"]


class Settings:
    """An admin at one team's settings, a moment passing with each change."""

    def __init__(self, house, team):
        self.house, self.team = house, team
        self.managing = Managing(house.database, house.clock)

    @property
    def seen(self):
        return self.managing.team(workspace="W1", team=self.team, actor=ADMIN)

    def edit(self, *, actor=ADMIN, event="edited", **changes):
        self.house.move(self.house.now + timedelta(minutes=1))
        own = self.seen.team
        policy = {k: changes.pop(k) for k in list(changes) if hasattr(own.policy, k)}
        wanted = replace(Wanted.of(own), policy=replace(own.policy, **policy), **changes)
        self.managing.edit(workspace="W1", team=self.team, wanted=wanted, actor=actor, event=event)

    def undo(self, *, actor=ADMIN):
        self.house.move(self.house.now + timedelta(minutes=1))
        own = self.seen
        wanted = applied(json.loads(own.undoing[1]), Wanted.of(own.team))
        self.managing.edit(
            workspace="W1", team=self.team, wanted=wanted, actor=actor, event="undone"
        )

    def trail(self):
        found = self.managing.changes(workspace="W1", actor=ADMIN, team=self.team)
        return [(one.event, one.before, one.after) for one in found]


@pytest.fixture
def settings(house):
    return Settings(house, house.team())


def test_settings_as_text_tell_who_leads_and_reading_them_back_passes_the_names_over(settings):
    house, own = settings.house, settings.seen.team
    house.step(lambda store: store.people.put([Person("W1", LEAD, name="Ada Osei")]))
    written = settings.managing.settings(workspace="W1", team=own.id, actor=ADMIN)
    given = json.loads(written)
    assert (given["name"], given["names"]) == (own.name, {LEAD: "Ada Osei"})
    given["names"] = {LEAD: "Ada O.", "U99": "who left"}
    for text in (written, json.dumps(given)):
        wanted = read(Text.of(text), Wanted.of(own))
        wanted.refuse()
        assert wanted.applied(own) == own


def test_a_team_nothing_was_changed_in_has_nothing_to_take_back(settings):
    assert settings.seen.undoing is None


def test_the_last_change_is_taken_back_by_one_more_change_and_that_one_too(settings):
    settings.edit(name="Crew", k=6)
    assert settings.seen.undoing == ('{"k": 6, "name": "Crew"}', '{"k": 5, "name": "Team C1"}')
    settings.undo()
    own = settings.seen.team
    assert (own.name, own.policy.k) == ("Team C1", 5)
    event, before, after = settings.trail()[0]
    assert (event, before, after) == (
        "undone",
        '{"k": 6, "name": "Crew"}',
        '{"k": 5, "name": "Team C1"}',
    )
    settings.undo()
    assert settings.seen.team.name == "Crew"
    assert [one[0] for one in settings.trail()[:3]] == ["undone", "undone", "edited"]


def test_a_lock_stays_where_all_else_is_taken_back(settings):
    settings.edit(open_days=3, not_for_appraisal=True)
    assert "not_for_appraisal" not in settings.seen.undoing[1]
    settings.undo()
    policy = settings.seen.team.policy
    assert (policy.open_days, policy.not_for_appraisal) == (4, True)


def test_a_lock_alone_leaves_nothing_to_take_back(settings):
    settings.edit(not_for_appraisal=True)
    assert settings.seen.undoing is None


def test_what_was_changed_before_a_lock_can_still_be_taken_back(settings):
    settings.edit(open_days=3)
    settings.edit(not_for_appraisal=True)
    assert settings.seen.undoing == ('{"open_days": 3}', '{"open_days": 4}')
    settings.undo()
    policy = settings.seen.team.policy
    assert (policy.open_days, policy.not_for_appraisal) == (4, True)


def test_slack_is_asked_anew_who_is_there_once_a_team_is_moved(settings):
    house = settings.house

    def looked_at():
        return house.read(lambda store: store.looks.at(settings.team))

    settings.edit(open_days=3)
    assert looked_at() is not None
    settings.edit(channel="C9")
    assert looked_at() is None


def test_a_move_says_how_many_of_those_who_counted_are_there(settings):
    house, own = settings.house, settings.seen.team
    house.go(at(1))
    wanted = replace(Wanted.of(own), channel="C9")
    known = house.read(lambda store: store.people.many("W1", ["U01", "U02", LEAD]))
    would = Managing(house.database, house.clock).would(
        workspace="W1",
        team=settings.team,
        wanted=wanted,
        actor=ADMIN,
        there=Seen(tuple(known.values())),
    )
    assert (would.moves, len(would.counted), would.staying) == (True, 8, 2)


def test_what_is_different_again_is_not_taken_back(settings):
    settings.edit(name="Crew")
    own = settings.seen.team
    settings.house.step(lambda store: store.teams.put(replace(own, name="As the channel says")))
    assert settings.seen.undoing is None


def test_pausing_and_going_on_are_no_settings_to_take_back(settings):
    settings.edit(open_days=2)
    settings.house.move(settings.house.now + timedelta(minutes=1))
    settings.house.settings.pause(team=settings.team, actor=ADMIN)
    assert settings.seen.undoing == ('{"open_days": 2}', '{"open_days": 4}')


def test_a_lead_takes_back_only_what_a_lead_may_change(settings):
    settings.edit(k=6)
    with pytest.raises(OnlyAdmins):
        settings.undo(actor=LEAD)
    settings.edit(open_days=2, actor=LEAD)
    settings.undo(actor=LEAD)
    assert settings.seen.team.policy == Policy(k=6)


def test_what_would_change_is_told_and_not_done(settings):
    own = settings.seen.team
    wanted = replace(Wanted.of(own), name="Crew")
    would = settings.managing.would(workspace="W1", team=own.id, wanted=wanted, actor=ADMIN)
    assert (would.before, would.after) == ('{"name": "Team C1"}', '{"name": "Crew"}')
    assert would.preview.team == replace(own, name="Crew")
    assert settings.seen.team == own
    assert {one[0] for one in settings.trail()} == {"started", "created"}
    locked = replace(wanted, policy=Policy(k=6))
    with pytest.raises(OnlyAdmins):
        settings.managing.would(workspace="W1", team=own.id, wanted=locked, actor=LEAD)


def test_a_paused_team_says_since_when_and_what_paused_it(sqlite_house):
    house = sqlite_house
    team = house.team()
    managing = Managing(house.database, house.clock)

    def seen():
        return managing.team(workspace="W1", team=team, actor=ADMIN)

    assert seen().stopped is None
    since = house.now
    house.settings.pause(team=team, actor=LEAD)
    house.move(house.now + timedelta(days=2))
    assert seen().stopped == ("paused", since)
    house.settings.resume(team=team, actor=LEAD)
    assert seen().stopped is None
    house.move(house.now + timedelta(days=2))
    house.uninstall()
    assert seen().stopped == ("uninstalled", house.now)
    assert ": Bearings removed." in str(managing_view.team(seen(), admin=True))


@pytest.mark.parametrize(
    ("rhythm", "dropped"),
    [
        ({"every_weeks": 2, "first": at(1).date()}, at(2).date()),
        ({"weekday": 2}, at(2).date()),
        ({"quiet_days": frozenset({at(2).date()})}, at(2).date()),
        ({"at": time(11)}, None),
        ({"quiet_days": frozenset({at(3).date()})}, None),
    ],
)
def test_another_rhythm_names_the_next_check_in_where_it_drops_that(sqlite_house, rhythm, dropped):
    house = sqlite_house
    team = house.team()
    house.go(at(1))
    own = house.read(lambda store: store.teams.get(team))
    wanted = replace(Wanted.of(own), cadence=replace(own.cadence, **rhythm))
    change = {"workspace": "W1", "team": team, "actor": ADMIN, "wanted": wanted}
    managing = Managing(house.database, house.clock)
    assert managing.would(**change).dropped == dropped
    managing.edit(**change)
    soon = house.now + timedelta(minutes=1)
    due = house.read(lambda store: store.deliveries.late(soon, limit=100))
    (topic,) = (one.topic for one in due if one.topic.startswith("cadence"))
    assert dropped_of(topic.split(":")) == dropped


def test_a_team_that_is_paused_drops_no_check_in(sqlite_house):
    house = sqlite_house
    team = house.team()
    house.settings.pause(team=team, actor=ADMIN)
    own = house.read(lambda store: store.teams.get(team))
    wanted = replace(Wanted.of(own), cadence=replace(own.cadence, weekday=2))
    change = {"workspace": "W1", "team": team, "actor": ADMIN, "wanted": wanted}
    assert Managing(house.database, house.clock).would(**change).dropped is None
