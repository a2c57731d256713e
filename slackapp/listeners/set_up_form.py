"""Read a submitted page of the set-up, the settings of a team, or the defaults of a workspace."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import available_timezones

from slackapp.domain import days
from slackapp.domain.cadence import Cadence, check_region, zone
from slackapp.domain.ids import ChannelId, GroupId, UserId
from slackapp.domain.overview import Wanted
from slackapp.domain.teams import Group, TeamState
from slackapp.errors import UnknownRegion, UnknownZone, UnreadableAnswer
from slackapp.errors.teams import LockStays, NoChannel
from slackapp.errors.together import Together
from slackapp.ui.questions import EVERYBODY, NAME_LENGTH

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


def unnamed(view: View) -> ChannelId | None:
    """Return the channel that a team is to be called after; None where it has a name.

    Raises as `began`.
    """
    try:
        state = view["state"]["values"]
        asks = "channel" in state and not text(state, "name")
        return _chosen_channel(state) if asks else None
    except (KeyError, TypeError, ValueError, AttributeError, StopIteration) as error:
        raise UnreadableAnswer from error


def named(view: View, name: str) -> View:
    """Return a page as if that name had been typed."""
    state = view["state"]
    typed = state["values"] | {"name": {"": {"value": name[:NAME_LENGTH]}}}
    return view | {"state": state | {"values": typed}}


def wanted(view: View, before: Team) -> Wanted:
    """Return what the settings are to be; what this form does not ask stays as it is.

    What cannot be read of what was entered is kept with it. Raises `UnreadableAnswer` when it is
    not a form of ours.
    """
    together = Together()
    try:
        state = view["state"]["values"]
        channel = before.channel
        with together:
            channel = _channel(state, before)
        return Wanted(
            channel=channel,
            name=text(state, "name") if "name" in state else before.name,
            leads=_leads(state, before),
            cadence=cadence(state, before.cadence, together),
            policy=policy(state, before.policy, together, is_draft=before.state is TeamState.DRAFT),
            group=_group(state, before),
            unread=together.found,
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


def cadence(state: View, before: Cadence, together: Together) -> Cadence:
    """Return when it is to be asked; what cannot be read is found `together` and stays as it is."""
    after = _turns(state, before, together) if "cadence.weekday" in state else before
    if "cadence.first" in state:
        after = replace(after, first=_day(state, "cadence.first") or before.first)
    if "cadence.quiet" in state:
        with together:
            after = replace(after, quiet_days=days.read(text(state, "cadence.quiet")))
    if "cadence.paused" in state:
        after = replace(after, paused_until=_day(state, "cadence.paused"))
    if "cadence.ends" in state:
        after = replace(after, ends=_day(state, "cadence.ends"))
    return after


def _turns(state: View, before: Cadence, together: Together) -> Cadence:
    where, region = text(state, "cadence.zone"), text(state, "cadence.holidays") or None
    after = replace(
        before,
        weekday=_number(state, "cadence.weekday"),
        at=time.fromisoformat(_of(state, "cadence.at")["selected_time"]),
        every_weeks=_number(state, "cadence.every"),
    )
    with together:
        after = replace(after, zone=_zone(where))
    with together:
        return replace(after, holidays=_region(region))
    return after


def _zone(typed: str) -> str:
    """The name of the zone that is meant, in whatever case it is typed; raises `UnknownZone`."""
    try:
        return zone(typed).key
    except UnknownZone:
        alike = (name for name in available_timezones() if name.casefold() == typed.casefold())
        return zone(next(alike, typed)).key


def _region(typed: str | None) -> str | None:
    """The same of a region; raises `UnknownRegion`."""
    try:
        check_region(typed)
    except UnknownRegion:
        typed = typed and typed.upper()
        check_region(typed)
    return typed


def cadence_of(state: View, where: str, together: Together) -> Cadence:
    """Return the times alone, in a zone that is known; reads as `cadence`."""
    begin = Cadence(zone=where, weekday=0, at=time(), first=date.min)
    return cadence(state | {"cadence.zone": {"": {"value": where}}}, begin, together)


def policy(state: View, before: Policy, together: Together, *, is_draft: bool = False) -> Policy:
    """Return what is to be asked and what protects it; reads as `cadence`.

    Of a draft nobody was told yet: its lock can be taken off.
    """
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
    with together:
        unlocks = before.not_for_appraisal and not changed.get("not_for_appraisal", True)
        if unlocks and not is_draft:
            del changed["not_for_appraisal"]
            raise LockStays
    with together:
        return replace(before, **changed)
    return before


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
