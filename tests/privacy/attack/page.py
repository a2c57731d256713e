"""The page of measured figures, made from a run's results and from nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from tests.privacy.attack.edges import gain, learn
from tests.privacy.attack.figures import Figure, Row, advantage, figure, rate, ratio, total
from tests.privacy.attack.plan import SIZES, chunks, questions, stored
from tests.privacy.attack.trials import COALITIONS, THRESHOLDS
from tests.privacy.attack.words import BEFORE, ELSEWHERE, MARKS, TITLES

CHURNS = ("0.01", "0.02", "drift", "stress")
BARS = {"exact": (0.05, 0.05, 0.06), "lowest": (0.10, 0.10, 0.12)}
"""By 0, 1 and 3 colluders."""
SIGN_BAR, EDGE_BAR, RMSE_BAR, SEEN_BAR, MOVED_BAR = 0.65, 0.05, 0.30, 0.90, 0.10
PUBLISHED_BARS = {"0.01": (0.85, 0.75), "0.02": (0.75, 0.65)}
SMALL_PUBLISHED_BAR = 0.80
NAMES = {0: "reports alone", 1: "a member", 3: "three colluders"}


class Missing(LookupError):
    """The results are not all there: run the attack again with the same size, it resumes."""


def page(folder: Path, *, teams: int, seed: int) -> str:
    """Return the page of a run of this size."""
    rows = _results(folder, teams, seed)
    command = f"make attack ARGS='--teams {teams} --seed {seed}'"
    parts = [BEFORE.format(command=command, teams=teams, seed=seed)]
    sections = (verdicts, lowest, exact, products, sign, claims, ties, use)
    for section in sections:
        parts += [TITLES[section.__name__], *section(rows), ""]
    told = "\n".join(parts[2:])
    count = {"held": " held", "missed": "**missed**", "open": "not decided"}
    marks = {name: told.count(f"{mark} |") for name, mark in count.items()}
    return "\n".join([*parts[:2], MARKS.format(**marks, teams=teams), *parts[2:], ELSEWHERE])


def _results(folder: Path, teams: int, seed: int) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {question.name: [] for question in questions()}
    for chunk in chunks(teams, seed):
        result = stored(chunk, folder)
        if result is None:
            raise Missing
        rows[chunk.question.name] += result
    return rows


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """A table of Markdown."""
    names = list(head)
    yield "| " + " | ".join(names) + " |"
    yield "|" + "---|" * len(names)
    for row in rows:
        yield "| " + " | ".join(str(cell) for cell in row) + " |"


def _named(rows: list[Row], key: str, less: str) -> Figure:
    return advantage(rows, f"{key} full named", f"{key} {less} named", f"{key} teams")


def guessed(rows: list[Row], key: str) -> Figure:
    by, less = f"{key} full guessers", f"{key} without target guessers"
    top, baseline = f"{key} full guessed", f"{key} without target guessed"
    return advantage(rows, top, baseline, by, less)


def _pooled(rows: dict[str, list[Row]], churns: Iterable[str] = CHURNS[:2]) -> list[Row]:
    return [row for n in SIZES for churn in churns for row in rows[f"scores-{n}-{churn}"]]


def verdicts(rows: dict[str, list[Row]]) -> Iterator[str]:
    """Each bar beside the worst cell and all ordinary cells together."""
    lines = []
    for at, size in enumerate(COALITIONS):
        for bar, what, measured in (
            ("P3", "lowest", lambda r, k: _named(r, k, "without lowest")),
            ("P3, stricter", "lowest", lambda r, k: _named(r, k, "stranger")),
            ("P2", "exact", guessed),
        ):
            limit = BARS[what][at]
            cells = [
                measured(rows[f"scores-{n}-{c}"], f"c{size}") for n in SIZES for c in CHURNS[:2]
            ]
            worst = max(cells, key=lambda one: one.value)
            pooled = measured(_pooled(rows), f"c{size}")
            lines.append(
                (
                    f"{bar}, {NAMES[size]}",
                    f"≤ {limit:.2f}",
                    pooled,
                    pooled.against(limit),
                    worst,
                    worst.against(limit),
                )
            )
    moves = {drift: _moves(rows, drift) for drift in ("drift", "still")}
    worst = max(moves["drift"], key=lambda one: one.value)
    pooled = figure(
        v for n in SIZES for w in ("leaves", "joins") for v in _right(rows[f"move-{n}-{w}-drift"])
    )
    lines.append(
        (
            "P4, with drift",
            f"≤ {SIGN_BAR:.2f}",
            pooled,
            pooled.against(SIGN_BAR),
            worst,
            worst.against(SIGN_BAR),
        )
    )
    head = ("Bar", "Limit", "All cells together", "", "Worst cell", "")
    yield from table(head, lines)


def lowest(rows: dict[str, list[Row]]) -> Iterator[str]:
    """Naming the lowest person."""
    head = ("Team", "Churn", "Attacker", "Teams", "Chance", "Named", "− left out", "− stranger")
    lines = []
    for n in SIZES:
        for churn in CHURNS:
            for size in COALITIONS:
                cell, key = rows[f"scores-{n}-{churn}"], f"c{size}"
                chance = rate(cell, f"{key} chance", f"{key} teams")
                lines.append(
                    (
                        n,
                        _churn(churn),
                        NAMES[size],
                        chance.teams,
                        f"{chance.value:.3f}",
                        rate(cell, f"{key} full named", f"{key} teams"),
                        _named(cell, key, "without lowest"),
                        _named(cell, key, "stranger"),
                    )
                )
    yield from table(head, lines)


def exact(rows: dict[str, list[Row]]) -> Iterator[str]:
    """Guessing answers."""
    head = ("Team", "Churn", "Attacker", "Right", "Left out", "Advantage")
    lines = []
    for n in SIZES:
        for churn in CHURNS:
            for size in COALITIONS:
                cell, key = rows[f"scores-{n}-{churn}"], f"c{size}"
                right = rate(cell, f"{key} full guessed", f"{key} full guessers")
                base = f"{key} without target guess"
                without = rate(cell, f"{base}ed", f"{base}ers")
                lines.append(
                    (
                        n,
                        _churn(churn),
                        NAMES[size],
                        f"{right.value:.3f}",
                        f"{without.value:.3f}",
                        guessed(cell, key),
                    )
                )
    yield from table(head, lines)


def products(rows: dict[str, list[Row]]) -> Iterator[str]:
    """The same attacker on other ways to publish."""
    shown = {"c0": "Bearings"} | {
        f"t{k}": "weekly exact means, " + ("no threshold" if k == 1 else f"from {k} answers on")
        for k in THRESHOLDS
    }
    lines = []
    for n in SIZES:
        cell = rows[f"products-{n}"]
        for key, name in shown.items():
            lines.append(
                (
                    n,
                    name,
                    rate(cell, f"{key} full named", f"{key} teams"),
                    _named(cell, key, "stranger"),
                    guessed(cell, key),
                )
            )
    head = ("Team", "What is published", "Lowest named", "− stranger", "Exact answers, advantage")
    yield from table(head, lines)


def _right(rows: list[Row]) -> list[float]:
    return [row["right"] for row in rows]


def _moves(rows: dict[str, list[Row]], drift: str) -> list[Figure]:
    return [
        figure(_right(rows[f"move-{n}-{way}-{drift}"]))
        for n in SIZES
        for way in ("leaves", "joins")
    ]


def sign(rows: dict[str, list[Row]]) -> Iterator[str]:
    """Is the one who came or went above or below the rest?"""
    head = ("Team", "Who", "Teams", "With drift", "", "No drift", "Learned, with drift")
    lines = []
    for n in SIZES:
        for way in ("leaves", "joins"):
            drift, still = (rows[f"move-{n}-{way}-{d}"] for d in ("drift", "still"))
            found = figure(_right(drift))
            lines.append(
                (
                    n,
                    way,
                    found.teams,
                    found,
                    found.against(SIGN_BAR),
                    figure(_right(still)),
                    _learned(drift),
                )
            )
    yield from table(head, lines)


def _learned(rows: list[Row]) -> Figure:
    """Learn the sign from the published series of half of the teams, and tell the other half's."""
    columns = sorted((key for key in rows[0] if key.startswith("x")), key=lambda key: int(key[1:]))
    x = np.array([[row[key] for key in columns] for row in rows])
    y = np.array([row["above"] for row in rows])
    right: list[float] = []
    for here, there in (
        (slice(0, None, 2), slice(1, None, 2)),
        (slice(1, None, 2), slice(0, None, 2)),
    ):
        told = learn(x[here], y[here])(x[there]) > 0
        right += [float(a == b) for a, b in zip(told, y[there] > 0, strict=True)]
    return figure(right)


def claims(rows: dict[str, list[Row]]) -> Iterator[str]:
    """What an attacker held for more than 99 % certain, and how often it was true."""
    lines = []
    for size in COALITIONS:
        for key, what in (("sure", "the lowest person"), ("answer sure", "an answer")):
            cell = _pooled(rows, CHURNS)
            full, less = f"c{size} full {key}", f"c{size} without target {key}"
            lines.append(
                (
                    NAMES[size],
                    what,
                    total(cell, full),
                    total(cell, f"{full} right"),
                    total(cell, less),
                    total(cell, f"{less} right"),
                )
            )
    head = ("Attacker", "About", "Claims", "Right", "Claims, somebody left out", "Right")
    yield from table(head, lines)


def ties(rows: dict[str, list[Row]]) -> Iterator[str]:
    """Who turns to whom."""
    head = ("Team", "Teams", "AUC, accomplice alone", "AUC, with all that is shown", "Gain", "")
    lines = []
    for n in SIZES[1:]:
        found = gain(rows[f"edges-{n}"])
        more = Figure(found.added - found.without, found.error, found.teams)
        lines.append(
            (
                n,
                found.teams,
                f"{found.without:.3f}",
                f"{found.added:.3f}",
                more,
                more.against(EDGE_BAR),
            )
        )
    yield from table(head, lines)


def use(rows: dict[str, list[Row]]) -> Iterator[str]:
    """What is left for the team to read."""
    head = (
        "Team",
        "Churn",
        "Facets shown",
        "",
        "Patterns",
        "",
        "Ties",
        "",
        "RMSE",
        "Two-step moves",
    )
    lines = []
    for n in SIZES:
        for churn in CHURNS[:2]:
            cell = rows[f"use-{n}-{churn}"]
            facets_bar, rest_bar = PUBLISHED_BARS[churn]
            facets_bar = SMALL_PUBLISHED_BAR if (n, churn) == (6, "0.01") else facets_bar
            line: list[object] = [n, _churn(churn)]
            for group, bar in (("facets", facets_bar), ("patterns", rest_bar), ("ties", rest_bar)):
                share = ratio(cell, f"{group} published", f"{group} windows")
                line += ["not asked", ""] if math.isnan(share.value) else [share, share.least(bar)]
            error = ratio(cell, "squares", "steps", math.sqrt)
            line += [f"{error} {error.against(RMSE_BAR)}"]
            moved = ratio(cell, "moved", "half-years")
            lines.append([*line, f"{moved} {moved.against(MOVED_BAR)}"])
    yield from table(head, lines)
    yield from _apart(rows)
    yield from _drops(rows)


def _apart(rows: dict[str, list[Row]]) -> Iterator[str]:
    """The harder world, in which no place is taken at once."""
    yield ""
    yield "Where a place stays empty and as many people join at other times, there are twice the"
    yield "changes, each of one person. No bar is set for that:"
    yield ""
    lines = []
    for n in SIZES:
        for churn in CHURNS[:2]:
            cell = rows[f"use-{n}-{churn}-apart"]
            shares = (
                ratio(cell, f"{group} published", f"{group} windows")
                for group in ("facets", "patterns", "ties")
            )
            told = ("not asked" if math.isnan(one.value) else one for one in shares)
            lines.append((n, _churn(churn), *told))
    yield from table(("Team", "Churn", "Facets shown", "Patterns", "Ties"), lines)


def _drops(rows: dict[str, list[Row]]) -> Iterator[str]:
    """Whether a true change comes through."""
    yield ""
    yield "A true drop of one point, half-way through the year, seen within two windows:"
    yield ""
    seen = ((n, ratio(rows[f"drop-{n}"], "drops seen", "drops")) for n in SIZES)
    lines = [(n, found.teams, found, found.least(SEEN_BAR)) for n, found in seen]
    yield from table(("Team", "Teams", "Seen (bar 0.90)", ""), lines)


def _churn(churn: str) -> str:
    if churn == "drift":
        return "2% a month, drift"
    return "8 % of teams a week" if churn == "stress" else f"{float(churn):.0%} a month"
