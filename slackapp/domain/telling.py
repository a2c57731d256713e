"""What a channel is told of a change of settings: a topic that keeps what was chosen.

Its words are chosen when it is posted, and by then the setting may have been changed once more.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from slackapp.domain.deliveries import AWAY
from slackapp.domain.digest import digest
from slackapp.domain.ids import GroupId, UserId
from slackapp.domain.teams import Group, TeamState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from slackapp.domain.cadence import Cadence
    from slackapp.domain.policy import Policy
    from slackapp.domain.teams import Team

NOBODY: Final = "-"
"""Stands in a topic where it names people or a group."""
_NAMING_LEADS: Final = frozenset({"leads", "started"})
_DROPPED: Final = "dropped="
"""Begins what a topic of a rhythm says of the check-in that does not open any more."""
_FROM: Final = "from="
"""Begins what it says of the interval there was before, in weeks."""
NAMING_ADMINS: Final = ("admin_named", "admin_removed")
_NAMING_PEOPLE: Final = _NAMING_LEADS | {*NAMING_ADMINS}


def topics(before: Team, after: Team, *, dropped: date | None = None) -> Iterable[str]:
    """Return one topic for each kind of change: a code, and behind colons what was chosen.

    `dropped` is the day of the check-in that was to be the next, where another rhythm drops it.
    """
    if before.state is TeamState.DRAFT and after.state is not TeamState.DRAFT:
        yield _leads("started", after)
    if after.channel != before.channel:
        yield "moved"
    if after.group != before.group:
        group = (after.group.id, after.group.handle) if after.group else (NOBODY,)
        yield _topic("roster", group)
    if after.name != before.name:
        yield _topic("renamed", [after.name])
    if after.leads != before.leads:
        yield _leads("leads", after)
    if after.cadence != before.cadence:
        yield ":".join(["cadence", *_rhythm(before.cadence, after.cadence, dropped)])
    if after.policy != before.policy:
        chosen = _changed(before.policy, after.policy)
        yield ":".join(["policy", *(f"{one}={int(getattr(after.policy, one))}" for one in chosen)])


def dropped_of(details: Iterable[str]) -> date | None:
    """Return the day of the check-in that a topic of a rhythm says is dropped, if it says so."""
    found = (one.removeprefix(_DROPPED) for one in details if one.startswith(_DROPPED))
    return next(map(date.fromisoformat, found), None)


def interval_before(details: Iterable[str]) -> int | None:
    """Return the interval in weeks that a topic of a rhythm says there was, if it says so."""
    found = (one.removeprefix(_FROM) for one in details if one.startswith(_FROM))
    return next(map(int, found), None)


def moved_away(team: Team) -> str:
    """Return the topic that tells a channel that a team leaves it, under the name it knows."""
    return _topic("moved_away", [team.name])


def away(statuses: Iterable[str]) -> str:
    """Return the topic that tells which statuses mean away: other ones have another topic."""
    return _topic(AWAY, [digest("\n".join(statuses))])


def as_chosen(team: Team, topic: str) -> Team:
    """Return a team as a change made it; as it is where the topic does not keep what was chosen."""
    code, *parts = topic.split(":")
    chosen = [unquote(part) for part in parts if part]
    if not chosen:
        return team
    if code == "roster":
        group = None if chosen == [NOBODY] else Group(GroupId(chosen[0]), chosen[-1])
        return replace(team, group=group)
    if code in {"renamed", "moved_away"}:
        return replace(team, name=chosen[0])
    if code in _NAMING_LEADS:
        return replace(team, leads=frozenset(UserId(one) for one in chosen if one != NOBODY))
    return replace(team, policy=_policy(team.policy, chosen)) if code == "policy" else team


def untrue(team: Team, told: Iterable[str], *, admins: Collection[UserId]) -> Iterable[str]:
    """Return topics that say how it is where the last word of a setting says otherwise.

    `told`: topics in the order in which a channel reads them; `admins`: who is named one.
    """
    believed, named = team, dict[UserId, bool]()
    for topic in told:
        code, _, chosen = topic.partition(":")
        # Whoever is told that a team moved there is told all with it, as it is by then.
        believed = team if code == "moved" else as_chosen(believed, topic)
        if code in NAMING_ADMINS:
            named[UserId(chosen)] = code == NAMING_ADMINS[0]
    yield from topics(_called_as(team, believed), team)
    for user, is_told in named.items():
        if is_told != (user in admins):
            yield f"{NAMING_ADMINS[is_told]}:{user}"


def _called_as(team: Team, believed: Team) -> Team:
    """What a team and its group are called is seen in Slack, and told to nobody who renames it."""
    group = believed.group
    if group and team.group and group.id == team.group.id:
        group = team.group
    return replace(believed, name=team.name, group=group)


def without(topic: str, user: UserId) -> str | None:
    """Return a topic that names somebody as it is without them; None where it is of them alone."""
    code, *parts = topic.split(":")
    if code not in _NAMING_PEOPLE:
        return topic
    left = [part for part in parts if part != user]
    return ":".join([code, *left]) if left else None


def _policy(policy: Policy, chosen: Iterable[str]) -> Policy:
    kept = (one.split("=") for one in chosen if "=" in one)
    return replace(policy, **{name: type(getattr(policy, name))(int(to)) for name, to in kept})


def _rhythm(old: Cadence, new: Cadence, dropped: date | None) -> Iterable[str]:
    yield from _changed(old, new)
    if old.every_weeks != new.every_weeks:
        yield f"{_FROM}{old.every_weeks}"
    if dropped:
        yield f"{_DROPPED}{dropped}"


def _leads(code: str, team: Team) -> str:
    return _topic(code, sorted(team.leads) or [NOBODY])


def _topic(code: str, chosen: Iterable[str]) -> str:
    return ":".join([code, *(quote(one, safe="") for one in chosen)])


def _changed(old: Cadence | Policy, new: Cadence | Policy) -> Iterable[str]:
    return (name for name in new.__slots__ if getattr(new, name) != getattr(old, name))
