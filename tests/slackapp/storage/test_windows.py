"""Windows, private notes, readings and reports, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from analytics.records import (
    FamilyHistory,
    GateHistory,
    Report,
    Scale,
    Status,
    Trend,
    WindowSpan,
    publish,
)
from slackapp.domain.teams import TeamState
from slackapp.domain.windows import Elsewhere, WindowState
from slackapp.errors import DamagedReport, UnknownReport, UnknownWindow
from tests.slackapp.storage.samples import MONDAY, TEAM, open_round, round_of, settle_in, window_of

KEYS = [bytes([number]) * 16 for number in range(8)]


def reading_of(measure="trust", *, ends_on=MONDAY, **changes):
    span = WindowSpan("trust", 1, 4, ends_on)
    shown = {"status": Status.SHOWN, "scale": Scale.STEP, "value": 3.5, "respondents": "5-6"}
    return publish(measure, span, **{**shown, **changes})


REPORT = Report(
    version=1,
    round_date=MONDAY,
    rounds_asked=1,
    opening="vote",
    settled=(reading_of(trend=Trend.FIRST, details=("advice",)),),
    findings=(),
    board=(),
    experiment=None,
    previous=None,
    suggestions=("ask-first",),
    card=None,
    question="q1",
    items=("trust.1",),
    cannot_tell=("messages",),
)


def test_a_window_comes_back_as_it_was(database):
    settle_in(database)
    window = window_of()
    database.step(lambda store: store.windows.add(window))
    assert database.read(lambda store: store.windows.get(window.id)) == window
    assert database.step(lambda store: store.windows.lock(window.id)) == window
    settled = replace(window, state=WindowState.SETTLED)
    database.step(lambda store: store.windows.put(settled))
    assert database.read(lambda store: store.windows.get(window.id)) == settled


def test_an_unknown_window_is_said_so(database):
    settle_in(database)
    for unit in (
        lambda store: store.windows.get("w0"),
        lambda store: store.windows.lock("w0"),
        lambda store: store.windows.put(window_of()),
    ):
        with pytest.raises(UnknownWindow):
            database.step(unit)


def test_windows_are_found_by_state_family_and_expiry(database):
    settle_in(database)
    old = window_of(state=WindowState.SETTLED)
    new, ties = window_of(first=5), window_of("ties", 2)
    database.step(lambda store: [store.windows.add(window) for window in (new, ties, old)])
    assert database.read(lambda store: store.windows.open_of("t1")) == (ties, new)
    assert database.read(lambda store: store.windows.open_of("t2")) == ()
    assert database.read(lambda store: store.windows.last_of("t1", "trust")) == new
    assert database.read(lambda store: store.windows.last_of("t1", "autonomy")) is None
    last_day = new.expires_on
    assert database.read(lambda store: store.windows.expired(last_day, limit=1)) == (ties,)
    before = last_day - timedelta(days=1)
    assert database.read(lambda store: store.windows.expired(before, limit=9)) == ()


def test_boxes_of_any_length_come_back_as_they_were_put(database):
    settle_in(database)
    boxes = {key: b"x" * (place % 3 + 1) for place, key in enumerate(KEYS)}
    window = window_of()
    database.step(lambda store: store.windows.begin([(window, boxes)]))
    assert database.read(lambda store: store.windows.boxes(window.id)) == boxes


def test_the_boxes_of_a_window_are_replaced_together(database):
    settle_in(database)
    window, other = window_of(), window_of("ties")

    def unit(store):
        for one in (window, other):
            store.windows.add(one)
            store.windows.replace_boxes(one.id, dict.fromkeys(KEYS, b"old"))
        store.windows.replace_boxes(window.id, dict.fromkeys(KEYS[:2], b"new"))

    database.step(unit)
    boxes = database.read(lambda store: store.windows.boxes(window.id))
    assert boxes == dict.fromkeys(KEYS[:2], b"new")
    database.step(lambda store: store.windows.delete_boxes(window.id))
    assert database.read(lambda store: store.windows.boxes(window.id)) == {}
    assert len(database.read(lambda store: store.windows.boxes(other.id))) == 8


def test_notes_are_replaced_together_and_read_one_by_one(database):
    settle_in(database)
    assert database.read(lambda store: store.notes.key_id("t1")) is None
    database.step(lambda store: store.notes.replace("t1", "k1", dict.fromkeys(KEYS, b"old")))
    database.step(lambda store: store.notes.replace("t1", "k2", dict.fromkeys(KEYS[:3], b"new")))
    assert database.read(lambda store: store.notes.key_id("t1")) == "k2"
    found = database.read(lambda store: [store.notes.get("t1", key) for key in KEYS[:4]])
    assert found == [b"new", b"new", b"new", None]
    assert database.read(lambda store: store.notes.all("t1")) == dict.fromkeys(KEYS[:3], b"new")
    assert database.read(lambda store: store.notes.get("t1", KEYS[7])) is None
    database.step(lambda store: store.notes.delete("t1"))
    assert database.read(lambda store: store.notes.get("t1", KEYS[0])) is None


def test_readings_come_back_oldest_first(database):
    settle_in(database)
    later = reading_of(ends_on=MONDAY + timedelta(days=28), before=3.5, trend=Trend.UNCLEAR)
    held = reading_of("porous", status=Status.HELD, value=None, respondents=None)
    first = reading_of()

    def unit(store):
        for window in (window_of(), window_of(first=5)):
            store.windows.add(window)
        store.readings.add("t1", "trust-5", [later])
        store.readings.add("t1", "trust-1", [first, held])
        store.readings.add("t1", "trust-1", [])

    database.step(unit)
    assert database.read(lambda store: store.readings.of_team("t1")) == (held, first, later)
    assert database.read(lambda store: store.readings.of_team("t2")) == ()
    database.step(lambda store: store.readings.drop_before("t1", MONDAY + timedelta(days=1)))
    assert database.read(lambda store: store.readings.of_team("t1")) == (later,)


def test_readings_of_one_window_are_stored_in_no_order_and_one_transaction(postgresql_database):
    settle_in(postgresql_database)
    measures = [f"m{number:02}" for number in range(40)]

    def unit(store):
        store.windows.add(window_of())
        store.readings.add("t1", "trust-1", [reading_of(measure) for measure in measures])

    postgresql_database.step(unit)
    with postgresql_database._engine.connect() as connection:
        stored = connection.execute(text("SELECT measure, xmin::text FROM reading ORDER BY ctid"))
        rows = stored.all()
    assert sorted(row.measure for row in rows) == measures
    assert [row.measure for row in rows] != measures  # 1 chance in 40! of a false alarm
    assert len({row.xmin for row in rows}) == 1


def test_a_family_remembers_across_windows(database):
    settle_in(database)
    history = FamilyHistory(
        reference=frozenset({"aa", "bb"}),
        held_in_a_row=1,
        sticky={"trust": 3.5, "porous": "low"},
        gates={"trust": GateHistory(reference=frozenset({"aa"}), batch_holds=1, suppressed=True)},
    )
    assert database.read(lambda store: store.readings.history("t1", "trust")) == FamilyHistory()
    database.step(lambda store: store.readings.put_history("t1", "trust", FamilyHistory()))
    database.step(lambda store: store.readings.put_history("t1", "trust", history))
    assert database.read(lambda store: store.readings.history("t1", "trust")) == history


def test_what_a_family_remembers_elsewhere_is_of_the_workspaces_other_teams(database):
    settle_in(database)
    history = FamilyHistory(reference=frozenset({"b"}), published_on=MONDAY)

    def unit(store):
        for team in ("t2", "t3"):
            store.teams.put(replace(TEAM, id=team, channel=team))
        for team in ("t1", "t2"):
            store.readings.put_history(team, "trust", history)
        store.teams.put(replace(TEAM, id="t2", channel="t2", state=TeamState.ENDED))

    database.step(unit)

    def seen(workspace="w1", family="trust"):
        return database.read(
            lambda store: store.readings.elsewhere(workspace, family, other_than="t1")
        )

    assert seen() == (Elsewhere("t2", TeamState.ENDED, history),)
    assert seen(workspace="w2") == seen(family="ties") == ()


def test_a_report_comes_back_as_it_was_issued(database):
    opened = open_round()
    settle_in(database, rounds=[opened])
    assert database.read(lambda store: store.reports.of_round(opened.id)) is None
    database.step(lambda store: store.reports.add("p1", "t1", opened.id, REPORT))
    assert database.read(lambda store: store.reports.get("p1")) == ("t1", REPORT)
    assert database.read(lambda store: store.reports.of_round(opened.id)) == "p1"
    with pytest.raises(UnknownReport):
        database.read(lambda store: store.reports.get("p2"))


def test_a_report_changed_behind_our_back_is_not_shown(database):
    opened = open_round()
    settle_in(database, rounds=[opened])
    database.step(lambda store: store.reports.add("p1", "t1", opened.id, REPORT))
    database.step(
        lambda store: store.reports._connection.execute(
            text("UPDATE report SET body = replace(body, '3.5', '1.5')")
        )
    )
    with pytest.raises(DamagedReport):
        database.read(lambda store: store.reports.get("p1"))


def test_a_stored_page_is_never_replaced(database):
    opened = open_round()
    settle_in(database, rounds=[opened])
    database.step(lambda store: store.reports.add("p1", "t1", opened.id, REPORT))
    for page in (b"first", b"second"):
        database.step(lambda store, page=page: store.reports.put_page("p1", "en", page))
    assert database.read(lambda store: store.reports.page("p1", "en")) == b"first"
    assert database.read(lambda store: store.reports.page("p1", "de")) is None


def test_reports_are_listed_newest_first_and_dropped_with_their_pages(database):
    week = timedelta(days=7)
    rounds = [round_of(MONDAY + number * week) for number in range(3)]
    settle_in(database, rounds=rounds)

    def unit(store):
        for number, one in enumerate(rounds):
            store.reports.add(f"p{number}", "t1", one.id, REPORT)
            store.reports.put_page(f"p{number}", "en", b"page")

    database.step(unit)
    listed = database.read(lambda store: store.reports.of_team("t1"))
    assert listed == (("p2", date(2026, 3, 16)), ("p1", date(2026, 3, 9)), ("p0", MONDAY))
    database.step(lambda store: store.reports.drop_before("t1", MONDAY + 2 * week))
    assert database.read(lambda store: store.reports.of_team("t1")) == listed[:1]
    assert database.read(lambda store: store.reports.page("p0", "en")) is None
