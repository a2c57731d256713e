"""Where a team stands, in Slack: one table of what was shown, with a bar for each step.

Slack's own charts draw their axis from 0 to the highest value, and neither end can be set, while
our steps go from 1 to 5: in them 3.5 would look like three quarters full, or like all there is. So
a bar is written out in squares, empty at 1 and full at 5, after the figure it pictures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from analytics import thresholds
from analytics.instrument.bank import FACETS
from analytics.records import Scale
from slackapp.ui import blocks, report_words
from slackapp.ui.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analytics.records import BoardEntry, Report
    from slackapp.ui.blocks import Block

LOWEST, HIGHEST = 1, 5
"""Where a bar is empty, and where it is full."""
SQUARES: Final = int((HIGHEST - LOWEST) / thresholds.STEP)
FULL, EMPTY = "■", "□"
NOTHING: Final = frozenset[str]()

Row = tuple[str, str, str]
"""A family, what was shown last of it, and the last check-in that was counted in it."""


def has_figures(report: Report) -> bool:
    """Whether anything was ever shown."""
    return any(report_words.known(entry) for entry in report.board)


def facets(report: Report, *, covered: frozenset[str] = NOTHING) -> list[Row]:
    """The facets that stand as a step; those of `covered` wait for a guess and are left out."""
    return [
        _row(entry, report)
        for entry in report.board
        if entry.family in FACETS and entry.family not in covered and _bar(entry)
    ]


def everything(report: Report) -> list[Row]:
    """All that was ever shown, with how sure it is."""
    return [_row(entry, report) for entry in report.board if report_words.known(entry)]


def table(rows: Sequence[Row]) -> Iterator[Block]:
    """Rows as a table."""
    if not rows:
        return
    head = (_("What"), _("Last shown"), _("Counted up to"))
    yield {
        "type": "table",
        "rows": [[_cell(text) for text in row] for row in (head, *rows)],
        "column_settings": [{"is_wrapped": True}, {"is_wrapped": True}, {"align": "right"}],
    }
    yield from _legend(rows)


def in_words(rows: Sequence[Row]) -> Iterator[Block]:
    """The table as lines, where there can be none."""
    if rows:
        yield blocks.section("\n".join(_line(row) for row in rows))
        yield from _legend(rows)


def _row(entry: BoardEntry, report: Report) -> Row:
    last = report_words.standing(entry, report)
    return (
        report_words.family(entry.family, report),
        f"{last}  {_bar(entry)}".rstrip(),
        report_words.short_day(report_words.since(entry)),
    )


def _bar(entry: BoardEntry) -> str:
    """The squares of a single step; "" for anything else."""
    shown = report_words.known(entry)
    if len(shown) != 1 or shown[0].scale is not Scale.STEP:
        return ""
    full = round((float(shown[0].value or LOWEST) - LOWEST) / thresholds.STEP)
    return FULL * full + EMPTY * (SQUARES - full)


def _legend(rows: Sequence[Row]) -> Iterator[Block]:
    if any(EMPTY in last for _what, last, _day in rows):
        yield blocks.context(
            _("From 1, not at all, to 5, very: a bar is empty at 1 and full at 5.")
        )


def _line(row: Row) -> str:
    what, last, day = row
    return _("*{what}* ({day}): {last}").format(what=what, day=day, last=last)


def _cell(text: str) -> dict[str, Any]:
    return {"type": "raw_text", "text": text}
