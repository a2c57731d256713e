"""Guess first: what settled waits for whoever wants to guess, and a guess stands beside it."""

import json
from dataclasses import replace

import pytest

from analytics.instrument.bank import FACETS
from analytics.records import Scale, publish
from slackapp.payloads.samples import PLAIN
from slackapp.ui import guess, ids, report_message

REPORT = PLAIN.reports["readings"]
SAID = {"report_id": "R1", "team": "Harbour"}


def only(*families, report=REPORT):
    """The report of a week in which these families settled."""
    settled = tuple(one for one in report.settled if one.span.family in families)
    board = tuple(entry for entry in report.board if entry.family in families)
    return replace(report, settled=settled, board=board)


def posted(report, lay_out=report_message.for_lead):
    return lay_out(report, **SAID, sentences=PLAIN.sentences)


def pressed(words):
    rows = [block["elements"] for block in words["blocks"] if block["type"] == "actions"]
    return [button["action_id"] for row in rows for button in row]


@pytest.mark.parametrize("lay_out", [report_message.for_lead, report_message.for_team])
def test_neither_message_nor_preview_says_where_the_team_is_before_a_guess(lay_out):
    words = posted(only("autonomy", "patterns"), lay_out)
    everything = json.dumps(words, ensure_ascii=False)
    assert "3.5" not in everything
    assert "sometimes" not in everything
    assert not any(sentence in everything for sentence in PLAIN.sentences)
    assert "Self-reliance" in words["text"]
    assert pressed(words) == [ids.GUESS, ids.SHOW_FIGURES, ids.OPEN_REPORT]


def test_what_stood_before_stays_in_the_chart():
    settled = only("autonomy").settled
    words = posted(replace(REPORT, settled=settled))
    [chart] = [block for block in words["blocks"] if block["type"] == "data_visualization"]
    assert "Self-reliance" not in str(chart)
    assert len(chart["chart"]["axis_config"]["categories"]) == len(FACETS) - 1
    [said] = [block for block in words["plain"] if "As last shown" in str(block)]
    assert "Self-reliance" not in str(said)
    assert str(said).count("3.5") == len(FACETS) - 1


def test_all_that_settled_is_named_and_what_there_is_to_guess_of_it():
    said = posted(only("autonomy", "ties"))["text"]
    assert (
        "Settled this week: “Self-reliance” and “Who carries how much, without names”. "
        "Where would you put the team on “Self-reliance”?" in said
    )


@pytest.mark.parametrize("families", [(), ("patterns", "ties")], ids=["nothing", "no facet"])
def test_a_week_without_a_facet_says_all_it_has(families):
    words = posted(only(*families))
    everything = [ids.SHOW_FIGURES] if families else []
    assert pressed(words) == [*everything, ids.OPEN_REPORT]
    assert all(sentence in words["text"] for sentence in PLAIN.sentences)


def test_what_is_held_is_no_riddle():
    assert guess.guessable(PLAIN.reports["held"]) == ()
    assert pressed(posted(PLAIN.reports["held"])) == [ids.OPEN_REPORT]


def test_the_figures_say_everything_to_whoever_asks():
    words = report_message.figures(only("autonomy"), **SAID, sentences=PLAIN.sentences)
    assert all(sentence in words["text"] for sentence in PLAIN.sentences)
    assert {"data_visualization", "table"} <= {block["type"] for block in words["blocks"]}
    assert "3.5 ± 0.4" in str(words["blocks"])
    assert "3.5 ± 0.4" in str(words["plain"])
    assert "Only you see this" in str(words["blocks"])


def test_each_facet_is_asked_once_and_may_be_left_out():
    form = guess.form("R1", only("trust_and_safety", "autonomy", "ties"))
    asked = [block for block in form["blocks"] if block["type"] == "input"]
    assert [block["block_id"] for block in asked] == ["guess.autonomy", "guess.trust_and_safety"]
    assert all(block["optional"] for block in asked)
    steps = [option["value"] for option in asked[0]["element"]["options"]]
    assert steps == ["1.5", "2.0", "2.5", "3.0", "3.5", "4.0", "4.5"]
    assert "3.5" not in str(form["blocks"][0])


def test_a_facet_in_words_is_guessed_in_words():
    [step] = only("autonomy").settled
    worded = publish(
        "autonomy",
        step.span,
        status=step.status,
        scale=Scale.LEVEL,
        value="high",
        respondents="5-6",
    )
    report = replace(REPORT, settled=(worded,))
    assert list(guess.choices(worded).values()) == ["rarely so", "partly so", "mostly so"]
    shown = guess.beside("R1", report, sentences=(), guesses={"autonomy": "low"})
    assert "mostly so\nYou guessed rarely so." in shown["blocks"][0]["text"]["text"]


def test_guess_and_reading_stand_side_by_side():
    report = only("autonomy", "reciprocity")
    shown = guess.beside(
        "R1", report, sentences=PLAIN.sentences, guesses={"autonomy": "2.0", "reciprocity": "9"}
    )
    said = [block["text"]["text"] for block in shown["blocks"] if block["type"] == "section"]
    assert said[0] == "*Help both ways*: 3.5 ± 0.4"
    assert said[1] == "*Self-reliance*: 3.5 ± 0.4\nYou guessed 2.0."
    assert [line.removeprefix("• ") for line in said[2:]] == list(PLAIN.sentences)
