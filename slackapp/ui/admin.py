"""Setting a team up: one form, then exactly what would happen; nothing is posted before that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from babel.dates import get_day_names

from slackapp.domain.policy import MEMBERS_FLOOR, ROSTER_CEILING
from slackapp.ui import blocks, ids
from slackapp.ui.calendar import lines
from slackapp.ui.rhythm import ahead, on_windows, rhythm
from slackapp.ui.words import N_, _, language, ngettext, slack_moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analytics.instrument.windows import Calendar
    from slackapp.domain.cadence import Slot
    from slackapp.domain.teams import Team
    from slackapp.ui.blocks import Block

MOST_LEADS: Final = 5
NAME_LENGTH: Final = 80
STEADY: Final = 6
"""Counting members from which one silent person holds nothing back."""
OPTIONS: Final = {
    "light": N_("Light mode: about half the questions, figures take twice as long"),
    "unnamed": N_("Ask who helped whom without names"),
    "locked": N_("Lock it for good: nothing here is for appraisal"),
}
_EVERY: Final = {1: N_("Every week"), 2: N_("Every two weeks"), 4: N_("Every four weeks")}
_CANNOT: Final = N_(
    "What an admin cannot do: read an answer, see who answered, lower what is needed before a "
    "figure is shown, or change a report."
)


def set_up(*, zone: str) -> Block:
    """The form; `zone` is the admin's own."""
    return blocks.modal(
        _("Set up a team"),
        [
            blocks.section(
                _("Nothing is posted anywhere before you have seen exactly what would happen.")
            ),
            *who(),
            *when(zone),
            what(),
            blocks.context(_(_CANNOT)),
        ],
        callback=ids.SET_UP_VIEW,
        submit=_("See what you get"),
        close=_("Cancel"),
    )


def preview(
    team: Team, *, members: int, roster: int, slots: Sequence[Slot], calendar: Calendar
) -> Block:
    """Exactly what would happen: who counts, when, and what the team would get and not get."""
    possible = members >= MEMBERS_FLOOR and roster <= ROSTER_CEILING
    return blocks.modal(
        _("Before it starts"),
        [
            blocks.header(team.name),
            blocks.section(_people(members, roster)),
            blocks.section(_("Bearings would ask {rhythm}.").format(rhythm=rhythm(team.cadence))),
            blocks.section(ahead(slots)),
            *_note(on_windows(slots, team.cadence)),
            blocks.header(_("What you get when")),
            blocks.section("\n".join(lines(calendar)) or _("Nothing could be finished in time.")),
            blocks.context(_("The team's channel is told first; every change is told there too.")),
        ],
        callback=ids.PREVIEW_VIEW,
        submit=_("Start asking") if possible else None,
        close=_("Not now"),
        metadata=team.id,
    )


def looking(team: Team) -> Block:
    """Slack is slow in saying who is in the channel: one more button instead of an error."""
    return blocks.modal(
        _("Before it starts"),
        [
            blocks.section(_("Slack is still telling us who is in the channel.")),
            blocks.actions(blocks.button(_("Look again"), action=ids.LOOK_AGAIN, value=team.id)),
        ],
        callback=ids.PREVIEW_VIEW,
        close=_("Not now"),
        metadata=team.id,
    )


def started(team: Team, *, first: Slot | None) -> Block:
    """It has begun."""
    when = slack_moment(first.opens_at, team.cadence.zone) if first else "–"
    text = _("*{team}* has started. The first check-in opens {when}.")
    return blocks.modal(
        _("Set up a team"),
        [
            blocks.section(text.format(team=blocks.escape(team.name), when=when)),
            blocks.context(
                _("`/bearings pause` and `/bearings resume` work in the team's channel.")
            ),
        ],
        callback=ids.STARTED_VIEW,
        close=_("Close"),
    )


def who() -> Iterator[Block]:
    """Ask for the channel, the name and the leads."""
    channel = {
        "type": "conversations_select",
        "action_id": ids.ANSWER,
        "placeholder": blocks.plain(_("A channel"), blocks.PLACEHOLDER),
        "default_to_current_conversation": True,
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    name = {"type": "plain_text_input", "action_id": ids.ANSWER, "max_length": NAME_LENGTH}
    leads = {
        "type": "multi_users_select",
        "action_id": ids.ANSWER,
        "placeholder": blocks.plain(_("People"), blocks.PLACEHOLDER),
        "max_selected_items": MOST_LEADS,
    }
    yield blocks.required(
        _("The team's channel"),
        channel,
        block_id="channel",
        hint=_("Everybody in it is asked. Invite Bearings to it first."),
    )
    yield blocks.required(_("The team's name"), name, block_id="name")
    yield blocks.entry(
        _("Who leads it?"),
        leads,
        block_id="leads",
        hint=_("Leads are asked too, but count in no team figure."),
    )


def when(zone: str) -> Iterator[Block]:
    """Ask for weekday, time, interval, zone and first day."""
    names = get_day_names("wide", locale=language())
    weekdays = [blocks.option(names[number], str(number)) for number in range(7)]
    every = [blocks.option(_(text), str(weeks)) for weeks, text in _EVERY.items()]
    weekday = blocks.select(weekdays, action=ids.ANSWER, placeholder=_("A weekday"))
    yield blocks.required(
        _("Weekday"), weekday | {"initial_option": weekdays[0]}, block_id="cadence.weekday"
    )
    at = {"type": "timepicker", "action_id": ids.ANSWER, "initial_time": "10:00"}
    yield blocks.required(_("Time"), at, block_id="cadence.at")
    how_often = blocks.radio(every, action=ids.ANSWER) | {"initial_option": every[0]}
    yield blocks.required(_("How often"), how_often, block_id="cadence.every")
    where = {"type": "plain_text_input", "action_id": ids.ANSWER, "initial_value": zone}
    yield blocks.required(
        _("Time zone"), where, block_id="cadence.zone", hint=_("For example Europe/Berlin.")
    )
    yield blocks.entry(
        _("First day"),
        {"type": "datepicker", "action_id": ids.ANSWER},
        block_id="cadence.first",
        hint=_("No check-in opens before it; from today on when left blank."),
    )


def what() -> Block:
    """Ask for what is asked, and for what it never is."""
    choices = [blocks.option(_(text), code) for code, text in OPTIONS.items()]
    return blocks.entry(
        _("What is asked, and for what"),
        blocks.checkboxes(choices, action=ids.ANSWER),
        block_id="options",
    )


def _note(text: str | None) -> Iterator[Block]:
    if text is not None:
        yield blocks.context(text)


def _people(members: int, roster: int) -> str:
    said = [
        ngettext("{count} person would be asked.", "{count} people would be asked.", roster),
        ngettext("{count} of them counts.", "{count} of them count.", members),
    ]
    if roster > ROSTER_CEILING:
        said.append(_("That is more than 30: please split the channel into smaller teams."))
    elif members < MEMBERS_FLOOR:
        said.append(_("At least five have to count, so that answers stay anonymous."))
    elif members < STEADY:
        said.append(_("Six besides the lead make for steadier figures."))
    said.append(_("Leads, guests, bots and people who joined less than 14 days ago do not count."))
    return " ".join(said)
