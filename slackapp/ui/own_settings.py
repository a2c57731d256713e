"""What a person sets for themself: a pause, two switches, and which team asks them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slackapp.ui import blocks, ids
from slackapp.ui.words import N_, _, day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slackapp.domain.screens import HomeData, NotAsked, OwnSettings
    from slackapp.ui.blocks import Block

MOST_TEAMS: Final = 100
_OPEN_THERE: Final = N_(
    "If your new home team has a check-in open, you find it on the Home tab at once. What you "
    "answer in that one counts in no figure, only in your own mirror. One that is open in the team "
    "you leave stays yours to answer where it counts you."
)


def view(own: OwnSettings) -> Block:
    """Lay the settings out as they are now."""
    return blocks.modal(
        _("My settings"),
        [
            blocks.context(
                _(
                    "Everything here holds from the next check-in on. If one is open now, you can "
                    "answer it all the same; with a pause or *Don't ask me* its reminders stop at "
                    "once, except one you ask for yourself."
                )
            ),
            _pause(own),
            _switches(own),
            blocks.context(
                _(
                    "*Don't ask me:* you count as somebody who did not answer; nothing in Slack "
                    "shows it. *Don't list me:* where helpers are named, teammates will notice "
                    "that your name is missing. Whoever runs the server can read both, and a "
                    "pause: Bearings must know whom to ask."
                )
            ),
            *_home(own),
        ],
        callback=ids.SETTINGS_VIEW,
        submit=_("Save"),
        close=_("Cancel"),
    )


def saved(own: OwnSettings, *, moved: bool = False) -> Block:
    """Say what holds from now on; `moved`: another home team was chosen."""
    said = "\n".join(lines(own))
    at_once = [blocks.context(_(_OPEN_THERE))] if moved else []
    return blocks.modal(
        _("My settings"),
        [
            blocks.section(_("*Saved.* From the next check-in on:") + "\n" + said),
            *at_once,
            blocks.context(_nobody_is_told(own)),
        ],
        callback=ids.SAVED_VIEW,
        close=_("Close"),
    )


def _nobody_is_told(own: OwnSettings) -> str:
    """Who learns of it; a choice between teams is seen where one is set up, or is small."""
    if len(own.teams) > 1:
        return _(
            "Nobody is told about any of this. An admin who sets a team up sees who is asked in "
            "another one. When you take another home team, teammates may notice: figures may be "
            "held. In the team you leave it can be plain: where five counted no check-in opens "
            "any more, and the channel is told that too few count; where six did, every form "
            "says that only five count; where eight did, it is said that too few count for names, "
            "which are then asked no more; where nine did, figures get a little less sure. "
            "*My settings* on the Home tab changes it again."
        )
    return _("Nobody is told about any of this. *My settings* on the Home tab changes it again.")


def switched(data: HomeData) -> Iterator[Block]:
    """Say to the person what of theirs is switched off, each with the way back."""
    if data.not_asked:
        yield from is_on(data.not_asked)
    if data.unlisted:
        button = _change(says=_("Open my settings, to be listed again"))
        yield blocks.section(unlisted(), accessory=button)


def is_on(switch: NotAsked) -> tuple[Block, ...]:
    """Say to the person that a switch of theirs is on, with the way back."""
    button = _change(says=_("Open my settings, to be asked again"))
    return (blocks.section(off(switch), accessory=button),)


def unlisted() -> str:
    """The other switch, in a sentence."""
    return _(
        "*Don't list me* is on: your name cannot be picked, except in a check-in that was open "
        "before. Where helpers are named, teammates notice that it is missing; they are not told "
        "why."
    )


def off(switch: NotAsked) -> str:
    """The switch that is on, in a sentence."""
    if switch.until is None:
        return _(
            "*Don't ask me* is on: no check-in is brought to you. You can answer an open one all "
            "the same. Only you see this."
        )
    return _(
        "You paused: no check-in is brought to you before {day}. You can answer an open one all "
        "the same. Only you see this."
    ).format(day=day(switch.until))


def lines(own: OwnSettings) -> list[str]:
    """What holds, one line each."""
    return [*_asked(own), _listed(own), *_at_home(own)]


def _change(*, says: str) -> Block:
    return blocks.button(_("Change this"), action=ids.OPEN_SETTINGS, value="off", says=says)


def _pause(own: OwnSettings) -> Block:
    return blocks.entry(
        _("Pause until"),
        blocks.datepicker(action=ids.ANSWER, placeholder=_("No pause"), chosen=own.paused_until),
        block_id=ids.PAUSE_BLOCK,
        hint=_("You are not asked before this day. Leave it blank to be asked as usual."),
    )


def _switches(own: OwnSettings) -> Block:
    ask = blocks.option(_("Don't ask me"), ids.DONT_ASK, description=_("No check-in comes to me."))
    listing = blocks.option(
        _("Don't list me"),
        ids.DONT_LIST,
        description=_("My name cannot be picked."),
    )
    chosen = [option for option, on in ((ask, own.ask_me), (listing, own.list_me)) if not on]
    return blocks.entry(
        _("Switches"),
        blocks.checkboxes([ask, listing], action=ids.ANSWER, chosen=chosen),
        block_id=ids.SWITCHES_BLOCK,
    )


def _home(own: OwnSettings) -> Iterator[Block]:
    if len(own.teams) < 2:  # noqa: PLR2004 (with one team there is nothing to choose)
        return
    options = [blocks.option(name, team) for team, name in own.teams[:MOST_TEAMS]]
    chosen = next((option for option in options if option["value"] == own.home), None)
    yield blocks.entry(
        _("Your home team"),
        blocks.select(options, action=ids.ANSWER, placeholder=_("Choose a team"), chosen=chosen),
        block_id=f"{ids.HOME_BLOCK}{own.home or ''}",
        hint=_(
            "You are in several teams. This one asks you and counts you; in the others you can be "
            "named, and are not asked."
        ),
    )


def _asked(own: OwnSettings) -> Iterator[str]:
    if not own.ask_me:
        yield _(
            "• no check-in is brought to you, and you can answer an open one all the same; nothing "
            "in Slack shows it"
        )
        if own.paused_until is not None:
            yield _(
                "• your pause until {day} is kept and changes nothing: you are not asked after it "
                "either, while *Don't ask me* is on"
            ).format(day=day(own.paused_until))
    elif own.paused_until is not None:
        yield _(
            "• no check-in is brought to you before {day}, and you can answer an open one all the "
            "same"
        ).format(day=day(own.paused_until))
    elif own.teams:
        yield _("• you are asked as usual")
    else:
        yield _("• you are in no team now, so no new check-in asks you")


def _listed(own: OwnSettings) -> str:
    if own.list_me:
        return _("• your name can be picked")
    return _(
        "• your name cannot be picked; where helpers are named, teammates will notice that it is "
        "missing"
    )


def _at_home(own: OwnSettings) -> Iterator[str]:
    name = dict(own.teams).get(own.home) if own.home else None
    if name is not None and len(own.teams) > 1:
        yield _("• your home team is {team}").format(team=blocks.escape(name))
