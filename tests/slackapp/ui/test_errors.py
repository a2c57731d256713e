"""What cannot be so is said with what can."""

import pytest

from slackapp.domain.cadence import INTERVALS
from slackapp.domain.policy import K_FLOOR, OPEN_DAYS, RETENTION_WEEKS
from slackapp.errors import AlmostEverybody, ImpossibleSetting, TeamTooSmall
from slackapp.errors.teams import TooFewCount
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
    ("most", "said"), [(5, "Here it can only be 5."), (7, "Here it can be 7 at most.")]
)
def test_too_many_answers_are_refused_with_how_many_can_be_asked_for(most, said):
    assert errors.sentence(AlmostEverybody(most=most)).endswith(said)


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
