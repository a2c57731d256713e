"""However a rhythm is moved, six days lie between the openings of two rounds of one team."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from slackapp.domain.cadence import INTERVALS, Cadence
from slackapp.domain.ids import RoundId, TeamId
from slackapp.domain.rounds import Round, RoundState
from slackapp.domain.times import due_times
from slackapp.domain.turns import APART, turns, upcoming

BEGIN = datetime(2026, 2, 1, tzinfo=UTC)
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Australia/Lord_Howe")
CADENCES = st.builds(
    Cadence,
    zone=st.sampled_from(ZONES),
    weekday=st.integers(0, 6),
    at=st.builds(time, st.integers(0, 23), st.sampled_from([0, 30])),
    first=st.just(date(2026, 1, 5)),
    every_weeks=st.sampled_from(INTERVALS),
    quiet_days=st.frozensets(st.dates(date(2026, 2, 1), date(2026, 6, 1)), max_size=5),
)


def opened(slot, cadence, open_days=4):
    times = due_times(slot.opens_at, zone_name=cadence.zone, open_days=open_days)
    state = RoundState.SKIPPED if slot.passed else RoundState.OPEN
    return Round(
        id=RoundId(slot.date.isoformat()),
        team=TeamId("t"),
        date=slot.date,
        state=state,
        opens_at=times.opens_at,
        remind_at=times.remind_at,
        closes_at=times.closes_at,
        report_at=times.report_at,
        next_due_at=None,
    )


@given(
    st.lists(
        st.tuples(CADENCES, st.integers(1, 20 * 24), st.integers(1, 6)), min_size=1, max_size=12
    )
)
def test_no_edits_bring_two_openings_closer_than_six_days(edits):
    """Each edit comes some hours after the one before; turns in between open or are left out."""
    now, had = BEGIN, []
    for cadence, hours, open_days in edits:
        until = now + timedelta(hours=hours)
        while (slot := next(turns(cadence, had, now))).opens_at <= until:
            had.append(opened(slot, cadence, open_days))
            now = slot.opens_at
        now = until
    openings = [row.opens_at for row in had if row.state is RoundState.OPEN]
    assert all(later - earlier >= timedelta(days=6) for earlier, later in pairwise(openings))
    assert len({row.date for row in had}) == len(had)


def weekly(**changed):
    plain = {"zone": "UTC", "weekday": 0, "at": time(10), "first": date(2026, 1, 5)}
    return Cadence(**(plain | changed))


def after_a_monday(cadence):
    """The next five turns of a team that was asked on Monday the second of March, at ten."""
    monday = next(turns(weekly(), [], datetime(2026, 3, 1, tzinfo=UTC)))
    had = [opened(monday, weekly())]
    return [
        slot.date.day for slot in upcoming(cadence, had, datetime(2026, 3, 2, 12, tzinfo=UTC), 3)
    ]


def test_a_weekly_rhythm_can_move_by_a_day_in_either_direction():
    assert after_a_monday(weekly()) == [9, 16, 23]
    assert after_a_monday(weekly(weekday=6)) == [8, 15, 22]
    assert after_a_monday(weekly(weekday=1)) == [10, 17, 24]


def test_a_turn_that_would_come_sooner_waits_for_the_next_one():
    assert after_a_monday(weekly(weekday=4)) == [13, 20, 27]
    assert after_a_monday(weekly(weekday=6, at=time(9, 30))) == [15, 22, 29]


def test_what_was_left_out_takes_no_days_from_what_comes_after_it():
    quiet = weekly(quiet_days=frozenset({date(2026, 3, 2)}))
    left_out = opened(next(turns(quiet, [], datetime(2026, 3, 1, tzinfo=UTC))), quiet)
    tuesday = next(turns(weekly(weekday=1), [left_out], left_out.opens_at))
    assert (left_out.state, tuesday.date.day) == (RoundState.SKIPPED, 3)
    assert tuesday.opens_at - left_out.opens_at < APART
