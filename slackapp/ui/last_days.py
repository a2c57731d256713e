"""What is said of a last day that cannot be, where it is known which could."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slackapp.errors import LastDayOver, NoFutureRound
from slackapp.ui.words import _, day

if TYPE_CHECKING:
    from slackapp.errors import BearingsError


def instead(error: BearingsError) -> str | None:
    """What leads out of it; None where the kind's own sentence is all there is to say."""
    if not isinstance(error, (LastDayOver, NoFutureRound)) or error.earliest is None:
        return None
    if isinstance(error, LastDayOver):
        said = _("This last day is over. The earliest that is possible is {day}.")
    else:
        said = _("Like this no check-in opens. The earliest last day that is possible is {day}.")
    out = [said.format(day=day(error.earliest))]
    if error.going:
        out.append(_("To stop now, end the team."))
    elif isinstance(error, NoFutureRound):
        out.append(_("Or take an earlier first day, or less time off."))
    return " ".join(out)
