"""Whether many of those who are there were in a team that has ended, for whoever sets one up.

Only who stands on the last roster of such a team is compared, and never who of them counted, whose
home it was or what was shown of it: whether a figure will be held is not to be tried out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from slackapp.domain.ids import UserId
from slackapp.domain.overview import Preview
from slackapp.domain.retention import CHURN_SPAN
from slackapp.domain.teams import TeamState
from slackapp.services.following import asked_last
from slackapp.services.ports import Store


def compared(store: Store, seen: Preview) -> Preview:
    """Return the preview with the day until which figures can be held for such a team, if any."""
    here = frozenset(one.user for one in seen.people)
    days = list(_days(store, seen, here)) if here else []
    return replace(seen, compared_until=max(days, default=None))


def _days(store: Store, seen: Preview, here: frozenset[UserId]) -> Iterator[date]:
    """The last day of each team that has ended and had half of those who are here, or more."""
    for other in store.teams.of_workspace(seen.team.workspace, states=[TeamState.ENDED]):
        row = asked_last(store, other)
        if row is None or row.epoch is None:
            continue
        until = row.date + CHURN_SPAN
        if seen.today is not None and until < seen.today:
            continue
        there = frozenset(one.user for one in store.rosters.get(row.epoch).members)
        if 2 * len(here & there) >= len(here):
            yield until
