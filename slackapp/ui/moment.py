"""What a window shows while Slack is asked who acts: before what nobody can take back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slackapp.ui import blocks, ids
from slackapp.ui.words import N_, _

if TYPE_CHECKING:
    from slackapp.ui.blocks import Block

_ASKING: Final = N_("One moment: Slack is asked whether you may do this…")
_STAYS: Final = N_(
    "Nothing happens if you may not. Should this stay, close it: `/bearings admin` shows what was "
    "done."
)


def view() -> Block:
    """It takes the place of what was pressed, and what came of it takes its own."""
    return blocks.modal(
        _("One moment"),
        [blocks.section(_(_ASKING)), blocks.context(_(_STAYS))],
        callback=ids.MOMENT_VIEW,
        close=_("Close"),
    )
