"""The check-in on a phone and under one's fingers: little before it begins, and no riddles."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from slackapp.domain.awaited import TOO_SHORT, Naming
from slackapp.errors import NobodyAndNames, TooManyNames
from slackapp.payloads.samples import PLAIN
from slackapp.ui import check_in, ids, newcomers, why

DATE = re.compile("<!date[^>]*>")
FIRST_LINES = 330
"""Characters that may stand before the first statement: about eight lines of 45 on a phone."""


def before_the_first_statement(form):
    for block in check_in.view(form)["blocks"]:
        if block.get("block_id", "").startswith(ids.ITEM_BLOCK):
            return
        yield from (each["text"] for each in block.get("elements", [block.get("text")]))


@pytest.mark.parametrize("locked", [False, True])
def test_little_stands_before_the_first_statement(locked):
    form = replace(PLAIN.form, not_for_appraisal=locked, zone="Europe/Berlin")
    said = [DATE.sub("Nov 27, 2026, 10:00 AM", one) for one in before_the_first_statement(form)]
    most = FIRST_LINES + 80 * locked
    assert sum(map(len, said)) <= most
    promise = " ".join(said)
    for what in ("never a name", "at least 5 people", "sealed until then"):
        assert what in promise


def test_what_else_is_promised_stands_at_the_end_beside_why():
    *_, small, why = check_in.view(PLAIN.form)["blocks"]
    assert "it replaces everything you sent before" in json.dumps(small)
    assert "120 days at most" in json.dumps(small)
    assert "a lead also sees how much runs through themselves" in json.dumps(small)
    assert why["elements"][0]["action_id"] == ids.WHY


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"items": ()},
        {"items": (), "prompts": (), "pulse": True},
        {"prompts": ()},
    ],
)
def test_the_first_question_alone_says_which_week_is_meant(asked):
    shown = check_in.view(replace(PLAIN.form, **asked))["blocks"]
    hints = [one.get("hint", {}).get("text", "") for one in shown if one["type"] == "input"]
    which = "“The last week” and “this week” both mean the seven days until now."
    first, *others = hints
    assert first.startswith(which)
    assert not any(which in hint for hint in others)


def picking(*values, prompt="helped_me"):
    """The form once these were picked, with what goes with them."""
    shown = check_in.view(PLAIN.form)
    chosen = {ids.PICK: {"selected_options": [{"value": value} for value in values]}}
    return check_in.revised(shown | {"state": {"values": {ids.prompt_block(prompt): chosen}}})


def asked(view):
    names = (ids.KIND_BLOCK, ids.SUITED_BLOCK, ids.TOO_MUCH_BLOCK)
    found = [block.get("block_id", "") for block in view["blocks"]]
    return [block for block in found if block.startswith(names)]


def test_each_side_names_the_kind_of_help_in_its_own_words():
    user = PLAIN.form.teammates[0][0]
    received = json.dumps(picking(user))
    given = json.dumps(picking(user, prompt="i_helped"))
    assert "Knew something I needed" in received
    assert "Was there for me" in received
    assert "Shared something I know" in given
    assert "Was there for them" in given
    assert "Was there for me" not in given


@pytest.mark.parametrize("prompt", ["helped_me", "i_helped"])
def test_names_and_nobody_together_are_said_to_contradict_and_nothing_is_asked_about_either(prompt):
    user = PLAIN.form.teammates[0][0]
    both = picking(user, ids.NOBODY, prompt=prompt)
    assert asked(both) == [ids.TOO_MUCH_BLOCK + prompt]
    assert json.dumps(NobodyAndNames.for_people()) in json.dumps(both)
    order = [block.get("block_id") for block in both["blocks"]]
    said, question = order.index(ids.TOO_MUCH_BLOCK + prompt), order.index(ids.prompt_block(prompt))
    assert said == question - 1


@pytest.mark.parametrize("prompt", check_in.PROMPTS)
def test_a_fourth_name_is_said_to_be_one_too_many_as_it_is_ticked(prompt):
    users = [user for user, _name in PLAIN.form.teammates[:4]]
    said = TooManyNames.for_people()
    assert said not in json.dumps(picking(*users[:3], prompt=prompt))
    four = picking(*users, prompt=prompt)
    assert said in json.dumps(four)
    kinds = [ids.kind_block(prompt, place) for place in range(4)]
    assert asked(four) == [ids.TOO_MUCH_BLOCK + prompt, *kinds]


def test_once_one_of_them_is_unticked_only_what_goes_with_the_other_is_asked():
    user = PLAIN.form.teammates[0][0]
    both = picking(user, ids.NOBODY)

    def then(*values):
        chosen = {ids.PICK: {"selected_options": [{"value": value} for value in values]}}
        state = {"values": {ids.prompt_block("helped_me"): chosen}}
        return asked(check_in.revised(both | {"state": state}))

    assert then(user) == [ids.kind_block("helped_me", 0)]
    assert then(ids.NOBODY) == [ids.SUITED_BLOCK]
    assert then() == []


def test_whom_the_same_few_are_is_said_where_it_is_asked():
    asked = {
        block["block_id"]: block
        for block in check_in.view(replace(PLAIN.form, pulse=True))["blocks"]
        if block["type"] == "input"
    }
    hint = asked[ids.pulse_block("same_people")]["hint"]["text"]
    assert hint == "Whoever helped in the team, as you saw it: how true is that?"
    assert "hint" not in asked[ids.pulse_block("given")]


def test_why_one_is_asked_does_not_say_that_everybody_in_the_channel_is():
    shown = json.dumps(why.view(str))
    assert "who is in several teams is asked in their home team" in shown
    assert "Everybody in it is asked alike" not in shown


def test_where_everybody_is_needed_the_form_says_what_a_figure_tells():
    told = "a figure that is shown tells that all of them answered"
    assert told in json.dumps(check_in.view(replace(PLAIN.form, members=5, all_needed=True)))
    assert told not in json.dumps(check_in.view(replace(PLAIN.form, members=6)))


def test_whoever_counts_in_no_figure_is_told_so():
    told = "counts in no figure, only in your own mirror"
    assert told in json.dumps(check_in.view(replace(PLAIN.form, counts=False)))
    assert told not in json.dumps(check_in.view(replace(PLAIN.form, counts=False, lead=True)))
    assert told not in json.dumps(check_in.view(PLAIN.form))


def test_whoever_is_only_new_is_told_why_and_from_when_they_count():
    new = replace(PLAIN.form, counts=False, counts_from=date(2026, 12, 7))
    said = json.dumps(check_in.view(new))
    told = "You are new here: your answers count in figures that begin from Monday, December 7,"
    assert told in said
    assert "guest" not in said


def test_a_guest_reads_the_one_reason_that_is_theirs_as_on_home():
    said = json.dumps(check_in.view(replace(PLAIN.form, counts=False, guest=True)))
    assert newcomers.as_guest() in said
    assert "opened you did not count" not in said


def test_where_the_last_day_leaves_no_time_for_a_figure_the_form_promises_no_counting():
    never = json.dumps(check_in.view(replace(PLAIN.form, never=TOO_SHORT)))
    assert "*When:* never, as this team is now" in never
    assert "deleted uncounted, unless a lead or an admin moves that day" in never
    assert "counted with several check-ins" not in never
    assert "*When:* counted with several" in json.dumps(check_in.view(PLAIN.form))


def test_what_a_lead_sees_beside_is_said_where_names_are_asked():
    beside = "Where helpers are named, a lead also sees"
    assert beside in json.dumps(check_in.view(PLAIN.form))
    assert beside not in json.dumps(check_in.view(replace(PLAIN.form, prompts=())))


def test_names_that_are_asked_to_finish_what_began_are_said_to_end():
    told = "After that the form asks for no names, as this team is now."
    ends = Naming(asked=True, on=date(2026, 12, 11), ends=True)
    assert told in json.dumps(check_in.view(replace(PLAIN.form, naming=ends)))
    assert told not in json.dumps(check_in.view(PLAIN.form))


def test_a_form_without_names_says_from_when_on_it_asks_for_them():
    starts = Naming(on=date(2027, 2, 5), starts_on=date(2026, 12, 14))
    unnamed = replace(PLAIN.form, prompts=(), pulse=True)
    told = "Names are asked from Monday, December 14, 2026 on, at the earliest"
    assert told in json.dumps(check_in.view(replace(unnamed, naming=starts)))
    assert "Names are asked" not in json.dumps(check_in.view(unnamed))


def test_a_form_that_finishes_names_for_too_few_promises_nobody_what_came_of_them():
    hint, lead = "People may learn that several named them", "a lead also sees how much"
    ends = Naming(asked=True, on=date(2026, 12, 11), ends=True)
    too_few = replace(ends, enough=False)
    few = json.dumps(check_in.view(replace(PLAIN.form, naming=too_few)))
    assert "a mirror shows only what its own person said" in few
    assert "Up to three." in few
    assert hint not in few
    assert lead not in few
    enough = json.dumps(check_in.view(replace(PLAIN.form, naming=ends)))
    assert hint in enough
    assert lead in enough


def test_a_lead_reads_before_the_first_statement_that_nothing_of_it_counts_for_the_team():
    counts = "You lead this team: what you answer counts in no figure of it."
    leading = before_the_first_statement(replace(PLAIN.form, lead=True))
    assert counts in leading
    assert counts not in before_the_first_statement(PLAIN.form)
