"""What a channel was not told of a team's settings, or what is true no more of what it was told.

Words are late where Slack refused them for a while, or for good and an admin sent them again. What
was changed later may stand in the channel by then: so how it is is said once more behind them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from slackapp.domain.deliveries import CHANGES, Delivery, Kind
from slackapp.domain.ids import DeliveryId
from slackapp.domain.teams import Team
from slackapp.domain.telling import untrue
from slackapp.services.ports import Store
from slackapp.services.rounds import announce

_ONE = timedelta(microseconds=1)


def tell_untold(store: Store, team: Team, now: datetime) -> None:
    """Let a team's channel be told all of it, before what is due at this moment."""
    told = store.deliveries.tell_again(team.id, channel=team.channel, now=now)
    _tell_how_it_is(store, team, told, now - _ONE)


def send_again(store: Store, delivery: DeliveryId, now: datetime) -> bool:
    """Make a dead letter due again; False when it is none (any more)."""
    if not store.deliveries.retry(delivery, now=now - _ONE):
        return False
    letter = store.deliveries.get(delivery)
    if _tells_of_a_change(letter):
        team = store.teams.get(letter.team)
        told = store.deliveries.told(team.id, channel=team.channel)
        _tell_how_it_is(store, team, told, now)
    return True


def _tells_of_a_change(letter: Delivery) -> bool:
    return letter.kind is Kind.ANNOUNCEMENT and letter.topic.partition(":")[0] in CHANGES


def _tell_how_it_is(store: Store, team: Team, told: Iterable[str], at: datetime) -> None:
    if not (read := tuple(told)):
        return
    for topic in untrue(team, read, admins=store.admins.of(team.workspace)):
        announce(store, team, topic, at)
