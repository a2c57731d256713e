"""How often ordinary teams that tell few ties are said to be held by few, under three floors.

`.venv/bin/python benchmarks/quiet.py` prints the table of docs/decisions/who-could-be-named.md,
with fixed seeds (half a minute).
"""

from __future__ import annotations

import zlib
from dataclasses import replace

import numpy as np
from worlds import questionnaire

from analytics import hotspots, thresholds

TEAMS = 4_000
SIZES = (8, 12)
ROUNDS = 8
PACES = ((0.05, 0.1), (0.1, 0.2), (0.2, 0.4), (0.4, 0.8), (0.6, 1.2), (1.2, 2.4))
"""Helpers a person has in a week; the last is the world of the compiled cut-offs."""
RECEIVERS = 6


def main() -> None:
    print("| people | helpers a week | no floor | six were named | two ties each |")
    print("|---|---|---|---|---|")
    for n in SIZES:
        for pace in PACES:
            shares = " | ".join(f"{share:.2f}" for share in alarms(n, pace))
            print(f"| {n} | {pace[0]} to {pace[1]} | {shares} |")


def alarms(n: int, pace: tuple[float, float]) -> tuple[float, float, float]:
    """Return the share of windows with a false alarm: without a floor, the old one, and ours."""
    rng = np.random.default_rng(zlib.crc32(repr((n, pace)).encode()))
    world = replace(questionnaire.World(), needs=pace)
    told = questionnaire.play(world, teams=TEAMS, n=n, rounds=ROUNDS, rng=rng)
    seen = hotspots.union_of_reports(told.helped_me, told.i_helped, np.ones_like(told.answered))
    ties = seen.ties.sum(axis=(1, 2)).astype(np.float64)
    exposure = seen.exposure.sum(axis=(1, 2))
    above = hotspots.rate_above(ties, exposure, multiple=thresholds.HOTSPOT_MULTIPLE)
    alarm = np.nan_to_num(above).max(axis=1) > hotspots.cut_off(n, ROUNDS)
    alarm &= told.helped_me.any(axis=(1, 2, 3))  # else all about ties is held
    named = told.helped_me.any(axis=(1, 2)).sum(axis=1) >= RECEIVERS
    left = hotspots.without_any_one(told.helped_me, told.i_helped, told.answered)
    enough = left >= thresholds.HOTSPOT_TIES_EACH * n
    return tuple(float((alarm & floor).mean()) for floor in (alarm, named, enough))


if __name__ == "__main__":
    main()
