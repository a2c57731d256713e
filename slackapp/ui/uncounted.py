"""What is never counted as a team is set, and what mends it: told to everybody who answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slackapp.ui.calendar import FAMILIES
from slackapp.ui.words import N_, _, day, listed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from slackapp.domain.overview import Preview

_NOTHING: Final = N_(
    "*No figure comes before the last day, {day}:* the check-ins until then are too few, and what "
    "is sealed is deleted uncounted. A lead or an admin can mend it: with a later last day, or by "
    "asking more often."
)
_LOST: Final = N_(
    "*Like this, answers that are sealed already are never counted:* {what}. A day that was named "
    "for them holds no more. A lead or an admin can mend it: with a later last day, by asking more "
    "often, or with fewer days off."
)
_LOST_ANYWAY: Final = N_(
    "*Like this, answers that are sealed already are never counted:* {what}. A day that was named "
    "for them holds no more. A lead or an admin can mend it: by asking more often, or with fewer "
    "days off."
)


def told(seen: Preview) -> Iterator[str]:
    """What of a team's answers is never counted; nothing where all can be."""
    ends = seen.team.cadence.ends
    if seen.lost:
        what = listed(_(FAMILIES[family]) for family in seen.lost)
        yield _(_LOST if ends else _LOST_ANYWAY).format(what=what)
    elif ends and nothing_comes(seen):
        yield nothing(ends)


def nothing(ends: date) -> str:
    """That no figure comes before the last day of a team, and what mends it."""
    return _(_NOTHING).format(day=day(ends))


def nothing_comes(seen: Preview) -> bool:
    """Whether a last day leaves too few check-ins for any figure; not known without a turn left."""
    timely = seen.team.cadence.ends is not None and seen.slots and seen.calendar.gets
    return bool(timely) and not seen.figures


def still_come(seen: Preview) -> bool:
    """Whether all that is sealed can be counted, and figures come of it."""
    return not seen.lost and (seen.team.cadence.ends is None or bool(seen.figures))
