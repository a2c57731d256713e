"""What a channel is told of which statuses in Slack mean that somebody is away: all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slackapp.ui import blocks
from slackapp.ui.words import _

if TYPE_CHECKING:
    from slackapp.ui.blocks import Words

_TOGETHER: Final = 10
"""Statuses in one paragraph: none of Slack's length is cut, however long each of them is."""


def announced(statuses: tuple[str, ...]) -> Words:
    """Name every status, so that whoever has one of them sees that they are not asked for it."""
    if not statuses:
        text = _(
            "Changed for all teams: no status in Slack means any more that somebody is away. "
            "Whoever shows one is asked like everybody else."
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
