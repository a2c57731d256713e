"""Blocks and views that Slack refuses are refused with its own error names."""

import pytest
from probe import form_view, options, plain

from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.validation import checked_blocks, checked_view


def section(text):
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def actions(*elements):
    return {"type": "actions", "elements": list(elements)}


def button(**more):
    return {"type": "button", "text": plain("Go"), "action_id": "go", **more}


def raw(*texts):
    return [{"type": "raw_text", "text": text} for text in texts]


def chart(count=1, categories=("a", "b"), labels=("a", "b")):
    data = [{"label": label, "value": 1} for label in labels]
    series = [{"name": f"s{n}", "data": data} for n in range(count)]
    return {
        "type": "data_visualization",
        "title": "Load",
        "chart": {
            "type": "bar",
            "series": series,
            "axis_config": {"categories": list(categories)},
        },
    }


def data_table(*rows):
    return {"type": "data_table", "caption": "Readings", "rows": list(rows)}


REFUSED = {
    "51 blocks": ([section("x")] * 51, "no more than 50 items"),
    "an unknown block": ([{"type": "hologram"}], "unsupported type: hologram"),
    "an empty section": ([{"type": "section"}], "text, fields"),
    "a long header": ([{"type": "header", "text": plain("x" * 151)}], "less than 151"),
    "a long button": ([actions(button(text=plain("x" * 76)))], "less than 76"),
    "a long placeholder": (
        [actions({"type": "users_select", "placeholder": plain("x" * 151)})],
        "less than 151",
    ),
    "an eleventh radio": (
        [actions({"type": "radio_buttons", "options": options(*"abcdefghijk")})],
        "no more than 10",
    ),
    "twin options": ([actions({"type": "checkboxes", "options": options("a", "a")})], "unique"),
    "no options": ([actions({"type": "static_select"})], "options, option_groups"),
    "a multi select in actions": ([actions({"type": "multi_users_select"})], "unsupported type"),
    "an unknown field": ([{**section("x"), "colour": "red"}], "additional property: colour"),
    "an image without alt text": (
        [{"type": "image", "image_url": "https://example.com/a.png"}],
        "alt_text",
    ),
    "a script address": ([actions(button(url="javascript:alert(1)"))], "valid URL"),
    "twin block ids": ([{**section("x"), "block_id": "b"}] * 2, "block_id must be unique"),
    "an alert outside modals": ([{"type": "alert", "text": plain("x")}], "unsupported type"),
    "three charts": ([chart(), chart(), chart()], "no more than 2 data_visualization"),
    "seven series": ([chart(7)], "no more than 6"),
    "a chart with a gap": ([chart(labels=("a",))], "exactly one point for every category"),
    "two tables": ([{"type": "table", "rows": [raw("a")]}] * 2, "no more than 1 table"),
    "a ragged table": (
        [{"type": "table", "rows": [raw("a", "b"), raw("c")]}],
        "same number of cells",
    ),
    "a data table of one row": ([data_table(raw("a"))], "fewer than 2"),
    "an initial option of another list": (
        [
            actions(
                {
                    "type": "radio_buttons",
                    "options": options("a"),
                    "initial_option": options("b")[0],
                }
            )
        ],
        "initial option must be one",
    ),
    "a date that is none": (
        [actions({"type": "datepicker", "initial_date": "tomorrow"})],
        "YYYY-MM-DD",
    ),
    "a time that is none": ([actions({"type": "timepicker", "initial_time": "noon"})], "HH:mm"),
    "an image with two sources": (
        [
            {
                "type": "image",
                "image_url": "https://example.com/a.png",
                "slack_file": {"id": "F1"},
                "alt_text": "x",
            }
        ],
        "image_url, slack_file",
    ),
    "twin action ids": ([actions(button(), button())], "action_id must be unique"),
    "twin categories": (
        [chart(categories=("a", "a"), labels=("a", "a"))],
        "categories must be unique",
    ),
    "an endless data table": (
        [data_table(raw("a" * 20), *[raw("x" * 2500)] * 8)],
        "less than 20001 characters in all",
    ),
    "a row header beyond the table": (
        [{**data_table(raw("a"), raw("b")), "row_header_column_index": 1}],
        "must be a column",
    ),
    "a number that is text": ([{**data_table(raw("a"), raw("b")), "page_size": "5"}], "an integer"),
    "an empty data table cell": ([data_table(raw("a"), raw(""))], "more than 0"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_blocks_are_refused(case):
    blocks, words = REFUSED[case]
    with pytest.raises(SlackError) as caught:
        checked_blocks(blocks)
    assert caught.value.code == "invalid_blocks"
    messages = caught.value.extra["response_metadata"]["messages"]
    assert words in " ".join(messages)
    assert "[json-pointer:/blocks" in messages[0]


def test_charts_and_tables_within_their_limits_are_taken():
    blocks = [chart(6), chart(), {"type": "table", "rows": [raw("a"), raw("b")]}]
    assert checked_blocks(blocks) == blocks
    assert checked_blocks([data_table(raw("a"), raw("b"))])


def test_too_much_text_in_all_is_refused_by_its_own_name():
    with pytest.raises(SlackError, match="msg_blocks_too_long"):
        checked_blocks([section("x" * 2800)] * 5)


def without(view, key):
    return {name: held for name, held in view.items() if name != key}


WRONG_VIEWS = {
    "no title": (without(form_view(), "title"), "missing required field: title"),
    "a long title": ({**form_view(), "title": plain("x" * 25)}, "less than 25"),
    "inputs without submit": (without(form_view(), "submit"), "missing required field: submit"),
    "long metadata": ({**form_view(), "private_metadata": "x" * 3001}, "less than 3001"),
    "lengths the wrong way round": (
        {
            **form_view(),
            "blocks": [
                {
                    "type": "input",
                    "label": plain("x"),
                    "element": {"type": "plain_text_input", "min_length": 9, "max_length": 3},
                }
            ],
        },
        "min_length must not exceed max_length",
    ),
    "101 blocks": ({**form_view(), "blocks": [{"type": "divider"}] * 101}, "more than 100"),
    "a chart": ({**form_view(), "blocks": [chart()]}, "unsupported type"),
    "a home": ({**form_view(), "type": "home"}, "must be one of: modal"),
}


@pytest.mark.parametrize("case", WRONG_VIEWS)
def test_views_are_refused(case):
    view, words = WRONG_VIEWS[case]
    with pytest.raises(SlackError) as caught:
        checked_view(view, "modal")
    assert caught.value.code == "invalid_arguments"
    assert words in " ".join(caught.value.extra["response_metadata"]["messages"])


def test_a_view_beyond_250_kilobytes_is_too_large():
    blocks = [section("x" * 2900)] * 90
    with pytest.raises(SlackError, match="view_too_large"):
        checked_view({**form_view(), "blocks": blocks}, "modal")
