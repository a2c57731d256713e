"""The Web API as Slack's own client uses it."""

import pytest
from probe import form_view, home_view, invitation, plain
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from slackapp.sandbox import loopback


async def refusal(call):
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response


async def all_pages(method, key, **arguments):
    found, sizes, cursor = [], [], ""
    while True:
        answer = await method(cursor=cursor, **arguments)
        found += answer[key]
        sizes.append(len(answer[key]))
        cursor = answer["response_metadata"]["next_cursor"]
        if not cursor:
            return found, sizes


async def test_auth_test_names_the_bot_and_the_user(slack, sandbox):
    answer = await slack.auth_test()
    assert answer["bot_id"] == sandbox.workspace.bot_id
    assert answer["user_id"] == sandbox.workspace.bot.id
    assert answer.headers["x-oauth-scopes"].startswith("chat:write")


@pytest.mark.parametrize(
    ("token", "error"),
    [
        ("", "not_authed"),
        ("xoxb-123-real-looking", "invalid_auth"),
        ("xoxb-sandbox-unknown", "invalid_auth"),
    ],
)
async def test_other_tokens_are_refused(sandbox, token, error):
    client = AsyncWebClient(token=token, base_url=sandbox.api_url)
    assert (await refusal(client.auth_test()))["error"] == error


async def test_the_app_token_opens_connections_and_nothing_else(sandbox, slack):
    client = AsyncWebClient(token=sandbox.app_token, base_url=sandbox.api_url)
    assert (await refusal(client.auth_test()))["error"] == "not_allowed_token_type"
    opened = await slack.apps_connections_open(app_token=sandbox.app_token)
    assert opened["url"].startswith(sandbox.url.replace("http", "ws"))
    refused = await refusal(slack.apps_connections_open(app_token=sandbox.bot_token))
    assert refused["error"] == "not_allowed_token_type"


@pytest.mark.parametrize("send", ["query", "form", "json", "get"])
async def test_arguments_are_taken_wherever_they_stand(sandbox, send):
    headers = {"authorization": f"Bearer {sandbox.bot_token}"}
    arguments = {"user": "U_ADA"}
    async with loopback.client(base_url=sandbox.api_url, headers=headers) as client:
        answer = await {
            "query": lambda: client.post("users.info", params=arguments),
            "form": lambda: client.post("users.info", data=arguments),
            "json": lambda: client.post("users.info", json=arguments),
            "get": lambda: client.get("users.info", params=arguments),
        }[send]()
    assert answer.json()["user"]["real_name"] == "Ada Osei"


async def test_messages_are_posted_updated_linked_and_deleted(slack, sandbox):
    posted = await slack.chat_postMessage(channel="C_TEAM", text="Hello", blocks=invitation())
    assert posted["message"]["bot_id"] == sandbox.workspace.bot_id
    assert all("block_id" in block for block in posted["message"]["blocks"])
    link = await slack.chat_getPermalink(channel="C_TEAM", message_ts=posted["ts"])
    assert link["permalink"].startswith(sandbox.url)
    await slack.chat_update(channel="C_TEAM", ts=posted["ts"], text="Changed", blocks=[])
    ada = sandbox.actor("ada")
    await ada.sees("Changed")
    await ada.sees_no_more("A new round is open")
    await slack.chat_delete(channel="C_TEAM", ts=posted["ts"])
    await ada.sees_no_more("Changed")
    again = await refusal(slack.chat_delete(channel="C_TEAM", ts=posted["ts"]))
    assert again["error"] == "message_not_found"


async def test_an_ephemeral_message_is_for_one_person_and_cannot_be_updated(slack, sandbox):
    sent = await slack.chat_postEphemeral(channel="C_TEAM", user="U_ADA", text="Only for you")
    await sandbox.actor("ada").sees("Only for you")
    assert "Only for you" not in (await sandbox.actor("ben").screen())["words"]
    update = slack.chat_update(channel="C_TEAM", ts=sent["message_ts"], text="No")
    assert (await refusal(update))["error"] == "message_not_found"
    outside = slack.chat_postEphemeral(channel="C_TEAM", user="U_OLD", text="?")
    assert (await refusal(outside))["error"] == "user_not_in_channel"


async def test_a_direct_message_reaches_one_person(slack, sandbox):
    opened = await slack.conversations_open(users="U_ADA")
    posted = await slack.chat_postMessage(channel="U_ADA", text="A quiet word")
    assert posted["channel"] == opened["channel"]["id"]
    await sandbox.actor("ada").sees("A quiet word")
    assert "quiet" not in (await sandbox.actor("dee").screen())["words"]
    deactivated = slack.conversations_open(users="U_OLD")
    assert (await refusal(deactivated))["error"] == "user_disabled"


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C_NOWHERE", "channel_not_found"),
        ("C_ELSE", "not_in_channel"),
        ("C_PAST", "is_archived"),
    ],
)
async def test_posting_is_refused_where_the_app_may_not(slack, channel, error):
    assert (await refusal(slack.chat_postMessage(channel=channel, text="?")))["error"] == error


async def test_an_empty_or_endless_message_is_refused(slack):
    empty = slack.api_call("chat.postMessage", json={"channel": "C_TEAM"})
    assert (await refusal(empty))["error"] == "no_text"
    endless = slack.chat_postMessage(channel="C_TEAM", text="x" * 40_001)
    assert (await refusal(endless))["error"] == "msg_too_long"


async def test_lists_come_in_small_pages_with_cursors(slack):
    people, sizes = await all_pages(slack.users_list, "members", limit=200)
    assert len(people) == 6
    assert sizes == [3, 3]
    members, sizes = await all_pages(slack.conversations_members, "members", channel="C_TEAM")
    assert len(members) == 5
    assert sizes == [3, 2]
    wrong = slack.conversations_members(channel="C_TEAM", cursor="nonsense")
    assert (await refusal(wrong))["error"] == "invalid_cursor"


async def test_channels_are_listed_by_what_the_app_may_see(slack):
    public, _ = await all_pages(slack.conversations_list, "channels", exclude_archived=True)
    assert {c["name"] for c in public} == {"team", "elsewhere"}
    own, _ = await all_pages(slack.users_conversations, "channels")
    assert {c["name"] for c in own} == {"team", "past"}


async def test_a_scope_the_manifest_does_not_ask_for_is_missing(slack):
    refused = await refusal(slack.conversations_list(types="private_channel"))
    assert refused["error"] == "missing_scope"
    assert refused["needed"] == "groups:read"
    assert "chat:write" in refused["provided"]
    assert (await refusal(slack.team_info()))["error"] == "missing_scope"


async def test_people_have_zones_offsets_and_locale(slack, make_sandbox):
    user = (await slack.users_info(user="U_CHO", include_locale=True))["user"]
    assert (user["tz"], user["tz_offset"], user["locale"]) == ("Asia/Seoul", 32400, "en-US")
    assert "email" not in user["profile"]
    assert (await slack.users_info(user="U_OLD"))["user"]["deleted"] is True
    assert (await refusal(slack.users_info(user="U_WHO")))["error"] == "user_not_found"


async def test_files_are_uploaded_in_three_steps(slack, sandbox):
    await slack.files_upload_v2(
        channel="C_TEAM", content="week,steady", filename="report.csv", title="The report"
    )
    shown = await sandbox.actor("ada").sees("The report")
    link = shown["channels"][1]["messages"][-1]["text"].split("|")[0].strip("<")
    async with loopback.client() as client:
        assert (await client.get(link)).text == "week,steady"


async def test_views_follow_triggers_stacks_and_hashes(slack, sandbox):
    issue = sandbox.context.triggers.issue
    trigger = issue("U_ADA")
    opened = await slack.views_open(trigger_id=trigger, view=form_view())
    view = opened["view"]
    assert view["root_view_id"] == view["id"]
    assert view["state"]["values"]["calm"]["answer"]["selected_option"] is None
    again = slack.views_open(trigger_id=trigger, view=form_view())
    assert (await refusal(again))["error"] == "exchanged_trigger_id"
    unknown = slack.views_open(trigger_id="1.2.abc", view=form_view())
    assert (await refusal(unknown))["error"] == "invalid_trigger_id"
    changed = await slack.views_update(view_id=view["id"], hash=view["hash"], view=form_view())
    assert changed["view"]["hash"] != view["hash"]
    stale = slack.views_update(view_id=view["id"], hash=view["hash"], view=form_view())
    assert (await refusal(stale))["error"] == "hash_conflict"
    for _ in range(2):
        pushed = await slack.views_push(trigger_id=issue("U_ADA"), view=form_view())
    assert pushed["view"]["root_view_id"] == view["id"]
    fourth = slack.views_push(trigger_id=issue("U_ADA"), view=form_view())
    assert (await refusal(fourth))["error"] == "push_limit_reached"
    gone = slack.views_update(view_id="V_GONE", view=form_view())
    assert (await refusal(gone))["error"] == "not_found"


async def test_a_trigger_dies_after_its_time(make_sandbox):
    async with make_sandbox(trigger_ttl=0.0).running() as sandbox:
        slack = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
        late = slack.views_open(
            trigger_id=sandbox.context.triggers.issue("U_ADA"), view=form_view()
        )
        assert (await refusal(late))["error"] == "expired_trigger_id"


async def test_homes_are_published_with_a_hash(slack):
    first = (await slack.views_publish(user_id="U_ADA", view=home_view(1)))["view"]
    await slack.views_publish(user_id="U_ADA", view=home_view(2), hash=first["hash"])
    stale = slack.views_publish(user_id="U_ADA", view=home_view(3), hash=first["hash"])
    assert (await refusal(stale))["error"] == "hash_conflict"


async def test_a_revoked_token_stops_working(slack):
    assert (await slack.auth_revoke())["revoked"] is True
    assert (await refusal(slack.auth_test()))["error"] == "token_revoked"


async def test_external_ids_are_unique_and_find_their_view(slack, sandbox):
    view = {**form_view(), "external_id": "week-1"}
    issue = sandbox.context.triggers.issue
    await slack.views_open(trigger_id=issue("U_ADA"), view=view)
    second = slack.views_open(trigger_id=issue("U_BEN"), view=view)
    assert (await refusal(second))["error"] == "duplicate_external_id"
    changed = {**view, "title": plain("Changed")}
    await slack.views_update(external_id="week-1", view=changed)
    await sandbox.actor("ada").modal("Changed")


async def test_an_unknown_method_says_so(slack):
    assert (await refusal(slack.api_call("chat.whisper")))["error"] == "unknown_method"
