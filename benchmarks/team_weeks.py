"""Reciprocity and Gini of every team-week: the dense batch beside what else could compute them.

The same file, the same run: a polars scan as the floor, polars and DuckDB group-bys, a networkx
loop. Times depend on the machine; the ratios are what counts. `--teams 20000` makes about 30
million rows, and a thousandth, a hundredth and a tenth of it before. Every method must give the
same answer, or the run fails.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import duckdb
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
    sizes = sorted({max(teams // part, 1) for part in (1000, 100, 10, 1)})
    with tempfile.TemporaryDirectory() as folder:
        grown = [compare(Path(folder) / f"{size}.parquet", size) for size in sizes]
    growth(grown)
    nulls()


def compare(path: Path, teams: int) -> tuple[int, float]:
    """Time every method on one file; return its rows and the seconds of the dense batch."""
    rows = write(path, teams)
    print(f"\n{teams:,} teams × {PEOPLE} × {WEEKS} weeks, {rows:,} rows\n")
    scan, _ = timed(lambda: pl.scan_parquet(path).sum().collect(engine="streaming"))
    dense, means = timed(lambda: dense_means(path, teams))
    peers = {}
    for name, work in (
        ("polars group-by, streaming", polars_means),
        ("DuckDB group-by", duckdb_means),
    ):
        peers[name], answer = timed(lambda work=work: work(path))
        np.testing.assert_allclose(answer, means, rtol=1e-9)
    looped, sampled = timed(lambda: networkx_means(path))
    np.testing.assert_allclose(sampled, dense_sample(path, len(sampled)), rtol=1e-9)
    peers["networkx loop, extrapolated"] = looped * teams * WEEKS / len(sampled)
    print("| method | seconds | × scan | × dense |\n|---|---|---|---|")
    line("polars scan of all columns", scan, scan, dense)
    line(f"**dense batch**, peak {peak(path, teams) / 1e6:.0f} MB", dense, scan, dense)
    for name, seconds in peers.items():
        line(name, seconds, scan, dense)
    return rows, dense


def growth(grown: list[tuple[int, float]]) -> None:
    """Say how the dense batch grows: 1 is linear, below it a fixed cost is still being paid off."""
    print("\n| rows | dense, seconds | rows per µs | exponent from the size before |")
    print("|---|---|---|---|")
    for place, (rows, seconds) in enumerate(grown):
        power = "–"
        if place:
            fewer, before = grown[place - 1]
            power = f"{math.log(seconds / before) / math.log(rows / fewer):.2f}"
        print(f"| {rows:,} | {seconds:.3f} | {rows / seconds / 1e6:.1f} | {power} |")


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
    # Not getrusage: there a child begins with the peak of the process that started it.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


def polars_means(path: Path) -> Means:
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


GROUPED = """
    with edges as (select team::bigint * {weeks} + week as week, i, j, w from read_parquet(?)),
    pairs as (
        select week, least(i, j) as low, greatest(i, j) as high, min(w) as least, count(*) as told
        from edges group by all
    ),
    mutual as (
        select week, coalesce(2 * sum(least) filter (where told > 1), 0) as returned
        from pairs group by week
    ),
    loads as (select week, j, sum(w) as load from edges group by all),
    ranked as (
        select week, load, row_number() over (partition by week order by load) as rank,
            count(*) over (partition by week) as n
        from loads
    ),
    spread as (
        select week, sum(load) as total,
            sum(load * (2 * ({people} - n + rank) - {people} - 1)) as apart
        from ranked group by week
    )
    select avg(returned / total), avg(apart / (({people} - 1) * total))
    from spread join mutual using (week)
"""


def duckdb_means(path: Path) -> Means:
    """The same in SQL, with a window for the ranks."""
    query = GROUPED.format(weeks=WEEKS, people=PEOPLE)
    with duckdb.connect() as database:
        r, gini = database.execute(query, [str(path)]).fetchone()
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


def line(label: str, seconds: float, floor: float, dense: float) -> None:
    print(f"| {label} | {seconds:.3f} | {seconds / floor:.1f} | {seconds / dense:.2f} |")


if __name__ == "__main__":
    main()
