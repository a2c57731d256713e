"""The one message that follows an installation, to whoever installed the app and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slackapp.domain.screens import Meanwhile
from slackapp.ui import blocks
from slackapp.ui.words import _, day, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from slackapp.ui.blocks import Block, Words


def message(seen: Meanwhile | None = None, *, admin: bool = True) -> Words:
    """Say what to do next, and what was `seen` where the installation was there before.

    Slack may let anybody install an app: who is no `admin` is told that somebody else goes on.
    """
    text = _(
        "Bearings is installed. Nobody else has been told, and nothing is posted anywhere until "
        "a team has been set up and confirmed."
    )
    steps = (
        _("1. Invite Bearings to the channel of a team: `/invite @Bearings`."),
        _("2. Type `/bearings admin` and say who leads the team and when it is asked."),
        _("3. Look at exactly what would happen, then start it or leave it."),
    )
    before = seen or Meanwhile()
    body = [blocks.section(text), *(() if admin else _pass_on()), *_before(before)]
    if before.paused:
        body.append(blocks.section(_("For another team:")))
    body.append(blocks.section("\n".join(steps)))
    body.append(
        blocks.context(_("`/bearings help` says more. Bearings cannot read your messages."))
    )
    return blocks.words(text, body)


def _pass_on() -> Iterator[Block]:
    """Before any step: none of them is this person's."""
    yield blocks.section(
        _(
            "Only an admin of this Slack workspace can go on from here, and you are none. Please "
            "pass all of this on to one; in `/bearings admin` they can also make you an admin of "
            "Bearings."
        )
    )


def _before(seen: Meanwhile) -> Iterator[Block]:
    """What happened while Bearings was away, and what waits since."""
    if seen.since is not None:
        yield blocks.section(_away(seen, seen.since))
    if seen.paused:
        waiting = ngettext(
            "{count} team is still here from before, and paused. Its channel and its leads are "
            "not told. `/bearings resume` in its channel lets it go on, and only then the channel "
            "hears of it; `/bearings admin` shows it.",
            "{count} teams are still here from before, and paused. Their channels and their leads "
            "are not told. `/bearings resume` in a team's channel lets it go on, and only then the "
            "channel hears of it; `/bearings admin` shows them.",
            seen.paused,
        )
        yield blocks.section(waiting)
    if seen.undelivered:
        letters = ngettext(
            "{count} message could not be delivered: *Not delivered*, in `/bearings admin`, sends "
            "it again or lets it go.",
            "{count} messages could not be delivered: *Not delivered*, in `/bearings admin`, sends "
            "each again or lets it go.",
            seen.undelivered,
        )
        yield blocks.section(letters)


def _away(seen: Meanwhile, since: date) -> str:
    said = _("Bearings was removed on {day}. Since then nobody was asked or written to.")
    told = [said.format(day=day(since))]
    if seen.deleted_on is not None:
        gone = _("All that was here before was deleted on {day}: teams, answers and reports.")
        told.append(gone.format(day=day(seen.deleted_on)))
    if seen.counted:
        told.append(
            ngettext(
                "{count} check-in that was open by then was counted with what had been sent; its "
                "report is on the Home tab of its readers.",
                "{count} check-ins that were open by then were counted with what had been sent; "
                "their reports are on the Home tab of their readers.",
                seen.counted,
            )
        )
    return " ".join(told)
