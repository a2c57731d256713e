"""The first check-in of a team that is being set up: looked at by an admin, never answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slackapp.ui import blocks, check_in, ids
from slackapp.ui.words import _

if TYPE_CHECKING:
    from slackapp.domain.screens import Form
    from slackapp.ui.blocks import Block


def view(form: Form) -> Block:
    """The form as everybody would see it; nothing entered here is kept."""
    shown = check_in.view(form)
    *asked, _why = shown["blocks"]
    return shown | {
        "callback_id": ids.SAMPLE_VIEW,
        "submit": blocks.plain(_("Done looking"), blocks.VIEW_TITLE),
        "close": blocks.plain(_("Back"), blocks.VIEW_TITLE),
        "blocks": [*_above(form), blocks.divider(), *asked],
    }


def _above(form: Form) -> list[Block]:
    said = _(
        "This is what everybody would see, times by their own clock. Nothing you enter here is "
        "kept or sent."
    )
    listed = _(
        "Everybody who is there stands in this list of names. In a check-in that can be answered, "
        "whoever chose *Don't list me* does not."
    )
    return [blocks.section(f"*{said}*"), *([blocks.context(listed)] if form.prompts else [])]
