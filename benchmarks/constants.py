"""Work out the compiled tables of `analytics` again and write them: `make constants`.

Cut-offs of the hotspot test, with the page that says how often it finds what; half-widths of facet
steps. Seeded: the same command gives the same files. `--quick` takes a fifth of the teams.
"""

from __future__ import annotations

import argparse
import zlib
from pathlib import Path

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from rich.progress import track
from worlds import questionnaire, ratings
from worlds.questionnaire import World

from analytics import hotspots, thresholds

ROOT = Path(__file__).resolve().parents[1]
TABLES = ROOT / "analytics" / "tables.toml"
PAGE = ROOT / "docs" / "reference" / "hotspots.md"
SIZES = range(5, 31)
ROUNDS = (4, 8, 12, 16)
LIGHT_ROUNDS = 16
LOADS = (2, 3, 4)
CELLS = 6_000_000
"""Ties simulated at a time, so that memory stays under half a gigabyte."""
HEADER = """\
# Compiled by `make constants`; change the script, not this file.
#
# hotspot_cut_offs: "people:rounds" → the posterior above which someone carries a lot, so that it
# happens to anybody in {alarms:.0%} of ordinary teams ({teams} simulated teams each). 16 rounds:
# light mode. half_widths: shown step → respondents → 90 % of |shown − latent mean of the members|,
# in points.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a fifth of the teams")
    teams = 4_000 if parser.parse_args().quick else 20_000
    widths = half_widths(teams)
    cells = [(n, rounds) for n in SIZES for rounds in ROUNDS]
    cut_offs = {
        f"{n}:{rounds}": cut_off(n, rounds, teams) for n, rounds in track(cells, "cut-offs")
    }
    TABLES.write_text(as_toml(cut_offs, widths, teams), encoding="utf-8")
    thresholds.tables.cache_clear()
    write_page(teams // 4)


def world(rounds: int) -> World:
    """Return the questionnaire of a window: the prompts take turns where it is twice as long."""
    return World(light=rounds == LIGHT_ROUNDS)


def seeded(*about: object) -> Generator:
    return np.random.default_rng(zlib.crc32(repr(about).encode()))


def posteriors(
    n: int, rounds: int, teams: int, *, load: float = 1.0, rng: Generator
) -> NDArray[np.float64]:
    """Return the posterior of every person of simulated teams, shape (teams, n)."""
    chunk = max(1, CELLS // (rounds * n * n))
    parts = []
    for start in range(0, teams, chunk):
        size = min(chunk, teams - start)
        told = questionnaire.play(world(rounds), teams=size, n=n, rounds=rounds, load=load, rng=rng)
        seen = hotspots.union_of_reports(told.helped_me, told.i_helped, told.answered)
        parts.append(
            hotspots.rate_above(
                seen.ties.sum(axis=(1, 2)).astype(np.float64),
                seen.exposure.sum(axis=(1, 2)),
                multiple=thresholds.HOTSPOT_MULTIPLE,
            )
        )
    return np.nan_to_num(np.concatenate(parts))


def cut_off(n: int, rounds: int, teams: int) -> float:
    rng = seeded("cut-off", n, rounds)
    largest = posteriors(n, rounds, teams, rng=rng).max(axis=1)
    return round(float(np.quantile(largest, 1 - thresholds.HOTSPOT_FALSE_ALARMS)), 4)


def half_widths(teams: int) -> dict[str, dict[str, float]]:
    """Return the half-width of every step and band: all team levels from 1 to 5 equally likely."""
    shown, bands, wrong = [], [], []
    for n in range(5, 17):
        rng = seeded("half-width", n)
        answers, needed = (6, 3) if n < thresholds.TIE_MEMBERS_FLOOR else (3, 2)
        level = np.repeat(rng.uniform(1, 5, (teams, 1)), 5, axis=1)
        windows = ratings.play(level, n=n, answers=answers, needed=needed, rng=rng)
        steps = ratings.shown_steps(windows.exact)
        kept = windows.respondents >= thresholds.K_FLOOR
        shown.append(steps[kept])
        bands.append(windows.respondents[kept])
        wrong.append(np.abs(steps - windows.latent)[kept])
    step, count, miss = np.concatenate(shown), np.concatenate(bands), np.concatenate(wrong)
    fewest = [band[0] for band in thresholds.BANDS]
    names = np.array([band[1] for band in thresholds.BANDS])
    band = names[np.searchsorted(fewest, count, side="right") - 1]
    table: dict[str, dict[str, float]] = {}
    for value in np.arange(thresholds.STEP_LOWEST, thresholds.STEP_HIGHEST + 0.1, thresholds.STEP):
        table[f"{value:.1f}"] = {
            name: round(float(np.quantile(miss[(step == value) & (band == name)], 0.9)), 2)
            for name in names
        }
    return table


def as_toml(cut_offs: dict[str, float], widths: dict[str, dict[str, float]], teams: int) -> str:
    lines = [HEADER.format(alarms=thresholds.HOTSPOT_FALSE_ALARMS, teams=f"{teams:,}")]
    lines.append("[hotspot_cut_offs]")
    lines += [f'"{key}" = {value}' for key, value in cut_offs.items()]
    for step, bands in widths.items():
        lines += ["", f'[half_widths."{step}"]']
        lines += [f'"{band}" = {width}' for band, width in bands.items()]
    return "\n".join(lines) + "\n"


def write_page(teams: int) -> None:
    """Replace the table between the page's two marks."""
    rows = [
        "| people | rounds | cut-off | false alarms | finds 2× | finds 3× | finds 4× |",
        "|---|---|---|---|---|---|---|",
    ]
    for n in track((8, 10, 12, 14), "power"):
        rows += [power_row(n, rounds, teams) for rounds in ROUNDS]
    page = PAGE.read_text(encoding="utf-8")
    begin, end = "<!-- table -->", "<!-- end of table -->"
    before, rest = page.split(begin)
    after = rest.split(end)[1]
    table = "\n".join(rows)
    PAGE.write_text(f"{before}{begin}\n{table}\n{end}{after}", encoding="utf-8")


def power_row(n: int, rounds: int, teams: int) -> str:
    """Return how often anybody is found among ordinary people, and the one who carries more."""
    rng = seeded("power", n, rounds)
    limit = hotspots.cut_off(n, rounds)
    alarms = (posteriors(n, rounds, teams, rng=rng).max(axis=1) > limit).mean()
    found = [
        (posteriors(n, rounds, teams, load=load, rng=rng)[:, 0] > limit).mean() for load in LOADS
    ]
    figures = " | ".join(f"{share:.2f}" for share in (alarms, *found))
    return f"| {n} | {rounds} | {limit:.3f} | {figures} |"


if __name__ == "__main__":
    main()
