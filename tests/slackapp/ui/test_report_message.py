"""What a lead and a team read of one report is the same."""

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


@pytest.mark.parametrize("name", ["readings", "standing", "held"])
@pytest.mark.parametrize("sample", [PLAIN, WORST], ids=["plain", "worst"])
def test_the_team_reads_the_leads_words_and_figures(sample, name):
    lead, team = laid_out(sample, name)
    assert lead["text"] == team["text"]
    for key in ("blocks", "plain"):
        figures = [
            [block for block in words[key] if block["type"] in {*PICTURES, "section"}]
            for words in (lead, team)
        ]
        of_lead, of_team = (figures[0][:-1], figures[1])
        assert of_team[: len(of_lead)] == of_lead
    assert "Ten minutes for your team meeting" not in str(team["blocks"])
    assert "Your lead sees the same figures as you." in str(team["blocks"])


@pytest.mark.parametrize("which", [0, 1], ids=["lead", "team"])
def test_where_slack_refuses_pictures_the_same_stands_in_words(which):
    words = laid_out(PLAIN, "standing")[which]
    assert {block["type"] for block in words["blocks"]} >= PICTURES
    assert not PICTURES & {block["type"] for block in words["plain"]}
    table = next(block for block in words["blocks"] if block["type"] == "table")
    said = str(words["plain"])
    for row in table["rows"][1:]:
        assert row[0]["text"] in said
        assert row[1]["text"] in said


@pytest.mark.parametrize("sample", [PLAIN, WORST], ids=["plain", "worst"])
def test_a_bar_carries_its_step_and_the_name_that_the_table_has(sample):
    blocks = laid_out(sample, "standing")[0]["blocks"]
    chart = next(block["chart"] for block in blocks if block["type"] == "data_visualization")
    table = next(block for block in blocks if block["type"] == "table")
    rows = [(row[0]["text"], row[1]["text"].partition(" ")[0]) for row in table["rows"][1:]]
    points = [(one["label"], one["value"]) for one in chart["series"][0]["data"]]
    assert [label for label, _ in points] == chart["axis_config"]["categories"]
    known = [(f"{name} {step}", float(step)) for name, step in rows if step[:1].isdigit()]
    assert points == known
    assert points
    assert not any("…" in label for label, _ in points)
