"""The trail of changes opens whatever was changed, and is written in words."""

from __future__ import annotations

import ast
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import slackapp
from slackapp.domain.away import DEFAULT
from slackapp.domain.defaults import Defaults
from slackapp.domain.deliveries import Kind
from slackapp.domain.expectations import Expected
from slackapp.domain.experiments import Stage
from slackapp.domain.rounds import Reason
from slackapp.domain.teams import Change
from slackapp.payloads.samples import PLAIN
from slackapp.services.defaults import flat
from slackapp.services.teams import said
from slackapp.ui import blocks, trail
from slackapp.ui.differences import lines

NOON = datetime(2026, 3, 2, 12, 34, tzinfo=UTC)
WRITES = {"note", "_note", "_change", "_pause", "add"}
"""Functions of the services that take the name of a change as a word of its own."""
TEAM = said(PLAIN.team)
EVERY_SETTING = json.loads(TEAM) | {
    "quiet_days": [f"2026-12-{number}" for number in range(10, 31)],
    "paused_until": "2026-04-01",
    "ends": "2026-06-01",
    "group": "crew",
    "leads": [f"U{number:010}" for number in range(30)],
}
EXPECTING = {one.value: "2026-03-09" for one in Expected}
TRIED = {
    "practice": "no_such_practice",
    "stage": "decided",
    "verdict": "keep",
    "looked_after": True,
    "look_back_on": "2026-03-09",
}
ODD = (
    "",
    "{}",
    "null",
    "[]",
    '"text"',
    "3",
    "on_call=2026-03-09:deadline=2026-03-09",
    "{not json",
    json.dumps(dict.fromkeys(EVERY_SETTING)),
    json.dumps({key: {"deep": ["<!channel>"]} for key in EVERY_SETTING | EXPECTING | TRIED}),
    json.dumps(dict.fromkeys(EVERY_SETTING | EXPECTING | TRIED, "x" * 4000)),
    json.dumps({key: [1, None, "2026"] for key in EVERY_SETTING | EXPECTING | TRIED}),
    json.dumps(dict.fromkeys(EVERY_SETTING | EXPECTING | TRIED, -7)),
    json.dumps({"<@U1>": "*"}),
)
REALISTIC = (
    json.dumps(EVERY_SETTING),
    json.dumps(EXPECTING),
    json.dumps(TRIED),
    json.dumps({"message": Kind.VOTE, "error": "is_archived", "delivery": "d1"}),
    json.dumps({"named_admins": ["U1"]}),
    json.dumps({"state": "paused"}),
)


def written():
    """Every name of a change that the services give, as their source has it."""
    house = Path(slackapp.__file__).parent
    for file in (*house.glob("services/*.py"), *house.glob("listeners/*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call):
                yield from _words(node)
            if isinstance(node, ast.arguments):
                pairs = zip(node.kwonlyargs, node.kw_defaults, strict=True)
                yield from (word.value for arg, word in pairs if word and arg.arg == "event")
    yield from (f"experiment_{stage}" for stage in Stage if stage is not Stage.CHOOSING)
    yield from (Reason.CHANNEL_GONE.value, Reason.UNINSTALLED.value)


def _words(call):
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    given = [one.value for one in call.keywords if one.arg == "event"]
    given += call.args if name in WRITES else []
    for one in given:
        if (
            isinstance(one, ast.Constant)
            and isinstance(one.value, str)
            and one.value.isidentifier()
        ):
            yield one.value


def change(event, before, after, *, actor="U1", at=NOON):
    return Change(team=PLAIN.team.id, event=event, actor=actor, at=at, before=before, after=after)


def shown(*changes):
    view = trail.changes(changes, {PLAIN.team.id: "Harbour"})
    return [block["text"]["text"] for block in view["blocks"]]


def test_every_change_the_services_write_has_words():
    found = set(written())
    assert {"expected", "edited", "undone", "group_gone", "letter_skipped", "admins"} <= found
    assert found <= trail.EVENTS.keys()
    assert len(found) > 20


@pytest.mark.parametrize("event", [*trail.EVENTS, "of_a_later_version"])
def test_a_change_is_shown_whatever_was_kept_of_it(event):
    kept = (*REALISTIC, *ODD)
    for before in kept:
        for after in kept:
            [text] = shown(change(event, before, after))
            assert 0 < len(text) <= blocks.TEXT
            assert "<!channel>" not in text


def test_a_change_reads_as_words_with_its_time_and_without_what_stayed():
    after = json.loads(TEAM) | {
        "leads": ["U0OTHER001"],
        "every_weeks": 2,
        "at": "14:15:00",
        "weekday": 1,
        "channel": "C0OTHER",
        "named": False,
        "paused_until": "2026-04-01",
    }
    before = json.loads(TEAM) | {"leads": ["USN49CR4SVO"], "every_weeks": 1, "at": "10:00:00"}
    before |= {"weekday": 0, "channel": "C1", "named": True, "paused_until": None}
    [text] = shown(change("edited", json.dumps(before), json.dumps(after)))
    head, *rest = text.splitlines()
    assert head.startswith("*settings changed* · Harbour · <@U1> · <!date^1772454840^")
    assert "12:34" in head
    assert sorted(rest) == [
        "Channel: <#C1> → <#C0OTHER>",
        "Helpers by name: asked where eight count → not asked",
        "How often: every week → every 2 weeks",
        "Leads: <@USN49CR4SVO> → <@U0OTHER001>",
        "Pause until: – → Apr 1, 2026",
        "Time: 10:00 AM → 2:15 PM",
        "Weekday: Monday → Tuesday",
    ]


def test_every_setting_of_a_team_and_of_a_workspace_has_a_name_of_its_own():
    every = json.dumps(EVERY_SETTING | {"not_for_appraisal": True})
    told = lines("", every) + lines("", json.dumps(flat(Defaults()), default=str))
    assert len(told) > 15
    assert not any("`" in line or "_" in line.partition(":")[0] for line in told), told


def test_what_slack_would_not_make_names_of_is_counted():
    sides = (json.dumps({"leads": ["U1"]}), json.dumps({"leads": ["U1", "U2"]}))
    assert lines(*sides, mentions=False) == ["Leads: 1 person → 2 people"]


def test_a_long_list_is_shown_whole_where_it_was_changed():
    statuses = [*DEFAULT, "moving house", "at the dentist", "jury & court duty"]
    sides = [json.dumps({"away_statuses": one}) for one in ((), statuses)]
    [text] = shown(change("defaults", *sides))
    said = [one.replace("&", "&amp;") for one in statuses]
    assert text.endswith(f"Away statuses: – → {', '.join(said)}")
    days = [f"2026-{month:02}-{day:02}" for month in range(1, 13) for day in (1, 11)]
    [text] = shown(change("edited", "", json.dumps({"quiet_days": days})))
    assert text.endswith(", and Dec 11, 2026")
    assert text.splitlines()[-1].count("2026") == len(days)


def test_of_statuses_that_were_changed_it_is_said_what_was_added_and_what_taken_off():
    most = [f"{number:02} {'x' * 46}" for number in range(50)]

    def said(before, after):
        sides = [json.dumps({"away_statuses": one}) for one in (before, after)]
        [text] = shown(change("defaults", *sides))
        return text.splitlines()[-1].removeprefix("Away statuses: ")

    assert said(most[:-1], most) == f"added {most[-1]}"
    assert said(most, [*most[2:], "jury & court duty"]) == (
        f"added jury &amp; court duty; taken off {most[0]}, {most[1]}"
    )
    assert said(["sick"], []) == "sick → –"
    assert said(["sick", "ooo"], ["ooo", "sick"]) == "sick, ooo → ooo, sick"


def test_of_a_list_for_which_a_block_has_no_room_it_is_said_how_many_more_there_are():
    most = [f"{number:02} {'x' * 46}" for number in range(50)]
    sides = [json.dumps({"away_statuses": one}) for one in ((), most)]
    [text] = shown(change("defaults", *sides))
    assert text.endswith(f"{most[22]}, and 27 more")
    days = [f"{year}-{month:02}-01" for year in range(2026, 2036) for month in range(1, 13)]
    sides = [json.dumps({"quiet_days": one}) for one in (days[1:], days)]
    [text] = shown(change("edited", *sides))
    assert text.count(" more days") == len(sides)
    assert len(text) <= blocks.TEXT


def test_what_was_expected_is_said_in_both_directions():
    [text] = shown(change("expected", "{}", json.dumps({"on_call": "2026-03-09"})))
    assert text.endswith("somebody is on call: – → until Mar 9, 2026")
    [text] = shown(change("expected", json.dumps({"on_call": "2026-03-09"}), "{}"))
    assert text.endswith("somebody is on call: until Mar 9, 2026 → –")


def test_a_decision_that_was_taken_back_is_no_choice_of_an_experiment():
    kept = json.dumps(TRIED)
    tried = json.dumps(TRIED | {"verdict": None, "stage": "trying"})
    [back] = shown(change("experiment_trying", kept, tried))
    [chosen] = shown(change("experiment_trying", "", tried))
    assert back.startswith("*decision about the experiment taken back*")
    assert chosen.startswith("*experiment chosen*")


@pytest.mark.parametrize(
    ("verdict", "said"),
    [("keep", "keep it"), ("change", "change it"), ("drop", "let it go")],
)
def test_a_decision_says_what_it_was_once(verdict, said):
    tried = json.dumps(TRIED | {"verdict": None, "stage": "trying"})
    [text] = shown(change("experiment_decided", tried, json.dumps(TRIED | {"verdict": verdict})))
    assert text.startswith(f"*experiment: {said}* · Harbour")
    assert text.splitlines()[1:] == ["Practice: “your experiment”"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"looked_after": False}, {}, "experiment looked after"),
        ({}, {"looked_after": False}, "experiment looked after no more"),
        ({}, {}, "experiment looked after by somebody else"),
        ({}, {"look_back_on": None}, "day to look back on the experiment changed"),
    ],
)
def test_what_somebody_did_about_an_experiment_that_goes_on_is_told_apart(before, after, said):
    trying = TRIED | {"verdict": None, "stage": "trying"}
    sides = [json.dumps(trying | side) for side in (before, after)]
    [text] = shown(change("experiment_trying", *sides))
    assert text.startswith(f"*{said}* ·")
    assert "Somebody looks after it" not in text


def test_the_same_again_and_again_is_said_once():
    sides = [json.dumps(TRIED | {"stage": stage}) for stage in ("choosing", "lapsed")]
    days = (NOON - timedelta(weeks=week) for week in range(4))
    lapsed = [change("experiment_lapsed", *sides, actor=None, at=each) for each in days]
    first, second = shown(*lapsed, change("created", "", TEAM))
    assert "4 times in a row" in first
    assert "Bearings" in first
    assert "in a row" not in second


def test_a_user_group_that_changed_reads_as_how_many_and_as_what_slack_said():
    sides = (json.dumps({"people": people}) for people in (9, 7))
    [text] = shown(change("regrouped", *sides, actor=None))
    assert text.startswith("*user group changed who is asked* · Harbour · Slack · ")
    assert text.endswith("People asked: 9 → 7")


def test_quiet_days_in_a_row_are_said_together():
    days = [f"2026-12-{n}" for n in range(24, 32)] + ["2027-01-01", "2027-05-14"]
    [line] = lines("", json.dumps({"quiet_days": days}))
    assert line == "Quiet days: Dec 24, 2026 to Jan 1, 2027 and May 14, 2027"


@pytest.mark.parametrize("locked", [True, False])
def test_a_team_that_was_started_locked_says_so_since_nobody_can_take_that_back(locked):
    settings = json.dumps(json.loads(TEAM) | {"not_for_appraisal": locked})
    [text] = shown(change("started", "", settings))
    assert text.startswith("*started* · Harbour")
    assert ("Locked for good" in text) is locked


def test_a_message_that_was_sent_again_is_called_as_where_it_was_not_delivered():
    before = json.dumps({"message": "report_team", "error": "unclear", "delivery": "d1"})
    assert lines(before, "") == ["Message: a report to the channel"]
    unknown = json.dumps({"message": "<of a later version>"})
    assert lines(unknown, "") == ["Message: &lt;of a later version&gt;"]


def test_a_line_of_a_team_that_is_deleted_says_so():
    one = Change("t1", "paused", "U1", NOON, "", "")
    gone, known = (json.dumps(trail.changes([one], names)) for names in ({}, {"t1": "Harbour"}))
    assert "a team that is deleted" in gone
    assert "Harbour" in known
    assert "deleted" not in known


def test_what_was_done_in_a_team_that_was_deleted_names_it_as_long_as_its_deletion_is_listed():
    gone = Change("TM9", "deleted", "U1", NOON, json.dumps({"name": "Harbour & Co"}), "")
    before = Change("TM9", "paused", "U1", NOON, "", "")
    told = str(trail.changes([gone, before], {})["blocks"][1])
    assert "Harbour &amp; Co, which is deleted" in told
    assert "a team that is deleted" in str(trail.changes([before], {})["blocks"][0])
