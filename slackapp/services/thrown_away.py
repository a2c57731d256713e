"""Set-ups that nobody started: they are thrown away once they have waited long enough."""

from __future__ import annotations

import json
from datetime import datetime

from slackapp.domain.retention import DRAFT_FOR
from slackapp.domain.teams import Team, TeamState
from slackapp.services.ports import Store
from slackapp.services.removal import remove_team


def drop_draft(store: Store, team: Team, now: datetime) -> None:
    """Throw a set-up away that was last heard of too long ago: nobody was asked anything yet.

    Its pages say that it will be; the trail says that it was, and of which.
    """
    if team.state is not TeamState.DRAFT:
        return
    trail = store.audit.recent(team.workspace, team=team.id, limit=1)
    if all(one.at < now - DRAFT_FOR for one in trail):
        store.audit.add(
            workspace=team.workspace,
            team=team.id,
            event="thrown_away",
            actor=None,
            at=now,
            before=json.dumps({"name": team.name}),
            after="",
        )
        remove_team(store, team.id)
