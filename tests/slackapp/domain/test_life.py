"""A round's life: what may follow what, and that something is always due until it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.domain import life
from slackapp.domain.life import FOLLOWS, LATE, Act
from slackapp.domain.rounds import Asks, Reason, Round, RoundState
from slackapp.domain.times import due_times, is_workday
from slackapp.errors import WrongState

MONDAY = datetime(2026, 6, 1, 8, tzinfo=UTC)
"""Ten o'clock in Berlin."""
BERLIN = "Europe/Berlin"
OVER = {RoundState.CLOSED, RoundState.SKIPPED, RoundState.LOST}


def planned(opens_at=MONDAY, open_days=4):
    times = due_times(opens_at, zone_name=BERLIN, open_days=open_days)
    return Round(
        id="r1",
        team="t1",
        date=date(2026, 6, 1),
        state=RoundState.PLANNED,
        opens_at=times.opens_at,
        remind_at=times.remind_at,
        closes_at=times.closes_at,
        report_at=times.report_at,
        next_due_at=times.opens_at,
    )


def open_(row, now=MONDAY):
    return life.open_(row, number=1, epoch="e", key="k", asks=Asks(), now=now, zone_name=BERLIN)


def left_out(row):
    leave = life.withdraw if row.state is RoundState.OPEN else life.skip
    return leave(row, Reason.CHANNEL_GONE)


LATER = MONDAY + timedelta(days=5)
TRANSITIONS = {
    RoundState.OPEN: open_,
    RoundState.SKIPPED: left_out,
    RoundState.CLOSING: lambda row: life.close(row, LATER),
    RoundState.GATHERED: lambda row: life.gather(row, LATER),
    RoundState.LOST: lambda row: life.lose(row, Reason.KEY_GONE, LATER),
    RoundState.CLOSED: life.forget,
}


@pytest.mark.parametrize(("before", "after"), list(product(RoundState, TRANSITIONS)))
def test_only_what_may_follow_follows(before, after):
    row = replace(planned(), state=before)
    if before is after is RoundState.LOST or (before, after) == (RoundState.LOST, "closed"):
        return
    if after in FOLLOWS[before]:
        assert TRANSITIONS[after](row).state is after
    else:
        with pytest.raises(WrongState):
            TRANSITIONS[after](row)


def test_a_lost_round_forgets_and_reports_and_stays_lost():
    lost = replace(planned(), state=RoundState.LOST, next_due_at=LATER)
    assert life.due(lost, LATER) == (Act.FORGET, Act.ISSUE)
    assert life.report(life.forget(lost)) == replace(lost, reported=True, next_due_at=None)


def test_an_open_round_is_left_out_only_as_if_it_had_never_been_asked():
    opened = open_(planned())
    for refused in (lambda: life.skip(opened, Reason.OPERATOR), lambda: withdrawn(planned())):
        with pytest.raises(WrongState):
            refused()
    with pytest.raises(WrongState):
        withdrawn(life.remind(opened))
    taken_back = replace(withdrawn(opened), next_due_at=opened.opens_at)
    assert taken_back == replace(
        planned(), state=RoundState.SKIPPED, reason=Reason.CHANNEL_GONE, remind_at=opened.remind_at
    )


def withdrawn(row):
    return life.withdraw(row, Reason.CHANNEL_GONE)


def test_every_state_but_the_last_three_leads_somewhere():
    assert {state for state, after in FOLLOWS.items() if not after} == OVER
    assert set(FOLLOWS) == set(RoundState)


MOST_ACTS = 20
PERFORM = {
    Act.OPEN: open_,
    Act.REMIND: lambda row, now: life.remind(row),
    Act.CLOSE: life.close,
    Act.GATHER: life.gather,
    Act.FORGET: lambda row, now: life.forget(row),
    Act.ISSUE: lambda row, now: life.report(row),
}


@given(
    st.integers(0, 10_000).map(lambda minutes: MONDAY + timedelta(minutes=minutes)),
    st.integers(1, 6),
    st.lists(st.integers(0, 3 * 24 * 60), max_size=12),
    st.booleans(),
)
def test_whenever_somebody_looks_a_round_comes_to_its_end(opens_at, days, naps, loses):
    row, now, done = planned(opens_at, days), opens_at, []
    for nap in [0, *naps, 60 * 24 * 10, 60 * 24 * 10, 60 * 24 * 10]:
        now += timedelta(minutes=nap)
        while acts := life.due(row, now):
            assert len(done) < MOST_ACTS
            for act in acts:
                done.append(act)
                if act is Act.GATHER and loses:
                    row = life.lose(row, Reason.KEY_GONE, now)
                else:
                    row = PERFORM[act](row, now)
    assert row.state is (RoundState.LOST if loses else RoundState.CLOSED)
    assert (row.reported, row.next_due_at) == (True, None)
    assert all(done.count(act) == 1 for act in (Act.OPEN, Act.CLOSE, Act.GATHER, Act.ISSUE))
    assert done.count(Act.REMIND) <= 1
    assert [act for act in done if act is not Act.FORGET] == sorted(
        (act for act in done if act is not Act.FORGET), key=list(Act).index
    )


def test_nothing_is_due_before_its_time_or_without_one():
    row = planned()
    assert life.due(row, MONDAY - timedelta(seconds=1)) == ()
    assert life.due(replace(row, next_due_at=None), LATER) == ()


def test_a_round_is_closed_on_time_and_reminds_and_reports_once():
    row = open_(planned())
    with pytest.raises(WrongState):
        life.close(row, row.closes_at - timedelta(seconds=1))
    with pytest.raises(WrongState):
        life.remind(life.remind(row))
    with pytest.raises(WrongState):
        life.report(row)
    closed = life.forget(life.gather(life.close(row, row.closes_at), row.closes_at))
    with pytest.raises(WrongState):
        life.report(life.report(closed))


@pytest.mark.parametrize("late", [timedelta(0), LATE])
def test_a_round_on_time_reminds_a_day_after_its_time(late):
    row = planned()
    opened = open_(row, MONDAY + late)
    assert (opened.remind_at, opened.next_due_at) == (row.remind_at, row.remind_at)


@given(st.integers(16, 60 * 48))
def test_a_late_round_reminds_a_day_after_it_opened_and_closes_on_time(minutes):
    row, now = planned(), MONDAY + timedelta(minutes=minutes)
    opened = open_(row, now)
    assert opened.closes_at == row.closes_at
    if opened.remind_at < opened.closes_at:
        assert opened.remind_at - now >= timedelta(days=1)
        assert is_workday(opened.remind_at, BERLIN)
