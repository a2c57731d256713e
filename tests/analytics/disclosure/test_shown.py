"""How coarse a value is when it is shown."""

import numpy as np
import pytest

from analytics.disclosure import shown
from analytics.records import Trend


@pytest.mark.parametrize(
    ("score", "step"),
    [(1.0, 1.5), (1.7, 1.5), (1.8, 2.0), (3.24, 3.0), (3.25, 3.5), (3.6, 3.5), (4.9, 4.5)],
)
def test_a_first_step_is_the_nearest_half_and_never_an_extreme(score, step):
    assert shown.step(score) == step


@pytest.mark.parametrize(
    ("score", "before", "step"),
    [(3.45, 3.0, 3.0), (3.46, 3.0, 3.5), (2.55, 3.0, 3.0), (2.5, 3.0, 2.5), (5.0, 4.5, 4.5)],
)
def test_a_shown_step_stays_within_0_45(score, before, step):
    assert shown.step(score, before) == step


@pytest.mark.parametrize(
    ("score", "word"), [(2.49, "low"), (2.5, "middle"), (3.5, "middle"), (3.51, "high")]
)
def test_a_first_word_follows_its_borders(score, word):
    assert shown.level(score) == word


@pytest.mark.parametrize(
    ("score", "before", "word"),
    [
        (2.69, "low", "low"),
        (2.71, "low", "middle"),
        (2.31, "middle", "middle"),
        (2.29, "middle", "low"),
        (3.69, "middle", "middle"),
        (3.71, "middle", "high"),
        (3.31, "high", "high"),
        (3.29, "high", "middle"),
        (3.8, "low", "high"),
        (1.0, "low", "low"),
        (5.0, "high", "high"),
    ],
)
def test_a_shown_word_stays_until_its_border_is_passed_by_a_fifth(score, before, word):
    assert shown.level(score, before) == word


@pytest.mark.parametrize(
    ("part", "band"), [(0.39, "few"), (0.4, "half"), (0.69, "half"), (0.7, "most")]
)
def test_a_share_is_one_of_three_bands(part, band):
    assert shown.share(part, most=0.7, half=0.4) == band


@pytest.mark.parametrize(
    ("now", "before", "trend"),
    [
        ("low", None, Trend.FIRST),
        ("low", "low", Trend.UNCLEAR),
        ("low", "middle", Trend.LOWER),
        ("high", "low", Trend.HIGHER),
    ],
)
def test_a_trend_compares_what_was_shown(now, before, trend):
    assert shown.trend(now, before, shown.LEVELS) == trend


def window_mean(rng, person, drop=0.0):
    """A window of a team in which nothing changed: three items, four answers of five given."""
    answers = np.clip(np.round(3.6 - drop + person + rng.normal(0, 0.5, (3, len(person)))), 1, 5)
    there = rng.random(answers.shape) < 0.8
    means = np.where(there, answers, np.nan)[:, there.sum(axis=0) >= 2]
    return float(np.nanmean(np.nanmean(means, axis=0)))


def test_steps_rarely_move_without_a_change_and_mostly_show_a_drop_of_one_point():
    rng = np.random.default_rng(2026)
    moved, seen, teams, windows = 0, 0, 600, 6
    for _ in range(teams):
        person = rng.normal(0, 0.9, 8)
        step = shown.step(window_mean(rng, person))
        for _ in range(windows - 1):
            now = shown.step(window_mean(rng, person), step)
            moved += now != step
            step = now
        seen += shown.step(window_mean(rng, person, drop=1.0), step) < step
    assert moved / (teams * (windows - 1)) <= 0.12
    assert seen / teams >= 0.93
