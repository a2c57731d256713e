"""An invitation that was posted says anew: it is closed, its team is gone, or something changed.

What is written down is only which message is to be said anew; its words are chosen as it is sent.
"""

from __future__ import annotations

from datetime import datetime

from slackapp.domain.deliveries import OF_DELETED, Delivery, DeliveryState, Kind
from slackapp.domain.ids import RoundId
from slackapp.domain.rounds import Round, RoundState
from slackapp.domain.teams import Team
from slackapp.services import trials
from slackapp.services.ports import Store
from slackapp.services.rounds import delivery

_MAYBE_POSTED = frozenset({DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN})
_GIVEN_UP = frozenset({DeliveryState.CANCELLED, DeliveryState.DEAD})
_OVER = frozenset({RoundState.CLOSED, RoundState.LOST})


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


def left_open(store: Store, team: Team) -> list[Delivery]:
    """Let what still invites say that it is closed, once a team goes on that could not be told."""
    over = (row for row in store.rounds.of_team(team.id, limit=2) if row.state in _OVER)
    return [
        one
        for row in over
        for one in _anew(store, team, row, row.report_at, None)
        if one.target == team.channel and one.topic not in _told(store, row)
    ]


def _told(store: Store, row: Round) -> frozenset[str]:
    """Which messages that invited to a round were, or are to be, said anew when it closed."""
    anew = (one for one in store.deliveries.of_round(row.id) if one.kind is Kind.OUTCOME)
    return frozenset(one.topic for one in anew if one.state not in _GIVEN_UP)


def without_team(store: Store, team: Team, now: datetime) -> list[Delivery]:
    """Return what takes the place of what could be pressed, to be added once the team is deleted.

    Nothing of the team is in it: only what Slack calls its last invitation, and what was posted
    about an experiment that went on.
    """
    newest = store.rounds.of_team(team.id, limit=2)
    rows = [one for row in newest for one in store.deliveries.of_round(row.id)]
    replaced = {
        one.topic for one in rows if one.kind is Kind.OUTCOME and one.state is DeliveryState.SENT
    }
    invited = [
        one
        for one in rows
        if one.kind is Kind.INVITATION and one.sent_ts is not None and one.id not in replaced
    ]
    return [
        delivery(team, Kind.OUTCOME, one.target, now, f"{OF_DELETED}{one.kind}:{one.sent_ts}")
        for one in (*invited, *trials.asking(store, team))
    ]


def _anew(
    store: Store, team: Team, row: Round, due_at: datetime, round_id: RoundId | None
) -> list[Delivery]:
    return [
        delivery(team, Kind.OUTCOME, one.target, due_at, one.id, round_id)
        for one in store.deliveries.of_round(row.id)
        if one.kind is Kind.INVITATION and one.state in _MAYBE_POSTED
    ]
