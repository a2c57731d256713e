"""When figures come: each day once, with what settles on it; what moved, and what is gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from analytics.instrument.bank import TIES
from analytics.instrument.windows import Lack
from slackapp.ui import calendar, report_words
from slackapp.ui.report_openings import OPENINGS, WITHOUT_DAYS
from slackapp.ui.words import _, apart

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from analytics.records import BoardEntry, Report


_NEVER: Final = ("not_", "no_more_")
"""How the codes begin of what is not asked in a team."""
_BEFORE: Final = {
    "not_named": f"not_{TIES}:{Lack.CHOICE}",
    "not_in_time": f"not_{TIES}:{Lack.CADENCE}",
}
"""Such codes in reports of before, whose others say no reason: there was one."""


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


def cannot_tell(report: Report) -> Iterator[str]:
    """What this report cannot see; of what the team does not get each reason once."""
    found: dict[tuple[str, str], list[str]] = {}
    light = any(code.endswith(f":{Lack.LIGHT}") for code in report.cannot_tell)
    for code in report.cannot_tell:
        if code in report_words.CANNOT_TELL:
            found[_(report_words.CANNOT_TELL[code]), ""] = []
        elif code.startswith(_NEVER):
            left_out, _is, why = _BEFORE.get(code, code).partition(":")
            begins = next(one for one in _NEVER if left_out.startswith(one))
            family = left_out.removeprefix(begins)
            said = _("{what}: {why}.") if begins == "not_" else _("{what}, from now on: {why}.")
            reason = calendar.why(why or _unsaid(family), family, light=light)
            found.setdefault((said, reason), []).append(_(report_words.FAMILIES[family]))
    for (said, why), names in found.items():
        yield said.format(what=apart(names), why=why) if names else said


def _unsaid(family: str) -> str:
    """The code of why a family is left out where none is said: ties need more people."""
    return Lack.SMALL if family == TIES else Lack.CADENCE


def _name(entry: BoardEntry) -> str:
    name = _(report_words.FAMILIES[entry.family])
    if entry.next_on and entry.why:
        name = calendar.no_more(name, entry.why, entry.family)
    if entry.again:
        name = calendar.again(name)
    if entry.moved_from is None:
        return name
    was = report_words.short_day(entry.moved_from)
    if not entry.next_on and (why := calendar.why(entry.why, entry.family)):
        return _("{what} (was {day}; {why})").format(what=name, day=was, why=why)
    return _("{what} (was {day})").format(what=name, day=was)
