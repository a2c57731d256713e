"""The settings of a team that exists, filled in as they are now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slackapp.domain import days
from slackapp.domain.policy import K_FLOOR, OPEN_DAYS
from slackapp.ui import admin, blocks, ids
from slackapp.ui.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from slackapp.domain.policy import Policy
    from slackapp.domain.teams import Team
    from slackapp.ui.blocks import Block

K_CHOICES: Final = tuple(range(K_FLOOR, K_FLOOR + 4))
KEPT_WEEKS: Final = (8, 13, 26, 52, 104)


def view(team: Team) -> Block:
    """The form; what is left as it is stays as it is."""
    form = [*admin.who(), *admin.when(team.cadence.zone), admin.what(), *_more()]
    initial = _initial(team)
    filled = [_filled(block, initial.get(block["block_id"], {})) for block in form]
    return blocks.modal(
        _("Change settings"),
        [
            *filled,
            blocks.context(_("Every change is told in the team's channel and kept in the trail.")),
        ],
        callback=ids.EDIT_VIEW,
        submit=_("Save"),
        close=_("Cancel"),
        metadata=team.id,
    )


def _more() -> Iterator[Block]:
    yield _choice("k", _("Answers needed before a figure is shown"), K_CHOICES)
    stays = [blocks.option(ngettext("{count} day", "{count} days", n), str(n)) for n in OPEN_DAYS]
    yield _select("open_days", _("A check-in stays open"), stays)
    weeks = [
        blocks.option(ngettext("{count} week", "{count} weeks", n), str(n)) for n in KEPT_WEEKS
    ]
    yield _select("retention_weeks", _("Reports are kept"), weeks)
    region = {"type": "plain_text_input", "action_id": ids.ANSWER, "max_length": 12}
    yield blocks.entry(
        _("Public holidays"),
        region,
        block_id="cadence.holidays",
        hint=_("A region such as DE or DE-BE: no check-in opens on its holidays."),
    )
    quiet = {"type": "plain_text_input", "action_id": ids.ANSWER, "max_length": 1000}
    yield blocks.entry(
        _("Quiet days"),
        quiet,
        block_id="cadence.quiet",
        hint=_("For example 2026-12-24 to 2027-01-01, 2027-05-14: no check-in opens on them."),
    )
    yield blocks.entry(
        _("Pause until"),
        {"type": "datepicker", "action_id": ids.ANSWER},
        block_id="cadence.paused",
        hint=_("The first day on which a check-in may open again."),
    )
    yield blocks.entry(
        _("Last day"),
        {"type": "datepicker", "action_id": ids.ANSWER},
        block_id="cadence.ends",
        hint=_("For a pilot: no check-in opens after it."),
    )


def _choice(block_id: str, label: str, numbers: tuple[int, ...]) -> Block:
    return _select(block_id, label, [blocks.option(str(n), str(n)) for n in numbers])


def _select(block_id: str, label: str, options: list[Block]) -> Block:
    element = blocks.select(options, action=ids.ANSWER, placeholder=_("Please choose"))
    return blocks.required(label, element, block_id=block_id)


def _initial(team: Team) -> dict[str, Block]:
    """What each question's element begins with; a choice is found by its value."""
    cadence, policy = team.cadence, team.policy
    return {
        "channel": {"initial_conversation": team.channel},
        "name": {"initial_value": team.name},
        "leads": {"initial_users": sorted(team.leads)} if team.leads else {},
        "cadence.weekday": {"initial_option": str(cadence.weekday)},
        "cadence.at": {"initial_time": cadence.at.strftime("%H:%M")},
        "cadence.every": {"initial_option": str(cadence.every_weeks)},
        "cadence.zone": {"initial_value": cadence.zone},
        "cadence.holidays": {"initial_value": cadence.holidays} if cadence.holidays else {},
        "cadence.first": _date(cadence.first),
        "cadence.quiet": {"initial_value": days.write(quiet)}
        if (quiet := cadence.quiet_days)
        else {},
        "cadence.paused": _date(cadence.paused_until),
        "cadence.ends": _date(cadence.ends),
        "options": {"initial_options": _chosen(policy)},
        "k": {"initial_option": str(policy.k)},
        "open_days": {"initial_option": str(policy.open_days)},
        "retention_weeks": {"initial_option": str(policy.retention_weeks)},
    }


def _quiet(quiet_days: frozenset[date]) -> Block:
    return {"initial_value": days.write(quiet_days)} if quiet_days else {}


def _date(value: date | None) -> Block:
    return {"initial_date": value.isoformat()} if value else {}


def _chosen(policy: Policy) -> list[str]:
    switches = {
        "light": policy.light,
        "unnamed": not policy.named,
        "locked": policy.not_for_appraisal,
    }
    return [code for code, on in switches.items() if on]


def _filled(block: Block, initial: Block) -> Block:
    element = {k: v for k, v in block["element"].items() if not k.startswith("initial_")}
    element.pop("default_to_current_conversation", None)
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
