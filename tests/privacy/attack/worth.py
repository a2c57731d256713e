"""What the page says of what is left for a team to read."""

from __future__ import annotations

import math
from collections.abc import Iterator

from tests.privacy.attack.figures import Row, ratio, table
from tests.privacy.attack.plan import JUDGED, SIZES, churn_of

RMSE_BAR, SEEN_BAR, MOVED_BAR = 0.30, 0.90, 0.10
PUBLISHED_BARS = {"0.01": (0.85, 0.75), "0.02": (0.75, 0.65)}
SMALL_PUBLISHED_BAR = 0.80


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
        for churn in JUDGED:
            cell = rows[f"use-{n}-{churn}"]
            facets_bar, rest_bar = PUBLISHED_BARS[churn]
            facets_bar = SMALL_PUBLISHED_BAR if (n, churn) == (6, "0.01") else facets_bar
            line: list[object] = [n, churn_of(churn)]
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
        for churn in JUDGED:
            cell = rows[f"use-{n}-{churn}-apart"]
            shares = (
                ratio(cell, f"{group} published", f"{group} windows")
                for group in ("facets", "patterns", "ties")
            )
            told = ("not asked" if math.isnan(one.value) else one for one in shares)
            lines.append((n, churn_of(churn), *told))
    yield from table(("Team", "Churn", "Facets shown", "Patterns", "Ties"), lines)


def _drops(rows: dict[str, list[Row]]) -> Iterator[str]:
    """Whether a true change comes through."""
    yield ""
    yield "A true drop of one point, half-way through the year, seen within two windows, and told"
    yield "as a change by then (it is not where the people changed too and a new series began):"
    yield ""
    lines = []
    for n in SIZES:
        seen, told = (ratio(rows[f"drop-{n}"], f"drops {how}", "drops") for how in ("seen", "told"))
        lines.append((n, seen.teams, seen, seen.least(SEEN_BAR), told))
    head = ("Team", "Teams", "A lower step (bar 0.90)", "", '"Lower than before"')
    yield from table(head, lines)
