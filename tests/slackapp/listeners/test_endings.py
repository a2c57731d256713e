"""The app is removed, a token revoked, a channel archived; and a database that is away."""

import logging

import pytest

from slackapp.errors import StorageAway
from slackapp.ui import check_in

TENANT = {"enterprise": "", "slack_team": "T1"}


async def test_removing_the_app_forgets_the_token_at_once(
    slack, departures, installation, web_api, caplog
):
    await slack.press("check_in")
    installation.stored_token = None
    assert (await slack.event("app_uninstalled")).status_code == 200
    assert departures.told == [("uninstalled", TENANT)]
    web_api.calls.clear()
    await slack.press("check_in")
    assert web_api.named("views.open") == []
    assert "Although the app should be installed" not in caplog.text
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_a_revoked_bot_token_counts_as_removal_and_a_persons_own_does_not(slack, departures):
    await slack.event("tokens_revoked", tokens={"oauth": ["U1"]})
    assert departures.told == []
    await slack.event("tokens_revoked", tokens={"oauth": [], "bot": ["UBOT"]})
    assert departures.told == [("uninstalled", TENANT)]


async def test_a_removal_that_could_not_be_stored_is_told_again(slack, departures):
    departures.failure = StorageAway()
    assert (await slack.event("app_uninstalled")).status_code == 500


@pytest.mark.parametrize("kind", ["channel_archive", "channel_left", "group_archive", "group_left"])
async def test_a_channel_that_goes_away_pauses_its_team(slack, departures, kind):
    assert (await slack.event(kind, channel="C1")).status_code == 200
    assert departures.told == [("channel_gone", {"workspace": "W1", "channel": "C1"})]


async def test_a_channel_that_another_organisation_is_let_into_pauses_its_team(slack, departures):
    shared = {"channel": "C1", "connected_team_id": "T9"}
    assert (await slack.event("channel_shared", **shared)).status_code == 200
    assert departures.told == [("channel_shared", {"workspace": "W1", "channel": "C1"})]


@pytest.mark.parametrize("kind", ["channel_rename", "group_rename"])
async def test_a_renamed_channel_gives_its_team_the_new_name(slack, departures, kind):
    renamed = {"id": "C1", "name": "bay", "created": 1}
    assert (await slack.event(kind, channel=renamed)).status_code == 200
    which = {"workspace": "W1", "channel": "C1", "name": "bay"}
    assert departures.told == [("channel_renamed", which)]


async def test_a_submit_while_the_database_is_away_keeps_what_was_typed(
    slack, installation, form, check_ins
):
    def away(_unit):
        raise StorageAway

    installation.read = away
    view = check_in.view(form)
    response = await slack.submit(view, {})
    assert response.json() == {
        "response_action": "errors",
        "errors": {"item.reciprocity_2": StorageAway().sentence},
    }
    assert check_ins.answers == {}
