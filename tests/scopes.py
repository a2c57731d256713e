"""Which scopes Slack wants for what the app does, as Slack's method pages say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

NEEDS: dict[str, set[str]] = {
    "apps.connections.open": set(),
    "auth.test": set(),
    "chat.postEphemeral": {"chat:write"},
    "chat.update": {"chat:write"},
    # To a person too: their id in place of a channel opens the chat, without `im:write`.
    "chat.postMessage": {"chat:write"},
    # One of them, by the kind of channel.
    "conversations.info": {"channels:read", "groups:read"},
    "conversations.members": {"channels:read", "groups:read"},
    "oauth.v2.access": set(),
    "openid.connect.token": {"openid"},
    "usergroups.list": {"usergroups:read"},
    "usergroups.users.list": {"usergroups:read"},
    "users.info": {"users:read"},
    "views.open": set(),
    "views.publish": set(),
    "views.push": set(),
    "views.update": set(),
}
"""Every Web API method the app may call. `connections:write` belongs to the app-level token."""
_WIRE = re.compile(r"[a-z]+(\.[a-zA-Z0-9]+)+")
_PYTHON = {name for name in vars(AsyncWebClient) if "_" in name.strip("_")} - {"api_call"}


def called(root: Path) -> Iterator[tuple[str, str]]:
    """Yield (method as it goes over the wire, file) for every call the app's code can make."""
    for path in sorted(root.joinpath("slackapp").rglob("*.py")):
        if "sandbox" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if not re.search(r"(?m)^ *from slack_(sdk|bolt)|slackapp.gateway.oauth", path.read_text()):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in _PYTHON:
                yield node.attr.replace("_", ".", 1), path.name
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                method = node.value.replace(".", "_")
                if _WIRE.fullmatch(node.value) and hasattr(AsyncWebClient, method):
                    yield node.value, path.name
