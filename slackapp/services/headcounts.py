"""How many a round asks beside the one before it, where a user group decides who is asked."""

from __future__ import annotations

import json
from datetime import datetime

from slackapp.domain.roster import Headcount
from slackapp.domain.rounds import Round
from slackapp.domain.teams import Team
from slackapp.services.ports import Store


def headcount_of(store: Store, team: Team, row: Round) -> Headcount | None:
    """Return how many are on the roster of a round that was opened, when others were last time.

    None where the team follows no group: whoever comes to a channel or leaves it is seen in Slack.
    """
    if row.epoch is None or team.group is None:
        return None
    last = store.rounds.numbered(row.team, first=row.number - 1, last=row.number - 1)
    if not last or last[0].epoch is None or last[0].epoch == row.epoch:
        return None
    now, before = (
        {m.user for m in store.rosters.get(e).members} for e in (row.epoch, last[0].epoch)
    )
    return None if now == before else Headcount(len(now), len(before))


def note_headcount(store: Store, team: Team, row: Round, now: datetime) -> None:
    """Keep in the trail that a group brought other people, as the invitation says it; never who."""
    found = headcount_of(store, team, row)
    if found is not None:
        store.audit.add(
            workspace=team.workspace,
            team=team.id,
            event="regrouped",
            actor=None,
            at=now,
            before=json.dumps({"people": found.before}),
            after=json.dumps({"people": found.now}),
        )
