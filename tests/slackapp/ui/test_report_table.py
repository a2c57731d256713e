"""The table of a report has the words of its page beside the codes."""

from __future__ import annotations

import pytest

from analytics.records import Trend
from slackapp.payloads.samples import PLAIN
from slackapp.ui import report_words
from slackapp.ui.report_table import in_words
from tests.slackapp.ui.test_report_page import everything, render


def test_whoever_read_the_page_finds_its_words_in_the_table():
    report = everything()
    page = render(report)
    # A follow-up's card is called by the day on which its experiment began.
    told = {finding.measure for finding in report.findings} - {"noticed"}
    assert len(told) > 1
    for reading in (one for one in report.settled if one.measure in told):
        name, _of, said, _trend = in_words(reading, None)
        assert name in page
        assert said.split(" ±")[0] in page


@pytest.mark.parametrize("trend", [one for one in Trend if one is not Trend.FIRST])
def test_a_trend_is_said_as_on_the_page(trend):
    moved = [one for report in PLAIN.reports.values() for one in report.settled if one.trend]
    found = {one.trend: in_words(one, None)[3] for one in moved}
    assert found.get(trend, report_words.TRENDS[trend]) == report_words.TRENDS[trend]
    assert "too close to call" not in found.values()
