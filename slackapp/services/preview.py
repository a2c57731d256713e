"""What a team would get if it went on as it is set now: when, who counts, and what comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from itertools import accumulate, islice

from analytics.instrument.windows import calendar, remedies
from slackapp.domain.awaited import Counting
from slackapp.domain.cadence import Slot, local_date
from slackapp.domain.ids import EpochId, TeamId, new_id
from slackapp.domain.overview import Part, Present, Preview
from slackapp.domain.policy import MEMBERS_FLOOR, ROSTER_CEILING, most_k
from slackapp.domain.roster import Membership, RosterMember, at_home, counts_from, freeze
from slackapp.domain.teams import Person, Team
from slackapp.domain.turns import upcoming
from slackapp.errors import (
    AlmostEverybody,
    RosterTooLarge,
    TeamTooSmall,
    UnknownRegion,
    UnknownZone,
)
from slackapp.errors.teams import GroupTooSmall, NothingInTime, TooFewCount
from slackapp.services.following import had
from slackapp.services.locks import stays_locked
from slackapp.services.opening import mode_of
from slackapp.services.ports import Store

PREVIEWED = 5
"""Rounds shown ahead."""


def preview_of(store: Store, team_id: TeamId, now: datetime) -> Preview:
    """Return a team's preview inside a unit of work."""
    team = store.teams.get(team_id)
    slots = ahead_of(store, team, now)
    today = local_date(now, team.cadence.zone)
    on = next((slot.date for slot in slots if slot.passed is None), today)
    memberships = store.people.members(team.id)
    people = store.people.many(team.workspace, [member.user for member in memberships])
    roster = freeze(EpochId(new_id()), team, memberships, people, on=on)
    present = [Present(one.user, _part(one, people[one.user], team)) for one in roster.members]
    present.sort(key=lambda one: (one.part is not Part.COUNTS, one.part, one.user))
    mode = mode_of(team, len(roster.counting))
    absent = store.looks.absent(team.id) if team.group else 0
    growing = _growing(mode.n, memberships, present)
    # Whoever is new counts before most of what begins can end: what they bring is no lack.
    then = mode_of(team, Counting(mode.n, growing).most)
    return Preview(
        team=team,
        slots=slots,
        members=mode.n,
        roster=len(roster.members),
        calendar=calendar(then),
        people=tuple(present),
        growing=growing,
        absent=absent,
        remedies=remedies(then) if then.n >= MEMBERS_FLOOR else (),
        today=today,
        locked=team.policy.not_for_appraisal and stays_locked(store, team),
    )


def check_size(seen: Preview) -> None:
    """Refuse a team in which no round could open.

    Raises:
        GroupTooSmall: too few of its user group are in the channel, whoever leads.
        TooFewCount: enough are there, and too few of them could count, whoever leads.
        TeamTooSmall, RosterTooLarge: too few count, or too many would be asked.

    """
    if seen.roster > ROSTER_CEILING:
        raise RosterTooLarge
    if seen.team.group is not None and seen.roster < MEMBERS_FLOOR:
        raise GroupTooSmall
    if seen.members < MEMBERS_FLOOR:
        led = sum(one.part is Part.LEAD for one in seen.people)
        hopeless = seen.roster >= MEMBERS_FLOOR and seen.members + led < MEMBERS_FLOOR
        raise TooFewCount if hopeless else TeamTooSmall


def check_pace(seen: Preview) -> None:
    """Refuse to ask where no figure could ever be finished; raises `NothingInTime`."""
    if seen.remedies:
        raise NothingInTime(remedies=seen.remedies)


def check_k(k: int, seen: Preview) -> None:
    """Refuse to ask for the answers of almost everybody; raises `AlmostEverybody`."""
    most = most_k(seen.members)
    if k > most:
        raise AlmostEverybody(most=most)


def ahead_of(store: Store, team: Team, now: datetime) -> tuple[Slot, ...]:
    """Return the next turns of a team that has had rounds, as they will really come.

    None come where an update of the time zones or holidays took the team's away.
    """
    try:
        return upcoming(team.cadence, had(store, team), now, PREVIEWED)
    except (UnknownRegion, UnknownZone):
        return ()


def _growing(
    members: int, memberships: Iterable[Membership], present: Iterable[Present]
) -> tuple[tuple[date, int], ...]:
    """When whoever is new begins to count, by the day of it."""
    new = {one.user for one in present if one.part is Part.NEW}
    days = Counter(counts_from(one) for one in memberships if one.user in new)
    steps = accumulate((days[day] for day in sorted(days)), initial=members)
    return tuple(zip(sorted(days), islice(steps, 1, None), strict=True))


def _part(member: RosterMember, person: Person, team: Team) -> Part:
    """Who is at home elsewhere is not asked here, also as a lead."""
    if member.counts:
        return Part.COUNTS
    if not at_home(person, team):
        return Part.ELSEWHERE
    if member.lead:
        return Part.LEAD
    return Part.GUEST if person.is_guest else Part.NEW
