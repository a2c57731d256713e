"""Every page of setting a team up, for `bearings payloads`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from analytics.instrument.windows import Mode, Remedy, calendar
from slackapp.domain.awaited import TOO_SHORT
from slackapp.domain.cadence import Pass, preview
from slackapp.domain.days import MOST_STRETCHES
from slackapp.domain.ids import ChannelId, GroupId, UserId
from slackapp.domain.overview import ManagedTeam, Part, Present, Preview, Standing
from slackapp.domain.teams import Group
from slackapp.errors import LastAdmin, UnknownZone
from slackapp.errors.teams import LastBeforeFirst
from slackapp.errors.together import Mistakes
from slackapp.ui import (
    errors,
    looking,
    managing,
    refused,
    sample_check_in,
    sample_report,
    set_up,
    sheet,
)
from slackapp.ui.set_up import Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analytics.instrument.windows import CalendarEntry
    from slackapp.domain.teams import Team
    from slackapp.payloads.samples import Sample
    from slackapp.ui.blocks import Block

CROWD = 400
"""People in a channel that is far too large."""
MANY_GROUPS = 250
"""User groups of a large workspace: more than one list of Slack holds."""


def modals(sample: Sample) -> Iterator[tuple[str, Block]]:
    """The pages, for a team as it should be and for those that are too small or too large."""
    yield "set-up", set_up.first(channel=sample.team.channel)
    yield "set-up-before-any", managing.before_any_team(set_up.first())
    taken = [ChannelId(f"C{n:010}") for n in range(CROWD)]
    for count in (1, CROWD):
        yield f"set-up-{count}-taken", set_up.first(channel=taken[0], taken=taken[:count])
    seen = seen_of(sample, 8, people=len(sample.form.teammates) + 1)
    for which in Page:
        yield f"set-up-{which}", set_up.page(which, seen)
        yield f"set-up-{which}-begun", looking.begun(which, sample.team)
        yield f"set-up-{which}-looking", looking.view(which, sample.team)
    problem = errors.sentence(UnknownZone())
    asked = set_up.page(Page.WHEN, seen)
    several = refused.above(asked, Mistakes(found=(UnknownZone(), LastBeforeFirst(), LastAdmin())))
    yield "set-up-problem", set_up.page(Page.WHEN, seen, why=several)
    yield "set-up-channel-problem", set_up.page(Page.CHANNEL, seen, problem=problem)
    yield "set-up-silent", looking.view(Page.PEOPLE, sample.team, problem=problem)
    for members in (6, 5, 4):
        for which in (Page.PEOPLE, Page.LOOK):
            small = seen_of(sample, members, people=members + 1)
            yield f"set-up-{which}-{members}", set_up.page(which, small)
    crowd = seen_of(sample, CROWD, people=CROWD)
    yield "set-up-people-too-large", set_up.page(Page.PEOPLE, crowd)
    yield "set-up-look-too-large", set_up.page(Page.LOOK, crowd)
    for count in (3, MANY_GROUPS):
        groups = _groups(count)
        followed = replace(seen, team=replace(seen.team, group=groups[-1]), absent=2)
        for which in (Page.PEOPLE, Page.LOOK):
            shown = set_up.page(which, followed, groups=groups)
            yield f"set-up-{which}-{count}-groups", shown
    outside = replace(seen, team=replace(seen.team, leads=frozenset({UserId("U9999999999")})))
    yield "set-up-people-lead-outside", set_up.page(Page.PEOPLE, outside)
    hopeless = replace(seen, calendar=calendar(Mode(n=6, interval_weeks=4)), remedies=tuple(Remedy))
    for which in (Page.PEOPLE, Page.WHEN, Page.WHAT, Page.LOOK):
        yield f"set-up-{which}-hopeless", set_up.page(which, hopeless)
    at_one = replace(seen.slots[0], opens_at=seen.slots[0].opens_at + timedelta(hours=3))
    afternoon = replace(seen, slots=(at_one, *seen.slots[1:]))
    yield "set-up-when-afternoon", set_up.page(Page.WHEN, afternoon)
    yield "set-up-over", set_up.page(Page.WHEN, replace(seen, slots=()))
    short = replace(without_figures(seen), team=_pilot(seen.team))
    for which in (Page.WHEN, Page.LOOK):
        yield f"set-up-{which}-short-pilot", set_up.page(which, short)
    yield from _alike(seen)
    yield "sample", sample_check_in.view(sample.form)
    for kind in sample_report.Kind:
        yield f"report-sample-{kind}", sample_report.view(kind)
    yield "sheet", sheet.view(sample.document)
    yield "started", set_up.started(sample.team, first=seen.slots[0])


def _alike(seen: Preview) -> Iterator[tuple[str, Block]]:
    """Half of those who are there, or more, were in a team that has ended."""
    alike = replace(seen, compared_until=seen.team.cadence.first + timedelta(weeks=26))
    for which in (Page.PEOPLE, Page.WHAT, Page.LOOK):
        yield f"set-up-{which}-alike", set_up.page(which, alike)
    running = ManagedTeam(seen.team, Standing.RUNNING, slots=seen.slots, seen=alike)
    yield "team-alike", managing.team(running, admin=True)


def without_figures(seen: Preview) -> Preview:
    """Return what is foreseen of a team whose last day leaves no time for a figure."""
    return replace(seen, coming=(), never=TOO_SHORT)


def _pilot(team: Team) -> Team:
    return replace(team, cadence=replace(team.cadence, ends=team.cadence.first))


def _groups(count: int) -> tuple[Group, ...]:
    return tuple(Group(GroupId(f"S{n:010}"), f"group-{n:04}") for n in range(count))


def _day_of(entry: CalendarEntry, team: Team) -> date:
    return team.cadence.first + timedelta(weeks=entry.settles_in_week)


def seen_of(sample: Sample, members: int, *, people: int) -> Preview:
    """Return a preview in which so many count of so many who are there."""
    quiet = frozenset({date(2026, 12, 21) + timedelta(days=n) for n in range(7)})
    team = replace(sample.team, cadence=replace(sample.team.cadence, quiet_days=quiet))
    gets = calendar(Mode(n=members))
    parts = ([Part.COUNTS] * members + [*Part][1:] * people)[:people]
    days = [team.cadence.first + timedelta(days=n) for n in range(parts.count(Part.NEW))]
    return Preview(
        team=team,
        slots=preview(team.cadence, sample.form.closes_at, 5),
        members=members,
        roster=people,
        calendar=gets,
        coming=tuple((one.family, _day_of(one, team)) for one in gets.gets),
        people=tuple(Present(UserId(f"U{n:010}"), part) for n, part in enumerate(parts)),
        growing=tuple((day, members + n) for n, day in enumerate(days, start=1)),
    )


def days_off(seen: Preview) -> Preview:
    """Holidays, a pause and days off one by one, also where a report comes."""
    cadence = replace(
        seen.team.cadence,
        holidays="DE-BE",
        quiet_days=most_quiet_days(seen.slots[0].date),
        paused_until=seen.slots[0].date + timedelta(days=1),
    )
    passed = (Pass.HOLIDAY, None, Pass.PAUSED, Pass.PAUSED, None, Pass.QUIET_DAY)
    slots = [
        replace(seen.slots[0], date=one.date, opens_at=one.opens_at, passed=why)
        for one, why in zip([*seen.slots, seen.slots[-1]], passed, strict=False)
    ]
    return replace(seen, team=replace(seen.team, cadence=cadence), slots=tuple(slots))


def most_quiet_days(day: date) -> frozenset[date]:
    """Two in a row after a day, and the next two, as often as they may stand apart."""
    firsts = (4 + 3 * stretch for stretch in range(MOST_STRETCHES))
    return frozenset(day + timedelta(days=first + both) for first in firsts for both in range(2))
