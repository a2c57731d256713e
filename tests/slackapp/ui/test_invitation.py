"""An invitation says how much this check-in asks, and how long that takes."""

from datetime import UTC, datetime

import pytest

from slackapp.domain.rounds import Asks
from slackapp.ui import invitation, reminder

AT = {
    "round_id": "R1",
    "team": "Harbour",
    "closes_at": datetime(2026, 3, 6, 9, tzinfo=UTC),
    "zone": "UTC",
}
BOTH = ("helped_me", "i_helped")


@pytest.mark.parametrize(
    ("asks", "said"),
    [
        (Asks(("a",) * 6, BOTH), "6 statements about the last week, and who helped whom."),
        (Asks(("a",), ("helped_me",)), "One statement about the last week, and who helped you."),
        (Asks(("a",) * 2, ("i_helped",)), "2 statements about the last week, and whom you helped."),
        (Asks(("a",) * 5, pulse=True), "5 statements about the last week, and how much help went"),
        (Asks(("a",)), "One statement about the last week."),
    ],
)
def test_it_says_how_many_statements_there_are_and_what_is_asked_of_help(asks, said):
    told = invitation.message(**AT, asks=asks)["blocks"][1]["text"]["text"]
    assert told.startswith(said)


@pytest.mark.parametrize(
    ("asked", "takes"),
    [(1, "less than a minute"), (2, "less than a minute"), (3, "about a minute")],
)
def test_it_and_the_reminder_say_alike_how_long_that_takes(asked, takes):
    asks = Asks(("a",) * asked, BOTH)
    invited = invitation.message(**AT, asks=asks)
    assert f"· {takes} ·" in invited["blocks"][0]["text"]["text"]
    assert f": {takes}, open until" in invited["text"]
    reminded = reminder.message(**AT, asks=asks)
    assert reminded["text"].endswith(f"It takes {takes}.")
    assert f"It takes {takes}." in reminded["blocks"][0]["text"]["text"]
