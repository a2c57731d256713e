"""When too little can be shown: a longer interval is suggested to the lead, once, and never more.

What follows is the lead's to decide; nobody is asked more often, and no response rate is told.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import islice

from analytics.instrument.windows import families
from slackapp.domain.awaited import Counting
from slackapp.domain.cadence import INTERVALS
from slackapp.domain.ids import ReportId
from slackapp.domain.rounds import Round
from slackapp.domain.screens import Slower
from slackapp.services.opening import mode_of
from slackapp.services.ports import Store
from slackapp.services.preview import preview_of

AGAIN_AFTER = 12
"""Reports after which it may be suggested once more: a quarter of a year, asked weekly."""


def suggested(store: Store, row: Round, report_id: ReportId, now: datetime) -> Slower | None:
    """Return what a round's report suggests to its lead; None where it suggests nothing.

    That is so unless two windows of one family in a row were held, where no longer interval would
    leave the team anything to read with who counts from `now` (aware) on, and where one of the last
    reports suggested it already.
    """
    if not store.reports.get(report_id)[1].slower or row.epoch is None:
        return None
    team = store.teams.get(row.team)
    seen = preview_of(store, team.id, now)
    mode = mode_of(team, Counting(seen.members, seen.growing).most)
    longer = [weeks for weeks in INTERVALS if weeks > team.cadence.every_weeks]
    if not longer or not families(replace(mode, interval_weeks=longer[0])):
        return None
    earlier = (id_ for id_, day in store.reports.of_team(team.id) if day < row.date)
    if any(store.reports.get(id_)[1].slower for id_ in islice(earlier, AGAIN_AFTER)):
        return None
    return Slower(team.id, longer[0])
