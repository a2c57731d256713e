"""How often a sticky step moves, and whether it shows a true drop of one point, world by world.

"moves" is the share of windows whose step differs from that of the window before, while the team's
level stays the same; "drop" how often the step falls in the very window in which the level falls by
one point. The world decides what a move means: see docs/reference/publishing-rules.md.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from worlds import ratings

from analytics import thresholds

LEVEL = 3.6
WINDOWS = 6
SEED = 2026


@dataclass(frozen=True, slots=True)
class World:
    """Teams of `n` who give up to `answers` answers a window, as `ratings.play` takes them."""

    name: str
    n: int
    answers: int
    week_sd: float


STILL, SWINGS = 0.0, ratings.TEAM_WEEK_SD
WORLDS = (
    World("the attack's model: one answer a week, four weeks", 8, 4, SWINGS),
    World("the questionnaire, nothing changed", 8, 3, STILL),
    World("the questionnaire, nothing changed", 10, 3, STILL),
    World("the questionnaire of a small team, nothing changed", 6, 6, STILL),
    World("the questionnaire, the whole team swings from week to week", 8, 3, SWINGS),
    World("the questionnaire, the whole team swings from week to week", 10, 3, SWINGS),
    World("the questionnaire of a small team, the same swings", 6, 6, SWINGS),
)


@dataclass(frozen=True, slots=True)
class Steadiness:
    """Shares of windows: a plain half-point step moved, a sticky one did, a drop was shown."""

    plain: float
    sticky: float
    drop: float


def measured(world: World, teams: int) -> Steadiness:
    """Play teams at one level, then one point lower."""
    level = np.full((teams, WINDOWS + 1), LEVEL)
    level[:, -1] -= 1
    windows = ratings.play(
        level,
        n=world.n,
        answers=world.answers,
        rng=np.random.default_rng(SEED),
        week_sd=world.week_sd,
    )
    lean = ratings.leans(teams, n=world.n, rng=np.random.default_rng(SEED + 1))
    leaning = windows.exact + lean
    plain, shown = _plain(leaning), ratings.shown_steps(leaning)
    return Steadiness(_moved(plain), _moved(shown), float((shown[:, -1] < shown[:, -2]).mean()))


def _plain(exact: NDArray[np.float64]) -> NDArray[np.float64]:
    steps = np.floor(exact / thresholds.STEP + 0.5) * thresholds.STEP
    return steps.clip(thresholds.STEP_LOWEST, thresholds.STEP_HIGHEST)


def _moved(steps: NDArray[np.float64]) -> float:
    return float((np.diff(steps[:, :-1]) != 0).mean())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teams", type=int, default=6000, help="simulated teams a world (6000)")
    teams = parser.parse_args().teams
    print("| world | people | plain step moves | sticky step moves | one-point drop shown |")
    print("|---|---|---|---|---|")
    for world in WORLDS:
        found = measured(world, teams)
        shares = f"{found.plain:.0%} | {found.sticky:.0%} | {found.drop:.0%}"
        print(f"| {world.name} | {world.n} | {shares} |".replace("%", " %"))


if __name__ == "__main__":
    main()
