"""What a line of a report's table is called and says on the report's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slackapp.ui import report_words
from slackapp.ui.words import SOURCE, _, speaking

if TYPE_CHECKING:
    from analytics.records import Reading


def in_words(reading: Reading) -> tuple[str, str, str]:
    """Return the name, what is shown and how it moved, in English as the codes beside them are."""
    with speaking(SOURCE):
        trend = _(report_words.TRENDS[reading.trend]) if reading.trend else ""
        return _(report_words.MEASURES[reading.measure]), report_words.value(reading), trend
