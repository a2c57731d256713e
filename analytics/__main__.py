"""`python -m analytics ties.csv --out report.html`: a researcher's own ties, without Slack."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from analytics.errors import AnalyticsError, NowhereToWrite
from analytics.standalone import page, study, table


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page and return 0; or say on stderr what is wrong with the table, and return 2.

    130 where somebody stopped it.
    """
    asked = _parser().parse_args(arguments)
    console = Console(stderr=True, highlight=False)
    try:
        _check_out(asked.out, asked.ties, asked.answered)
        read = table.read(asked.ties, asked.answered)
        with Progress(console=console, transient=True) as bar:
            task = bar.add_task("permutations", total=study.steps(asked.draws))
            found = study.of(
                read,
                draws=asked.draws,
                seed=asked.seed,
                progress=lambda more: bar.advance(task, more),
            )
        made = page.render(found, read, source=asked.ties.name, draws=asked.draws, seed=asked.seed)
        _write(asked.out, made)
    except AnalyticsError as refused:
        console.print(str(refused), markup=False, soft_wrap=True)
        return 2
    except KeyboardInterrupt:
        console.print("Stopped; no page was written.")
        return 130
    console.print(f"Wrote {asked.out}", markup=False, soft_wrap=True)
    return 0


def _check_out(out: Path, *tables: Path | None) -> None:
    """Refuse before anything is computed a place where the page could not go, or must not."""
    if out.is_dir() or not out.parent.is_dir():
        raise NowhereToWrite(f"{out}: --out must name a file in a folder that exists.")
    existing = [one for one in tables if one is not None and one.exists()]
    if out.exists() and any(out.samefile(one) for one in existing):
        raise NowhereToWrite(f"{out}: --out would replace a table that is being read.")


def _write(out: Path, made: str) -> None:
    try:
        out.write_text(made, encoding="utf-8")
    except OSError as error:
        raise NowhereToWrite(f"{out}: the page cannot be written ({error.strerror}).") from None


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
    parser.add_argument("--seed", type=_natural, default=1, help="the same seed, the same page (1)")
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 on")
    return int(text)


def _natural(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0 on")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
