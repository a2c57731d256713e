"""When what a team is asked about is due to say something again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice

from analytics.instrument.bank import FOLLOW_UP
from analytics.instrument.windows import Mode, beginning, families
from slackapp.domain.cadence import SEARCH_SLOTS, local_date
from slackapp.domain.rounds import Round
from slackapp.domain.teams import Team, TeamState
from slackapp.domain.times import due_times
from slackapp.domain.turns import turns
from slackapp.services.opening import mode_of
from slackapp.services.ports import Store
from slackapp.services.rounds import had


def due(store: Store, team: Team, now: datetime, *, experiment: bool = False) -> dict[str, date]:
    """What `next_on` says as of the round asked last; empty before the first."""
    newest = store.rounds.numbered(team.id, first=team.asked, last=team.asked)
    if not newest or newest[0].epoch is None:
        return {}
    mode = mode_of(team, store.rosters.get(newest[0].epoch))
    return next_on(store, newest[0], team, mode, now, experiment=experiment)


def next_on(
    store: Store, row: Round, team: Team, mode: Mode, now: datetime, *, experiment: bool
) -> dict[str, date]:
    """The day of the report in which each family is due to say something, at the earliest.

    Counted are the rounds asked since `row` and the turns that the team's cadence leaves open after
    `now`, so neither one that was left out nor one on a quiet day. What needs more rounds than a
    team gets that has ended, soon ends or is paused is never due.
    """
    last = {window.family: window.last_round for window in store.windows.open_of(team.id)}
    plans = beginning(mode, asked=row.number, open_families=frozenset(last), experiment=experiment)
    later = (plan for plan in families(mode) if plan.first_round > row.number + 1)
    coming = {plan.family: plan.settles_after for plan in later if plan.family != FOLLOW_UP}
    coming |= {plan.family: row.number + plan.length for plan in plans} | last
    rounds = max(coming.values(), default=row.number) - row.number
    reports = [row.report_at, *islice(_reports(store, row, team, now), rounds)]
    return {
        family: local_date(reports[number - row.number], team.cadence.zone)
        for family, number in coming.items()
        if 0 <= number - row.number < len(reports)
    }


def _reports(store: Store, row: Round, team: Team, now: datetime) -> Iterator[datetime]:
    """When each round after `row` is reported, in order, as far as a team gets any."""
    asked = store.rounds.numbered(team.id, first=row.number + 1, last=team.asked)
    yield from (one.report_at for one in asked)
    if team.state is not TeamState.RUNNING:
        return
    for slot in islice(turns(team.cadence, had(store, team), now), SEARCH_SLOTS):
        if slot.passed is None:
            yield due_times(
                slot.opens_at, zone_name=team.cadence.zone, open_days=team.policy.open_days
            ).report_at
