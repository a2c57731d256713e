"""The part of the Home tab for one person alone: mirror, a question, a practice, settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analytics import practices
from slackapp.ui import blocks, ids, uncounted
from slackapp.ui.calendar import names
from slackapp.ui.mirror import practice, reflection
from slackapp.ui.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slackapp.domain.ids import TeamId
    from slackapp.domain.screens import HomeData, TeamCard
    from slackapp.ui.blocks import Block

MIRRORS_SHOWN: Final = 8
_MIRROR: Final = N_("*Your mirror of {team}:* only you can open it.")
_THROUGH_A_LEAD: Final = N_(
    "As a lead you find there how much of the help runs through you, where enough people said so."
)
_OWN_ALONE: Final = N_(
    "*Your mirror of {team}:* only you can open it. Nobody is asked for names in this team, so it "
    "shows what you answered yourself, and nothing that came to you."
)
_ELSEWHERE: Final = N_(
    "*Your mirror of {team}:* only you can open it. You are asked in {home} and not here, so "
    "what you answer is shown there; others here can name you."
)
_NOTHING: Final = N_(
    "*Your mirror of {team}:* only you can open it. Nothing new comes to it: you are asked in "
    "{home}, and here nobody is asked for names. It can hold what you answered here before, if "
    "you did."
)
_OWN_NOW: Final = N_(
    "*Your mirror of {team}:* only you can open it. Nobody is asked for names in this team now: it "
    "shows what you answered yourself, and what was counted while names were asked."
)


def rows(data: HomeData) -> Iterator[Block]:
    """Lay it out. Nothing here depends on anything somebody answered."""
    mine = [team for team in data.teams if team.member][:MIRRORS_SHOWN]
    if not (mine or data.closing or data.kept):
        return
    yield blocks.header(_("For you alone"))
    if mine:
        yield from _to_think_about(data.week)
    yield from (_mirror_row(team) for team in mine if team.asked or not _comes_to_nothing(team))
    yield from (_last_row(*each) for each in data.closing[:MIRRORS_SHOWN])
    yield blocks.actions(*_buttons(asked=bool(mine or data.open)))


def _to_think_about(week: int) -> Iterator[Block]:
    yield blocks.section(f"*{_('To think about')}*\n{reflection(week)}")
    known = tuple(practices.load().practices)
    yield blocks.context(_("A small practice, if you like:"))
    yield practice(known[week % len(known)])


def _buttons(*, asked: bool) -> Iterator[Block]:
    """Whoever is asked no more still has their settings and their data."""
    if asked:
        yield blocks.button(_("Words to try"), action=ids.OPEN_WORDS, value="words")
    yield blocks.button(_("My settings"), action=ids.OPEN_SETTINGS, value="settings")
    yield blocks.button(_("My data"), action=ids.OPEN_DATA, value="data")
    if asked:
        yield blocks.button(_("Why am I asked?"), action=ids.WHY, value="why")


def _last_row(team: TeamId, name: str) -> Block:
    """What an ended team still holds of somebody; the same whether or not they answered."""
    return blocks.section(
        " ".join(
            (
                _("*{team} has ended.*"),
                _(uncounted.AFTER_THE_END),
                _("Until then you can look at what is yours here, and *My data* erases it."),
            )
        ).format(team=blocks.escape(name)),
        accessory=blocks.button(
            _("Open my mirror"),
            action=ids.OPEN_MIRROR,
            value=team,
            says=_("Open my mirror of {team}").format(team=name),
        ),
    )


def _comes_to_nothing(team: TeamCard) -> bool:
    """Whether nothing new comes to it: to who is asked elsewhere, where no names are asked."""
    return bool(team.home) and not team.naming.asked


def _about_mirror(team: TeamCard) -> Iterator[str]:
    """What it holds, by what is really asked: names go on until what began with them is counted."""
    without = _OWN_NOW if team.noted else _OWN_ALONE
    said = _MIRROR if team.naming.asked else without
    if team.home:
        said = _NOTHING if _comes_to_nothing(team) else _ELSEWHERE
    yield _(said).format(team=blocks.escape(team.name), home=blocks.escape(team.home))
    if team.lead and said == _MIRROR and team.naming.enough:
        yield _(_THROUGH_A_LEAD)
    if becomes := names(team.naming):
        yield becomes


def _mirror_row(team: TeamCard) -> Block:
    return blocks.section(
        " ".join(_about_mirror(team)),
        accessory=blocks.button(
            _("Open my mirror"),
            action=ids.OPEN_MIRROR,
            value=team.team,
            says=_("Open my mirror of {team}").format(team=team.name),
        ),
    )
