"""The one private reminder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slackapp.ui import blocks
from slackapp.ui.invitation import choice, takes
from slackapp.ui.words import _, moment, slack_moment

if TYPE_CHECKING:
    from datetime import datetime

    from slackapp.domain.ids import RoundId
    from slackapp.domain.rounds import Asks
    from slackapp.ui.blocks import Words


def message(
    *,
    round_id: RoundId,
    team: str,
    closes_at: datetime,
    zone: str,
    asks: Asks,
    asked_for: bool = False,
) -> Words:
    """Remind one person; the same words for everybody, and never edited afterwards.

    `asked_for` is for whoever wanted to be asked again later.
    """
    last = (
        _("You asked to be reminded now. Skipping is fine and never mentioned.")
        if asked_for
        else _(
            "This is the only reminder unless you choose one. Skipping is fine and never mentioned."
        )
    )
    text = _("The check-in for {team} is open until {until}. It takes {takes}.")
    about = {"team": blocks.escape(team), "takes": takes(asks)}
    return blocks.words(
        text.format(**about, until=moment(closes_at, zone)),
        [
            blocks.section(text.format(**about, until=slack_moment(closes_at, zone))),
            choice(round_id, team=team),
            blocks.context(last),
        ],
    )
