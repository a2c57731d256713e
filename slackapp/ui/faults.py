"""What cannot be so in a text of settings: each with its line, what was given and what it takes."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from slackapp.domain.text import whole_letters
from slackapp.errors.written import NoSuchTeam, TwiceInText, UnknownSetting
from slackapp.ui import blocks
from slackapp.ui.words import N_, _, listed, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from slackapp.errors import BearingsError, ImpossibleSetting

    Say = Callable[[BearingsError], str]

NAMED: Final = 40
"""Characters that an error repeats of a name or of what was given."""
MOST: Final = 10
"""As many names are told at once, of people or of a workspace's teams."""
ROOM: Final = blocks.TEXT - 20
"""Characters for all of it, as Slack counts them; a sign may stand before it."""
_DAY: Final = N_("a day such as 2026-12-24")
_NO_DAY: Final = N_("a day such as 2026-12-24, or null")
_PEOPLE: Final = N_("a list of people's ids such as U0123456789")
_SWITCH: Final = N_("true or false")
TAKES: Final = {
    "at": N_("a time such as 10:00:00"),
    "away_statuses": N_("a list of at most fifty statuses such as :palm_tree: or on leave"),
    "channel": N_("the id of a channel such as C0123456789"),
    "defaults": N_("settings in braces"),
    "ends": _NO_DAY,
    "every_weeks": N_("1, 2 or 4"),
    "first": _DAY,
    "group": N_("the handle of a user group that is here, or null"),
    "holidays": N_("a region such as DE or DE-BE, or null"),
    "id": N_("the id of a team that is here"),
    "k": N_("5, or more up to two fewer than people count in the team"),
    "leads": _PEOPLE,
    "light": _SWITCH,
    "name": N_("1 to 80 letters"),
    "named": _SWITCH,
    "named_admins": N_("a list of at most ten people's ids such as U0123456789"),
    "not_for_appraisal": N_("true, and false only before it was locked"),
    "open_days": N_("1 to 6"),
    "paused_until": _NO_DAY,
    "quiet_days": N_("a list of days such as 2026-12-24"),
    "retention_weeks": N_("1 to 104"),
    "teams": N_("a list of teams, each in braces"),
    "weekday": N_("0 for Monday to 6 for Sunday"),
    "zone": N_("a time zone such as Europe/Berlin"),
}
"""What a setting can be in a text; a test holds it to the floors."""


def told(
    found: Iterable[ImpossibleSetting], say: Say, *, beside: Iterable[str] = ()
) -> Iterator[str]:
    """A line for each in their order, below what they come to; the teams are named once.

    `say` is the sentence of what one of them is refused with. Of more than there is room for,
    `beside` other lines, the first are told, each of them whole, and how many follow.
    """
    found = sorted(found, key=lambda one: one.line or 0)
    teams = list(_teams(found))
    if len(found) == 1:
        said, where = _(type(found[0]).for_people()), _fault(found[0], say)
        yield _("{said} ({where})").format(said=said, where=where) if where else said
    elif found:
        heading = ngettext(
            "{count} of these settings is unknown or cannot be so, and nothing was changed:",
            "{count} of these settings are unknown or cannot be so, and nothing was changed:",
            len(found),
        )
        yield heading
        yield from _fitting(found, say, ROOM - sum(map(_size, (heading, *teams, *beside))))
    yield from teams


def _fitting(found: list[ImpossibleSetting], say: Say, room: int) -> Iterator[str]:
    """As many as fit, one at least, and how many more there are."""
    for place, one in enumerate(found):
        line, left = f"• {_fault(one, say)}", len(found) - place
        room -= _size(line)
        if place and room < (_size(_more(left - 1)) if left > 1 else 0):
            yield _more(left)
            return
        yield line


def _more(hidden: int) -> str:
    return ngettext(
        "and {count} more; mend these first", "and {count} more; mend these first", hidden
    )


def _size(line: str) -> int:
    """Characters of a line as Slack counts them, with its end."""
    return len(blocks.literal(line)) + 1


def named(names: Iterable[str]) -> str:
    """Join names, or the first of them, and how many more there are."""
    them = list(names)
    hidden = len(them) - MOST
    more = [ngettext("{count} more", "{count} more", hidden)] if hidden > 0 else []
    return listed([*them[:MOST], *more])


def _fault(one: ImpossibleSetting, say: Say) -> str:
    line = "" if one.line is None else _("line {number}").format(number=one.line)
    where = ", ".join(filter(None, (line, blocks.cut(one.team, NAMED))))
    return ": ".join(filter(None, (where, _what(one, say))))


def _what(one: ImpossibleSetting, say: Say) -> str:
    setting = blocks.cut(whole_letters(one.setting), NAMED)
    if isinstance(one, NoSuchTeam):
        return _no_team(one, setting)
    if isinstance(one, UnknownSetting):
        return _no_setting(one, setting)
    given = None if one.given is None else blocks.cut(one.given, NAMED)
    if one.why is not None:
        is_so = setting if given is None else _is(setting, given)
        # Of a team that stands there twice no setting is wrong.
        about = "" if isinstance(one.why, TwiceInText) else is_so
        return ": ".join(filter(None, (about, say(one.why))))
    if setting not in TAKES:
        return setting
    takes = _(TAKES[setting])
    if given is None:
        return _("{setting}, which takes {takes}").format(setting=setting, takes=takes)
    return _("{is_so}, and takes {takes}").format(is_so=_is(setting, given), takes=takes)


def _is(setting: str, given: str) -> str:
    return _("{setting} is {given}").format(setting=setting, given=given)


def _no_setting(one: UnknownSetting, setting: str) -> str:
    near = get_close_matches(one.setting, one.known, n=1)
    if near:
        said = _("{setting} is no setting; the nearest is {near}")
        return said.format(setting=setting, near=near[0])
    return _("{setting} is no setting; there are {known}").format(
        setting=setting, known=listed(one.known)
    )


def _no_team(one: NoSuchTeam, setting: str) -> str:
    if one.given is None:
        said = _("neither an id nor a channel is given")
    else:
        said = _is(setting, blocks.cut(one.given, NAMED))
    ids = dict(one.known)
    near = get_close_matches(one.named, ids, n=1)
    if not near:
        return said
    return _("{said}; the nearest team is {team}").format(
        said=said, team=_team(near[0], ids[near[0]])
    )


def _teams(found: Iterable[ImpossibleSetting]) -> Iterator[str]:
    """The teams that are here, where one is meant that is not."""
    known = next((one.known for one in found if isinstance(one, NoSuchTeam)), None)
    if known is None:
        return
    if not known:
        yield _("There is no team here yet.")
        return
    yield _("The teams that are here: {teams}. A text names each by its id or its channel.").format(
        teams=named(_team(name, team) for name, team in known)
    )


def _team(name: str, team: str) -> str:
    return _("{team}, id {id}").format(team=blocks.cut(name, NAMED), id=team)
