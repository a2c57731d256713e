"""When figures come: each day once, with what settles on it; what moved, and what is gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from slackapp.ui import calendar, report_words
from slackapp.ui.report_openings import OPENINGS, WITHOUT_DAYS
from slackapp.ui.words import _, apart

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from analytics.records import BoardEntry, Report


_NEVER: Final = ("not_", "no_more_")
"""How the codes begin of what is not asked in a team."""


@dataclass(frozen=True, slots=True)
class Coming:
    """What settles on a day."""

    day: str
    what: str


def days(report: Report) -> Iterator[Coming]:
    """Each day on which something settles, soonest first."""
    found: dict[date, list[str]] = {}
    for entry in report.board:
        if entry.next_on:
            found.setdefault(entry.next_on, []).append(_name(entry))
    for when, names in sorted(found.items()):
        yield Coming(report_words.short_day(when), apart(names))


def head(report: Report) -> str:
    """What the days are the days of, and why there was none yet."""
    begun = any(entry.readings for entry in report.board)
    if begun:
        return _("Next figures, at the earliest:")
    if report.rounds_asked > 1:
        # The reason stands in the first one: weeks of the same sentence nobody reads.
        return _("No figures yet. First figures, at the earliest:")
    return _(
        "No figures yet: several check-ins are counted together, once, so that nobody's answers "
        "can be told apart. First figures, at the earliest:"
    )


def opening(report: Report) -> str:
    """What the week is mainly for; before a figure has a day no check-ins are said to bring it."""
    if report.opening == "vote" and not in_sight(report):
        return _(WITHOUT_DAYS)
    return _(OPENINGS[report.opening])


def in_sight(report: Report) -> bool:
    """Whether there was a figure, or a day is known on which one comes."""
    return any(entry.readings or entry.next_on for entry in report.board)


def moved(report: Report) -> str:
    """Why a day is another than the report before said, for every cause; "" where none is."""
    if not any(entry.moved_from and entry.next_on for entry in report.board):
        return ""
    return _(calendar.MOVED)


def gone(report: Report) -> str:
    """What the report before named a day for and is not to come; "" where nothing is."""
    names = [_name(entry) for entry in report.board if entry.moved_from and not entry.next_on]
    if not names:
        return ""
    return _(
        "Not to come, as this team is now: {what}. If that changes, a report says that it has a "
        "day again."
    ).format(what=apart(names))


def never(report: Report) -> str:
    """Where the page says what is not listed with a day; "" where nothing is missing."""
    if not any(code.startswith(_NEVER) for code in report.cannot_tell):
        return ""
    return _("What this team does not get, and why, stands below: “What we cannot tell”.")


def _name(entry: BoardEntry) -> str:
    name = _(report_words.FAMILIES[entry.family])
    if entry.again:
        name = calendar.again(name)
    if entry.moved_from is None:
        return name
    was = report_words.short_day(entry.moved_from)
    if why := calendar.why(entry.why, entry.family):
        return _("{what} (was {day}; {why})").format(what=name, day=was, why=why)
    return _("{what} (was {day})").format(what=name, day=was)
