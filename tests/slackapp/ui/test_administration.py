"""What Slack did not take is said with what to do about it now."""

from datetime import date

import pytest

from slackapp.domain.deliveries import DeadLetter, Kind, Undelivered
from slackapp.ui import administration

DAY = date(2026, 11, 30)
BACK = "Bearings was removed when this was due. It is back: send again?"


@pytest.mark.parametrize("error", ["account_inactive", "no_token", "token_revoked"])
def test_what_was_due_while_bearings_was_removed_is_offered_to_be_sent_again(error):
    [said, _buttons] = listed(error)
    assert said["text"]["text"].endswith(BACK)


def test_a_token_that_slack_refuses_for_another_reason_is_to_be_installed_again():
    [said, _buttons] = listed("invalid_auth")
    assert "Install the app again" in said["text"]["text"]


def test_every_line_says_of_which_check_in_it_is_or_when_it_was_tried_and_for_whom():
    [said, _buttons] = listed("not_in_channel", day=DAY, of_check_in=True)
    assert said["text"]["text"].startswith(
        "*Keel*: an invitation to the channel, check-in of Nov 3"
    )
    [said, _buttons] = listed("not_in_channel", day=DAY)
    assert "tried on Nov 30" in said["text"]["text"]
    [said, _buttons] = listed("user_disabled", kind=Kind.REPORT_LEAD, to="U9")
    assert said["text"]["text"].startswith("*Keel*: a report to a lead, to <@U9>")


def test_what_may_have_reached_one_person_is_asked_of_that_person_and_not_looked_for():
    [said, _buttons] = listed("unclear", kind=Kind.REPORT_LEAD, to="U9")
    assert "Ask <@U9> whether it is there" in said["text"]["text"]
    [said, _buttons] = listed("unclear")
    assert "Look in the channel" in said["text"]["text"]


@pytest.mark.parametrize(
    ("error", "why"),
    [
        ("internal_error", "Slack had a fault of its own."),
        ("service_unavailable", "Slack had a fault of its own."),
        ("not_reached", "Slack could not be reached."),
        ("unclear", "Slack did not say whether it took it."),
        ("TimeoutError", "Slack did not say whether it took it."),
        ("http_500", "Slack did not say whether it took it."),
    ],
)
def test_what_is_still_tried_says_in_plain_words_what_came_of_it_so_far(error, why):
    letter = DeadLetter("d1", "Keel", Kind.INVITATION, error)
    [_header, said] = administration.dead_letters(Undelivered(trying=(letter,)))["blocks"]
    assert said["text"]["text"].endswith(why)
    assert error not in said["text"]["text"]


def listed(error, kind=Kind.INVITATION, **more):
    letter = DeadLetter("d1", "Keel", kind, error, **more)
    return administration.dead_letters(Undelivered((letter,)))["blocks"]
