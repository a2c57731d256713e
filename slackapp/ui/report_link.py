"""The way from Slack to a report page: a link of one's own that soon runs out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slackapp.ui import blocks, ids
from slackapp.ui.words import _, ngettext

if TYPE_CHECKING:
    from slackapp.ui.blocks import Block


def view(*, url: str, csv: str, json: str, minutes: int) -> Block:
    """Hand one person their link, and the same figures as a table and as data."""
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
                ),
                blocks.link_button(
                    _("CSV"),
                    action=ids.REPORT_AS_CSV,
                    url=csv,
                    says=_("Download the figures as a table"),
                ),
                blocks.link_button(
                    _("JSON"),
                    action=ids.REPORT_AS_JSON,
                    url=json,
                    says=_("Download the report as data"),
                ),
            ),
        ],
        callback=ids.REPORT_VIEW,
        close=_("Close"),
    )
