"""Records as JSON text, and back; the schema is docs/reference/report-schema.md."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from analytics.errors import UnknownVersion
from analytics.records.readings import (
    FamilyHistory,
    GateHistory,
    Reading,
    Scale,
    Status,
    Trend,
    WindowSpan,
    publish,
)
from analytics.records.reports import (
    REPORT_VERSION,
    BoardEntry,
    Experiment,
    Finding,
    Report,
    Verdict,
)


def reading_to_json(reading: Reading) -> str:
    """Write a reading as one line of JSON; equal readings give equal text."""
    return _text(asdict(reading))


def reading_from_json(text: str) -> Reading:
    """Restore a reading that was published once."""
    return _reading(json.loads(text))


def history_to_json(history: FamilyHistory) -> str:
    """Write what a family remembers; equal histories give equal text."""
    return _text(asdict(history))


def history_from_json(text: str) -> FamilyHistory:
    """Restore what a family remembers."""
    raw = json.loads(text)
    # Earlier versions kept neither days nor the people of held windows.
    published_on, counted_on = (
        date.fromisoformat(raw[name]) if raw.get(name) else None
        for name in ("published_on", "counted_on")
    )
    gates = {
        gate: GateHistory(**{**kept, "reference": _people(kept["reference"])})
        for gate, kept in raw["gates"].items()
    }
    return FamilyHistory(
        reference=_people(raw["reference"]),
        published_on=published_on,
        counted=_people(raw.get("counted")),
        counted_on=counted_on,
        moves=raw.get("moves", 0),
        held_in_a_row=raw["held_in_a_row"],
        sticky=raw["sticky"],
        gates=gates,
    )


def report_to_json(report: Report) -> str:
    """Write a report as one line of JSON; equal reports give equal text and so equal hashes."""
    return _text(asdict(report))


def report_from_json(text: str) -> Report:
    """Restore an issued report.

    Raises:
        UnknownVersion: it was written by a later version of the product.

    """
    raw = json.loads(text)
    if raw["version"] != REPORT_VERSION:
        raise UnknownVersion
    # Reports of before do not say when what they follow up was begun.
    follows_since = raw.get("follows_since")
    return Report(
        **{
            **raw,
            "round_date": date.fromisoformat(raw["round_date"]),
            "settled": tuple(_reading(entry) for entry in raw["settled"]),
            "findings": tuple(Finding(**entry) for entry in raw["findings"]),
            "board": tuple(_board_entry(entry) for entry in raw["board"]),
            "experiment": _experiment(raw["experiment"]),
            "previous": _experiment(raw["previous"]),
            "suggestions": tuple(raw["suggestions"]),
            "items": tuple(raw["items"]),
            "cannot_tell": tuple(raw["cannot_tell"]),
            "follows_since": date.fromisoformat(follows_since) if follows_since else None,
        }
    )


def _text(raw: dict[str, Any]) -> str:
    return json.dumps(raw, default=_plain, sort_keys=True, separators=(",", ":"))


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(f"No JSON for {type(value).__name__}")


def _people(hashes: list[str] | None) -> frozenset[str] | None:
    return None if hashes is None else frozenset(hashes)


def _reading(raw: dict[str, Any]) -> Reading:
    span = {**raw["span"], "ends_on": date.fromisoformat(raw["span"]["ends_on"])}
    return publish(
        raw["measure"],
        WindowSpan(**span),
        status=Status(raw["status"]),
        scale=Scale(raw["scale"]),
        value=raw["value"],
        half_width=raw["half_width"],
        respondents=raw["respondents"],
        trend=Trend(raw["trend"]) if raw["trend"] else None,
        before=raw["before"],
        details=tuple(raw["details"]),
    )


def _board_entry(raw: dict[str, Any]) -> BoardEntry:
    # Reports of before do not say from where a day moved.
    next_on, moved_from = (
        date.fromisoformat(raw[name]) if raw.get(name) else None
        for name in ("next_on", "moved_from")
    )
    readings, earlier = (
        tuple(_reading(entry) for entry in raw[name]) for name in ("readings", "earlier")
    )
    # Nor why something has no day any more, nor that it has one again.
    why, again = raw.get("why", ""), raw.get("again", False)
    return BoardEntry(raw["family"], readings, earlier, next_on, moved_from, why, again)


def _experiment(raw: dict[str, Any] | None) -> Experiment | None:
    if raw is None:
        return None
    verdict = Verdict(raw["verdict"]) if raw["verdict"] else None
    return Experiment(raw["practice"], date.fromisoformat(raw["since"]), verdict)
