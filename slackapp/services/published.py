"""What a report says, as a table or as data: the same figures its readers see on the page."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from analytics.records import Reading, Report, report_to_json
from slackapp.domain.ids import ReportId, UserId, WorkspaceId
from slackapp.services.ports import Database
from slackapp.services.reports import Reports

COLUMNS = (
    "family",
    "first_round",
    "last_round",
    "ends_on",
    "measure",
    "status",
    "scale",
    "value",
    "half_width",
    "respondents",
    "trend",
    "before",
    "name",
    "in_words",
    "trend_in_words",
)
"""Codes, and at the end the words that the page has for them."""

InWords = Callable[[Reading], tuple[str, str, str]]
"""What a reading is called on the page, what it shows there, and how it moved."""


@dataclass(frozen=True, slots=True)
class Published:
    """Taking a report away; only those may who may read its page."""

    database: Database
    in_words: InWords

    def json(self, report_id: ReportId, *, workspace: WorkspaceId, user: UserId) -> bytes:
        """Return the report as it was stored; raises `UnknownReport` where it is not theirs."""
        report = Reports(self.database).get(report_id, workspace=workspace, user=user)
        return (report_to_json(report) + "\n").encode()

    def csv(self, report_id: ReportId, *, workspace: WorkspaceId, user: UserId) -> bytes:
        """Return every published reading of a report, one a line; raises as `json`."""
        report = Reports(self.database).get(report_id, workspace=workspace, user=user)
        return table(_readings(report), self.in_words).encode()


def table(readings: Iterable[Reading], in_words: InWords) -> str:
    """Write readings as CSV (RFC 4180); what was held has no value."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(COLUMNS)
    lines.writerows([*_line(reading), *in_words(reading)] for reading in readings)
    return written.getvalue()


def _readings(report: Report) -> Iterator[Reading]:
    """Every reading a report holds, once, in the order of its page."""
    boards = (r for entry in report.board for r in (*entry.readings, *entry.earlier))
    seen = set()
    for reading in (*report.settled, *boards):
        key = (reading.span, reading.measure)
        if key not in seen:
            seen.add(key)
            yield reading


def _line(reading: Reading) -> list[object]:
    span = reading.span
    return [
        span.family,
        span.first_round,
        span.last_round,
        span.ends_on.isoformat(),
        reading.measure,
        reading.status.value,
        reading.scale.value,
        reading.value,
        reading.half_width,
        reading.respondents,
        None if reading.trend is None else reading.trend.value,
        reading.before,
    ]
