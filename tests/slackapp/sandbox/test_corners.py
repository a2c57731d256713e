"""Smaller promises of the Web API, the control API and the renderer."""

import json

import pytest
import yaml
from probe import block, connected, options, plain
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from slackapp.sandbox import Person, Sandbox, loopback
from slackapp.sandbox.delivery.envelope import Ack
from slackapp.sandbox.elements import fill_ids
from slackapp.sandbox.errors import ActionRefused, SandboxError
from slackapp.sandbox.model import Group, View


async def refusal(call):
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response["error"]


async def test_the_api_test_answers_its_arguments(slack):
    assert (await slack.api_test(foo="bar"))["args"] == {"foo": "bar"}
    assert await refusal(slack.api_test(error="my_error")) == "my_error"


async def test_the_bot_describes_itself_to_those_with_the_scope(slack, sandbox):
    bot = (await slack.bots_info(bot=sandbox.workspace.bot_id))["bot"]
    assert bot["app_id"] == sandbox.workspace.app_id
    assert await refusal(slack.bots_info(bot="B_OTHER")) == "bot_not_found"


async def test_uninstalling_needs_the_clients_secret(slack, sandbox):
    keys = sandbox.workspace.credentials
    wrong = slack.apps_uninstall(client_id=keys.client_id, client_secret="no")
    assert await refusal(wrong) == "bad_client_secret"
    other = slack.apps_uninstall(client_id="no", client_secret=keys.client_secret)
    assert await refusal(other) == "invalid_client_id"
    await slack.apps_uninstall(client_id=keys.client_id, client_secret=keys.client_secret)
    assert await refusal(slack.auth_test()) == "token_revoked"


async def test_revoking_can_be_rehearsed(slack):
    assert (await slack.auth_revoke(test=True))["revoked"] is False
    assert (await slack.auth_test())["ok"]


async def test_groups_of_people_are_listed(slack, sandbox):
    sandbox.workspace.groups["S1"] = Group(id="S1", handle="crew", users=("U_ADA",))
    [group] = (await slack.usergroups_list())["usergroups"]
    assert "users" not in group
    [group] = (await slack.usergroups_list(include_users=True))["usergroups"]
    assert group["users"] == ["U_ADA"]
    assert (await slack.usergroups_users_list(usergroup="S1"))["users"] == ["U_ADA"]
    assert await refusal(slack.usergroups_users_list(usergroup="S2")) == "no_such_subteam"
    sandbox.happenings.disable_group("S1")
    assert (await slack.usergroups_list())["usergroups"] == []
    assert (await slack.usergroups_list(include_disabled=True))["usergroups"][0]["date_delete"]
    assert await refusal(slack.usergroups_users_list(usergroup="S1")) == "no_such_subteam"


async def test_what_opening_a_conversation_refuses(slack):
    assert await refusal(slack.conversations_open(users="")) == "users_list_not_supplied"
    assert await refusal(slack.conversations_open(users="U_ADA,U_BEN")) == "missing_scope"
    known = (await slack.conversations_open(users="U_ADA"))["channel"]["id"]
    again = await slack.conversations_open(channel=known, return_im=True)
    assert again["channel"]["user"] == "U_ADA"


async def test_joining_and_emails_need_their_own_scopes(slack):
    assert await refusal(slack.conversations_join(channel="C_ELSE")) == "missing_scope"
    email = slack.users_lookupByEmail(email="ada@example.invalid")
    assert await refusal(email) == "missing_scope"
    assert await refusal(slack.conversations_list(types="cave")) == "invalid_types"
    assert await refusal(slack.conversations_list(limit=5000)) == "invalid_limit"


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ({"event_type": "x"}, "invalid_metadata_format"),
        ({"event_type": "x", "event_payload": {"a": "b" * 17_000}}, "metadata_too_large"),
    ],
)
async def test_metadata_is_small_and_well_formed(slack, metadata, error):
    call = {"channel": "C_TEAM", "text": "Hi", "metadata": metadata}
    assert await refusal(slack.api_call("chat.postMessage", json=call)) == error
    call["metadata"] = {"event_type": "x", "event_payload": {"a": "b"}}
    posted = await slack.api_call("chat.postMessage", json=call)
    assert posted["message"]["metadata"]["event_type"] == "x"


async def test_a_private_channel_without_the_app_is_not_known(slack, sandbox):
    sandbox.happenings.leave(sandbox.workspace.bot.id, "G_LEADS")
    assert await refusal(slack.chat_postMessage(channel="G_LEADS", text="?")) == "channel_not_found"
    assert await refusal(slack.chat_getPermalink(channel="C_TEAM", message_ts="1")) == (
        "message_not_found"
    )


async def test_the_words_of_others_cannot_be_changed(slack, sandbox):
    said = sandbox.interactions.say("U_ADA", "C_TEAM", "My words")
    update = slack.chat_update(channel="C_TEAM", ts=said.ts, text="Yours")
    assert await refusal(update) == "cant_update_message"
    assert await refusal(slack.chat_delete(channel="C_TEAM", ts=said.ts)) == "cant_delete_message"


async def test_uploads_go_to_addresses_that_were_given(slack, sandbox):
    async with loopback.client(base_url=sandbox.url) as client:
        assert (await client.post("/upload/F_NONE", content=b"x")).status_code == 404
        assert (await client.get("/files/F_NONE")).status_code == 404
        asked = await slack.files_getUploadURLExternal(filename="dot.png", length=4)
        unfinished = slack.files_completeUploadExternal(files=[{"id": asked["file_id"]}])
        assert await refusal(unfinished) == "file_not_found"
        sent = await client.post(asked["upload_url"], files={"file": ("dot.png", b"\x89PNG")})
        assert sent.text == "OK - 4"
        await slack.files_completeUploadExternal(files=[{"id": asked["file_id"]}])
        shown = await client.get(f"/files/{asked['file_id']}")
    assert shown.headers["content-type"] == "image/png"
    empty = slack.files_getUploadURLExternal(filename="a", length=0)
    assert await refusal(empty) == "invalid_arguments"


async def test_the_sandboxs_own_images_are_shown(slack, sandbox):
    image = {"type": "image", "image_url": f"{sandbox.url}/files/F1", "alt_text": "A chart"}
    filed = {"type": "image", "slack_file": {"id": "F2"}, "alt_text": "A file"}
    await slack.chat_postMessage(channel="C_TEAM", text="Pictures", blocks=[image, filed])
    async with loopback.client(base_url=sandbox.url) as client:
        page = (await client.get("/as/U_ADA/C_TEAM")).text
    assert '<img src="/files/F1" alt="A chart"' in page
    assert '<img src="/files/F2" alt="A file"' in page


async def test_sockets_are_counted_and_limited(sandbox):
    async with connected(sandbox, "socket"), loopback.client(base_url=sandbox.url) as client:
        asked = await client.post("/control/sockets", json={"do": "disconnect"})
        assert asked.json()["connections"] in {0, 1}
        await sandbox.connected()
        dropped = await client.post("/control/sockets", json={"do": "drop"})
        assert dropped.json()["connections"] == 0


async def test_the_journal_and_its_deliveries_are_read_over_http(sandbox, probe):
    await sandbox.actor("ada").command("/probe", "hello")
    async with loopback.client(base_url=f"{sandbox.url}/control/") as client:
        asked = await client.get("journal", params={"kind": "slash_commands"})
        [entry] = asked.json()["entries"]
        assert (entry["what"], entry["done"], entry["problem"]) == ("/probe", True, "")
        again = await client.post("redeliver", json={"number": entry["number"]})
        assert again.json()["problem"] == ""
        none = await client.post("redeliver", json={"number": 10_000})
        assert none.status_code == 409
        for what in ("rename", "archive", "join", "uninstall", "revoke", "rain"):
            body = {"what": what, "channel": "C_TEAM", "name": "crew", "user": "U_OLD"}
            status = (await client.post("happen", json=body)).status_code
            assert status == (400 if what == "rain" else 200)
        assert (await client.get("faults")).json() == {"faults": []}
        people = (await client.get("people")).json()["people"]
        assert len(people) == 5


async def test_what_a_person_writes_in_a_direct_message_is_theirs(slack, sandbox):
    await slack.chat_postMessage(channel="U_ADA", text="Hello")
    place = sandbox.workspace.direct("U_ADA").id
    await sandbox.actor("ada").say(place, "Hello yourself")
    with pytest.raises(ActionRefused):
        sandbox.interactions.say("U_BEN", place, "Me too")
    with pytest.raises(ActionRefused, match="not in that channel"):
        await sandbox.interactions.command("U_BEN", place, "/probe", "")
    with pytest.raises(ActionRefused, match="not a shortcut"):
        await sandbox.interactions.shortcut("U_ADA", "stop")
    assert [m["text"] for m in await sandbox.actor("ada").messages(place)] == [
        "Hello",
        "Hello yourself",
    ]


async def test_only_people_can_be_acted_as(sandbox, make_sandbox):
    with pytest.raises(SandboxError):
        sandbox.actor("nobody")
    with pytest.raises(SandboxError):
        make_sandbox().actor("ada")
    assert isinstance(sandbox, Sandbox)
    sandbox.happenings.hire(Person(id="U_NEW", name="new", real_name="New Person"))
    assert (await sandbox.actor("New Person").screen())["person"] == "U_NEW"


async def test_closing_clears_the_stack_where_the_view_says_so(sandbox, slack):
    view = {
        "type": "modal",
        "title": plain("Top"),
        "clear_on_close": True,
        "notify_on_close": True,
        "blocks": [{"type": "divider"}],
    }
    issue = sandbox.context.triggers.issue
    await slack.views_open(trigger_id=issue("U_ADA"), view={**view, "clear_on_close": False})
    await slack.views_push(trigger_id=issue("U_ADA"), view=view)
    await sandbox.actor("ada").close()
    assert sandbox.workspace.modal("U_ADA") is None
    told = sandbox.journal.entries(kind="interactive", what="view_closed")
    assert [entry.request["is_cleared"] for entry in told] == [True, True]


async def test_a_bad_answer_to_a_command_is_the_apps_fault(sandbox):
    class Transport:
        async def send(self, _envelope):
            return Ack(body={"blocks": [{"type": "hologram"}]})

        async def close(self):
            pass

    sandbox.office.http = Transport()
    done = await sandbox.actor("ada").command("/probe")
    assert done.problem == "invalid_blocks"
    await sandbox.actor("ada").sees("The app's answer was refused: invalid_blocks.")


async def test_every_control_is_drawn_as_a_field_of_its_name(sandbox):
    groups = [{"label": plain("Group"), "options": options("One", "Two")}]
    elements = [
        {"type": "static_select", "option_groups": groups},
        {"type": "multi_static_select", "option_groups": groups},
        {"type": "multi_conversations_select"},
        {"type": "channels_select"},
        {"type": "number_input", "is_decimal_allowed": False},
        {"type": "rich_text_input"},
        {"type": "timepicker", "initial_time": "09:30"},
        {"type": "datetimepicker", "initial_date_time": 1_732_380_000},
        {"type": "email_text_input"},
        {"type": "radio_buttons", "options": options("Yes", "No")},
    ]
    blocks = [block(f"b{n}", f"Field {n}", {**e}) for n, e in enumerate(elements)]
    body = {"type": "modal", "title": plain("All"), "submit": plain("Go"), "blocks": blocks}
    fill_ids(blocks)
    sandbox.workspace.modals["U_ADA"] = [
        View(id="V1", kind="modal", user="U_ADA", body=body, hash="h", root="V1")
    ]
    async with loopback.client(base_url=sandbox.url) as client:
        page = (await client.get("/as/U_ADA/C_TEAM")).text
    for number in range(len(elements)):
        assert f'name="b{number}|answer"' in page
    assert 'value="09:30"' in page
    assert 'value="2024-11-23T16:40"' in page
    assert 'label="Group"' in page


async def test_a_permalink_and_the_first_page_lead_to_the_channel(slack, sandbox):
    posted = await slack.chat_postMessage(channel="C_TEAM", text="Here")
    link = await slack.chat_getPermalink(channel="C_TEAM", message_ts=posted["ts"])
    async with loopback.client(follow_redirects=True) as client:
        assert "Here" in (await client.get(link["permalink"])).text
        nowhere = await client.get(f"{sandbox.url}/archives/C_NOWHERE/p1")
        assert nowhere.status_code == 404
        assert "+1 week" in (await client.get(sandbox.url)).text


async def test_a_client_without_a_token_in_the_header_may_send_it_as_an_argument(sandbox):
    async with loopback.client(base_url=sandbox.api_url) as client:
        answer = await client.post("auth.test", data={"token": sandbox.bot_token})
        broken = await client.post("auth.test", headers={"authorization": "Basic %%%"})
    assert answer.json()["ok"]
    assert broken.json()["error"] == "not_authed"
    [first, _] = sandbox.journal.entries(what="auth.test")
    assert "token" not in first.request
    assert AsyncWebClient(base_url=sandbox.api_url).base_url.endswith("/api/")


@pytest.fixture
async def generous(make_sandbox, sandbox_manifest, tmp_path):
    """A sandbox whose manifest asks for more scopes, with Slack's client."""
    manifest = yaml.safe_load(sandbox_manifest.read_text())
    manifest["oauth_config"]["scopes"]["bot"] += [
        "users:read.email",
        "channels:join",
        "files:read",
        "team:read",
        "groups:read",
    ]
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest))
    async with make_sandbox(manifest=path).running() as sandbox:
        yield AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)


async def test_more_scopes_open_more_methods(generous):
    found = await generous.users_lookupByEmail(email="ada@example.invalid")
    assert found["user"]["profile"]["email"] == "ada@example.invalid"
    unknown = generous.users_lookupByEmail(email="old@example.invalid")
    assert await refusal(unknown) == "users_not_found"
    assert (await generous.conversations_join(channel="C_ELSE"))["channel"]["is_member"] is True
    assert await refusal(generous.conversations_join(channel="C_PAST")) == "is_archived"
    private = generous.conversations_join(channel="G_LEADS")
    assert await refusal(private) == "method_not_supported_for_channel_type"
    assert await refusal(generous.files_info(file="F_NONE")) == "file_not_found"
    assert (await generous.team_info())["team"]["name"] == "Northwind"
    named = await generous.conversations_list(types="private_channel")
    assert [c["name"] for c in named["channels"]] == ["leads"]


async def test_a_submission_that_is_not_answered_keeps_the_modal(sandbox, slack):
    view = {
        "type": "modal",
        "title": plain("Kept"),
        "submit": plain("Go"),
        "blocks": [block("b", "Words", {"type": "plain_text_input"})],
    }
    trigger = sandbox.context.triggers.issue("U_ADA")
    await slack.views_open(trigger_id=trigger, view=view)
    done = await sandbox.actor("ada").submit({"Words": "kept"})
    assert done.problem == "not_connected"
    modal = await sandbox.actor("ada").modal("Kept")
    assert "did not answer" in modal.notice
    assert modal.values["b"]["answer"]["value"] == "kept"


async def test_bars_and_a_whole_pie_are_drawn_with_their_numbers(sandbox, slack):
    points = [{"label": f"Week number {n}", "value": n - 4} for n in range(10)]
    categories = [point["label"] for point in points]
    for kind in ("bar", "area"):
        chart = {
            "type": kind,
            "series": [{"name": "Given", "data": points}],
            "axis_config": {"categories": categories, "y_label": f"How much {kind}"},
        }
        shown = {"type": "data_visualization", "title": kind, "chart": chart}
        await slack.chat_postMessage(channel="C_TEAM", text=kind, blocks=[shown])
    pie = {"type": "pie", "segments": [{"label": "All", "value": 2}]}
    whole = {"type": "data_visualization", "title": "Pie", "chart": pie}
    await slack.chat_postMessage(channel="C_TEAM", text="Pie", blocks=[whole])
    async with loopback.client(base_url=sandbox.url) as client:
        page = (await client.get("/as/U_ADA/C_TEAM")).text
    assert page.count("<rect") == 10
    assert page.count("<polygon") == 1
    assert page.count(">number</tspan>") == 20, "no label is cut: it goes on in the next line"
    assert "How much bar" in page
    assert "How much area" in page
    assert 'aria-label="pie chart: Pie"' in page
    assert page.count("<td>-4</td>") == 2


async def test_rich_text_is_drawn_with_its_parts(sandbox, slack):
    inline = [
        {"type": "channel", "channel_id": "C_TEAM"},
        {"type": "link", "url": "https://example.com", "text": "site"},
        {"type": "link", "url": "javascript:alert(1)", "text": "no link"},
        {"type": "broadcast", "range": "here"},
        {"type": "date", "timestamp": 1, "format": "{date}", "fallback": "that day"},
        {"type": "text", "text": "two\nlines", "style": {"italic": True, "code": True}},
    ]
    parts = [
        {"type": "rich_text_section", "elements": inline},
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "quoted"}]},
    ]
    blocks = [{"type": "rich_text", "elements": parts}]
    await slack.chat_postMessage(channel="C_TEAM", text="Rich", blocks=blocks)
    async with loopback.client(base_url=sandbox.url) as client:
        page = (await client.get("/as/U_ADA/C_TEAM")).text
    for drawn in (
        '<span class="mention">#team</span>',
        'href="https://example.com"',
        '<span class="mention">@here</span>',
        "that day",
        "<code><em>two<br>lines</em></code>",
        "<blockquote>quoted</blockquote>",
    ):
        assert drawn in page
    assert "javascript:" not in page


async def test_what_went_wrong_is_put_away_by_the_next_command_that_works(sandbox, probe):
    ada = sandbox.actor("ada")
    sandbox.workspace.notices["U_ADA"] = "The app did not answer (timeout)."
    assert (await ada.command("/probe", "invite")).ok
    assert sandbox.workspace.notices == {}
