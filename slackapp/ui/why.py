"""Why am I asked, and who sees what I answer?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slackapp.domain.policy import K_FLOOR
from slackapp.domain.windows import EXPIRES_AFTER
from slackapp.ui import blocks, documents, ids
from slackapp.ui.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from slackapp.ui.blocks import Block


def view(document: Callable[[str], str]) -> Block:
    """Answer both, the same to everybody; `document` says where a document is that tells more."""
    answers = (
        _(
            "*Why am I asked?* Bearings asks everybody alike who is in the channel of a team that "
            "uses it; who is in several teams is asked in their home team. Whether you answer is "
            "never shown, listed or counted per person."
        ),
        _(
            "*Who sees what I answer?* Nobody sees an answer. It is sealed on arrival; what is "
            "published is about the whole team, and only when at least {least} people answered."
        ).format(least=K_FLOOR),
        _(
            "*And my lead?* Reads the same figures as you and, where helpers are named, how much "
            "runs through themselves. No name ever stands in a report. Where a team names who "
            "helped, people may learn that several named them, and are not shown who."
        ),
        _(
            "*For how long?* Sealed until it is counted, {days} days at most; then the key is "
            "destroyed, and nobody can read it any more."
        ).format(days=EXPIRES_AFTER.days),
        _(
            "*What it cannot protect from:* somebody who looks at your screen; whoever manages "
            "the app at Slack; and whoever has full access to the running server, for as long as "
            "your answers are sealed: {days} days at most."
        ).format(days=EXPIRES_AFTER.days),
        _(
            "*Rather not?* Skip as often as you like. On the Home tab of Bearings you can pause, "
            "not be asked at all, and erase what is still sealed."
        ),
    )
    return blocks.modal(
        _("Why am I asked?"),
        [*(blocks.section(answer) for answer in answers), blocks.context(_in_full(document))],
        callback=ids.WHY_VIEW,
        close=_("Close"),
    )


def _in_full(document: Callable[[str], str]) -> str:
    """A plain link: a button would tell the app who wants to know more."""
    promise = f"<{document(documents.PROMISE)}|{_('What happens to your answers')}>"
    return _("In full, to read in the browser: {link}").format(link=promise)
