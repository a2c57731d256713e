"""The part of App Home that is for one person alone: mirror, a question, a practice, settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analytics import practices
from analytics.instrument import bank
from slackapp.ui import blocks, ids
from slackapp.ui.mirror import practice, reflection
from slackapp.ui.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slackapp.domain.screens import HomeData, TeamCard
    from slackapp.ui.blocks import Block

MIRRORS_SHOWN: Final = 8
_MIRROR: Final = N_("*Your mirror of {team}:* only you can open it.")
_OWN_ALONE: Final = N_(
    "*Your mirror of {team}:* only you can open it. Nobody is asked for names in this team, so it "
    "shows what you answered yourself, and nothing that came to you."
)


def rows(data: HomeData) -> Iterator[Block]:
    """Lay it out. Nothing here depends on anything somebody answered."""
    mine = [team for team in data.teams if team.member][:MIRRORS_SHOWN]
    if not mine:
        return
    yield blocks.header(_("For you alone"))
    yield blocks.section(f"*{_('To think about')}*\n{reflection(data.week)}")
    known = tuple(practices.load().practices)
    yield blocks.context(_("A small practice, if you like:"))
    yield practice(known[data.week % len(known)])
    yield from (_mirror_row(team) for team in mine)
    yield blocks.actions(
        blocks.button(_("Words to try"), action=ids.OPEN_WORDS, value="words"),
        blocks.button(_("My settings"), action=ids.OPEN_SETTINGS, value="settings"),
        blocks.button(_("My data"), action=ids.OPEN_DATA, value="data"),
        blocks.button(_("Why am I asked?"), action=ids.WHY, value="why"),
    )


def _mirror_row(team: TeamCard) -> Block:
    names = any(entry.family == bank.TIES for entry in team.calendar.gets)
    return blocks.section(
        _(_MIRROR if names else _OWN_ALONE).format(team=blocks.escape(team.name)),
        accessory=blocks.button(
            _("Open my mirror"),
            action=ids.OPEN_MIRROR,
            value=team.team,
            says=_("Open my mirror of {team}").format(team=team.name),
        ),
    )
