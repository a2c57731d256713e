"""The settings of a team that exists, as they are now, in four short forms."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from slackapp.ui import blocks, by_name, filling, foreseen, ids, present, questions
from slackapp.ui.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from slackapp.domain.overview import Preview
    from slackapp.domain.teams import Group
    from slackapp.ui.blocks import Block


class Section(StrEnum):
    """Which of them."""

    WHEN = "when"
    WHAT = "what"
    WHO = "who"
    PRIVACY = "privacy"


TITLES: Final = {
    Section.WHEN: N_("When"),
    Section.WHAT: N_("What is asked"),
    Section.WHO: N_("Who and where"),
    Section.PRIVACY: N_("Privacy and lock"),
}
_SETTINGS: Final = {
    Section.WHEN: foreseen.WHEN,
    Section.WHAT: foreseen.WHAT,
    Section.WHO: foreseen.WHO,
    Section.PRIVACY: foreseen.PRIVACY,
}
FOR_ADMINS: Final = frozenset({Section.PRIVACY})
"""What a lead does not find at all."""
_FOR_ADMINS: Final = N_(
    "The channel, who is asked there, who leads, how many answers a figure needs and how long "
    "reports are kept are for admins to change."
)


def buttons(team: str, *, admin: bool) -> Iterator[Block]:
    """The ways to the forms that somebody may change something in."""
    for section, title in TITLES.items():
        if admin or section not in FOR_ADMINS:
            said = _(title)
            yield blocks.button(
                said,
                action=f"{ids.EDIT_TEAM}.{section}",
                value=team,
                says=_("{section}: change settings").format(section=said),
            )


def view(
    section: Section,
    seen: Preview,
    *,
    admin: bool,
    groups: Sequence[Group] = (),
    every_weeks: int = 0,
) -> Block:
    """A form; what is left as it is stays as it is, and a lead is asked less.

    `groups` are the user groups that can be chosen. A longer interval that was suggested is chosen
    already: `every_weeks`.
    """
    team, begin = seen.team, filling.of_team(seen.team)
    interval = max(every_weeks, team.cadence.every_weeks)
    begin["cadence.every"] = {"initial_option": str(interval)}
    return blocks.modal(
        _(TITLES[section]),
        [
            *foreseen.placed(_now(section, seen)),
            *filling.filled(_asked(section, seen, groups, admin=admin), begin),
            blocks.context(_(foreseen.TOLD)),
            *([] if admin else [blocks.context(_(_FOR_ADMINS))]),
        ],
        callback=ids.EDIT_VIEW,
        submit=_("Save"),
        close=_("Cancel"),
        metadata=foreseen.opened(team),
    )


def _now(section: Section, seen: Preview) -> Iterator[Block]:
    """What comes of the settings as they are: an answer puts in its place what would."""
    if section is Section.WHEN:
        yield from present.laid_out(foreseen.dates(seen))
        yield from present.laid_out(present.early(seen))
    if section is Section.WHAT:
        yield from present.laid_out(present.outlook(seen, times=False))
    yield blocks.context(foreseen.holds(seen.slots, of=_SETTINGS[section]))


def _asked(
    section: Section, seen: Preview, groups: Sequence[Group], *, admin: bool
) -> Iterator[Block]:
    if section is Section.WHEN:
        yield from questions.when(action=ids.FORESEE)
        yield from questions.pauses(action=ids.FORESEE)
        yield questions.begins(action=ids.FORESEE)
        yield questions.ends(action=ids.FORESEE)
    elif section is Section.WHAT:
        naming = seen.naming
        finishes = naming.ends and not naming.in_vain
        members = None if naming.asked and not finishes else seen.members
        until = naming.on if naming.ends else None
        nobody = by_name.beside_the_choice(seen)
        yield from questions.asked(
            members=members, named_until=until, unnamed=nobody, action=ids.FORESEE
        )
    elif section is Section.WHO:
        yield from _who(seen, groups, admin=admin)
    else:
        locked = seen.team.policy.not_for_appraisal
        yield from questions.privacy(members=seen.members, locked=locked)


def _who(seen: Preview, groups: Sequence[Group], *, admin: bool) -> Iterator[Block]:
    yield questions.name()
    if admin:
        yield questions.channel()
        yield from questions.roster(groups, seen.team.group)
        yield questions.leads()
