"""What a team gets and when, and what it does not get and why, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analytics.instrument.bank import FOLLOW_UP
from analytics.instrument.windows import Lack
from slackapp.ui.words import N_, _, day, listed, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from analytics.instrument.windows import Calendar
    from slackapp.domain.screens import TeamCard

FAMILIES: Final = {
    "reciprocity": N_("whether help goes both ways"),
    "autonomy": N_("self-reliance"),
    "trust_and_safety": N_("trust and safety"),
    "emotional_presence": N_("room to listen"),
    "shared_responsibility": N_("sharing the load"),
    "patterns": N_("habits of helping and of limits"),
    "ties": N_("who carries how much, without names"),
    "pulse": N_("giving and receiving, without names"),
    "follow_up": N_("whether your experiment was noticed"),
}
_WHY: Final = {
    Lack.SMALL: N_("too few people count in this team"),
    Lack.CHOICE: N_("this team chose not to name helpers"),
    Lack.NAMED: "",
    Lack.LIGHT: N_("light mode leaves it out"),
    Lack.CADENCE: N_("at this interval it could not finish in time"),
}
"""Why something is left out; where help is asked by name, nothing is missing."""
_NAMES_END: Final = N_(
    "What is being counted is finished as it began: names are asked until the report of {day}. "
    "After that, as this team is now, nobody is named."
)
_NAMES_END_LATER: Final = N_(
    "What is being counted is finished as it began, so names are still asked. After that, as this "
    "team is now, nobody is named."
)


def names_end(on: date | None = None) -> str:
    """Why names are asked where they would not be any more: what began with them is finished.

    `on`: the day of the report that ends it, where that is known.
    """
    return _(_NAMES_END).format(day=day(on)) if on else _(_NAMES_END_LATER)


def lines(team: TeamCard) -> Iterator[str]:
    """One line for each moment something settles, earliest first, then what is left out and why.

    Before a team is asked, each with the number of check-ins it takes.
    """
    calendar = team.calendar
    coming = dict(team.coming) or None
    yield from dated(team.coming) if team.asked else gets(calendar, coming)
    if team.asked and team.coming and FOLLOW_UP not in dict(team.coming) and _follows(calendar):
        yield _("• once you try an experiment: {what}").format(what=_(FAMILIES[FOLLOW_UP]))
    for why, names in _lacks(calendar).items():
        yield _("• not for this team: {what} ({why})").format(what=listed(names), why=why)


def _follows(calendar: Calendar) -> bool:
    return any(entry.family == FOLLOW_UP for entry in calendar.gets)


def dated(coming: Iterable[tuple[str, date]]) -> Iterator[str]:
    """One line for each day on which a report says something, soonest first."""
    by_day: dict[date, list[str]] = {}
    for family, when in coming:
        by_day.setdefault(when, []).append(_(FAMILIES[family]))
    for when, names in by_day.items():
        yield _("• {day}, at the earliest: {what}").format(
            day=day(when, short=True), what=listed(names)
        )


def gets(calendar: Calendar, days: Mapping[str, date] | None = None) -> Iterator[str]:
    """One line for each moment something settles, earliest first.

    `days`, where they are known: the day of each family; those without one come too late for it.
    """
    by_round: dict[int, list[str]] = {}
    for entry in calendar.gets:
        by_round.setdefault(entry.settles_after, []).append(entry.family)
    for settles_after, families in by_round.items():
        after = ngettext("after {count} check-in", "after {count} check-ins", settles_after)
        said = after if days is None else _with_day(after, days.get(families[0]))
        yield f"• {said}: {listed(_(FAMILIES[family]) for family in families)}"


def _with_day(after: str, when: date | None) -> str:
    if when is None:
        return _("{after}, which the last day leaves no time for").format(after=after)
    return _("{after}, on {day} at the earliest").format(after=after, day=day(when, short=True))


def misses(calendar: Calendar) -> Iterator[str]:
    """Each reason why something is left out, and below it what, a line each."""
    for why, names in _lacks(calendar).items():
        yield _("Because {why}:").format(why=why)
        yield from (f"• {name}" for name in names)


def _lacks(calendar: Calendar) -> dict[str, list[str]]:
    by_reason: dict[str, list[str]] = {}
    for family, lack in calendar.lacks:
        if _WHY[lack]:
            by_reason.setdefault(_(_WHY[lack]), []).append(_(FAMILIES[family]))
    return by_reason
