"""A second team, beside a set-up left halfway: small, and led by somebody who is no admin."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from analytics.instrument.bank import load
from slackapp.demo.cast import LEAD, cast
from slackapp.demo.wire import messages_with, open_form
from slackapp.domain.rounds import RoundState
from slackapp.errors import OnlyAdmins
from slackapp.ui import ids
from tests.e2e.playing import MEMBERS, OPENING, Play, actor, first_statement, page_of, set_up
from tests.e2e.test_departures import neighbours
from tests.e2e.test_rewriting import preformatted

pytestmark = pytest.mark.slow

ADA = MEMBERS[0]
THERE = cast().elsewhere.id
IRIS, JUNO, KAI = (person.id for person in cast().others[:3])
PAGES = (
    {"channel": THERE, "name": "Lighthouse"},
    {"leads": [IRIS]},
    {"cadence.weekday": "Monday", "cadence.zone": "Europe/Berlin"},
    {},
    {},
)
TOO_FEW = "Because too few people count in this team:\n• who carries how much, without names"


async def small_team(stage):
    """Leave one set-up halfway, then set a team of six up; a play of it, and what was said last."""
    admin = actor(stage, LEAD)
    await set_up(admin, pages=2)
    await admin.close()
    await admin.command("/bearings", "setup")
    await admin.modal("Set up a team")
    for number, entered in enumerate(PAGES, start=2):
        done = await admin.submit(entered)
        assert done.errors == {}, done.errors
        await page_of(admin, number)
    said = (await admin.screen())["words"]
    await admin.submit()
    await admin.sees("has started")
    await admin.close(everything=True)
    workspace = stage.app.web.workspace.id
    teams = stage.app.house.database.read(lambda store: store.teams.of_workspace(workspace))
    (team,) = (one for one in teams if one.channel == THERE)
    return Play(stage, team.id), said


async def test_a_set_up_left_halfway_keeps_nobody_from_another_team(stage):
    _play, said = await small_team(stage)
    assert "7 people would be asked. 6 of them count." in said
    assert f"What you will not get\n{TOO_FEW}" in said.replace("*", "")
    # Those of its channel were told nothing, and nothing of it is theirs.
    assert "Harbour" not in (await actor(stage, ADA).home()).words
    lead = await actor(stage, LEAD).home()
    assert "Lighthouse" in lead.words
    assert ids.EXPECT not in {
        e["action_id"] for row in lead.blocks for e in row.get("elements", ()) if "action_id" in e
    }


async def test_a_small_team_is_asked_how_much_help_went_round_and_names_nobody(stage):
    play, _said = await small_team(stage)
    await play.move_to(OPENING)
    juno, iris, known = play.actor(JUNO), play.actor(IRIS), load()
    invitation = await play.invited(JUNO)
    assert "nobody is named" in str(invitation["blocks"])
    form = await open_form(juno, invitation)
    assert KAI not in str(form)
    counts = {"received": "2", "given": "1", "same_people": "4"}
    answers = {ids.pulse_block(question): count for question, count in counts.items()}
    assert (await juno.submit({first_statement(form): "4"} | answers)).errors == {}
    assert "Want to thank them?" not in (await juno.modal("Check-in")).words
    await juno.close(everything=True)
    await juno.home()
    await juno.click("Open my mirror", within="home")
    await juno.modal("Your mirror")
    await juno.click("Show my own answers")
    own = await juno.modal("Your own answers")
    for question, said in (
        ("received", known.pulse_counts[2]),
        ("given", known.pulse_counts[1]),
        ("same_people", known.points[3]),
    ):
        assert f"{known.pulse[question]} _{said}_" in str(own.blocks)
    await play.move_to(OPENING + timedelta(days=4))
    assert len(await messages_with(juno, ids.OPEN_REPORT, count=1)) == 1
    assert len(await messages_with(iris, ids.OPEN_REPORT, count=2)) == 2
    for somebody in (juno, iris):
        home = (await somebody.home()).words
        both = "help both ways; how much help goes round"
        assert f"• Apr 24, 2026, at the earliest: {both}" in home
        unnamed = "who carries how much, without names (too few people count"
        assert f"• not for this team: {unnamed}" in home


async def test_a_lead_who_is_no_admin_changes_times_and_nothing_that_is_for_admins(stage):
    play, _said = await small_team(stage)
    iris, juno = play.actor(IRIS), play.actor(JUNO)
    await iris.command("/bearings", "setup")
    await iris.sees(OnlyAdmins.for_people())
    await iris.command("/bearings", "admin")
    listed = await iris.modal("Teams")
    assert "Lighthouse" in listed.words
    for button in ("Set up a team", "Workspace defaults", "Admins", "Delete everything…"):
        assert button not in listed.words
    await iris.click("Open")
    page = await iris.modal("Team")
    rows = [row for row in page.blocks if row["type"] == "actions"]
    offered = {element["action_id"] for row in rows for element in row["elements"]}
    assert ids.PAUSE_TEAM in offered
    assert not offered & {ids.END_TEAM, ids.DELETE_TEAM}
    await iris.click("Settings as text")
    kept = json.loads(preformatted(await iris.modal("Settings as text")))
    await iris.close()
    await iris.click("Settings from text")
    await iris.modal("Settings from text")
    await iris.submit({"text": json.dumps(kept | {"retention_weeks": 13})})
    await iris.sees(OnlyAdmins.for_people())
    assert (await iris.submit({"text": json.dumps(kept | {"every_weeks": 2})})).errors == {}
    await iris.sees("How often: every week → every 2 weeks")
    assert (await iris.submit()).errors == {}
    await juno.sees("Bearings asks every 2 weeks on Monday")


async def test_who_is_in_two_teams_is_asked_in_the_one_they_choose(play):
    other = await neighbours(play)
    read, ada = play.stage.app.house.database.read, play.actor(ADA)
    play.stage.sandbox.happenings.join(ADA, THERE)
    await play.until(lambda: ADA in {m.user for m in read(lambda s: s.people.members(other))})
    await ada.home()
    await ada.click("My settings", within="home")
    await ada.modal("My settings")
    assert (await ada.submit({f"{ids.HOME_BLOCK}{play.team}": "Lighthouse"})).errors == {}
    await ada.sees("your home team is Lighthouse")
    await ada.close(everything=True)
    await play.move_to(OPENING)
    await messages_with(ada, ids.CHECK_IN, count=2)
    asked = {}
    for team in (play.team, other):
        (row,) = read(lambda s, t=team: s.rounds.of_team(t, states=[RoundState.OPEN]))
        asked[team] = read(lambda s, r=row: s.rosters.get(r.epoch)).member(ADA).asked
    assert asked == {play.team: False, other: True}
    there, here = [
        next(one for one in await ada.messages(channel) if ids.CHECK_IN in str(one["blocks"]))
        for channel in (cast().elsewhere.name, cast().channel.name)
    ]
    await ada.click(ids.CHECK_IN, within=here["ref"])
    await ada.sees("You are asked in your home team, Lighthouse, and count there.")
    home = await ada.home()
    assert "*Lighthouse* · open until" in home.words
    assert "*Harbour* · open until" not in home.words
    await open_form(ada, there)
