"""Controls: which ones keep a value, under which key, and what a form's strings become."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal

from slackapp.sandbox.errors import ActionRefused
from slackapp.sandbox.ids import new_name
from slackapp.sandbox.model import JSON, Values

Holds = Literal["text", "option", "options", "id", "ids", "moment", "rich"]


@dataclass(frozen=True, slots=True)
class Control:
    """How one type of control keeps its value: the key in ``state.values`` and what it holds."""

    key: str
    holds: Holds
    initial: str


CONTROLS: dict[str, Control] = {
    "plain_text_input": Control("value", "text", "initial_value"),
    "email_text_input": Control("value", "text", "initial_value"),
    "url_text_input": Control("value", "text", "initial_value"),
    "number_input": Control("value", "text", "initial_value"),
    "rich_text_input": Control("rich_text_value", "rich", "initial_value"),
    "datepicker": Control("selected_date", "text", "initial_date"),
    "timepicker": Control("selected_time", "text", "initial_time"),
    "datetimepicker": Control("selected_date_time", "moment", "initial_date_time"),
    "radio_buttons": Control("selected_option", "option", "initial_option"),
    "static_select": Control("selected_option", "option", "initial_option"),
    "checkboxes": Control("selected_options", "options", "initial_options"),
    "multi_static_select": Control("selected_options", "options", "initial_options"),
    "users_select": Control("selected_user", "id", "initial_user"),
    "multi_users_select": Control("selected_users", "ids", "initial_users"),
    "channels_select": Control("selected_channel", "id", "initial_channel"),
    "multi_channels_select": Control("selected_channels", "ids", "initial_channels"),
    "conversations_select": Control("selected_conversation", "id", "initial_conversation"),
    "multi_conversations_select": Control("selected_conversations", "ids", "initial_conversations"),
}
PRESSED = frozenset({"button", "overflow", "workflow_button", "icon_button", "feedback_buttons"})


def controls(blocks: list[JSON]) -> Iterator[tuple[JSON, JSON]]:
    """Every interactive element with the block it sits in, top to bottom."""
    for block in blocks:
        if block["type"] == "input":
            yield block, block["element"]
        elif block["type"] == "section" and block.get("accessory", {}).get("type") != "image":
            if "accessory" in block:
                yield block, block["accessory"]
        elif block["type"] in {"actions", "context_actions"}:
            for element in block["elements"]:
                yield block, element


def find_control(blocks: list[JSON], block_id: str, action_id: str) -> tuple[JSON, JSON] | None:
    """The block and the element with these ids."""
    for block, element in controls(blocks):
        if block["block_id"] == block_id and element.get("action_id") == action_id:
            return block, element
    return None


def fill_ids(blocks: list[JSON]) -> list[JSON]:
    """Give every block and control the id that the app left out, so that clicks can be matched."""
    for block in blocks:
        block.setdefault("block_id", new_name())
    for _, element in controls(blocks):
        element.setdefault("action_id", new_name())
    return blocks


def options_of(element: JSON) -> list[JSON]:
    """All options, those in groups included."""
    grouped = [option for group in element.get("option_groups", []) for option in group["options"]]
    return [*element.get("options", []), *grouped]


def _plain_rich_text(text: str) -> JSON:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


def typed_value(element: JSON, raw: list[str]) -> JSON:
    """The typed value for what a form sent; what the element does not offer is left out.

    Args:
        element: the control.
        raw: option values, ids or texts; empty strings count as nothing.

    Raises:
        ActionRefused: for a date or time that no picker offers.
    """
    control = CONTROLS[element["type"]]
    # A browser's form ends each line with two characters, of which Slack keeps one.
    given = [text.replace("\r\n", "\n") for text in raw if text]
    first = given[0] if given else None
    if first:
        _check_picked(element["type"], first)
    value: object
    if control.holds in {"option", "options"}:
        chosen = [option for option in options_of(element) if option["value"] in given]
        value = chosen if control.holds == "options" else (chosen[0] if chosen else None)
    elif control.holds == "ids":
        value = given
    elif control.holds == "moment":
        value = int(_moment(first).timestamp()) if first else None
    elif control.holds == "rich":
        value = _plain_rich_text(first) if first else None
    else:
        value = first
    return {"type": element["type"], control.key: value}


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _check_picked(kind: str, text: str) -> None:
    """Refuse a date or time that no picker offers.

    Raises:
        ActionRefused: when it is not in ISO form.
    """
    read = {
        "datepicker": date.fromisoformat,
        "timepicker": time.fromisoformat,
        "datetimepicker": _moment,
    }
    try:
        read.get(kind, str)(text)
    except ValueError as error:
        raise ActionRefused(f"{text!r} is not what a {kind} offers.") from error


def first_value(element: JSON) -> JSON:
    """The value before anybody touched the control: its initial one, or nothing, typed."""
    control = CONTROLS[element["type"]]
    nothing: object = [] if control.holds in {"options", "ids"} else None
    return {"type": element["type"], control.key: element.get(control.initial, nothing)}


def state_values(blocks: list[JSON], entered: Values) -> Values:
    """``state.values``: every control that keeps a value, complete and typed.

    What was entered survives an update of the blocks wherever block id, action id and type
    stayed the same.
    """
    values: Values = {}
    for block, element in controls(blocks):
        if element["type"] not in CONTROLS:
            continue
        block_id, action_id = block["block_id"], element["action_id"]
        kept = entered.get(block_id, {}).get(action_id)
        if kept is None or kept["type"] != element["type"]:
            kept = first_value(element)
        values.setdefault(block_id, {})[action_id] = kept
    return values


def raw_value(element: JSON, value: JSON) -> list[str]:
    """The strings that a form shows for a typed value: the inverse of ``typed_value``."""
    control = CONTROLS[element["type"]]
    held = value.get(control.key)
    if held is None:
        return []
    if control.holds == "ids":
        return list(held)
    if control.holds in {"option", "options"}:
        return [option["value"] for option in (held if isinstance(held, list) else [held])]
    if control.holds == "moment":
        return [datetime.fromtimestamp(held, UTC).strftime("%Y-%m-%dT%H:%M")]
    return [_rich_words(held) if control.holds == "rich" else str(held)]


def _rich_words(rich_text: JSON) -> str:
    inlines = (inline for part in rich_text["elements"] for inline in part["elements"])
    return "".join(inline.get("text", "") for inline in inlines)
