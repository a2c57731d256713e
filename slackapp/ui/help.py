"""What `/bearings help` answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slackapp.ui import blocks
from slackapp.ui.by_name import LEAD_ALONE
from slackapp.ui.words import _

if TYPE_CHECKING:
    from slackapp.ui.blocks import Words


def message(*, feedback: str = "", unknown: str = "") -> Words:
    """Say what can be typed, what this is, and where to complain (`feedback`: an address).

    `unknown` is what was typed and is no command.
    """
    commands = "\n".join(
        (
            _("`/bearings checkin` opens your check-in, if one is open."),
            _("`/bearings status` says what comes next for your teams."),
            _("`/bearings admin` shows your teams and sets one up; for admins and leads."),
            _(
                "`/bearings pause` and `/bearings resume`, in a team's channel, stop and go on; "
                "for its leads and for admins."
            ),
            _("`/bearings why` says why you are asked and who sees what you answer."),
            _("`/bearings help` shows this."),
            _(
                "The experiment is chosen by an open vote in the team's channel. A team's reports "
                "are on the Home tab of everybody in it. The buttons *Expected right now* and "
                "*Undo experiment…* are on the Home tab of whoever leads it."
            ),
        )
    )
    about = _(
        "Bearings asks a team about its last week in about a minute, and shows the team and its "
        "lead the same figures: how help goes round, never who said what."
    )
    about = f"{about} {_(LEAD_ALONE)}"
    body = [blocks.section(about), blocks.section(commands)]
    begin = ""
    if unknown:
        begin = _("Bearings does not understand “{typed}”. This is what can be typed:").format(
            typed=blocks.escape(unknown)
        )
        body.insert(0, blocks.section(begin))
    body.append(blocks.context(complaints(feedback)))
    return blocks.words("\n".join(filter(None, (begin, about, commands))), body)


def complaints(feedback: str) -> str:
    """Where to say what is wrong: the address there is for that, else whoever looks after it."""
    if not feedback:
        return _("Something wrong or missing? Tell whoever leads your team, or an admin.")
    return _("Something wrong or missing? {feedback}").format(feedback=feedback)
