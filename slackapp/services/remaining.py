"""The rounds and turns that are left to a team, and the first report that asks it something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime
from itertools import chain, islice, pairwise

from analytics.instrument.windows import FamilyPlan
from slackapp.domain.awaited import LONGEST, NAMING
from slackapp.domain.cadence import SEARCH_SLOTS, local_date
from slackapp.domain.rounds import Round
from slackapp.domain.teams import Team, TeamState
from slackapp.domain.times import DueTimes, due_times
from slackapp.domain.turns import turns
from slackapp.errors import UnknownRegion, UnknownZone
from slackapp.services.following import asked_last, had
from slackapp.services.ports import Store


def report_on(
    store: Store, team: Team, number: int, now: datetime, *, since: date | None
) -> date | None:
    """The day of the first report from that of round `number` on that still asks a team something.

    The last one before a last day does not: nobody is asked what only a later check-in would count.
    `since`: the day from which enough people count, where too few do by now: no turn before it is
    one. None where the team gets none any more, as far as can be known, and where its zone or
    region is no longer one.
    """
    with suppress(UnknownRegion, UnknownZone):
        return _report_on(store, team, number, now, since)
    return None


def _report_on(
    store: Store, team: Team, number: int, now: datetime, since: date | None
) -> date | None:
    row = asked_last(store, team)
    if row is None and team.state is not TeamState.RUNNING:
        return None
    later = times_left(store, row, team, now, since) if row else turns_left(store, team, now, since)
    ends = team.cadence.ends is not None and team.state is TeamState.RUNNING
    each = pairwise(chain([row] if row else [], later, [None]))
    for place, (one, following) in enumerate(each, start=max(team.asked, 1)):
        if one and place >= number and not (isinstance(one, Round) and one.reported):
            last = ends and following is None
            return None if last else local_date(one.report_at, team.cadence.zone)
    return None


def times_left(
    store: Store, row: Round, team: Team, now: datetime, since: date | None
) -> Iterator[Round | DueTimes]:
    """When each round after `row` closes and is reported, in order, as far as a team gets any.

    `since` as in `report_on`. Raises as `turns_left`.
    """
    yield from store.rounds.numbered(team.id, first=row.number + 1, last=team.asked)
    if team.state is TeamState.RUNNING:
        yield from turns_left(store, team, now, since)


def is_last(store: Store, row: Round, team: Team, now: datetime) -> bool:
    """Whether this is the newest round of a running team with no check-in left to its last day.

    False where its zone or region is not known any more.
    """
    if team.state is not TeamState.RUNNING or not team.cadence.ends or row.number < team.asked:
        return False
    with suppress(UnknownRegion, UnknownZone):
        return next(turns_left(store, team, now, None), None) is None
    return False


def in_time(plans: Iterable[FamilyPlan], row: Round, team: Team) -> tuple[FamilyPlan, ...]:
    """Leave out names, and the pulse without them, where the last day comes before they count.

    `plans` begin with `row`, which is about to open. Nobody is asked for what is never counted; all
    else that is asked has its place in the rotation. Raises as `turns_left`.
    """
    begin = tuple(plans)
    if team.cadence.ends is None:
        return begin
    later = islice(turns(team.cadence, [row], row.opens_at), SEARCH_SLOTS)
    left = 1 + sum(1 for _ in islice((one for one in later if one.passed is None), LONGEST))
    return tuple(one for one in begin if one.family not in NAMING or one.length <= left)


def turns_left(store: Store, team: Team, now: datetime, since: date | None) -> Iterator[DueTimes]:
    """When each turn that its cadence leaves open after `now` is, and closes, and is reported.

    `since` as in `report_on`. Raises `UnknownZone` or `UnknownRegion` where an update took them
    away.
    """
    where, open_days = team.cadence.zone, team.policy.open_days
    for slot in islice(turns(team.cadence, had(store, team), now), SEARCH_SLOTS):
        if slot.passed is None and (since is None or slot.date >= since):
            yield due_times(slot.opens_at, zone_name=where, open_days=open_days)
