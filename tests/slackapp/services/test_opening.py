"""Many rounds open together: each as if alone, all or none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slackapp.domain.deliveries import Kind
from slackapp.domain.rounds import RoundState
from slackapp.domain.sealing import BoxKind, Seal
from slackapp.errors import UnknownZone
from slackapp.services.opening import open_rounds
from slackapp.services.sealed import open_box
from tests.slackapp.services.house import ADMIN, LEAD, House, at

TEAMS = 3


@pytest.fixture
def house(database, keystore):
    return House(database, keystore)


@pytest.fixture
def teams(house):
    """Teams whose first round is due."""
    found = [house.team(channel=f"C{n}", prefix=f"U{n}") for n in range(1, TEAMS + 1)]
    house.move(at(1))
    return found


def open_them(house, teams, keys=None):
    planned = [house.rounds(team)[-1].id for team in teams]
    open_rounds(house.database, keys or house.keys, round_ids=planned, now=house.now)


def named(house, teams):
    """The keys that rows of these teams name."""
    rows = [row for team in teams for row in house.rounds(team)]
    windows = [window for team in teams for window in house.windows(team)]
    return {row.key for row in rows if row.key} | {window.key for window in windows}


def test_each_gets_keys_and_boxes_of_its_own_an_invitation_and_a_next_round(house, teams):
    open_them(house, teams)
    for number, team in enumerate(teams, start=1):
        opened, following = house.rounds(team)
        assert (opened.state, following.state) == (RoundState.OPEN, RoundState.PLANNED)
        boxes = house.read(lambda store, row=opened: store.answers.all(row.id))
        everybody = [*house.users(8, f"U{number}"), LEAD]
        seal = Seal(house.keys.open(opened.key))
        assert set(boxes) == {seal.respondent_key(user) for user in everybody}
        for user in everybody:
            assert open_box(seal, BoxKind.ANSWER, opened.id, user, boxes) == b""
        for window in house.windows(team):
            seal = Seal(house.keys.open(window.key))
            boxes = house.read(lambda store, one=window: store.windows.boxes(one.id))
            assert set(boxes) == {seal.respondent_key(user) for user in everybody}
        sent = house.read(lambda store, row=opened: store.deliveries.of_round(row.id))
        assert [(one.kind, one.target) for one in sent] == [(Kind.INVITATION, f"C{number}")]
    keys = named(house, teams)
    assert len(keys) == sum(1 + len(house.windows(team)) for team in teams)
    assert house.keys.ids() == keys


def test_twice_changes_nothing_and_leaves_no_key(house, teams):
    open_them(house, teams)
    before = [house.rounds(team) for team in teams]
    opened = [rows[0].id for rows in before]
    open_rounds(house.database, house.keys, round_ids=opened, now=house.now)
    assert [house.rounds(team) for team in teams] == before
    assert house.keys.ids() == named(house, teams)


def test_none_opens_where_one_cannot_be_read_any_more(house, teams):
    team = house.read(lambda store: store.teams.get(teams[1]))
    lost = replace(team, cadence=replace(team.cadence, zone="Mars/Olympus"))
    house.step(lambda store: store.teams.put(lost))
    with pytest.raises(UnknownZone):
        open_them(house, teams)
    assert {house.rounds(team)[0].state for team in teams} == {RoundState.PLANNED}


class Meanwhile:
    """A key store that lets something happen once keys were made."""

    def __init__(self, keys, happens):
        self.keys = keys
        self.happens = happens

    def create_many(self, count):
        made = self.keys.create_many(count)
        happens, self.happens = self.happens, lambda: None
        happens()
        return made

    def open(self, key):
        return self.keys.open(key)

    def destroy(self, key):
        self.keys.destroy(key)


def test_one_that_needs_more_keys_meanwhile_opens_with_them_and_the_others_before(house, teams):
    """It asks little until a lead changes that: then more windows begin with it."""
    few = house.team(6, channel="C9", prefix="U9", light=True)
    house.move(at(1))
    last = house.read(lambda store: store.teams.get(few))

    def heavier():
        policy = replace(last.policy, light=False)
        house.settings.change_policy(team=few, policy=policy, actor=ADMIN)

    open_them(house, [*teams, few], Meanwhile(house.keys, heavier))
    assert {house.rounds(team)[0].state for team in [*teams, few]} == {RoundState.OPEN}
    assert house.keys.ids() == named(house, [*teams, few])


def test_one_whose_team_was_paused_meanwhile_is_left_out_and_its_keys_are_destroyed(house, teams):
    def pause():
        house.settings.pause(team=teams[0], actor=ADMIN)

    open_them(house, teams, Meanwhile(house.keys, pause))
    states = [house.rounds(team)[0].state for team in teams]
    assert states == [RoundState.SKIPPED, RoundState.OPEN, RoundState.OPEN]
    assert house.keys.ids() == named(house, teams[1:])
