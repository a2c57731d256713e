"""The standing board of a report in Slack: one chart and one table, or the same as sentences.

Slack draws every axis from 0 and says values only where a pointer rests, while our steps begin at
1: so each bar carries its step in its label, under the name that the table has.

`covered` are families whose figures wait for a guess: their places say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from analytics.records import Scale
from slackapp.ui import blocks, report_words
from slackapp.ui.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analytics.records import BoardEntry, Reading
    from slackapp.ui.blocks import Block

Board = tuple["BoardEntry", ...]

_CHART_LABEL: Final = 20
"""Characters of a chart's category, from Slack's reference."""
_CHARTED: Final = {
    "reciprocity": N_("Help both ways"),
    "autonomy": N_("Own feet"),
    "trust_and_safety": N_("Trust and safety"),
    "emotional_presence": N_("Being there"),
    "shared_responsibility": N_("Carried together"),
}
"""Names of the facets that leave room for a step in a chart's category: sixteen characters."""


def pictures(board: Board, *, covered: frozenset[str]) -> Iterator[Block]:
    """A chart of the facets that stand as steps, and a table of everything."""
    yield from _chart([entry for entry in board if entry.family not in covered])
    yield from _table([_row(entry, covered) for entry in board])


def in_words(board: Board, *, covered: frozenset[str]) -> Iterator[Block]:
    """The table as sentences."""
    if board:
        yield blocks.section("\n".join(_line(_row(entry, covered)) for entry in board))


def _steps(board: Sequence[BoardEntry]) -> dict[str, float]:
    """The half-point step last shown of each facet that has one."""
    return {
        entry.family: float(reading.value)
        for entry in board
        for reading in (*entry.earlier, *entry.readings)
        if entry.family in _CHARTED
        and reading.measure == entry.family
        and report_words.is_shown(reading)
        and reading.scale is Scale.STEP
        and reading.value is not None
    }


def _chart(board: Sequence[BoardEntry]) -> Iterator[Block]:
    labels = {_label(family, step): step for family, step in _steps(board).items()}
    if not labels:
        return
    points = [{"label": label, "value": value} for label, value in labels.items()]
    yield {
        "type": "data_visualization",
        "title": _("Half-point steps from 1 to 5"),
        "chart": {
            "type": "bar",
            "series": [{"name": _("The team"), "data": points}],
            "axis_config": {
                "categories": list(labels),
                "y_label": _("1 is not at all, 5 is very; nothing is below 1"),
            },
        },
    }


def _label(family: str, step: float) -> str:
    """The name and the step; the name gives way."""
    room = _CHART_LABEL - len(f" {step}")
    return f"{blocks.cut(_name(family), room)} {step}"


def _name(family: str) -> str:
    """What a family is called in both the chart and the table."""
    return _(_CHARTED.get(family) or report_words.FAMILIES[family])


def _table(rows: Sequence[tuple[str, str, str]]) -> Iterator[Block]:
    if not rows:
        return
    head = (_("What"), _("Last shown"), _("Next"))
    yield {
        "type": "table",
        "rows": [[_cell(text) for text in row] for row in (head, *rows)],
        "column_settings": [{"is_wrapped": True}, {"is_wrapped": True}, {"align": "right"}],
    }


def _line(row: tuple[str, str, str]) -> str:
    what, last, soon = row
    return _("*{what}*: {last} · next: {soon}").format(what=what, last=last, soon=soon)


def _row(entry: BoardEntry, covered: frozenset[str]) -> tuple[str, str, str]:
    """A family, what was shown last of it, and when it is next."""
    last = _("settled this week") if entry.family in covered else _last(entry)
    soon = "–" if entry.next_on is None else report_words.short_day(entry.next_on)
    return _name(entry.family), last, soon


def _last(entry: BoardEntry) -> str:
    known = [one for one in (*entry.readings, *entry.earlier) if report_words.is_shown(one)]
    known = [one for one in known if one.measure != "agreement"]
    nothing = _("not shown this time") if entry.readings else _("not yet")
    return "; ".join(_said(one, alone=len(known) == 1) for one in known) or nothing


def _said(reading: Reading, *, alone: bool) -> str:
    value = report_words.value(reading)
    return value if alone else f"{_(report_words.MEASURES[reading.measure])}: {value}"


def _cell(text: str) -> dict[str, Any]:
    return {"type": "raw_text", "text": text}
