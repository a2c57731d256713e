"""The interactive elements of Block Kit and their limits."""

from datetime import date, time
from typing import TypeAlias

from slackapp.sandbox.model import JSON
from slackapp.sandbox.validation.shape import (
    ByType,
    Check,
    Problems,
    Shape,
    anything,
    array,
    boolean,
    number,
    one_of,
    string,
    text,
    url,
)

Fields: TypeAlias = dict[str, Check]

ID = string(255)
CONFIRM = Shape(
    required={"title": text(100), "text": text(300, plain=False)},
    optional={"confirm": text(30), "deny": text(30), "style": one_of("primary", "danger")},
)


def _option(words: Check) -> Shape:
    return Shape(
        required={"text": words, "value": string(150)},
        optional={"description": text(75, plain=False), "url": url()},
    )


OPTION = _option(text(75))
RICH_OPTION = _option(text(75, plain=False))
GROUP = Shape(required={"label": text(75), "options": array(OPTION, 100)})

_COMMON: Fields = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": boolean}
_SELECT: Fields = {**_COMMON, "placeholder": text(150)}
_MANY: Fields = {**_SELECT, "max_selected_items": number(1, 10_000)}
_FILTER = Shape(
    optional={
        "include": array(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    }
)
_CONVERSATION: Fields = {"default_to_current_conversation": boolean, "filter": _FILTER}
_TEXT: Fields = {
    "action_id": ID,
    "placeholder": text(150),
    "focus_on_load": boolean,
    "initial_value": string(3000, least=0),
    "dispatch_action_config": anything,
}


def _distinct_options(element: JSON, at: str, problems: Problems) -> None:
    groups = element.get("option_groups", [])
    options = [*element.get("options", []), *(o for g in groups for o in g["options"])]
    values = [option["value"] for option in options]
    if len(set(values)) != len(values):
        problems.note("options must have unique values", at)
    chosen = element.get("initial_options", [])
    if "initial_option" in element:
        chosen = [element["initial_option"]]
    if any(option not in options for option in chosen):
        problems.note("initial option must be one of the options", at)


def _one_source(element: JSON, at: str, problems: Problems) -> None:
    if ("options" in element) == ("option_groups" in element):
        problems.note("provide exactly one of: options, option_groups", at)
    _distinct_options(element, at, problems)


def _iso_date(value: object, at: str, problems: Problems) -> None:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        problems.note("must be a date in the form YYYY-MM-DD", at)


def _iso_time(value: object, at: str, problems: Problems) -> None:
    try:
        time.fromisoformat(str(value))
    except ValueError:
        problems.note("must be a time in the form HH:mm", at)


def _length_order(element: JSON, at: str, problems: Problems) -> None:
    if element.get("min_length", 0) > element.get("max_length", 3000):
        problems.note("min_length must not exceed max_length", at)


_SHAPES: dict[str, Shape] = {
    "button": Shape(
        required={"text": text(75)},
        optional={
            "action_id": ID,
            "url": url(),
            "value": string(2000),
            "style": one_of("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
        },
    ),
    "overflow": Shape(
        required={"options": array(OPTION, 5)},
        optional={"action_id": ID, "confirm": CONFIRM},
        also=_distinct_options,
    ),
    "image": Shape(required={"image_url": url(), "alt_text": string(2000)}),
    "static_select": Shape(
        optional={
            **_SELECT,
            "options": array(OPTION, 100),
            "option_groups": array(GROUP, 100),
            "initial_option": OPTION,
        },
        also=_one_source,
    ),
    "multi_static_select": Shape(
        optional={
            **_MANY,
            "options": array(OPTION, 100),
            "option_groups": array(GROUP, 100),
            "initial_options": array(OPTION, 100),
        },
        also=_one_source,
    ),
    "radio_buttons": Shape(
        required={"options": array(RICH_OPTION, 10)},
        optional={**_COMMON, "initial_option": RICH_OPTION},
        also=_distinct_options,
    ),
    "checkboxes": Shape(
        required={"options": array(RICH_OPTION, 10)},
        optional={**_COMMON, "initial_options": array(RICH_OPTION, 10)},
        also=_distinct_options,
    ),
    "users_select": Shape(optional={**_SELECT, "initial_user": ID}),
    "multi_users_select": Shape(optional={**_MANY, "initial_users": array(ID, 1000)}),
    "channels_select": Shape(
        optional={**_SELECT, "initial_channel": ID, "response_url_enabled": boolean}
    ),
    "multi_channels_select": Shape(optional={**_MANY, "initial_channels": array(ID, 1000)}),
    "conversations_select": Shape(
        optional={
            **_SELECT,
            **_CONVERSATION,
            "initial_conversation": ID,
            "response_url_enabled": boolean,
        }
    ),
    "multi_conversations_select": Shape(
        optional={**_MANY, **_CONVERSATION, "initial_conversations": array(ID, 1000)}
    ),
    "datepicker": Shape(optional={**_SELECT, "initial_date": _iso_date}),
    "timepicker": Shape(optional={**_SELECT, "initial_time": _iso_time, "timezone": string(255)}),
    "datetimepicker": Shape(optional={**_COMMON, "initial_date_time": number(0, 9_999_999_999)}),
    "plain_text_input": Shape(
        optional={
            **_TEXT,
            "multiline": boolean,
            "min_length": number(0, 3000),
            "max_length": number(1, 3000),
        },
        also=_length_order,
    ),
    "email_text_input": Shape(optional=_TEXT),
    "url_text_input": Shape(optional=_TEXT),
    "number_input": Shape(
        required={"is_decimal_allowed": boolean},
        optional={**_TEXT, "min_value": string(30), "max_value": string(30)},
    ),
    "rich_text_input": Shape(
        optional={**_TEXT, "initial_value": anything, "min_lines": number(1, 100)}
    ),
}

_SINGLE = ["static_select", "users_select", "channels_select", "conversations_select"]
_CHOICES = [*_SINGLE, *(f"multi_{kind}" for kind in _SINGLE)]
_PICKERS = ["datepicker", "timepicker", "radio_buttons", "checkboxes"]
_TYPED = [
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
    "datetimepicker",
]


def _only(*kinds: str) -> ByType:
    return ByType({kind: _SHAPES[kind] for kind in kinds})


IN_SECTION = _only("button", "overflow", "image", *_CHOICES, *_PICKERS)
IN_ACTIONS = _only("button", "overflow", "datetimepicker", *_SINGLE, *_PICKERS)
IN_INPUT = _only(*_CHOICES, *_PICKERS, *_TYPED)
IMAGE = _only("image")
