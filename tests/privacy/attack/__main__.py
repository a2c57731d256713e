"""`make attack`: attack made-up teams for as long as it takes, resume where it stopped, tell.

python -m tests.privacy.attack --teams 1000 --processes 2
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import chain
from pathlib import Path

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TimeElapsedColumn, TimeRemainingColumn

from tests.privacy.attack.modes import modes_page
from tests.privacy.attack.page import page
from tests.privacy.attack.plan import Chunk, chunks, modes, questions, sources, store

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "reference" / "privacy-measured.md"
MODES_PAGE = PAGE.with_name("privacy-measured-modes.md")


PARTS = {"first": (questions, PAGE, page), "modes": (modes, MODES_PAGE, modes_page)}
"""What is asked, where it is told, and how."""


def main() -> None:
    """Run what is missing, then write the page."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--teams", type=int, default=1000, help="teams of each cell of scores")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--processes", type=int, default=1)
    asked.add_argument("--only", default="", help="questions whose name starts like this")
    asked.add_argument("--part", choices=PARTS, help="one page of the two")
    asked.add_argument("--no-page", action="store_true", help="attack, and write no page")
    given = asked.parse_args()
    folder = ROOT / "var" / "attack" / f"{sources()}-{given.seed}"
    folder.mkdir(parents=True, exist_ok=True)
    parts = [given.part] if given.part else list(PARTS)
    everything = chain(*(chunks(given.teams, given.seed, PARTS[part][0]) for part in parts))
    wanted = [chunk for chunk in everything if chunk.question.name.startswith(given.only)]
    # The first teams of every question come first: a run that is stopped is a smaller run.
    wanted.sort(key=lambda chunk: chunk.first / chunk.question.share)
    missing = [chunk for chunk in wanted if not chunk.path(folder).exists()]
    _attack(missing, folder, given.processes, len(wanted))
    if not given.no_page:
        for part in parts:
            _, path, written = PARTS[part]
            path.write_text(written(folder, teams=given.teams, seed=given.seed), encoding="utf-8")
            Console(stderr=True).print(f"Wrote {path.name}.")


def _attack(missing: list[Chunk], folder: Path, processes: int, total: int) -> None:
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn())
    clock = (TimeElapsedColumn(), TimeRemainingColumn())
    with (
        Progress(*columns, *clock, console=Console(stderr=True)) as progress,
        ProcessPoolExecutor(processes) as pool,
    ):
        bar = progress.add_task("Chunks", total=total, completed=total - len(missing))
        running = {pool.submit(_run, chunk, folder): chunk for chunk in missing}
        for done in as_completed(running):
            done.result()
            progress.advance(bar)


def _run(chunk: Chunk, folder: Path) -> None:
    store(chunk, folder, chunk.run())


if __name__ == "__main__":
    main()
