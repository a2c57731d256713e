"""A report is worth opening every week from the first on, whatever the team is like."""

from __future__ import annotations

from datetime import time

import pytest

from slackapp.domain.answers import Answer
from slackapp.domain.cadence import Cadence
from slackapp.domain.ids import ReportId
from slackapp.services.reports import Reports
from slackapp.ui import report_message
from slackapp.ui.report_words import sentences
from tests.slackapp.services.house import MONDAY

WEEKS = 9
TEAMS = {
    "eight": {},
    "six": {"count": 6},
    "light": {"light": True},
    "unnamed": {"named": False},
    "every two weeks": {
        "cadence": Cadence(zone="UTC", weekday=0, at=time(10), first=MONDAY, every_weeks=2)
    },
}


def mixed(user, row):
    return Answer(items=dict.fromkeys(row.asks.items, 2 + int(user[1:]) % 4))


@pytest.mark.parametrize("kind", TEAMS)
def test_every_week_has_something_to_talk_about_and_says_what_comes(sqlite_house, kind):
    house = sqlite_house
    team = house.team(**TEAMS[kind])
    step = 2 if kind == "every two weeks" else 1
    openings = []
    for number in range(1, WEEKS + 1, step):
        house.week(team, number, mixed)
        report = Reports(house.database).latest(team=team)[1]
        openings.append(report.opening)
        assert report.question or report.card
        assert any(entry.next_on for entry in report.board)
        for lay_out in (report_message.for_lead, report_message.for_team):
            said = str(
                lay_out(
                    report, report_id=ReportId("R1"), team="Harbour", sentences=sentences(report)
                )["blocks"]
            )
            assert "Get a link to the report" in said
            assert ("Ten minutes" in said) or ("To talk about" in said)
    assert openings[0] == "vote"
    assert openings[1] in {"card", "vote"}
