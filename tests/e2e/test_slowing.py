"""A team that hardly answers: its lead is told once that asking less often may help."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slackapp.demo.cast import LEAD
from slackapp.ui import ids
from tests.e2e.playing import MEMBERS, OPENING, save

pytestmark = pytest.mark.slow

WEEK = timedelta(weeks=1)
SUGGESTED = "Asking every 2 weeks may give people more room."


async def weeks_without_an_answer(play, first, last):
    for number in range(first, last + 1):
        await play.move_to(OPENING + (number - 1) * WEEK)
        await play.until(lambda number=number: len(asked(play)) == number)
        await play.move_to(OPENING + (number - 1) * WEEK + timedelta(days=4, minutes=1))
        await play.until(lambda: all(row.reported for row in asked(play)))


def asked(play):
    return [row for row in play.rounds() if row.number]


async def test_a_lead_is_told_once_and_asks_less_often_with_one_button(play):
    lead, member = play.actor(LEAD), play.actor(MEMBERS[0])
    await weeks_without_an_answer(play, 1, 7)
    assert SUGGESTED not in (await lead.screen())["words"]
    await weeks_without_an_answer(play, 8, 10)
    await lead.until(lambda shown: shown["words"].count("Report for Harbour") >= 20, "all reports")
    assert (await lead.screen())["words"].count(SUGGESTED) == 1
    assert SUGGESTED not in (await member.screen())["words"]
    # The button opens the settings with the longer interval chosen; nothing is changed by it.
    await lead.click(ids.ASK_LESS)
    form = await lead.modal("When")
    (every,) = form.values["cadence.every"].values()
    assert every["selected_option"]["value"] == "2"
    house = play.stage.app.house

    def every_weeks():
        return house.database.read(lambda store: store.teams.get(play.team)).cadence.every_weeks

    assert every_weeks() == 1
    await save(lead, says="The next check-ins")
    await member.sees("Changed from the next check-in on: Bearings asks every 2 weeks on Monday")
    assert every_weeks() == 2
    # No more is asked than before: a week passes without a check-in.
    await play.move_to(OPENING + 10 * WEEK + timedelta(hours=1))
    assert len(asked(play)) == 10
