"""Everything one person can see, as data and as plain words."""

import re
from collections.abc import Iterator

from slackapp.sandbox.elements import state_values
from slackapp.sandbox.model import JSON, Message, View
from slackapp.sandbox.state import Workspace

_WORDS = frozenset(
    {"text", "alt_text", "title", "caption", "label", "name", "x_label", "y_label", "hint"}
)
_UNSEEN = frozenset({"confirm", "value"})
_NUMBERED = frozenset({"raw_number", None})  # cells and chart points, whose value is shown
_LINK = re.compile(r"<([^>|]+)(?:\|([^>]+))?>")


def plain(workspace: Workspace, text: str) -> str:
    """Slack's mrkdwn as plain words: names for ids, link texts for links."""

    def words(match: re.Match[str]) -> str:
        target, shown = match.group(1), match.group(2)
        if target.startswith("@") and target[1:] in workspace.people:
            return "@" + workspace.people[target[1:]].label
        if target.startswith("#") and target[1:] in workspace.channels:
            return "#" + workspace.channels[target[1:]].name
        if target.startswith("!date^"):
            return shown or target
        return shown or target.lstrip("!@#")

    unescaped = _LINK.sub(words, text)
    return unescaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def words_of(node: object) -> Iterator[str]:
    """Every word that blocks show, in order."""
    if isinstance(node, list):
        for each in node:
            yield each if isinstance(each, str) else ""
            yield from words_of(each)
    if not isinstance(node, dict):
        return
    if "user_id" in node:
        yield f"<@{node['user_id']}>"
    for key, held in node.items():
        if isinstance(held, str) and key in _WORDS:
            yield held
        elif key == "value" and node.get("type") in _NUMBERED and isinstance(held, (int, float)):
            yield str(held)
        elif isinstance(held, (dict, list)) and key not in _UNSEEN:
            yield from words_of(held)


def words_on(workspace: Workspace, blocks: list[JSON], text: str = "") -> str:
    """The words of a message or view; ``text`` stands in where there are no blocks."""
    lines = [words for words in words_of(blocks) if words] or [text]
    return "\n".join(plain(workspace, line) for line in lines)


def message_screen(workspace: Workspace, message: Message) -> JSON:
    """A message as its reader sees it."""
    author = workspace.people.get(message.author)
    return {
        "ref": message.ref,
        "ts": message.ts,
        "author": author.label if author else message.author,
        "ephemeral": bool(message.to),
        "text": message.text,
        "blocks": message.blocks,
        "words": words_on(workspace, message.blocks, message.text),
    }


def view_screen(workspace: Workspace, view: View) -> JSON:
    """A modal or a Home as its person sees it."""
    body = view.body
    texts = [body[key]["text"] for key in ("title", "submit", "close") if key in body]
    words = words_on(workspace, view.blocks)
    return {
        "ref": view.ref,
        "hash": view.hash,
        "callback_id": body.get("callback_id", ""),
        "title": body.get("title", {}).get("text", ""),
        "submit": body.get("submit", {}).get("text", ""),
        "blocks": view.blocks,
        "values": state_values(view.blocks, view.values),
        "errors": view.errors,
        "notice": view.notice,
        "words": "\n".join([*texts, words, *view.errors.values(), view.notice]),
    }


def screen(workspace: Workspace, user: str) -> JSON:
    """Everything this person can see: channels, direct messages, Home, modal, notice.

    What others alone can see (their ephemerals, modals, Homes, private channels) is not in it.
    """
    workspace.person(user)
    channels: list[JSON] = [
        {
            "id": channel.id,
            "name": channel.name,
            "kind": channel.kind,
            "archived": channel.is_archived,
            "messages": [message_screen(workspace, m) for m in workspace.seen_by(user, channel.id)],
        }
        for channel in workspace.channels_of(user)
    ]
    modal, home = workspace.modal(user), workspace.homes.get(user)
    shown: JSON = {
        "rev": workspace.rev.value,
        "person": user,
        "channels": channels,
        "home": view_screen(workspace, home) if home else None,
        "modal": view_screen(workspace, modal) if modal else None,
        "notice": workspace.notices.get(user, ""),
    }
    surfaces = [m for c in channels for m in c["messages"]]
    surfaces += [view for view in (shown["home"], shown["modal"]) if view]
    shown["words"] = "\n".join([*(s["words"] for s in surfaces), shown["notice"]])
    return shown
