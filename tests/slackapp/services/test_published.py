"""A report as a table and as data says what its page says, and no more."""

import csv
import io
import json
from codecs import BOM_UTF8
from dataclasses import replace
from datetime import date
from string import ascii_lowercase, digits

import pytest

from analytics.records import (
    Scale,
    Status,
    WindowSpan,
    publish,
    report_from_json,
    report_to_json,
)
from slackapp.domain.experiments import Experiment, Stage
from slackapp.errors import UnknownReport
from slackapp.payloads.samples import PLAIN
from slackapp.services import trials
from slackapp.services.published import COLUMNS, Published, table
from slackapp.ui.experiment import title
from slackapp.ui.report_table import in_words
from tests.slackapp.services.house import LEAD, at

FOLLOW_UPS = [
    publish(
        measure,
        WindowSpan(family, first, first + 1, date(2026, 4, first)),
        status=status,
        scale=Scale.STATEMENT,
    )
    for family, measure, first, status in [
        ("follow_up", "noticed", 2, Status.HELD),
        ("follow_up", "noticed", 3, Status.HELD),
        ("ties", "two_way", 3, Status.HELD),
    ]
]
"""Of two experiments in turn, and one that is about none."""


@pytest.fixture(params=["readings", "held"])
def report(request):
    return PLAIN.reports[request.param]


@pytest.fixture
def stored(house, report):
    """The id of a published report of a team."""
    team = house.team()
    house.move(at(1))
    house.work()
    [row] = [r for r in house.read(lambda s: s.rounds.of_team(team)) if r.number]
    house.step(lambda s: s.reports.add("rep1", team, row.id, report))
    return "rep1"


def test_the_table_has_every_reading_once_with_its_own_figures(house, stored, report):
    taken = Published(house.database, in_words).csv(stored, workspace="W1", user=LEAD)
    assert taken.name == f"bearings-team-c1-figures-{report.round_date}.csv"
    written = taken.content.decode("utf-8-sig")
    assert taken.content.startswith(BOM_UTF8), "a spreadsheet takes ± for two letters"
    lines = list(csv.DictReader(io.StringIO(written)))
    boards = [r for entry in report.board for r in (*entry.readings, *entry.earlier)]
    readings = {(r.measure, r.span): r for r in [*report.settled, *boards]}
    assert tuple(lines[0]) == COLUMNS
    assert len(lines) == len(readings)
    for (measure, span), reading in readings.items():
        [line] = [
            one
            for one in lines
            if (one["measure"], one["family"], one["Last check-in"])
            == (measure, span.family, str(span.last_round))
        ]
        assert line["status"] == reading.status.value
        said = tuple(line[one] for one in ("Figure", "Experiment", "In words", "Moved"))
        assert said == in_words(reading, None)
        assert line["Counted up to"] == str(span.ends_on)
        assert line["value"] == ("" if reading.value is None else str(reading.value))
        told = (reading.respondents or "").replace("-", " to ").replace("+", " or more")
        assert line["Answers"] == told
        if reading.status is Status.HELD:
            assert (line["value"], line["half_width"], line["respondents"]) == ("", "", "")


def test_whether_an_experiment_was_noticed_is_said_with_the_experiment(house, stored):
    [team] = house.read(lambda store: store.teams.of_workspace("W1"))
    for number, practice in ((1, "thanks_named"), (3, "widen_circle")):
        tried = Experiment(
            id=f"E{number}",
            team=team.id,
            offered_in=number,
            choices=(practice,),
            stage=Stage.DECIDED,
            practice=practice,
            since=date(2026, 3, number),
            since_round=number,
        )
        house.step(lambda store, tried=tried: store.experiments.put(tried))
    found = house.read(lambda store: trials.of_team(store, team.id))
    lines = csv.DictReader(io.StringIO(table(FOLLOW_UPS, found, in_words)))
    assert [(one["Experiment"], one["practice"], one["since"]) for one in lines] == [
        (title("thanks_named"), "thanks_named", "2026-03-01"),
        (title("widen_circle"), "widen_circle", "2026-03-03"),
        ("", "", ""),
    ]


def test_the_data_is_the_report_as_it_was_stored(house, stored, report):
    user = house.users(8)[0]
    taken = Published(house.database, in_words).json(stored, workspace="W1", user=user)
    assert taken.name == f"bearings-team-c1-report-{report.round_date}.json"
    written = taken.content.decode()
    assert report_from_json(written) == report
    assert json.loads(written) == json.loads(report_to_json(report))


@pytest.mark.parametrize(
    ("team", "named"),
    [
        ('Café "Läufer"\r\n; x=1', "bearings-cafe-laufer-x-1-"),
        ("港", "bearings-figures-"),
        ("x" * 80, f"bearings-{'x' * 40}-figures-"),
    ],
)
def test_a_file_is_named_by_its_team_in_letters_that_every_system_takes(house, stored, team, named):
    [own] = house.read(lambda store: store.teams.of_workspace("W1"))
    house.step(lambda store: store.teams.put(replace(own, name=team)))
    taken = Published(house.database, in_words).csv(stored, workspace="W1", user=LEAD)
    assert taken.name.startswith(named)
    assert set(taken.name) <= set(ascii_lowercase + digits + "-.")


@pytest.mark.parametrize(("workspace", "user"), [("W1", "U77"), ("W2", LEAD)])
def test_only_who_may_read_the_page_takes_it_away(house, stored, workspace, user):
    for take in (Published(house.database, in_words).csv, Published(house.database, in_words).json):
        with pytest.raises(UnknownReport):
            take(stored, workspace=workspace, user=user)
