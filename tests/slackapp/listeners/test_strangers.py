"""People of another organisation, who see an invitation where a channel is shared with them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slackapp.errors.people import OfAnotherOrganisation
from slackapp.ui import check_in, ids

THEIRS = {"id": "U1", "team_id": "T9"}
OURS = {"id": "U1", "team_id": "T1"}


@pytest.mark.parametrize("action", [ids.CHECK_IN, ids.SKIP, "open_report"])
async def test_whoever_is_of_another_organisation_is_told_so_and_nothing_opens(
    slack, web_api, action
):
    await slack.press(action, user=THEIRS)
    assert web_api.named("views.open") == []
    [said] = web_api.named("respond")
    assert said["text"] == OfAnotherOrganisation().sentence
    assert said["response_type"] == "ephemeral"


async def test_an_answer_of_theirs_is_not_kept_and_they_are_told(slack, form, check_ins):
    response = await slack.submit(check_in.view(form), {}, user=THEIRS)
    assert OfAnotherOrganisation().sentence in response.json()["errors"].values()
    assert check_ins.answers == {}


async def test_where_the_app_is_installed_says_who_is_ours(slack, web_api):
    """Slack may name the workspace somebody pressed from as the one of the whole payload."""
    view = {"id": "V1", "type": "home", "blocks": [], "app_installed_team_id": "T1"}
    await slack.press("open_report", "REP1", user=THEIRS, team={"id": "T9"}, view=view)
    assert OfAnotherOrganisation().sentence in str(web_api.calls)
    web_api.calls.clear()
    await slack.press("open_report", "REP1", user=OURS)
    assert OfAnotherOrganisation().sentence not in str(web_api.calls)
    assert len(web_api.named("views.open")) == 1


async def test_in_an_organisation_of_several_workspaces_the_roster_decides(
    slack, installation, web_api
):
    installation.workspace = replace(installation.workspace, enterprise="E1")
    ours = {"team": {"id": "T1"}, "enterprise": {"id": "E1"}}
    await slack.press("open_report", "REP1", user={"id": "U1", "team_id": "T2"}, **ours)
    assert OfAnotherOrganisation().sentence not in str(web_api.calls)
