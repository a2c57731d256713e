"""Ways to begin a hard sentence, and a card to rehearse one with a colleague."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics import practices
from slackapp.ui import blocks, ids
from slackapp.ui.words import _

if TYPE_CHECKING:
    from slackapp.ui.blocks import Block


def view(week: int) -> Block:
    """Lay out the openings and this week's rehearsal; nothing typed, nothing kept."""
    library = practices.load()
    openings = "\n".join(f"• {_(each.text)}" for each in library.statements.values())
    rehearsals = tuple(library.rehearsals.values())
    chosen = rehearsals[week % len(rehearsals)]
    others = "\n".join(f"• {_(each.text)}" for each in rehearsals if each != chosen)
    return blocks.modal(
        _("Words to try"),
        [
            blocks.header(_("Ways to begin")),
            blocks.section(openings),
            blocks.header(_("Rehearse one first")),
            blocks.section(f"> {_(chosen.text)}"),
            blocks.section(
                _(
                    "Ask somebody you trust for two minutes. Say it aloud; let them answer as the "
                    "other person might; say it again in your own words. Then swap."
                )
            ),
            blocks.header(_("Others to make your own")),
            blocks.section(others),
            blocks.context(_("Nothing is typed here and nothing is kept.")),
        ],
        callback=ids.WORDS_VIEW,
        close=_("Close"),
    )
