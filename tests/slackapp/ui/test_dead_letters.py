"""What Slack did not take is said with what to do about it now."""

from datetime import date

import pytest

from slackapp.domain.deliveries import DeadLetter, Held, Kind, Undelivered
from slackapp.ui import dead_letters

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


def test_what_may_have_reached_whoever_reads_the_list_is_looked_for_in_their_own_messages():
    [said, _buttons] = listed("unclear", kind=Kind.REPORT_LEAD, to="U9", to_asker=True)
    assert "Look in your own messages with Bearings" in said["text"]["text"]
    assert "Ask <@U9>" not in said["text"]["text"]


@pytest.mark.parametrize(
    ("of", "what"), [(Kind.INVITATION, "an invitation"), (Kind.REPORT_TEAM, "a report")]
)
def test_word_that_a_message_was_not_delivered_is_no_word_of_a_change(of, what):
    [said, buttons] = listed("http_500", kind=Kind.ANNOUNCEMENT, of=of)
    name = f"word that {what} did not reach the channel"
    assert said["text"]["text"].startswith(f"*Keel*: {name}")
    assert name in str(buttons)
    [said, _buttons] = listed("http_500", kind=Kind.ANNOUNCEMENT)
    assert said["text"]["text"].startswith("*Keel*: word of a change")


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
    [_header, said] = dead_letters.view(Undelivered(trying=(letter,)))["blocks"]
    assert said["text"]["text"].endswith(why)
    assert error not in said["text"]["text"]


def listed(error, kind=Kind.INVITATION, **more):
    letter = DeadLetter("d1", "Keel", kind, error, **more)
    return dead_letters.view(Undelivered((letter,)))["blocks"]


@pytest.mark.parametrize(
    ("held", "why"),
    [
        (Held.SHARED, "The channel is shared with another organisation"),
        (Held.MOVED, "It was for a channel that the team has left"),
        (Held.REPLACED, "It was for somebody who does not lead the team any more"),
    ],
)
@pytest.mark.parametrize("error", ["restricted_action", "unclear"])
def test_what_may_not_go_there_any_more_says_why_and_can_only_be_let_go(error, held, why):
    [said, buttons] = listed(error, kind=Kind.REPORT_TEAM, held=held)
    assert why in said["text"]["text"]
    assert said["text"]["text"].endswith("let it go.")
    assert [one["text"]["text"] for one in buttons["elements"]] == ["Let it go"]


@pytest.mark.parametrize("held", Held)
def test_what_was_held_back_and_may_go_there_by_now_is_offered_to_be_sent_again(held):
    [said, buttons] = listed(held, kind=Kind.REPORT_TEAM)
    assert "It is by now: send again" in said["text"]["text"]
    assert len(buttons["elements"]) == 2


def test_one_press_sends_again_only_what_may_go_where_it_was_for():
    there = DeadLetter("d1", "Keel", Kind.REPORT_TEAM, "restricted_action")
    moved = DeadLetter("d2", "Keel", Kind.REPORT_TEAM, "restricted_action", held=Held.MOVED)
    for found, count in (((there, moved), 0), ((there, there, moved), 1)):
        assert str(dead_letters.view(Undelivered(found))["blocks"]).count("Send all 2") == count
