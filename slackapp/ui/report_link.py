"""The way from Slack to a report page: a link of one's own that soon runs out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slackapp.ui import blocks, ids
from slackapp.ui.words import _, ngettext

if TYPE_CHECKING:
    from slackapp.ui.blocks import Block


def view(*, url: str, minutes: int) -> Block:
    """Hand one person their link."""
    lasts = ngettext(
        "This link is yours alone and works for {count} minute.",
        "This link is yours alone and works for {count} minutes.",
        minutes,
    )
    return blocks.modal(
        _("Report"),
        [
            blocks.section(lasts),
            blocks.actions(
                blocks.link_button(
                    _("Open the full report"),
                    action=ids.REPORT_LINK,
                    url=url,
                    says=_("Open the full report in the browser"),
                )
            ),
        ],
        callback=ids.REPORT_VIEW,
        close=_("Close"),
    )
