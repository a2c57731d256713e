"""How a team stands, what comes next there, and what keeps it from coming."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slackapp.domain.cadence import local_date
from slackapp.domain.overview import Standing
from slackapp.domain.teams import TeamState
from slackapp.ui import blocks, calendar, newcomers, present, rhythm, uncounted
from slackapp.ui.trail import EVENTS
from slackapp.ui.words import N_, _, day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from slackapp.domain.overview import ManagedTeam, Preview
    from slackapp.ui.blocks import Block

_WORDS: Final = {
    Standing.DRAFT: N_("being set up"),
    Standing.RUNNING: N_("running"),
    Standing.HELD: N_("held"),
    Standing.PAUSED: N_("paused"),
    Standing.ENDED: N_("ended"),
}
HELD: Final = N_(
    "“Held” means that nothing could be shown last time. Either no check-in opened, and the "
    "channel was told why: a quiet day, for one, is no fault. Or no figure came of it, and its "
    "reasons are never told apart."
)
_MENDED: Final = {
    "channel_gone": N_(
        "its channel was archived or deleted, or Bearings is not in it any more. Unarchive it or "
        "invite Bearings, or choose another channel under *Who and where*; then press *Go on*"
    ),
    "channel_shared": N_(
        "its channel is shared with another organisation. End that, or choose another channel "
        "under *Who and where*; then press *Go on*"
    ),
    "group_gone": N_(
        "its user group was deleted or switched off. Choose under *Who and where* who is asked; "
        "then press *Go on*"
    ),
}
"""What paused a team, with what mends it."""


def word(managed: ManagedTeam) -> str:
    """How it stands, in a word: whatever came of the last one, one that is open is going on."""
    if managed.standing is Standing.HELD and managed.open_until is not None:
        return _(_WORDS[Standing.RUNNING])
    return _(_WORDS[managed.standing])


def coming(managed: ManagedTeam) -> str:
    """What is open now, and what comes after."""
    if managed.open_until is None:
        return _then(managed)
    until = rhythm.there(managed.open_until, managed.team.cadence.zone)
    if managed.standing is Standing.ENDED:
        return _("Its last check-in is open until {until}.").format(until=until)
    if managed.uninvited:
        said = _("A check-in is open until {until}; its invitation was not delivered.").format(
            until=until
        )
    else:
        said = _("A check-in is open until {until}.").format(until=until)
    before = _("Held last time.") if managed.standing is Standing.HELD else ""
    return " ".join(filter(None, (said, before, _then(managed))))


def _then(managed: ManagedTeam) -> str:
    """When it is asked next; of a paused team since when, and why unless somebody paused it."""
    if managed.stopped is not None:
        event, at = managed.stopped
        since = day(local_date(at, managed.team.cadence.zone), short=True)
        said = _("Since {day}.") if event == "paused" else _("Since {day}: {why}.")
        return said.format(day=since, why=_(_MENDED.get(event, EVENTS[event])))
    if managed.next_opens_at is None:
        ends = managed.team.cadence.ends
        running = managed.team.state is TeamState.RUNNING
        return uncounted.none_left(ends, managed.over_on) if ends and running else ""
    when = rhythm.there(managed.next_opens_at, managed.team.cadence.zone)
    if managed.seen is not None and managed.seen.since is not None:
        return " ".join(_left_out(managed.next_opens_at, managed.seen))
    if list(_amiss(managed)):
        return _(
            "The next check-in opens {when} only if by then at least five people count and at most "
            "30 are there."
        ).format(when=when)
    return _("The next check-in opens {when}.").format(when=when)


def _left_out(opens_at: datetime, seen: Preview) -> Iterator[str]:
    """That too few count for the next one, and which is the first with enough of who are there."""
    said = _("The check-in of {day} is left out, as too few count by then.")
    yield said.format(day=day(local_date(opens_at, seen.team.cadence.zone)))
    yield from newcomers.first_on(seen.opens_on)


def ahead(managed: ManagedTeam) -> Iterator[Block]:
    """The next five, those left out, and what that does to the figures.

    Where none could open with those who are there now, why is said in their place.
    """
    amiss = list(_amiss(managed))
    if amiss or not managed.slots:
        yield from map(blocks.section, amiss)
        return
    turns = rhythm.ahead(managed.slots, ends=managed.team.cadence.ends)
    yield blocks.section(_("*The next check-ins*") + "\n" + turns)
    yield from map(blocks.section, rhythm.closing(managed.slots, managed.team))
    comes = True
    if managed.seen is not None:
        yield from map(blocks.section, newcomers.enough_for_more(managed.seen))
        yield from map(blocks.section, present.early(managed.seen))
        if becomes := calendar.names(managed.seen.naming):
            yield blocks.section(becomes)
        comes = not uncounted.nothing_comes(managed.seen)
    said = rhythm.on_windows(managed.slots, managed.team.cadence, figures_come=comes)
    if said is not None:
        yield blocks.context(said)


def first_day(managed: ManagedTeam) -> date | None:
    """The day of its next turn."""
    return managed.slots[0].date if managed.slots else None


def _amiss(managed: ManagedTeam) -> Iterator[str]:
    if managed.seen is not None:
        yield from present.enough(managed.seen)
