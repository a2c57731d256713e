"""Setting a team up, changing it, and who is in it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import text

from analytics.instrument.bank import FACETS
from slackapp.domain.cadence import Cadence
from slackapp.domain.deliveries import Kind
from slackapp.domain.overview import Part, Wanted
from slackapp.domain.policy import K_FLOOR, Policy
from slackapp.domain.teams import Person, TeamState
from slackapp.errors import (
    AlmostEverybody,
    BelowFloor,
    ChannelTaken,
    FirstDayOver,
    ImpossibleCadence,
    LastDayOver,
    NotAllowed,
    RosterTooLarge,
    TeamTooSmall,
)
from slackapp.errors.people import NoPart, NotKept
from slackapp.errors.teams import NothingInTime, TooFewCount
from slackapp.services.home import Home
from slackapp.services.managing import Managing
from slackapp.services.members import Switches
from slackapp.services.retention import let_go
from tests.slackapp.services.house import ADMIN, LEAD, MONDAY, House, at

MONDAYS = Cadence(zone="UTC", weekday=0, at=time(10), first=MONDAY)


def draft(house, channel="C1", cadence=MONDAYS):
    return house.settings.create(
        workspace="W1",
        channel=channel,
        name="Draft",
        leads=[LEAD],
        cadence=cadence,
        policy=Policy(),
        actor=ADMIN,
    )


def announced(house):
    rows = house.step(
        lambda store: store.deliveries.claim(
            house.now, real_now=house.now, owner="me", lease_until=house.now, limit=100
        )
    )
    return [row.topic for row in rows if row.kind is Kind.ANNOUNCEMENT]


def test_nothing_is_asked_or_said_before_an_admin_confirms(sqlite_house):
    house = sqlite_house
    team = draft(house)
    house.join(team.id, [*House.users(8), LEAD])
    house.go(at(3))
    assert house.rounds(team.id) == ()
    assert announced(house) == []


def test_a_draft_gives_way_to_another_and_a_team_does_not(sqlite_house):
    house = sqlite_house
    draft(house)
    team = draft(house)
    house.join(team.id, [*House.users(5), LEAD])
    house.settings.confirm(team=team.id, actor=ADMIN)
    with pytest.raises(ChannelTaken):
        draft(house)


def test_a_preview_says_when_whom_and_what(sqlite_house):
    house = sqlite_house
    team = draft(house)
    house.join(team.id, [*House.users(8), LEAD])
    preview = house.settings.preview(team=team.id)
    assert [slot.date for slot in preview.slots] == [
        MONDAY + timedelta(weeks=week) for week in range(5)
    ]
    assert (preview.members, preview.roster) == (8, 9)
    assert "ties" in [entry.family for entry in preview.calendar.gets]


@pytest.mark.parametrize(("count", "error"), [(4, TeamTooSmall), (30, RosterTooLarge)])
def test_a_team_that_could_not_be_asked_is_not_started(sqlite_house, count, error):
    house = sqlite_house
    team = draft(house)
    house.join(team.id, [*House.users(count), LEAD])
    with pytest.raises(error):
        house.settings.confirm(team=team.id, actor=ADMIN)


def test_an_impossible_cadence_changes_nothing(sqlite_house):
    with pytest.raises(ImpossibleCadence):
        draft(sqlite_house, cadence=Cadence(zone="UTC", weekday=9, at=time(10), first=MONDAY))


def test_only_leads_and_admins_change_a_team(sqlite_house):
    house = sqlite_house
    team = house.team()
    with pytest.raises(NotAllowed):
        house.settings.rename(team=team, name="Mine", actor="U01")
    house.settings.rename(team=team, name="Ours", actor=LEAD)
    assert house.read(lambda store: store.teams.get(team)).name == "Ours"


def test_every_change_is_told_to_the_team(sqlite_house):
    house = sqlite_house
    team = house.team()
    settings, given = house.settings, {"team": team, "actor": ADMIN}
    for change_it in (
        lambda: settings.rename(name="Ours", **given),
        lambda: settings.rename(name="Ours", **given),
        lambda: settings.change_policy(policy=Policy(k=6, light=True), **given),
        lambda: settings.set_leads(leads=["U01"], **given),
        lambda: settings.pause(**given),
        lambda: settings.resume(**given),
        lambda: settings.end(**given),
    ):
        house.move(house.now + timedelta(seconds=1))
        change_it()
    assert sorted(announced(house)) == sorted(
        [
            f"started:{LEAD}",
            "renamed:Ours",
            "policy:k=6:light=1",
            "leads:U01",
            "paused",
            "resumed",
            "ended",
        ]
    )


def test_floors_cannot_be_lowered_and_a_lock_cannot_be_unset(sqlite_house):
    house = sqlite_house
    team = house.team(not_for_appraisal=True)
    with pytest.raises(BelowFloor):
        Policy(k=4)
    with pytest.raises(BelowFloor):
        house.settings.change_policy(team=team, policy=Policy(), actor=ADMIN)


@pytest.mark.parametrize(("people", "most"), [(5, 5), (7, 5), (8, 6), (10, 8)])
def test_a_team_cannot_ask_for_the_answers_of_almost_everybody(sqlite_house, people, most):
    """Else "shown" would say who answered; what was set stays when people leave."""
    house = sqlite_house
    team = house.team(people)
    for way in (change_k, edit_k):
        with pytest.raises(AlmostEverybody):
            way(house, team, most + 1)
        if most > K_FLOOR:
            way(house, team, most)
            house.join(team, [*House.users(people - 1), LEAD])
            way(house, team, most)
            way(house, team, K_FLOOR)
            house.join(team, [*House.users(people), LEAD])
    assert house.read(lambda store: store.teams.get(team)).policy.k == K_FLOOR


def change_k(house, team, k):
    house.settings.change_policy(team=team, policy=Policy(k=k), actor=ADMIN)


def edit_k(house, team, k):
    before = house.read(lambda store: store.teams.get(team))
    wanted = replace(Wanted.of(before), policy=Policy(k=k))
    managing = Managing(house.database, house.clock)
    managing.edit(workspace="W1", team=team, wanted=wanted, actor=ADMIN)


def test_a_team_that_would_ask_for_almost_everybody_is_not_started(sqlite_house):
    with pytest.raises(AlmostEverybody):
        sqlite_house.team(7, k=6)
    sqlite_house.team(8, channel="C2", prefix="V", k=6)


def test_a_new_cadence_holds_from_the_next_round(sqlite_house):
    house = sqlite_house
    team = house.team()
    fridays = Cadence(zone="Europe/Berlin", weekday=4, at=time(9), first=MONDAY)
    house.settings.change_cadence(team=team, cadence=fridays, actor=ADMIN)
    (planned,) = house.rounds(team)
    assert planned.date == date(2026, 1, 9)
    assert planned.opens_at == at(1, hour=8, day=4)


def test_a_day_that_is_over_cannot_become_the_first_or_the_last(sqlite_house):
    house = sqlite_house
    team = house.team()
    house.go(at(2))
    before = house.read(lambda store: store.teams.get(team)).cadence
    for change, error in (("first", FirstDayOver), ("ends", LastDayOver)):
        over = replace(before, **{change: MONDAY + timedelta(days=1)})
        with pytest.raises(error):
            house.settings.change_cadence(team=team, cadence=over, actor=ADMIN)
    later = replace(before, at=time(11), ends=house.now.date())
    house.settings.change_cadence(team=team, cadence=later, actor=ADMIN)
    assert house.read(lambda store: store.teams.get(team)).cadence == later


def test_a_pause_skips_and_a_resumed_team_owes_nothing(sqlite_house):
    house = sqlite_house
    team = house.team()
    house.settings.pause(team=team, actor=ADMIN)
    house.go(at(1))
    house.go(at(9))
    house.settings.resume(team=team, actor=ADMIN)
    house.go(at(10))
    rows = [(row.date, row.state, row.reason) for row in house.rounds(team)][:2]
    assert rows == [
        (MONDAY, "skipped", "paused"),
        (MONDAY + timedelta(weeks=9), "open", None),
    ]


def test_the_audit_keeps_what_was_changed(sqlite_house):
    house = sqlite_house
    kept = []
    team = house.team()

    class Audited:
        def __init__(self, store):
            self._store = store

        def __getattr__(self, name):
            return self if name == "audit" else getattr(self._store, name)

        def add(self, **row):
            kept.append(row)
            self._store.audit.add(**row)

    class Listening:
        def step(self, unit):
            return house.database.step(lambda store: unit(Audited(store)))

    settings = type(house.settings)(Listening(), house.clock)
    settings.change_policy(team=team, policy=Policy(k=6), actor=ADMIN)
    (row,) = kept
    assert (row["event"], row["actor"]) == ("policy", ADMIN)
    assert (json.loads(row["before"]), json.loads(row["after"])) == ({"k": 5}, {"k": 6})


def test_members_follow_the_channel_and_keep_their_own_switches(sqlite_house):
    house = sqlite_house
    team = house.team()
    switches = Switches(house.database, house.clock)
    switches.ask_me(workspace="W1", user="U01", on=False)
    switches.pause(workspace="W1", user="U02", until=MONDAY + timedelta(days=1))
    moves = house.join(team, [*House.users(7), LEAD, "U20"])
    assert (moves.joined, moves.left) == (("U20",), ("U08",))
    house.go(at(1))
    row = house.newest(team)
    roster = house.read(lambda store: store.rosters.get(row.epoch))
    asked = {member.user for member in roster.members if member.asked}
    assert asked == {"U03", "U04", "U05", "U06", "U07", "U20", LEAD}
    assert {"U01", "U02"} <= roster.counting


def test_bots_and_deactivated_people_are_no_members(sqlite_house):
    house = sqlite_house
    team = house.team()
    house.join(team, ["UBOT"], is_bot=True)
    house.join(team, ["UGONE"], is_active=False)
    assert house.read(lambda store: store.people.members(team)) == ()


def test_a_person_chooses_where_they_count(sqlite_house):
    house = sqlite_house
    first = house.team()
    second = house.team(channel="C2", prefix="V")
    house.join(second, [*House.users(8, "V"), LEAD, "U01"])
    switches = Switches(house.database, house.clock)
    assert switches.of(workspace="W1", user="U01").home_team == first
    switches.choose_home(workspace="W1", user="U01", team=second)
    assert switches.of(workspace="W1", user="U01").home_team == second
    with pytest.raises(NoPart):
        switches.choose_home(workspace="W1", user="U02", team=second)
    with pytest.raises(NotKept):
        switches.of(workspace="W1", user="nobody")


def test_who_leaves_home_is_at_home_in_the_other_team(sqlite_house):
    house = sqlite_house
    first = house.team()
    second = house.team(channel="C2", prefix="V")
    house.join(second, [*House.users(8, "V"), LEAD, "U01", "U02"])
    house.join(first, [*House.users(8)[1:], LEAD])
    people = house.read(lambda store: store.people.many("W1", ["U01", "U02"]))
    assert {user: person.home_team for user, person in people.items()} == {
        "U01": second,
        "U02": first,
    }
    house.settings.end(team=first, actor=ADMIN)
    assert house.read(lambda store: store.people.get("W1", "U02")).home_team == second


def homes_of(house, *users):
    known = house.read(lambda store: store.people.many("W1", users))
    return [known[user].home_team for user in users]


def counted_in(house, *teams, user):
    """In which of these teams somebody would count if all opened now."""
    return [
        team
        for team in teams
        for one in house.settings.preview(team=team).people
        if (one.user, one.part) == (user, Part.COUNTS)
    ]


def test_who_comes_back_is_at_home_where_they_were(house):
    """Also through a group or another channel: nobody moves a home unsaid by a minute's absence."""
    first, second = house.team(), house.team(channel="C2", prefix="V")
    house.join(second, [*House.users(8, "V"), LEAD, "U01", "V09"])
    assert counted_in(house, first, second, user="U01") == [first]
    house.join(first, [*House.users(8)[1:], LEAD])
    assert counted_in(house, first, second, user="U01") == [second]
    house.join(second, [*House.users(8, "V"), LEAD, "U01", "V09"])
    house.join(first, [*House.users(8), LEAD])
    assert counted_in(house, first, second, user="U01") == [first]
    assert homes_of(house, "U01", "V09") == [first, second]


def test_a_home_that_was_chosen_while_out_of_another_stays(house):
    first, second = house.team(), house.team(channel="C2", prefix="V")
    third = house.team(channel="C3", prefix="X")
    for team, prefix in ((second, "V"), (third, "X")):
        house.join(team, [*House.users(8, prefix), LEAD, "U01", "U02"])
    house.join(first, [*House.users(8)[2:], LEAD])
    there, *_ = homes_of(house, "U01")
    other = third if there == second else second
    switches = Switches(house.database, house.clock)
    kept = {"ask_me": True, "list_me": True, "paused_until": None}
    switches.choose(workspace="W1", user="U01", home=other, **kept)
    switches.choose(workspace="W1", user="U02", home=there, **kept)
    house.join(first, [*House.users(8), LEAD])
    assert homes_of(house, "U01", "U02") == [other, first]


@pytest.mark.parametrize("deleted", [False, True])
def test_a_team_that_is_over_is_nobodys_home_also_of_those_who_left_it(house, deleted):
    first, second = house.team(), house.team(channel="C2", prefix="V")
    house.join(second, [*House.users(8, "V"), LEAD, "U01"])
    house.join(first, [*House.users(8)[2:], LEAD])
    if deleted:
        managing = Managing(house.database, house.clock)
        managing.delete(workspace="W1", team=first, actor=ADMIN)
    else:
        house.settings.end(team=first, actor=ADMIN)
    assert homes_of(house, "U01", "U02", "U03") == [second, None, None]
    assert written_homes(house) <= {second, None}


def written_homes(house):
    """What stands in the database, whatever is made of it."""
    with house.database._engine.connect() as connection:
        return set(connection.execute(text("SELECT home_team FROM person")).scalars())


@pytest.mark.parametrize(("days", "back"), [(29, True), (30, False)])
def test_a_home_that_was_left_thirty_days_ago_is_forgotten(house, days, back):
    first, second = house.team(), house.team(channel="C2", prefix="V")
    house.join(second, [*House.users(8, "V"), LEAD, "U01"])
    house.join(first, [*House.users(8)[1:], LEAD])
    house.move(house.now + timedelta(days=days))
    let_go(house.database, house.keys, workspace="W1", now=house.now)
    house.join(first, [*House.users(8), LEAD])
    assert homes_of(house, "U01") == [first if back else second]


def test_a_team_founded_where_another_one_ended_counts_everybody(house):
    """Also after what the ended one had planned was due, and Slack was asked about it again."""
    people = [*House.users(8), LEAD]
    first = house.team()
    house.go(at(1))
    house.settings.end(team=first, actor=ADMIN)
    house.join(first, people)
    house.go(at(3))
    house.join(first, people)
    second = draft(house)
    house.join(second.id, people)
    seen = house.settings.preview(team=second.id)
    assert (seen.roster, seen.members) == (9, 8)
    assert not [one for one in seen.people if one.part is Part.ELSEWHERE]
    house.settings.confirm(team=second.id, actor=ADMIN)
    known = house.read(lambda store: store.people.many("W1", people))
    assert {person.home_team for person in known.values()} == {second.id}


def test_a_switch_set_while_a_team_ends_binds_nobody_to_it(house):
    team = house.team()
    before = house.read(lambda store: store.people.get("W1", "U01"))
    house.settings.end(team=team, actor=ADMIN)
    house.step(lambda store: store.people.put([replace(before, list_me=False)]))
    after = house.read(lambda store: store.people.get("W1", "U01"))
    assert (before.home_team, after.home_team, after.list_me) == (team, None, False)


def test_who_cannot_count_whoever_leads_is_another_matter_than_too_many_leads(house):
    house.team()
    other = draft(house, channel="C2")
    house.join(other.id, [*House.users(8), "V01", LEAD])
    with pytest.raises(TooFewCount):
        house.settings.confirm(team=other.id, actor=ADMIN)


def test_home_shows_what_is_open_and_what_one_gets(sqlite_house):
    house = sqlite_house
    team = house.team()
    home = Home(house.database, house.clock, house.check_ins)
    assert home.view("W1", "U77").teams == ()
    house.go(at(1))
    data = home.view("W1", LEAD)
    (card,) = data.teams
    assert (card.team, card.lead, card.n, card.asked) == (team, True, 8, 1)
    assert (card.state, card.next_opens_at) == (TeamState.RUNNING, at(2))
    assert [one.team for one in data.open] == ["Team C1"]
    assert data.reports == ()
    house.go(at(1, day=4))
    assert [link.date for link in home.view("W1", LEAD).reports] == [MONDAY]
    assert home.view("W1", ADMIN).admin


def test_a_person_known_to_slack_only_has_no_switches_to_lose(sqlite_house):
    house = sqlite_house
    team = house.team()
    stranger = Person("W1", "U55", "Zed", locale="de-DE")
    house.step(lambda store: store.people.put([stranger]))
    house.join(team, [*House.users(8), LEAD, "U55"])
    assert house.read(lambda store: store.people.get("W1", "U55")).home_team == team


MONTHLY = replace(MONDAYS, every_weeks=4)


@pytest.mark.parametrize(
    ("people", "monthly", "light"), [(7, True, False), (9, True, True), (7, True, True)]
)
def test_a_team_that_could_never_get_a_figure_is_not_started(sqlite_house, people, monthly, light):
    house = sqlite_house
    team = draft(house, cadence=MONTHLY if monthly else MONDAYS)
    house.settings.change_policy(team=team.id, policy=Policy(light=light), actor=ADMIN)
    house.join(team.id, [*House.users(people), LEAD])
    with pytest.raises(NothingInTime):
        house.settings.confirm(team=team.id, actor=ADMIN)
    assert house.read(lambda store: store.teams.get(team.id)).state is TeamState.DRAFT


def test_a_running_team_is_not_asked_so_seldom_that_nothing_could_be_finished(sqlite_house):
    house = sqlite_house
    team = house.team(7)
    manage = Managing(house.database, house.clock)

    def edit(**changes):
        before = house.read(lambda store: store.teams.get(team))
        wanted = replace(Wanted.of(before), **changes)
        manage.edit(workspace="W1", team=team, wanted=wanted, actor=LEAD)

    with pytest.raises(NothingInTime):
        edit(cadence=MONTHLY)
    edit(cadence=replace(MONDAYS, every_weeks=2))
    with pytest.raises(NothingInTime):
        edit(policy=Policy(light=True))
    with pytest.raises(NothingInTime):
        edit(cadence=MONTHLY, policy=Policy(light=True))
    house.join(team, House.users(9))
    edit(policy=Policy(light=True))
    assert house.read(lambda store: store.teams.get(team)).policy.light


def test_a_team_may_be_asked_as_seldom_as_lets_those_finish_who_count_soon(sqlite_house):
    """Seven count at the next check-in, and an eighth before anything that begins can end."""
    house = sqlite_house
    team = house.team(7)
    house.go(at(1))
    house.join(team, [*House.users(7), LEAD, "N01"])
    manage = Managing(house.database, house.clock)
    before = house.read(lambda store: store.teams.get(team))
    monthly = replace(before.cadence, every_weeks=4, first=at(2).date())
    wanted = replace(Wanted.of(before), cadence=monthly)
    seen = manage.would(workspace="W1", team=team, wanted=wanted, actor=LEAD).preview
    assert (seen.members, seen.counting.most, seen.remedies) == (7, 8, ())
    assert {family for family, _day in seen.coming} == set(FACETS) - {"reciprocity"}
    assert "reciprocity" in seen.lost, "what began with seven takes eight check-ins"
    manage.edit(workspace="W1", team=team, wanted=wanted, actor=LEAD)
    assert house.read(lambda store: store.teams.get(team)).cadence.every_weeks == 4


def test_a_team_that_shrank_may_still_be_renamed_and_asked_more_often(sqlite_house):
    house = sqlite_house
    team = house.team(8, cadence=MONTHLY)
    gone = House.users(8)[7:]
    house.step(lambda store: store.people.leave(team, gone, on=MONDAY))
    manage = Managing(house.database, house.clock)
    before = house.read(lambda store: store.teams.get(team))
    for changes in ({"name": "Pier"}, {"cadence": replace(MONDAYS, every_weeks=2)}):
        wanted = replace(Wanted.of(before), **changes)
        manage.edit(workspace="W1", team=team, wanted=wanted, actor=ADMIN)
    assert house.read(lambda store: store.teams.get(team)).cadence.every_weeks == 2


def test_a_set_up_left_halfway_is_nobodys_home(house):
    abandoned = draft(house, channel="C2").id
    house.join(abandoned, [*House.users(8), LEAD])
    team = house.team()
    people = house.read(lambda store: store.people.many("W1", [*House.users(8), LEAD]))
    assert {person.home_team for person in people.values()} == {team}
    switches = Switches(house.database, house.clock)
    shown = switches.shown(workspace="W1", user="U01")
    assert [own for own, _name in shown.teams] == [team]
    with pytest.raises(NoPart):
        switches.choose_home(workspace="W1", user="U01", team=abandoned)
    home = Home(house.database, house.clock, house.check_ins)
    assert [card.team for card in home.view("W1", "U01").teams] == [team]


def test_a_team_that_starts_is_the_home_of_those_who_have_none(house):
    first = house.team()
    second = draft(house, channel="C2").id
    house.join(second, ["U01", *House.users(8, "V"), LEAD])
    assert house.read(lambda store: store.people.get("W1", "V01")).home_team is None
    house.settings.confirm(team=second, actor=ADMIN)
    people = house.read(lambda store: store.people.many("W1", ["U01", "V01"]))
    assert {user: one.home_team for user, one in people.items()} == {"U01": first, "V01": second}


def test_who_leaves_home_does_not_come_to_be_at_home_in_a_set_up(house):
    team = house.team()
    house.join(draft(house, channel="C2").id, [*House.users(8), LEAD])
    house.join(team, [*House.users(8)[1:], LEAD])
    assert house.read(lambda store: store.people.get("W1", "U01")).home_team is None
