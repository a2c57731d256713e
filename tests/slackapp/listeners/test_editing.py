"""Settings come back from text, seen before they are saved, and the last change is taken back."""

import json
from dataclasses import replace

import pytest

from slackapp.domain.fitness import Bar
from slackapp.domain.teams import Group
from slackapp.errors import (
    ImpossibleSetting,
    NotAllowed,
    NotInvited,
    NotSettings,
    OnlyAdmins,
    UnknownZone,
)
from slackapp.errors.teams import NoLead
from slackapp.errors.written import UnknownSetting
from slackapp.ui import ids, settings_text
from tests.slackapp.listeners.test_managing import above, running, save, shown, topics
from tests.slackapp.listeners.test_set_up import (  # noqa: F401 (fixtures)
    administration,
    workplace,
)

PAGE = {"id": "V1", "type": "modal", "blocks": []}


async def sent(slack, view, text):
    return await shown(slack, await slack.submit(view, {"text": {ids.ANSWER: {"value": text}}}))


async def pasted(slack, team, **settings):
    """Send the text twice, as somebody does who has seen what it changes."""
    text = json.dumps(settings, indent=2)
    body = await sent(slack, settings_text.form(team), text)
    return await sent(slack, body["view"], text) if "view" in body else body


async def test_the_way_there_is_on_the_teams_page(slack, web_api, workplace):  # noqa: F811
    team = await running(slack, workplace)
    await slack.press(ids.MANAGE_TEAM, team.id, view=PAGE)
    assert ids.SETTINGS_FROM_TEXT in json.dumps(web_api.named("views.push")[0])
    await slack.press(ids.SETTINGS_FROM_TEXT, team.id, view=PAGE)
    assert web_api.named("views.push")[1]["view"] == settings_text.form(team)


async def test_what_would_change_is_shown_first_and_saved_then(slack, workplace):  # noqa: F811
    team = await running(slack, workplace)
    text = '{"name": "Harbour Crew", "every_weeks": 1, "k": 6}'
    body = await sent(slack, settings_text.form(team), text)
    said = body["view"]["blocks"][0]["text"]["text"]
    assert said.splitlines()[1:] == [
        "How often: every 2 weeks → every week",
        "Answers needed before a figure is shown: 5 → 6",
        "Name: Harbour → Harbour Crew",
    ]
    assert workplace.teams() == (team,)
    body = await sent(slack, body["view"], text)
    assert body["view"]["callback_id"] == ids.TEAM_VIEW
    [after] = workplace.teams()
    assert (after.name, after.cadence.every_weeks, after.policy.k) == ("Harbour Crew", 1, 6)
    assert topics(workplace) >= {
        "renamed:Harbour%20Crew",
        "cadence:every_weeks:from=2",
        "policy:k=6",
    }


async def test_another_text_than_the_one_that_was_shown_is_shown_first(slack, workplace):  # noqa: F811
    team = await running(slack, workplace)
    body = await sent(slack, settings_text.form(team), '{"k": 6}')
    body = await sent(slack, body["view"], '{"open_days": 2}')
    assert "A check-in stays open: 4 days → 2 days" in str(body["view"]["blocks"])
    assert workplace.teams() == (team,)


async def test_several_that_cannot_be_are_said_at_once_above_the_text(slack, workplace):  # noqa: F811
    team = await running(slack, workplace)
    workplace.known_groups = ()
    text = '{"k": 4,\n"open_days": 9,\n"group": "crew",\n"every_weeks": 2}'
    body = await sent(slack, settings_text.form(team), text)
    said = above(body)
    assert "3 of these settings are unknown or cannot be so" in said
    assert "line 2: open_days is 9, and takes 1 to 6" in said
    assert 'line 3: group is "crew", and takes the handle of a user group' in said
    assert body["view"]["submit"]["text"] == "See what changes"
    assert workplace.teams() == (team,)


@pytest.mark.parametrize(
    ("text", "why"), [('{"k": 4}', "(line 1: k is 4, and takes"), ("{", NotSettings.for_people())]
)
async def test_a_text_that_cannot_be_takes_away_what_was_shown_of_another_one(
    slack,
    workplace,  # noqa: F811
    text,
    why,
):
    team = await running(slack, workplace)
    shown_first = await sent(slack, settings_text.form(team), '{"retention_weeks": 1}')
    assert shown_first["view"]["submit"]["text"] == "Save"
    body = await sent(slack, shown_first["view"], text)
    assert why in above(body)
    assert "This would change" not in str(body["view"]["blocks"])
    assert body["view"]["submit"]["text"] == "See what changes"
    again = await sent(slack, body["view"], '{"retention_weeks": 1}')
    assert again["view"]["submit"]["text"] == "Save"
    assert workplace.teams() == (team,)


async def test_what_settings_as_text_gave_changes_nothing(slack, web_api, workplace):  # noqa: F811
    team = await running(slack, workplace)
    await slack.press(ids.SHOW_SETTINGS, team.id, view=PAGE)
    [call] = web_api.named("views.push")
    assert "`k` is how many answers a figure needs" in str(call["view"]["blocks"])
    [text] = call["view"]["blocks"][1]["elements"][0]["elements"]
    body = await sent(slack, settings_text.form(team), text["text"])
    assert "Nothing differs." in str(body["view"]["blocks"])


@pytest.mark.parametrize(
    ("text", "error", "named"),
    [
        ("{", NotSettings, " (line 1)"),
        (
            '{"k": 4}',
            ImpossibleSetting,
            " (line 1: k is 4, and takes 5, or more up to two fewer than people count in the team)",
        ),
        (
            '{"not_for_appraisal": false}',
            ImpossibleSetting,
            " (line 1: not_for_appraisal is false, and takes true, and false only before it was locked)",  # noqa: E501
        ),
        (
            '{"weekday": "Monday"}',
            ImpossibleSetting,
            ' (line 1: weekday is "Monday", and takes 0 for Monday to 6 for Sunday)',
        ),
        (
            '{"zone": "Mars/Olympus"}',
            ImpossibleSetting,
            f' (line 1: zone is "Mars/Olympus": {UnknownZone.for_people()})',
        ),
        (
            '{"every_week": 1}',
            UnknownSetting,
            " (line 1: every_week is no setting; the nearest is every_weeks)",
        ),
    ],
)
async def test_what_cannot_be_is_said_above_the_text_by_its_name_each_time_it_is_sent(
    slack,
    workplace,  # noqa: F811
    text,
    error,
    named,
):
    team = await running(slack, workplace)
    view = settings_text.form(team)
    for _time in range(2):
        body = await sent(slack, view, text)
        assert above(body) == f":warning: {error.for_people()}{named}"
        view = body["view"]
    assert workplace.teams() == (team,)


async def test_a_channel_is_checked_before_a_team_moves_there(slack, workplace):  # noqa: F811
    team = await running(slack, workplace)
    workplace.refusal = NotInvited()
    body = await pasted(slack, team, channel="C2")
    assert NotInvited.for_people() in above(body)
    workplace.refusal = None
    other = replace(team, id="other", channel="C2", name="Pier")
    workplace.database.step(lambda s: s.teams.put(other))
    said = above(await pasted(slack, team, channel="C2"))
    assert "Pier has that channel already. It can be moved first" in said
    assert workplace.database.read(lambda s: s.teams.get(team.id)) == team


async def test_what_only_slack_can_say_is_told_with_what_cannot_be_read(slack, workplace):  # noqa: F811
    team = await running(slack, workplace)
    workplace.refusal = NotInvited()
    body = await pasted(slack, team, channel="C2", leads=["U404"], name="Pier", open_days=9)
    assert above(body).splitlines()[1:] == [
        f'• line 2: channel is "C2": {NotInvited.for_people()}',
        f"• line 3: leads: {NoLead.for_people()} U404 is not of this workspace.",
        "• line 7: open_days is 9, and takes 1 to 6",
    ]
    assert workplace.teams() == (team,)


async def test_leads_of_another_workspace_are_named(slack, workplace):  # noqa: F811
    team = await running(slack, workplace)
    body = await pasted(slack, team, leads=["U7", "U404"])
    assert NoLead(who=[("U404", Bar.STRANGER)]).sentence in above(body)
    assert "U404 is not of this workspace" in above(body)
    assert workplace.teams() == (team,)


async def test_leads_of_this_workspace_are_taken_over(slack, workplace):  # noqa: F811
    team = await running(slack, workplace)
    await pasted(slack, team, leads=["U7", "U8"])
    [after] = workplace.teams()
    assert after.leads == {"U7", "U8"}


async def test_what_somebody_else_changed_meanwhile_is_not_overwritten(slack, workplace):  # noqa: F811
    team = await running(slack, workplace)
    body = await sent(slack, settings_text.form(team), '{"k": 6}')
    await save(slack, team, name={"value": "Crew"})
    body = await sent(slack, body["view"], '{"k": 6}')
    assert "Nothing is saved. *See what changes* says" in str(body["view"]["blocks"])
    assert workplace.teams()[0].policy.k == 5


async def test_a_lead_brings_back_what_a_lead_may_change(slack, workplace):  # noqa: F811
    team = await running(slack, workplace)
    workplace.demote()
    workplace.database.step(lambda s: s.teams.put(replace(team, leads=frozenset({"U1"}))))
    [team] = workplace.teams()
    assert OnlyAdmins.for_people() in above(await pasted(slack, team, k=6))
    assert "errors" not in await pasted(slack, team, open_days=2)
    assert workplace.teams()[0].policy.open_days == 2
    workplace.database.step(lambda s: s.teams.put(replace(team, leads=frozenset({"U9"}))))
    body = await pasted(slack, team, open_days=3)
    assert body["errors"] == {"text": NotAllowed.for_people()}


async def test_a_lead_is_told_nothing_that_slack_says_of_what_only_admins_may_change(
    slack,
    workplace,  # noqa: F811
):
    team = await running(slack, workplace)
    workplace.demote()
    workplace.database.step(lambda s: s.teams.put(replace(team, leads=frozenset({"U1"}))))
    [team] = workplace.teams()
    workplace.refusal = NotInvited()
    for wanted in ({"channel": "C2"}, {"leads": ["U1", "U404"]}):
        said = above(await pasted(slack, team, **wanted))
        assert OnlyAdmins.for_people() in said
        assert NotInvited.for_people() not in said
        assert "U404" not in said


async def changed_once(slack, workplace):  # noqa: F811
    """A team whose name was changed, and the button on the page that confirmed it."""
    team = await running(slack, workplace)
    body = await save(slack, team, name={"value": "Crew"})
    rows = [block["elements"] for block in body["view"]["blocks"] if block["type"] == "actions"]
    [button] = [one for row in rows for one in row if one["action_id"] == ids.UNDO_CHANGE]
    return team, button


async def test_the_page_that_confirms_a_change_takes_it_back(slack, web_api, workplace):  # noqa: F811
    team, button = await changed_once(slack, workplace)
    assert "Name: Crew → Harbour" in button["confirm"]["text"]["text"]
    await slack.press(ids.UNDO_CHANGE, button["value"], view=PAGE)
    assert workplace.teams() == (team,)
    call = web_api.named("views.update")[-1]
    assert call["view"]["callback_id"] == ids.TEAM_VIEW
    await slack.press(ids.SHOW_CHANGES, team.id, view=PAGE)
    assert "last change taken back" in str(web_api.named("views.push")[-1])


async def test_pressing_twice_takes_one_change_back(slack, web_api, workplace):  # noqa: F811
    team, button = await changed_once(slack, workplace)
    for _ in range(2):
        await slack.press(ids.UNDO_CHANGE, button["value"], view=PAGE)
    assert workplace.teams() == (team,)
    assert "Nothing was taken back." in str(web_api.named("views.update")[-1])


async def test_a_group_is_found_by_its_handle_where_slack_is_asked(slack, web_api, workplace):  # noqa: F811
    team = await running(slack, workplace)
    assert '(line 2: group is "crew", and takes the handle' in above(
        await pasted(slack, team, group="crew")
    )
    workplace.known_groups = (Group("S1", "crew"),)
    body = await pasted(slack, team, group="crew")
    assert body["view"]["callback_id"] == ids.TEAM_VIEW
    [after] = workplace.teams()
    assert after.group == Group("S1", "crew")
    rows = [block["elements"] for block in body["view"]["blocks"] if block["type"] == "actions"]
    [button] = [one for row in rows for one in row if one["action_id"] == ids.UNDO_CHANGE]
    workplace.answers.clear()
    slack.waits = False
    assert (await slack.press(ids.UNDO_CHANGE, button["value"], view=PAGE)).status_code == 200
    workplace.answers.set()
    await slack.afterwards.settled()
    assert workplace.teams() == (team,)
    assert web_api.named("views.update")[-1]["view"]["callback_id"] == ids.TEAM_VIEW
