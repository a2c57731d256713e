"""What a report says, as a table or as data: the same figures its readers see on the page."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from analytics.records import Experiment, Reading, Report, report_to_json
from slackapp.domain.ids import ReportId, UserId, WorkspaceId
from slackapp.services import trials
from slackapp.services.ports import Database
from slackapp.services.reports import Reports

COLUMNS = (
    "Figure",
    "Experiment",
    "In words",
    "Moved",
    "Counted up to",
    "First check-in",
    "Last check-in",
    "Answers",
    "family",
    "measure",
    "status",
    "scale",
    "value",
    "half_width",
    "respondents",
    "trend",
    "before",
    "practice",
    "since",
)
"""First what a person reads, as the page says it; then the codes of the same."""

LONGEST_NAME: Final = 40
"""Letters of a team's name in that of a file."""
InWords = Callable[[Reading, Experiment | None], tuple[str, str, str, str]]
"""What a reading is called on the page, what it is about, what it shows there, how it moved."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A file: what it is called, of which team and day, and what is in it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Published:
    """Taking a report away; only those may who may read its page."""

    database: Database
    in_words: InWords

    def json(self, report_id: ReportId, *, workspace: WorkspaceId, user: UserId) -> Taken:
        """Return the report as it was stored; raises `UnknownReport` where it is not theirs."""
        team, report = Reports(self.database).of_team(report_id, workspace=workspace, user=user)
        written = report_to_json(report) + "\n"
        return Taken(_file(team, f"report-{report.round_date}.json"), written.encode())

    def csv(self, report_id: ReportId, *, workspace: WorkspaceId, user: UserId) -> Taken:
        """Return every published reading of a report, one a line; raises as `json`.

        Spreadsheets take it for Unicode by its first bytes.
        """
        team, report = Reports(self.database).of_team(report_id, workspace=workspace, user=user)
        tried = self.database.read(
            lambda store: trials.of_team(store, store.reports.get(report_id)[0])
        )
        written = table(_readings(report), tried, self.in_words)
        return Taken(_file(team, f"figures-{report.round_date}.csv"), written.encode("utf-8-sig"))


def table(readings: Iterable[Reading], tried: trials.Trials, in_words: InWords) -> str:
    """Write readings as CSV (RFC 4180); what was held has no value.

    Those of a follow-up say which of the experiments that were `tried` they are about.
    """
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(COLUMNS)
    for reading in readings:
        of = trials.about(tried, reading)
        lines.writerow([*in_words(reading, of), *_counted(reading), *_codes(reading, of)])
    return written.getvalue()


def _file(team: str, what: str) -> str:
    """A name that every system takes; a team's letters that not every one has are left out."""
    plain = unicodedata.normalize("NFKD", team).encode("ascii", "ignore").decode().lower()
    named = re.sub("[^a-z0-9]+", "-", plain)[:LONGEST_NAME].strip("-")
    return "-".join(filter(None, ("bearings", named, what)))


def _readings(report: Report) -> Iterator[Reading]:
    """Every reading a report holds, once, in the order of its page."""
    boards = (r for entry in report.board for r in (*entry.readings, *entry.earlier))
    seen = set()
    for reading in (*report.settled, *boards):
        key = (reading.span, reading.measure)
        if key not in seen:
            seen.add(key)
            yield reading


def _counted(reading: Reading) -> list[object]:
    span = reading.span
    days = span.ends_on.isoformat(), span.first_round, span.last_round
    return [*days, _answers(reading.respondents)]


def _answers(band: str | None) -> str | None:
    """In words: a spreadsheet would take "5-6" for a day in May."""
    if band is None:
        return None
    return band.replace("-", " to ").replace("+", " or more")


def _codes(reading: Reading, of: Experiment | None) -> list[object]:
    return [
        reading.span.family,
        reading.measure,
        reading.status.value,
        reading.scale.value,
        reading.value,
        reading.half_width,
        reading.respondents,
        None if reading.trend is None else reading.trend.value,
        reading.before,
        of.practice if of else None,
        of.since.isoformat() if of else None,
    ]
