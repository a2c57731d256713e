"""What goes wrong and who comes and goes, switched on from the page as from the control API."""

import pytest
from markupsafe import escape
from slack_sdk.errors import SlackApiError

from slackapp.sandbox import Group, Person, loopback
from slackapp.sandbox.pages.happening import TROUBLE


@pytest.fixture
async def browse(sandbox):
    async with loopback.client(base_url=sandbox.url, follow_redirects=True) as client:
        yield client


async def switch(browse, **form):
    return await browse.post("/happening", data={"what": "fault", "back": "/"} | form)


@pytest.mark.parametrize("trouble", TROUBLE, ids=[one.kind for one in TROUBLE])
async def test_every_fault_is_set_on_the_page_and_can_be_forgotten(sandbox, browse, trouble):
    page = await switch(browse, kind=trouble.kind, target="users.info", times="2", retry_after="7")
    assert trouble.says in page.text
    [waiting] = sandbox.faults.listing()
    assert waiting == {
        "target": trouble.at or "users.info",
        "kind": trouble.kind,
        "times": 2,
        "retry_after": 7,
        "having": "",
    }
    page = await browse.post("/happening", data={"what": "mend"})
    assert "Nothing waits to go wrong." in page.text
    assert sandbox.faults.listing() == []


async def test_a_fault_of_the_page_strikes_slacks_own_client(sandbox, browse, slack):
    await switch(browse, kind="ratelimited", target="auth.test", times="1", retry_after="9")
    with pytest.raises(SlackApiError) as caught:
        await slack.auth_test()
    assert caught.value.response.headers["Retry-After"] == "9"
    assert "Nothing waits to go wrong." in (await browse.get("/happening")).text


async def test_what_is_delivered_twice_reaches_the_app_twice(sandbox, browse, probe):
    await switch(browse, kind="duplicate", target="*", times="1", retry_after="1")
    await sandbox.actor("ada").command("/probe", "hello")
    await sandbox.office.settled()
    assert len(probe.of("command")) == 2


@pytest.mark.parametrize("name", ["Ада Ловлейс", "عائشة 🌱", "A" * 79, "<!channel> & *co*"])
async def test_somebody_takes_another_name(sandbox, browse, probe, name):
    page = await browse.post("/happening", data={"what": "call", "user": "U_BEN", "called": name})
    assert sandbox.workspace.people["U_BEN"].label == name
    assert f"{escape(name)} is called so now." in page.text
    await sandbox.office.settled()
    [told] = probe.of("user_change")
    assert told["event"]["user"]["profile"]["real_name"] == name


async def test_nobody_is_called_nothing(sandbox, browse):
    page = await browse.post("/happening", data={"what": "call", "user": "U_BEN", "called": " "})
    assert (page.status_code, sandbox.workspace.people["U_BEN"].label) == (400, "Ben Ruiz")
    assert "A name is missing." in page.text


async def test_people_join_leave_and_are_deactivated(sandbox, browse, probe):
    who = {"user": "U_BEN", "channel": "C_TEAM"}
    left = await browse.post("/happening", data={"what": "leave", **who})
    assert '<p class="done" role="status">Ben' in left.text
    assert "left #team." in left.text
    assert "U_BEN" not in sandbox.workspace.channel("C_TEAM").members
    await browse.post("/happening", data={"what": "join", **who})
    assert "U_BEN" in sandbox.workspace.channel("C_TEAM").members
    page = await browse.post("/happening", data={"what": "deactivate", **who})
    assert sandbox.workspace.person("U_BEN").deleted
    assert '<option value="U_BEN"' not in page.text
    told = {entry.what for entry in sandbox.journal.entries(kind="events_api")}
    assert {"member_left_channel", "member_joined_channel"} <= told


async def test_a_channel_is_renamed_and_archived(sandbox, browse):
    place = {"channel": "C_TEAM"}
    await browse.post("/happening", data={"what": "rename", "name": "crew", **place})
    assert sandbox.workspace.channel("C_TEAM").name == "crew"
    await browse.post("/happening", data={"what": "archive", **place})
    assert sandbox.workspace.channel("C_TEAM").is_archived


async def test_a_channel_is_shared_with_another_organisation_and_is_its_own_again(
    sandbox, browse, slack, probe
):
    place = {"channel": "C_TEAM"}
    page = await browse.post("/happening", data={"what": "share", **place})
    assert "#team is shared with another organisation." in page.text
    about = (await slack.conversations_info(**place))["channel"]
    assert (about["is_ext_shared"], about["is_pending_ext_shared"]) == (True, False)
    await browse.post("/happening", data={"what": "unshare", **place})
    await sandbox.office.settled()
    assert not (await slack.conversations_info(**place))["channel"]["is_ext_shared"]


async def test_people_of_the_other_organisation_say_where_they_are_from(sandbox, slack):
    ws, theirs = sandbox.workspace, Person(id="U_EXT", name="ext")
    sandbox.happenings.invite_organisation("C_TEAM")
    assert (await slack.conversations_info(channel="C_TEAM"))["channel"]["is_pending_ext_shared"]
    sandbox.happenings.share("C_TEAM", [theirs])
    said = (await slack.users_info(user="U_EXT"))["user"]
    assert said["team_id"] == said["profile"]["team"] != ws.team_id
    assert "U_EXT" in ws.channel("C_TEAM").members
    sandbox.happenings.unshare("C_TEAM")
    assert "U_EXT" not in ws.channel("C_TEAM").members


async def test_a_removed_app_is_told_and_can_be_added_again(sandbox, browse, slack):
    sandbox.listed_at("http://127.0.0.1:1/")
    page = await browse.post("/happening", data={"what": "uninstall"})
    assert 'href="http://127.0.0.1:1/"' in page.text
    with pytest.raises(SlackApiError):
        await slack.auth_test()


@pytest.mark.parametrize(
    "form",
    [
        {"what": "fault", "kind": "earthquake", "target": "*", "times": "1", "retry_after": "1"},
        {"what": "fault", "kind": "http_500", "target": "*", "times": "x", "retry_after": "1"},
        {"what": "fault"},
        {"what": "join", "user": "U_NOBODY", "channel": "C_TEAM"},
        {"what": "leave", "user": "U_BEN", "channel": "G_LEADS"},
        {"what": "rename", "channel": "C_TEAM"},
        {"what": "earthquake"},
        {},
    ],
)
async def test_what_cannot_happen_is_refused_on_the_page(browse, form):
    page = await browse.post("/happening", data=form)
    assert page.status_code == 400
    assert 'role="alert"' in page.text


async def test_the_way_back_never_leads_to_another_site(browse):
    page = await browse.get("/happening", params={"back": "https://example.com/"})
    assert "example.com" not in page.text
    page = await browse.get("/traffic", params={"back": "/\\example.com"})
    assert "example.com" not in page.text


async def test_people_come_into_a_user_group_and_leave_it_and_it_is_switched_off(
    sandbox, browse, probe
):
    assert "User groups change" not in (await browse.get("/happening")).text
    sandbox.workspace.groups["S1"] = Group(id="S1", handle="crew", users=("U_ADA",))
    who = {"user": "U_BEN", "group": "S1"}
    for what, users in (("enter", ("U_ADA", "U_BEN")), ("quit", ("U_ADA",))):
        page = await browse.post("/happening", data={"what": what, **who})
        assert sandbox.workspace.group("S1").users == users
        assert '<option value="S1">@crew' in page.text
    page = await browse.post("/happening", data={"what": "ungroup", "group": "S1"})
    assert sandbox.workspace.group("S1").deleted_at > 0
    assert "User groups change" not in page.text
    await browse.post("/happening", data={"what": "enter", "user": "U_BEN", "group": "S9"})
    await sandbox.office.settled()
    told = [entry.what for entry in sandbox.journal.entries(kind="events_api")]
    assert told.count("subteam_members_changed") == 2
    assert told.count("subteam_updated") == 3
