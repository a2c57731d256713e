"""What is older than it may be goes, and people who left are forgotten without moving a figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest

from slackapp.domain.answers import Answer, Tie
from slackapp.domain.cadence import Cadence
from slackapp.domain.overview import Outdated, Wanted
from slackapp.domain.policy import Policy
from slackapp.domain.retention import SHORTER_AFTER
from slackapp.domain.teams import Person
from slackapp.domain.windows import EXPIRES_AFTER
from slackapp.errors import UnknownTeam
from slackapp.services.managing import Managing
from slackapp.services.members import Switches, remember
from slackapp.services.reports import Reports
from slackapp.services.retention import retain
from slackapp.services.teams import TeamSettings
from tests.slackapp.services.house import ADMIN, LEAD, MONDAY, House, at

EVERYONE = [*House.users(9), LEAD]


def helping(user, row):
    """Everybody says the first member helped them, and nobody they helped."""
    items = dict.fromkeys(row.asks.items, 2 + int(user[1:]) % 4)
    helper = "U01" if user != "U01" else "U03"
    named = (Tie(helper),) if row.asks.prompts else None
    return Answer(items=items, helped_me=named, i_helped=() if row.asks.prompts else None)


def leave(house, team, *users):
    house.join(team, [user for user in EVERYONE if user not in users])


def ids(house, team):
    return house.read(lambda store: store.rosters.users(team))


def known(house, user):
    return house.read(lambda store: store.people.get("W1", user)) is not None


def test_who_left_is_forgotten_after_thirty_days_and_not_before(house):
    team = house.team(9)
    house.week(team, 1, helping)
    leave(house, team, "U05")
    left = house.now
    assert retain(house.database, now=left + timedelta(days=29)) == 0
    assert known(house, "U05")
    assert retain(house.database, now=left + timedelta(days=30)) == 1
    assert not known(house, "U05")
    assert "U05" not in ids(house, team)
    assert len(ids(house, team)) == len(EVERYONE)
    assert retain(house.database, now=left + timedelta(days=31)) == 0


@pytest.mark.parametrize("order", [("U04", "U05"), ("U05", "U04"), ("U01", "U02"), ("U02", "U01")])
def test_no_place_of_somebody_forgotten_keeps_the_id_of_another(house, order):
    """An unnamed place sorts behind its neighbour, who may be forgotten later."""
    team = house.team(9)
    house.week(team, 1, helping)
    named = ids(house, team)
    for gone in (order[:1], order):
        leave(house, team, *gone)
        house.move(house.now + timedelta(days=31))
        retain(house.database, now=house.now)
    kept = ids(house, team)
    assert not any(user in place for user in order for place in kept)
    assert [user for user in kept if user in EVERYONE] == [u for u in named if u not in order]
    assert [user in EVERYONE for user in kept] == [user not in order for user in named]


def test_forgetting_somebody_changes_no_reading(sqlite_house):
    """Two houses live the same weeks; in one of them a leaver is forgotten half way."""
    house = sqlite_house
    teams = [house.team(9), house.team(9, channel="C2", prefix="V")]
    for number in range(1, 9):
        house.go(at(number))
        for team in teams:
            house.ask(team, as_one_of_either)
        house.go(at(number, day=4))
        if number == 1:
            leave(house, teams[0], "U02")
            house.join(teams[1], [*[u for u in House.users(9, "V") if u != "V02"], LEAD])
        if number == 6:
            first = {member.user for member in house.read(lambda s: s.people.members(teams[0]))}
            assert "U02" not in first
            forget(house, "U02")
    told = [
        [(one.measure, one.status, one.value) for one in house.readings(team)] for team in teams
    ]
    assert told[0] == told[1]
    assert any(measure == "carriers" for measure, *_ in told[0])


def as_one_of_either(user, row):
    """The same answer for U03 and V03; the lead counts nowhere."""
    prefix, number = ("U", user[1:]) if user[0] == "U" else ("V", user[1:])
    if user == LEAD:
        return None
    helper = f"{prefix}03" if number != "03" else f"{prefix}04"
    items = dict.fromkeys(row.asks.items, 2 + int(number) % 4)
    named = (Tie(helper),) if row.asks.prompts else None
    return Answer(items=items, helped_me=named, i_helped=named)


def forget(house, user):
    assert retain(house.database, now=house.now) >= 1
    assert not known(house, user)


def test_who_is_still_in_another_team_or_leads_one_is_not_forgotten(sqlite_house):
    house = sqlite_house
    first = house.team(9)
    second = house.team(8, channel="C2", prefix="V")
    house.join(second, [*House.users(8, "V"), "U05", LEAD])
    leave(house, first, "U05", LEAD)
    house.join(second, [*House.users(8, "V"), "U05"])
    retain(house.database, now=house.now + timedelta(days=40))
    assert known(house, "U05")
    assert known(house, LEAD)


def test_a_team_that_ended_lets_its_people_go(sqlite_house):
    house = sqlite_house
    team = house.team(9)
    TeamSettings(house.database, house.clock).end(team=team, actor=ADMIN)
    assert retain(house.database, now=house.now + timedelta(days=31)) == len(EVERYONE)
    assert not known(house, LEAD)
    assert house.read(lambda store: store.teams.get(team)).leads == frozenset()


def test_who_was_never_in_a_team_is_forgotten_within_a_day(house):
    """Whoever types a command is looked up; admins and leads are needed, others are not."""
    house.team(9)
    for user, is_admin in (("U70", False), ("U71", True)):
        remember(house.database, Person("W1", user, "Somebody", is_admin=is_admin))
    assert retain(house.database, now=house.now) == 1
    assert not known(house, "U70")
    assert all(known(house, user) for user in ("U71", ADMIN, LEAD, "U01"))


def test_the_people_of_a_deleted_team_are_forgotten_after_thirty_days_and_not_before(house):
    team = house.team(9)
    Switches(house.database, house.clock).ask_me(workspace="W1", user="U01", on=False)
    Managing(house.database, house.clock).delete(workspace="W1", team=team, actor=ADMIN)
    deleted = house.now
    assert retain(house.database, now=deleted + timedelta(days=29)) == 0
    assert not house.read(lambda store: store.people.get("W1", "U01")).ask_me
    assert retain(house.database, now=deleted + timedelta(days=30)) == len(EVERYONE)
    assert not known(house, "U01")
    assert known(house, ADMIN)


def test_who_was_in_a_team_to_its_end_is_kept_while_there_is_a_report_to_read(house):
    team = house.team(9, retention_weeks=8)
    house.week(team, 1, helping)
    leave(house, team, "U05")
    house.go(at(2))
    person = house.read(lambda store: store.people.get("W1", "U06"))
    house.step(lambda store: store.people.put([replace(person, is_active=False)]))
    TeamSettings(house.database, house.clock).end(team=team, actor=ADMIN)
    ended = house.now
    house.go(at(2, day=5))
    assert retain(house.database, now=ended + timedelta(days=31)) == 2
    assert [user for user in EVERYONE if not known(house, user)] == ["U05", "U06"]
    assert Reports(house.database).of_person(workspace="W1", user="U01")
    assert retain(house.database, now=ended + timedelta(weeks=9)) == len(EVERYONE) - 2
    assert not known(house, "U01")


def test_old_changes_messages_readings_and_reports_go(sqlite_house):
    house = sqlite_house
    team = house.team(9, retention_weeks=1)
    for number in range(1, 6):
        house.week(team, number, helping)
    row = house.rounds(team)[0]
    house.step(lambda store: store.deliveries.cancel(team))
    retain(house.database, now=at(5, day=4) + timedelta(days=366))
    assert house.readings(team) == ()
    assert house.read(lambda store: store.reports.of_team(team)) == ()
    assert house.read(lambda store: store.audit.recent("W1", team=None, limit=9)) == ()
    assert house.read(lambda store: store.deliveries.of_round(row.id)) == ()
    assert house.rounds(team)[0].date == MONDAY


def keep(house, team, weeks):
    """An admin chooses how long reports are kept; returns what they were told it comes to."""
    managing = Managing(house.database, house.clock)
    own = managing.team(workspace="W1", team=team, actor=ADMIN).team
    wanted = Wanted.of(replace(own, policy=replace(own.policy, retention_weeks=weeks)))
    told = managing.would(workspace="W1", team=team, wanted=wanted, actor=ADMIN).outdated
    managing.edit(workspace="W1", team=team, wanted=wanted, actor=ADMIN)
    return told


def dates(house, team):
    return [day for _report, day in house.read(lambda store: store.reports.of_team(team))]


def test_reports_that_a_shorter_time_makes_old_go_a_week_after_it_was_told(house):
    team = house.team(9)
    for number in range(1, 5):
        house.week(team, number, helping)
    every = dates(house, team)
    chosen = house.now
    assert keep(house, team, 2) == Outdated(3, chosen.date() + SHORTER_AFTER)
    retain(house.database, now=chosen + SHORTER_AFTER)
    assert dates(house, team) == every
    retain(house.database, now=chosen + SHORTER_AFTER + timedelta(minutes=1))
    assert dates(house, team) == every[:1]


def test_a_shorter_time_that_is_taken_back_in_its_week_deletes_nothing(house):
    team = house.team(9)
    for number in range(1, 5):
        house.week(team, number, helping)
    every = dates(house, team)
    keep(house, team, 1)
    house.go(house.now + timedelta(days=2))
    assert keep(house, team, 26) is None
    retain(house.database, now=house.now + SHORTER_AFTER + timedelta(days=1))
    assert dates(house, team) == every


def test_notes_that_no_window_takes_over_are_destroyed_with_their_key(house):
    """A team that paused after its first window of ties keeps its mirrors only for so long."""
    team = house.team(9)
    for number in range(1, 9):
        house.week(team, number, helping)
    house.settings.pause(team=team, actor=ADMIN)
    key = house.read(lambda store: store.notes.key_id(team))
    assert key in house.keys.ids()
    for days, kept in ((2 * EXPIRES_AFTER.days - 1, True), (2 * EXPIRES_AFTER.days, False)):
        house.move(at(1) + timedelta(days=days))
        retain(house.database, now=house.now)
        house.work()
        assert (house.read(lambda store: store.notes.key_id(team)) == key) is kept
        assert (key in house.keys.ids()) is kept


def test_a_set_up_nobody_finished_is_thrown_away_with_whom_it_saw(house):
    cadence = Cadence(zone="UTC", weekday=0, at=time(10), first=MONDAY)
    given = {"workspace": "W1", "channel": "C2", "name": "Draft", "leads": [LEAD]}
    settings = {"cadence": cadence, "policy": Policy(), "actor": ADMIN}
    draft = house.settings.create(**given, **settings).id
    house.join(draft, [*House.users(6), LEAD])
    begun = house.now
    retain(house.database, now=begun + timedelta(days=29))
    assert known(house, "U01")
    retain(house.database, now=begun + timedelta(days=31))
    with pytest.raises(UnknownTeam):
        house.read(lambda store: store.teams.get(draft))
    assert not known(house, "U01")
