"""What cannot be undone: throwing a draft away, ending a team and deleting it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slackapp.domain.teams import TeamState
from slackapp.ui import blocks, ids, uncounted
from slackapp.ui.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slackapp.domain.teams import Team
    from slackapp.ui.blocks import Block

_STAYS: Final = N_("Posts in Slack stay; for 26 weeks, without names, so does who was counted.")
_SHELL: Final = N_(
    "For 26 weeks Bearings keeps which channel it was, whether it was locked against appraisal, "
    "who was counted last (as codes without names), whether too few answered, and how many came "
    "and went. So a new team of the same people cannot be compared with the old report to work out "
    "what one person said."
)


def gone(name: str, *, asked: bool = True) -> Block:
    """A team was deleted; of one that was never `asked` nothing stays at all."""
    text = _("*{team}* and everything it owned is deleted.").format(team=blocks.escape(name))
    return blocks.modal(
        _("Team"),
        [blocks.section(text), *([blocks.context(_(_SHELL))] if asked else [])],
        callback=ids.TEAM_VIEW,
        close=_("Close"),
    ) | {"clear_on_close": True}


def buttons(own: Team, *, ended: bool) -> Iterator[Block]:
    """What an admin finds last on a team's page, each with a question before it is done."""
    if own.state is TeamState.DRAFT:
        yield blocks.button(
            _("Throw the draft away"), action=ids.DELETE_TEAM, value=own.id
        ) | blocks.sure(
            _("Throw this draft away? Nobody was asked anything yet, and nobody is told."),
            do=_("Throw it away"),
            stay=_("Keep it"),
        )
        return
    if not ended:
        yield _end(own)
    yield blocks.button(_("Delete"), action=ids.DELETE_TEAM, value=own.id) | blocks.sure(
        _(
            "Delete “{team}” with its reports? Nobody can bring them back: save first what you "
            "need. What is sealed is destroyed uncounted; the channel is told."
        ).format(team=own.name)
        + (f" {_(_STAYS)}" if own.asked else ""),
        do=_("Delete it"),
        stay=_("Keep it"),
        destroys=True,
    )


def _end(own: Team) -> Block:
    return blocks.button(_("End"), action=ids.END_TEAM, value=own.id) | blocks.sure(
        " ".join(
            (
                _("Stop asking “{team}” for good? It cannot go on later."),
                _("An open check-in still closes."),
                _(uncounted.AFTER_THE_END),
                _("Its reports stay, its mirrors go."),
            )
        ).format(team=own.name),
        do=_("End it"),
        stay=_("Keep it"),
    )
