"""A lead's own buttons on the Home tab."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from slackapp.domain.expectations import Expectation, Expected
from slackapp.domain.teams import TeamState
from slackapp.payloads.samples import PLAIN
from slackapp.ui import ids, lead


@pytest.mark.parametrize(
    ("state", "offered"),
    [(TeamState.RUNNING, True), (TeamState.PAUSED, True), (TeamState.DRAFT, False)],
)
def test_a_team_that_is_being_set_up_has_nothing_to_lead_yet(state, offered):
    card = replace(PLAIN.home.teams[0], lead=True, state=state)
    rows = [row for row in lead.rows(card) if row["type"] == "actions"]
    actions = {button["action_id"] for row in rows for button in row["elements"]}
    assert (ids.EXPECT in actions) is offered


def test_what_is_expected_is_said_with_its_team_where_there_may_be_others_beside_it():
    expected = (Expectation(Expected.ON_CALL, date(2026, 12, 24)),)
    card = replace(PLAIN.home.teams[0], lead=True, name="Harbour & Co", expected=expected)
    [said] = [one for row in lead.rows(card) if "on call" in (one := str(row))]
    assert "Expected right now in *Harbour &amp; Co*, as a lead noted: somebody is on call" in said
