"""The way from Slack to a report page: a link that soon runs out, and that opens for anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slackapp.ui import blocks, ids
from slackapp.ui.words import _, day, ngettext

if TYPE_CHECKING:
    from datetime import date

    from slackapp.ui.blocks import Block


def view(*, team: str, on: date, url: str, csv: str, json: str, minutes: int) -> Block:
    """Hand one person a link, and the same figures as a table and as data; `on` is its check-in."""
    lasts = ngettext(
        "Whoever has these links can read this report for {count} minute. Do not pass them on.",
        "Whoever has these links can read this report for {count} minutes. Do not pass them on.",
        minutes,
    )
    return blocks.modal(
        _("Report"),
        [
            blocks.section(
                _("*{team}*, check-in of {day}").format(team=blocks.escape(team), day=day(on))
            ),
            blocks.section(lasts),
            blocks.actions(
                blocks.link_button(
                    _("Open in the browser"),
                    action=ids.REPORT_LINK,
                    url=url,
                    says=_("Open in the browser: the full report"),
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
