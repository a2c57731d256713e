"""Finding controls by what a person reads: a button's text, an input's label, an option's words."""

from collections.abc import Iterator

from slackapp.sandbox.elements import CONTROLS, PRESSED, controls, options_of, typed_value
from slackapp.sandbox.errors import ActionRefused
from slackapp.sandbox.model import JSON, Message, Person, Surface, Values
from slackapp.sandbox.state import Workspace


def surfaces(workspace: Workspace, user: str, within: str = "") -> list[Surface]:
    """Where this person may click, the likeliest first.

    An open modal covers everything else. Otherwise the place the person is at comes first, then
    all messages, newest first, then their Home.

    Args:
        workspace: the workspace.
        user: the person.
        within: ``home``, a channel's id or name, or a reference, to look nowhere else.
    """
    modal = workspace.modal(user)
    if modal is not None:
        return [modal]
    home: list[Surface] = [workspace.homes[user]] if user in workspace.homes else []
    messages: list[Message] = [
        m for c in workspace.channels_of(user) for m in workspace.seen_by(user, c.id)
    ]
    messages.sort(key=lambda m: m.ts, reverse=True)
    if within == "home":
        return home
    if within:
        names = {c.id: c.name for c in workspace.channels_of(user)}
        return [m for m in messages if within in {m.channel, names[m.channel], m.ref}]
    here = workspace.places.get(user, "")
    near: list[Surface] = [m for m in messages if m.channel == here]
    far: list[Surface] = [m for m in messages if m.channel != here]
    return [*home, *far] if here == "home" else [*near, *far, *home]


def _texts(element: JSON) -> set[str]:
    return {
        element.get("text", {}).get("text", ""),
        element.get("action_id", ""),
        element.get("accessibility_label", ""),
    } - {""}


def find_button(candidates: list[Surface], text: str) -> tuple[Surface, JSON, JSON, list[str]]:
    """The first button or overflow choice that says ``text`` (or has it as its action id).

    Returns:
        The surface, the block, the element and, for a choice, its value.

    Raises:
        ActionRefused: when nothing on the screen says that; it names what there is.
    """
    offered: list[str] = []
    for surface in candidates:
        for block, element in controls(surface.blocks):
            if element["type"] not in PRESSED:
                continue
            if text in _texts(element):
                return surface, block, element, []
            offered.append(element.get("text", {}).get("text", element["type"]))
            for option in options_of(element):
                if text in {option["text"]["text"], option["value"]}:
                    return surface, block, element, [option["value"]]
    raise ActionRefused(f"No button says {text!r}; there are: {', '.join(offered) or 'none'}.")


def _names(block: JSON, element: JSON) -> Iterator[str]:
    block_id, action_id = block["block_id"], element["action_id"]
    yield from (f"{block_id}/{action_id}", block_id, action_id)
    for holder, key in ((block, "label"), (block, "text"), (element, "placeholder")):
        if key in holder:
            yield holder[key]["text"]


def find_input(candidates: list[Surface], name: str) -> tuple[Surface, JSON, JSON]:
    """The first control with this label, block id, action id or ``block_id/action_id``.

    Raises:
        ActionRefused: when there is none; it names what there is.
    """
    offered: list[str] = []
    for surface in candidates:
        for block, element in controls(surface.blocks):
            if element["type"] not in CONTROLS:
                continue
            names = list(_names(block, element))
            if name in names:
                return surface, block, element
            offered.append(names[3] if len(names) > 3 else names[0])  # noqa: PLR2004 (its label)
    raise ActionRefused(f"No input is called {name!r}; there are: {', '.join(offered) or 'none'}.")


def pickable_people(workspace: Workspace) -> list[Person]:
    """Whom a people picker offers."""
    return [p for p in workspace.people.values() if not p.deleted]


def _raw(workspace: Workspace, element: JSON, wanted: str) -> str:
    holds = CONTROLS[element["type"]].holds
    choices: dict[str, str] = {}
    if holds in {"option", "options"}:
        for option in options_of(element):
            choices |= {option["text"]["text"]: option["value"], option["value"]: option["value"]}
    elif "users" in element["type"]:
        for person in pickable_people(workspace):
            choices |= dict.fromkeys((person.label, person.name, person.id), person.id)
    elif holds in {"id", "ids"}:
        for channel in workspace.channels.values():
            choices |= dict.fromkeys((channel.name, channel.id), channel.id)
    else:
        return wanted
    if wanted not in choices:
        raise ActionRefused(f"{wanted!r} is not on offer; there are: {', '.join(choices)}.")
    return choices[wanted]


def answer_values(
    workspace: Workspace, candidates: list[Surface], answers: JSON
) -> Iterator[tuple[Surface, Values]]:
    """Typed values for answers by name; nothing is kept yet.

    Args:
        workspace: the workspace.
        candidates: where to look.
        answers: label or id → option text or value, person, text, date; a list where several can
            be chosen; ``None`` for nothing.

    Raises:
        ActionRefused: for a name or a choice that the screen does not offer.
    """
    for name, answer in answers.items():
        surface, block, element = find_input(candidates, name)
        given = answer if isinstance(answer, list) else [] if answer is None else [answer]
        raw = [_raw(workspace, element, str(each)) for each in given]
        value = typed_value(element, raw)
        yield surface, {block["block_id"]: {element["action_id"]: value}}
