"""Reciprocity and Gini of every team-week: the dense batch beside polars and networkx, in one run.

Times depend on the machine; the ratios are what counts. `--teams 20000` makes about 30 million
rows. Every method must give the same answer, or the run fails.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import networkx as nx
import numpy as np
import polars as pl
from numpy.typing import NDArray

from analytics import batch, load, reciprocity

PEOPLE = 9
WEEKS = 52
SAMPLED = 3000
DRAWS = 999
Result = TypeVar("Result")
Means = tuple[float, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teams", type=int, default=2000, help="teams of nine, 52 weeks (2000)")
    teams = parser.parse_args().teams
    with tempfile.TemporaryDirectory() as folder:
        for size in (teams // 100, teams // 10, teams):
            compare(Path(folder) / f"{size}.parquet", max(size, 1))
    nulls()


def compare(path: Path, teams: int) -> None:
    rows = write(path, teams)
    print(f"\n{teams:,} teams × {PEOPLE} × {WEEKS} weeks, {rows:,} rows")
    scan, _ = timed(lambda: pl.scan_parquet(path).sum().collect(engine="streaming"))
    dense, means = timed(lambda: dense_means(path, teams))
    grouped, polars_means = timed(lambda: polars_means_of(path))
    looped, sampled = timed(lambda: networkx_means(path))
    looped *= teams * WEEKS / len(sampled)
    np.testing.assert_allclose(polars_means, means, rtol=1e-9)
    np.testing.assert_allclose(sampled, dense_sample(path, len(sampled)), rtol=1e-9)
    line("polars scan of all columns", scan, scan)
    line(f"dense batch from the file (peak {peak(path, teams) / 1e6:.0f} MB)", dense, scan)
    line("polars group-by, streaming", grouped, scan)
    line("networkx loop, extrapolated", looped, scan)
    print(f"  dense is {grouped / dense:.1f}× polars' group-by, {looped / dense:.0f}× networkx")


def write(path: Path, teams: int) -> int:
    """Write edge rows team, week, i, j, w of teams with few habitual helpers; return how many."""
    rng = np.random.default_rng(teams)
    parts = []
    for first in range(0, teams, 1000):
        size = min(1000, teams - first)
        habit = rng.gamma(1.0, size=(size, 1, PEOPLE, PEOPLE))
        told = rng.random((size, WEEKS, PEOPLE, PEOPLE)) < 0.7 * habit / (habit + 0.4)
        told[:, :, range(PEOPLE), range(PEOPLE)] = False
        team, week, i, j = np.nonzero(told)
        parts.append(
            pl.DataFrame(
                {
                    "team": (team + first).astype(np.uint32),
                    "week": week.astype(np.uint8),
                    "i": i.astype(np.uint8),
                    "j": j.astype(np.uint8),
                    "w": rng.integers(1, 4, len(team), dtype=np.uint8),
                }
            )
        )
    frame = pl.concat(parts)
    frame.write_parquet(path, compression="zstd", row_group_size=1_000_000)
    return len(frame)


def tensors(path: Path) -> NDArray[np.uint8]:
    """Scatter a sorted file of edges into one (team-week, n, n) tensor, block by block."""
    edges = pl.scan_parquet(path)
    teams = edges.select(pl.col("team").max()).collect().item() + 1
    tensor = np.zeros(teams * WEEKS * PEOPLE * PEOPLE, dtype=np.uint8)
    place = pl.col("team").cast(pl.UInt32) * WEEKS + pl.col("week")
    place = (place * PEOPLE + pl.col("i")) * PEOPLE + pl.col("j")
    for block in edges.select(place.alias("place"), "w").collect_batches(chunk_size=500_000):
        tensor[block["place"].to_numpy()] = block["w"].to_numpy()
    return tensor.reshape(-1, PEOPLE, PEOPLE)


def dense_means(path: Path, teams: int) -> Means:
    found = batch.team_weeks(tensors(path))
    assert len(found.gini) == teams * WEEKS
    return float(np.nanmean(found.reciprocity)), float(np.nanmean(found.gini))


def peak(path: Path, teams: int) -> int:
    """Return the most bytes a process held that did nothing but the dense batch."""
    with multiprocessing.get_context("spawn").Pool(1) as alone:
        return alone.apply(peak_here, (path, teams))


def peak_here(path: Path, teams: int) -> int:
    dense_means(path, teams)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def polars_means_of(path: Path) -> Means:
    """The same by self-join on packed keys and group-by."""
    week = pl.col("team").cast(pl.UInt64) * WEEKS + pl.col("week")
    edges = pl.scan_parquet(path).with_columns(week=week)
    low, high = pl.min_horizontal("i", "j"), pl.max_horizontal("i", "j")
    pair = (pl.col("week") * PEOPLE + low) * PEOPLE + high
    pairs = (
        edges.group_by(pair.alias("pair"))
        .agg(pl.col("w").min().alias("least"), pl.len().alias("both"), week=pl.col("week").first())
        .group_by("week")
        .agg(returned=2 * pl.col("least").filter(pl.col("both") > 1).cast(pl.Int64).sum())
    )
    loads = (
        edges.group_by("week", "j")
        .agg(load=pl.col("w").cast(pl.Int64).sum())
        .group_by("week")
        .agg(pl.col("load").sort(), total=pl.col("load").sum())
    )
    # People without a tie stand at 0 below the others: their places are counted, not stored.
    ranked = pl.col("load") * (2 * (PEOPLE - pl.col("n") + pl.col("rank")) - PEOPLE - 1)
    spread = (
        loads.with_columns(n=pl.col("load").list.len())
        .with_columns(rank=pl.int_ranges(1, pl.col("n") + 1))
        .explode("load", "rank")
        .group_by("week")
        .agg(
            gini=ranked.sum() / ((PEOPLE - 1) * pl.col("total").first()),
            total=pl.col("total").first(),
        )
    )
    both = spread.join(pairs, on="week").select(
        (pl.col("returned") / pl.col("total")).mean(), pl.col("gini").mean()
    )
    r, gini = both.collect(engine="streaming").row(0)
    return r, gini


def networkx_means(path: Path) -> list[Means]:
    """Loop over some team-weeks with a graph each."""
    found = []
    for matrix in tensors(path)[:SAMPLED]:
        graph = nx.from_numpy_array(matrix, create_using=nx.DiGraph)
        total = graph.size(weight="weight")
        returned = sum(
            min(w, graph[j][i]["weight"])
            for i, j, w in graph.edges(data="weight")
            if (j, i) in graph.edges
        )
        carried = np.sort([strength for _, strength in graph.in_degree(weight="weight")])
        ranks = 2 * np.arange(1, PEOPLE + 1) - PEOPLE - 1
        found.append((returned / total, float(ranks @ carried) / ((PEOPLE - 1) * total)))
    return found


def dense_sample(path: Path, count: int) -> list[Means]:
    found = batch.team_weeks(tensors(path)[:count])
    return list(zip(found.reciprocity.tolist(), found.gini.tolist(), strict=True))


def nulls() -> None:
    """The cost of a permuted draw: many single weeks at once, and one team's whole window."""
    rng = np.random.default_rng(1)
    w = (rng.random((4096, PEOPLE, PEOPLE)) < 0.2).astype(np.uint8)
    took, _ = timed(lambda: batch.reciprocity_by_chance(w, draws=DRAWS, seed=1))
    print(f"\n{DRAWS} draws, batch: {took / len(w) / DRAWS * 1e6:.3f} µs per team-week and draw")
    weeks, answered = rng.random((8, PEOPLE, PEOPLE)) < 0.2, rng.random((8, PEOPLE)) < 0.75
    took, _ = timed(lambda: reciprocity.excess(weeks, answered, draws=DRAWS, seed=1))
    each = took / 8 / DRAWS * 1e6
    print(f"{DRAWS} draws, one window of 8 weeks: {took * 1e3:.1f} ms, {each:.3f} µs")
    took, _ = timed(lambda: load.effective_carriers(load.received_rate(weeks, answered)))
    print(f"effective carriers of one window: {took * 1e3:.2f} ms")


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Return the best of three runs' seconds, or of one that takes long, and the result."""
    best, result = float("inf"), work()
    for _ in range(3):
        start = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - start)
        if best > 5:
            break
    return best, result


def line(label: str, seconds: float, floor: float) -> None:
    print(f"  {label:<44} {seconds:8.3f} s  {seconds / floor:7.1f} × scan")


if __name__ == "__main__":
    main()
