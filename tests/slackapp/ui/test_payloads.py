"""Every payload, realistic and at its worst, against three independent sets of Slack's rules."""

import json
import logging
import re

import pytest
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View
from slackblocks import _limits as limits

from slackapp.payloads import messages, write
from slackapp.payloads.samples import PLAIN, WORST
from slackapp.sandbox.validation import checked_blocks, checked_view
from slackapp.ui.foreseen import Place
from slackapp.ui.restoring import kept
from slackapp.ui.set_up import Page
from tests.slackapp.ui.surfaces import ALL, each

MESSAGES = {name: payload for name, payload in ALL.items() if name.startswith("message-")}
VIEWS = {name: payload for name, payload in ALL.items() if not name.startswith("message-")}


def blocks_of(payload):
    return payload if isinstance(payload, list) else payload["blocks"]


def elements(node, kind=None):
    """Every dict in a payload, or those of one type."""
    if isinstance(node, dict):
        if kind is None or node.get("type") == kind:
            yield node
        for each in node.values():
            yield from elements(each, kind)
    elif isinstance(node, list):
        for each in node:
            yield from elements(each, kind)


def words(payload):
    return [
        node["text"]
        for node in elements(payload)
        if node.get("type") in {"plain_text", "mrkdwn", "raw_text"}
    ]


@each(ALL)
def test_slacks_own_models_take_every_block_and_give_it_back_unchanged(name, caplog):
    caplog.set_level(logging.WARNING)
    for block in blocks_of(ALL[name]):
        parsed = Block.parse(json.loads(json.dumps(block)))
        parsed.validate_json()
        assert parsed.to_dict() == without_defaults(block)
    assert not caplog.records


def without_defaults(node):
    """Slack's models leave out what is false or blank by default."""
    if isinstance(node, list):
        return [without_defaults(each) for each in node]
    if not isinstance(node, dict):
        return node
    return {
        key: without_defaults(value)
        for key, value in node.items()
        if not (key == "emoji" and node["type"] == "mrkdwn")
    }


@each(VIEWS)
def test_slacks_own_model_takes_every_view(name):
    View(**json.loads(json.dumps(VIEWS[name]))).validate_json()


@each(ALL)
def test_the_local_slack_takes_it(name):
    payload = ALL[name]
    if isinstance(payload, list):
        checked_blocks(payload)
    else:
        checked_view(payload, payload["type"])


@each(ALL)
def test_every_text_and_list_is_within_published_limits(name):
    payload = ALL[name]
    most = limits.VIEW_BLOCKS_MAX_ITEMS if name in VIEWS else limits.MESSAGE_BLOCKS_MAX_ITEMS
    assert 0 < len(blocks_of(payload)) <= most
    for text in words(payload):
        assert limits.TEXT_MIN_LENGTH <= len(text) <= limits.TEXT_MAX_LENGTH
    for node in elements(payload):
        check_ids(node)
        check_node(node)


def check_ids(node):
    assert len(node.get("action_id", "")) <= limits.ACTION_ID_MAX_LENGTH
    assert len(node.get("block_id", "")) <= limits.BLOCK_ID_MAX_LENGTH


def check_node(node):
    kind = node.get("type")
    for path, most in LONGEST.get(kind, {}).items():
        assert len(at(node, path)) <= most, path
    if kind in CHOICES:
        check_options(node, CHOICES[kind])
    elif kind == "modal":
        assert "submit" in node or not list(elements(node, "input"))
    elif kind == "table":
        assert max(map(len, node["rows"])) <= limits.TABLE_COLUMNS_MAX_ITEMS


LONGEST = {
    "button": {
        "text.text": limits.BUTTON_TEXT_MAX_LENGTH,
        "value": limits.BUTTON_VALUE_MAX_LENGTH,
        "url": limits.BUTTON_URL_MAX_LENGTH,
        "accessibility_label": limits.BUTTON_ACCESSIBILITY_LABEL_MAX_LENGTH,
    },
    "static_select": {"placeholder.text": limits.SELECT_PLACEHOLDER_MAX_LENGTH},
    "multi_static_select": {"placeholder.text": limits.SELECT_PLACEHOLDER_MAX_LENGTH},
    "header": {"text.text": limits.HEADER_TEXT_MAX_LENGTH},
    "input": {
        "label.text": limits.INPUT_LABEL_MAX_LENGTH,
        "hint.text": limits.INPUT_HINT_MAX_LENGTH,
    },
    "actions": {"elements": limits.ACTIONS_ELEMENTS_MAX_ITEMS},
    "context": {"elements": limits.CONTEXT_ELEMENTS_MAX_ITEMS},
    "table": {"rows": limits.TABLE_ROWS_MAX_ITEMS},
    "modal": {
        "title.text": limits.VIEW_TITLE_MAX_LENGTH,
        "close.text": limits.VIEW_CLOSE_MAX_LENGTH,
        "submit.text": limits.VIEW_SUBMIT_MAX_LENGTH,
        "private_metadata": limits.VIEW_PRIVATE_METADATA_MAX_LENGTH,
        "callback_id": limits.VIEW_CALLBACK_ID_MAX_LENGTH,
    },
}
CHOICES = {
    "static_select": limits.SELECT_OPTIONS_MAX_ITEMS,
    "multi_static_select": limits.SELECT_OPTIONS_MAX_ITEMS,
    "radio_buttons": limits.RADIO_BUTTONS_OPTIONS_MAX_ITEMS,
    "checkboxes": limits.CHECKBOXES_OPTIONS_MAX_ITEMS,
}


def at(node, path):
    """What lies at a dotted path, or nothing."""
    for key in path.split("."):
        node = node.get(key, {})
    return node


def check_options(node, most):
    """One list, or parts with a label each."""
    assert ("options" in node) != ("option_groups" in node)
    parts = node.get("option_groups") or [node]
    assert len(parts) <= most
    for part in parts:
        assert 1 <= len(part["options"]) <= most
        assert len(part.get("label", {}).get("text", "")) <= limits.OPTION_TEXT_MAX_LENGTH
    options = [option for part in parts for option in part["options"]]
    assert len({option["value"] for option in options}) == len(options)
    for option in options:
        assert len(option["text"]["text"]) <= limits.OPTION_TEXT_MAX_LENGTH
        assert len(option["value"]) <= limits.OPTION_VALUE_MAX_LENGTH


SETTINGS = (
    "modal-set-up",
    "modal-edit",
    "modal-defaults",
    "modal-everything",
    "modal-settings",
    "modal-restoring",
)
"""Forms of admins and leads, where a blank would mean nothing."""
TYPED = {"plain_text_input", "rich_text_input", "email_text_input", "url_text_input"}


@each(ALL)
def test_block_ids_are_unique_and_inputs_are_labelled_and_answers_may_stay_blank(name):
    ids = [block["block_id"] for block in blocks_of(ALL[name]) if "block_id" in block]
    assert len(set(ids)) == len(ids)
    for block in elements(ALL[name], "input"):
        assert block["label"]["text"].strip()
        assert block["optional"] is True or name.startswith(SETTINGS)


@each(ALL)
def test_only_who_looks_after_a_team_is_asked_for_words_of_their_own(name):
    """What somebody writes can be recognised, whoever reads it."""
    typed = [node for node in elements(ALL[name]) if node.get("type") in TYPED]
    assert not typed or name.startswith(SETTINGS)


@each(MESSAGES)
def test_a_message_is_not_too_long_as_a_whole(name):
    # Slack refuses more than about 13,200 characters in all blocks (msg_blocks_too_long).
    assert sum(map(len, words(MESSAGES[name]))) < 13_000


@pytest.mark.parametrize("sample", [PLAIN, WORST], ids=["plain", "worst"])
def test_every_message_says_its_matter_in_its_top_level_text(sample):
    for name, message in messages(sample):
        assert len(message["text"]) >= 20, name
        assert len(message["text"]) <= 4000, name


def test_a_message_without_pictures_says_the_same_figures():
    for name, message in messages(PLAIN):
        kinds = {block["type"] for block in message["plain"]}
        assert not kinds & {"table", "data_table"}, name
    seen = dict(messages(PLAIN))["report-figures-readings"]
    table = next(block for block in seen["blocks"] if block["type"] == "table")
    said = " ".join(words(list(seen["plain"])))
    for row in table["rows"][1:]:
        assert all(cell["text"] in said for cell in row)


@each(ALL)
def test_no_screen_says_what_must_not_be_said(name):
    text = json.dumps(ALL[name]).lower().replace("_", " ")
    shown = " ".join(words(ALL[name])).lower()
    for word in ("hotspot", "over-reliance", "over reliance", "truck factor", "sole support"):
        assert word not in shown
        assert word not in text.replace("item.over reliance", "")


@each(ALL)
def test_no_mention_markup_is_cut_in_two(name):
    for text in words(ALL[name]):
        if "…" in text:
            assert text.count("<") == text.count(">"), text
            assert "&…" not in text
            assert "&am…" not in text


def test_both_buttons_of_an_invitation_look_alike():
    [row] = [b for b in ALL["message-invitation"] if b["type"] == "actions"]
    check_in, skip, later = row["elements"]
    assert later["type"] == "overflow"
    assert set(check_in) == set(skip)
    assert "style" not in check_in


def test_a_form_of_settings_says_once_that_a_change_is_told_to_everybody():
    changing = ("modal-edit", "modal-settings-previewed", "modal-restoring-told")
    forms = [view for name, view in VIEWS.items() if name.startswith(changing)]
    assert forms
    for view in forms:
        assert str(words(view)).count("is told in the team's channel and kept in *What was") == 1


OF_A_TEAM = ("modal-preview", "modal-looking", "modal-team-")
ONLY_TOLD = ("modal-team-deleted",)
"""Windows of a team that ask for nothing, and so need not know which it is."""


def test_a_modal_carries_the_round_and_nothing_else():
    for name, view in VIEWS.items():
        if name.startswith(("modal-check-in", "modal-sample")):
            assert view["private_metadata"] == PLAIN.form.round_id
        elif name.startswith("modal-set-up"):
            which, _, team = view["private_metadata"].partition(":")
            assert which in set(Page)
            assert team in {"", PLAIN.team.id}
        elif name.startswith(("modal-edit", "modal-settings")) and view["private_metadata"]:
            place = Place.of(view["private_metadata"])
            assert (place.team, len(place.seen)) == (PLAIN.team.id, 16)
            assert len(place.shown) == (16 if "previewed" in name else 0)
            assert name != "modal-settings-text"
        elif name.startswith("modal-restoring"):
            seen, shown, _groups = kept(view["private_metadata"])
            assert (len(seen), len(shown)) == (16, 16 if "told" in name else 0)
        elif name.startswith("modal-guess") and "guessed" not in name:
            assert view["private_metadata"] == PLAIN.home.reports[0].report
        elif name.startswith(("modal-undo-", "modal-expected")) and "unchanged" not in name:
            which = "[0-9a-f]{24}:[a-z]+" if "undo" in name else "[0-9a-f]{16}"
            assert re.fullmatch(f"{PLAIN.team.id}:{which}", view["private_metadata"])
        elif name.startswith(OF_A_TEAM) and not name.startswith(ONLY_TOLD):
            assert view["private_metadata"] == PLAIN.team.id
        elif name.startswith("modal-"):
            assert view["private_metadata"] == ""


def test_every_payload_is_written_to_its_own_file(tmp_path):
    count = write(tmp_path / "out")
    names = sorted(path.stem for path in (tmp_path / "out").iterdir())
    assert count == len(names) == len(ALL)
    assert {name.partition("-")[0] for name in names} == {"message", "modal", "home"}
    for path in (tmp_path / "out").iterdir():
        content = json.loads(path.read_text(encoding="utf-8"))
        assert isinstance(content, list) == path.stem.startswith("message-")
