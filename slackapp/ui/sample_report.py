"""A report of a made-up team, for who has none yet: the words are those of every report.

The reports lie in `samples/`; `make samples` makes them, and nothing is looked up to show one.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from analytics.instrument import bank
from analytics.records import report_from_json
from slackapp.ui import blocks, ids, report_message
from slackapp.ui.report_words import sentences
from slackapp.ui.words import _, ngettext

if TYPE_CHECKING:
    from analytics.instrument.windows import Calendar
    from analytics.records import Report
    from slackapp.ui.blocks import Block

FOLDER: Final = Path(__file__).parent / "samples"


class Kind(StrEnum):
    """What a team is asked about helping decides what its reports are made of."""

    NAMED = "named"
    COUNTED = "counted"


def button(calendar: Calendar, team: str) -> Block:
    """The way to the sample that is most like what a team of this calendar gets."""
    named = any(entry.family == bank.TIES for entry in calendar.gets)
    return blocks.button(
        _("See a sample report"),
        action=ids.SEE_SAMPLE_REPORT,
        value=Kind.NAMED if named else Kind.COUNTED,
        says=_("See a sample report, as for {team}").format(team=team),
    )


def view(kind: Kind, *, over: bool = False) -> Block:
    """Lay a sample out in a window; its title and its first line say that it is one.

    `over` another window, which closing it leads back to.
    """
    report = _made_up(kind)
    said = ngettext(
        "*This is a sample:* a made-up team after {count} check-in. Nothing in it is about you.",
        "*This is a sample:* a made-up team after {count} check-ins. Nothing in it is about you.",
        report.rounds_asked,
    )
    shown = report_message.opened(report, team=_("a made-up team"), sentences=sentences(report))
    return blocks.modal(
        _("A sample report"),
        [blocks.section(said), blocks.divider(), *shown],
        callback=ids.SAMPLE_REPORT_VIEW,
        close=_("Back") if over else _("Close"),
    )


def _made_up(kind: Kind) -> Report:
    return report_from_json((FOLDER / f"{kind}.json").read_text(encoding="utf-8"))
