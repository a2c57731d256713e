"""Two leads at once: neither overwrites or takes back what the other did, and both are told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from slackapp.domain.expectations import Expected
from slackapp.domain.experiments import Experiment, Stage
from slackapp.errors.teams import NotAllowed
from slackapp.listeners.deps import Decisions
from slackapp.services.expectations import Expectations
from slackapp.services.experiments import Experiments
from slackapp.ui import ids
from tests.slackapp.listeners.test_managing import running, topics
from tests.slackapp.listeners.test_set_up import (  # noqa: F401 (fixtures)
    administration,
    workplace,
)

HOME = {"id": "V0", "type": "home", "blocks": []}
OTHER = "U2"


@pytest.fixture
def decisions(reports, workplace):  # noqa: F811
    real = {
        "experiments": Experiments(workplace.database, workplace.clock),
        "expectations": Expectations(workplace.database, workplace.clock),
        "reports": reports,
    }
    return Decisions(**dict.fromkeys(Decisions.__slots__) | real)


async def led(slack, workplace):  # noqa: F811
    """A team with two leads."""
    team = await running(slack, workplace)
    team = replace(team, leads=frozenset({"U1", OTHER}))
    workplace.database.step(lambda store: store.teams.put(team))
    return team


def as_other(team):
    return {"team": team.id, "workspace": "W1", "actor": OTHER}


def ticked(*what):
    chosen = [{"value": one.value} for one in what]
    return {
        ids.EXPECTED_BLOCK: {ids.ANSWER: {"selected_options": chosen}},
        ids.UNTIL_BLOCK: {ids.ANSWER: {"selected_date": "2026-12-01"}},
    }


async def opened(slack, web_api, team):
    await slack.press(ids.EXPECT, team.id, view=HOME)
    return web_api.named("views.open")[-1]["view"]


def expected(workplace, team):  # noqa: F811
    kept = workplace.database.read(lambda store: store.expectations.of_team(team.id))
    return {one.what for one in kept}


async def test_what_another_lead_noted_meanwhile_is_not_overwritten(
    slack,
    web_api,
    workplace,  # noqa: F811
    decisions,
):
    team = await led(slack, workplace)
    view = await opened(slack, web_api, team)
    until = workplace.clock.calendar_now().date() + timedelta(days=9)
    decisions.expectations.choose(**as_other(team), what=[Expected.ON_CALL], until=until)
    body = (await slack.submit(view, ticked(Expected.ONBOARDING))).json()
    said = str(body["view"]["blocks"])
    assert "Somebody changed what is expected while you had this window open." in said
    assert f"*what is expected changed* · <@{OTHER}>" in said
    assert "somebody is on call" in said
    assert "Nothing of what you entered is saved." in said
    assert expected(workplace, team) == {Expected.ON_CALL}
    assert [one for one in topics(workplace) if "onboarding" in one] == []
    assert {block["type"] for block in body["view"]["blocks"]} == {"section"}
    anew = await opened(slack, web_api, team)
    both = ticked(Expected.ON_CALL, Expected.ONBOARDING)
    assert (await slack.submit(anew, both)).text == ""
    assert expected(workplace, team) == {Expected.ON_CALL, Expected.ONBOARDING}


async def test_two_leads_who_note_the_same_are_told_that_nothing_changed(
    slack,
    web_api,
    workplace,  # noqa: F811
    decisions,
):
    team = await led(slack, workplace)
    view = await opened(slack, web_api, team)
    until = workplace.clock.calendar_now().date() + timedelta(days=8)
    decisions.expectations.choose(**as_other(team), what=[Expected.ON_CALL], until=until)
    body = (await slack.submit(view, ticked(Expected.ON_CALL))).json()
    assert "*Nothing changed.*" in str(body["view"]["blocks"])


def trying(workplace, team, id_="e1"):  # noqa: F811
    choices = ("two_heads", "office_hour")
    one = Experiment(id=id_, team=team.id, offered_in=1, choices=choices)
    tried = replace(one, stage=Stage.TRYING, practice="two_heads", since_round=2)
    workplace.database.step(lambda store: store.experiments.put(tried))
    return tried


async def asked(slack, web_api, team):
    await slack.press(ids.UNDO, team.id, view=HOME)
    return web_api.named("views.open")[-1]["view"]


async def test_an_experiment_that_another_lead_took_back_is_said_to_be(
    slack,
    web_api,
    workplace,  # noqa: F811
    decisions,
):
    team = await led(slack, workplace)
    tried = trying(workplace, team)
    view = await asked(slack, web_api, team)
    decisions.experiments.undo(**as_other(team), id_=tried.id, at=tried.stage)
    body = (await slack.submit(view, {})).json()
    said = str(body["view"]["blocks"])
    assert "This changed while you had this window open." in said
    assert f"*experiment taken back* · <@{OTHER}>" in said
    assert "There is no experiment to undo any more." in said
    assert "submit" not in body["view"]


async def test_a_button_of_an_experiment_that_is_gone_says_what_became_of_it_and_home_is_shown_anew(
    slack,
    web_api,
    workplace,  # noqa: F811
    decisions,
):
    team = await led(slack, workplace)
    tried = trying(workplace, team)
    decisions.experiments.undo(**as_other(team), id_=tried.id, at=tried.stage)
    said = str((await asked(slack, web_api, team))["blocks"])
    assert f"*experiment taken back* · <@{OTHER}>" in said
    assert "There is no experiment to undo any more. Nothing was taken back by you." in said
    assert "while you had this window open" not in said
    assert len(web_api.named("views.publish")) == 1


async def test_an_experiment_of_a_team_that_has_ended_is_not_taken_back(
    slack,
    web_api,
    workplace,  # noqa: F811
    decisions,
):
    team = await led(slack, workplace)
    tried = trying(workplace, team)
    view = await asked(slack, web_api, team)
    workplace.settings.end(team=team.id, actor="U1")
    told = topics(workplace)
    body = (await slack.submit(view, {})).json()
    for said in (body["view"], await asked(slack, web_api, team)):
        assert "*ended* · <@U1>" in str(said["blocks"])
        assert "There is no experiment to undo any more." in str(said["blocks"])
    assert workplace.database.read(lambda store: store.experiments.get(tried.id)) == tried
    assert topics(workplace) == told


async def test_a_button_on_home_that_is_not_somebodys_any_more_shows_home_anew(
    slack,
    web_api,
    workplace,  # noqa: F811
):
    team = await led(slack, workplace)
    gone = replace(team, leads=frozenset({OTHER}))
    workplace.database.step(lambda store: store.teams.put(gone))
    workplace.demote()
    await slack.press(ids.EXPECT, team.id, view=HOME)
    assert NotAllowed.for_people() in str(web_api.named("views.open")[-1]["view"])
    assert len(web_api.named("views.publish")) == 1


async def test_a_step_that_another_one_followed_is_asked_about_anew(
    slack,
    web_api,
    workplace,  # noqa: F811
    decisions,
):
    team = await led(slack, workplace)
    tried = trying(workplace, team)
    view = await asked(slack, web_api, team)
    decisions.experiments.undo(**as_other(team), id_=tried.id, at=tried.stage)
    offered = Experiment(id="e2", team=team.id, offered_in=3, choices=tried.choices)
    workplace.database.step(lambda store: store.experiments.put(offered))
    body = (await slack.submit(view, {})).json()
    assert "Nothing was taken back by you." in str(body["view"]["blocks"])
    assert "The vote that is open now would end" in str(body["view"]["blocks"])
    assert body["view"]["callback_id"] == ids.UNDO_VIEW
    body = (await slack.submit(body["view"], {})).json()
    assert "The vote about an experiment was taken back." in str(body["view"]["blocks"])
