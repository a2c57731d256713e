"""Payloads have the keys that Slack's have and no invented ones.

The key lists are those of the samples recorded from real traffic in slackapi/java-slack-sdk,
json-logs/samples (app-backend/interactive-components/BlockActionPayload.json, views/*.json,
slash-commands/SlashCommandPayload.json, events/AppHomeOpenedPayload.json), with the few keys that
Bolt's own fixtures add.
"""

FRAME = {"type", "team", "user", "api_app_id", "token", "enterprise", "is_enterprise_install"}
USER = {"id", "username", "name", "team_id"}
VIEW = {
    "id",
    "team_id",
    "type",
    "title",
    "submit",
    "close",
    "private_metadata",
    "callback_id",
    "external_id",
    "state",
    "hash",
    "clear_on_close",
    "notify_on_close",
    "root_view_id",
    "previous_view_id",
    "app_id",
    "app_installed_team_id",
    "bot_id",
    "blocks",
}
COMMAND = {
    "token",
    "api_app_id",
    "team_id",
    "team_domain",
    "channel_id",
    "channel_name",
    "user_id",
    "user_name",
    "command",
    "text",
    "response_url",
    "trigger_id",
    "is_enterprise_install",
}
EVENT = {
    "token",
    "team_id",
    "api_app_id",
    "type",
    "event",
    "event_id",
    "event_time",
    "event_context",
    "authorizations",
    "is_ext_shared_channel",
}


async def test_a_command_has_slacks_keys(sandbox, probe):
    await sandbox.actor("ada").command("/probe", "hello")
    [body] = probe.of("command")
    assert set(body) == COMMAND
    assert (body["channel_name"], body["user_name"], body["text"]) == ("team", "ada", "hello")


async def test_a_click_on_a_message_has_slacks_keys(sandbox, probe):
    await sandbox.actor("ada").command("/probe", "invite")
    await sandbox.actor("ada").click("Skip")
    [body] = probe.of("skip")
    more = {"actions", "trigger_id", "container", "channel", "message", "state", "response_url"}
    assert set(body) == FRAME | more
    assert set(body["user"]) == USER
    assert set(body["container"]) == {"type", "message_ts", "channel_id", "is_ephemeral"}
    [action] = body["actions"]
    assert set(action) == {"type", "block_id", "action_id", "action_ts", "text", "value"}
    assert body["message"]["ts"] == body["container"]["message_ts"]


async def test_a_click_on_an_ephemeral_message_brings_no_message(sandbox, slack):
    element = {
        "type": "button",
        "action_id": "go",
        "text": {"type": "plain_text", "text": "Go"},
    }
    block = {"type": "actions", "elements": [element]}
    await slack.chat_postEphemeral(channel="C_TEAM", user="U_ADA", text="?", blocks=[block])
    await sandbox.actor("ada").click("Go")
    [entry] = sandbox.journal.entries(kind="interactive")
    assert "message" not in entry.request
    assert entry.request["container"]["is_ephemeral"] is True


async def test_a_submission_and_a_closing_have_slacks_keys(sandbox, probe):
    ada = sandbox.actor("ada")
    await ada.command("/probe", "form")
    await ada.submit({"calm": "Fully"})
    await ada.command("/probe", "form")
    await ada.modal("Weekly check-in")
    await ada.close()
    [submitted], [closed] = probe.of("submission"), probe.of("closed")
    assert set(submitted) == FRAME | {"trigger_id", "view", "response_urls"}
    assert set(closed) == FRAME | {"view", "is_cleared"}
    assert set(submitted["view"]) == set(closed["view"]) == VIEW


async def test_an_event_has_slacks_keys(sandbox, probe):
    ada = sandbox.actor("ada")
    await ada.home()
    await ada.home()
    first, second = (e.request for e in sandbox.journal.entries(what="app_home_opened"))
    assert set(first) == EVENT
    assert set(first["event"]) == {"type", "user", "channel", "tab", "event_ts"}
    assert set(second["event"]) == {"type", "user", "channel", "tab", "event_ts", "view"}
    assert set(second["event"]["view"]) == VIEW
