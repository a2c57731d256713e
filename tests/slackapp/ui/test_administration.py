"""What Slack did not take is said with what to do about it now."""

import pytest

from slackapp.domain.deliveries import DeadLetter, Kind, Undelivered
from slackapp.ui import administration

BACK = "Bearings was removed when this was due. It is back: send again?"


@pytest.mark.parametrize("error", ["account_inactive", "no_token", "token_revoked"])
def test_what_was_due_while_bearings_was_removed_is_offered_to_be_sent_again(error):
    [said, _buttons] = listed(error)
    assert said["text"]["text"].endswith(BACK)


def test_a_token_that_slack_refuses_for_another_reason_is_to_be_installed_again():
    [said, _buttons] = listed("invalid_auth")
    assert "Install the app again" in said["text"]["text"]


def listed(error):
    letter = DeadLetter("d1", "Keel", Kind.INVITATION, error)
    return administration.dead_letters(Undelivered((letter,)))["blocks"]
