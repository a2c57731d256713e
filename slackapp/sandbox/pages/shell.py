"""The page of one person: who they are, where they are, what they see there."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from markupsafe import Markup

from slackapp.sandbox.model import Channel, Message, View
from slackapp.sandbox.pages.layout import scroller
from slackapp.sandbox.render.blocks import draw
from slackapp.sandbox.render.controls import avatar
from slackapp.sandbox.render.eye import Eye
from slackapp.sandbox.render.html import tag
from slackapp.sandbox.render.mrkdwn import mrkdwn
from slackapp.sandbox.state import Workspace

SHOWN_MOST = 60  # messages of a channel on the page, the newest


def address(eye: Eye, place: str) -> str:
    """Where a person's view of a place is."""
    return f"/as/{eye.person.id}/{place}"


def top(eye: Eye, place: str) -> Markup:
    """The bar with the label that this is no Slack, the calendar and the way to the traffic."""
    now = eye.local(eye.workspace.calendar.now())
    moves = [
        tag("button", name, name="hours", value=str(hours), class_="button small")
        for name, hours in (("+1 hour", 1), ("+1 day", 24), ("+1 week", 168))
    ]
    clock = tag(
        "form",
        tag("time", f"{now:%a %-d %b %Y, %-I:%M %p}", datetime=now.isoformat(timespec="minutes")),
        moves,
        tag("input", type="hidden", name="back", value=address(eye, place)),
        method="post",
        action="/clock",
        class_="clock",
        aria_label="Calendar",
    )
    label = tag(
        "p",
        tag("strong", "Sandbox"),
        " – not Slack",
        tag("span", eye.workspace.name),
        class_="mark",
    )
    elsewhere = [
        tag("a", name, href=f"{path}?back={address(eye, place)}", class_="button small")
        for name, path in (("What if", "/happening"), ("Traffic", "/traffic"))
    ]
    return tag("header", label, clock, *elsewhere, class_="top", data_region="top")


_WAITS: Final = "has a dialog open"


def people(eye: Eye, place: str, parts: Mapping[str, str]) -> Markup:
    """The row of people one can act as; `parts` is what they are in the app, by id."""
    items, legend = [], False
    for person in eye.workspace.humans():
        if person.deleted:
            continue
        current = person.id == eye.person.id
        waiting = eye.workspace.modal(person.id) is not None and not current
        dot = tag("span", _WAITS, class_="dot", title=_WAITS) if waiting else None
        legend = legend or waiting
        there = place if place == "home" or _in(eye, person.id, place) else "first"
        said = [person.title, parts.get(person.id), "admin" if person.is_admin else None]
        role = ", ".join(filter(None, said))
        chip = tag(
            "a",
            avatar(person),
            tag("span", person.label, class_="name"),
            tag("small", role) if role else None,
            dot,
            href=f"/as/{person.id}/{there}",
            aria_current="true" if current else None,
        )
        items.append(tag("li", chip))
    head = tag("h2", "Act as", id="act-as")
    dot = tag("span", class_="dot", aria_hidden="true")
    inside = head, tag("ul", items), tag("p", dot, _WAITS, class_="hint legend") if legend else None
    return tag("nav", *inside, class_="people", data_region="people", aria_labelledby="act-as")


def _in(eye: Eye, user: str, place: str) -> bool:
    channel = eye.workspace.channels.get(place)
    return channel is not None and not channel.is_im and user in channel.members


def _title(eye: Eye, channel: Channel) -> str:
    return eye.workspace.bot.label if channel.is_im else channel.name


def side(eye: Eye, place: str) -> Markup:
    """The list of places: the app's Home, channels, direct messages."""
    ws = eye.workspace
    home = tag(
        "form",
        tag(
            "button",
            avatar(ws.bot),
            tag("span", f"{ws.bot.label}: Home tab"),
            class_="place",
            aria_current="page" if place == "home" else None,
        ),
        method="post",
        action=address(eye, "home") + "/open",
    )
    listed: dict[str, list[Markup]] = {"Channels": [], "Direct messages": []}
    for channel in ws.channels_of(eye.person.id):
        sign = avatar(ws.bot) if channel.is_im else tag("span", "#", class_="sign")
        archived = tag("small", "archived") if channel.is_archived else None
        private = tag("small", "private") if channel.is_private and not channel.is_im else None
        item = tag(
            "a",
            sign,
            tag("span", _title(eye, channel)),
            private,
            archived,
            href=address(eye, channel.id),
            class_="place",
            aria_current="page" if place == channel.id else None,
        )
        listed["Direct messages" if channel.is_im else "Channels"].append(tag("li", item))
    groups = [
        Markup().join([tag("h2", name), tag("ul", items)])
        for name, items in listed.items()
        if items
    ]
    return tag(
        "nav",
        tag("h2", "App"),
        home,
        *groups,
        class_="side",
        data_region="side",
        aria_label="Places",
    )


def message(eye: Eye, shown: Message, place: str) -> Markup:
    """One message with its controls."""
    author = eye.workspace.people.get(shown.author, eye.workspace.bot)
    at = eye.local(datetime.fromtimestamp(float(shown.ts), UTC))
    body = draw(eye, shown) if shown.blocks else tag("div", mrkdwn(eye, shown.text), class_="block")
    head = tag(
        "p",
        tag("strong", author.label),
        tag("span", "app", class_="badge") if author.is_bot else None,
        tag("time", f"{at:%a %-d %b, %-I:%M %p}", datetime=at.isoformat(timespec="seconds")),
        tag("span", "edited", class_="edited") if shown.edited_ts else None,
        class_="who",
    )
    only = tag("p", "Only visible to you", class_="only") if shown.to else None
    content = tag("div", only, head, body, class_="content")
    form = tag(
        "form",
        tag(
            "button",
            "",
            name="_act",
            value="_none",
            class_="unseen",
            tabindex="-1",
            aria_hidden="true",
        ),
        tag("input", type="hidden", name="_ref", value=shown.ref),
        avatar(author),
        content,
        method="post",
        action=address(eye, place) + "/act",
        novalidate=True,
        class_="message own-only" if shown.to else "message",
    )
    return tag("li", form, data_key=shown.ref)


def channel(eye: Eye, place: Channel) -> Markup:
    """A channel with its messages and a line to write in."""
    messages = eye.workspace.seen_by(eye.person.id, place.id)[-SHOWN_MOST:]
    items = [message(eye, shown, place.id) for shown in messages]
    name = _title(eye, place) if place.is_im else f"#{place.name}"
    log = (
        tag("ol", items, class_="messages")
        if items
        else tag("p", "Nothing has been said here yet.", class_="empty")
    )
    head = tag("div", tag("h1", name), tag("p", _about(eye, place), class_="hint"), class_="head")
    shown = scroller(log, role="log", label=f"Messages in {name}")
    writable = eye.workspace.can_write(place) and not place.is_archived
    write = _composer(eye, place) if writable else None
    return tag("main", head, notice(eye, place.id), shown, write, class_="main", data_region="main")


def _about(eye: Eye, place: Channel) -> str:
    if place.is_im:
        return "Direct messages with the app"
    gone = {eye.workspace.bot.id} if eye.workspace.is_removed else set()
    names = [eye.name_of(user) for user in place.members if user not in gone]
    return place.topic or f"{len(names)} members: {', '.join(names)}"


def _composer(eye: Eye, place: Channel) -> Markup:
    commands = " or ".join(f"{c} {h}".strip() for c, h in eye.workspace.manifest.commands.items())
    return tag(
        "form",
        tag("label", "Write a message or a command", for_="composer", class_="unseen"),
        tag(
            "input",
            type="text",
            id="composer",
            name="text",
            class_="input",
            autocomplete="off",
            placeholder=f"Message, or {commands}" if commands else "Message",
        ),
        tag("button", "Send", class_="button"),
        method="post",
        action=address(eye, place.id) + "/say",
        class_="composer",
    )


def home(eye: Eye) -> Markup:
    """The app's Home tab."""
    view = eye.workspace.homes.get(eye.person.id)
    name = eye.workspace.bot.label
    head = tag("div", tag("h1", f"{name}: Home tab"), class_="head")
    if view is None:
        is_removed = eye.workspace.is_removed
        missing = "is not installed here." if is_removed else "has published nothing here yet."
        body = tag("p", f"{name} {missing}", class_="empty")
    else:
        body = view_form(eye, view, "home", draw(eye, view))
    inside = scroller(tag("div", body, class_="sheet"), role="region", label="Home")
    return tag("main", head, notice(eye, "home"), inside, class_="main", data_region="main")


def add_again(ws: Workspace) -> Markup:
    """That the app was removed, and where it is added again."""
    gone = f"{ws.bot.label} was removed; its tokens work no more. "
    again = tag("a", f"Add {ws.bot.label} again", href=ws.install_url) if ws.install_url else ""
    return tag("p", gone, again)


def notice(eye: Eye, place: str) -> Markup | None:
    """What went wrong the last time; and while the app is removed that it is, with the way back."""
    text = eye.workspace.notices.get(eye.person.id)
    if eye.workspace.is_removed and not text:
        return tag("div", add_again(eye.workspace), class_="notice", role="status")
    if not text:
        return None
    put_away = tag("button", "Dismiss", class_="button small")
    return tag(
        "form",
        tag("p", text, role="alert"),
        put_away,
        method="post",
        action=address(eye, place) + "/dismiss",
        class_="notice",
    )


def view_form(eye: Eye, view: View, place: str, *body: Markup | None) -> Markup:
    """The form around a view; Enter in a text field submits a modal and does nothing at Home."""
    default = "_submit" if view.kind == "modal" and "submit" in view.body else "_none"
    return tag(
        "form",
        tag(
            "button",
            "",
            name="_act",
            value=default,
            class_="unseen",
            tabindex="-1",
            aria_hidden="true",
        ),
        tag("input", type="hidden", name="_ref", value=view.ref),
        *body,
        method="post",
        action=address(eye, place) + "/act",
        novalidate=True,
        class_="view",
    )
