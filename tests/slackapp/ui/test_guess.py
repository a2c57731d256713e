"""Guess first: what settled waits for whoever wants to guess, and a guess stands beside it."""

import json
from dataclasses import replace

import pytest

from analytics import findings
from analytics.instrument.bank import FACETS
from analytics.records import Scale, publish
from slackapp.payloads.samples import PLAIN
from slackapp.ui import guess, ids, report_message
from slackapp.ui.report_words import sentences

REPORT = PLAIN.reports["readings"]
MIDDLE = "People could stand on their own feet some of the time."
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


def test_what_stood_before_stays_in_the_table():
    settled = only("autonomy").settled
    words = posted(replace(REPORT, settled=settled))
    [table] = [block for block in words["blocks"] if block["type"] == "table"]
    assert "Self-reliance" not in str(table)
    assert len(table["rows"]) == len(FACETS)
    [said] = [block for block in words["plain"] if "± 0.4" in str(block)]
    assert "Self-reliance" not in str(said)
    assert str(said).count("3.5") == len(FACETS) - 1


def test_all_that_settled_is_named_and_what_there_is_to_guess_of_it():
    said = posted(only("autonomy", "ties"))["text"]
    assert (
        "Settled this time: “Self-reliance” and “Who carries how much, without names”. "
        "Where would you put the team on “Self-reliance”?" in said
    )
    assert (
        "Settled this time: “Self-reliance”. Where would you put the team? "
        in (posted(only("autonomy"))["text"])
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
    assert "table" in {block["type"] for block in words["blocks"]}
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
    assert "mostly so\nYou guessed “rarely so”: less than the answers say." in beside(report, "low")
    assert "You guessed “mostly so”: as expected." in beside(report, "high")
    lower = publish(
        "autonomy", step.span, status=step.status, scale=Scale.LEVEL, value="low", respondents="5-6"
    )
    said = beside(replace(REPORT, settled=(lower,)), "high")
    assert "You guessed “mostly so”: more than the answers say." in said


def beside(report, code):
    """What stands beside a guess about autonomy."""
    shown = guess.beside("R1", report, sentences=(), guesses={"autonomy": code})
    return shown["blocks"][0]["text"]["text"]


def test_guess_and_reading_stand_side_by_side():
    report = only("autonomy", "reciprocity")
    shown = guess.beside(
        "R1", report, sentences=PLAIN.sentences, guesses={"autonomy": "2.0", "reciprocity": "9"}
    )
    said = [block["text"]["text"] for block in shown["blocks"] if block["type"] == "section"]
    assert said[0] == "*Help both ways*: 3.5 ± 0.4"
    assert said[1].startswith("*Self-reliance*: 3.5 ± 0.4\nYou guessed 2.0: ")
    assert [line.removeprefix("• ") for line in said[2:]] == list(PLAIN.sentences)


@pytest.mark.parametrize(
    ("guessed", "said"),
    [
        ("2.0", "You guessed 2.0: the answers are 1.5 higher, beyond ± 0.4."),
        ("3.0", "You guessed 3.0: the answers are 0.5 higher, beyond ± 0.4."),
        ("3.5", "You guessed 3.5: as expected, within ± 0.4."),
        ("4.5", "You guessed 4.5: the answers are 1.0 lower, beyond ± 0.4."),
    ],
)
def test_a_guess_is_told_by_how_much_it_differs_and_whether_that_can_be_chance(guessed, said):
    told = beside(only("autonomy"), guessed)
    assert said in told
    assert ("Talk about it." in told) is ("as expected" not in said)


def test_a_guess_within_what_can_be_told_is_no_difference():
    [step] = only("autonomy").settled
    wider = publish(
        "autonomy",
        step.span,
        status=step.status,
        scale=Scale.STEP,
        value=3.5,
        half_width=0.46,
        respondents="5-6",
    )
    report = replace(REPORT, settled=(wider,))
    assert "You guessed 3.0: as expected, within ± 0.5." in beside(report, "3.0")
    assert "You guessed 2.5: the answers are 1.0 higher" in beside(report, "2.5")


def test_every_settled_facet_is_told_with_its_figure_and_what_it_means():
    [step] = only("autonomy").settled
    found = (*findings.find([step], turn=1),)
    report = replace(only("autonomy"), findings=found)
    assert sentences(report) == (f"Self-reliance: 3.5 ± 0.4. {MIDDLE}",)
    assert sentences(report, but={"autonomy"}) == ()
    assert beside(report, "3.5").startswith(f"*Self-reliance*: 3.5 ± 0.4\n{MIDDLE}\nYou guessed")
