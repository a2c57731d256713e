"""What one person sees for what they pressed: a message beside it, or a window over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError

from slackapp.services.outbox import NOT_UNDERSTOOD, plainer

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient
    from slack_sdk.web.async_slack_response import AsyncSlackResponse

    from slackapp.ui.blocks import Block, Words


def said(error: Exception) -> str:
    """Slack's own word for what went wrong, or ""; a failing server answers with no JSON."""
    answer = getattr(error.response, "data", None) if isinstance(error, SlackApiError) else None
    return str(answer.get("error")) if isinstance(answer, dict) else ""


def for_one(words: Words) -> dict[str, Any]:
    """Arguments of `respond`: ephemeral, and the message they pressed stays as it is."""
    return beside(words) | {"replace_original": False}


def instead(words: Words) -> dict[str, Any]:
    """Arguments of `respond`: the message they pressed, as it reads now, for everybody."""
    return {"text": words["text"], "blocks": list(words["blocks"]), "replace_original": True}


def beside(words: Words) -> dict[str, Any]:
    """Arguments of a command's `ack`: ephemeral."""
    return {
        "text": words["text"],
        "blocks": list(words["blocks"]),
        "response_type": "ephemeral",
    }


async def on_top(client: AsyncWebClient, body: dict[str, Any], view: Block) -> dict[str, Any]:
    """Open a window; over the modal that was pressed, so that closing it leads back there.

    Slack lays three on one another; a fourth takes the place of the one that was pressed. Returns
    the window as Slack knows it.
    """
    pressed = body.get("view") or {}
    if pressed.get("type") != "modal":
        answer = await client.views_open(trigger_id=body["trigger_id"], view=view)
    else:
        answer = await _pushed(client, body["trigger_id"], pressed, view)
    opened: dict[str, Any] = answer["view"]
    return opened


async def _pushed(
    client: AsyncWebClient, trigger: str, pressed: dict[str, Any], view: Block
) -> AsyncSlackResponse:
    try:
        return await client.views_push(trigger_id=trigger, view=view)
    except SlackApiError as error:
        if said(error) != "push_limit_reached":
            raise
    return await client.views_update(view_id=pressed["id"], view=view)


async def pictured(client: AsyncWebClient, body: dict[str, Any], words: Words) -> None:
    """Show it to one person beside the message they pressed; in words where Slack must have them.

    Not through `respond`: only a method says by name that Slack refuses a table.
    """
    to = {"channel": body["channel"]["id"], "user": body["user"]["id"], "text": words["text"]}
    *richer, plainest = plainer(words["blocks"], words["plain"])
    for blocks in richer:
        try:
            await client.chat_postEphemeral(blocks=list(blocks), **to)
        except SlackApiError as error:
            if said(error) not in NOT_UNDERSTOOD:
                raise
        else:
            return
    await client.chat_postEphemeral(blocks=list(plainest), **to)
