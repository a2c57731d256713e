"""Which statuses in Slack mean that somebody is away: asked of admins, and told to channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slackapp.ui import blocks, ids
from slackapp.ui.words import _

if TYPE_CHECKING:
    from slackapp.ui.blocks import Block, Words

LENGTH: Final = 2600
"""Fifty statuses of fifty letters."""
_TOGETHER: Final = 10
"""Statuses in one paragraph: none of Slack's length is cut, however long each of them is."""


def question() -> Block:
    """Ask which statuses mean that somebody is not here."""
    element = {
        "type": "plain_text_input",
        "action_id": ids.ANSWER,
        "multiline": True,
        "max_length": LENGTH,
    }
    return blocks.entry(
        _("Away statuses"),
        element,
        block_id="away",
        hint=_(
            "Whoever shows one of these in Slack is not reminded, and can answer all the same: an "
            "emoji such as :palm_tree:, or whole words of the status such as on leave; separated "
            "by commas."
        ),
    )


def announced(statuses: tuple[str, ...]) -> Words:
    """Name every status, so that whoever shows one sees that they are not reminded."""
    if not statuses:
        text = _(
            "Changed for all teams: no status in Slack means any more that somebody is away. "
            "Whoever shows one is reminded like everybody else."
        )
        return blocks.words(text, [blocks.section(text)])
    said = _(
        "Changed for all teams: which statuses in Slack mean that somebody is away. Whoever is "
        "away is not reminded, and can answer all the same. They are now:"
    )
    named = [blocks.escape(one) for one in statuses]
    starts = range(0, len(named), _TOGETHER)
    paragraphs = [" · ".join(named[start : start + _TOGETHER]) for start in starts]
    # One list, however many paragraphs it takes.
    paragraphs[:-1] = [f"{one} ·" for one in paragraphs[:-1]]
    return blocks.words(" ".join([said, *paragraphs]), map(blocks.section, [said, *paragraphs]))
