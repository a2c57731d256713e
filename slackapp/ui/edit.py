"""The settings of a team that exists, filled in as they are now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slackapp.ui import blocks, foreseen, ids, questions
from slackapp.ui.filling import filled
from slackapp.ui.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from slackapp.domain.teams import Group, Team
    from slackapp.ui.blocks import Block

_FOR_ADMINS: Final = N_(
    "The channel, who is asked there, who leads, how many answers a figure needs and how long "
    "reports are kept are for admins to change."
)


def view(team: Team, *, admin: bool, groups: Sequence[Group] = (), every_weeks: int = 0) -> Block:
    """The form; what is left as it is stays as it is, and a lead is asked less.

    `groups` are the user groups that can be chosen. A longer interval that was suggested is chosen
    already: `every_weeks`.
    """
    begin = questions.of_team(team)
    interval = max(every_weeks, team.cadence.every_weeks)
    begin["cadence.every"] = {"initial_option": str(interval)}
    return blocks.modal(
        _("Change settings"),
        [
            *filled(_asked(team, groups, admin=admin), begin),
            blocks.context(
                _(
                    "Times hold from the next check-in, all else from the next windows. Every "
                    "change is told in the team's channel and kept in the trail."
                )
            ),
            *([] if admin else [blocks.context(_(_FOR_ADMINS))]),
        ],
        callback=ids.EDIT_VIEW,
        submit=_("Save"),
        close=_("Cancel"),
        metadata=foreseen.opened(team),
    )


def _asked(team: Team, groups: Sequence[Group], *, admin: bool) -> Iterator[Block]:
    if admin:
        yield questions.channel()
        yield from questions.roster(groups, team.group)
    yield questions.name()
    if admin:
        yield questions.leads()
    yield from questions.when()
    yield from questions.pauses()
    yield from questions.ends()
    yield from questions.asked()
    if admin:
        yield from questions.privacy(locked=team.policy.not_for_appraisal)
