"""Read the submitted settings of a team that exists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from slackapp.domain import days
from slackapp.domain.overview import Wanted
from slackapp.errors import UnreadableAnswer
from slackapp.listeners.set_up_form import chosen
from slackapp.ui import ids

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from slackapp.domain.cadence import Cadence
    from slackapp.domain.policy import Policy
    from slackapp.domain.teams import Team

View = dict[str, Any]


def wanted(view: View, before: Team, *, today: Callable[[ZoneInfo], date]) -> Wanted:
    """Return what the settings are to be; what the form does not ask stays as it is.

    Raises as `chosen`, and `BelowFloor`, `UnreadableDays`, `TooManyDays`.
    """
    base = chosen(view, today=today)
    try:
        state = view["state"]["values"]
        return Wanted(
            channel=base.channel,
            name=base.name,
            leads=frozenset(base.leads),
            cadence=_cadence(state, base.cadence, before.cadence),
            policy=_policy(state, base.policy),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableAnswer from error


def _cadence(state: View, entered: Cadence, before: Cadence) -> Cadence:
    return replace(
        entered,
        first=_date(state, "cadence.first") or before.first,
        quiet_days=days.read(_of(state, "cadence.quiet").get("value") or ""),
        paused_until=_date(state, "cadence.paused"),
        holidays=(_of(state, "cadence.holidays").get("value") or "").strip() or None,
        ends=_date(state, "cadence.ends"),
    )


def _date(state: View, block: str) -> date | None:
    chosen = _of(state, block).get("selected_date")
    return date.fromisoformat(chosen) if chosen else None


def _policy(state: View, entered: Policy) -> Policy:
    return replace(
        entered,
        k=_number(state, "k"),
        open_days=_number(state, "open_days"),
        retention_weeks=_number(state, "retention_weeks"),
    )


def _number(state: View, block: str) -> int:
    return int(_of(state, block)["selected_option"]["value"])


def _of(state: View, block: str) -> View:
    entered: View = state[block][ids.ANSWER]
    return entered
