"""When what a team is asked about is due to say something again."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice

from analytics.instrument.bank import FOLLOW_UP
from analytics.instrument.windows import Mode, beginning, families
from slackapp.domain import cadence as cadences
from slackapp.domain.cadence import zone
from slackapp.domain.rounds import Round
from slackapp.domain.teams import Team, TeamState
from slackapp.services.ports import Store


def next_on(
    store: Store, row: Round, team: Team, mode: Mode, *, experiment: bool
) -> dict[str, date]:
    """When each family is due to say something, if every round from here on takes place.

    What would need more rounds than a team gets that has ended, or soon ends, is never due.
    """
    last = {window.family: window.last_round for window in store.windows.open_of(team.id)}
    plans = beginning(mode, asked=row.number, open_families=frozenset(last), experiment=experiment)
    later = (plan for plan in families(mode) if plan.first_round > row.number + 1)
    coming = {plan.family: plan.settles_after for plan in later if plan.family != FOLLOW_UP}
    coming |= {plan.family: row.number + plan.length for plan in plans} | last
    most = row.number + _rounds_left(team, row)
    where = zone(team.cadence.zone)
    step = timedelta(weeks=team.cadence.every_weeks)
    return {
        family: (row.report_at + step * (number - row.number)).astimezone(where).date()
        for family, number in coming.items()
        if number <= most
    }


def _rounds_left(team: Team, row: Round) -> int:
    """How many rounds may still open after one; more than any window takes where no end is set."""
    if team.state is TeamState.ENDED:
        return 0
    ahead = islice(cadences.slots(team.cadence, row.opens_at), cadences.SEARCH_SLOTS)
    return sum(slot.passed is None for slot in ahead)
