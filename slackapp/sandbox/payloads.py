"""The payloads that Slack sends to an app."""

import time

from slackapp.sandbox.elements import CONTROLS, state_values
from slackapp.sandbox.ids import new_id
from slackapp.sandbox.model import JSON, Channel, Message, Person, Surface, View
from slackapp.sandbox.state import Workspace
from slackapp.sandbox.views import view_json


def _frame(workspace: Workspace, kind: str, person: Person) -> JSON:
    return {
        "type": kind,
        "team": {"id": workspace.team_id, "domain": workspace.domain},
        "user": {
            "id": person.id,
            "username": person.name,
            "name": person.name,
            "team_id": person.team or workspace.team_id,
        },
        "api_app_id": workspace.app_id,
        "token": workspace.credentials.verification_token,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def command(
    workspace: Workspace,
    person: Person,
    channel: Channel,
    *,
    name: str,
    text: str,
    trigger_id: str,
    response_url: str,
) -> JSON:
    """A slash command (sent as a form, so every value is a string)."""
    return {
        "token": workspace.credentials.verification_token,
        "team_id": workspace.team_id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": "directmessage" if channel.is_im else channel.name,
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": text,
        "api_app_id": workspace.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def message_json(workspace: Workspace, message: Message) -> JSON:
    """A message as payloads and answers carry it."""
    shown: JSON = {
        "type": "message",
        "user": message.author,
        "ts": message.ts,
        "team": workspace.team_id,
        "text": message.text,
    }
    if message.author == workspace.bot.id:
        shown |= {"bot_id": workspace.bot_id, "app_id": workspace.app_id}
    if message.blocks:
        shown["blocks"] = message.blocks
    if message.thread_ts:
        shown["thread_ts"] = message.thread_ts
    if message.metadata:
        shown["metadata"] = message.metadata
    if message.edited_ts:
        shown["edited"] = {"user": message.author, "ts": message.edited_ts}
    return shown


def _action(block: JSON, element: JSON, value: JSON) -> JSON:
    action: JSON = {
        "type": element["type"],
        "block_id": block["block_id"],
        "action_id": element["action_id"],
        "action_ts": f"{time.time():.6f}",
    }
    for name in ("text", "value", "url", "style"):
        if name in element:
            action[name] = element[name]
    control = CONTROLS.get(element["type"])
    if control:
        action[control.key] = value.get(control.key)
    elif element["type"] == "overflow":
        action["selected_option"] = value["selected_option"]
    return action


def block_actions(
    workspace: Workspace,
    person: Person,
    surface: Surface,
    *,
    acted: tuple[JSON, JSON, JSON],
    trigger_id: str,
    response_url: str,
) -> JSON:
    """A click or a choice; ``acted`` is the block, the element and its value."""
    payload = _frame(workspace, "block_actions", person)
    payload |= {"trigger_id": trigger_id, "actions": [_action(*acted)]}
    if isinstance(surface, View):
        payload["container"] = {"type": "view", "view_id": surface.id}
        payload["view"] = view_json(workspace, surface)
        return payload
    channel = workspace.channel(surface.channel)
    payload["container"] = {
        "type": "message",
        "message_ts": surface.ts,
        "channel_id": channel.id,
        "is_ephemeral": bool(surface.to),
    }
    name = "directmessage" if channel.is_im else channel.name
    payload["channel"] = {"id": channel.id, "name": name}
    payload["response_url"] = response_url
    payload["state"] = {"values": state_values(surface.blocks, surface.values_of(person.id))}
    if not surface.to:
        payload["message"] = message_json(workspace, surface)
    return payload


def view_submission(workspace: Workspace, person: Person, view: View, *, trigger_id: str) -> JSON:
    """A modal was submitted."""
    payload = _frame(workspace, "view_submission", person)
    payload |= {"trigger_id": trigger_id, "view": view_json(workspace, view), "response_urls": []}
    return payload


def view_closed(workspace: Workspace, person: Person, view: View, *, cleared: bool) -> JSON:
    """A modal with ``notify_on_close`` was closed; ``cleared`` when all were closed at once."""
    payload = _frame(workspace, "view_closed", person)
    payload |= {"view": view_json(workspace, view), "is_cleared": cleared}
    return payload


def shortcut(workspace: Workspace, person: Person, *, callback_id: str, trigger_id: str) -> JSON:
    """A global shortcut."""
    payload = _frame(workspace, "shortcut", person)
    payload |= {
        "callback_id": callback_id,
        "trigger_id": trigger_id,
        "action_ts": f"{time.time():.6f}",
    }
    return payload


def event_callback(workspace: Workspace, event: JSON) -> JSON:
    """An event with its envelope; ``event_id`` stays the same over retries."""
    return {
        "token": workspace.credentials.verification_token,
        "team_id": workspace.team_id,
        "api_app_id": workspace.app_id,
        "event": {"event_ts": workspace.calendar.new_ts(), **event},
        "type": "event_callback",
        "event_id": new_id("Ev"),
        "event_time": int(time.time()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.team_id,
                "user_id": workspace.bot.id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": new_id("4-"),
    }
