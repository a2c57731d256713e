"""What a channel was not told of a team's settings is made due again, in the order of the changes.

The last word of a setting is how it is: all that was told of it since comes again behind it, and
what still waits for Slack, or was changed just now, comes last.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import Connection, bindparam, case, select, update

from slackapp.domain.deliveries import AWAY, BESIDE, CHANGES, UNCLEAR, DeliveryState, Kind
from slackapp.domain.ids import ChannelId, TeamId
from slackapp.domain.telling import NAMING_ADMINS
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
ROOM: Final = timedelta(milliseconds=1)
"""What is told again is due so long before the rest: word of how it is by now comes in between."""
_OVER = frozenset({DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.CANCELLED})
# With every opening: whether a topic is one of some is looked at here, where that costs less.
_TOLD_OR_NOT = (
    select(table.c.id, table.c.topic, table.c.state, table.c.due_at, table.c.target)
    .where(table.c.team == bindparam("of"), table.c.kind == Kind.ANNOUNCEMENT.value)
    .order_by(table.c.due_at.desc())
)


class Told(NamedTuple):
    """Of a row of the ledger, what says of which change it tells whom, and when."""

    id: str
    topic: str
    state: str
    due_at: datetime
    target: str


def tell_again(
    connection: Connection, team: TeamId, channel: ChannelId, now: datetime
) -> tuple[str, ...]:
    """Make due in a channel what its team was not told of changes, and what it was of these since.

    Untold is also what was told elsewhere while the team was, or waits to be: of its own settings,
    a channel to which it moves is told all with that. Which statuses mean away is told once, as all
    of them are named by then. Returns the topics that the channel reads of changes, in their order.
    """
    changes = _changes(connection, team)
    over = [row for row in changes if row.state in _OVER or _waits_elsewhere(row, channel)]
    over = _from_the_first_untold(_without_older_statuses(over, changes), channel)
    again = {row.id for row in over}
    others = [row for row in changes if row.id not in again]
    before = min([now - ROOM, *(row.due_at for row in others if row.state not in _OVER)])
    for place, one in enumerate(over, start=1):
        at = {"target": channel, "due_at": before - timedelta(microseconds=place), **ANEW}
        connection.execute(update(table).where(table.c.id == one.id).values(at))
    waiting = [row for row in others if row.state not in _OVER]
    gone_by = [row for row in others if row.state in _OVER]
    return (
        *_read_in(channel, gone_by),
        *(row.topic for row in reversed(over)),
        *_read_in(channel, waiting),
    )


def _from_the_first_untold(over: list[Told], channel: ChannelId) -> list[Told]:
    """Of what is over, newest first, what was not told, and what was told of the same since."""
    begun, again = set[str](), list[Told]()
    for row in reversed(over):
        is_told, subject = row.state == DeliveryState.SENT, _subject(row.topic)
        if not is_told or (row.target != channel and _code(row.topic) in BESIDE):
            begun.add(subject)
        if subject in begun:
            again.append(row)
    return again[::-1]


def _without_older_statuses(over: list[Told], changes: list[Told]) -> list[Told]:
    """What is over, without each word of the statuses but the newest, which names all of them."""
    newest = next((row for row in changes if row.topic == AWAY), None)
    return [row for row in over if row.topic != AWAY or row == newest]


def _subject(topic: str) -> str:
    """What a change is about: the settings of a team together, and each of the others alone."""
    code, _, about = topic.partition(":")
    if code in NAMING_ADMINS:
        return about
    return code if code in BESIDE else ""


def told(connection: Connection, team: TeamId, channel: ChannelId) -> tuple[str, ...]:
    """Return the topics of changes that a channel has read, or reads once Slack takes them."""
    unread = {DeliveryState.DEAD, DeliveryState.CANCELLED}
    return _read_in(channel, (r for r in _changes(connection, team) if r.state not in unread))


def _changes(connection: Connection, team: TeamId) -> list[Told]:
    """What tells of changes of a team, newest first."""
    found = connection.execute(_TOLD_OR_NOT, {"of": team})
    return [Told(*row) for row in found if _code(row.topic) in CHANGES]


def _waits_elsewhere(row: Told, channel: ChannelId) -> bool:
    return row.state == DeliveryState.DUE and row.target != channel and _code(row.topic) in BESIDE


def _read_in(channel: ChannelId, rows: Iterable[Told]) -> tuple[str, ...]:
    """The topics of rows that are newest first, in the order in which a channel reads them."""
    return tuple(row.topic for row in rows if row.target == channel)[::-1]


def _code(topic: str) -> str:
    return topic.partition(":")[0]
