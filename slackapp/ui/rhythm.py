"""A cadence in words, and the turns ahead of it with those that are passed over and why."""

from __future__ import annotations

from itertools import accumulate, groupby, islice
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from babel.dates import get_day_names

from slackapp.domain.cadence import Pass, local_date, passed
from slackapp.domain.days import spans
from slackapp.domain.rhythm import place, sentence
from slackapp.domain.times import due_times
from slackapp.ui import uncounted
from slackapp.ui.words import N_, _, clock, day, language, listed, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from slackapp.domain.cadence import Cadence, Slot
    from slackapp.domain.rhythm import Sentence
    from slackapp.domain.teams import Team

SATURDAY: Final = 5
_PASSED: Final = {
    Pass.HOLIDAY: N_("public holiday"),
    Pass.QUIET_DAY: N_("quiet day"),
    Pass.PAUSED: N_("paused"),
}
_MOVED: Final = N_(
    "A check-in that falls on a public holiday or a quiet day is left out, not moved."
)
_LATER: Final = N_(
    "Figures count check-ins, not weeks: whatever is being counted just comes one check-in later."
)


def rhythm(cadence: Cadence, *, on: date | None = None) -> str:
    """A cadence in words: "every Monday at 10:00 AM in Berlin, not on public holidays (DE)".

    Quiet days and a pause that are over by the day `on` are left out.
    """
    said = sentence(cadence)
    return ", ".join([_every(said), *_exceptions(said, on)])


def dropped(on: date | None) -> Iterator[str]:
    """That a check-in does not open that was to be the next; nothing where none is dropped."""
    if on is not None:
        yield _("The check-in of {day} does not open.").format(day=day(on))


def ahead(slots: Sequence[Slot], *, ends: date | None = None) -> str:
    """The turns to come, a line each; several passed over for one reason share a line.

    `ends`: the last day of the team, which may leave none.
    """
    lines: list[str] = []
    for why, run in groupby(slots, key=lambda slot: slot.passed):
        dates = [slot.date for slot in run]
        lines += [_left_out(why, dates)] if why else [f"• {day(each)}" for each in dates]
    none = uncounted.none_left(ends) if ends else _("No check-in is planned any more.")
    return "\n".join(lines) or none


def closing(slots: Sequence[Slot], team: Team) -> Iterator[str]:
    """When the next check-in closes and its report comes there, and whether people are off then.

    Where that is a weekend every report comes on one, and no other day off is worth a word.
    """
    turns = [slot for slot in slots if slot.passed is None]
    if not turns:
        return
    opens_at = turns[0].opens_at
    where, open_days = team.cadence.zone, team.policy.open_days
    times = due_times(opens_at, zone_name=where, open_days=open_days)
    closes, comes = there(times.closes_at, where), there(times.report_at, where)
    if closes == comes:
        said = _("The check-in of {day} is open until {closes}; then its report comes.")
    else:
        said = _("The check-in of {day} is open until {closes}; its report comes {reports}.")
    opens = day(turns[0].date, short=True)
    yield said.format(day=opens, closes=closes, reports=comes)
    reports = local_date(times.report_at, where)
    why = passed(team.cadence, reports)
    if why is not None or reports.weekday() >= SATURDAY:
        weekday = get_day_names("wide", locale=language())[reports.weekday()]
        off = f"{weekday}, {_(_PASSED[why])}" if why else weekday
        yield _(
            ":warning: The report comes on a day off ({day}). Another weekday or time, or another "
            "number of days that a check-in stays open, changes that."
        ).format(day=off)
    if reports.weekday() < SATURDAY:
        yield from _later([slot.opens_at for slot in turns[1:]], team)


def there(instant: datetime, zone: str) -> str:
    """Write an instant by the team's clock: "Friday, April 10, 2026, 10:00 AM in Berlin".

    Slack would show it by the reader's: beside the rhythm that would be a second clock.
    """
    local = instant.astimezone(ZoneInfo(zone))
    said = _("{day}, {time} in {place}")
    return said.format(day=day(local.date()), time=clock(local.time()), place=place(zone))


def _later(opening: Sequence[datetime], team: Team) -> Iterator[str]:
    """Name the holidays and quiet days on which later reports come; weekends are said above."""
    where, open_days = team.cadence.zone, team.policy.open_days
    times = (due_times(at, zone_name=where, open_days=open_days) for at in opening)
    days = [local_date(one.report_at, where) for one in times]
    off = [each for each in days if passed(team.cadence, each) is not None]
    if off:
        yield ngettext(
            ":warning: A later report comes on {days}, a day off. A report follows when its "
            "check-in closes; it is not moved.",
            ":warning: Later reports come on {days}, days off. A report follows when its check-in "
            "closes; it is not moved.",
            len(off),
        ).format(days=listed(day(each, short=True) for each in off))


def on_windows(slots: Sequence[Slot], cadence: Cadence, *, figures_come: bool = True) -> str | None:
    """What days passed over do to the figures, where there are such days."""
    named = bool(cadence.holidays or cadence.quiet_days)
    met = any(slot.passed in {Pass.HOLIDAY, Pass.QUIET_DAY} for slot in slots)
    if not (named or met):
        return None
    return " ".join([_(_MOVED), *([_(_LATER)] if figures_come else [])])


def _every(said: Sentence) -> str:
    every = ngettext(
        "every {weekday} at {time} in {place}",
        "every {count} weeks on {weekday} at {time} in {place}",
        said.every_weeks,
    )
    weekday = get_day_names("wide", locale=language())[said.weekday]
    return every.format(weekday=weekday, time=clock(said.at), place=said.place)


def _exceptions(said: Sentence, on: date | None) -> Iterator[str]:
    if said.holidays:
        yield _("not on public holidays ({region})").format(region=said.holidays)
    quiet = [span for span in spans(said.quiet_days) if on is None or span[1] >= on]
    if quiet:
        yield _("not on {days}").format(days=_spans(quiet))
    if said.paused_until and (on is None or said.paused_until > on):
        yield _("paused until {day}").format(day=day(said.paused_until, short=True))
    if said.ends:
        yield _("not after {day}").format(day=day(said.ends, short=True))


def quiet(days: Sequence[date], *, room: int | None = None) -> str:
    """Quiet days in words, days in a row together; as many as fit into `room` characters if any."""
    found = list(spans(days))
    most = None if room is None else fitting([_span(*one) for one in found], room)
    return _spans(found, most)


def fitting(words: Sequence[str], room: int) -> int:
    """How many of the words fit into so many characters, each with what keeps it from the next."""
    ends = accumulate(len(one) + len(", ") for one in words)
    return sum(end <= room for end in ends)


def _spans(days: Sequence[tuple[date, date]], most: int | None = None) -> str:
    """Name so many of them, by default each: what a channel is not told could be chosen."""
    shown = [_span(first, last) for first, last in islice(days, most)]
    hidden = sum((last - first).days + 1 for first, last in days[len(shown) :])
    if hidden:
        shown.append(ngettext("{count} more day", "{count} more days", hidden))
    return listed(shown)


def _span(first: date, last: date) -> str:
    if first == last:
        return day(first, short=True)
    return _("{first} to {last}").format(first=day(first, short=True), last=day(last, short=True))


def _left_out(passed: Pass, days: Sequence[date]) -> str:
    if len(days) == 1:
        text = _("• _{day}: no check-in ({why})_")
        return text.format(day=day(days[0]), why=_(_PASSED[passed]))
    text = ngettext(
        "• _{first} to {last}: no check-in ({why})_",
        "• _{first} to {last}: no check-in, {count} times ({why})_",
        len(days),
    )
    return text.format(first=day(days[0]), last=day(days[-1]), why=_(_PASSED[passed]))
