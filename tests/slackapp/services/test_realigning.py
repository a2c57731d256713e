"""A calendar that went ahead and came back silences no team and loses no answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slackapp.domain.answers import Answer
from slackapp.domain.cadence import Cadence
from slackapp.domain.deliveries import Kind
from slackapp.domain.rounds import RoundState
from slackapp.services import looking
from slackapp.services.mirrors import Mirrors
from slackapp.services.realigning import realign
from slackapp.services.retention import let_go, retain_team
from slackapp.services.rounds import Due, Step
from slackapp.services.sweeping import Sweeps
from tests.slackapp.services.house import ADMIN, MONDAY, House, at

YEAR = timedelta(weeks=52)
USER = House.users(1)[0]


def back(house, instant):
    house.move(instant)
    house.steps.perform(Due(Step.REALIGN, instant.date().isoformat()), now=house.now)
    house.work()


def states(house, team):
    return [(row.date, row.state, row.reason) for row in house.rounds(team)]


def test_a_team_is_asked_again_the_week_after_a_year_that_never_was(house):
    team = house.team()
    house.week(team, 1, lambda _user, _row: Answer(skipped=True))
    house.go(at(1, day=4) + YEAR)
    assert len(house.rounds(team)) > 50
    back(house, at(1, day=5))
    assert states(house, team) == [
        (MONDAY, RoundState.CLOSED, None),
        (MONDAY + timedelta(weeks=1), RoundState.PLANNED, None),
    ]
    house.go(at(2))
    assert house.newest(team).state is RoundState.OPEN
    assert house.newest(team).number == 2


def test_what_is_done_every_day_does_not_wait_for_a_day_that_is_far_ahead(house):
    teams = {house.team(), house.team(channel="C2", prefix="V")}
    now = house.now
    for one in teams:
        retain_team(house.database, team=one, now=now + YEAR)
        Sweeps(house.database).begin(one, now=now + YEAR)
    let_go(house.database, house.keys, workspace="W1", now=now + YEAR)
    done_daily = {Step.RETAIN, Step.LET_GO, Step.SWEEP}
    assert not any(one.step in done_daily for one in looking.idle(house.database, now))
    back(house, now)
    due = {*looking.idle(house.database, now)}
    assert {one.id for one in due if one.step is Step.RETAIN} == teams
    assert Due(Step.LET_GO, "W1") in due
    assert {one.id for one in due if one.step is Step.SWEEP} < teams


def test_a_round_that_opened_early_keeps_its_answers_and_closes_in_time(house):
    team = house.team()
    house.week(team, 1, lambda _user, _row: Answer(skipped=True))
    house.go(at(53))
    early = house.newest(team)
    assert early.state is RoundState.OPEN
    house.answer(early.id, USER, Answer(items=dict.fromkeys(early.asks.items, 4)))
    boxes = house.read(lambda store: store.answers.all(early.id))
    now = at(1, day=5)
    back(house, now)
    row = house.newest(team)
    assert (row.id, row.state, row.number) == (early.id, RoundState.OPEN, 2)
    assert row.date == now.date()
    assert row.closes_at == now + timedelta(days=4)
    assert house.read(lambda store: store.answers.all(row.id)) == boxes
    assert all(w.expires_on <= now.date() + timedelta(days=120) for w in house.windows(team))
    house.go(row.closes_at)
    assert house.read(lambda store: store.rounds.get(row.id)).state is RoundState.CLOSED
    house.go(at(3))
    assert (house.newest(team).number, house.newest(team).state) == (3, RoundState.OPEN)


@pytest.mark.parametrize("stop", ["pause", "end"])
def test_a_round_that_opened_early_closes_in_time_though_its_team_was_stopped(house, stop):
    team = house.team()
    house.week(team, 1, lambda _user, _row: Answer(skipped=True))
    house.go(at(53))
    early = house.newest(team)
    getattr(house.settings, stop)(team=team, actor=ADMIN)
    now = at(1, day=5)
    back(house, now)
    row = house.read(lambda store: store.rounds.get(early.id))
    assert (row.state, row.closes_at) == (RoundState.OPEN, now + timedelta(days=4))
    assert all(w.expires_on <= now.date() + timedelta(days=120) for w in house.windows(team))
    house.go(row.closes_at)
    assert house.read(lambda store: store.rounds.get(row.id)).state is RoundState.CLOSED


MONTH = timedelta(days=31)


def asked(house, team):
    return [row for row in house.rounds(team) if row.number]


def own_counts(house, team, user):
    """How often somebody's answers were counted for each item, while its window is open."""
    mirrors = Mirrors(house.database, house.keys, house.clock)
    scales = mirrors.of(workspace="W1", user=user, team=team).scales
    return {
        item: sum(counts)
        for own in scales
        for item, counts in zip(own.items, own.tally.counts, strict=True)
    }


def test_a_month_ahead_and_back_opens_one_round_at_most_and_counts_an_answer_once(house):
    team = house.team()
    house.go(at(1))
    first = house.newest(team)
    house.answer(first.id, USER, Answer(items=dict.fromkeys(first.asks.items, 4)))
    for jump in (1, 2):
        before = len(asked(house, team))
        now = house.now
        house.go(now + MONTH)
        house.work()
        assert len(asked(house, team)) <= before + 1
        skipped = [row.reason for row in house.rounds(team) if row.state is RoundState.SKIPPED]
        assert set(skipped) == {"missed"}
        back(house, now + timedelta(hours=1))
        assert len(asked(house, team)) <= before + 1
        assert [row for row in house.rounds(team) if row.state is RoundState.SKIPPED] == [], jump
    assert house.read(lambda store: store.rounds.get(first.id)).state is RoundState.CLOSED
    counts = own_counts(house, team, USER)
    assert {item: counts[item] for item in first.asks.items} == dict.fromkeys(first.asks.items, 1)
    house.go(house.now + timedelta(weeks=2))
    assert all(row.state is not RoundState.LOST for row in house.rounds(team))


def test_rounds_that_were_asked_ahead_keep_their_order(house):
    team = house.team()
    for number in (1, 2, 3, 4):
        house.week(team, number, lambda _user, _row: Answer(skipped=True))
    back(house, at(1, day=6))
    rows = [row for row in house.rounds(team) if row.number]
    assert [row.number for row in rows] == [1, 2, 3, 4]
    assert rows[-1].date == house.now.date()
    # They were all asked within these days: the next one keeps its distance from the last.
    house.go(at(2))
    assert (house.newest(team).number, house.newest(team).state) == (4, RoundState.CLOSED)
    house.go(at(3))
    assert (house.newest(team).number, house.newest(team).state) == (5, RoundState.OPEN)


@pytest.mark.parametrize("weeks", [1, 2, 4])
def test_whoever_has_all_in_order_is_left_alone(sqlite_house, weeks):
    house = sqlite_house
    rule = Cadence(zone="UTC", weekday=0, at=at(1).time(), first=MONDAY, every_weeks=weeks)
    team = house.team(cadence=rule)
    house.go(at(1))
    before = states(house, team)
    assert realign(house.database, now=house.now) == 0
    house.move(at(1) - timedelta(minutes=30))
    assert realign(house.database, now=house.now) == 0
    assert states(house, team) == before


def test_a_first_day_far_away_is_no_mistake(sqlite_house):
    rule = Cadence(zone="UTC", weekday=0, at=at(1).time(), first=MONDAY + YEAR)
    team = sqlite_house.team(cadence=rule)
    before = states(sqlite_house, team)
    assert realign(sqlite_house.database, now=sqlite_house.now) == 0
    assert states(sqlite_house, team) == before


def test_nobody_is_invited_twice_for_a_round_that_opened_early(sqlite_house):
    house = sqlite_house
    team = house.team()
    house.go(at(9))
    back(house, at(1))
    rows = house.rounds(team)
    sent = [
        one.kind
        for row in rows
        for one in house.read(lambda store, row=row: store.deliveries.of_round(row.id))
    ]
    assert sent.count(Kind.INVITATION) == len([row for row in rows if row.number])
