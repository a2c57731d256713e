"""A message that one person sees, beside the one they pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from slackapp.ui.blocks import Words


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
