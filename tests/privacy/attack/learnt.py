"""What the page says of what is learned: who is lowest, answers, who came or went, and ties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from tests.privacy.attack.edges import gain, learn
from tests.privacy.attack.figures import Figure, Row, advantage, figure, rate, table, total
from tests.privacy.attack.plan import CHURNS, JUDGED, SIZES, WAYS, churn_of
from tests.privacy.attack.trials import COALITIONS, THRESHOLDS

BARS = {"exact": (0.05, 0.05, 0.06), "lowest": (0.10, 0.10, 0.12)}
"""By 0, 1 and 3 colluders."""
SIGN_BAR, EDGE_BAR = 0.65, 0.05
MOVED = tuple((n, way) for n in SIZES for way in WAYS)
NAMES = {0: "reports alone", 1: "a member", 3: "three colluders"}


def named(rows: list[Row], key: str, less: str) -> Figure:
    """What the reports add to naming the lowest person."""
    return advantage(rows, f"{key} full named", f"{key} {less} named", f"{key} teams")


def stricter(rows: list[Row], key: str) -> Figure:
    """The same against reports in which that person's answers are a stranger's."""
    return named(rows, key, "stranger")


def guessed(rows: list[Row], key: str) -> Figure:
    """What the reports add to guessing one person's exact answers."""
    by, less = f"{key} full guessers", f"{key} without target guessers"
    top, baseline = f"{key} full guessed", f"{key} without target guessed"
    return advantage(rows, top, baseline, by, less)


def pooled(rows: dict[str, list[Row]], churns: Iterable[str] = JUDGED) -> list[Row]:
    """The teams of all sizes together."""
    return [row for n in SIZES for churn in churns for row in rows[f"scores-{n}-{churn}"]]


def lowest(rows: dict[str, list[Row]]) -> Iterator[str]:
    """Naming the lowest person."""
    head = ("Team", "Churn", "Attacker", "Teams", "Chance", "Named", "− left out", "", "− stranger")
    lines = []
    for n in SIZES:
        for churn in CHURNS:
            for size, bar in zip(COALITIONS, BARS["lowest"], strict=True):
                cell, key = rows[f"scores-{n}-{churn}"], f"c{size}"
                gained = named(cell, key, "without lowest")
                chance = rate(cell, f"{key} chance", f"{key} teams")
                lines.append(
                    (
                        n,
                        churn_of(churn),
                        NAMES[size],
                        chance.teams,
                        f"{chance.value:.3f}",
                        rate(cell, f"{key} full named", f"{key} teams"),
                        gained,
                        gained.against(bar) if churn in JUDGED else "",
                        stricter(cell, key),
                    )
                )
    yield from table(head, lines)


def exact(rows: dict[str, list[Row]]) -> Iterator[str]:
    """Guessing answers."""
    head = ("Team", "Churn", "Attacker", "Right", "Left out", "Advantage", "")
    lines = []
    for n in SIZES:
        for churn in CHURNS:
            for size, bar in zip(COALITIONS, BARS["exact"], strict=True):
                cell, key = rows[f"scores-{n}-{churn}"], f"c{size}"
                gained = guessed(cell, key)
                right = rate(cell, f"{key} full guessed", f"{key} full guessers")
                base = f"{key} without target guess"
                without = rate(cell, f"{base}ed", f"{base}ers")
                lines.append(
                    (
                        n,
                        churn_of(churn),
                        NAMES[size],
                        f"{right.value:.3f}",
                        f"{without.value:.3f}",
                        gained,
                        gained.against(bar) if churn in JUDGED else "",
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
                    stricter(cell, key),
                    guessed(cell, key),
                )
            )
    head = ("Team", "What is published", "Lowest named", "− stranger", "Exact answers, advantage")
    yield from table(head, lines)


def right(rows: list[Row]) -> list[float]:
    """Of each team, whether the sign was told right."""
    return [row["right"] for row in rows]


def moves(rows: dict[str, list[Row]], drift: str) -> list[Figure]:
    """How often the sign was told right, in the order of `MOVED`."""
    return [figure(right(rows[f"move-{n}-{way}-{drift}"])) for n, way in MOVED]


def sign(rows: dict[str, list[Row]]) -> Iterator[str]:
    """Is the one who came or went above or below the rest?"""
    head = ("Team", "Who", "Teams", "With drift", "", "No drift", "Learned, with drift")
    lines = []
    for n, way in MOVED:
        drift, still = (rows[f"move-{n}-{way}-{d}"] for d in ("drift", "still"))
        found = figure(right(drift))
        told = (found.teams, found, found.against(SIGN_BAR), figure(right(still)))
        lines.append((n, way, *told, _learned(drift)))
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
            cell = pooled(rows, CHURNS)
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
