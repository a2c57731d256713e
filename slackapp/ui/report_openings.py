"""What each week's report is mainly for, in the same words on its page and in Slack."""

from __future__ import annotations

from typing import Final

from slackapp.ui.words import N_

HEADINGS: Final = {
    "vote": N_("Start with one small thing"),
    "card": N_("A conversation to have"),
    "did_we": N_("Did we do it?"),
    "readings": N_("What settled this time"),
    "quiet": N_("Nothing new this time"),
}
OPENINGS: Final = {
    "vote": N_(
        "Figures need a few check-ins. What can change already is one habit: "
        "choose an experiment, openly, as a team."
    ),
    "card": N_("No figures settle this time. Ten minutes of talk can help all the same."),
    "did_we": N_("No figures settle this time. Ask each other: did we do it, did anyone notice?"),
    "readings": N_("Answers counted, then deleted."),
    "quiet": N_("No figures settle this time."),
}
WITHOUT_DAYS: Final = N_(
    "No day of a figure can be named, as this team is now; why is said below. What can change "
    "already is one habit: choose an experiment, openly, as a team."
)
"""Of a week for a vote, where no figure is in sight."""
