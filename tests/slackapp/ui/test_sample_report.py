"""A made-up report looks like every report, says that it is made up, and cannot grow old."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from analytics.instrument import bank
from analytics.instrument.windows import Mode, calendar
from analytics.records import Status, report_from_json, report_to_json
from slackapp.payloads.samples import PLAIN
from slackapp.payloads.setting_up import seen_of
from slackapp.ui import home, ids, report_message, sample_report, set_up
from slackapp.ui.report_words import sentences
from slackapp.ui.sample_report import FOLDER, Kind
from slackapp.ui.set_up import Page

BOTH = pytest.mark.parametrize("kind", Kind)


def packaged(kind):
    return (FOLDER / f"{kind}.json").read_text(encoding="utf-8")


def offered(rows):
    """The samples that buttons in some blocks lead to."""
    buttons = [button for row in rows for button in row.get("elements", ())]
    return [b["value"] for b in buttons if b.get("action_id") == ids.SEE_SAMPLE_REPORT]


def texts(view):
    return [row["text"]["text"] for row in view["blocks"] if "text" in row]


@BOTH
def test_title_and_first_line_say_that_it_is_a_sample(kind):
    view = sample_report.view(kind)
    assert view["title"]["text"] == "A sample report"
    assert texts(view)[0].startswith("*This is a sample:* a made-up team")
    assert report_from_json(packaged(kind)).sample


@BOTH
def test_it_says_what_a_real_report_of_the_same_figures_would_say(kind):
    report = report_from_json(packaged(kind))
    said = [f"• {each}" for each in sentences(report)]
    real = report_message.figures(
        report, report_id="R1", team="Harbour", sentences=sentences(report)
    )
    in_message = [row["text"]["text"] for row in real["plain"] if "text" in row]
    assert said
    assert set(said) <= set(in_message) & set(texts(sample_report.view(kind)))


@BOTH
def test_everything_its_team_is_asked_is_shown_and_a_window_can_hold_it(kind):
    report, shown = report_from_json(packaged(kind)), sample_report.view(kind)["blocks"]
    readings = [reading for entry in report.board for reading in entry.readings]
    assert {entry.family for entry in report.board} > {*bank.FACETS, bank.PATTERN_FAMILY}
    assert all(reading.status is Status.SHOWN for reading in readings)
    assert {row["type"] for row in shown} == {"section", "divider", "header", "context"}


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        (Mode(n=9), Kind.NAMED),
        (Mode(n=8), Kind.NAMED),
        (Mode(n=7), Kind.COUNTED),
        (Mode(n=9, named=False), Kind.COUNTED),
    ],
)
def test_a_team_is_shown_the_sample_that_is_most_like_its_own(mode, kind):
    assert sample_report.button(calendar(mode), "Harbour")["value"] == kind
    asked = {entry.family for entry in report_from_json(packaged(kind)).board}
    gets = {entry.family for entry in calendar(mode).gets}
    assert asked == gets - {bank.FOLLOW_UP}


def test_the_last_page_of_the_set_up_offers_one():
    pages = {n: set_up.page(Page.LOOK, seen_of(PLAIN, n, people=n + 1)) for n in (8, 6)}
    assert offered(pages[8]["blocks"]) == [Kind.NAMED]
    assert offered(pages[6]["blocks"]) == [Kind.COUNTED]


def test_home_offers_one_until_the_team_has_a_report_of_its_own():
    card = replace(PLAIN.home.teams[0], team="TM0", lead=False)
    other = replace(card, team="TM1")
    link = replace(PLAIN.home.reports[0], team="TM0")
    data = replace(PLAIN.home, teams=(card, other), reports=(link,))
    assert len(offered(home.view(data)["blocks"])) == 1
    assert offered(home.view(replace(data, teams=(card,)))["blocks"]) == []
    assert len(offered(home.view(replace(data, reports=()))["blocks"])) == 2


@BOTH
def test_it_is_stored_as_every_report_is(kind):
    assert report_to_json(report_from_json(packaged(kind))) + "\n" == packaged(kind)
    assert "T00001" not in json.dumps(sample_report.view(kind))
