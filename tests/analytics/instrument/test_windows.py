"""Windows against the schedule written out by hand: who gets what, from when, for how long."""

import pytest

from analytics.instrument import windows
from analytics.instrument.bank import FACETS, FAMILIES
from analytics.instrument.windows import FamilyPlan, Lack, Mode, Remedy
from analytics.thresholds import WINDOW_EXPIRES_AFTER_DAYS

# family: (first round, length), by hand.
WEEKLY_8 = {
    "reciprocity": (1, 4),
    "autonomy": (2, 4),
    "trust_and_safety": (2, 4),
    "emotional_presence": (3, 4),
    "shared_responsibility": (4, 4),
    "patterns": (1, 12),
    "ties": (1, 8),
    "follow_up": (2, 4),
}
WEEKLY_7 = {
    "reciprocity": (1, 8),
    "autonomy": (2, 8),
    "trust_and_safety": (3, 8),
    "emotional_presence": (4, 8),
    "shared_responsibility": (5, 8),
    "patterns": (1, 12),
    "pulse": (1, 8),
    "follow_up": (2, 8),
}
LIGHT_8 = {family: (first, 2 * length) for family, (first, length) in WEEKLY_8.items()}
LIGHT_7 = {family: (first, 2 * length) for family, (first, length) in WEEKLY_7.items()}


def only(schedule, *families):
    return {family: schedule[family] for family in families}


NOT_NAMED_8 = only(WEEKLY_8, *FACETS, "patterns", "follow_up") | {"pulse": (1, 8)}

CASES = [
    (Mode(8), WEEKLY_8),
    (Mode(9), WEEKLY_8),
    (Mode(14), WEEKLY_8),
    (Mode(9, named=False), NOT_NAMED_8),
    (Mode(8, interval_weeks=2), only(WEEKLY_8, *FACETS, "ties")),
    (Mode(8, interval_weeks=2, named=False), only(NOT_NAMED_8, *FACETS, "pulse")),
    (Mode(9, interval_weeks=4), only(WEEKLY_8, *FACETS)),
    (Mode(5), WEEKLY_7),
    (Mode(6), WEEKLY_7),
    (Mode(7), WEEKLY_7),
    (Mode(7, interval_weeks=2), only(WEEKLY_7, *FACETS, "pulse")),
    (Mode(6, interval_weeks=4), {}),
    (Mode(8, light=True), only(LIGHT_8, *FACETS, "ties")),
    (Mode(8, light=True, named=False), only(LIGHT_8, *FACETS)),
    (Mode(9, light=True, interval_weeks=2), only(LIGHT_8, *FACETS)),
    (Mode(9, light=True, interval_weeks=4), {}),
    (Mode(6, light=True), only(LIGHT_7, *FACETS)),
    (Mode(7, light=True, interval_weeks=2), {}),
    (Mode(7, light=True, interval_weeks=4), {}),
    (Mode(4), {}),
]


@pytest.mark.parametrize(("mode", "by_hand"), CASES, ids=[str(mode) for mode, _ in CASES])
def test_each_mode_has_the_windows_written_by_hand(mode, by_hand):
    plans = windows.plans(mode)
    assert {f: (plan.first_round, plan.length) for f, plan in plans.items()} == by_hand


@pytest.mark.parametrize("mode", [mode for mode, _ in CASES], ids=str)
def test_every_window_asked_can_finish_before_it_expires(mode):
    longest_open_days = 6
    for plan in windows.families(mode):
        days = (plan.length - 1) * mode.interval_weeks * 7 + longest_open_days
        assert days < WINDOW_EXPIRES_AFTER_DAYS


def test_a_window_settles_after_its_last_round():
    assert FamilyPlan("autonomy", first_round=2, length=4).settles_after == 5


def test_eight_weekly_rounds_at_eight_members_settle_every_facet_and_the_ties():
    calendar = windows.calendar(Mode(8))
    settled = {entry.family for entry in calendar.gets if entry.settles_after <= 8}
    assert settled >= {*FACETS, "ties"}


def test_no_two_windows_of_a_family_overlap_and_each_next_begins_with_the_next_round():
    last_round = {}
    begun = []
    for asked in range(26):
        still_open = {family for family, last in last_round.items() if last > asked}
        for plan in windows.beginning(
            Mode(8), asked=asked, open_families=still_open, experiment=True
        ):
            begun.append((plan.family, asked + 1))
            last_round[plan.family] = asked + plan.length
    assert [first for family, first in begun if family == "reciprocity"] == [
        1,
        5,
        9,
        13,
        17,
        21,
        25,
    ]
    assert [first for family, first in begun if family == "autonomy"] == [2, 6, 10, 14, 18, 22, 26]
    assert [first for family, first in begun if family == "patterns"] == [1, 13, 25]
    assert [first for family, first in begun if family == "ties"] == [1, 9, 17, 25]


def test_a_team_that_grows_finishes_its_pulse_before_names_are_asked():
    open_families = frozenset(FAMILIES) - {"ties"}
    assert windows.beginning(Mode(8), asked=5, open_families=open_families, experiment=True) == ()
    begins = windows.beginning(
        Mode(8), asked=8, open_families=open_families - {"pulse"}, experiment=True
    )
    assert [plan.family for plan in begins] == ["ties"]


def test_the_follow_up_begins_only_with_an_experiment():
    for experiment in (False, True):
        begins = windows.beginning(
            Mode(8), asked=6, open_families=frozenset(), experiment=experiment
        )
        assert ("follow_up" in {plan.family for plan in begins}) == experiment


def test_the_calendar_counts_weeks_and_is_in_order():
    gets = windows.calendar(Mode(8, interval_weeks=2)).gets
    assert [(entry.family, entry.settles_after, entry.settles_in_week) for entry in gets] == [
        ("reciprocity", 4, 7),
        ("autonomy", 5, 9),
        ("trust_and_safety", 5, 9),
        ("emotional_presence", 6, 11),
        ("shared_responsibility", 7, 13),
        ("ties", 8, 15),
    ]


@pytest.mark.parametrize(
    ("mode", "family", "why"),
    [
        (Mode(7), "ties", Lack.SMALL),
        (Mode(4), "autonomy", Lack.SMALL),
        (Mode(9, named=False), "ties", Lack.CHOICE),
        (Mode(9), "pulse", Lack.NAMED),
        (Mode(9, light=True), "patterns", Lack.LIGHT),
        (Mode(9, interval_weeks=4), "ties", Lack.CADENCE),
        (Mode(6, interval_weeks=4), "reciprocity", Lack.CADENCE),
        (Mode(6, light=True, interval_weeks=2), "reciprocity", Lack.LIGHT),
    ],
)
def test_the_calendar_says_why_a_family_is_missing(mode, family, why):
    assert dict(windows.calendar(mode).lacks)[family] == why


def test_what_is_asked_and_what_is_missing_are_all_families():
    for mode, _ in CASES:
        calendar = windows.calendar(mode)
        got = {entry.family for entry in calendar.gets}
        missing = {family for family, _ in calendar.lacks}
        assert got | missing == set(FAMILIES)
        assert not got & missing


def test_any_other_interval_is_refused():
    with pytest.raises(ValueError, match="1, 2 or 4"):
        windows.families(Mode(8, interval_weeks=3))


@pytest.mark.parametrize(
    ("mode", "remedies"),
    [
        (Mode(6, interval_weeks=4), (Remedy.INTERVAL, Remedy.PEOPLE)),
        (Mode(7, light=True, interval_weeks=2), tuple(Remedy)),
        (Mode(9, light=True, interval_weeks=4), (Remedy.INTERVAL, Remedy.LIGHT)),
        (Mode(7, light=True, interval_weeks=4), (Remedy.INTERVAL,)),
        (Mode(9, interval_weeks=4), ()),
        (Mode(5), ()),
    ],
)
def test_where_nothing_could_finish_what_alone_would_change_that_is_known(mode, remedies):
    assert windows.remedies(mode) == remedies
