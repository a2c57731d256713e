"""What cannot be so is said with what can."""

import pytest

from slackapp.domain.cadence import INTERVALS
from slackapp.domain.policy import K_FLOOR, OPEN_DAYS, RETENTION_WEEKS
from slackapp.errors import AlmostEverybody, ImpossibleSetting, TeamTooSmall
from slackapp.errors.teams import TooFewCount
from slackapp.errors.together import Mistakes
from slackapp.errors.written import NoSuchTeam, UnknownSetting
from slackapp.ui import errors


@pytest.mark.parametrize(
    ("setting", "least", "most"),
    [
        ("k", K_FLOOR, None),
        ("open_days", OPEN_DAYS[0], OPEN_DAYS[-1]),
        ("retention_weeks", RETENTION_WEEKS[0], RETENTION_WEEKS[-1]),
        ("every_weeks", min(INTERVALS), max(INTERVALS)),
    ],
)
def test_a_setting_in_a_text_is_refused_with_the_values_it_takes(setting, least, most):
    said = errors.sentence(ImpossibleSetting(setting=setting, line=3))
    takes = said.partition(f"(line 3: {setting}, which takes ")[2]
    assert takes.startswith((f"{least} ", f"{least},"))
    assert most is None or takes.endswith(f" {most})")


@pytest.mark.parametrize(
    ("most", "said"), [(5, "Here it can only need 5."), (7, "Here it can need 7 at most.")]
)
def test_too_many_answers_are_refused_with_how_many_can_be_asked_for(most, said):
    told = errors.sentence(AlmostEverybody(most=most))
    assert told.startswith("A figure would need the answers of almost everybody who counts")
    assert told.endswith(said)


@pytest.mark.parametrize(
    ("error", "there", "under"),
    [
        (TooFewCount, ("roster", "leads"), "roster"),
        (TooFewCount, ("leads",), "leads"),
        (TeamTooSmall, ("roster", "leads"), "leads"),
    ],
)
def test_too_few_who_count_are_said_under_who_is_asked_unless_leads_are_why(error, there, under):
    shown = {"blocks": [{"type": "input", "block_id": block} for block in there]}
    assert errors.under_a_question(shown, error()) == {under: error().sentence}


def test_a_setting_that_is_none_is_said_with_the_nearest_or_with_all_there_are():
    known = ("every_weeks", "k")
    near = errors.sentence(UnknownSetting(setting="every_week", line=2, known=known))
    assert near.endswith("(line 2: every_week is no setting; the nearest is every_weeks)")
    far = errors.sentence(UnknownSetting(setting="colour", line=2, known=known))
    assert far.endswith("(line 2: colour is no setting; there are every_weeks and k)")


def test_a_team_that_is_not_here_is_said_with_the_nearest_and_with_those_that_are():
    known = [("Harbour", "t1"), ("Quay", "t2")]
    said = errors.sentence(
        NoSuchTeam(setting="id", line=4, given='"t9"', known=known, named="Quays")
    )
    first, second = said.splitlines()
    assert first.endswith('(line 4: id is "t9"; the nearest team is Quay, id t2)')
    assert second.startswith("The teams that are here: Harbour, id t1 and Quay, id t2.")
    assert "no team here yet" in errors.sentence(NoSuchTeam(setting="id", line=4))


def test_of_many_settings_ten_are_told_and_the_teams_that_are_here_once():
    known = [(f"Team {n}", f"t{n}") for n in range(12)]
    found = [NoSuchTeam(setting="id", line=n, given="7", known=known) for n in range(12)]
    told = errors.sentence(Mistakes(found=[*found, TeamTooSmall()])).splitlines()
    assert told[0].startswith("12 of these settings are unknown or cannot be so")
    assert told[1:3] == ["• line 0: id is 7", "• line 1: id is 7"]
    assert told[11] == "and 2 more"
    assert told[12].count("Team ") == 10
    assert "2 more" in told[12]
    assert told[13:] == [TeamTooSmall().sentence]


def test_what_a_text_gives_is_shown_as_it_stands_there():
    view = errors.view(ImpossibleSetting(setting="name", line=1, given='"<!here> & *all*"'))
    assert "&lt;!here&gt; &amp; *all*" in view["blocks"][0]["text"]["text"]
