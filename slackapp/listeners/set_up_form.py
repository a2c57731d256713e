"""Read a submitted page of the set-up, the settings of a team, or the defaults of a workspace."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import TYPE_CHECKING, Any, Final

from slackapp.domain import days
from slackapp.domain.cadence import Cadence, zone
from slackapp.domain.ids import ChannelId, GroupId, UserId
from slackapp.domain.overview import Wanted
from slackapp.domain.teams import Group
from slackapp.errors import UnreadableAnswer
from slackapp.errors.teams import LockStays, NoChannel
from slackapp.ui.questions import EVERYBODY

if TYPE_CHECKING:
    from slackapp.domain.policy import Policy
    from slackapp.domain.teams import Team

View = dict[str, Any]
CHANNELS: Final = ("C", "G")
"""How Slack begins the id of a channel; G is an older private one."""


def began(view: View) -> tuple[ChannelId, str]:
    """Return the channel and the name of a new team; raises `UnreadableAnswer`, `NoChannel`."""
    try:
        state = view["state"]["values"]
        return _chosen_channel(state), text(state, "name")
    except (KeyError, TypeError, ValueError, AttributeError, StopIteration) as error:
        raise UnreadableAnswer from error


def wanted(view: View, before: Team) -> Wanted:
    """Return what the settings are to be; what this form does not ask stays as it is.

    Raises `UnknownZone`, `BelowFloor`, `LockStays`, `UnreadableDays`, `TooManyDays`, and
    `UnreadableAnswer` when it is not a form of ours.
    """
    try:
        state = view["state"]["values"]
        return Wanted(
            channel=_channel(state, before),
            name=text(state, "name") if "name" in state else before.name,
            leads=_leads(state, before),
            cadence=cadence(state, before.cadence),
            policy=policy(state, before.policy),
            group=_group(state, before),
        )
    except (KeyError, TypeError, ValueError, AttributeError, StopIteration) as error:
        raise UnreadableAnswer from error


def leads(view: View) -> frozenset[UserId]:
    """Return who is chosen as a lead; nobody where that is not asked. Raises as `wanted`."""
    try:
        state = view["state"]["values"]
        return _people(state) if "leads" in state else frozenset()
    except (KeyError, TypeError, AttributeError, StopIteration) as error:
        raise UnreadableAnswer from error


def cadence(state: View, before: Cadence) -> Cadence:
    """Return when it is to be asked; raises as `wanted`."""
    after = before
    if "cadence.weekday" in state:
        where = text(state, "cadence.zone")
        zone(where)
        after = replace(
            after,
            zone=where,
            weekday=_number(state, "cadence.weekday"),
            at=time.fromisoformat(_of(state, "cadence.at")["selected_time"]),
            every_weeks=_number(state, "cadence.every"),
            holidays=text(state, "cadence.holidays") or None,
        )
    if "cadence.first" in state:
        after = replace(after, first=_day(state, "cadence.first") or before.first)
    if "cadence.quiet" in state:
        after = replace(after, quiet_days=days.read(text(state, "cadence.quiet")))
    if "cadence.paused" in state:
        after = replace(after, paused_until=_day(state, "cadence.paused"))
    if "cadence.ends" in state:
        after = replace(after, ends=_day(state, "cadence.ends"))
    return after


def cadence_of(state: View, where: str) -> Cadence:
    """Return the times alone, in a zone that is known; raises as `wanted`."""
    begin = Cadence(zone=where, weekday=0, at=time(), first=date.min)
    return cadence(state | {"cadence.zone": {"": {"value": where}}}, begin)


def policy(state: View, before: Policy) -> Policy:
    """Return what is to be asked and what protects it; raises as `wanted`."""
    changed: dict[str, Any] = {
        name: _number(state, name)
        for name in ("k", "open_days", "retention_weeks")
        if name in state
    }
    if "options" in state:
        ticked = _ticked(state, "options")
        changed |= {"light": "light" in ticked, "named": "unnamed" not in ticked}
    if "lock" in state:
        changed |= {"not_for_appraisal": "locked" in _ticked(state, "lock")}
    if before.not_for_appraisal and not changed.get("not_for_appraisal", True):
        raise LockStays
    return replace(before, **changed)


def _channel(state: View, before: Team) -> ChannelId:
    if "channel" not in state:
        return before.channel
    return _chosen_channel(state)


def _chosen_channel(state: View) -> ChannelId:
    """Slack may offer conversations with people too; raises `NoChannel`."""
    chosen = str(_of(state, "channel")["selected_conversation"])
    if not chosen.startswith(CHANNELS):
        raise NoChannel
    return ChannelId(chosen)


def _group(state: View, before: Team) -> Group | None:
    """The chosen user group, as the form called it; None for everybody in the channel."""
    if "roster" not in state:
        return before.group
    chosen = _of(state, "roster")["selected_option"]
    if chosen["value"] == EVERYBODY:
        return None
    return Group(GroupId(chosen["value"]), chosen["text"]["text"].removeprefix("@"))


def _leads(state: View, before: Team) -> frozenset[UserId]:
    if "leads" not in state:
        return before.leads
    return _people(state)


def _people(state: View) -> frozenset[UserId]:
    return frozenset(UserId(user) for user in _of(state, "leads").get("selected_users") or ())


def _day(state: View, block: str) -> date | None:
    chosen = _of(state, block).get("selected_date")
    return date.fromisoformat(chosen) if chosen else None


def _ticked(state: View, block: str) -> set[str]:
    return {one["value"] for one in _of(state, block).get("selected_options") or ()}


def _number(state: View, block: str) -> int:
    return int(_of(state, block)["selected_option"]["value"])


def text(state: View, block: str) -> str:
    """Return what was typed, without blanks around it; "" when nothing was."""
    return (_of(state, block).get("value") or "").strip()


def _of(state: View, block: str) -> View:
    """The one element of a question, whichever action it has."""
    entered: View = next(iter(state[block].values()))
    return entered
