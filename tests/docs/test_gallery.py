"""Designed teams get the findings they were designed for, from the real publishing rules."""

import importlib.util
import sys
from pathlib import Path

import pytest

from analytics.records import Status

SCRIPT = Path(__file__).parents[2] / "docs" / "gallery.py"


@pytest.fixture(scope="module")
def gallery():
    spec = importlib.util.spec_from_file_location("gallery", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up while it is being run.
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "gallery", module)
        spec.loader.exec_module(module)
        yield module


def made(gallery, name):
    return gallery.report(next(team for team in gallery.TEAMS if team.name == name))


def shown(report):
    """What stands on the board, by measure."""
    return {
        reading.measure: reading.value
        for entry in report.board
        for reading in entry.readings
        if reading.status is Status.SHOWN
    }


FACETS = (
    "reciprocity",
    "autonomy",
    "trust_and_safety",
    "emotional_presence",
    "shared_responsibility",
)


def test_a_healthy_team_stands_high_is_mutual_and_carried_by_most(gallery):
    report = made(gallery, "healthy-of-9")
    values = shown(report)
    assert all(values[facet] >= 3.5 for facet in FACETS)
    assert (values["mutual"], values["carriers"], values["held_by_few"]) == (
        "more",
        "most",
        "nothing",
    )
    assert values["balanced"] == "high"
    assert values["porous"] == "low"
    assert report.suggestions == ()


def test_one_who_carries_a_lot_leads_to_a_sentence_without_a_person(gallery):
    report = made(gallery, "one-carrier")
    codes = {finding.code: finding for finding in report.findings}
    assert codes["held_by_few"].params["details"] == "knowledge"
    assert "carriers_few" in codes
    assert report.findings[0].code in {"carriers_few", "held_by_few"}


def test_two_cliques_show_as_low_trust_and_not_as_a_picture_of_the_network(gallery):
    values = shown(made(gallery, "two-cliques"))
    assert values["trust_and_safety"] <= 2.5
    assert values["held_by_few"] == "nothing"


def test_nothing_points_at_a_newcomer_without_ties(gallery):
    values = shown(made(gallery, "isolated-newcomer"))
    assert values["carriers"] == "most"
    assert values["held_by_few"] == "nothing"
    assert "two_way" not in values


def test_too_few_answers_hold_everything_and_still_give_something_to_talk_about(gallery):
    report = made(gallery, "too-few-answers")
    assert shown(report) == {}
    assert report.findings == ()
    assert report.card is not None


def test_an_on_call_month_shows_less_help_both_ways_and_few_who_carry(gallery):
    values = shown(made(gallery, "on-call-month"))
    assert values["reciprocity"] <= 2.5
    assert values["carriers"] == "few"
    assert values["mutual"] == "cannot_tell"
    assert values["porous"] == "high"


def test_a_team_of_six_gets_the_pulse_and_no_ties(gallery):
    report = made(gallery, "team-of-6")
    assert {entry.family for entry in report.board} >= {"pulse", *FACETS}
    assert "ties" not in {entry.family for entry in report.board}
    assert shown(report)["not_asking"] == "high"
    assert "not_ties" in report.cannot_tell


def test_a_team_of_fourteen_may_be_told_more(gallery):
    values = shown(made(gallery, "team-of-14"))
    assert values["mutual"] == "clearly_more"
    assert values["two_way"] == "most"


def test_a_team_in_which_all_agree_sees_no_scale(gallery):
    report = made(gallery, "all-agree")
    assert not set(shown(report)) & set(FACETS)


@pytest.mark.parametrize(("name", "opening"), [("week-1", "vote"), ("week-2", "card")])
def test_the_first_weeks_are_worth_opening(gallery, name, opening):
    report = made(gallery, name)
    assert report.opening == opening
    assert report.card is not None
    assert all(entry.next_on is not None for entry in report.board)


def test_pages_are_written_small_beside_one_shared_script(gallery, tmp_path, capsys):
    (page,) = gallery.write(tmp_path, only=["everything-settles"])
    assert len(page.read_bytes()) <= 20_000
    assert (tmp_path / "plotly.min.js").exists()
    assert "everything-settles" in capsys.readouterr().out
