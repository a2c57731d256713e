"""The one message that follows an installation, to whoever installed the app and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slackapp.ui import blocks
from slackapp.ui.words import _, ngettext

if TYPE_CHECKING:
    from slackapp.ui.blocks import Words


def message(*, paused: int = 0, admin: bool = True) -> Words:
    """Say what to do next; `paused` is how many teams came back with the installation.

    Slack may let anybody install an app: who is no `admin` is told that somebody else goes on.
    """
    text = _(
        "Bearings is installed. Nobody else has been told, and nothing is posted anywhere until "
        "a team has been set up and confirmed."
    )
    steps = (
        _("1. Invite Bearings to the channel of a team: `/invite @Bearings`."),
        _("2. Type `/bearings admin` and say who leads the team and when it is asked."),
        _("3. Look at exactly what would happen, then start it or leave it."),
    )
    body = [blocks.section(text), blocks.section("\n".join(steps))]
    if not admin:
        body.append(
            blocks.section(
                _(
                    "Only an admin of this Slack workspace can do that, and you are none. Please "
                    "pass this on to one; they can also make you an admin of Bearings, in "
                    "`/bearings admin`."
                )
            )
        )
    if paused:
        waiting = ngettext(
            "{count} team is still here from before, and paused. Its channel and its leads are "
            "not told. `/bearings resume` in its channel lets it go on, and only then the channel "
            "hears of it; `/bearings admin` shows it.",
            "{count} teams are still here from before, and paused. Their channels and their leads "
            "are not told. `/bearings resume` in a team's channel lets it go on, and only then the "
            "channel hears of it; `/bearings admin` shows them.",
            paused,
        )
        body.append(blocks.section(waiting))
    body.append(
        blocks.context(_("`/bearings help` says more. Bearings cannot read your messages."))
    )
    return blocks.words(text, body)
