"""Who is new and does not count yet: from which day on they do, and enough of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analytics.thresholds import TIE_MEMBERS_FLOOR
from slackapp.domain.policy import MEMBERS_FLOOR
from slackapp.ui.words import N_, _, day, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from slackapp.domain.overview import Preview

_ENOUGH: Final = {
    MEMBERS_FLOOR: N_(
        "From {day} on, at least five of those who are in the channel now count: enough for a "
        "check-in."
    ),
    TIE_MEMBERS_FLOOR: N_(
        "From {day} on, at least eight of those who are in the channel now count."
    ),
}


def later(seen: Preview) -> Iterator[str]:
    """How many more will count of those who are there, and by when all of them do."""
    if not seen.growing:
        return
    last, then = seen.growing[-1]
    said = (
        ngettext(
            "{count} more counts after 14 days in the team, from {day} on.",
            "{count} more count after 14 days in the team, from {day} on.",
            then - seen.members,
        )
        if len(seen.growing) == 1
        else ngettext(
            "{count} more counts after 14 days in the team, the last from {day} on.",
            "{count} more count after 14 days in the team, the last of them from {day} on.",
            then - seen.members,
        )
    )
    yield said.format(day=day(last))


def enough_to_ask(seen: Preview) -> Iterator[str]:
    """From when on a check-in can open with those who are there, where that is not so yet."""
    yield from _from(seen, MEMBERS_FLOOR)


def enough_for_more(seen: Preview) -> Iterator[str]:
    """From when on a figure begins that takes more people, where a check-in opens without them."""
    if seen.members >= MEMBERS_FLOOR:
        yield from _from(seen, TIE_MEMBERS_FLOOR)


def _from(seen: Preview, members: int) -> Iterator[str]:
    """No more than is needed: how many it is in all would tell leads who is at home elsewhere."""
    reached = seen.reaches(members)
    if reached is not None:
        yield _(_ENOUGH[members]).format(day=day(reached[0]))


def not_yet(seen: Preview | None) -> Iterator[str]:
    """To the channel: that no check-in opens with so few, and from when on one can."""
    yield _(
        "No check-in opens here while fewer than five people count in the team: whoever is new "
        "counts after 14 days in it."
    )
    yield from enough_from(seen.since if seen else None)


def enough_from(on: date | None) -> Iterator[str]:
    """From which day on enough count, where that is known; without a number, to everybody."""
    if on is not None:
        yield _("From {day} on enough of those who are in the channel now count.").format(
            day=day(on)
        )


def counts_on(on: date) -> str:
    """To somebody who is new: from when on they count, and what becomes of their answers before."""
    return _(
        "You are new here: your answers count in figures that begin from {day} on, before that "
        "only in your own mirror."
    ).format(day=day(on))


def as_guest() -> str:
    """To a guest in Slack: what becomes of their answers."""
    return _("You are a guest in Slack: what you answer counts in no figure, only in your mirror.")


def first_on(on: date | None) -> Iterator[str]:
    """The day of the first check-in at which enough can count, where that is known."""
    if on is not None:
        yield _("The first that can open is on {day}.").format(day=day(on))
