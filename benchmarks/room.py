"""Whether *most* says of each person who could be one of them that they are, and what room costs.

`.venv/bin/python benchmarks/room.py` prints the tables of docs/decisions/who-could-be-named.md,
with fixed seeds (a minute). `--windows 300` takes fewer.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from worlds import questionnaire

from analytics import load, reciprocity, thresholds
from slackapp.domain.gathering import TieWeek
from slackapp.domain.mirror import Share, note

ROUNDS = 8
WINDOWS = 1_000
PACES = ((1.2, 2.4), (0.6, 1.2), (0.2, 0.4))
"""Helpers a person has in a week; the first is the ordinary world of the compiled cut-offs."""
MIRRORS = (8, 9, 10, 11)
"""People who count; a lead's is that of one person more."""
CARRIED = ((8, 0, 0), (10, 2, 0), (12, 3, 0), (8, 0, 2), (10, 0, 2))
"""People who count, how many of them are off the list, and how many away throughout."""
RETURNED = ((13, 3), (14, 4))
DAY = date(2026, 1, 1)
Bools = NDArray[np.bool_]


class Found(NamedTuple):
    """Whether it is true of each who could be one, and whether *most* is said: before, and now."""

    each: bool
    before: bool
    now: bool


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--windows", type=int, default=WINDOWS)
    windows = asked.parse_args().windows
    print(
        "| sentence | people | helpers a week | true of each | *most*, before | then of each |",
        end="",
    )
    print(" *most*, now | then of each |")
    print("|---|---|---|---|---|---|---|---|")
    for n in MIRRORS:
        for pace in PACES:
            found = mirrors(n, pace, windows)
            print(row("mirror", n, f"{pace[0]} to {pace[1]}", found=found), flush=True)
    for n, off, away in CARRIED:
        for pace in PACES:
            who = ", ".join([str(n), *[f"{off} off"] * bool(off), *[f"{away} away"] * bool(away)])
            found = carried(n, off, away, pace, windows)
            print(row("carried by", who, f"{pace[0]} to {pace[1]}", found=found), flush=True)
    for n, off in RETURNED:
        for pace in PACES:
            found = returned(n, off, pace, windows)
            who = f"{n}, {off} off"
            print(row("two-way", who, f"{pace[0]} to {pace[1]}", found=found), flush=True)


def mirrors(n: int, pace: tuple[float, float], windows: int) -> Iterator[Found]:
    """The first looks at their mirror; two agreed not to name them, and answer every time."""
    for named, answered in play(n, pace, windows):
        answered[:, 1:3], named[:, 1:3, 0] = True, False
        gave = (named & answered[:, :, None])[:, :, 0].any(axis=0)
        told = {one: weeks(named[:, one], answered[:, one]) for one in range(n)}
        rounds = frozenset(range(ROUNDS))
        seen = note([], place=0, told=told, asked=rounds, listed=rounds, ends_on=DAY)
        by_share = gave.sum() / (n - 1) >= thresholds.TWO_WAY_MOST
        most = seen.named_by is Share.MOST
        yield Found(bool(gave[3:].all()), bool(by_share and seen.named_by), most)


def weeks(named: Bools, answered: Bools) -> list[TieWeek]:
    """Return what one person told, without kinds."""
    heard = (tuple((int(one), 0) for one in np.flatnonzero(week)) for week in named)
    return [TieWeek(ties if there else None) for ties, there in zip(heard, answered, strict=True)]


def carried(
    n: int, off: int, away: int, pace: tuple[float, float], windows: int
) -> Iterator[Found]:
    """The first are off the list, the next away: nobody names them."""
    for named, answered in play(n, pace, windows):
        named[:, :, : off + away] = answered[:, off : off + away] = False
        times = (named & answered[:, :, None]).sum(axis=(0, 1))
        by = np.nan_to_num(load.effective_carriers(times))
        each = bool((times[off + away :] > 0).all())
        yield Found(each, *(by / people >= thresholds.CARRIED_BY_MOST for people in (n, n - off)))


def returned(n: int, off: int, pace: tuple[float, float], windows: int) -> Iterator[Found]:
    """The first are off the list; all others answered often enough, or nothing is said."""
    for named, answered in play(n, pace, windows):
        named[:, :, :off] = False
        often = answered.sum(axis=0) >= ROUNDS * thresholds.ROUNDS_SHARE
        pairs = reciprocity.both_answered(named, answered) > 0
        back = (pairs & pairs.T).any(axis=1)
        could = often & (np.arange(n) >= off)
        enough = could.sum() >= thresholds.TWO_WAY_MEMBERS_FLOOR
        shares = (back[people].mean() for people in (often, could))
        most = (bool(enough and share >= thresholds.TWO_WAY_MOST) for share in shares)
        yield Found(bool(back[off:].all()), *most)


def play(n: int, pace: tuple[float, float], windows: int) -> Iterator[tuple[Bools, Bools]]:
    """Yield so many ordinary windows: who named whom, and who answered."""
    rng = np.random.default_rng(zlib.crc32(repr((n, pace)).encode()))
    world = replace(questionnaire.World(), needs=pace)
    told = questionnaire.play(world, teams=windows, n=n, rounds=ROUNDS, rng=rng)
    yield from zip(told.helped_me, told.answered, strict=True)


def row(*first: object, found: Iterator[Found]) -> str:
    """Return a line: how often true of each; how often *most* is said, and then true of each."""
    each, *rules = np.array(list(found), dtype=np.bool_).T
    cells = [*map(str, first), f"{each.mean():.2f}"]
    for said in rules:
        cells += [f"{said.mean():.2f}", f"{each[said].mean():.2f}" if said.any() else "–"]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
