"""What a line of a report's table is called and says on the report's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slackapp.ui import report_words
from slackapp.ui.experiment import title
from slackapp.ui.words import SOURCE, _, speaking

if TYPE_CHECKING:
    from analytics.records import Experiment, Reading


def in_words(reading: Reading, of: Experiment | None) -> tuple[str, str, str, str]:
    """Return the name, the experiment it is about, what is shown and how it moved.

    In English, as the codes beside them are.
    """
    with speaking(SOURCE):
        name = _(report_words.MEASURES[reading.measure])
        trend = _(report_words.TRENDS[reading.trend]) if reading.trend else ""
        return name, title(of.practice) if of else "", report_words.value(reading), trend
