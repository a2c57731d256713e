"""Whether *more mutual than chance* tells one person that they were named, and what that costs.

`.venv/bin/python benchmarks/mutual.py` prints the tables of docs/decisions/mutual-without-one.md,
with fixed seeds (some minutes). `--windows 300` takes fewer.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Iterator
from dataclasses import replace
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from worlds import questionnaire

from analytics import reciprocity, thresholds
from analytics.disclosure import mutual

ROUNDS = 8
WINDOWS = 2_000
PACES = ((0.05, 0.1), (0.1, 0.2), (0.2, 0.4), (0.4, 0.8), (1.2, 2.4))
"""Helpers a person has in a week; the last is the ordinary world of the compiled cut-offs."""
RETURNING = ((8, (1.2, 2.4)), (8, (0.6, 1.2)), (12, (1.2, 2.4)))
"""People, and helpers a person has in a week, of teams that help each other back."""
BACK = (0.0, 0.1, 0.3, 0.5)
"""The chance that who was helped helps back in the next week, beside all other help."""
NEAR = (999, 4_999, 19_999)
"""Draws where p comes near the level: as many as everywhere, as it is, and four times as many."""
AWAY = ((8, 0, 0), (8, 1, 0), (8, 2, 0), (8, 0, 2), (12, 3, 0), (12, 0, 3))
"""People, and how many of them neither tell nor are told of, all the time or in the first half."""
FIRST, OTHER = 0, 3
Window = tuple[NDArray[np.bool_], NDArray[np.bool_]]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--windows", type=int, default=WINDOWS)
    windows = asked.parse_args().windows
    print("| helpers a week | named back | said by p alone | then named back |", end="")
    print(" said | then named back |")
    print("|---|---|---|---|---|---|")
    for pace in PACES:
        print(f"| {pace[0]} to {pace[1]} | {' | '.join(attacked(pace, windows))} |", flush=True)
    print()
    print("| people | helpers a week | helped back | said by p alone | said | out of the draws |")
    print("|---|---|---|---|---|---|")
    for n, pace in RETURNING:
        for back in BACK:
            shares = " | ".join(f"{share:.2f}" for share in returned(n, pace, back, windows // 4))
            print(f"| {n} | {pace[0]} to {pace[1]} | {back} | {shares} |", flush=True)
    print()
    print("| people | draws near the level | windows | the word hangs on them |")
    print("|---|---|---|---|")
    for n, pace in RETURNING[::2]:
        for draws in NEAR:
            many, hang = hanging(n, pace, draws, windows // 4)
            print(f"| {n} | {draws:,} | {many} | {hang} |", flush=True)
    print()
    print("| people | away throughout | away for the first half | said by p alone | said |")
    print("|---|---|---|---|---|")
    for n, gone, half in AWAY:
        shares = " | ".join(f"{share:.2f}" for share in while_away(n, gone, half, windows // 4))
        print(f"| {n} | {gone} | {half} | {shares} |", flush=True)


def attacked(pace: tuple[float, float], windows: int) -> Iterator[str]:
    """Yield how often one of eight who names one other all the time was named back, and learns it.

    First in all windows; then, for each rule, in how many it speaks and in which part of these.
    """
    found = []
    rng = np.random.default_rng(zlib.crc32(repr(pace).encode()))
    for seed, (told, answered) in enumerate(_play(8, pace, windows, rng)):
        answered[:, FIRST] = True
        told[:, FIRST] = False
        told[:, FIRST, OTHER] = True
        back = (told & answered[:, :, None])[:, OTHER, FIRST].any()
        found.append((back, by_p(told, answered, seed), said(told, answered, seed)))
    back, *rules = np.array(found, dtype=np.bool_).T
    yield f"{back.mean():.2f}"
    for spoken in rules:
        yield f"{spoken.mean():.3f}"
        yield f"{back[spoken].mean():.2f} of {spoken.sum()}" if spoken.any() else "–"


def returned(
    n: int, pace: tuple[float, float], back: float, windows: int
) -> tuple[float, float, float]:
    """Return in which share of windows each rule speaks where help is given back."""
    rng = np.random.default_rng(zlib.crc32(repr((n, pace, back)).encode()))
    found = []
    for seed, (told, answered) in enumerate(_play(n, pace, windows, rng)):
        for week in range(1, ROUNDS):
            again = told[week - 1].T & (rng.random((n, n)) < back)
            told[week] |= again & answered[week][:, None]
        rules = by_p, said, out_of_the_draws
        found.append([rule(told, answered, seed) for rule in rules])
    shares = np.mean(found, axis=0)
    return float(shares[0]), float(shares[1]), float(shares[2])


def hanging(n: int, pace: tuple[float, float], draws: int, windows: int) -> tuple[int, int]:
    """Return how many windows there are, and in how many another seed gives another word.

    As many are drawn near the level as `draws` says; help is given back with a chance of .3.
    """
    rng = np.random.default_rng(n)
    hang = []
    with patch.object(thresholds, "MUTUAL_DRAWS_NEAR", draws):
        for told, answered in _play(n, pace, windows, rng):
            for week in range(1, ROUNDS):
                again = told[week - 1].T & (rng.random((n, n)) < BACK[2])
                told[week] |= again & answered[week][:, None]
            hang.append(said(told, answered, 1) != said(told, answered, 2))
    return len(hang), sum(hang)


def while_away(n: int, gone: int, half: int, windows: int) -> tuple[float, float]:
    """Return in which share of windows without any help back each rule speaks."""
    rng = np.random.default_rng(zlib.crc32(repr((n, gone, half)).encode()))
    found = []
    for seed, (told, answered) in enumerate(_play(n - gone, PACES[-1], windows, rng)):
        before = slice(ROUNDS // 2)
        answered[before, :half] = told[before, :half] = told[before, :, :half] = False
        everybody = np.pad(told, ((0, 0), (0, gone), (0, gone)))
        there = np.pad(answered, ((0, 0), (0, gone)))
        found.append([rule(everybody, there, seed) for rule in (by_p, said)])
    shares = np.mean(found, axis=0)
    return float(shares[0]), float(shares[1])


def by_p(told: NDArray[np.bool_], answered: NDArray[np.bool_], seed: int) -> bool:
    """Say whether all ties of pairs that both answered are more mutual than chance."""
    return reciprocity.excess(told, answered, seed=seed).p_value < thresholds.MUTUAL_P


def said(told: NDArray[np.bool_], answered: NDArray[np.bool_], seed: int) -> bool:
    """Say whether a report does."""
    return mutual.word(told & answered[:, :, None], seed=seed) != mutual.CANNOT_TELL


def out_of_the_draws(told: NDArray[np.bool_], answered: NDArray[np.bool_], seed: int) -> bool:
    """The same where nobody is drawn to name the person left out either: a team of one fewer."""
    if not by_p(told, answered, seed):
        return False
    for one in range(answered.shape[1]):
        others = np.delete(np.delete(told, one, axis=1), one, axis=2)
        if not by_p(others, np.delete(answered, one, axis=1), seed):
            return False
    return True


def _play(
    n: int, pace: tuple[float, float], windows: int, rng: np.random.Generator
) -> Iterator[Window]:
    world = replace(questionnaire.World(), needs=pace)
    told = questionnaire.play(world, teams=windows, n=n, rounds=ROUNDS, rng=rng)
    for ties, answered in zip(told.helped_me, told.answered, strict=True):
        often = answered.sum(axis=0) >= ROUNDS * thresholds.ROUNDS_SHARE
        if often.sum() >= thresholds.TIE_RESPONDENTS_FLOOR:
            yield ties, answered


if __name__ == "__main__":
    main()
