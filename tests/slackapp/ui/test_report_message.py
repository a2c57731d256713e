"""What a lead and a team read of one report is the same."""

from dataclasses import replace

import pytest

from slackapp.payloads.samples import PLAIN, WORST
from slackapp.ui import report_message

PICTURES = {"data_visualization", "table"}


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


def charted(words):
    """The categories of a message's one chart."""
    [chart] = [block["chart"] for block in words["blocks"] if block["type"] == "data_visualization"]
    return chart["axis_config"]["categories"]


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


@pytest.mark.parametrize("name", ["readings", "standing", "held"])
@pytest.mark.parametrize("lay_out", [0, 1], ids=["lead", "team"])
def test_the_buttons_stand_right_below_what_settled(name, lay_out):
    words = laid_out(PLAIN, name)[lay_out]
    above = words["blocks"][: place(words, "Open the full report")]
    assert {block["type"] for block in above} <= {"header", "context", "section"}
    assert not any(each in str(above) for each in ("Ten minutes", "To talk about", "at the earl"))
    assert len(words["blocks"]) <= 9
    assert not [block for block in words["blocks"] if block["type"] == "table"]


def test_before_anything_was_shown_a_report_says_what_to_do_and_what_comes_when_in_one_line():
    words = lead_reads(early())
    said = str(words["blocks"])
    assert "What can change already is one habit" in words["text"]
    assert "not yet" not in said
    assert "First figures, at the earliest: *Dec 21*: Help both ways, Self-reliance, " in said
    assert "Where everything stands" not in said
    assert "data_visualization" not in said


def test_a_day_that_moved_says_so_and_why_and_no_other_report_does():
    said = str(laid_out(PLAIN, "standing")[0]["blocks"])
    assert "*Dec 21*: " in said
    assert "Habits of helping and of limits (was Dec 14)" in said
    assert "A day moves when a check-in is left out or moved" in said
    assert "A day moves" not in str(lead_reads(early())["blocks"])


def test_what_was_not_shown_is_named():
    said = str(laid_out(PLAIN, "held")[0]["blocks"])
    assert "*Help both ways, Self-reliance, " in said
    assert "*: Not shown this time. Reasons" in said


def test_what_the_follow_up_was_about_is_named():
    assert "Whether “Put one piece of knowledge into a second head” was noticed" in str(
        figures(PLAIN)["blocks"]
    )


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
    assert "Your lead sees the same figures as you." in str(team["blocks"])


@pytest.mark.parametrize("which", [0, 1], ids=["lead", "team"])
def test_where_slack_refuses_pictures_the_same_stands_in_words(which):
    words = laid_out(PLAIN, "standing")[which]
    assert PICTURES & {block["type"] for block in words["blocks"]} == {"data_visualization"}
    assert not PICTURES & {block["type"] for block in words["plain"]}
    said = str(words["plain"])
    for label in charted(words):
        assert label in said


@pytest.mark.parametrize("sample", [PLAIN, WORST], ids=["plain", "worst"])
def test_everything_that_stands_is_one_press_away_with_its_day_in_pictures_or_words(sample):
    words = figures(sample)
    assert {block["type"] for block in words["blocks"]} >= PICTURES
    assert not PICTURES & {block["type"] for block in words["plain"]}
    table = next(block for block in words["blocks"] if block["type"] == "table")
    said = str(words["plain"])
    for row in table["rows"][1:]:
        assert all(cell["text"] in said for cell in row)
        assert row[2]["text"] == "Nov 23"


@pytest.mark.parametrize("sample", [PLAIN, WORST], ids=["plain", "worst"])
def test_a_bar_carries_its_step_and_the_name_that_the_table_has(sample):
    blocks = figures(sample)["blocks"]
    chart = next(block["chart"] for block in blocks if block["type"] == "data_visualization")
    table = next(block for block in blocks if block["type"] == "table")
    rows = [(row[0]["text"], row[1]["text"].partition(" ")[0]) for row in table["rows"][1:]]
    points = [(one["label"], one["value"]) for one in chart["series"][0]["data"]]
    assert [label for label, _ in points] == chart["axis_config"]["categories"]
    known = [(f"{name} {step}", float(step)) for name, step in rows if step[:1].isdigit()]
    assert points == known
    assert points
    assert not any("…" in label for label, _ in points)
