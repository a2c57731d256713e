"""What those who name others by a plan read in words about ties, before floors took it and since.

`.venv/bin/python benchmarks/plans.py` prints the tables of docs/decisions/who-could-be-named.md and
docs/decisions/mutual-without-one.md that say so, with fixed seeds (some minutes).
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from mutual import by_p, said
from numpy.typing import NDArray
from worlds import questionnaire

from analytics import hotspots, load, thresholds

PEOPLE, ROUNDS = 8, 8
WINDOWS = 600
PACES = ((0.05, 0.1), (0.1, 0.2), (0.2, 0.4), (0.4, 0.8), (1.2, 2.4))
"""Helpers a person has in a week; the last is the ordinary world of the compiled cut-offs."""
WHO, TARGET = 0, 1
FEW = {1: 5, 2: 3, 3: 3, 4: 3, 5: 3, 6: 2, 7: 2}
"""How often each is named, where the target is to stand just below the cut-off by it."""
HALF = {2: 6, 3: 5, 4: 5, 5: 3, 6: 3, 7: 2}
"""The same, where the target is to be one too many for *about half*."""
AGREED, TOGETHER, LAST = 3, 2, 7
"""So many name each other in two check-ins, and the last of all in each."""
Bools = NDArray[np.bool_]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--windows", type=int, default=WINDOWS)
    windows = asked.parse_args().windows
    alone = {
        "held by few": "| helpers a week | named by others | said, all ties counted | then named |",
        "about half": "| helpers a week | named by others | *about half* said | then named |",
    }
    print(f"{alone['held by few']} said | then named |\n|---|---|---|---|---|---|")
    for pace in PACES:
        print(line(pace, held(pace, windows)), flush=True)
    print(f"\n{alone['about half']}\n|---|---|---|---|")
    for pace in PACES:
        print(line(pace, carried(pace, windows)), flush=True)
    print("\n| helpers a week | takes part | said by p alone | then takes part |", end="")
    print(" said | then takes part |\n|---|---|---|---|---|---|")
    for pace in PACES:
        print(line(pace, agreed(pace, windows // 3)), flush=True)


def line(pace: tuple[float, float], found: Iterator[tuple[bool, ...]]) -> str:
    """Return how often it is so; how often each rule speaks, and then how often it is so."""
    is_so, *rules = np.array(list(found), dtype=np.bool_).T
    cells = [f"{pace[0]} to {pace[1]}", f"{is_so.mean():.2f}"]
    for spoken in rules:
        then = f"{is_so[spoken].mean():.2f} of {spoken.sum()}" if spoken.any() else "–"
        cells += [f"{spoken.mean():.3f}", then]
    return f"| {' | '.join(cells)} |"


def held(pace: tuple[float, float], windows: int) -> Iterator[tuple[bool, ...]]:
    """Yield whether others tell of the target, and whether *held by few* is said by each floor."""
    for named, gave, answered in play(pace, windows):
        follow(FEW, named, gave, answered)
        reports = named, gave, np.ones_like(answered)
        seen = hotspots.union_of_reports(*reports)
        above = hotspots.posterior(*reports, multiple=thresholds.HOTSPOT_MULTIPLE)
        stands_out = bool((above > hotspots.cut_off(PEOPLE, ROUNDS)).any())
        floor = thresholds.HOTSPOT_TIES_EACH * PEOPLE
        told = (seen.ties.sum(), hotspots.without_any_one(*reports))
        by_others = seen.ties[:, np.arange(PEOPLE) != WHO, TARGET].any()
        by_target = gave[:, TARGET].any()
        yield bool(by_others or by_target), *(stands_out and bool(ties >= floor) for ties in told)


def carried(pace: tuple[float, float], windows: int) -> Iterator[tuple[bool, ...]]:
    """Yield whether others named the target, and whether it is carried by about half."""
    for named, gave, answered in play(pace, windows):
        follow(HALF, named, gave, answered)
        told = named & answered[:, :, None]
        times = told.sum(axis=(0, 1))
        share = float(np.nan_to_num(load.effective_carriers(times))) / PEOPLE
        is_half = thresholds.CARRIED_BY_HALF <= share < thresholds.CARRIED_BY_MOST
        yield bool(told[:, np.arange(PEOPLE) != WHO, TARGET].any()), is_half


def agreed(pace: tuple[float, float], windows: int) -> Iterator[tuple[bool, ...]]:
    """Yield whether the last takes part, and whether *more mutual than chance* is said."""
    rng = np.random.default_rng(zlib.crc32(repr(pace).encode()))
    for seed, (named, _, answered) in enumerate(play(pace, windows)):
        takes_part = bool(rng.random() < 0.5)
        answered[:, LAST] &= takes_part
        answered[:, :AGREED], named[:, :AGREED] = True, False
        named[:TOGETHER, :AGREED, :AGREED] = ~np.eye(AGREED, dtype=np.bool_)
        named[:, :AGREED, LAST] = True
        yield takes_part, by_p(named, answered, seed), said(named, answered, seed)


def follow(plan: dict[int, int], named: Bools, gave: Bools, answered: Bools) -> None:
    """Let the first name each so often, at most three at a time, and tell of no help given."""
    answered[:, WHO], named[:, WHO], gave[:, WHO] = True, False, False
    for person, times in sorted(plan.items(), key=lambda one: -one[1]):
        least = np.argsort(named[:, WHO].sum(axis=1), kind="stable")[:times]
        named[least, WHO, person] = True


def play(pace: tuple[float, float], windows: int) -> Iterator[tuple[Bools, Bools, Bools]]:
    """Yield windows in which ties are told: who named whom, who gave to whom, and who answered."""
    rng = np.random.default_rng(zlib.crc32(repr((PEOPLE, pace)).encode()))
    world = replace(questionnaire.World(), needs=pace)
    told = questionnaire.play(world, teams=windows, n=PEOPLE, rounds=ROUNDS, rng=rng)
    for named, gave, answered in zip(told.helped_me, told.i_helped, told.answered, strict=True):
        often = answered.sum(axis=0) >= ROUNDS * thresholds.ROUNDS_SHARE
        if often.sum() >= thresholds.TIE_RESPONDENTS_FLOOR:
            yield named.copy(), gave.copy(), answered.copy()


if __name__ == "__main__":
    main()
