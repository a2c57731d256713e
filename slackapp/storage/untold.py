"""What a channel was not told of a team's settings is made due again, in the order of the changes.

The last word of a setting is how it is: all that was told since comes again behind it, and what
still waits for Slack, or was changed just now, comes last.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, bindparam, case, select, update

from slackapp.domain.deliveries import BESIDE, CHANGES, UNCLEAR, DeliveryState, Kind
from slackapp.domain.ids import ChannelId, TeamId
from slackapp.storage.tables import delivery as table

# What may be there stays so: it is posted once Slack answers, and not again by itself.
_IN_DOUBT = table.c.last_error == UNCLEAR
ANEW: Final = {
    "state": case((_IN_DOUBT, DeliveryState.UNKNOWN.value), else_=DeliveryState.DUE.value),
    "last_error": case((_IN_DOUBT, UNCLEAR), else_=None),
    "attempts": 0,
    "failures": 0,
}
"""A row that is over, or was given up, as it begins again."""
_OVER = frozenset({DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.CANCELLED})
# With every opening: whether a topic is one of some is looked at here, where that costs less.
_TOLD_OR_NOT = (
    select(table.c.id, table.c.topic, table.c.state, table.c.due_at, table.c.target)
    .where(table.c.team == bindparam("of"), table.c.kind == Kind.ANNOUNCEMENT.value)
    .order_by(table.c.due_at.desc())
)


def tell_again(connection: Connection, team: TeamId, channel: ChannelId, now: datetime) -> None:
    """Make due in a channel what its team was not told of changes, and all that it was since.

    Untold is also what was told elsewhere while the team was: of its own settings, a channel to
    which it moves is told all with that.
    """
    found = connection.execute(_TOLD_OR_NOT, {"of": team})
    changes = [row for row in found if _code(row.topic) in CHANGES]
    over = [row for row in changes if row.state in _OVER]
    while (
        over
        and over[-1].state == DeliveryState.SENT
        and (over[-1].target == channel or _code(over[-1].topic) not in BESIDE)
    ):
        over.pop()
    before = min([now, *(row.due_at for row in changes if row.state not in _OVER)])
    for place, one in enumerate(over, start=1):
        again = {"target": channel, "due_at": before - timedelta(microseconds=place), **ANEW}
        connection.execute(update(table).where(table.c.id == one.id).values(again))


def _code(topic: str) -> str:
    return topic.partition(":")[0]
