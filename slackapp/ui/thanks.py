"""What the check-in turns into once it is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slackapp.ui import blocks, ids
from slackapp.ui.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slackapp.ui.blocks import Block


def view(*, slack_team: str, helpers: Mapping[str, str]) -> Block:
    """Thank a person, with one link per helper they named (user id → name)."""
    body = [
        blocks.section(_("*Thank you, it is stored.* Sealed, and anonymous once it is counted.")),
        blocks.context(
            _(
                "You can change it until the check-in closes: it opens blank, and what you send "
                "then replaces all of this."
            )
        ),
    ]
    if helpers:
        body += [
            blocks.divider(),
            blocks.section(
                _("Want to thank them? This opens your own chat; Bearings records nothing.")
                + "\n"
                + "\n".join(chat(slack_team, user, name) for user, name in helpers.items())
            ),
        ]
    return blocks.modal(_("Check-in"), body, callback=ids.THANKS_VIEW, close=_("Close"))


def chat(slack_team: str, user: str, name: str) -> str:
    """A plain link: a button would tell the app that it was pressed."""
    return f"• <slack://user?team={slack_team}&id={user}|{blocks.escape(name)}>"
