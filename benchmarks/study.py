"""What a researcher's page costs as the group grows: every measure, both nulls, and the page.

Processor time, so that what else the machine does matters little; the most memory is that of a
process that does nothing else. 4,999 draws of the first null, 999 of the second where it is worked
out, as `python -m analytics` takes without being told otherwise.
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
import time
from pathlib import Path

import numpy as np

from analytics.standalone import page, study, table

SIZES = (12, 60, 100, 400, 1000)
WEEKS, NAMES, DRAWS = 8, 3, 4999


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=SIZES[-1], help="leave larger groups out")
    most = parser.parse_args().most
    print("| people | ties | seconds | of it page | peak, MB | page, MB |")
    print("|---|---|---|---|---|---|")
    for people in (size for size in SIZES if size <= most):
        with multiprocessing.get_context("spawn").Pool(1) as alone:
            print(alone.apply(measured, (people,)), flush=True)


def measured(people: int) -> str:
    """Return a row of the table, measured in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ties.csv"
        ties = write(path, people)
        start = time.process_time()
        read = table.read(path)
        found = study.of(read, draws=DRAWS, seed=1)
        worked = time.process_time()
        made = page.render(found, read, source=path.name, draws=DRAWS, seed=1)
        done = time.process_time()
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
    seconds = f"{done - start:.1f} | {done - worked:.1f}"
    return f"| {people:,} | {ties:,} | {seconds} | {peak:.0f} | {len(made.encode()) / 1e6:.1f} |"


def write(path: Path, people: int) -> int:
    """Write a table in which everybody names three others each week; return how many ties."""
    rng = np.random.default_rng(people)
    rows = ["week,from,to"]
    for week in range(WEEKS):
        for person in range(people):
            others = rng.choice(people - 1, NAMES, replace=False)
            rows += [
                f"2026-W{week + 10},P{person},P{other + (other >= person)}" for other in others
            ]
    path.write_text("\n".join(rows), encoding="utf-8")
    return len(rows) - 1


if __name__ == "__main__":
    main()
