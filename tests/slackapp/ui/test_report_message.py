"""What a lead and a team read of one report is the same."""

import re
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from analytics.instrument.bank import FACETS
from analytics.records import Experiment, Scale, Status, publish
from slackapp.domain.awaited import TOO_SHORT
from slackapp.domain.cadence import Cadence
from slackapp.domain.teams import TeamState
from slackapp.payloads.samples import DAY, PLAIN, WORST
from slackapp.ui import report_message
from slackapp.ui.report_words import MEASURES

PICTURES = {"data_visualization", "table"}
BAR = re.compile("■*□*")

WEEKLY = Cadence(zone="UTC", weekday=0, at=time(10), first=date(2026, 12, 7))
PILOT = replace(WEEKLY, ends=date(2026, 12, 20))


def laid_out(sample, name):
    said = {
        "report_id": "R1",
        "team": sample.form.team,
        "sentences": sample.sentences,
    }
    report = sample.reports[name]
    return report_message.for_lead(report, **said), report_message.for_team(report, **said)


def figures(sample):
    said = {"report_id": "R1", "team": sample.form.team, "sentences": sample.sentences}
    return report_message.figures(sample.reports["standing"], **said)


def tabled(words):
    """The rows of a message's one table, without its head."""
    [table] = [block for block in words["blocks"] if block["type"] == "table"]
    return [[cell["text"] for cell in row] for row in table["rows"][1:]]


def early():
    """The report of a first week: nothing was ever shown."""
    board = tuple(
        replace(entry, readings=(), moved_from=None) for entry in PLAIN.reports["standing"].board
    )
    return replace(PLAIN.reports["standing"], opening="vote", board=board)


def lead_reads(report):
    return report_message.for_lead(report, report_id="R1", team="Harbour", sentences=())


def place(words, what):
    """Where in a message something is said first."""
    return next(n for n, block in enumerate(words["blocks"]) if what in str(block))


@pytest.mark.parametrize("lay_out", [report_message.for_lead, report_message.for_team])
def test_the_newest_report_of_a_paused_team_says_why_no_day_is_named(lay_out):
    report = PLAIN.reports["standing"]
    given = {"report_id": "R1", "team": "Harbour", "sentences": ()}
    said = {state: str(lay_out(report, **given, state=state)["blocks"]) for state in TeamState}
    assert {state for state, one in said.items() if "Check-ins are paused" in one} == {
        TeamState.PAUSED
    }
    assert {state for state, one in said.items() if "the last report" in one} == {TeamState.ENDED}


@pytest.mark.parametrize("name", ["readings", "standing", "held"])
@pytest.mark.parametrize("lay_out", [0, 1], ids=["lead", "team"])
def test_the_buttons_stand_right_below_what_settled(name, lay_out):
    words = laid_out(PLAIN, name)[lay_out]
    above = words["blocks"][: place(words, "Get a link to the report")]
    assert {block["type"] for block in above} <= {"header", "context", "section"}
    assert not any(each in str(above) for each in ("Ten minutes", "To talk about", "at the earl"))
    assert len(words["blocks"]) <= 10


def test_before_anything_was_shown_a_report_says_what_to_do_and_what_comes_when_in_one_line():
    words = lead_reads(early())
    said = str(words["blocks"])
    assert "What can change already is one habit" in words["text"]
    assert "not yet" not in said
    assert "First figures, at the earliest: *Dec 21*: Help both ways; Self-reliance; " in said
    assert "Where everything stands" not in said
    assert not PICTURES & {block["type"] for block in words["blocks"]}


@pytest.mark.parametrize("lay_out", [report_message.for_lead, report_message.for_team])
def test_a_report_without_figures_says_why_there_are_none_and_when_there_will_be(lay_out):
    told = {"report_id": "R1", "team": "Harbour", "sentences": ()}
    said = str(lay_out(replace(early(), rounds_asked=1), **told)["blocks"])
    why = "several check-ins are counted together, once, so that nobody's answers can be told apart"
    assert f"No figures yet: {why}. First figures, at the earliest: *Dec 21*" in said
    second = str(lay_out(replace(early(), rounds_asked=2), **told)["blocks"])
    assert "No figures yet. First figures, at the earliest: *Dec 21*" in second
    later = str(lay_out(PLAIN.reports["standing"], **told))
    assert "No figures yet" not in later


@pytest.mark.parametrize("lay_out", [report_message.for_lead, report_message.for_team])
def test_a_report_of_a_team_that_ends_before_any_figure_promises_none(lay_out):
    given = {
        "report_id": "R1",
        "team": "Harbour",
        "sentences": (),
        "cadence": PILOT,
        "never": TOO_SHORT,
    }
    never = "*No figure comes before the last day, Sunday, December 20, 2026:*"
    said = str(lay_out(replace(early(), board=()), **given)["blocks"])
    assert never in said
    assert "mend it: with a later last day." in said, "weekly is as often as can be"
    assert "No day of a figure can be named, as this team is now; why is said below." in said
    assert "Figures need a few check-ins" not in said
    assert never not in str(lay_out(early(), **given)["blocks"])
    last = str(lay_out(replace(early(), board=()), **given, last=True)["blocks"])
    assert never in last
    assert last.count("is deleted") == last.count("a later last day") == 1
    paused = lay_out(replace(early(), board=()), **{**given, "never": None}, state=TeamState.PAUSED)
    assert never not in str(paused["blocks"])


def test_a_day_that_moved_says_so_and_why_and_no_other_report_does():
    said = str(laid_out(PLAIN, "standing")[0]["blocks"])
    assert "*Dec 21*: " in said
    assert "Habits of helping and of limits (was Dec 14)" in said
    assert "A day moves when a check-in is left out or moved" in said
    assert "A day moves" not in str(lead_reads(early())["blocks"])


def test_what_is_not_to_come_is_told_once_in_words():
    report = early()
    board = tuple(
        replace(entry, next_on=None, moved_from=date(2026, 12, 11), why="too few people")
        for entry in report.board
        if entry.family == "ties"
    )
    said = str(lead_reads(replace(report, board=board))["blocks"])
    assert (
        "Not to come, as this team is now: Who carries how much, without names "
        "(was Dec 11; too few people count in this team). If that changes, a report says that it "
        "has a day again." in said
    )
    assert "at the earliest" not in said
    assert "A day moves" not in said


def test_what_was_not_shown_is_named():
    said = str(laid_out(PLAIN, "held")[0]["blocks"])
    assert "*“Help both ways”, “Self-reliance”, " in said
    assert "*: Not shown this time. Reasons" in said


def test_what_the_follow_up_was_about_is_named_once_and_told_from_what_is_tried_now():
    practice = "“Put one piece of knowledge into a second head”"
    said = str(figures(PLAIN)["blocks"])
    assert "'Whether the experiment begun on Nov 23 was noticed'" in said
    assert f"People noticed {practice} in part." in said
    now = Experiment("stuck_after", DAY + timedelta(weeks=5))
    report = replace(PLAIN.reports["readings"], experiment=now)
    for words in (
        report_message.for_lead(report, report_id="R1", team="Harbour", sentences=()),
        report_message.figures(report, report_id="R1", team="Harbour", sentences=()),
    ):
        assert "Whether the earlier experiment, begun on Nov 23, was noticed" in str(words)
        assert not re.search("“[^”]*“", str(words))
    told = str(report_message.figures(report, report_id="R1", team="Harbour", sentences=()))
    over = "When this report was written you were trying another one."
    assert f"noticed {practice} in part. {over}" in told


def test_a_report_of_before_does_not_know_the_day_of_what_it_follows_up():
    old = replace(PLAIN.reports["readings"], follows_since=None)
    old = replace(old, experiment=Experiment("stuck_after", DAY))
    said = str(report_message.figures(old, report_id="R1", team="Harbour", sentences=()))
    assert "Whether the experiment was noticed" in said
    assert "by now" not in said


def test_that_figures_are_about_the_team_is_said_with_the_first_ones_alone():
    first = "Say first: these figures are about the team"
    readings = PLAIN.reports["readings"]
    assert first in str(lead_reads(readings)["blocks"])
    later = replace(readings, settled=readings.settled[:1])
    assert first not in str(lead_reads(later)["blocks"])
    assert first not in str(lead_reads(early())["blocks"])


@pytest.mark.parametrize("name", ["readings", "standing", "held"])
@pytest.mark.parametrize("sample", [PLAIN, WORST], ids=["plain", "worst"])
def test_the_team_reads_the_leads_words_and_figures(sample, name):
    lead, team = laid_out(sample, name)
    assert lead["text"] == team["text"]
    for key in ("blocks", "plain"):
        of_lead, of_team = (
            [block for block in words[key] if "Ten minutes" not in str(block)]
            for words in (lead, team)
        )
        assert of_team[: len(of_lead)] == of_lead
    assert "Ten minutes for your team meeting" not in str(team["blocks"])
    assert "Whoever leads the team sees the same figures as you and, " in str(team["blocks"])


@pytest.mark.parametrize("which", [0, 1], ids=["lead", "team"])
def test_where_slack_refuses_a_table_the_same_stands_in_words(which):
    words = laid_out(PLAIN, "standing")[which]
    assert PICTURES & {block["type"] for block in words["blocks"]} == {"table"}
    assert not PICTURES & {block["type"] for block in words["plain"]}
    said = str(words["plain"])
    assert tabled(words)
    for row in tabled(words):
        assert all(cell in said for cell in row)


@pytest.mark.parametrize("sample", [PLAIN, WORST], ids=["plain", "worst"])
def test_everything_that_stands_is_one_press_away_with_its_day_in_a_table_or_words(sample):
    words = figures(sample)
    assert not PICTURES & {block["type"] for block in words["plain"]}
    said = str(words["plain"])
    assert len(tabled(words)) == len(sample.reports["standing"].board)
    for row in tabled(words):
        assert all(cell in said for cell in row)
        assert row[2] == "Nov 23"
    [table] = [block for block in words["blocks"] if block["type"] == "table"]
    assert table["rows"][0][2]["text"] == "Counted up to"


@pytest.mark.parametrize("which", [0, 1], ids=["lead", "team"])
def test_how_many_rows_a_table_leaves_out_is_said_with_the_button_that_has_them(which):
    words = laid_out(PLAIN, "standing")[which]
    hidden = len(PLAIN.reports["standing"].board) - len(tabled(words))
    assert f"*Where everything stands* has {hidden} more rows." in str(words["blocks"])
    assert "more row" not in str(figures(PLAIN)["blocks"])


def with_steps(*steps):
    """The report of a team whose facets stand at these steps."""
    board = tuple(
        replace(
            entry,
            readings=(
                publish(
                    entry.family,
                    entry.readings[0].span,
                    status=Status.SHOWN,
                    scale=Scale.STEP,
                    value=step,
                    half_width=0.4,
                    respondents="7-9",
                ),
            ),
        )
        for entry, step in zip(PLAIN.reports["standing"].board, steps, strict=False)
    )
    return replace(PLAIN.reports["standing"], board=board)


def test_a_bar_is_as_full_as_its_step_is_far_from_1_to_5_whatever_the_others_are():
    """No chart of Slack's can say so: its axis goes from 0 to the highest value."""
    for steps in ((1.5, 2.0, 3.0, 3.5, 4.5), (3.5, 3.5, 3.5, 3.5, 3.5), (1.5,)):
        words = lead_reads(with_steps(*steps))
        told = [row[1] for row in tabled(words)]
        assert [cell.partition(" ± ")[0] for cell in told] == [str(step) for step in steps]
        for step, cell in zip(steps, told, strict=True):
            bar = cell.rpartition(" ")[2]
            assert BAR.fullmatch(bar)
            assert bar.count("■") / len(bar) == (step - 1) / 4
        assert "a bar is empty at 1 and full at 5" in str(words["blocks"])
        assert "a bar is empty at 1 and full at 5" in str(words["plain"])


def test_what_is_no_step_has_no_bar():
    in_words = {row[0]: row[1] for row in tabled(figures(PLAIN))}
    barred = {name for name, told in in_words.items() if "□" in told}
    assert barred == {MEASURES[facet] for facet in FACETS}


def test_what_a_lead_sees_is_said_only_where_somebody_leads():
    given = {"report_id": "R1", "team": "Harbour", "sentences": ()}
    same = "Whoever leads the team sees the same figures"
    assert same in str(report_message.for_team(early(), **given)["blocks"])
    assert same not in str(report_message.for_team(early(), **given, led=False)["blocks"])


def test_what_runs_through_a_lead_is_said_only_where_helpers_are_or_were_named():
    given = {"report_id": "R1", "team": "Harbour", "sentences": ()}
    for named in (True, False):
        told = str(report_message.for_team(early(), **given, named=named)["blocks"])
        assert "Whoever leads the team sees the same figures as you" in told
        assert ("runs through themselves" in told) is named


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, True),
        ({"state": TeamState.PAUSED}, False),
        ({"last": True}, False),
        ({"never": TOO_SHORT}, False),
    ],
)
def test_a_report_made_while_its_team_was_paused_says_where_the_days_are_once_it_goes_on(
    given, said
):
    made = early()
    bare = replace(made, board=tuple(replace(one, next_on=None) for one in made.board))
    where = "When figures come next stands on the Home tab"
    rest = {"report_id": "R1", "team": "Harbour", "sentences": ()}
    assert (where in str(report_message.for_team(bare, **rest, **given)["blocks"])) is said
    assert where not in str(report_message.for_team(made, **rest, **given)["blocks"])
