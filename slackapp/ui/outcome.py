"""What became of what a team was asked, in the place of the message: nothing left to press.

Who voted for what goes with it; a decision that was taken back leads to the trial as it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slackapp.domain.deliveries import Kind
from slackapp.domain.experiments import Stage
from slackapp.ui import blocks, experiment
from slackapp.ui.words import N_, _

if TYPE_CHECKING:
    from datetime import date

    from slackapp.domain.experiments import Experiment
    from slackapp.domain.screens import Ballot
    from slackapp.ui.blocks import Words


_WITHOUT_TEAM: Final = {
    Kind.INVITATION: N_("This check-in is over: its team was deleted in Bearings."),
    Kind.VOTE: N_("This vote is over: its team was deleted in Bearings."),
    Kind.EXPERIMENT: N_("This experiment is over: its team was deleted in Bearings."),
    Kind.LOOK_BACK: N_("This vote is over: its team was deleted in Bearings."),
}


_ENDED: Final = {
    Kind.VOTE: N_("This vote is over: {team} has ended in Bearings."),
    Kind.EXPERIMENT: N_(
        "{team} was trying “{practice}” when it ended in Bearings. Nobody is asked about it any "
        "more."
    ),
    Kind.LOOK_BACK: N_("This vote is over: {team} has ended in Bearings."),
}


_ANEW: Final = N_(
    "This vote is over here. It begins anew in the channel where the team is asked now, for "
    "whoever is there."
)
_MOVED: Final = {
    Kind.VOTE: _ANEW,
    Kind.EXPERIMENT: N_("This experiment goes on where the team is asked now."),
    Kind.LOOK_BACK: _ANEW,
}


def words(asked: Kind, ballot: Ballot, *, next_vote: date | None = None) -> Words:
    """Say it in place of a vote, of what was chosen, or of "did we do it?".

    `next_vote`: the day of the report with which another may come, where nothing was chosen. What
    comes of a step that was taken back is said below, in a message of its own.
    """
    if ballot.experiment.stage is Stage.TRYING and asked is Kind.EXPERIMENT:
        return experiment.chosen(ballot)
    if ballot.experiment.stage is Stage.UNDONE:
        said = _taken_back(asked, ballot.experiment)
    else:
        said = _voted(ballot, next_vote) if asked is Kind.VOTE else _became(ballot)
    return blocks.words(said, [blocks.section(said)])


def ended(asked: Kind, ballot: Ballot) -> Words:
    """Take the place of what a team was asked that has ended: nothing of it is counted any more."""
    practice = experiment.title(ballot.experiment.practice or "")
    said = _(_ENDED[asked]).format(team=blocks.escape(ballot.team), practice=practice)
    return blocks.words(said, [blocks.section(said)])


def without_team(asked: Kind) -> Words:
    """Take the place of what a team was asked that was deleted: nothing is left of it."""
    said = _(_WITHOUT_TEAM[asked])
    return blocks.words(said, [blocks.section(said)])


def moved(asked: Kind) -> Words:
    """Take the place of what a team was asked in a channel that it left."""
    said = _(_MOVED[asked])
    return blocks.words(said, [blocks.section(said)])


def elsewhere() -> Words:
    """Take the place of what was posted where the team's figures are not to be read any more."""
    said = _(
        "This is over here. Whoever is in the team finds what became of it on the Home tab of "
        "Bearings."
    )
    return blocks.words(said, [blocks.section(said)])


def _taken_back(asked: Kind, found: Experiment) -> str:
    """That it is over; not in the words of the message that tells it, which may stand next."""
    if not found.practice:
        return _("This vote is over: a lead or an admin took it back.")
    said = (
        _("“{practice}” is over: a lead or an admin took it back.")
        if asked is Kind.EXPERIMENT
        else _("This vote is over: a lead or an admin took “{practice}” back.")
    )
    return said.format(practice=experiment.title(found.practice))


def _voted(ballot: Ballot, next_vote: date | None) -> str:
    team, chosen = blocks.escape(ballot.team), ballot.experiment.practice
    if chosen is None:
        over = _("This vote is over: {team} chose no experiment.").format(team=team)
        return " ".join(filter(None, (over, experiment.next_vote(next_vote))))
    return _("This vote is over: {team} chose “{practice}”.").format(
        team=team, practice=experiment.title(chosen)
    )


def _became(ballot: Ballot) -> str:
    found = ballot.experiment
    practice = found.practice or ""
    if found.stage is Stage.TRYING and found.asked_in:
        return _("“{practice}” goes on, and a newer message here asks what becomes of it.").format(
            practice=experiment.title(practice)
        )
    if found.stage is Stage.TRYING:
        return _("“{practice}” goes on, and you are asked again with the next report.").format(
            practice=experiment.title(practice)
        )
    return experiment.decided(found.verdict, practice) or _(
        "“{practice}” has ended; nothing was decided about it."
    ).format(practice=experiment.title(practice))
