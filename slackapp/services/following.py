"""Which turn of its cadence a team has next, after the rounds it had, and when its last is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import islice

from slackapp.domain.cadence import SEARCH_SLOTS, Slot, instant, local_date, zone
from slackapp.domain.ids import RoundId
from slackapp.domain.rounds import Round, RoundState
from slackapp.domain.teams import Team, TeamState
from slackapp.domain.times import ENDS_AFTER, REPORT_AT
from slackapp.domain.turns import turns
from slackapp.errors import UnknownRegion, UnknownZone
from slackapp.services.ports import Store


def had(store: Store, team: Team) -> list[Round]:
    """Return the rounds that decide what the next may be: the newest, and the last one asked."""
    return had_of(store, team, store.rounds.of_team(team.id, limit=2))


def had_of(store: Store, team: Team, newest: Sequence[Round]) -> list[Round]:
    """Do what `had` does, with the newest rounds of the team known."""
    later = [row for row in newest if row.state is not RoundState.PLANNED]
    if not team.asked or any(row.number == team.asked for row in later):
        return later
    return [*later, *store.rounds.numbered(team.id, first=team.asked, last=team.asked)]


def asked_last(store: Store, team: Team) -> Round | None:
    """Return the round with the newest number; None before the first."""
    return next(iter(store.rounds.numbered(team.id, first=team.asked, last=team.asked)), None)


def next_turn(
    team: Team, past: Sequence[Round], now: datetime, *, after: datetime | None = None
) -> Slot | None:
    """Return the turn after the newest of `past`, however long ago; None where none is left.

    `after` leaves out those up to it. Raises `UnknownZone` or `UnknownRegion` where an update took
    them away.
    """
    since = after or min((row.opens_at for row in past), default=now)
    return next(islice(turns(team.cadence, past, since), SEARCH_SLOTS), None)


def has_turn(store: Store, team: Team, now: datetime) -> bool:
    """Whether a turn is left to a team; one whose cadence cannot be read is not known to have none.

    A team without a last day always has one.
    """
    if team.cadence.ends is None:
        return True
    try:
        return next_turn(team, had(store, team), now) is not None
    except (UnknownRegion, UnknownZone):
        return True


def is_over(store: Store, team: Team, now: datetime, *, besides: RoundId | None = None) -> bool:
    """Whether a team ends now: its last day is over, and its last report has been there for a week.

    Not before the hour of reports there: nobody is told at midnight. Until then, and while it is
    paused, a later last day lets it go on. `besides`: a round whose report is there with the unit
    of work that asks, late.
    """
    if team.state is not TeamState.RUNNING or has_turn(store, team, now):
        return False
    day = ends_on(store, team)
    if day is None or now < instant(day, REPORT_AT, zone(team.cadence.zone)):
        return False
    return not any(row.next_due_at and row.id != besides for row in store.rounds.of_team(team.id))


def ends_on(store: Store, team: Team) -> date | None:
    """Return the day on which a team ends that has no turn left; None without a last day."""
    if team.cadence.ends is None:
        return None
    over, last = team.cadence.ends + timedelta(days=1), asked_last(store, team)
    if last is None:
        return over
    return max(over, local_date(last.report_at, team.cadence.zone) + ENDS_AFTER)
