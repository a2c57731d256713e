"""A channel that Slack did not let hear: whoever leads its team is told, once, in private.

That is written down with the message's end, in one transaction. It leaves a while later, so that
what kept the message away is likely to be over, and only if nobody sent the message meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from slackapp.domain.deliveries import UNDELIVERED, Delivery, DeliveryState, Held, Kind
from slackapp.domain.ids import UserId, WorkspaceId
from slackapp.domain.rounds import Round, RoundState
from slackapp.domain.screens import Missed
from slackapp.domain.teams import Team
from slackapp.services.ports import Store
from slackapp.services.roles import admins_to_tell, is_admin, leads_to_tell
from slackapp.services.rounds import delivery
from slackapp.services.stops import BY_HAND, last_stop

AFTER = timedelta(minutes=15)
"""How long after a message was given up its leads are told."""
ONCE_A = timedelta(days=1)
"""Admins of a workspace are told once in this time, of whichever team without a lead was first."""
_HELD = frozenset(Held)
"""It was not for who would have read it: nothing was lost, and nothing is to be sent."""
_TOLD_OF = frozenset({Kind.INVITATION, Kind.REPORT_TEAM})


def settle(
    store: Store, outcomes: Sequence[tuple[Delivery, Delivery]], *, now: datetime
) -> list[bool]:
    """Write outcomes as the ledger does, and who is to be told of those that are given up."""
    kept = store.deliveries.settle_all(outcomes)
    for (_claimed, after), is_kept in zip(outcomes, kept, strict=True):
        if is_kept:
            tell(store, after, now=now)
    return kept


def tell(store: Store, letter: Delivery, *, now: datetime) -> None:
    """Tell each lead once of a round's invitation, or report to the channel, that is given up.

    The admins where there is no lead. Nobody where the installation is gone, or where the team is
    paused for a reason that its leads are told anyway.
    """
    given_up = letter.state is DeliveryState.DEAD and letter.last_error not in _HELD
    if not given_up or letter.kind not in _TOLD_OF or letter.round is None:
        return
    if store.workspaces.token(letter.workspace) is None:
        return
    team = store.teams.get(letter.team)
    if not _were_told_why(store, team):
        topic = f"{UNDELIVERED}{letter.kind}"
        store.deliveries.add(
            [
                delivery(team, Kind.ANNOUNCEMENT, one, now + AFTER, topic, letter.round)
                for one in leads_to_tell(store, team) or _admins(store, team.workspace)
            ]
        )


def is_uninvited(store: Store, row: Round) -> bool:
    """Whether the invitation to a round was given up, so that its channel may know of nothing."""
    return _given_up(store, row, Kind.INVITATION)


def missed(store: Store, notice: Delivery, now: datetime) -> Missed | None:
    """Return what a lead is to be told, or None once the message was sent, or let go."""
    if notice.round is None:
        return None
    kind = Kind(notice.topic.removeprefix(UNDELIVERED))
    row, team = store.rounds.get(notice.round), store.teams.get(notice.team)
    if not _given_up(store, row, kind):
        return None
    is_open = row.state is RoundState.OPEN and row.closes_at > now
    return Missed(
        kind=kind,
        team=team.name,
        day=row.date,
        zone=team.cadence.zone,
        open_until=row.closes_at if is_open else None,
        admin=is_admin(store, notice.workspace, UserId(notice.target)),
    )


def told_of(one: Delivery) -> Kind | None:
    """Which kind of message a notice tells of; None for any other message."""
    if one.kind is not Kind.ANNOUNCEMENT or not one.topic.startswith(UNDELIVERED):
        return None
    return Kind(one.topic.removeprefix(UNDELIVERED))


def _given_up(store: Store, row: Round, kind: Kind) -> bool:
    return any(
        one.kind is kind and one.state is DeliveryState.DEAD
        for one in store.deliveries.of_round(row.id)
    )


def _were_told_why(store: Store, team: Team) -> bool:
    """Whether something other than a person paused a team: its leads are told of that."""
    stop = last_stop(store, team)
    return stop is not None and stop[0] != BY_HAND


def _admins(store: Store, workspace: WorkspaceId) -> list[UserId]:
    """The admins, unless they were told for another team today: an outage is one thing to them."""
    wait = store.buckets.take(
        f"undelivered:{workspace}", now=store.real_now(), every=ONCE_A.total_seconds(), burst=1
    )
    return [] if wait else admins_to_tell(store, workspace)
