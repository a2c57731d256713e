"""Taking an experiment's newest step back: what that would be, asked first, and what it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analytics.records import Verdict
from slackapp.domain.experiments import Stage
from slackapp.domain.ids import ExperimentId, TeamId
from slackapp.ui import blocks, experiment, ids, trail
from slackapp.ui.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slackapp.domain.experiments import Newest
    from slackapp.domain.teams import Change
    from slackapp.ui.blocks import Block

_WOULD: Final = {
    Stage.CHOOSING: N_(
        "The vote that is open now would end, and the votes in it would be deleted."
    ),
    Stage.TRYING: N_("Your team is trying “{practice}”. That would end without a decision."),
}
_UNLISTED: Final = N_(
    "The Home tab would not list it under what your team tried. Reports still say whether it was "
    "noticed, where that was asked already."
)
_DECISION: Final = {
    Verdict.KEEP: N_("Your team voted to keep “{practice}”."),
    Verdict.CHANGE: N_("Your team voted to change “{practice}”."),
    Verdict.DROP: N_("Your team voted to let “{practice}” go."),
}


def ask(team: TeamId, newest: Newest, *, above: Sequence[Block] = ()) -> Block:
    """Say what would be taken back, and make sure; `above` is what is said first."""
    return blocks.modal(
        _("Undo experiment"),
        [
            *above,
            blocks.section(f"*{blocks.escape(newest.team)}*\n{_would(newest)}"),
            blocks.context(_("The team's channel is told. Nothing is taken back yet.")),
        ],
        callback=ids.UNDO_VIEW,
        submit=_("Take it back"),
        close=_("Leave it"),
        metadata=f"{team}:{newest.experiment.id}:{newest.experiment.stage}",
    )


def overtaken(team: TeamId, newest: Newest | None, last: Change | None) -> Block:
    """What somebody finds who wanted to take back what is not the newest step any more.

    `last` is the change of the team's experiments that was made last, if it is still kept; what
    could be taken back now is asked anew.
    """
    meanwhile = blocks.section(_(":warning: This changed while you had this window open."))
    if newest is None:
        return nothing(last, above=[meanwhile])
    became = [blocks.section(trail.told(last))] if last else []
    mine = blocks.section(_("Nothing was taken back by you."))
    return ask(team, newest, above=[meanwhile, *became, mine])


def nothing(last: Change | None, *, above: Sequence[Block] = ()) -> Block:
    """What became of the experiment that somebody wanted to undo where there is none any more."""
    return blocks.modal(
        _("Undo experiment"),
        [
            *above,
            *([blocks.section(trail.told(last))] if last else []),
            blocks.section(
                _("There is no experiment to undo any more. Nothing was taken back by you.")
            ),
        ],
        callback=ids.DONE_VIEW,
        close=_("Close"),
    )


def asked(metadata: str) -> tuple[TeamId, ExperimentId, Stage]:
    """Read what `ask` asked about; raises `ValueError` when it is none of ours."""
    team, id_, stage = metadata.split(":")
    return TeamId(team), ExperimentId(id_), Stage(stage)


def done(taken_back: Newest) -> Block:
    """Say what was taken back, in the words the channel reads."""
    before = taken_back.experiment
    said = experiment.taken_back(before.stage, before.practice or "", taken_back.next_on)
    return blocks.modal(
        _("Undo experiment"),
        [
            blocks.section(_("*Done.* {what}").format(what=said)),
            blocks.context(_("The channel is told this in the same words.")),
        ],
        callback=ids.DONE_VIEW,
        close=_("Close"),
    )


def _would(newest: Newest) -> str:
    found = newest.experiment
    practice = experiment.title(found.practice or "")
    if found.verdict is None:
        ends = [_(_WOULD[found.stage]).format(practice=practice)]
        if found.asked_in:
            ends.append(_("So would the open question about it, with the votes in it."))
        if found.stage is Stage.TRYING:
            ends.append(_(_UNLISTED))
        return " ".join([*ends, experiment.vote_after(newest.next_on)])
    decided = _(_DECISION[found.verdict]).format(practice=practice)
    back = _("That decision would be taken back: it goes on, and everybody is asked again {when}.")
    return f"{decided} {back.format(when=experiment.asked_again(newest.next_on))}"
