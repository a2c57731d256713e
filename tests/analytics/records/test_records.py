"""Readings cannot be made up, and everything survives being stored."""

import ast
import json
from datetime import date
from pathlib import Path

import pytest

import analytics
from analytics import disclosure, records
from analytics.errors import NotPublished, UnknownVersion
from analytics.records import (
    REPORT_VERSION,
    BoardEntry,
    Experiment,
    FamilyHistory,
    Finding,
    GateHistory,
    Reading,
    Report,
    Scale,
    Status,
    Trend,
    Verdict,
    WindowSpan,
)

SPAN = WindowSpan("autonomy", 2, 5, date(2026, 3, 2))
ROOT = Path(analytics.__file__).parent.parent


def step():
    return records.publish(
        "autonomy",
        SPAN,
        status=Status.SHOWN,
        scale=Scale.STEP,
        value=3.5,
        half_width=0.4,
        respondents="7-9",
        trend=Trend.HIGHER,
        before=3.0,
    )


def statement():
    return records.publish(
        "held_by_few",
        WindowSpan("ties", 1, 8, date(2026, 3, 2)),
        status=Status.SHOWN,
        scale=Scale.STATEMENT,
        value="held_by_few",
        respondents="7-9",
        details=("care",),
    )


def held():
    return disclosure.held(SPAN, FamilyHistory()).readings[0]


def test_a_reading_cannot_be_made_up():
    with pytest.raises(NotPublished):
        Reading("autonomy", SPAN, Status.SHOWN, Scale.STEP, 3.5)
    with pytest.raises(NotPublished):
        Reading("autonomy", SPAN, Status.SHOWN, Scale.STEP, seal=object())


def test_only_disclosure_and_the_restoring_code_publish():
    allowed = {"analytics/disclosure", "analytics/records"}
    users = set()
    for package in ("analytics", "slackapp"):
        for path in (ROOT / package).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            names = {
                alias.name
                for node in ast.walk(tree)
                if isinstance(node, ast.ImportFrom)
                and (node.module or "").startswith("analytics.records")
                for alias in node.names
            }
            names |= {
                node.attr
                for node in ast.walk(tree)
                if isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id in {"records", "readings"}
            }
            if names & {"publish", "_SEAL"}:
                users.add(path.parent.relative_to(ROOT).as_posix())
    assert users == allowed


@pytest.mark.parametrize("make", [step, statement, held])
def test_a_reading_survives_being_stored(make):
    text = records.reading_to_json(make())
    assert records.reading_from_json(text) == make()
    assert records.reading_to_json(records.reading_from_json(text)) == text


@pytest.mark.parametrize(
    "history",
    [
        FamilyHistory(),
        FamilyHistory(
            reference=frozenset({"b", "a"}),
            held_in_a_row=2,
            sticky={"autonomy": 3.5, "rigid": "low"},
            gates={
                "autonomy": GateHistory(frozenset({"a", "b"}), 1, suppressed=True, reopening=1),
                "rigid": GateHistory(),
            },
            published_on=date(2026, 3, 2),
            counted=frozenset({"a", "c"}),
            counted_on=date(2026, 4, 27),
            moves=3,
        ),
    ],
)
def test_a_history_survives_being_stored(history):
    text = records.history_to_json(history)
    assert records.history_from_json(text) == history
    assert records.history_to_json(records.history_from_json(text)) == text


def test_a_history_stored_before_its_days_and_who_was_counted_were_kept_is_read_without_them():
    raw = json.loads(records.history_to_json(FamilyHistory(reference=frozenset("a"))))
    for name in ("published_on", "counted", "counted_on", "moves"):
        del raw[name]
    assert records.history_from_json(json.dumps(raw)) == FamilyHistory(reference=frozenset("a"))


def report(**changes):
    fields = {
        "version": REPORT_VERSION,
        "round_date": date(2026, 3, 2),
        "rounds_asked": 5,
        "opening": "readings",
        "settled": (step(), held()),
        "findings": (Finding("step", "autonomy", {"value": 3.5}, "ceiling"),),
        "board": (
            BoardEntry("autonomy", (held(),), (step(),), date(2026, 4, 6), date(2026, 3, 30)),
            BoardEntry("ties"),
        ),
        "experiment": Experiment("ask_small", date(2026, 2, 9)),
        "previous": Experiment("two_heads", date(2026, 1, 12), Verdict.KEEP),
        "suggestions": ("ask_small",),
        "card": None,
        "question": "autonomy_question",
        "items": ("autonomy_1",),
        "cannot_tell": ("silence",),
        "slower": True,
        "follows": "two_heads",
    }
    return Report(**(fields | changes))


@pytest.mark.parametrize("changes", [{}, {"experiment": None, "previous": None, "sample": True}])
def test_a_report_survives_being_stored(changes):
    text = records.report_to_json(report(**changes))
    assert records.report_from_json(text) == report(**changes)
    assert records.report_to_json(records.report_from_json(text)) == text


def test_a_report_stored_before_it_said_what_moved_and_what_was_followed_is_read_without():
    raw = json.loads(records.report_to_json(report()))
    del raw["follows"]
    for entry in raw["board"]:
        del entry["moved_from"]
    found = records.report_from_json(json.dumps(raw))
    assert found.follows is None
    assert [entry.moved_from for entry in found.board] == [None, None]


def test_a_report_of_a_later_version_is_refused():
    text = records.report_to_json(report(version=REPORT_VERSION + 1))
    with pytest.raises(UnknownVersion):
        records.report_from_json(text)


def test_what_is_not_a_record_has_no_json():
    with pytest.raises(TypeError, match="No JSON for object"):
        records.report_to_json(report(question=object()))
