"""What is never counted as a team is set, and what mends it: told to everybody who answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slackapp.domain.cadence import INTERVALS
from slackapp.ui.calendar import FAMILIES
from slackapp.ui.words import N_, _, apart, day, listed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from slackapp.domain.cadence import Cadence
    from slackapp.domain.overview import Preview
    from slackapp.domain.teams import Team

_NOTHING: Final = N_(
    "*No figure comes before the last day, {day}:* the check-ins until then are too few, and what "
    "is sealed is deleted uncounted. A lead or an admin can mend it: {ways}."
)
_LOST: Final = N_(
    "*Like this, answers that are sealed already are never counted:* {what}. A day that was named "
    "for them holds no more. A lead or an admin can mend it: {ways}."
)
_LATER: Final = N_("with a later last day")
_OFTEN: Final = N_("by asking more often")
_DAYS: Final = N_("with fewer days off")


def told(seen: Preview) -> Iterator[str]:
    """What of a team's answers is never counted; nothing where all can be."""
    cadence = seen.team.cadence
    if seen.lost:
        what = listed(_(FAMILIES[family]) for family in seen.lost)
        yield _(_LOST).format(what=what, ways=ways(seen.team))
    elif cadence.ends and nothing_comes(seen):
        yield nothing(cadence, cadence.ends)


def nothing(cadence: Cadence, ends: date) -> str:
    """That no figure comes before the last day of a team, and what mends it."""
    return _(_NOTHING).format(day=day(ends), ways=apart(_mends(cadence)))


def ways(team: Team) -> str:
    """What lets sealed answers be counted that would not be."""
    return apart([*_mends(team.cadence), _(_DAYS)])


def _mends(cadence: Cadence) -> Iterator[str]:
    if cadence.ends:
        yield _(_LATER)
    if cadence.every_weeks > min(INTERVALS):
        yield _(_OFTEN)


def nothing_comes(seen: Preview) -> bool:
    """Whether a last day leaves too few check-ins for any figure; not known without a turn left."""
    timely = seen.team.cadence.ends is not None and seen.slots and seen.calendar.gets
    return bool(timely) and not seen.figures


def still_come(seen: Preview) -> bool:
    """Whether all that is sealed can be counted, and figures come of it."""
    return not seen.lost and (seen.team.cadence.ends is None or bool(seen.figures))
