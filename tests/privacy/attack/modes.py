"""The second page of measured figures: what only some teams are asked, and sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np

from analytics.disclosure.pulse import ALIKE
from analytics.disclosure.scales import NOTICED
from tests.privacy.attack.figures import Figure, Row, figure, table
from tests.privacy.attack.learnt import BARS, NAMES, guessed, named
from tests.privacy.attack.page import results
from tests.privacy.attack.plan import FEW, modes
from tests.privacy.attack.trials import COALITIONS
from tests.privacy.attack.words import MODES, MODES_TITLES

SENTENCES = {ALIKE: "who gives and receives alike", NOTICED: "an experiment was noticed"}
Rows = dict[str, list[Row]]


def modes_page(folder: Path, *, teams: int, seed: int) -> str:
    """Return the second page of a run of this size."""
    rows = results(folder, teams, seed, modes)
    command = f"make attack ARGS='--teams {teams} --seed {seed}'"
    parts = [MODES.format(command=command, seed=seed)]
    for section in (scored, sentences):
        parts += [MODES_TITLES[section.__name__].format(teams=teams), *section(rows)]
    return "\n".join([*parts, ""])


def scored(rows: Rows) -> Iterator[str]:
    """Teams that are asked the pulse without names, and teams in light mode."""
    lines = []
    for asked, name in (("pulse without names", "pulse"), ("light mode", "light")):
        for n in FEW:
            cell, plain = rows[f"{name}-{n}"], rows[f"plain-{n}"]
            for size in COALITIONS:
                key = f"c{size}"
                lowest, exact = named(cell, key, "without lowest"), guessed(cell, key)
                more = _more(cell, plain, key) if name == "pulse" else ""
                lines.append((n, asked, NAMES[size], lowest, exact, more))
    yield from table(
        ("Team", "Asked", "Attacker", "Lowest, − left out", "Answers, advantage", "More by it"),
        lines,
    )


def sentences(rows: Rows) -> Iterator[str]:
    """The two that are no figures."""
    gains: tuple[tuple[str, Callable[[list[Row], str], Figure]], ...] = (
        ("lowest", partial(named, less="without lowest")),
        ("exact", guessed),
    )
    lines = []
    for n in FEW:
        for measure, what in SENTENCES.items():
            for at, size in enumerate(COALITIONS):
                line: list[object] = [n, what, NAMES[size]]
                for bar, gain in gains:
                    gained = gain(rows[f"words-{n}"], f"{measure} c{size}")
                    line += [gained, gained.against(BARS[bar][at])]
                lines.append(line)
    head = ("Team", "Said", "Attacker", "Lowest, − left out", "", "Answers, advantage", "")
    yield from table(head, lines)


def _more(cell: list[Row], plain: list[Row], key: str) -> Figure:
    """What is gained on answers beyond what is gained in the same teams without the pulse."""
    return figure(
        _gain(asked, key) - _gain(not_asked, key)
        for asked, not_asked in zip(cell, plain, strict=True)
    )


def _gain(row: Row, key: str) -> float:
    """A team's own, not a number where there is none."""
    full, less = f"{key} full guess", f"{key} without target guess"
    if not (row.get(f"{full}ers") and row.get(f"{less}ers")):
        return float("nan")
    told = (row.get(f"{one}ed", 0.0) / row[f"{one}ers"] for one in (full, less))
    return float(np.subtract(*told))
