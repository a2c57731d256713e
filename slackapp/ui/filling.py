"""Questions with what their answers begin with."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from slackapp.domain import away, days
from slackapp.ui import blocks
from slackapp.ui.questions import NAME_LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from slackapp.domain.cadence import Cadence
    from slackapp.domain.defaults import Defaults
    from slackapp.domain.policy import Policy
    from slackapp.domain.teams import Team
    from slackapp.ui.blocks import Block


def filled(form: Iterable[Block], begin: dict[str, Block]) -> list[Block]:
    """Fill questions in."""
    return [_filled(block, begin.get(block["block_id"], {})) for block in form]


def _filled(block: Block, initial: Block) -> Block:
    element = dict(block["element"])
    options = {one["value"]: one for one in element.get("options", ())}
    for key, value in initial.items():
        if key == "initial_options":
            found = [options[code] for code in value]
            element |= {key: found} if found else {}
        elif key == "initial_option":
            # A value set by hand that the list does not offer is offered beside the others.
            extra = blocks.option(value, value)
            if value not in options:
                element["options"] = [*element["options"], extra]
            element[key] = options.get(value, extra)
        else:
            element[key] = value
    return block | {"element": element}


def as_entered(form: Iterable[Block], state: Mapping[str, Block]) -> list[Block]:
    """Questions that begin with what was answered, should Slack not keep it."""
    return [_as_entered(one, state) for one in form]


def _as_entered(block: Block, state: Mapping[str, Block]) -> Block:
    """A question that begins with its answer, should Slack not keep what was entered."""
    entered: Block = next(iter(state.get(block.get("block_id", ""), {}).values()), {})
    if block["type"] != "input" or not entered:
        return block
    element = {key: one for key, one in block["element"].items() if not key.startswith("initial_")}
    for key, value in entered.items():
        if value and (key == "value" or key.startswith("selected_")):
            # What was typed may be longer than what a field can begin with.
            begun = value[: blocks.TEXT] if key == "value" else value
            element["initial_" + key.removeprefix("selected_")] = begun
    return block | {"element": element}


def of_team(team: Team) -> dict[str, Block]:
    """What each question's element begins with; a choice is found by its value."""
    return {
        "channel": {"initial_conversation": team.channel},
        "name": {"initial_value": blocks.cut(team.name, NAME_LENGTH)},
        "leads": {"initial_users": sorted(team.leads)} if team.leads else {},
        **of_cadence(team.cadence),
        **of_policy(team.policy),
    }


def of_cadence(cadence: Cadence) -> dict[str, Block]:
    """What the questions about times begin with."""
    quiet = cadence.quiet_days
    return {
        "cadence.weekday": {"initial_option": str(cadence.weekday)},
        "cadence.at": {"initial_time": cadence.at.strftime("%H:%M")},
        "cadence.every": {"initial_option": str(cadence.every_weeks)},
        "cadence.zone": {"initial_value": cadence.zone} if cadence.zone else {},
        "cadence.holidays": {"initial_value": cadence.holidays} if cadence.holidays else {},
        "cadence.first": _date(cadence.first),
        "cadence.ends": _date(cadence.ends),
        "cadence.paused": _date(cadence.paused_until),
        "cadence.quiet": {"initial_value": days.write(quiet)} if quiet else {},
    }


def _date(value: date | None) -> Block:
    return {"initial_date": value.isoformat()} if value else {}


def of_defaults(defaults: Defaults) -> dict[str, Block]:
    """What the questions about defaults begin with."""
    begin = of_cadence(defaults.cadence(zone=defaults.zone or "", first=date.min))
    statuses = away.write(defaults.away_statuses)
    shown = {"away": {"initial_value": statuses} if statuses else {}}
    return begin | of_policy(defaults.policy) | shown


def of_policy(policy: Policy) -> dict[str, Block]:
    """What the questions about asking and protecting begin with."""
    asked = {"light": policy.light, "unnamed": not policy.named}
    return {
        "options": {"initial_options": [code for code, on in asked.items() if on]},
        "open_days": {"initial_option": str(policy.open_days)},
        "k": {"initial_option": str(policy.k)},
        "retention_weeks": {"initial_option": str(policy.retention_weeks)},
        "lock": {"initial_options": ["locked"] if policy.not_for_appraisal else []},
    }
