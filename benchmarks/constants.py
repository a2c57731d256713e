"""Work out the compiled tables of `analytics` again and write them: `make constants`.

Cut-offs of the hotspot test, with the page that says how often it finds what; half-widths of facet
steps. Seeded: the same command gives the same files. `--quick` takes a quarter of the teams.
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
Widths = dict[str, dict[str, float]]
"""Shown step → respondents → points."""
CELLS = 6_000_000
"""Ties simulated at a time, so that memory stays under half a gigabyte."""
HEADER = """\
# Compiled by `make constants`; change the script, not this file.
#
# hotspot_cut_offs: "people:rounds" → the posterior above which someone carries a lot, so that it
# happens to anybody in {alarms:.0%} of ordinary teams ({teams} simulated teams each); who gave no
# answer counts as having named nobody. 16 rounds: light mode. half_widths: shown step → respondents
# → 90 % of |shown − latent mean of the members|, in points. half_widths_leaning: of teams small
# enough that their scores lean.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a quarter of the teams")
    teams = 2_500 if parser.parse_args().quick else 10_000
    widths = {
        "half_widths": half_widths(teams),
        "half_widths_leaning": half_widths(teams, leaning=True),
    }
    cut_offs: dict[str, float] = {}
    for n in track(SIZES, "cut-offs"):
        cut_offs |= cut_offs_of(n, teams)
    TABLES.write_text(as_toml(cut_offs, widths, teams), encoding="utf-8")
    thresholds.tables.cache_clear()
    write_page(teams // 2)


def seeded(*about: object) -> Generator:
    return np.random.default_rng(zlib.crc32(repr(about).encode()))


def posteriors(
    n: int, teams: int, *, load: float = 1.0, rng: Generator
) -> dict[int, NDArray[np.float64]]:
    """Return the posterior of every person of simulated teams, (teams, n), by rounds.

    The same teams are looked at after 4, 8 and 12 rounds, others after 16 of the light mode.
    """
    parts: dict[int, list[NDArray[np.float64]]] = {rounds: [] for rounds in ROUNDS}
    chunk = max(1, CELLS // (LIGHT_ROUNDS * n * n))
    for start in range(0, teams, chunk):
        size = min(chunk, teams - start)
        for world, lengths in ((World(), (4, 8, 12)), (World(light=True), (LIGHT_ROUNDS,))):
            told = questionnaire.play(
                world, teams=size, n=n, rounds=max(lengths), load=load, rng=rng
            )
            for rounds in lengths:
                parts[rounds].append(after(told, rounds))
    return {rounds: np.concatenate(part) for rounds, part in parts.items()}


def after(told: questionnaire.Answers, rounds: int) -> NDArray[np.float64]:
    """As a report counts: who gave no answer is as who named nobody."""
    seen = hotspots.union_of_reports(
        told.helped_me[:, :rounds],
        told.i_helped[:, :rounds],
        np.ones_like(told.answered[:, :rounds]),
    )
    ties = seen.ties.sum(axis=(1, 2)).astype(np.float64)
    exposure = seen.exposure.sum(axis=(1, 2))
    above = hotspots.rate_above(ties, exposure, multiple=thresholds.HOTSPOT_MULTIPLE)
    return np.nan_to_num(above)


def cut_offs_of(n: int, teams: int) -> dict[str, float]:
    found = posteriors(n, teams, rng=seeded("cut-off", n))
    wanted = 1 - thresholds.HOTSPOT_FALSE_ALARMS
    return {
        f"{n}:{rounds}": round(float(np.quantile(each.max(axis=1), wanted)), 4)
        for rounds, each in found.items()
    }


def half_widths(teams: int, *, leaning: bool = False) -> Widths:
    """Return the half-width of every step and band: all team levels from 1 to 5 equally likely.

    `leaning`: of the sizes whose scores are shifted, every amount equally likely.
    """
    shown, bands, wrong = [], [], []
    for n in range(5, thresholds.LEAN_PEOPLE_MOST + 1 if leaning else 17):
        rng = seeded("half-width", n)
        answers = 6 if n < thresholds.TIE_MEMBERS_FLOOR else 3
        level = np.repeat(rng.uniform(1, 5, (teams, 1)), 5, axis=1)
        windows = ratings.play(level, n=n, answers=answers, rng=rng)
        lean = ratings.leans(teams, n=n, rng=seeded("lean", n)) if leaning else 0.0
        steps = ratings.shown_steps(windows.exact + lean)
        kept = windows.respondents >= thresholds.K_FLOOR
        shown.append(steps[kept])
        bands.append(windows.respondents[kept])
        wrong.append(np.abs(steps - windows.latent)[kept])
    step, count, miss = np.concatenate(shown), np.concatenate(bands), np.concatenate(wrong)
    fewest = [band[0] for band in thresholds.BANDS]
    names = np.array([band[1] for band in thresholds.BANDS])
    told = names[: 2 if leaning else None]
    band = names[np.searchsorted(fewest, count, side="right") - 1]
    table: Widths = {}
    for value in np.arange(thresholds.STEP_LOWEST, thresholds.STEP_HIGHEST + 0.1, thresholds.STEP):
        table[f"{value:.1f}"] = {
            name: round(float(np.quantile(miss[(step == value) & (band == name)], 0.9)), 2)
            for name in told
        }
    return table


def as_toml(cut_offs: dict[str, float], widths: dict[str, Widths], teams: int) -> str:
    lines = [HEADER.format(alarms=thresholds.HOTSPOT_FALSE_ALARMS, teams=f"{teams:,}")]
    lines.append("[hotspot_cut_offs]")
    lines += [f'"{key}" = {value}' for key, value in cut_offs.items()]
    for name, table in widths.items():
        for step, bands in table.items():
            lines += ["", f'[{name}."{step}"]']
            lines += [f'"{band}" = {width}' for band, width in bands.items()]
    return "\n".join(lines) + "\n"


def write_page(teams: int) -> None:
    """Replace the table between the page's two marks."""
    rows = [
        "| people | rounds | cut-off | false alarms | finds 2× | finds 3× | finds 4× |",
        "|---|---|---|---|---|---|---|",
    ]
    for n in track((8, 10, 12, 14), "power"):
        rows += power_rows(n, teams)
    page = PAGE.read_text(encoding="utf-8")
    begin, end = "<!-- table -->", "<!-- end of table -->"
    before, rest = page.split(begin)
    after = rest.split(end)[1]
    table = "\n".join(rows)
    PAGE.write_text(f"{before}{begin}\n{table}\n{end}{after}", encoding="utf-8")


def power_rows(n: int, teams: int) -> list[str]:
    """Return how often anybody is found among ordinary people, and the one who carries more."""
    rng = seeded("power", n)
    ordinary = posteriors(n, teams, rng=rng)
    loaded = [posteriors(n, teams, load=load, rng=rng) for load in LOADS]
    rows = []
    for rounds in ROUNDS:
        limit = hotspots.cut_off(n, rounds)
        alarms = (ordinary[rounds].max(axis=1) > limit).mean()
        found = [(each[rounds][:, 0] > limit).mean() for each in loaded]
        figures = " | ".join(f"{share:.2f}" for share in (alarms, *found))
        rows.append(f"| {n} | {rounds} | {limit:.3f} | {figures} |")
    return rows


if __name__ == "__main__":
    main()
