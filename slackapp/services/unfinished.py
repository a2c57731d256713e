"""What a team that has ended can never count any more: it is deleted unread, and its keys with it.

It would lie there until it is too old, sealed under keys that nobody needs, and its channel was
told that it is deleted once the last check-in is over.
"""

from __future__ import annotations

from functools import partial

from slackapp.domain.ids import KeyId, TeamId, WindowId
from slackapp.domain.rounds import Round, RoundState
from slackapp.domain.teams import TeamState
from slackapp.domain.windows import WindowState
from slackapp.errors import UnknownTeam, UnknownWindow
from slackapp.services.notes import drop
from slackapp.services.ports import Database, Store


def delete_unfinished(database: Database, *, team: TeamId) -> None:
    """Delete it once the team's last report is there; the keys are due to be destroyed then."""
    windows, notes = database.read(lambda store: _unfinished(store, team))
    for window in windows:
        database.step(partial(_delete, window_id=window))
    if notes:
        database.step(lambda store: drop(store, team))


def _unfinished(store: Store, team_id: TeamId) -> tuple[tuple[WindowId, ...], KeyId | None]:
    """Windows that wait for a round that is never asked, and the key of notes nobody reads.

    There are such notes where ties were counted just as the team was ended.
    """
    try:
        team = store.teams.get(team_id)
    except UnknownTeam:
        return (), None
    if team.state is not TeamState.ENDED or any(map(_goes_on, store.rounds.of_team(team_id))):
        return (), None
    waiting = (one for one in store.windows.open_of(team_id) if one.last_round > team.asked)
    return tuple(one.id for one in waiting), store.notes.key_id(team_id)


def _goes_on(row: Round) -> bool:
    """Whether something is still to come of it; one that is only planned is never opened."""
    return row.state is not RoundState.PLANNED and row.next_due_at is not None


def _delete(store: Store, *, window_id: WindowId) -> None:
    """No reading is held: there is no report any more that would say so."""
    try:
        window = store.windows.lock(window_id)
    except UnknownWindow:
        return
    if window.state is not WindowState.OPEN:
        return
    if store.notes.key_id(window.team) == window.key:
        store.notes.delete(window.team)
    store.windows.delete(window.id)
    store.tombstones.add([window.key])
