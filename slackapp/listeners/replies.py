"""What one person sees for what they pressed: a message beside it, or a window over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from slackapp.ui.blocks import Block, Words


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


async def on_top(client: AsyncWebClient, body: dict[str, Any], view: Block) -> None:
    """Open a window; over the modal that was pressed, so that closing it leads back there."""
    in_modal = (body.get("view") or {}).get("type") == "modal"
    show = client.views_push if in_modal else client.views_open
    await show(trigger_id=body["trigger_id"], view=view)
