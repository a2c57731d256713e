"""The page of measured figures, made from a run's results and from nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.privacy.attack.figures import MARKS, Figure, Row, figure, table
from tests.privacy.attack.learnt import (
    BARS,
    MOVED,
    NAMES,
    SIGN_BAR,
    claims,
    exact,
    guessed,
    lowest,
    moves,
    named,
    pooled,
    products,
    right,
    sign,
    stricter,
    ties,
)
from tests.privacy.attack.plan import (
    JUDGED,
    SIZES,
    SURE,
    Question,
    chunks,
    churn_of,
    questions,
    stored,
)
from tests.privacy.attack.trials import COALITIONS
from tests.privacy.attack.words import BEFORE, BESIDE, COUNTED, ELSEWHERE, TITLES
from tests.privacy.attack.worth import use


class Missing(LookupError):
    """The results are not all there: run the attack again with the same size, it resumes."""


def page(folder: Path, *, teams: int, seed: int) -> str:
    """Return the page of a run of this size."""
    rows = results(folder, teams, seed)
    command = f"make attack ARGS='--teams {teams} --seed {seed}'"
    parts = [BEFORE.format(command=command, teams=teams, seed=seed, sure=SURE)]
    sections = (verdicts, lowest, exact, products, sign, claims, ties, use)
    for section in sections:
        parts += [TITLES[section.__name__], *section(rows), ""]
    body = "\n".join(parts)
    told = body[body.index(TITLES["lowest"]) :]
    counted = {f"count{place}": told.count(f" {mark} |") for place, mark in enumerate(MARKS)}
    begin = parts.index(TITLES["verdicts"]) + 1
    return "\n".join([*parts[:begin], COUNTED.format(**counted), *parts[begin:], ELSEWHERE])


def results(
    folder: Path, teams: int, seed: int, asked: Callable[[], Iterator[Question]] = questions
) -> dict[str, list[Row]]:
    """Every question's results.

    Raises:
        Missing: some are not there.

    """
    rows: dict[str, list[Row]] = {question.name: [] for question in asked()}
    for chunk in chunks(teams, seed, asked):
        result = stored(chunk, folder)
        if result is None:
            raise Missing
        rows[chunk.question.name] += result
    return rows


Measured = Callable[[list[Row], str], Figure]


def verdicts(rows: dict[str, list[Row]]) -> Iterator[str]:
    """Each bar beside all ordinary cells together and the worst of them."""
    lines = []
    for at, size in enumerate(COALITIONS):
        for bar, what, measured in (
            ("P3", "lowest", partial(named, less="without lowest")),
            ("P2", "exact", guessed),
        ):
            limit = BARS[what][at]
            whole, cell, worst = _worst(rows, size, measured)
            told = (whole, whole.against(limit), cell, worst, worst.against(limit))
            lines.append((f"{bar}, {NAMES[size]}", f"≤ {limit:.2f}", *told))
    drifting = dict(zip(MOVED, moves(rows, "drift"), strict=True))
    cell = max(drifting, key=lambda one: drifting[one].value)
    whole = figure(v for n, way in MOVED for v in right(rows[f"move-{n}-{way}-drift"]))
    told = (whole, whole.against(SIGN_BAR), "{}, {}".format(*cell), drifting[cell])
    lines.append(("P4, with drift", f"≤ {SIGN_BAR:.2f}", *told, drifting[cell].against(SIGN_BAR)))
    head = ("Bar", "Limit", "All cells together", "", "Worst cell", "", "")
    yield from table(head, lines)
    yield from ("", BESIDE)
    beside = [(NAMES[size], *_worst(rows, size, stricter)) for size in COALITIONS]
    yield from table(("Attacker", "All cells together", "Worst cell", ""), beside)


def _worst(rows: dict[str, list[Row]], size: int, measured: Measured) -> tuple[Figure, str, Figure]:
    """All ordinary cells together; the name of the one with the largest figure; and that."""
    cells = {
        f"{n}, {churn_of(churn)}": measured(rows[f"scores-{n}-{churn}"], f"c{size}")
        for n in SIZES
        for churn in JUDGED
    }
    worst = max(cells, key=lambda one: cells[one].value)
    return measured(pooled(rows), f"c{size}"), worst, cells[worst]
