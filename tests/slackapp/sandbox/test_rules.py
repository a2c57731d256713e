"""What Slack's own client holds back, and values that survive."""

import pytest
from probe import block, form_view, options, plain

from slackapp.sandbox.elements import fill_ids, raw_value, state_values, typed_value
from slackapp.sandbox.rules import REQUIRED, broken_rules


async def test_a_submission_that_breaks_a_rule_never_reaches_the_app(sandbox, probe):
    ada = sandbox.actor("ada")
    await ada.command("/probe", "form")
    everyone = ["Ada Osei", "Ben Ruiz", "Cho Min", "Dee Falk"]
    done = await ada.submit({"helpers": everyone, "more": "x" * 21})
    assert done.errors == {
        "calm": REQUIRED,
        "helpers": "Please choose at most 3.",
        "more": "Please enter at most 20 characters.",
    }
    assert probe.of("submission") == []
    assert (await ada.submit(bypass_rules=True)).ok
    [body] = probe.of("submission")
    assert body["view"]["state"]["values"]["calm"]["answer"]["selected_option"] is None


async def test_a_choice_that_is_not_on_offer_cannot_be_made(sandbox, probe):
    ada = sandbox.actor("ada")
    ada.deadline = 0.5
    await ada.command("/probe", "form")
    for answers in ({"calm": "Perfect"}, {"asked": "Old Hand"}, {"No such label": "x"}):
        with pytest.raises(AssertionError, match="could not fill"):
            await ada.fill(answers)


async def test_more_than_a_field_takes_is_held_back_also_where_each_choice_is_told(sandbox, probe):
    ada = sandbox.actor("ada")
    ada.deadline = 0.5
    await ada.command("/probe", "form")
    with pytest.raises(AssertionError, match="at most 3000 characters"):
        await ada.choose("Anything more?", "x" * 3001)
    assert [name for name, _body in probe.heard] == ["command"]


ELEMENTS = [
    ({"type": "radio_buttons", "options": options("Yes", "No")}, ["no"]),
    ({"type": "checkboxes", "options": options("Yes", "No")}, ["yes", "no"]),
    ({"type": "static_select", "options": options("Yes", "No")}, ["yes"]),
    ({"type": "multi_static_select", "options": options("Yes", "No")}, ["no"]),
    ({"type": "users_select"}, ["U_ADA"]),
    ({"type": "multi_users_select"}, ["U_ADA", "U_BEN"]),
    ({"type": "conversations_select"}, ["C_TEAM"]),
    ({"type": "plain_text_input"}, ["words"]),
    ({"type": "number_input", "is_decimal_allowed": True}, ["1.5"]),
    ({"type": "rich_text_input"}, ["words"]),
    ({"type": "datepicker"}, ["2026-11-23"]),
    ({"type": "timepicker"}, ["09:30"]),
    ({"type": "datetimepicker"}, ["2026-11-23T09:30"]),
]


@pytest.mark.parametrize(("element", "raw"), ELEMENTS, ids=lambda part: str(part)[:40])
def test_every_control_keeps_what_was_entered_and_says_nothing_when_empty(element, raw):
    assert raw_value(element, typed_value(element, raw)) == raw
    assert raw_value(element, typed_value(element, [])) == []


def test_the_end_of_a_line_is_one_character_however_a_browser_sends_it():
    element = {"type": "plain_text_input", "max_length": 5}
    assert raw_value(element, typed_value(element, ["ab\r\ncd"])) == ["ab\ncd"]


def test_state_values_are_complete_and_survive_an_update_with_the_same_ids():
    blocks = fill_ids(form_view()["blocks"])
    values = state_values(blocks, {})
    assert set(values) == {"calm", "helpers", "kind", "asked", "topics", "more", "day"}
    assert values["helpers"]["answer"]["selected_users"] == []
    assert values["more"]["answer"]["value"] is None
    entered = {"more": {"answer": {"type": "plain_text_input", "value": "kept"}}}
    assert state_values(blocks, entered)["more"]["answer"]["value"] == "kept"
    changed = fill_ids([block("more", "More", {"type": "datepicker"})])
    assert state_values(changed, entered)["more"]["answer"]["selected_date"] is None


NUMBERS = [("", ""), ("1.5", "whole number"), ("0", "1 or more"), ("9", "5 or less"), ("3", "")]


@pytest.mark.parametrize(("text", "problem"), NUMBERS)
def test_numbers_keep_their_bounds(text, problem):
    element = {
        "type": "number_input",
        "is_decimal_allowed": False,
        "min_value": "1",
        "max_value": "5",
        "action_id": "answer",
    }
    blocks = [block("n", "How many?", element, optional=True)]
    typed = typed_value(element, [text])
    broken = broken_rules(blocks, {"n": {"answer": typed}})
    assert problem in broken.get("n", "")
    assert bool(broken) == bool(problem)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("email_text_input", "a@b.example", "a at b"),
        ("url_text_input", "https://a.example", "a.example"),
    ],
)
def test_addresses_look_like_addresses(kind, good, bad):
    blocks = [block("a", "Address", {"type": kind, "placeholder": plain("?")})]
    element = blocks[0]["element"]
    for text, refused in ((good, False), (bad, True)):
        values = {"a": {"answer": typed_value(element, [text])}}
        assert bool(broken_rules(blocks, values)) is refused
