"""`python -m analytics ties.csv --out report.html`: a researcher's own ties, without Slack."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from analytics.errors import AnalyticsError
from analytics.standalone import page, study, table


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page and return 0; or say on stderr what is wrong with the table, and return 2."""
    asked = _parser().parse_args(arguments)
    console = Console(stderr=True, highlight=False)
    try:
        read = table.read(asked.ties, asked.answered)
        with Progress(console=console, transient=True) as bar:
            task = bar.add_task("permutations", total=2 * asked.draws)
            found = study.of(
                read,
                draws=asked.draws,
                seed=asked.seed,
                progress=lambda more: bar.advance(task, more),
            )
    except AnalyticsError as refused:
        console.print(str(refused), markup=False, soft_wrap=True)
        return 2
    written = page.render(found, read, source=asked.ties.name, draws=asked.draws, seed=asked.seed)
    asked.out.write_text(written, encoding="utf-8")
    console.print(f"Wrote {asked.out}", markup=False, soft_wrap=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m analytics",
        description="A report on the ties of a group, from a table with the columns "
        "week, from (received help), to (gave it), and optionally kind and reporter.",
    )
    parser.add_argument("ties", type=Path, help="the table of ties, CSV in UTF-8")
    parser.add_argument(
        "--answered",
        type=Path,
        help="who answered in which week: week, person, optionally answered (yes or no)",
    )
    parser.add_argument("--out", type=Path, required=True, help="the page to write")
    parser.add_argument(
        "--draws", type=_positive, default=4999, help="permutations of each null (4999)"
    )
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same page (1)")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least one is needed")
    return number


if __name__ == "__main__":
    sys.exit(main())
