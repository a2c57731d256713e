"""Our own list of what Slack refuses, truncates or reads badly, beyond what its models check."""

import ast
import json
import re
import sys
from collections import Counter
from pathlib import Path

from slackblocks import _limits as limits

from slackapp import ui
from slackapp.payloads import payloads
from tests.slackapp.ui.surfaces import ALL, each

VIEW_BYTES = 250_000
"""What Slack takes of a view as JSON (`view_too_large`)."""
MESSAGE_CHARACTERS = 13_200
"""All texts of a message together, by experience (`msg_blocks_too_long`)."""
SERIES = 6
"""Slack's page and the published limits disagree, six against twelve: the smaller one holds."""
PLACEHOLDER = limits.SELECT_PLACEHOLDER_MAX_LENGTH
HERE = Path(ui.__file__).parent
SHOWS_NOTHING = {
    ("errors", "under_a_question"),
    ("expectation", "written"),
    ("foreseen", "is_refused"),
    ("restoring", "kept"),
    ("set_up", "place"),
    ("set_up", "after"),
    ("undo", "asked"),
}
"""Functions that say where a sentence stands, which page follows or what a report page says."""


def nodes(node, *kinds):
    """Every dict in a payload, or those of some types."""
    if isinstance(node, dict):
        if not kinds or node.get("type") in kinds:
            yield node
        for each in node.values():
            yield from nodes(each, *kinds)
    elif isinstance(node, list):
        for each in node:
            yield from nodes(each, *kinds)


def every(*kinds):
    return [name for name, one in ALL.items() if any(nodes(one, *kinds))]


@each(ALL)
def test_a_payload_is_not_too_large_as_a_whole(name):
    payload = ALL[name]
    if name.startswith("message-"):
        texts = [one["text"] for one in nodes(payload) if isinstance(one.get("text"), str)]
        assert sum(map(len, texts)) <= MESSAGE_CHARACTERS
    else:
        assert len(json.dumps(payload, ensure_ascii=False).encode()) <= VIEW_BYTES


@each(ALL)
def test_every_text_that_fills_a_field_is_within_its_limit(name):
    for node in nodes(ALL[name]):
        assert len(node.get("placeholder", {}).get("text", "")) <= PLACEHOLDER
        assert len(node.get("callback_id", "")) <= limits.VIEW_CALLBACK_ID_MAX_LENGTH
        assert len(node.get("fields", ())) <= limits.SECTION_FIELDS_MAX_ITEMS
        for option in (*node.get("options", ()), *node.get("initial_options", ())):
            check_option(option)
        if isinstance(node.get("confirm"), dict) and "deny" in node["confirm"]:
            check_question(node["confirm"])


def check_option(option):
    assert 1 <= len(option["text"]["text"]) <= limits.OPTION_TEXT_MAX_LENGTH
    assert 1 <= len(option["value"]) <= limits.OPTION_VALUE_MAX_LENGTH
    description = option.get("description", {"text": "–"})["text"]
    assert 1 <= len(description) <= limits.OPTION_DESCRIPTION_MAX_LENGTH


def check_question(confirm):
    assert len(confirm["title"]["text"]) <= limits.CONFIRMATION_TITLE_MAX_LENGTH
    assert len(confirm["text"]["text"]) <= limits.CONFIRMATION_TEXT_MAX_LENGTH
    assert len(confirm["confirm"]["text"]) <= limits.CONFIRMATION_CONFIRM_MAX_LENGTH
    assert len(confirm["deny"]["text"]) <= limits.CONFIRMATION_DENY_MAX_LENGTH


@each(every("overflow"))
def test_a_small_menu_has_at_most_five_choices(name):
    for menu in nodes(ALL[name], "overflow"):
        assert 1 <= len(menu["options"]) <= limits.OVERFLOW_OPTIONS_MAX_ITEMS


@each(every("static_select", "multi_static_select", "radio_buttons"))
def test_what_is_chosen_already_is_one_of_the_choices(name):
    kinds = ("static_select", "multi_static_select", "radio_buttons", "checkboxes")
    for element in nodes(ALL[name], *kinds):
        chosen = [*element.get("initial_options", ()), element.get("initial_option")]
        parts = element.get("option_groups") or [element]
        options = [option for part in parts for option in part["options"]]
        assert all(one in options for one in chosen if one is not None)


@each(every("plain_text_input"))
def test_what_stands_in_a_field_already_fits_into_it(name):
    for field in nodes(ALL[name], "plain_text_input"):
        most = field.get("max_length", limits.PLAIN_TEXT_INPUT_MAX_LENGTH_MAX)
        assert most <= limits.PLAIN_TEXT_INPUT_MAX_LENGTH_MAX
        assert len(field.get("initial_value", "")) <= most


@each(every("datepicker", "timepicker"))
def test_days_and_times_are_written_as_slack_reads_them(name):
    for picker in nodes(ALL[name], "datepicker"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", picker.get("initial_date", "2026-01-01"))
    for picker in nodes(ALL[name], "timepicker"):
        assert re.fullmatch(r"\d\d:\d\d", picker.get("initial_time", "10:00"))


@each(ALL)
def test_no_two_controls_of_a_block_have_the_same_action(name):
    for row in nodes(ALL[name], "actions"):
        actions = [element["action_id"] for element in row["elements"]]
        assert len(set(actions)) == len(actions)


@each(ALL)
def test_no_chart_is_sent_whose_axis_cannot_be_set_and_no_more_tables_than_slack_takes(name):
    assert not [*nodes(ALL[name], "data_visualization")]
    assert len([*nodes(ALL[name], "table")]) <= 1


@each(ALL)
def test_every_picture_says_what_it_shows(name):
    for image in nodes(ALL[name], "image"):
        assert 1 <= len(image["alt_text"]) <= limits.IMAGE_ALT_TEXT_MAX_LENGTH


@each(ALL)
def test_buttons_that_read_alike_say_more_to_a_screen_reader(name):
    buttons = [*nodes(ALL[name], "button")]
    alike = Counter(button["text"]["text"] for button in buttons)
    several = [button for button in buttons if alike[button["text"]["text"]] > 1]
    assert all(button.get("accessibility_label") for button in several)


@each(ALL)
def test_the_name_of_a_button_holds_the_words_that_are_seen(name):
    for button in nodes(ALL[name], "button"):
        seen = button["text"]["text"].rstrip("…").casefold()
        assert seen in button.get("accessibility_label", seen).casefold()


@each(ALL)
def test_nothing_calls_everybody_in_a_channel(name):
    assert not re.search(r"<!(?:channel|here|everyone)", json.dumps(ALL[name]))


def test_everything_is_there_as_it_usually_is_and_at_its_worst():
    usual = {name for name in ALL if not name.endswith("-worst")}
    worst = {name.removesuffix("-worst") for name in ALL if name.endswith("-worst")}
    assert usual == worst


def surfaces():
    """Every function of `ui` that says something in Slack: module and qualified name."""
    for path in sorted(HERE.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(_takes_blocks(node) for node in ast.walk(tree)):
            yield from ((path.stem, name) for name in _functions(tree, ""))


def _takes_blocks(node):
    return isinstance(node, ast.ImportFrom) and "blocks" in {each.name for each in node.names}


def _functions(node, inside):
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.FunctionDef):
            yield inside + inner.name
        elif isinstance(inner, ast.ClassDef):
            yield from _functions(inner, f"{inside}{inner.name}.")


def test_every_surface_is_among_the_payloads():
    """Whatever builds a message, a modal or a Home runs while the payloads are made."""
    codes = {}

    def note(frame, event, _):
        if event == "call":
            codes[id(frame.f_code)] = frame.f_code

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        made = list(payloads())
    finally:
        sys.setprofile(before)
    assert len(made) == len(ALL)
    ran = {
        (path.stem, code.co_qualname)
        for code in codes.values()
        if (path := Path(code.co_filename)).parent == HERE
    }
    wanted = set(surfaces())
    assert {("check_in", "view"), ("home", "view"), ("invitation", "message")} <= wanted
    assert sorted(wanted - ran - SHOWS_NOTHING) == []
    assert wanted - ran >= SHOWS_NOTHING
