"""Workspaces, teams, people and rosters, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from slackapp.domain.roster import Membership
from slackapp.domain.rounds import RoundState
from slackapp.domain.teams import Person, TeamState
from slackapp.errors import ChannelTaken, UnknownRound, UnknownTeam, UnknownWorkspace
from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from slackapp.storage.masterkeys import MasterKeys
from tests.slackapp.storage.samples import (
    MONDAY,
    NINE,
    TEAM,
    WORKSPACE,
    roster_of,
    round_of,
    settle_in,
)


@pytest.fixture(autouse=True)
def _settled(database):
    settle_in(database)


def test_a_workspace_comes_back_as_it_was(database):
    assert database.read(lambda store: store.workspaces.get("w1")) == WORKSPACE
    assert database.read(lambda store: store.workspaces.all()) == (WORKSPACE,)
    found = database.read(lambda store: store.workspaces.by_tenant(enterprise="", slack_team="T1"))
    assert found == WORKSPACE


def test_the_teams_of_a_person_are_those_they_lead_and_those_they_are_or_were_in(database):
    def unit(store):
        elsewhere = replace(WORKSPACE, id="w2", slack_team="T2")
        store.workspaces.put(elsewhere, token="xoxb-other")
        for name in ("led", "left", "other", "like"):
            store.teams.put(replace(TEAM, id=name, channel=name, leads=frozenset({"U10"})))
        store.teams.put(replace(TEAM, id="led", channel="led", leads=frozenset({"U0", "U1"})))
        store.teams.put(replace(TEAM, id="far", workspace="w2", leads=frozenset({"U1"})))
        store.people.join([Membership("left", "U1", MONDAY, founding=True)])
        store.people.join([Membership("other", "U2", MONDAY, founding=True)])
        store.people.leave("left", ["U1"], on=MONDAY)
        return [team.id for team in store.teams.of_person("w1", "U1")]

    assert database.step(unit) == ["led", "left"]


def test_an_unknown_workspace_is_said_so(database):
    with pytest.raises(UnknownWorkspace):
        database.read(lambda store: store.workspaces.get("w2"))
    assert database.read(lambda store: by_tenant(store, "", "T2")) is None
    assert database.read(lambda store: by_tenant(store, "", "")) is None


def by_tenant(store, enterprise, slack_team):
    return store.workspaces.by_tenant(enterprise=enterprise, slack_team=slack_team)


def test_a_workspace_is_the_same_in_an_organisation_that_it_joins_and_leaves(database):
    def unit(store):
        joined = by_tenant(store, "E1", "T1")
        store.workspaces.put(replace(joined, enterprise="E1"), token="xoxb-new")
        return joined, by_tenant(store, "E1", "T1"), by_tenant(store, "", "T1")

    joined, known, left = database.step(unit)
    assert joined == WORKSPACE
    assert known == left == replace(WORKSPACE, enterprise="E1")


def test_a_whole_organisation_is_no_workspace_of_it(database):
    assert database.read(lambda store: by_tenant(store, "E1", "")) is None


def test_a_token_is_stored_sealed_and_dropped_on_revocation(database):
    assert database.read(lambda store: store.workspaces.token("w1")) == "xoxb-secret"
    with database._engine.connect() as connection:
        assert b"xoxb" not in bytes(connection.scalar(text("SELECT token FROM workspace")))
    database.step(lambda store: store.workspaces.drop_token("w1", on=MONDAY))
    assert database.read(lambda store: store.workspaces.token("w1")) is None


def test_an_installation_that_was_taken_away_is_found_until_it_comes_back(database):
    for day in (MONDAY, MONDAY + timedelta(days=9)):
        database.step(lambda store, day=day: store.workspaces.drop_token("w1", on=day))
    later = MONDAY + timedelta(days=1)
    assert database.read(lambda store: store.workspaces.removed_before(MONDAY)) == ()
    assert database.read(lambda store: store.workspaces.removed_before(later)) == ("w1",)
    database.step(lambda store: store.workspaces.put(WORKSPACE, token="xoxb-new"))
    assert database.read(lambda store: store.workspaces.removed_before(later)) == ()
    assert database.read(lambda store: store.workspaces.token("w1")) == "xoxb-new"


def test_a_deleted_installation_takes_its_teams_and_people_with_it(database):
    database.step(lambda store: store.workspaces.delete("w1"))
    assert database.read(lambda store: store.workspaces.all()) == ()
    assert database.read(lambda store: store.teams.of_workspace("w1")) == ()
    assert database.read(lambda store: store.people.many("w1", ["U1", "U2"])) == {}


def test_the_state_of_an_installation_is_spent_once_and_forgotten_after_its_day(database):
    def spend(day):
        until = day + timedelta(days=1)
        unit = lambda store: store.workspaces.spend("s1", today=day, until=until)  # noqa: E731
        return database.step(unit)

    assert spend(MONDAY)
    assert not spend(MONDAY)
    assert not spend(MONDAY + timedelta(days=1))
    assert spend(MONDAY + timedelta(days=2))


def test_the_trail_of_changes_is_read_newest_first(database):
    for minute, team in enumerate(("t1", None, "t1")):
        at = NINE + timedelta(minutes=minute)
        database.step(
            lambda store, at=at, team=team: store.audit.add(
                workspace="w1", team=team, event="e", actor="U1", at=at, before="", after="{}"
            )
        )
    recent = database.read(lambda store: store.audit.recent("w1", team=None, limit=2))
    assert [change.at.minute for change in recent] == [2, 1]
    of_team = database.read(lambda store: store.audit.recent("w1", team="t1", limit=9))
    assert [(change.at.minute, change.actor) for change in of_team] == [(2, "U1"), (0, "U1")]


def test_a_token_needs_the_master_key_it_was_sealed_with(database, database_url):
    others = {1: bytes(32)}, {2: bytes(range(32))}
    for keys in others:
        other = Database(database_url, Cipher(MasterKeys(min(keys), keys)))
        assert other.read(lambda store: store.workspaces.token("w1")) is None
        other.close()


def test_a_team_comes_back_as_it_was(database):
    assert database.read(lambda store: store.teams.get("t1")) == TEAM
    assert database.step(lambda store: store.teams.lock("t1")) == TEAM
    assert database.read(lambda store: store.teams.of_workspace("w1")) == (TEAM,)


def test_a_changed_team_replaces_the_old_one(database):
    changed = replace(TEAM, name="Rudder", leads=frozenset(), asked=4)
    database.step(lambda store: store.teams.put(changed))
    assert database.read(lambda store: store.teams.get("t1")) == changed


def test_an_unknown_team_is_said_so(database):
    with pytest.raises(UnknownTeam):
        database.read(lambda store: store.teams.get("t2"))
    with pytest.raises(UnknownTeam):
        database.step(lambda store: store.teams.lock("t2"))


def test_a_channel_has_one_team_until_that_ends(database):
    second = replace(TEAM, id="t2", name="Mast")
    with pytest.raises(ChannelTaken):
        database.step(lambda store: store.teams.put(second))
    database.step(lambda store: store.teams.put(replace(TEAM, state=TeamState.ENDED)))
    database.step(lambda store: store.teams.put(second))
    assert database.read(lambda store: store.teams.in_channel("w1", "C1")) == second
    assert database.read(lambda store: store.teams.in_channel("w1", "C2")) is None


def test_teams_are_found_by_their_state_and_who_leads_one_that_has_not_ended(database):
    paused = replace(TEAM, id="t2", channel="C2", state=TeamState.PAUSED, leads=frozenset({"U8"}))
    ended = replace(TEAM, id="t3", state=TeamState.ENDED, leads=frozenset({"U9"}))
    for team in (paused, ended):
        database.step(lambda store, team=team: store.teams.put(team))

    def found(*states):
        of_these = {"states": states} if states else {}
        return set(database.read(lambda store: store.teams.of_workspace("w1", **of_these)))

    assert found() == {TEAM, paused, ended}
    assert found(TeamState.PAUSED, TeamState.ENDED) == {paused, ended}
    assert database.read(lambda store: store.teams.leads("w1")) == TEAM.leads | {"U8"}
    assert database.read(lambda store: store.teams.leads("w2")) == frozenset()


def test_running_teams_without_a_planned_round_are_found(database):
    paused = replace(TEAM, id="t2", channel="C2", state=TeamState.PAUSED)
    database.step(lambda store: store.teams.put(paused))
    assert database.read(lambda store: store.teams.without_planned_round()) == ("t1",)
    database.step(lambda store: store.rounds.add(round_of()))
    assert database.read(lambda store: store.teams.without_planned_round()) == ()
    database.step(lambda store: store.rounds.put(round_of(state=RoundState.OPEN)))
    assert database.read(lambda store: store.teams.without_planned_round()) == ("t1",)


def test_a_deleted_team_takes_all_it_owns_along(database):
    def unit(store):
        store.rounds.add(round_of())
        store.answers.seed("r-2026-03-02", {b"k" * 16: b"box"})
        store.people.join([Membership("t1", "U1", MONDAY, founding=True)])
        store.rosters.add(roster_of("e1", ["U1"]), on=MONDAY)
        store.teams.delete("t1")

    database.step(unit)
    with pytest.raises(UnknownRound):
        database.read(lambda store: store.rounds.get("r-2026-03-02"))
    assert database.read(lambda store: store.answers.all("r-2026-03-02")) == {}
    assert database.read(lambda store: store.people.members("t1")) == ()


def test_people_come_back_as_they_were(database):
    anna = Person("w1", "U1", "Anna", zone="Europe/Berlin", is_admin=True, home_team="t1")
    bo = Person("w1", "U2", "Bo", ask_me=False, paused_until=date(2026, 6, 1))
    database.step(lambda store: store.people.put([anna, bo]))
    assert database.read(lambda store: store.people.get("w1", "U1")) == anna
    assert database.read(lambda store: store.people.get("w1", "U3")) is None
    assert database.read(lambda store: store.people.many("w1", ["U1", "U2", "U3"])) == {
        "U1": anna,
        "U2": bo,
    }
    database.step(lambda store: store.people.put([replace(anna, name="Ann")]))
    assert database.read(lambda store: store.people.get("w1", "U1")).name == "Ann"


def test_a_round_says_how_it_stands_together_with_whom_it_asks(database):
    database.step(lambda store: store.rounds.add(round_of(id="r1")))
    anna = Person("w1", "U1", "Anna", zone="Europe/Berlin", home_team=TEAM.id)
    database.step(lambda store: store.people.put([anna]))
    state = database.read(lambda store: store.rounds.get("r1")).state
    assert database.read(lambda store: store.people.asked("r1", "w1", "U1")) == (state, anna)
    assert database.read(lambda store: store.people.asked("r1", "w2", "U1")) == (state, None)
    with pytest.raises(UnknownRound):
        database.read(lambda store: store.people.asked("r2", "w1", "U1"))


def test_who_comes_back_was_first_seen_as_much_later_as_they_were_away(database):
    first = Membership("t1", "U1", MONDAY, founding=True)
    again = Membership("t1", "U1", MONDAY + timedelta(days=30), founding=False)
    left = MONDAY + timedelta(days=10)
    database.step(lambda store: store.people.join([first]))
    database.step(lambda store: store.people.leave("t1", ["U1", "U2"], on=left))
    assert database.read(lambda store: store.people.members("t1")) == ()
    database.step(lambda store: store.people.join([again]))
    back = replace(first, first_seen=MONDAY + timedelta(days=20))
    for _told_twice in range(2):
        assert database.read(lambda store: store.people.members("t1")) == (back,)
        database.step(lambda store: store.people.join([again]))


@pytest.mark.parametrize("there", [True, False])
def test_whoever_leaves_before_a_team_is_asked_founds_it_only_if_they_are_back_by_then(
    database, there
):
    founding = Membership("t1", "U1", MONDAY, founding=True)
    database.step(lambda store: store.people.join([founding]))
    database.step(lambda store: store.people.leave("t1", ["U1"], on=MONDAY, unasked=True))
    database.step(lambda store: store.people.join([replace(founding, founding=there)]))
    assert database.read(lambda store: store.people.members("t1")) == (
        replace(founding, founding=there),
    )


def test_a_persons_teams_are_those_whose_channel_they_are_in(database):
    def unit(store):
        store.teams.put(replace(TEAM, id="t0", channel="C0"))
        store.teams.put(replace(TEAM, id="t2", channel="C2", state=TeamState.ENDED))
        later = MONDAY + timedelta(days=1)
        store.people.join([Membership("t0", "U1", later, founding=False)])
        store.people.join([Membership(team, "U1", MONDAY, founding=True) for team in ("t1", "t2")])

    database.step(unit)
    assert database.read(lambda store: store.people.teams_of("w1", "U1")) == ("t1", "t0")
    assert database.read(lambda store: store.people.teams_of("w2", "U1")) == ()
    database.step(lambda store: store.people.leave("t1", ["U1"], on=MONDAY))
    assert database.read(lambda store: store.people.teams_of("w1", "U1")) == ("t0",)


def test_a_roster_comes_back_as_it_was_frozen(database):
    roster = roster_of("e1", ["U1", "U2", "U9"], leads=["U9"])
    database.step(lambda store: store.rosters.add(roster, on=MONDAY))
    assert database.read(lambda store: store.rosters.get("e1")) == roster
    with pytest.raises(UnknownRound):
        database.read(lambda store: store.rosters.get("e2"))


def test_moves_count_entries_and_exits_of_counting_members_since_a_day(database):
    week = timedelta(days=7)

    def unit(store):
        rosters = (
            roster_of("e1", ["U1", "U2", "U9"], leads=["U9"]),
            roster_of("e2", ["U1", "U3", "U9"], leads=["U9"]),  # U2 left, U3 came: 2
            roster_of("e3", ["U1", "U3", "U8"], leads=["U8"]),  # only the lead changed: 0
            roster_of("e4", ["U1", "U3", "U4", "U8"], leads=["U8"]),  # U4 came: 1
        )
        for number, roster in enumerate(rosters):
            store.rosters.add(roster, on=MONDAY + number * week)

    database.step(unit)
    assert database.read(lambda store: store.people.moves("t1", since=MONDAY)) == 3
    assert database.read(lambda store: store.people.moves("t1", since=MONDAY + week)) == 3
    assert database.read(lambda store: store.people.moves("t1", since=MONDAY + 2 * week)) == 1
    assert database.read(lambda store: store.people.moves("t2", since=MONDAY)) == 0
