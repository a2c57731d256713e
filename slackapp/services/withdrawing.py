"""Taking a round back that opened and that nobody was invited to: where it would be asked is gone.

It is as if the round had been skipped: its answers and its key are destroyed, windows that began
with it have not begun, and the next round gets its number.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import replace

from slackapp.domain import life
from slackapp.domain.deliveries import DeliveryState, Kind
from slackapp.domain.ids import KeyId, TeamId
from slackapp.domain.rounds import Reason, Round, RoundState
from slackapp.services.ports import Store

_NOT_POSTED = frozenset({DeliveryState.CANCELLED, DeliveryState.DEAD})


def hold(store: Store, team: TeamId) -> Round | None:
    """Return a team's open round, locked, or None; a round is locked before its team."""
    open_ = store.rounds.of_team(team, states=[RoundState.OPEN], limit=1)
    return store.rounds.lock(open_[0].id) if open_ else None


def withdraw(store: Store, row: Round, reason: Reason, *, gone: AbstractSet[str]) -> bool:
    """Skip a locked open round for a reason; False where somebody may have heard of it.

    That is so once its invitation was posted, may have been (whatever Slack said to an attempt
    after that), is under way, or failed by an error other than those of `gone`, and once people
    were reminded in private.
    """
    if row.state is not RoundState.OPEN or row.reminded or not _unheard(store, row, gone):
        return False
    store.answers.delete(row.id)
    store.deliveries.erase_private(row.id)
    buried = {row.key} | _unbegin(store, row)
    # The private notes are under a key that the windows only shared.
    buried -= {None, store.notes.key_id(row.team)}
    store.tombstones.add(sorted(key for key in buried if key is not None))
    team = store.teams.lock(row.team)
    store.teams.put(replace(team, asked=row.number - 1))
    store.rounds.put(life.withdraw(row, reason))
    if row.epoch is not None:
        store.rosters.forget_asked(row.epoch)
    return True


def _unheard(store: Store, row: Round, gone: AbstractSet[str]) -> bool:
    return any(
        one.kind is Kind.INVITATION
        and one.state in _NOT_POSTED
        and (one.last_error is None or one.last_error in gone)
        for one in store.deliveries.of_round(row.id)
    )


def _unbegin(store: Store, row: Round) -> set[KeyId | None]:
    """Delete the windows that began with a round; returns their keys."""
    begun = [w for w in store.windows.open_of(row.team) if w.first_round == row.number]
    for window in begun:
        store.windows.delete(window.id)
    return {window.key for window in begun}
