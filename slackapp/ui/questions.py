"""What can be set, as questions: set-up, settings and defaults are made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from babel.dates import get_day_names

from analytics import thresholds
from slackapp.domain.policy import K_FLOOR, OPEN_DAYS, most_k
from slackapp.ui import blocks, ids
from slackapp.ui.present import least_of
from slackapp.ui.words import N_, _, day, language, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from slackapp.domain.teams import Group
    from slackapp.ui.blocks import Block

MOST_LEADS: Final = 5
NAME_LENGTH: Final = 80
MOST_OPTIONS: Final = 100
"""What one list of Slack holds; also how many parts a long one may have."""
EVERYBODY: Final = "channel"
"""Stands for everybody in the channel, where else a user group's id does."""
K_CHOICES: Final = tuple(range(K_FLOOR, K_FLOOR + 4))
KEPT_WEEKS: Final = (8, 13, 26, 52, 104)
REGION_LENGTH: Final = 12
QUIET_LENGTH: Final = 1000
ASKED: Final = {
    "light": N_("Light mode: two statements at most, and figures take twice as long"),
    "unnamed": N_("Ask how much help went round, and no names"),
}
_UNNAMED_ANYWAY: Final = N_(
    "With fewer than eight who count nobody is named anyway: unless light mode leaves it out, the "
    "check-in asks how many helped and were helped, and whether it was mostly the same few. A tick "
    "keeps it so once there are eight."
)
_NAMED_UNTIL: Final = N_(
    "What is being counted is finished as it began: names are asked until the report of {day}. "
    "After that, with fewer than eight who count, nobody is named: the check-in asks how many "
    "helped and were helped."
)
_EVERY: Final = {1: N_("Every week"), 2: N_("Every two weeks"), 4: N_("Every four weeks")}
_LOCK: Final = N_("Lock it for good: nothing here is for appraisal")
_FOR_GOOD: Final = N_(
    "Every check-in says so from then on, and the channel is told; nothing else changes. Nobody "
    "can take it off again, not even by ending or deleting the team."
)
_INHERITED: Final = N_(
    "A team that is or was asked in this channel locked it, so no other team there can be without."
)
_IS_LOCKED: Final = N_("Locked for good: nothing here is for appraisal")


def _live(action: str) -> bool:
    """Whether an answer is told at once, and not only with the whole form."""
    return action != ids.ANSWER


def channel() -> Block:
    """Ask where the team is."""
    element = {
        "type": "conversations_select",
        "action_id": ids.ANSWER,
        "placeholder": blocks.plain(_("A channel"), blocks.PLACEHOLDER),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    return blocks.required(
        _("The team's channel"),
        element,
        block_id="channel",
        hint=_(
            "Who is asked has to be in it; whoever is in several teams is asked and counts in "
            "their home team alone. Invite Bearings to it first. What is posted in a public "
            "channel, figures too, anybody in the workspace can read: better choose a private one."
        ),
    )


def name(*, new: bool = False) -> Block:
    """Ask what the team is called; a `new` one may be called as its channel is."""
    element = {"type": "plain_text_input", "action_id": ids.ANSWER, "max_length": NAME_LENGTH}
    hint = (
        _("Left empty, it is called as its channel is, if that is a public one.") if new else None
    )
    asked = blocks.required(_("The team's name"), element, block_id="name", hint=hint)
    return asked | {"optional": new}


def leads(*, action: str = ids.ANSWER) -> Block:
    """Ask who leads; any other `action` shows at once what that changes."""
    element = {
        "type": "multi_users_select",
        "action_id": action,
        "placeholder": blocks.plain(_("People"), blocks.PLACEHOLDER),
        "max_selected_items": MOST_LEADS,
    }
    return blocks.entry(
        _("Who leads it?"),
        element,
        block_id="leads",
        hint=_(
            "A lead counts in no team figure. Slack lists everybody here; an app, a guest or "
            "somebody deactivated cannot lead."
        ),
        dispatch=_live(action),
    )


def roster(
    groups: Sequence[Group], chosen: Group | None, *, action: str = ids.ANSWER
) -> Iterator[Block]:
    """Ask who is asked; nothing where there is no user group to choose."""
    if not groups and chosen is None:
        return
    # A group may have been renamed, or switched off, since they were listed.
    known = {group.id: group for group in (*groups, *([chosen] if chosen else []))}
    by_handle = sorted(known.values(), key=lambda group: group.handle)
    everybody = blocks.option(_("Everybody in the channel"), EVERYBODY)
    of_groups = [blocks.option(f"@{group.handle}", group.id) for group in by_handle]
    options = [everybody, *of_groups]
    now = chosen.id if chosen else EVERYBODY
    element = blocks.select(options, action=action, placeholder=_("Please choose"))
    if len(options) > MOST_OPTIONS:
        del element["options"]
        element["option_groups"] = [*_by_handle(everybody, of_groups)]
    element["initial_option"] = next(one for one in options if one["value"] == now)
    hint = _(
        "Of a user group those are asked who are in the channel: nobody else would see the "
        "check-in."
    )
    asked = blocks.required(_("Who is asked?"), element, block_id="roster", hint=hint)
    yield asked | {"dispatch_action": _live(action)}


def _by_handle(everybody: Block, of_groups: list[Block]) -> Iterator[Block]:
    """A long list in parts that Slack takes, each called by its first and last handle."""
    yield {"label": blocks.plain(_("The channel"), blocks.OPTION), "options": [everybody]}
    for start in range(0, min(len(of_groups), MOST_OPTIONS * (MOST_OPTIONS - 1)), MOST_OPTIONS):
        part = of_groups[start : start + MOST_OPTIONS]
        first, last = part[0]["text"]["text"], part[-1]["text"]["text"]
        yield {"label": blocks.plain(f"{first} – {last}", blocks.OPTION), "options": part}


def when(*, action: str = ids.ANSWER) -> Iterator[Block]:
    """Ask for weekday, time, interval, zone and holidays."""
    names = get_day_names("wide", locale=language())
    weekdays = [blocks.option(names[number], str(number)) for number in range(7)]
    every = [blocks.option(_(text), str(weeks)) for weeks, text in _EVERY.items()]
    weekday = blocks.select(weekdays, action=action, placeholder=_("A weekday"))
    at = {"type": "timepicker", "action_id": action}
    where = {"type": "plain_text_input", "action_id": action, "max_length": NAME_LENGTH}
    region = {"type": "plain_text_input", "action_id": action, "max_length": REGION_LENGTH}
    asked = (
        blocks.required(_("Weekday"), weekday, block_id="cadence.weekday"),
        blocks.required(_("Time"), at, block_id="cadence.at"),
        blocks.required(
            _("How often"), blocks.radio(every, action=action), block_id="cadence.every"
        ),
        blocks.required(
            _("Time zone"), where, block_id="cadence.zone", hint=_("For example Europe/Berlin.")
        ),
        blocks.entry(
            _("Public holidays"),
            region,
            block_id="cadence.holidays",
            hint=_("A region such as DE or DE-BE: no check-in opens on its holidays."),
        ),
    )
    yield from (block | {"dispatch_action": _live(action)} for block in asked)


def begins(*, action: str = ids.ANSWER) -> Block:
    """Ask for the first day, which every team has."""
    asked = blocks.required(
        _("First day"),
        {"type": "datepicker", "action_id": action},
        block_id="cadence.first",
        hint=_("No check-in opens before it, and two or four weeks are counted from it."),
    )
    return asked | {"dispatch_action": _live(action)}


def ends(*, action: str = ids.ANSWER) -> Block:
    """Ask for the last day of a pilot."""
    element = {"type": "datepicker", "action_id": action}
    return blocks.entry(
        _("Last day"),
        element,
        block_id="cadence.ends",
        hint=_(
            "For a pilot: no check-in opens after it. Once it is over and the last report has "
            "been there for a week, the team ends for good (not while it is paused), and what is "
            "not counted is deleted, mirrors too; until then a later day can be chosen."
        ),
        dispatch=_live(action),
    )


def pauses(*, action: str = ids.ANSWER) -> Iterator[Block]:
    """Ask for days on which nothing opens."""
    quiet = {"type": "plain_text_input", "action_id": action, "max_length": QUIET_LENGTH}
    yield blocks.entry(
        _("Quiet days"),
        quiet,
        block_id="cadence.quiet",
        hint=_(
            "For example 2026-12-24 to 2027-01-01, 2027-05-14: no check-in opens on them, and "
            "nobody is reminded of one that is open; a report comes all the same."
        ),
        dispatch=_live(action),
    )
    yield blocks.entry(
        _("Pause until"),
        {"type": "datepicker", "action_id": action},
        block_id="cadence.paused",
        hint=_("The first day on which a check-in may open again."),
        dispatch=_live(action),
    )


def asked(
    *,
    members: int | None = None,
    named_until: date | None = None,
    unnamed: str = "",
    action: str = ids.ANSWER,
) -> Iterator[Block]:
    """Ask what is asked, and for how long; any other `action` shows at once what that changes.

    Where it is known how many count, `members`, it is said where a choice changes nothing yet.
    `named_until` is the day of the report that ends the window about ties that is being counted;
    `unnamed` says why nobody is named, however many count.
    """
    choices = [blocks.option(_(text), code) for code, text in ASKED.items()]
    boxes = blocks.checkboxes(choices, action=action)
    yield blocks.entry(
        _("What is asked"),
        boxes,
        block_id="options",
        hint=unnamed or _on_names(members, named_until),
        dispatch=_live(action),
    )
    stays = [blocks.option(ngettext("{count} day", "{count} days", n), str(n)) for n in OPEN_DAYS]
    days_open = _select("open_days", _("A check-in stays open"), stays, action=action)
    yield days_open | {"dispatch_action": _live(action)}


def _on_names(members: int | None, until: date | None) -> str | None:
    """What too few people change about names; nothing where it is not known, or there are enough.

    A team that has become too small still names people in the window that began before.
    """
    if members is None or members >= thresholds.TIE_MEMBERS_FLOOR:
        return None
    return _(_NAMED_UNTIL).format(day=day(until)) if until else _(_UNNAMED_ANYWAY)


def privacy(
    *, members: int | None = None, locked: bool = False, inherited: bool = False
) -> Iterator[Block]:
    """Ask what protects the answers; nothing here goes below a floor.

    Where it is known how many count, `members`, only what they may ask for is offered. A lock may
    be `inherited` from a team that was asked in the channel before.
    """
    most = K_CHOICES[-1] if members is None else most_k(members)
    least = [blocks.option(str(n), str(n)) for n in K_CHOICES if n <= most]
    # Of how many count a list that ends before that is no matter.
    hint = least_of(members) if members is None or most <= K_CHOICES[-1] else None
    yield _select("k", _("Answers needed before a figure is shown"), least, hint)
    weeks = [
        blocks.option(ngettext("{count} week", "{count} weeks", n), str(n)) for n in KEPT_WEEKS
    ]
    yield _select("retention_weeks", _("Reports are kept"), weeks)
    said = _(_IS_LOCKED) if locked or inherited else _(_LOCK)
    lock = blocks.checkboxes([blocks.option(said, "locked")], action=ids.ANSWER)
    # Of a default nothing is locked before a team begins with it.
    hint = None if locked or members is None else _(_INHERITED if inherited else _FOR_GOOD)
    yield blocks.entry(_("What it is for"), lock, block_id="lock", hint=hint)


def _select(
    block_id: str,
    label: str,
    options: list[Block],
    hint: str | None = None,
    *,
    action: str = ids.ANSWER,
) -> Block:
    element = blocks.select(options, action=action, placeholder=_("Please choose"))
    return blocks.required(label, element, block_id=block_id, hint=hint)
