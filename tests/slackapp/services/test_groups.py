"""A team that follows a user group: who is asked, and what becomes of it when the group goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from slackapp.domain.deliveries import DeliveryState
from slackapp.domain.overview import Part, Wanted
from slackapp.domain.roster import Headcount
from slackapp.domain.rounds import RoundState
from slackapp.domain.teams import Group, Person, TeamState
from slackapp.errors import OnlyAdmins, TeamTooSmall
from slackapp.errors.teams import GroupTooSmall
from slackapp.services import members
from slackapp.services.departures import Departures
from slackapp.services.headcounts import headcount_of
from slackapp.services.managing import Managing
from slackapp.services.preview import check_size
from tests.slackapp.services.house import ADMIN, LEAD, at

CREW = Group("S1", "crew")


def of(house, team):
    return house.read(lambda store: store.teams.get(team))


def follow(house, team, group=CREW, *, actor=ADMIN):
    managing = Managing(house.database, house.clock)
    wanted = replace(Wanted.of(of(house, team)), group=group)
    managing.edit(workspace="W1", team=team, wanted=wanted, actor=actor)


def departures(house):
    return Departures(house.database, house.clock)


def seen(house, team, users, *, absent=0, looked_at=None):
    return members.apply(
        house.database,
        team=team,
        people=[Person("W1", user, user) for user in users],
        now=house.now,
        absent=absent,
        of=looked_at or of(house, team),
    )


def roster(house, team):
    return {m.user for m in house.read(lambda store: store.people.members(team))}


def test_whom_a_team_asks_is_kept_told_and_audited(house):
    team = house.team()
    follow(house, team)
    assert of(house, team).group == CREW
    assert [one.id for one in house.read(lambda s: s.teams.following("W1", "S1"))] == [team]
    changes = house.read(lambda store: store.audit.recent("W1", team=team, limit=9))
    [edited] = [change for change in changes if change.event == "edited"]
    assert (edited.before, edited.after) == ('{"group": null}', '{"group": "crew"}')
    follow(house, team, None)
    assert of(house, team).group is None
    assert house.read(lambda store: store.teams.following("W1", "S1")) == ()
    counts = house.read(lambda store: store.deliveries.count_by_state())
    assert counts[DeliveryState.DUE] == 3


def test_a_lead_may_not_choose_who_is_asked(house):
    team = house.team()
    with pytest.raises(OnlyAdmins):
        follow(house, team, actor=LEAD)


def test_the_preview_says_how_many_of_the_group_are_not_in_the_channel(house):
    team = house.team()
    assert house.settings.preview(team=team).absent == 0
    follow(house, team)
    seen(house, team, house.users(7), absent=2)
    shown = house.settings.preview(team=team)
    assert (shown.roster, shown.absent) == (7, 2)
    follow(house, team, None)
    assert house.settings.preview(team=team).absent == 0


def test_too_few_of_a_group_are_another_matter_than_too_many_leads(house):
    team = house.team()
    for group, there, error in (
        (CREW, 0, GroupTooSmall),
        (CREW, 4, GroupTooSmall),
        (None, 4, TeamTooSmall),
    ):
        follow(house, team, group)
        seen(house, team, house.users(there))
        with pytest.raises(error) as refused:
            check_size(house.settings.preview(team=team))
        assert type(refused.value) is error


def test_who_is_at_home_elsewhere_is_not_asked_here_whether_they_lead_or_not(house):
    house.team()
    other = house.team(channel="C2", prefix="V")
    parts = {one.user: one.part for one in house.settings.preview(team=other).people}
    assert parts.pop(LEAD) is Part.ELSEWHERE
    assert set(parts.values()) == {Part.COUNTS}
    house.go(at(1))
    roster = house.read(lambda store: store.rosters.get(house.newest(other).epoch))
    assert (roster.member(LEAD).lead, roster.member(LEAD).asked) == (True, False)


def test_an_open_round_keeps_its_people_and_the_next_one_has_those_of_the_group(house):
    team = house.team()
    follow(house, team)
    seen(house, team, house.users(8))
    house.go(at(1))
    asked = {m.user for m in house.read(lambda s: s.rosters.get(house.newest(team).epoch)).members}
    assert asked == set(house.users(8))
    seen(house, team, house.users(6))
    house.go(at(1, day=4))
    assert house.newest(team).epoch is not None
    house.go(at(2))
    row = house.newest(team)
    assert {m.user for m in house.read(lambda s: s.rosters.get(row.epoch)).members} == set(
        house.users(6)
    )


def counted(house, team, week, users):
    """Open the round of a week with these people; returns what the channel is told about them."""
    seen(house, team, users)
    house.go(at(week))
    found = house.read(lambda store: headcount_of(store, store.teams.get(team), house.newest(team)))
    house.go(at(week, day=4))
    return found


def test_the_channel_is_told_how_many_are_asked_when_a_group_changes_who_is(house):
    team = house.team(count=9)
    users = house.users(9)
    assert counted(house, team, 1, users) is None
    assert counted(house, team, 2, users[:8]) is None, "who left the channel is seen there"
    follow(house, team)
    assert counted(house, team, 3, users[:8]) is None, "the same people"
    assert counted(house, team, 4, users[:6]) == Headcount(now=6, before=8)
    assert counted(house, team, 5, users[1:7]) == Headcount(now=6, before=6)
    assert counted(house, team, 6, users) == Headcount(now=9, before=6)
    assert counted(house, team, 7, users) is None


def test_that_a_group_changed_how_many_are_asked_is_kept_in_the_trail_and_never_who(house):
    team = house.team(count=9)
    follow(house, team)
    for week, users in enumerate((9, 9, 7, 7, 8), start=1):
        counted(house, team, week, house.users(users))
    trail = house.read(lambda store: store.audit.recent("W1", team=team, limit=9))
    kept = [(one.actor, one.before, one.after) for one in trail if one.event == "regrouped"]
    assert kept == [
        (None, '{"people": 7}', '{"people": 8}'),
        (None, '{"people": 9}', '{"people": 7}'),
    ]
    assert [one.at for one in trail if one.event == "regrouped"] == [at(5), at(3)]


def test_what_was_seen_of_a_group_the_team_has_left_meanwhile_changes_nothing(house):
    team = house.team()
    before = of(house, team)
    follow(house, team)
    seen(house, team, house.users(6))
    moves = seen(house, team, house.users(8), looked_at=before)
    assert (moves.joined, moves.left) == ((), ())
    assert roster(house, team) == set(house.users(6))


def test_a_group_that_is_gone_pauses_who_follows_it_and_tells_each_lead_once(house):
    team, other = house.team(), house.team(channel="C2", prefix="V")
    follow(house, team)
    house.go(at(1))
    due = house.read(lambda store: store.deliveries.count_by_state())[DeliveryState.DUE]
    for _ in range(2):
        departures(house).group_gone(workspace="W1", group="S1")
    assert of(house, team).state is TeamState.PAUSED
    assert of(house, other).state is TeamState.RUNNING
    counts = house.read(lambda store: store.deliveries.count_by_state())
    assert counts[DeliveryState.DUE] == due + 1
    house.go(at(1, day=4))
    assert house.newest(team).state is RoundState.CLOSED
    house.go(at(2) + timedelta(minutes=1))
    assert house.newest(team).reason == "paused"


def test_a_group_is_called_as_it_is_called_now_and_nothing_is_announced(house):
    team = house.team()
    follow(house, team)
    before = house.read(lambda store: store.deliveries.count_by_state())
    for group in ("S1", "S9"):
        departures(house).group_renamed(workspace="W1", group=group, handle="bay")
    assert of(house, team).group == Group("S1", "bay")
    assert house.read(lambda store: store.deliveries.count_by_state()) == before
