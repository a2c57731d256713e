"""An invitation that was posted says something else: that its check-in is closed, or what changed.

What is written down is only which message is to be said anew; its words are chosen as it is sent.
"""

from __future__ import annotations

from datetime import datetime

from slackapp.domain.deliveries import Delivery, DeliveryState, Kind
from slackapp.domain.ids import RoundId
from slackapp.domain.rounds import Round, RoundState
from slackapp.domain.teams import Team
from slackapp.services.ports import Store
from slackapp.services.rounds import delivery

_MAYBE_POSTED = frozenset({DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN})


def closed(store: Store, row: Round, due_at: datetime) -> list[Delivery]:
    """Let what was posted to invite to a round say that it is closed, without its buttons.

    One that is under way is known by its name at Slack only later; where it never is, there is
    nothing to say.
    """
    return _anew(store, store.teams.get(row.team), row, due_at, row.id)


def said_anew(store: Store, team: Team, now: datetime) -> list[Delivery]:
    """Let the invitation to an open round say what became of the experiment as it stands now.

    These belong to no round: the one that says that it is closed comes all the same.
    """
    opened = store.rounds.of_team(team.id, states=[RoundState.OPEN], limit=1)
    return [one for row in opened for one in _anew(store, team, row, now, None)]


def _anew(
    store: Store, team: Team, row: Round, due_at: datetime, round_id: RoundId | None
) -> list[Delivery]:
    return [
        delivery(team, Kind.OUTCOME, one.target, due_at, one.id, round_id)
        for one in store.deliveries.of_round(row.id)
        if one.kind is Kind.INVITATION and one.state in _MAYBE_POSTED
    ]
