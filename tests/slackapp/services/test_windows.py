"""Windows settle once, expire, get lost, and count whom they should."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.thresholds import LEAN_MOST
from slackapp.domain.answers import Answer, Tie
from slackapp.domain.rounds import RoundState
from slackapp.domain.windows import WindowState
from slackapp.errors import KeyStoreAway
from slackapp.services import rounds, windows
from slackapp.services.rounds import Due, Step
from tests.slackapp.services.house import ADMIN, LEAD, House, at


def mixed(user, row):
    """Everybody answers, each at a level of their own."""
    return Answer(items=dict.fromkeys(row.asks.items, 2 + int(user[1:]) % 4))


def shown(house, team):
    return [one.measure for one in house.readings(team) if one.status == "shown"]


def test_windows_begin_when_their_first_round_is_asked(sqlite_house):
    team = sqlite_house.team()
    sqlite_house.week(team, 1, mixed)
    begun = {window.family for window in sqlite_house.windows(team)}
    assert begun == {"reciprocity", "patterns", "ties"}
    for window in sqlite_house.windows(team):
        assert (window.members, window.k, window.light) == (8, 5, False)
        assert window.expires_on - window.begins_on == timedelta(days=120)


def test_settings_hold_from_the_next_windows_on(sqlite_house):
    house = sqlite_house
    team = house.team()
    house.week(team, 1, mixed)
    stricter = replace(house.read(lambda store: store.teams.get(team)).policy, k=6, light=True)
    house.settings.change_policy(team=team, policy=stricter, actor=ADMIN)
    house.week(team, 2, mixed)
    by_family = {window.family: window for window in house.windows(team)}
    assert (by_family["reciprocity"].k, by_family["reciprocity"].light) == (5, False)
    assert (by_family["autonomy"].k, by_family["autonomy"].light) == (6, True)
    assert by_family["autonomy"].last_round - by_family["autonomy"].first_round == 7
    house.week(team, 3, mixed)
    house.week(team, 4, mixed)
    assert shown(house, team) == ["reciprocity"]


def test_the_next_window_begins_with_the_next_round(sqlite_house):
    team = sqlite_house.team()
    for number in range(1, 6):
        sqlite_house.week(team, number, mixed)
    spans = [
        (window.first_round, window.last_round)
        for window in sqlite_house.windows(team)
        if window.family == "reciprocity"
    ]
    assert spans == [(5, 8)]


def test_answers_of_leads_and_newcomers_are_in_no_reading(sqlite_house):
    house = sqlite_house
    team = house.team(9)
    house.join(team, [*House.users(9), LEAD])

    def extreme(user, row):
        level = 5 if user in {LEAD, "U10", "U11", "U12"} else 2 + int(user[1:]) % 2
        return Answer(items=dict.fromkeys(row.asks.items, level))

    house.week(team, 1, extreme)
    house.join(team, [*House.users(12), LEAD])
    for number in range(2, 5):
        house.week(team, number, extreme)
    (reading,) = house.readings(team)
    # Of items 1, 2 and 3 (turned round): (2 + 2 + 4) / 3 and (3 + 3 + 3) / 3, and no 5 at all.
    assert (reading.status, reading.value) == ("shown", 3.0)
    assert reading.respondents == "7-9"


def test_a_leaver_holds_a_window_and_the_next_ones_are_counted_without_them(sqlite_house):
    house = sqlite_house
    team = house.team(9)
    for number in range(1, 5):
        house.week(team, number, mixed)
    assert shown(house, team) == ["reciprocity"]
    house.join(team, [*House.users(8), LEAD])
    for number in range(5, 9):
        house.week(team, number, mixed)
    statuses = [
        (one.span.last_round, one.status)
        for one in house.readings(team)
        if one.measure == "reciprocity"
    ]
    assert statuses == [(4, "shown"), (8, "held")]


def test_a_new_lead_leaves_the_population_of_every_window_they_led_in(sqlite_house):
    house = sqlite_house
    team = house.team(9)
    for number in range(1, 4):
        house.week(team, number, mixed)
    house.settings.set_leads(team=team, leads=["U01"], actor=ADMIN)
    house.week(team, 4, mixed)
    (reading,) = house.readings(team)
    kept = house.read(lambda store: store.readings.history(team, "reciprocity"))
    hashes = windows.reference(b"pepper", "W1", House.users(9)[1:])
    assert reading.status == "shown"
    assert kept.reference == hashes


def test_nobody_can_read_people_out_of_the_reference():
    one = windows.reference(b"pepper", "W1", ["U01"])
    assert one == windows.reference(b"pepper", "W1", ["U01"])
    assert one != windows.reference(b"another", "W1", ["U01"])
    assert one != windows.reference(b"pepper", "W2", ["U01"])


def lean(*people, pepper=b"pepper", workspace="W1"):
    return windows.lean(pepper, windows.reference(pepper, workspace, people))


def test_a_lean_is_a_secret_about_the_same_people_in_one_workspace():
    ours = lean("U1", "U2", "U3")
    assert ours == lean("U3", "U1", "U2")
    assert ours != lean("U1", "U2", "U3", pepper=b"another")
    assert ours != lean("U1", "U2", "U3", workspace="W2")


@given(
    st.frozensets(st.sampled_from([f"U{number}" for number in range(9)])),
    st.frozensets(st.sampled_from([f"U{number}" for number in range(9)])),
)
def test_two_groups_have_one_lean_only_if_they_are_the_same_people(these, those):
    assert (lean(*these) == lean(*those)) == (these == those)


def test_leans_are_spread_evenly_as_far_as_readers_are_told():
    leans = [lean("U1", f"U{number}") for number in range(2, 2002)]
    share = sorted((amount / LEAN_MOST + 1) / 2 for amount in leans)
    assert 0 <= share[0] < 0.01
    assert 0.99 < share[-1] <= 1
    assert max(abs(one - place / 2000) for place, one in enumerate(share)) < 0.05


def test_a_window_whose_key_is_gone_is_lost_and_the_others_go_on(house):
    team = house.team()
    house.week(team, 1, mixed)
    lost = next(w for w in house.windows(team) if w.family == "reciprocity")
    house.keys.destroy(lost.key)
    house.week(team, 2, mixed)
    assert house.read(lambda store: store.windows.get(lost.id)).state is WindowState.LOST
    assert house.read(lambda store: store.windows.boxes(lost.id)) == {}
    assert [(one.measure, one.status) for one in house.readings(team)] == [("reciprocity", "held")]
    house.week(team, 3, mixed)
    assert "reciprocity" in {window.family for window in house.windows(team)}


def test_a_window_whose_key_goes_at_the_last_moment_is_lost_too(sqlite_house):
    house = sqlite_house
    team = house.team()
    for number in range(1, 4):
        house.week(team, number, mixed)
    house.go(at(4))
    house.ask(team, mixed)
    house.move(at(4, day=4))
    house.until(Step.SETTLE)
    ended = next(w for w in house.windows(team) if w.family == "reciprocity")
    house.keys.destroy(ended.key)
    house.work()
    assert house.read(lambda store: store.windows.get(ended.id)).state is WindowState.LOST
    assert house.newest(team).state is RoundState.CLOSED


def test_a_window_that_takes_too_long_expires_unread(house):
    team = house.team()
    house.week(team, 1, mixed)
    begun = house.windows(team)
    house.settings.pause(team=team, actor=ADMIN)
    house.go(at(1) + timedelta(days=119))
    assert house.windows(team) == begun
    house.go(at(1) + timedelta(days=120))
    assert house.windows(team) == ()
    assert house.keys.ids() == frozenset()
    assert {one.status for one in house.readings(team)} == {"held"}
    for window in begun:
        assert house.read(lambda store, w=window: store.windows.boxes(w.id)) == {}
        assert house.read(lambda store, w=window: store.windows.get(w.id)).state == "expired"


def test_a_lost_round_still_ends_its_windows(sqlite_house):
    house = sqlite_house
    team = house.team()
    for number in range(1, 4):
        house.week(team, number, mixed)
    house.go(at(4))
    house.keys.destroy(house.newest(team).key)
    house.go(at(4, day=4))
    row = house.newest(team)
    assert (row.state, row.reported, row.next_due_at) == (RoundState.LOST, True, None)
    assert [one.measure for one in house.readings(team)] == ["reciprocity"]


def test_a_window_waits_until_all_its_rounds_are_counted(sqlite_house):
    house = sqlite_house
    team = house.team()
    house.week(team, 1, mixed)
    window = house.windows(team)[0]
    windows.settle(house.database, house.keys, window_id=window.id, pepper=b"pepper")
    assert house.read(lambda store: store.windows.get(window.id)).state is WindowState.OPEN


def test_a_key_store_that_is_away_settles_nothing_and_loses_nothing(sqlite_house):
    house = sqlite_house
    team = house.team()
    for number in range(1, 4):
        house.week(team, number, mixed)
    house.go(at(4))
    house.ask(team, mixed)
    house.move(at(4, day=4))

    class Away:
        def open(self, key):
            raise KeyStoreAway

    steps, house.steps = house.steps, replace(house.steps, keys=Away())
    house.steps.perform(Due(Step.CLOSE, house.newest(team).id), now=house.now)
    for _ in range(2):
        with pytest.raises(KeyStoreAway):
            house.once(Step.GATHER, house.steps)
    house.steps = steps
    house.work()
    assert shown(house, team) == ["reciprocity"]


def test_what_deletion_leaves_is_truncated_before_a_round_is_closed(sqlite_house):
    house = sqlite_house
    team = house.team()
    house.go(at(1))

    class Busy:
        def __init__(self, inner):
            self._inner = inner

        def __getattr__(self, name):
            return getattr(self._inner, name)

        def forget(self):
            return False

    house.move(at(1, day=4))
    house.until(Step.FORGET)
    busy = replace(house.steps, database=Busy(house.database))
    (due,) = (one for one in rounds.due(house.database, house.now) if one.step is Step.FORGET)
    assert not busy.perform(due, now=house.now)
    house.once(Step.ISSUE, house.steps)
    row = house.newest(team)
    assert (row.state, row.reported) == (RoundState.GATHERED, True)
    assert house.read(lambda store: store.tombstones.pending())
    house.work()
    assert house.newest(team).state is RoundState.CLOSED


def test_a_team_of_the_same_people_cannot_be_used_to_subtract_one(sqlite_house):
    """Two teams that differ in one person: what the second would show is held."""
    house = sqlite_house
    first = house.team(9)
    for number in range(1, 5):
        house.week(first, number, mixed)
    assert shown(house, first) == ["reciprocity"]
    second = house.team(9, channel="C2", prefix="V")
    # Everybody but one moves: the first team ends, the second consists of eight of the nine.
    house.settings.end(team=first, actor=ADMIN)
    house.join(second, [*House.users(9)[1:], LEAD])
    for number in range(5, 11):
        house.week(second, number, mixed)
    statuses = {one.status for one in house.readings(second) if one.measure == "reciprocity"}
    assert statuses == {"held"}


def test_ties_name_nobody_outside_the_population(sqlite_house):
    house = sqlite_house
    team = house.team()

    def to_the_lead(user, row):
        named = () if user == LEAD else (Tie(LEAD, "care"),)
        return Answer(helped_me=named, i_helped=named)

    for number in range(1, 9):
        house.week(team, number, to_the_lead)
    ties = [one for one in house.readings(team) if one.span.family == "ties"]
    assert {one.status for one in ties} == {"held"}
