"""A page of the set-up that waits for Slack to say who is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slackapp.ui import blocks, ids
from slackapp.ui.set_up import Page, frame
from slackapp.ui.words import _

if TYPE_CHECKING:
    from slackapp.domain.teams import Team
    from slackapp.ui.blocks import Block


def begun(which: Page, team: Team) -> Block:
    """Slack is about to be asked. There is nothing to press: nobody can go on."""
    stays = _("Should this stay, close it: `/bearings admin` goes on with it.")
    return frame(which, team.id, [_said(), blocks.context(stays)], None, leads_back=False)


def view(which: Page, team: Team, *, problem: str = "") -> Block:
    """Slack is being asked, or could not say: `problem`. A button asks once more."""
    again = blocks.button(_("Look again"), action=ids.LOOK_AGAIN, value=f"{which}:{team.id}")
    said = blocks.section(f":warning: {blocks.literal(problem)}") if problem else _said()
    return frame(which, team.id, [said, blocks.actions(again)], None)


def _said() -> Block:
    return blocks.section(_("Looking who is in the channel…"))
