"""Block Kit as plain dicts, each within Slack's limits: too long a text is cut, never refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypedDict

from slackapp.ui.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

Block = dict[str, Any]

# Characters, from Slack's Block Kit reference.
TEXT: Final = 3000
HEADER: Final = 150
BUTTON: Final = 75
VALUE: Final = 2000
OPTION: Final = 75
PLACEHOLDER: Final = 150
LABEL: Final = 2000
VIEW_TITLE: Final = 24
MESSAGE_TEXT: Final = 4000
CONFIRM: Final = 300
NAME: Final = 80
"""Slack's own limit for the names of channels and people."""
_LOOKALIKES: Final = str.maketrans(
    {"*": "\N{ASTERISK OPERATOR}", "~": "\N{TILDE OPERATOR}", "`": "'"}
)


class Words(TypedDict):
    """A message without its address: `text` says everything for screen readers and previews.

    `plain` are the same blocks with words in place of a table, for a Slack that refuses one.
    """

    text: str
    blocks: tuple[Block, ...]
    plain: tuple[Block, ...]


def words(text: str, blocks: Iterable[Block], *, plain: Iterable[Block] | None = None) -> Words:
    """Compose a message."""
    full = tuple(blocks)
    return {
        "text": cut(text, MESSAGE_TEXT),
        "blocks": full,
        "plain": full if plain is None else tuple(plain),
    }


def cut(text: str, limit: int) -> str:
    """Return the text, or its beginning with an ellipsis; at least one character."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def whole_lines(lines: Sequence[str], limit: int = TEXT) -> str:
    """The lines below one another, or as many of the first as fit, with an ellipsis below them.

    None is cut in two, which could be inside a mark or a name; but the first, where it is too long.
    """
    whole = "\n".join(lines)
    if len(whole) <= limit:
        return whole
    ends = [at for at in range(limit - 1) if whole[at] == "\n"]
    return f"{whole[: ends[-1]]}\n…" if ends else cut(whole, limit)


def escape(name: str) -> str:
    """Make a name from outside safe inside mrkdwn, and short enough never to be cut in two.

    Slack has no escape for its marks: a name with stars would end the bold it stands in. Signs
    that look alike take their place.
    """
    return literal(cut(name, NAME).translate(_LOOKALIKES))


def literal(text: str) -> str:
    """Make a sentence of our own that holds something from outside safe inside mrkdwn.

    What it says in bold would be a name's: only its backticks are its own.
    """
    text = text.translate({sign: _LOOKALIKES[sign] for sign in map(ord, "*~")})
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Take the marks of `escape` out again, for text without markup."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def plain(text: str, limit: int = TEXT) -> Block:
    """Text without markup; emoji codes stay letters."""
    return {"type": "plain_text", "text": cut(text, limit), "emoji": False}


def mrkdwn(text: str) -> Block:
    """Text with Slack's markup."""
    return {"type": "mrkdwn", "text": cut(text, TEXT)}


def header(text: str) -> Block:
    """A heading, which screen readers announce as one."""
    return {"type": "header", "text": plain(text, HEADER)}


def section(text: str, *, accessory: Block | None = None) -> Block:
    """A paragraph."""
    block = {"type": "section", "text": mrkdwn(text)}
    return block if accessory is None else block | {"accessory": accessory}


def context(*texts: str) -> Block:
    """Small print."""
    return {"type": "context", "elements": [mrkdwn(text) for text in texts]}


def divider() -> Block:
    """A line."""
    return {"type": "divider"}


def button(text: str, *, action: str, value: str, says: str | None = None) -> Block:
    """A button; `says` is told to screen readers where the text alone is not clear."""
    element = {
        "type": "button",
        "text": plain(text, BUTTON),
        "action_id": action,
        "value": cut(value, VALUE),
    }
    return element if says is None else element | {"accessibility_label": _name(text, says)}


def link_button(text: str, *, action: str, url: str, says: str | None = None) -> Block:
    """A button that opens an address."""
    element = {"type": "button", "text": plain(text, BUTTON), "action_id": action, "url": url}
    return element if says is None else element | {"accessibility_label": _name(text, says)}


def _name(text: str, says: str) -> str:
    """A name holds the words that are seen: whoever speaks to a machine says those (WCAG 2.5.3)."""
    seen = text.rstrip("…")
    return cut(says if seen.casefold() in says.casefold() else f"{seen}: {says}", BUTTON)


def actions(*elements: Block, block_id: str | None = None) -> Block:
    """A row of buttons."""
    block: Block = {"type": "actions", "elements": list(elements)}
    return block if block_id is None else block | {"block_id": block_id}


def option(text: str, value: str, *, description: str | None = None) -> Block:
    """One choice; `description` is a second line below a checkbox or a radio button."""
    choice = {"text": plain(text, OPTION), "value": value}
    return choice if description is None else choice | {"description": plain(description, OPTION)}


def entry(  # the five things an input block is made of
    label: str, element: Block, *, block_id: str, hint: str | None = None, dispatch: bool = False
) -> Block:
    """A question that may be left blank."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label, LABEL),
        "element": element,
        "optional": True,
        "dispatch_action": dispatch,
    }
    return block if hint is None else block | {"hint": plain(hint, LABEL)}


def required(label: str, element: Block, *, block_id: str, hint: str | None = None) -> Block:
    """A question that must be answered."""
    return entry(label, element, block_id=block_id, hint=hint) | {"optional": False}


def radio(options: Sequence[Block], *, action: str) -> Block:
    """One of at most ten choices, all in sight."""
    return {"type": "radio_buttons", "action_id": action, "options": list(options)}


def checkboxes(options: Sequence[Block], *, action: str, chosen: Sequence[Block] = ()) -> Block:
    """Any of at most ten choices, all in sight; `chosen` are ticked already."""
    element = {"type": "checkboxes", "action_id": action, "options": list(options)}
    return element | {"initial_options": list(chosen)} if chosen else element


def overflow(options: Sequence[Block], *, action: str) -> Block:
    """A small menu of at most five choices."""
    return {"type": "overflow", "action_id": action, "options": list(options)}


def datepicker(*, action: str, placeholder: str, chosen: date | None = None) -> Block:
    """A day, or none."""
    element: Block = {
        "type": "datepicker",
        "action_id": action,
        "placeholder": plain(placeholder, PLACEHOLDER),
    }
    return element if chosen is None else element | {"initial_date": chosen.isoformat()}


def preformatted(text: str) -> Block:
    """Text exactly as it is, to be copied."""
    part = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [part]}


def select(
    options: Sequence[Block], *, action: str, placeholder: str, chosen: Block | None = None
) -> Block:
    """One of at most a hundred choices; `chosen` is selected already."""
    element: Block = {
        "type": "static_select",
        "action_id": action,
        "placeholder": plain(placeholder, PLACEHOLDER),
        "options": list(options),
    }
    return element if chosen is None else element | {"initial_option": chosen}


def multi_select(options: Sequence[Block], *, action: str, placeholder: str, most: int) -> Block:
    """Up to `most` of at most a hundred choices."""
    return {
        "type": "multi_static_select",
        "action_id": action,
        "placeholder": plain(placeholder, PLACEHOLDER),
        "options": list(options),
        "max_selected_items": most,
    }


def modal(
    title: str,
    blocks: Iterable[Block],
    *,
    callback: str,
    close: str,
    submit: str | None = None,
    metadata: str = "",
) -> Block:
    """A modal view; `metadata` is an opaque id and nothing else."""
    view: Block = {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title, VIEW_TITLE),
        "close": plain(close, VIEW_TITLE),
        "private_metadata": metadata,
        "blocks": list(blocks),
    }
    return view if submit is None else view | {"submit": plain(submit, VIEW_TITLE)}


def sure(question: str, *, do: str, stay: str, destroys: bool = False) -> Block:
    """Ask before something that cannot be undone; both buttons say what they come to.

    What nobody can bring back, `destroys`, is red.
    """
    return {
        "confirm": {
            "title": plain(_("Are you sure?"), 100),
            "text": plain(question, CONFIRM),
            "confirm": plain(do, 30),
            "deny": plain(stay, 30),
        }
        | ({"style": "danger"} if destroys else {})
    }
