"""One page for a works council or a data-protection officer, to be read inside Slack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slackapp.domain.policy import K_FLOOR, MEMBERS_FLOOR, ROSTER_CEILING
from slackapp.domain.retention import LEFT_FOR
from slackapp.domain.windows import EXPIRES_AFTER
from slackapp.ui import blocks, documents, ids
from slackapp.ui.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable

    from slackapp.ui.blocks import Block

SCOPES: Final = {
    "chat:write": N_("post in channels it was invited to, and in its own chat with a person"),
    "commands": N_("answer `/bearings`"),
    "users:read": N_(
        "names, languages, time zones, and who is away, a guest, an app or deactivated"
    ),
    "channels:read": N_("who is in a public channel it was invited to"),
    "groups:read": N_("who is in a private channel it was invited to"),
    "usergroups:read": N_("who is in a user group, where an admin lets a team follow one"),
}
"""Every bot scope, with what it lets the app do."""
_KEPT: Final = (
    N_("• answers: sealed until they are counted, {days} days at most; then deleted, key and all"),
    N_(
        "• team figures and reports: as long as the team set; what was posted of them in Slack "
        "stays there: it is Slack's"
    ),
    N_(
        "• who is in a team, names, languages, time zones, own switches: {left} days after "
        "somebody left their last team"
    ),
    N_("• changes of settings: twelve months. There is no free text, and no message is read"),
)
_CANNOT: Final = (
    N_("• read an answer, or see who answered or who was named"),
    N_(
        "• show a figure from fewer than {least} people, or ask a team in which fewer than {n} "
        "count"
    ),
    N_(
        "• change what counts for a figure once its first check-in was asked (but whoever is made "
        "a lead, or leaves, is left out of it), or a report that was published"
    ),
    N_("• filter, choose dates or groups, or watch answers come in"),
    N_("• take off the lock that nothing is for appraisal"),
    N_(
        "• change a setting unnoticed: the team's channel is told, at the latest with the next "
        "check-in that Bearings can tell it of, and *What was changed* keeps it"
    ),
)


def view(document: Callable[[str], str]) -> Block:
    """What is kept, what the app may do in Slack, what an admin cannot do.

    `document` says where a document is that tells more.
    """
    facts = {
        "days": EXPIRES_AFTER.days,
        "left": LEFT_FOR.days,
        "least": K_FLOOR,
        "n": MEMBERS_FLOOR,
        "most": ROSTER_CEILING,
    }
    return blocks.modal(
        _("Data and limits"),
        [
            blocks.header(_("What an admin cannot do")),
            blocks.section("\n".join(_(line).format(**facts) for line in _CANNOT)),
            blocks.header(_("What is kept")),
            blocks.section("\n".join(_(line).format(**facts) for line in _KEPT)),
            blocks.header(_("What Bearings may do in Slack")),
            blocks.section("\n".join(f"• `{name}`: {_(what)}" for name, what in SCOPES.items())),
            blocks.context(_in_full(document)),
        ],
        callback=ids.SHEET_VIEW,
        close=_("Back"),
    )


def _in_full(document: Callable[[str], str]) -> str:
    """Plain links: a button would tell the app who wants to know more."""
    named = {
        documents.ADMINS_CANNOT: _("what an admin cannot do"),
        documents.DATA_SHEET: _("the data sheet"),
        documents.SCOPES: _("every permission in Slack"),
    }
    links = " · ".join(f"<{document(name)}|{what}>" for name, what in named.items())
    return _("In full, to read in the browser and to pass on: {links}").format(links=links)
