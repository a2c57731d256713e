"""What whoever looks after a team is told of a message that its channel did not get."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slackapp.domain.deliveries import Kind
from slackapp.ui import blocks
from slackapp.ui.words import N_, _, day, moment, slack_moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from slackapp.domain.screens import Missed
    from slackapp.ui.blocks import Words

_SEND: Final = N_(
    "Look whether it is there; if not, send it again: `/bearings admin`, *Not delivered*."
)
_HAVE_SENT: Final = N_(
    "Look whether it is there; if not, an admin can send it again: `/bearings admin`, "
    "*Not delivered*."
)


def message(missed: Missed) -> Words:
    """Tell who leads a team that its channel did not get what it should have, and what to do."""
    spoken, shown = (" ".join(_told(missed, when)) for when in (moment, slack_moment))
    return blocks.words(spoken, [blocks.section(shown)])


def _told(missed: Missed, when: Callable[[datetime, str], str]) -> Iterator[str]:
    team, on = blocks.escape(missed.team), day(missed.day, short=True)
    if missed.kind is Kind.REPORT_TEAM:
        yield _(
            "The report on the check-in of {day} was not delivered to the channel of {team}: Slack "
            "did not take it, or left unclear whether it did. Everybody in the team finds it on "
            "the Home tab of Bearings."
        ).format(team=team, day=on)
    else:
        yield _(
            "The invitation to the check-in of {day} was not delivered to the channel of {team}: "
            "Slack did not take it, or left unclear whether it did."
        ).format(team=team, day=on)
        if missed.open_until is None:
            yield _("That check-in is over, so nothing is left to do.")
            return
        yield _(
            "It is open until {until}, and whoever is asked in it opens it with "
            "`/bearings checkin` all the same."
        ).format(until=when(missed.open_until, missed.zone))
    yield _(_SEND if missed.admin else _HAVE_SENT)
