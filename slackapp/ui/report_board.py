"""Where a team stands, in Slack: one chart of the facets, one table of everything that was shown.

Slack draws every axis from 0 and says values only where a pointer rests, while our steps begin at
1: so each bar carries its step in its label, under the name the facet has everywhere.

`covered` are families whose figures wait for a guess: they are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from analytics.instrument.bank import FACETS
from analytics.records import Scale
from slackapp.ui import blocks, report_words
from slackapp.ui.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analytics.records import BoardEntry, Report
    from slackapp.ui.blocks import Block

_CHART_LABEL: Final = 20
"""Characters of a chart's category, from Slack's reference: sixteen and a step."""
NOTHING: Final = frozenset[str]()


def has_figures(report: Report) -> bool:
    """Whether anything was ever shown."""
    return any(report_words.known(entry) for entry in report.board)


def chart(report: Report, *, covered: frozenset[str] = NOTHING) -> Iterator[Block]:
    """One bar for each facet that stands as a step."""
    labels = {_label(family, step): step for family, step in _steps(report, covered).items()}
    if not labels:
        return
    points = [{"label": label, "value": value} for label, value in labels.items()]
    yield {
        "type": "data_visualization",
        "title": _("As last shown, in half-point steps from 1 to 5"),
        "chart": {
            "type": "bar",
            "series": [{"name": _("The team"), "data": points}],
            "axis_config": {
                "categories": list(labels),
                "y_label": _("1 is not at all, 5 is very; nothing is below 1"),
            },
        },
    }


def chart_in_words(report: Report, *, covered: frozenset[str] = NOTHING) -> Iterator[Block]:
    """The same bars as a sentence."""
    steps = _steps(report, covered)
    if steps:
        said = " · ".join(f"{_name(family)} {step}" for family, step in steps.items())
        yield blocks.section(_("*As last shown, from 1 to 5:* {steps}").format(steps=said))


def table(report: Report) -> Iterator[Block]:
    """Everything that was ever shown, with how sure it is and since when it stands."""
    rows = [_row(entry, report) for entry in report.board if report_words.known(entry)]
    if not rows:
        return
    head = (_("What"), _("Last shown"), _("As of"))
    yield {
        "type": "table",
        "rows": [[_cell(text) for text in row] for row in (head, *rows)],
        "column_settings": [{"is_wrapped": True}, {"is_wrapped": True}, {"align": "right"}],
    }


def table_in_words(report: Report) -> Iterator[Block]:
    """The table as sentences."""
    rows = [_row(entry, report) for entry in report.board if report_words.known(entry)]
    if rows:
        yield blocks.section("\n".join(_line(row) for row in rows))


def _steps(report: Report, covered: frozenset[str]) -> dict[str, float]:
    """The half-point step last shown of each facet that has one."""
    return {
        entry.family: float(reading.value)
        for entry in report.board
        if entry.family in FACETS and entry.family not in covered
        for reading in report_words.known(entry)
        if reading.scale is Scale.STEP and reading.value is not None
    }


def _label(family: str, step: float) -> str:
    """The name and the step; the name gives way."""
    room = _CHART_LABEL - len(f" {step}")
    return f"{blocks.cut(_name(family), room)} {step}"


def _name(family: str) -> str:
    return _(report_words.MEASURES[family])


def _row(entry: BoardEntry, report: Report) -> tuple[str, str, str]:
    """A family, what was shown last of it, and when that was."""
    return (
        report_words.family(entry.family, report),
        report_words.standing(entry),
        report_words.short_day(report_words.since(entry)),
    )


def _line(row: tuple[str, str, str]) -> str:
    what, last, day = row
    return _("*{what}* ({day}): {last}").format(what=what, day=day, last=last)


def _cell(text: str) -> dict[str, Any]:
    return {"type": "raw_text", "text": text}
