"""What the library hands out: frozen values without numpy, safe to store and to show."""

from __future__ import annotations

from analytics.records.readings import (
    FamilyHistory,
    GateHistory,
    Reading,
    Scale,
    Settled,
    Status,
    Trend,
    WindowSpan,
    publish,
)
from analytics.records.reports import (
    REPORT_VERSION,
    UNTRIED,
    BoardEntry,
    Experiment,
    Finding,
    Report,
    Verdict,
)
from analytics.records.stored import (
    history_from_json,
    history_to_json,
    reading_from_json,
    reading_to_json,
    report_from_json,
    report_to_json,
)

__all__ = [
    "REPORT_VERSION",
    "UNTRIED",
    "BoardEntry",
    "Experiment",
    "FamilyHistory",
    "Finding",
    "GateHistory",
    "Reading",
    "Report",
    "Scale",
    "Settled",
    "Status",
    "Trend",
    "Verdict",
    "WindowSpan",
    "history_from_json",
    "history_to_json",
    "publish",
    "reading_from_json",
    "reading_to_json",
    "report_from_json",
    "report_to_json",
]
