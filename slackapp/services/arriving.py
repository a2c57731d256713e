"""Who is there where a team is asked from now on, and what its channel is told of that."""

from __future__ import annotations

from datetime import datetime

from slackapp.domain.deliveries import FEW, Delivery
from slackapp.domain.ids import TeamId
from slackapp.domain.overview import Preview
from slackapp.domain.policy import MEMBERS_FLOOR
from slackapp.domain.teams import Team, TeamState
from slackapp.services.members import Moves, Seen, align
from slackapp.services.ports import Database, Store
from slackapp.services.preview import preview_of
from slackapp.services.rounds import announce


def arrive(database: Database, *, team: TeamId, seen: Seen, now: datetime) -> Moves:
    """Do what `members.apply` says, and tell the channel where too few count after a move.

    Only the first look after a move can say so: by then `moved` may have been posted, and before it
    those of the place before would be judged. What Slack said to who asked before the look that was
    written last changes nothing; it is asked once more, soon. Raises as `members.apply` does.
    """
    return database.step(lambda store: _arrive(store, team, seen, now))


def is_too_few(delivery: Delivery, team: Team, seen: Preview | None) -> bool:
    """Say whether it is still so that too few count where a team is asked; `seen` is it now."""
    return delivery.target == team.channel and seen is not None and seen.members < MEMBERS_FLOOR


def _arrive(store: Store, team_id: TeamId, seen: Seen, now: datetime) -> Moves:
    team = store.teams.lock(team_id)
    if _is_overtaken(store, team_id, seen):
        store.teams.sweep_at(team_id, now)
        return Moves((), ())
    is_first = store.looks.at(team_id) is None
    moves = align(store, team_id, seen, now)
    asked = team.state in {TeamState.RUNNING, TeamState.PAUSED}
    looked = store.looks.at(team_id) is not None
    if asked and is_first and looked and preview_of(store, team_id, now).members < MEMBERS_FLOOR:
        announce(store, team, FEW, now)
    return moves


def _is_overtaken(store: Store, team_id: TeamId, found: Seen) -> bool:
    """Whether a look that began later is written already.

    One that would begin in the future was written before a clock was put back.
    """
    last = store.looks.began_at(team_id)
    if found.began_at is None or last is None:
        return False
    return found.began_at < last <= store.real_now()
