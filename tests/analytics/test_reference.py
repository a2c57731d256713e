"""What the reference says of small teams, played again: by chance, with people away, over time."""

from __future__ import annotations

import math

import numpy as np
import pytest
from worlds.likert import WORLDS, every_count
from worlds.round_robins import simulated

from analytics import load, reciprocity, reliability, srm, trend, uncertainty

REPORTS_TO = {
    2: (1, 4, 16),
    7: (2, 14, 18, 21),
    14: (3, 5, 9, 13, 15, 19, 20),
    18: (10, 11),
    21: (6, 8, 12, 17),
}
"""Krackhardt's managers (1987): the head of each and who reports to them; 7 reports to nobody."""


def naming_two(rng, people, weeks=1):
    """Everybody names two others at random each week."""
    w = np.zeros((people, people))
    for _ in range(weeks):
        for person in range(people):
            others = np.delete(np.arange(people), person)
            w[person, rng.choice(others, 2, replace=False)] += 1
    return w


@pytest.mark.parametrize(("people", "r"), [(5, 0.50), (6, 0.39), (9, 0.25), (12, 0.18)])
def test_raw_reciprocity_of_people_who_name_two_at_random(people, r):
    rng = np.random.default_rng(people)
    found = [reciprocity.weighted(naming_two(rng, people)) for _ in range(600)]
    assert np.mean(found) == pytest.approx(r, abs=0.02)


@pytest.mark.parametrize(("weeks", "r"), [(1, 0.25), (4, 0.53), (8, 0.66)])
def test_raw_reciprocity_rises_with_the_weeks_pooled(weeks, r):
    rng = np.random.default_rng(weeks)
    found = [reciprocity.weighted(naming_two(rng, 9, weeks)) for _ in range(300)]
    assert np.mean(found) == pytest.approx(r, abs=0.02)


@pytest.mark.parametrize(("response", "filled", "left_out"), [(0.8, -0.11, 0), (0.7, -0.17, 0)])
def test_zeros_for_people_away_make_help_look_one_way_and_leaving_pairs_out_does_not(
    response, filled, left_out
):
    """A week of nine in which .55 of ties are returned."""
    rng = np.random.default_rng(7)
    share, told = 0.2, []
    for _ in range(1500):
        tie = rng.random((9, 9)) < share
        back = np.where(rng.random((9, 9)) < 0.44, tie.T, tie)
        told.append(np.where(np.tri(9, k=-1) > 0, back, tie) & ~np.eye(9, dtype=bool))
    here = rng.random((1500, 9)) < response
    zeros = [week & there[:, None] for week, there in zip(told, here, strict=True)]
    both = [
        reciprocity.both_answered(week[None], there[None])
        for week, there in zip(told, here, strict=True)
    ]
    whole = of_all(told)
    assert whole == pytest.approx(0.55, abs=0.02)
    found = [of_all(zeros) - whole, of_all(both) - whole]
    assert found == pytest.approx([filled, left_out], abs=0.015)


def of_all(weeks):
    """The reciprocity of all weeks side by side: no week is too small to count."""
    ties = np.array([week.sum() for week in weeks])
    shares = np.array([reciprocity.weighted(week) for week in weeks])
    return float((shares[ties > 0] @ ties[ties > 0]) / ties.sum())


def test_who_reports_to_whom_is_as_centralized_as_sna_says():
    w = np.zeros((21, 21))
    for head, reports in REPORTS_TO.items():
        w[np.array(reports) - 1, head - 1] = 1
    assert w.sum() == 20
    assert load.in_degree_centralization(w) == pytest.approx(0.3175, abs=5e-5)
    assert load.in_degree_centralization(w.T) == pytest.approx(0.0025, abs=5e-5)


def test_the_manager_most_asked_for_advice_is_the_second(advice):
    assert advice.sum(axis=0).argmax() + 1 == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("n", "one_week", "eight_weeks"),
    [(5, 0.38, 0.14), (6, 0.29, 0.10), (8, 0.20, 0.07), (9, 0.17, 0.06), (12, 0.12, 0.05)],
)
def test_how_far_the_dyadic_correlation_of_a_small_team_strays(n, one_week, eight_weeks):
    groups = simulated(np.random.default_rng(n), teams=2000, n=n)
    found = np.array([srm._moments(srm._cells(group)) for group in groups])
    alone = np.clip(found[:, 4] / found[:, 2], -1, 1)
    pooled = found.reshape(-1, 8, 5).mean(axis=1)
    assert alone.std() == pytest.approx(one_week, abs=0.02)
    assert (pooled[:, 4] / pooled[:, 2]).std() == pytest.approx(eight_weeks, abs=0.02)


@pytest.mark.parametrize(("variance", "reliable"), [(0.171679036, 0.937), (0.105318771, 0.901)])
def test_reliabilities_follow_from_the_components_as_in_tripler(variance, reliable, warner):
    n, relationship, dyadic = 54, 0.608813358, 0.079503569
    assert variance / (variance + noise(n, relationship, dyadic)) == pytest.approx(
        reliable, abs=5e-4
    )
    found, effects = srm.round_robin(warner["T1"]), srm.effects(warner["T1"])
    expected = found.actor / (found.actor + noise(8, found.relationship, found.dyadic))
    assert effects.actor_reliability == pytest.approx(expected)


def noise(n, relationship, dyadic):
    """What chance adds to the expected square of an effect in a complete group."""
    return (relationship * (n - 1) + dyadic) / (n * (n - 2))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("baseline", "signals"),
    [
        (6, (0.36, 0.23, 0.40)),
        (8, (0.32, 0.21, 0.34)),
        (12, (0.28, 0.18, 0.31)),
        (20, (0.20, 0.15, 0.22)),
    ],
)
def test_how_often_charts_signal_within_26_weeks_of_nothing(baseline, signals):
    """Limits outside, a run of eight, and EWMA; published from some hundred runs, so ± .07."""
    rng, runs, found = np.random.default_rng(baseline), 1500, np.zeros(3)
    for _ in range(runs):
        weeks = rng.normal(size=baseline + 26)
        chart = trend.xmr(weeks, baseline=baseline, fewest=6)
        sd = chart.moving_range / trend.MOVING_RANGE_TO_SD
        smoothed = trend.ewma(weeks[baseline:], centre=chart.centre, sd=sd)
        each = (chart.outside[baseline:], chart.run[baseline:], smoothed.outside)
        found += [signal.any() for signal in each]
    assert found / runs == pytest.approx(signals, abs=0.07)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("people", "baseline", "seen", "room"),
    [
        (9, 6, (0.52, 0.73), 0.08),
        (9, 8, (0.48, 0.75), 0.08),
        (9, 12, (0.47, 0.79), 0.08),
        (9, 20, (0.47, 0.80), 0.08),
        (6, 6, (0.43, 0.61), 0.11),
        (6, 20, (0.35, 0.64), 0.11),
    ],
)
def test_how_often_charts_catch_half_a_point_within_eight_weeks(people, baseline, seen, room):
    """An item a week, the attack's model; published without its world, so to `room`."""
    week, noise, rounding = 0.3, 0.5, 1 / 12
    sd = np.sqrt(week**2 + (noise**2 + rounding) / people)
    rng, runs, found = np.random.default_rng(baseline), 1500, np.zeros(2)
    for _ in range(runs):
        weeks = rng.normal(0, sd, baseline + 8)
        weeks[baseline:] -= 0.5
        chart = trend.xmr(weeks, baseline=baseline, fewest=6)
        moved = chart.moving_range / trend.MOVING_RANGE_TO_SD
        smoothed = trend.ewma(weeks[baseline:], centre=chart.centre, sd=moved)
        found += [chart.outside[baseline:].any(), smoothed.outside.any()]
    assert found / runs == pytest.approx(seen, abs=room)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("world", "people", "covered", "width"),
    [
        ("uniform", 5, 0.91, 1.87),
        ("peaked at 3", 5, 0.98, 1.37),
        ("happy skew", 5, 0.92, 1.55),
        ("happy skew", 10, 0.95, 1.12),
        ("ceiling", 5, 0.94, 1.44),
        ("ceiling", 7, 0.94, 1.18),
        ("bimodal", 5, 0.89, 2.20),
    ],
)
def test_coverage_and_width_of_the_interval_of_a_likert_mean(world, people, covered, width):
    """Exact here, simulated there, and only the means of those worlds are known: ± .03 and .13."""
    chances = np.array(WORLDS[world])
    true, total = float(chances @ np.arange(1, 6)), np.zeros(2)
    for count in every_count(people):
        found = uncertainty.likert_mean_interval(count)
        ways = math.factorial(people) / math.prod(map(math.factorial, count))
        probability = ways * float(np.prod(chances ** np.array(count)))
        total += probability * np.array([found.low <= true <= found.high, found.high - found.low])
    assert total[0] == pytest.approx(covered, abs=0.03)
    assert total[1] == pytest.approx(width, abs=0.13)


@pytest.mark.parametrize(("icc1", "people"), [(0.1, 21), (0.2, 9.3), (0.3, 5.4)])
def test_how_many_people_make_a_team_mean_reliable(icc1, people):
    assert reliability.spearman_brown(icc1, people) == pytest.approx(0.70, abs=0.003)


def test_four_items_of_a_facet_are_reliable_to_73_of_100():
    assert reliability.spearman_brown(0.4, 4) == pytest.approx(0.73, abs=0.005)


@pytest.mark.parametrize(
    ("response", "bias"), [(0.9, 0.004), (0.8, 0.010), (0.7, 0.016), (0.5, 0.029)]
)
def test_people_away_hardly_change_how_uneven_load_looks(response, bias):
    """Load per opportunity; the published biases are of a world of their own, hence ± .02."""
    rng, gaps = np.random.default_rng(9), []
    for _ in range(300):
        pull = rng.gamma(1 / 0.39**2, size=9)
        weeks = rng.random((8, 9, 9)) < 0.22 * pull / pull.mean()
        here = rng.random((8, 9)) < response
        whole = load.gini(load.received_rate(weeks, np.ones((8, 9))))
        seen = load.received_rate(weeks, here)
        gaps.append(load.gini(seen[~np.isnan(seen)]) - whole)
    assert np.mean(gaps) == pytest.approx(bias, abs=0.02)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("response", "share"), [(0.9, 0.91), (0.8, 0.86), (0.7, 0.81), (0.5, 0.72)]
)
def test_how_often_the_top_person_of_those_who_answered_is_the_true_one(response, share):
    """Nine people over twelve weeks, ordinary differences (CV .39); to ± .05."""
    rng, hits = np.random.default_rng(9), []
    for _ in range(600):
        pull = rng.gamma(1 / 0.39**2, size=9)
        weeks = rng.random((12, 9, 9)) < 0.22 * pull / pull.mean()
        here = rng.random((12, 9)) < response
        true = load.received_rate(weeks, np.ones((12, 9)))
        seen = load.received_rate(weeks, here)
        hits.append(np.nanargmax(true) == np.nanargmax(seen))
    assert np.mean(hits) == pytest.approx(share, abs=0.05)
