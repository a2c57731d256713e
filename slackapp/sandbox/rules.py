"""The rules that Slack's own client enforces before the app ever hears of a submission."""

import re
from collections.abc import Callable

from slackapp.sandbox.elements import controls, raw_value
from slackapp.sandbox.model import JSON, Values

LONGEST = 3000
"""Characters that any field takes, also where the app sets no bound."""
REQUIRED = "Please complete this required field."
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://\S+")


def broken_rules(blocks: list[JSON], values: Values) -> dict[str, str]:
    """Block id → what the person is told, for every input that may not be submitted yet.

    Args:
        blocks: the view's blocks.
        values: its complete ``state.values``.
    """
    broken: dict[str, str] = {}
    for block, element in controls(blocks):
        if block["type"] != "input":
            continue
        held = raw_value(element, values[block["block_id"]][element["action_id"]])
        problem = _problem(element, held, optional=bool(block.get("optional")))
        if problem:
            broken[block["block_id"]] = problem
    return broken


def _problem(element: JSON, held: list[str], *, optional: bool) -> str:
    if not held:
        return "" if optional else REQUIRED
    most = element.get("max_selected_items")
    if most is not None and len(held) > most:
        return f"Please choose at most {most}."
    judge = _JUDGES.get(element["type"])
    return judge(element, held[0]) if judge else ""


def _length_problem(element: JSON, text: str) -> str:
    least, most = element.get("min_length", 0), element.get("max_length", LONGEST)
    if len(text) < least:
        return f"Please enter at least {least} characters."
    return f"Please enter at most {most} characters." if len(text) > most else ""


def _number_problem(element: JSON, text: str) -> str:
    whole = not element.get("is_decimal_allowed")
    if not re.fullmatch(r"-?\d+" if whole else r"-?\d+(\.\d+)?", text):
        return "Please enter a whole number." if whole else "Please enter a number."
    if float(text) < float(element.get("min_value", "-inf")):
        return f"Please enter {element['min_value']} or more."
    too_much = float(text) > float(element.get("max_value", "inf"))
    return f"Please enter {element['max_value']} or less." if too_much else ""


def _email_problem(_element: JSON, text: str) -> str:
    return "" if _EMAIL.fullmatch(text) else "Please enter a valid email address."


def _url_problem(_element: JSON, text: str) -> str:
    return "" if _URL.fullmatch(text) else "Please enter a valid URL."


_JUDGES: dict[str, Callable[[JSON, str], str]] = {
    "plain_text_input": _length_problem,
    "number_input": _number_problem,
    "email_text_input": _email_problem,
    "url_text_input": _url_problem,
}
