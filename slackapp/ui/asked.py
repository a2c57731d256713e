"""Whom a team asks, and who leads it, as its channel is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slackapp.ui import blocks
from slackapp.ui.words import N_, _, day, listed, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from slackapp.domain.overview import Preview
    from slackapp.domain.teams import Team

_COUNTING: Final = N_(
    "Guests are asked, but do not count, and whoever is new counts after 14 days in the team."
)


def there(team: Team) -> str:
    """Whom it asks in the channel to which it moves."""
    if team.group is None:
        return _("everybody in it is asked whose home team is no other one")
    return _(
        "those of the user group {group} who are in it are asked if their home team is no other "
        "one, and nobody else"
    ).format(group=group(team))


def changed(team: Team, _details: tuple[str, ...]) -> str:
    """Whom it asks from the next check-in on, and who of them counts."""
    if team.group is None:
        said = _(
            "From the next check-in on, everybody in this channel is asked whose home team is no "
            "other one."
        )
    else:
        said = _(
            "From the next check-in on, those of the user group {group} who are in this channel "
            "are asked if their home team is no other one, and nobody else."
        ).format(group=group(team))
    return f"{said} {_(_COUNTING)}"


def group(team: Team) -> str:
    """By its handle, without telling everybody in it."""
    return f"*@{blocks.escape(team.group.handle)}*" if team.group else _("it follows")


def leads(team: Team) -> str:
    """Who leads it, by name."""
    return listed(f"<@{lead}>" for lead in sorted(team.leads)) or _("nobody")


def led_by(team: Team) -> str:
    """The same as a sentence."""
    return ngettext(
        "Lead of this team in Bearings: {leads}.",
        "Leads of this team in Bearings: {leads}.",
        len(team.leads) or 1,
    ).format(leads=leads(team))


def other_leads(team: Team, _details: tuple[str, ...]) -> str:
    """Who leads it from the next check-in on, and what that does to figures."""
    if not team.leads:
        return _("This team has no lead in Bearings any more.")
    who = ngettext(
        "Lead of this team in Bearings is now {names}.",
        "Leads of this team in Bearings are now {names}.",
        len(team.leads),
    ).format(names=leads(team))
    counts = _(
        "From the next check-in on, whoever leads counts in no team figure, not even with what "
        "they said before that is still sealed. Whoever leads no more counts again in what begins "
        "to be counted from then on."
    )
    return f"{who} {counts}"


def on(opens_on: date, seen: Preview | None, *, first: bool) -> Iterator[str]:
    """The day of the next check-in, or of the `first`, and what it waits for."""
    told = _("The first check-in is on {day}.") if first else _("The next one is on {day}.")
    yield told.format(day=day(opens_on))
    if seen is not None and seen.many:
        yield _("It opens only if at most 30 people are in the team by then; so far more are.")
    elif seen is not None and seen.few and seen.since is None:
        yield _("It opens only if at least five people count by then; so far fewer do.")
