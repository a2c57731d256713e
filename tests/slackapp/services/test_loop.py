"""The whole loop on both databases: open, answer, close, gather, settle, report, forget."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from itertools import cycle

from slackapp.clock import Clock
from slackapp.domain.answers import Answer, Tie
from slackapp.domain.rounds import RoundState
from slackapp.errors import KeyGone, RoundClosed
from slackapp.services.answers import CheckIns
from slackapp.services.mirrors import Mirrors
from slackapp.services.reports import Reports
from tests.slackapp.services.house import House, at

POINTS = {f"U{number:02}": 2 + number % 4 for number in range(1, 9)}


def everyone(user, row):
    """Half the team rates 2 and 3, half 4 and 5; the lead always 1; everybody thanks the next."""
    number = int(user[1:])
    others = [f"U{other:02}" for other in range(1, 9) if other != number]
    ties = (Tie(others[number % len(others)], "care"),)
    asked = "helped_me" in row.asks.prompts
    return Answer(
        items=dict.fromkeys(row.asks.items, POINTS.get(user, 1)),
        helped_me=ties if asked else None,
        i_helped=ties if asked else None,
    )


def test_eight_weeks_settle_every_facet_and_the_ties_and_leave_no_key_behind(house):
    team = house.team()
    for number in range(1, 9):
        row = house.week(team, number, everyone)
        assert row.state is RoundState.CLOSED
        assert row.reported
        assert row.next_due_at is None
    families = {reading.span.family for reading in house.readings(team)}
    assert families == {
        "reciprocity",
        "autonomy",
        "trust_and_safety",
        "emotional_presence",
        "shared_responsibility",
        "ties",
    }
    assert {reading.status for reading in house.readings(team)} == {"shown"}
    # Only open windows and the notes keep keys; every round's and every settled window's is gone.
    notes = house.read(lambda store: store.notes.key_id(team))
    assert house.keys.ids() == {notes, *(window.key for window in house.windows(team))}
    assert house.read(lambda store: store.tombstones.pending()) == ()
    reports = Reports(house.database).of_person(workspace="W1", user="U01")
    assert len(reports) == 8
    newest = Reports(house.database).get(reports[0].id, workspace="W1", user="U99")
    assert newest.rounds_asked == 8
    assert {reading.span.family for reading in newest.settled} == {"reciprocity", "ties"}


def test_a_reading_is_the_mean_of_what_was_answered_and_leads_do_not_count(house):
    team = house.team()
    for number in range(1, 5):
        house.week(team, number, everyone)
    (reciprocity,) = house.readings(team)
    # Items 1 and 2 speak for the facet and item 3 against it: (x + x + 6 - x) / 3 for each person.
    mean = sum((2 * x + 6 - x) / 3 for x in POINTS.values()) / len(POINTS)
    assert abs(reciprocity.value - mean) <= 0.25
    assert reciprocity.respondents == "7-9"
    assert reciprocity.span.last_round == 4


def test_a_week_is_reported_even_when_nobody_answered(house):
    team = house.team()
    for number in range(1, 5):
        house.week(team, number, lambda *_: None)
    assert [reading.status for reading in house.readings(team)] == ["held"]
    assert len(Reports(house.database).of_person(workspace="W1", user="U01")) == 4


def test_small_teams_get_the_pulse_without_names_and_windows_of_eight_rounds(house):
    team = house.team(6)

    def pulse(user, row):
        assert row.asks.prompts == ()
        assert row.asks.pulse
        level = POINTS.get(user, 1)
        items = dict.fromkeys(row.asks.items, level)
        return Answer(items=items, given=level % 4, received=1, same_people=level)

    for number in range(1, 9):
        house.week(team, number, pulse)
    measures = {reading.measure for reading in house.readings(team)}
    assert {"reciprocity", "same_people"} <= measures
    assert "mutual" not in measures


def test_every_box_is_there_from_the_start_and_gone_at_the_end(house):
    team = house.team()
    house.go(house.now + timedelta(days=1))
    row = house.newest(team)
    assert len(house.read(lambda store: store.answers.all(row.id))) == 9
    for window in house.windows(team):
        boxes = house.read(lambda store, window=window: store.windows.boxes(window.id))
        assert len(boxes) == 9
    house.go(row.closes_at)
    assert house.read(lambda store: store.answers.all(row.id)) == {}
    for window in house.windows(team):
        boxes = house.read(lambda store, window=window: store.windows.boxes(window.id))
        assert len(boxes) == 9


def test_what_was_acknowledged_while_the_round_closed_was_gathered(house):
    """Eight people submit again and again while another process closes and gathers."""
    team = house.team()
    house.go(at(1))
    row = house.newest(team)
    early = Clock(lambda: at(1))
    acknowledged, tried = {}, {}

    def submit(user):
        check_ins = CheckIns(house.database, house.keys, early)
        for level in cycle(range(1, 6)):
            tried[user] = level
            answer = Answer(items=dict.fromkeys(row.asks.items, level))
            try:
                check_ins.record(round_id=row.id, workspace="W1", user=user, answer=answer).result(
                    timeout=30
                )
            except (RoundClosed, KeyGone):
                return
            acknowledged[user] = level

    users = House.users(8)
    with ThreadPoolExecutor(len(users)) as pool:
        submitting = [pool.submit(submit, user) for user in users]
        while len(acknowledged) < len(users):
            wait(submitting, timeout=0.001)
        house.move(row.closes_at)
        house.work()
        for one in submitting:
            one.result(timeout=30)
    mirrors = Mirrors(house.database, house.keys, house.clock)
    for user in users:
        scales = mirrors.of(workspace="W1", user=user, team=team).scales
        (counts,) = {scale.tally.counts[0] for scale in scales}
        assert counts.index(1) + 1 in {acknowledged[user], tried[user]}
