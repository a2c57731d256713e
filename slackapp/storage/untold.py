"""What a channel was not told of a team's settings is made due again, in the order of the changes.

The last word of a setting is how it is: all that was told of it since comes again behind it, and
what still waits for Slack, or was changed just now, comes last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    case,
    insert,
    literal,
    or_,
    select,
    update,
)

from slackapp.domain.deliveries import AWAY, BESIDE, CHANGES, UNCLEAR, DeliveryState, Kind
from slackapp.domain.ids import ChannelId, TeamId, new_id
from slackapp.domain.telling import NAMING_ADMINS
from slackapp.storage.tables import delivery as table
from slackapp.storage.tables import team as teams

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
_EVERY_TEAMS = (*NAMING_ADMINS, AWAY)
"""What is told in the channel of every team of a workspace alike."""
_TOLD = select(table.c.id, table.c.topic, table.c.state, table.c.due_at, table.c.target)
_ANNOUNCED = table.c.kind == Kind.ANNOUNCEMENT.value
# With every opening: whether a topic is one of some is looked at here, where that costs less.
_TOLD_OR_NOT = _TOLD.where(table.c.team == bindparam("of"), _ANNOUNCED).order_by(
    table.c.due_at.desc()
)
_OWN = select(teams.c.workspace).where(teams.c.id == bindparam("of")).scalar_subquery()
# Looked for only where something of everybody's settings may be untold: a channel may have read it
# for another team that was asked there.
_BY_OTHERS = _TOLD.where(
    table.c.team.in_(select(teams.c.id).where(teams.c.workspace == _OWN)),
    table.c.team != bindparam("of"),
    table.c.target == bindparam("channel"),
    table.c.state == DeliveryState.SENT.value,
    _ANNOUNCED,
    or_(*(table.c.topic.startswith(code, autoescape=True) for code in _EVERY_TEAMS)),
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

    Untold is also what was told elsewhere while the team was, or waits to be, unless the channel
    read the same and it did not change since: of another team's settings, if they are everybody's.
    Of its own settings, a channel to which a team moves is told all with that. Which statuses mean
    away is told once, as all of them are named by then. Returns the topics that the channel reads
    of changes, in their order.
    """
    changes = _changes(connection, team)
    over = [row for row in changes if row.state in _OVER or _waits_elsewhere(row, channel)]
    over = _without_repeats(over, changes)
    read: list[Told] = []
    if any(_code(row.topic) in _EVERY_TEAMS for row in _untold(over, changes, channel)):
        found = connection.execute(_BY_OTHERS, {"of": team, "channel": channel})
        read = [Told(*row) for row in found]
    over = _from_the_first_untold(over, [*changes, *read], channel)
    again = {row.id for row in over}
    others = [row for row in changes if row.id not in again]
    before = min([now - ROOM, *(row.due_at for row in others if row.state not in _OVER)])
    for place, one in enumerate(over, start=1):
        _make_due(connection, one, channel, before - timedelta(microseconds=place))
    waiting = [row for row in others if row.state not in _OVER]
    gone_by = [row for row in others if row.state in _OVER]
    gone_by = sorted([*gone_by, *read], key=lambda row: row.due_at, reverse=True)
    return (
        *_read_in(channel, gone_by),
        *(row.topic for row in reversed(over)),
        *_read_in(channel, waiting),
    )


def _make_due(connection: Connection, row: Told, channel: ChannelId, at: datetime) -> None:
    """Tell it (again) there; what another channel has read stays known as read in that one."""
    own = table.c.id == row.id
    due: dict[str, Any] = {"target": channel, "due_at": at, **ANEW}
    if row.state != DeliveryState.SENT or row.target == channel or _code(row.topic) not in BESIDE:
        connection.execute(update(table).where(own).values(due))
        return
    due |= {"id": new_id(), "state": DeliveryState.DUE.value, "last_error": None, "sent_ts": None}
    copied: dict[str, ColumnElement[Any]] = {
        one.name: literal(due[one.name], one.type) if one.name in due else one for one in table.c
    }
    connection.execute(insert(table).from_select([*copied], select(*copied.values()).where(own)))


def _from_the_first_untold(over: list[Told], words: list[Told], channel: ChannelId) -> list[Told]:
    """Of what is over, newest first, what was not told, and what was told of the same since.

    `words`: all that was told of changes, here or elsewhere, or is to be.
    """
    untold = {row.id for row in _untold(over, words, channel)}
    begun, again = set[str](), list[Told]()
    for row in reversed(over):
        subject = _subject(row.topic)
        if row.id in untold:
            begun.add(subject)
        if subject in begun:
            again.append(row)
    return again[::-1]


def _untold(over: Iterable[Told], words: list[Told], channel: ChannelId) -> Iterator[Told]:
    """What was neither told where it has to be known nor read there in another word."""
    for row in over:
        if not _is_told(row, channel) and not _is_read(row, words, channel):
            yield row


def _is_told(row: Told, channel: ChannelId) -> bool:
    """Whether Slack took it where it has to be known: of a team's own settings, in any channel."""
    there = row.target == channel or _code(row.topic) not in BESIDE
    return row.state == DeliveryState.SENT and there


def _is_read(row: Told, words: list[Told], channel: ChannelId) -> bool:
    """Whether a channel read the same in another word, later or with no change in between."""
    if _code(row.topic) not in BESIDE:
        return False
    subject = _subject(row.topic)
    about = [one for one in words if _subject(one.topic) == subject]
    read = (
        one.due_at
        for one in about
        if one.topic == row.topic and one.target == channel and one.state == DeliveryState.SENT
    )
    changed = [one.due_at for one in about if one.topic != row.topic]
    # An earlier version did not keep which statuses it was that it told of.
    is_known = row.topic != AWAY
    return any(
        at >= row.due_at or (is_known and not any(at <= when <= row.due_at for when in changed))
        for at in read
    )


def _without_repeats(over: list[Told], changes: list[Told]) -> list[Told]:
    """What is over, without each word beside a team's settings that a newer one says alike.

    Of the statuses each newer one does: it names all of them.
    """
    repeated, newer = set[str](), dict[str, str]()
    for row in changes:
        code, subject = _code(row.topic), _subject(row.topic)
        if code in BESIDE and subject in newer and (code == AWAY or newer[subject] == row.topic):
            repeated.add(row.id)
        newer[subject] = row.topic
    return [row for row in over if row.id not in repeated]


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
