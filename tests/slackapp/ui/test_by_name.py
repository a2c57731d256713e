"""Where so long an interval, or light mode, lets nobody be named, everything says so alike."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from slackapp.domain.awaited import UNNAMED, Naming
from slackapp.domain.overview import ManagedTeam, Standing
from slackapp.domain.teams import TeamState
from slackapp.domain.telling import topics
from slackapp.payloads.moves import seldom
from slackapp.payloads.samples import PLAIN
from slackapp.payloads.setting_up import seen_of
from slackapp.ui import announcement, edit, managing, set_up
from slackapp.ui.edit import Section
from slackapp.ui.set_up import Page

SEEN = seen_of(PLAIN, 8, people=9)
NAMED = "Helpers by name: asked where eight count"
TOLD = "nobody is asked to name helpers"
AGAIN = "At this interval helpers are asked by name where at least eight people count."
IN_FORM = "neither for names nor how much help went round"
NEVER = pytest.mark.parametrize(
    ("every_weeks", "light", "said"),
    [
        (4, False, "Helpers by name: not asked at this interval"),
        (2, True, "Helpers by name: not asked in light mode at this interval"),
    ],
)
STILL = pytest.mark.parametrize(("every_weeks", "light"), [(1, False), (1, True), (2, False)])


def preview(every_weeks, light, **more):
    team = seldom(SEEN.team, every_weeks=every_weeks, light=light)
    return replace(SEEN, team=replace(team, **more))


def page(seen):
    return json.dumps(
        managing.team(ManagedTeam(seen.team, Standing.RUNNING, seen=seen), admin=True)
    )


@NEVER
def test_a_team_asked_so_seldom_is_said_to_be_asked_for_no_names(every_weeks, light, said):
    seen = preview(every_weeks, light)
    look = json.dumps(set_up.page(Page.LOOK, seen))
    for shown in (look, page(seen)):
        assert f"{said} \\u00b7" in shown
        assert NAMED not in shown
    assert TOLD in look
    assert IN_FORM in json.dumps(set_up.page(Page.WHAT, seen))
    assert IN_FORM in json.dumps(edit.view(Section.WHAT, seen, admin=True))


@STILL
def test_a_team_that_can_finish_with_names_is_said_to_be_asked_for_them(every_weeks, light):
    seen = preview(every_weeks, light)
    look = json.dumps(set_up.page(Page.LOOK, seen))
    assert NAMED in look
    assert NAMED in page(seen)
    assert TOLD not in look
    assert IN_FORM not in json.dumps(set_up.page(Page.WHAT, seen))
    assert TOLD not in announcement.message("cadence", seen.team, seen=seen)["text"]


@NEVER
def test_what_began_with_names_is_said_to_be_finished(every_weeks, light, said):
    on = date(2026, 6, 1)
    seen = replace(
        preview(every_weeks, light, asked=5), naming=Naming(asked=True, on=on, ends=True)
    )
    assert f"{said}, except to finish what began with them" in page(seen)
    form = json.dumps(edit.view(Section.WHAT, seen, admin=True))
    assert "Names are asked until the report of Monday, June 1, 2026" in form
    running = replace(seen.team, state=TeamState.RUNNING)
    told = announcement.message("cadence", running, seen=seen)["text"]
    assert TOLD in told
    assert "What began with names is finished as it began." in told
    ended = announcement.message("cadence", running, seen=replace(seen, naming=UNNAMED))["text"]
    assert TOLD in ended
    assert "What began with names" not in ended


@NEVER
def test_a_channel_is_told_that_names_are_asked_where_the_interval_before_left_them_out(
    every_weeks, light, said
):
    on = date(2026, 6, 1)
    back = preview(1, light, state=TeamState.RUNNING)
    [topic] = topics(preview(every_weeks, light, state=TeamState.RUNNING).team, back.team)
    told = announcement.message(topic, back.team, seen=back)["text"]
    assert AGAIN in told
    starts = replace(back, naming=Naming(starts_on=on))
    told = announcement.message(topic, back.team, seen=starts)["text"]
    assert "Names are asked from Monday, June 1, 2026 on, at the earliest." in told


def test_a_channel_is_not_told_again_that_names_are_asked_where_they_were_or_are_not():
    unnamed = replace(PLAIN.team.policy, named=False)
    for before, after in (
        (preview(2, light=False), preview(1, light=False)),
        (preview(4, light=True), preview(2, light=True)),
        (preview(4, light=False, policy=unnamed), preview(1, light=False, policy=unnamed)),
    ):
        running = replace(after.team, state=TeamState.RUNNING)
        topic, *_ = topics(replace(before.team, state=TeamState.RUNNING), running)
        seen = replace(after, team=running)
        assert AGAIN not in announcement.message(topic, running, seen=seen)["text"]


def test_a_first_message_to_a_team_that_chose_no_names_says_so():
    unnamed = replace(PLAIN.team, policy=replace(PLAIN.team.policy, named=False))
    told = announcement.message("started", unnamed)["text"]
    assert "Nobody is asked to name helpers." in told
    assert "name helpers" not in announcement.message("started", PLAIN.team)["text"]
