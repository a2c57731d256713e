"""All settings of a workspace come back from text: looked at, saved, and taken back at once."""

import json
from dataclasses import replace

import pytest

from slackapp.domain.teams import Group, Person
from slackapp.errors import (
    AlmostEverybody,
    ChannelArchived,
    NotSettings,
    OnlyAdmins,
    OutOfTime,
    TooManyNew,
)
from slackapp.listeners import meeting
from slackapp.listeners import restoring as listening
from slackapp.services import members
from slackapp.ui import errors, ids, restoring
from tests.slackapp.listeners.test_managing import above, running, save, shown
from tests.slackapp.listeners.test_set_up import (  # noqa: F401 (fixtures)
    administration,
    workplace,
)

PAGE = {"id": "V1", "hash": "h", "type": "modal", "blocks": []}


@pytest.fixture
async def team(slack, workplace):  # noqa: F811
    return await running(slack, workplace)


async def opened(slack, web_api):
    await slack.press(ids.RESTORE_EVERYTHING, "all", view=PAGE)
    return web_api.named("views.push")[-1]["view"]


def parts(text):
    """The text as it is shown to be copied: broken at lines."""
    halves = text.splitlines()
    middle = len(halves) // 2
    found = ["\n".join(halves[:middle]), "\n".join(halves[middle:])]
    found += [None] * (restoring.PARTS - 2)
    return {f"part.{n}": {"answer": {"value": one}} for n, one in enumerate(found, start=1)}


async def sent(slack, view, given):
    text = given if isinstance(given, str) else json.dumps(given, indent=2)
    return await shown(slack, await slack.submit(view, parts(text)))


def kept(workplace):  # noqa: F811
    return json.loads(workplace.administration.everything.settings(workspace="W1", actor="U1"))


async def test_what_was_kept_is_seen_saved_and_taken_back(slack, web_api, workplace, team):  # noqa: F811
    given = kept(workplace)
    view = await opened(slack, web_api)
    same = await sent(slack, view, given)
    assert "Nothing differs." in above(same)
    assert same["view"]["submit"]["text"] == "See what changes"
    given["teams"][0] |= {"name": "Pier", "every_weeks": 4}
    given["named_admins"] = ["U2"]
    body = await sent(slack, view, given)
    said = str(body["view"]["blocks"])
    assert "Nothing is saved yet: *Save* does it." in said
    assert "*Harbour*\\nHow often: every 2 weeks → every 4 weeks\\nName: Harbour → Pier" in said
    assert "The next check-in then opens on" in said
    assert "Times hold from the next check-in on. A name holds at once." in said
    assert "for whatever begins to be counted" not in said
    assert "*Admins*\\nNamed as admins: – → <@U2>" in said
    assert workplace.teams() == (team,)
    body = await sent(slack, body["view"], given)
    assert "Saved as the text says: 1 team and who is named as an admin." in above(body)
    assert [one.name for one in workplace.teams()] == ["Pier"]
    [button] = body["view"]["blocks"][-1]["elements"]
    assert "as it was before that text?" in button["confirm"]["text"]["text"]
    await slack.press(ids.SHOW_CHANGES, ids.ALL_TEAMS, view=PAGE)
    first = web_api.named("views.push")[-1]["view"]["blocks"][0]
    later = first["accessory"]
    assert later["value"] == button["value"]
    done = PAGE | {"id": "V9", "previous_view_id": "V1"}
    await slack.press(button["action_id"], button["value"], view=done)
    back, beneath = web_api.named("views.update")[-2:]
    assert "Everything is as it was before" in str(back["view"]["blocks"])
    assert (back["view_id"], beneath["view_id"]) == ("V9", "V1")
    assert "*Harbour* in <#" in str(beneath["view"]["blocks"])
    assert workplace.teams() == (team,)
    assert kept(workplace)["named_admins"] == []


async def test_what_cannot_be_is_said_with_its_line_and_changes_nothing(
    slack,
    web_api,
    workplace,  # noqa: F811
    team,
):
    view, given = await opened(slack, web_api), kept(workplace)
    text = json.dumps(given, indent=2).replace('"every_weeks": 2', '"every_weeks": 3')
    line = next(n for n, one in enumerate(text.splitlines(), 1) if '"every_weeks": 3' in one)
    body = await sent(slack, view, text)
    assert f"(line {line}, Harbour: every_weeks is 3, and takes 1, 2 or 4)" in above(body)
    body = await sent(slack, view, text + "}")
    assert f"{NotSettings.for_people()} (line {len(text.splitlines())})" in above(body)
    given["teams"][0] |= {"k": 8}
    refused = above(await sent(slack, view, given))
    assert f", Harbour: k is 8: {errors.sentence(AlmostEverybody(most=6))})" in refused
    assert workplace.teams() == (team,)


async def test_what_only_slack_can_say_is_told_with_the_rest_in_the_order_of_the_lines(
    slack,
    web_api,
    workplace,  # noqa: F811
    team,
):
    view, given = await opened(slack, web_api), kept(workplace)
    workplace.people[1] = replace(workplace.people[1], is_guest=True)
    members.remember(workplace.database, workplace.people[1])
    workplace.refusal = ChannelArchived()
    given["named_admins"] = ["U405"]
    given["teams"][0] |= {"channel": "C2", "k": 8, "leads": ["U2", "U404"], "open_days": 9}
    text = json.dumps(given, indent=2)
    full = "Only people who are full members of this workspace can"
    barred = "Person 2 is a guest and U404 is not of this workspace"
    told = [
        ("named_admins", f": named_admins: {full} be admins. U405 is not of this workspace."),
        ("channel", f', Harbour: channel is "C2": {ChannelArchived().sentence}'),
        ("k", f", Harbour: k is 8: {errors.sentence(AlmostEverybody(most=5))}"),
        ("leads", f", Harbour: leads: {full} lead a team. {barred}."),
        ("open_days", ", Harbour: open_days is 9, and takes 1 to 6"),
    ]
    # The defaults, which come first, have some settings of the same names.
    numbers = {one.split('"')[1]: n for n, one in enumerate(text.splitlines(), 1) if '": ' in one}
    assert above(await sent(slack, view, text)).splitlines()[1:] == [
        f"• line {numbers[setting]}{said}" for setting, said in told
    ]
    assert workplace.teams() == (team,)


async def test_all_that_cannot_be_is_said_at_once_with_the_teams_that_are_here(
    slack,
    web_api,
    workplace,  # noqa: F811
    team,
):
    view, given = await opened(slack, web_api), kept(workplace)
    given["teams"] = [{"id": "else", "name": "Harbor"}, given["teams"][0] | {"k": 4, "at": "noon"}]
    told = above(await sent(slack, view, given))
    assert "3 of these settings are unknown or cannot be so, and nothing was changed:" in told
    assert f'id is "else"; the nearest team is Harbour, id {team.id}' in told
    assert 'at is "noon", and takes a time such as 10:00:00' in told
    assert "k is 4, and takes 5, or more up to" in told
    assert f"The teams that are here: Harbour, id {team.id}." in told


async def test_a_group_is_found_by_its_handle_and_who_is_there_is_told(
    slack,
    web_api,
    workplace,  # noqa: F811
    team,
):
    workplace.known_groups = (Group("S1", "crew"),)
    view, given = await opened(slack, web_api), kept(workplace)
    given["teams"][0]["group"] = "crew"
    del workplace.people[4:8]
    body = await sent(slack, view, given)
    assert "*5 of @crew are there, 4 count.*" in str(body["view"]["blocks"])
    assert workplace.teams() == (team,)
    await sent(slack, body["view"], given)
    assert [one.group for one in workplace.teams()] == [Group("S1", "crew")]


async def test_what_was_changed_meanwhile_is_not_overwritten(slack, web_api, workplace, team):  # noqa: F811
    view, given = await opened(slack, web_api), kept(workplace)
    await save(slack, team, name={"value": "Quay"})
    body = await sent(slack, view, given)
    said = str(body["view"]["blocks"])
    assert "Somebody changed these settings while you had them open." in said
    assert "*settings changed* · Quay · <@U1>" in said
    assert "Name: Harbour → Quay" in said
    assert [one.name for one in workplace.teams()] == ["Quay"]
    for _seen_then_saved in range(2):
        body = await sent(slack, body["view"], given)
    assert [one.name for one in workplace.teams()] == ["Harbour"]


def dozens(workplace, *, leads_each):  # noqa: F811
    """A text in which many teams get leads whom Bearings never met, one of them the same one."""
    begin = workplace.administration.drafts.begin
    for n in range(1, TEAMS + 1):
        draft = {"channel": f"C{n}0", "name": f"Team {n}", "zone": "UTC"}
        begin(workspace="W1", actor="U1", **draft)
    given = kept(workplace)
    drafts = [one for one in given["teams"] if one["name"] != "Harbour"]
    for n, one in enumerate(drafts):
        one["leads"] = ["UX", *(f"UX{n}X{k}" for k in range(1, leads_each))]
    given["teams"] = drafts
    new = {user for one in drafts for user in one["leads"]}
    workplace.elsewhere = [Person("W1", user, f"Person {user}") for user in sorted(new)]
    workplace.asked.clear()
    return given


TEAMS = 40


async def test_whoever_is_new_in_dozens_of_teams_is_asked_about_once_and_a_few_at_a_time(
    slack,
    web_api,
    workplace,  # noqa: F811
    team,
):
    given = dozens(workplace, leads_each=2)
    view = await opened(slack, web_api)
    given["named_admins"] = ["UX"]
    body = await sent(slack, view, given)
    assert "This would change" in str(body["view"]["blocks"])
    new = [user for user in workplace.asked if user.startswith("UX")]
    assert sorted(new) == sorted(one.user for one in workplace.elsewhere)
    assert len(new) == TEAMS + 1
    assert 1 < workplace.asked_at_once <= meeting.AT_ONCE
    await sent(slack, body["view"], given)
    assert sum("UX" in one.leads for one in workplace.teams()) == TEAMS


async def test_who_cannot_lead_in_dozens_of_teams_is_asked_about_once_too(
    slack,
    web_api,
    workplace,  # noqa: F811
    team,
):
    given = dozens(workplace, leads_each=1)
    view = await opened(slack, web_api)
    workplace.elsewhere = []
    refused = above(await sent(slack, view, given))
    assert f"{TEAMS} of these settings are unknown or cannot be so" in refused
    assert " UX is not of this workspace." in refused
    assert workplace.asked.count("UX") == 1


async def test_of_more_new_people_than_slack_says_in_time_it_is_not_asked_at_all(
    slack,
    web_api,
    workplace,  # noqa: F811
    team,
):
    given = dozens(workplace, leads_each=3)
    view = await opened(slack, web_api)
    before = workplace.teams()
    refused = above(await sent(slack, view, given))
    count, most = 2 * TEAMS + 1, meeting.MOST_NEW
    assert errors.sentence(TooManyNew(count=count, most=most)) in refused
    assert f"{count} people are named whom Bearings never met" in refused
    assert not [user for user in workplace.asked if user.startswith("UX")]
    assert workplace.teams() == before


async def test_a_text_that_slack_is_too_slow_for_says_so_and_changes_nothing(
    slack,
    web_api,
    workplace,  # noqa: F811
    team,
    monkeypatch,
):
    given = dozens(workplace, leads_each=2)
    view = await opened(slack, web_api)
    before = workplace.teams()
    monkeypatch.setattr(listening, "PATIENCE_SECONDS", 0.3)
    workplace.says_nothing_of = {"UX7X1"}
    body = await sent(slack, view, given)
    assert OutOfTime().sentence in above(body)
    assert body["view"]["submit"]["text"] == "See what changes"
    assert workplace.teams() == before
    assert members.met(workplace.database, "W1", "UX") is None


async def test_only_admins_find_the_way(slack, web_api, workplace, team):  # noqa: F811
    view = await opened(slack, web_api)
    given = kept(workplace)
    workplace.demote()
    web_api.calls.clear()
    await slack.press(ids.RESTORE_EVERYTHING, "all", view=PAGE)
    await slack.press(ids.TAKE_ALL_BACK, "2026-11-23T08:00:00+00:00", view=PAGE)
    assert str(web_api.named("views.push")).count(OnlyAdmins().sentence) == 1
    assert OnlyAdmins().sentence in str(web_api.named("views.update")[-1])
    body = await sent(slack, view, given)
    assert OnlyAdmins().sentence in body["errors"].values()


async def test_nothing_waits_for_slack_before_its_answer(slack, web_api, workplace, team):  # noqa: F811
    view, given = await opened(slack, web_api), kept(workplace)
    slack.waits = False
    workplace.answers.clear()
    response = await slack.submit(view, parts(json.dumps(given)))
    assert "Asking Slack" in str(response.json()["view"]["blocks"])
