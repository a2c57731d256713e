"""Read a submitted set-up form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, Any

from slackapp.domain.cadence import Cadence, zone
from slackapp.domain.ids import ChannelId, UserId
from slackapp.domain.policy import Policy
from slackapp.errors import UnreadableAnswer
from slackapp.ui import ids

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

View = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What an admin chose for a team."""

    channel: ChannelId
    name: str
    leads: tuple[UserId, ...]
    cadence: Cadence
    policy: Policy


def chosen(view: View, *, today: Callable[[ZoneInfo], date]) -> Chosen:
    """Return what was chosen; `today` gives a zone's local date.

    Raises `UnknownZone`, and `UnreadableAnswer` when it is not a form of ours.
    """
    try:
        return _chosen(view["state"]["values"], today)
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableAnswer from error


def _chosen(state: View, today: Callable[[ZoneInfo], date]) -> Chosen:
    where = _of(state, "cadence.zone")["value"].strip()
    options = {each["value"] for each in _of(state, "options").get("selected_options") or ()}
    return Chosen(
        channel=ChannelId(_of(state, "channel")["selected_conversation"]),
        name=_of(state, "name")["value"].strip(),
        leads=tuple(UserId(user) for user in _of(state, "leads").get("selected_users") or ()),
        cadence=Cadence(
            zone=where,
            weekday=int(_of(state, "cadence.weekday")["selected_option"]["value"]),
            at=time.fromisoformat(_of(state, "cadence.at")["selected_time"]),
            first=_first(state) or today(zone(where)),
            every_weeks=int(_of(state, "cadence.every")["selected_option"]["value"]),
        ),
        policy=Policy(
            light="light" in options,
            named="unnamed" not in options,
            not_for_appraisal="locked" in options,
        ),
    )


def _first(state: View) -> date | None:
    given = state.get("cadence.first", {}).get(ids.ANSWER, {}).get("selected_date")
    return date.fromisoformat(given) if given else None


def _of(state: View, block: str) -> View:
    entered: View = state[block][ids.ANSWER]
    return entered
