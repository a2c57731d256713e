"""What is never counted as a team is set, and what mends it: told to everybody who answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slackapp.domain.awaited import TOO_SHORT
from slackapp.domain.overview import Mend
from slackapp.domain.teams import TeamState
from slackapp.ui import in_time
from slackapp.ui.calendar import FAMILIES, why
from slackapp.ui.words import N_, _, apart, day, listed, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from slackapp.domain.awaited import Never
    from slackapp.domain.overview import Preview
    from slackapp.domain.teams import Team

_NOTHING: Final = N_(
    "*No figure comes before the last day, {day}:* the check-ins until then are too few, and what "
    "is sealed is deleted uncounted."
)
_TOO_FEW: Final = N_(
    "*No figure comes before the last day, {day}:* the check-ins until then are too few."
)
"""The same where what the last day brings follows it."""
_IN_VAIN: Final = N_(
    "*No figure comes, as this team is now:* {why}, and what is sealed is deleted uncounted."
)
"""Where no other last day would bring one."""
AFTER_THE_END: Final = N_(
    "What is sealed and not counted by its last report is deleted uncounted, within a day."
)
"""What becomes of the answers to a team that ends, wherever that is said."""
MIRRORS_GO: Final = N_("Mirrors of what was counted are deleted at once.")
"""The same of what was counted for each alone, where a team has ended."""
AT_THE_END: Final = N_(
    "Once its last day is over and its last report has been there for a week, this team ends for "
    "good (not while it is paused): what is sealed and was not counted is deleted, and so are "
    "mirrors. Until then a later last day lets it go on."
)
"""What a last day brings, wherever one is set; until then nothing is ended or deleted."""
_ENDS_ON: Final = N_(
    "This team ends for good on {day} (not while it is paused): what is sealed and was not counted "
    "is deleted, and so are mirrors. Until then a later last day lets it go on."
)
"""The same once no check-in is left to open, and the day is known."""
_ENOUGH: Final = N_(
    "One comes with a last day from {day} on, as long as no check-in is left out before."
)
_LOST: Final = N_("*Like this, answers that are sealed already are never counted:* {what}.")
ALREADY_LOST: Final = N_(
    ":warning: *As its times are set, answers that are sealed already are never counted, whatever "
    "is chosen here:* {what}."
)
"""Where something else than times is changed: that is nothing the change comes to."""
_NAMED: Final = N_("A day that was named for them holds no more.")
_LED: Final = N_("A lead or an admin can mend it: {ways}.")
_WITHOUT_LEAD: Final = N_("An admin can mend it: {ways}.")
_WAYS: Final = {
    Mend.LATER: N_("with a later last day"),
    Mend.OFTEN: N_("by asking more often"),
    Mend.DAYS_OFF: N_("with fewer days off"),
}


def told(seen: Preview, *, end_told: bool = False) -> Iterator[str]:
    """What of a team's answers is newly never counted, or that no figure comes.

    What no report named a day for could not be counted before either, and is no news. `end_told`:
    what the last day brings follows.
    """
    if news := seen.lost if seen.named is None else seen.named:
        lost = _(_LOST).format(what=listed(_(FAMILIES[family]) for family in news))
        day_gone = [_(_NAMED)] if seen.named else []
        ways = list(in_time.mended(seen.never.remedies)) if seen.never else []
        ways = ways or list(_mended(seen.mends, led=bool(seen.team.leads)))
        yield " ".join([lost, *day_gone, *ways])
    elif seen.never:
        ends, led = seen.team.cadence.ends, bool(seen.team.leads)
        yield nothing(seen.never, ends, led=led, end_told=end_told)


def until_the_end(team: Team, seen: Preview | None, *, is_new: bool) -> Iterator[str]:
    """What is never counted, and what a last day that `is_new` brings.

    `seen` is what comes of the team, where that is known.
    """
    ends = is_new and team.cadence.ends is not None and team.state is not TeamState.ENDED
    if seen is not None:
        yield from told(seen, end_told=ends)
    if ends:
        yield _(AT_THE_END)


def nothing(never: Never, ends: date | None, *, led: bool, end_told: bool = False) -> str:
    """That no figure comes of a team, before its last day where that is why, and what mends it.

    `end_told`: `AT_THE_END` follows, which says that too, and what becomes of what is sealed.
    """
    if never != TOO_SHORT or ends is None:
        said = _(_IN_VAIN).format(why=why(never.why))
        return " ".join([said, *in_time.mended(never.remedies)])
    if end_told:
        return _(_TOO_FEW).format(day=day(ends))
    return " ".join([_(_NOTHING).format(day=day(ends)), *_mended([Mend.LATER], led=led)])


def at_the_end(ends_on: date | None) -> str:
    """What the last day brings, and when, where that is known."""
    return _(_ENDS_ON).format(day=day(ends_on)) if ends_on else _(AT_THE_END)


def none_left(ends: date, over_on: date | None = None) -> str:
    """That a team that has not ended has no check-in left, and when it ends, if given."""
    said = _("No check-in is left before the last day, {day}.").format(day=day(ends))
    if over_on is None:
        return said
    over = _("The team ends on {day}; until then a later last day lets it go on.")
    return f"{said} {over.format(day=day(over_on))}"


def never(seen: Preview) -> Iterator[str]:
    """To whoever can set it: that no figure comes before the last day, and with which one would."""
    if not nothing_comes(seen):
        return
    if seen.team.asked:
        said = _(
            ":warning: *No figure comes before the last day:* the check-ins until then are too few."
        )
    else:
        said = ngettext(
            ":warning: *No figure comes before the last day:* the first takes {count} check-in.",
            ":warning: *No figure comes before the last day:* the first takes {count} check-ins.",
            seen.calendar.gets[0].settles_after,
        )
    yield " ".join([said, *([_(_ENOUGH).format(day=day(seen.enough))] if seen.enough else [])])


def ways(seen: Preview) -> str:
    """What alone lets more of the sealed answers be counted; "" where nothing does."""
    return _apart(seen.mends)


def _mended(mends: Iterable[Mend], *, led: bool) -> Iterator[str]:
    """Who can mend it, and how."""
    if each := _apart(mends):
        yield _(_LED if led else _WITHOUT_LEAD).format(ways=each)


def _apart(mends: Iterable[Mend]) -> str:
    return apart(_(_WAYS[mend]) for mend in mends)


def nothing_comes(seen: Preview) -> bool:
    """Whether a last day leaves too few check-ins for any figure; not known without a turn left."""
    return seen.never == TOO_SHORT


def still_come(seen: Preview) -> bool:
    """Whether all that is sealed can be counted, and figures come of it."""
    return not (seen.lost or seen.never) and (seen.team.cadence.ends is None or bool(seen.coming))
