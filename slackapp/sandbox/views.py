"""Opening, replacing and closing modals and Homes, with Slack's rules about stacks and hashes."""

import secrets
import time
from typing import Literal

from slackapp.sandbox.elements import fill_ids, state_values
from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.ids import new_id
from slackapp.sandbox.model import JSON, View
from slackapp.sandbox.state import Workspace

STACK_MOST = 3
_COPIED = ("title", "submit", "close", "blocks", "private_metadata", "callback_id", "external_id")


def _new_hash() -> str:
    return f"{int(time.time())}.{secrets.token_hex(4)}"


def view_json(workspace: Workspace, view: View) -> JSON:
    """The view as payloads and answers carry it."""
    body = view.body
    return {
        "id": view.id,
        "team_id": workspace.team_id,
        "type": view.kind,
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "title": {"type": "plain_text", "text": workspace.bot.label, "emoji": True},
        "submit": None,
        "close": None,
        **{key: body[key] for key in _COPIED if key in body},
        "state": {"values": state_values(view.blocks, view.values)},
        "hash": view.hash,
        "clear_on_close": bool(body.get("clear_on_close")),
        "notify_on_close": bool(body.get("notify_on_close")),
        "root_view_id": view.root,
        "previous_view_id": view.previous,
        "app_id": workspace.app_id,
        "app_installed_team_id": workspace.team_id,
        "bot_id": workspace.bot_id,
    }


def _check_external_id(workspace: Workspace, body: JSON, *, own: str = "") -> None:
    wanted = body.get("external_id")
    if wanted and any(
        v.body.get("external_id") == wanted and v.id != own for v in workspace.views()
    ):
        raise SlackError("duplicate_external_id")


def open_view(workspace: Workspace, user: str, body: JSON, *, on_top: bool) -> View:
    """Open a modal; ``on_top`` pushes it onto the open ones, otherwise it replaces them.

    Raises:
        SlackError: ``push_limit_reached``, ``duplicate_external_id``, ``not_found`` when there is
            nothing to push onto.
    """
    stack = workspace.modals.setdefault(user, [])
    if on_top and not stack:
        raise SlackError("not_found")
    if on_top and len(stack) >= STACK_MOST:
        raise SlackError("push_limit_reached")
    _check_external_id(workspace, body)
    view_id = new_id("V")
    view = View(
        id=view_id,
        kind="modal",
        user=user,
        body={**body, "blocks": fill_ids(body["blocks"])},
        hash=_new_hash(),
        root=stack[0].id if on_top else view_id,
        previous=stack[-1].id if on_top else None,
    )
    if not on_top:
        stack.clear()
    stack.append(view)
    workspace.rev.bump()
    return view


def replace_view(workspace: Workspace, view: View, body: JSON) -> View:
    """Give an open view new contents and a new hash; what was typed stays where ids match.

    Raises:
        SlackError: ``duplicate_external_id``.
    """
    _check_external_id(workspace, body, own=view.id)
    view.body = {**body, "blocks": fill_ids(body["blocks"])}
    view.hash = _new_hash()
    view.errors, view.notice = {}, ""
    workspace.rev.bump()
    return view


def publish_home(workspace: Workspace, user: str, body: JSON, *, seen_hash: str | None) -> View:
    """Publish a person's Home.

    Raises:
        SlackError: ``user_not_found``, ``hash_conflict``, ``duplicate_external_id``.
    """
    workspace.person(user)
    home = workspace.homes.get(user)
    if home is not None:
        check_hash(home, seen_hash)
        return replace_view(workspace, home, body)
    _check_external_id(workspace, body)
    view_id = new_id("V")
    workspace.homes[user] = View(
        id=view_id,
        kind="home",
        user=user,
        body={**body, "blocks": fill_ids(body["blocks"])},
        hash=_new_hash(),
        root=view_id,
    )
    workspace.rev.bump()
    return workspace.homes[user]


def check_hash(view: View, seen: str | None) -> None:
    """Refuse an update that was made from an older version of the view.

    Raises:
        SlackError: ``hash_conflict``.
    """
    if seen and seen != view.hash:
        raise SlackError("hash_conflict")


def find_view(workspace: Workspace, *, view_id: str, external_id: str) -> View:
    """An open modal by its id or by the app's own.

    Raises:
        SlackError: ``not_found``.
    """
    for view in workspace.views():
        matches = view.id == view_id if view_id else view.body.get("external_id") == external_id
        if matches and view.kind == "modal":
            return view
    raise SlackError("not_found")


def close_views(workspace: Workspace, user: str, how: Literal["top", "all"]) -> list[View]:
    """Take the top modal, or all of them, off the screen; returns them, top first."""
    stack = workspace.modals.get(user, [])
    closed = stack[::-1] if how == "all" else stack[-1:]
    del stack[len(stack) - len(closed) :]
    workspace.rev.bump()
    return closed
