"""What saving a team's settings takes, from whichever form they come, and what is shown then."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from slackapp.domain.overview import Wanted
from slackapp.errors import ChannelAway, GroupAway, NotAllowed, OnlyAdmins
from slackapp.errors.teams import NoLead
from slackapp.listeners.acting import ask
from slackapp.listeners.meeting import Meeting
from slackapp.services.taking_back import SETTING
from slackapp.ui import managing
from slackapp.ui import overtaken as overtaken_words

if TYPE_CHECKING:
    from slackapp.domain.ids import TeamId
    from slackapp.domain.teams import Change, Group, Team
    from slackapp.listeners.asker import Asker
    from slackapp.listeners.deps import Administration
    from slackapp.services.members import Seen
    from slackapp.ui.blocks import Block

    Looking = asyncio.Task[None]

LOOK_SECONDS: Final = 1.5
"""Seconds a page waits for who is in a channel or group that was just chosen."""


async def page_of(
    using: Administration,
    asker: Asker,
    team: TeamId,
    *,
    saved: bool = False,
    taken_back: bool = False,
    overtaken: bool = False,
    looking: Looking | None = None,
) -> Block:
    """Return a team's page as this person finds it now; raises `UnknownTeam`, `NotAllowed`.

    It waits a while for `looking`; where Slack is slow it counts those who were there before. Where
    somebody acted on a page that was `overtaken`, it says by what.
    """
    if looking is not None:
        await asyncio.wait({looking}, timeout=LOOK_SECONDS)
    managed = await ask(using.manage.team, asker, team=team)
    admin = await ask(using.roles.is_admin, asker)
    lead = asker.user in managed.team.leads
    above = overtaken_words.page(await last_change(using, asker, team)) if overtaken else ()
    return managing.team(
        managed, admin=admin, lead=lead, saved=saved, taken_back=taken_back, above=above
    )


async def last_change(using: Administration, asker: Asker, team: TeamId) -> Change | None:
    """Return the newest change of a team's settings, as the trail keeps it, if it does.

    Raises `UnknownTeam`, `NotAllowed`.
    """
    found = await ask(using.manage.changes, asker, team=team)
    return next((one for one in found if one.event in SETTING), None)


async def list_of(using: Administration, asker: Asker, *, typed_in: str = "") -> Block:
    """Return the list of this person's teams as they stand now.

    Raises `NotAllowed` where there is none and they could set none up.
    """
    admin = await ask(using.roles.is_admin, asker)
    shown = await ask(using.manage.teams, asker)
    if not shown and not admin:
        raise NotAllowed
    dead = (await ask(using.dead_letters.listing, asker)).count if admin else 0
    return managing.teams(shown, admin=admin, dead=dead, typed_in=typed_in)


async def save(
    using: Administration, asker: Asker, before: Team, after: Wanted, **how: str
) -> Looking | None:
    """Change a team's settings; `how` goes to `Managing.edit`, which says what it raises.

    Who is there is looked at once more where people are asked elsewhere now: that is returned, and
    goes on by itself.
    """
    changed = await ask(using.manage.edit, asker, team=before.id, wanted=after, **how)
    if before.place == changed.place:
        return None
    return using.afterwards.start(using.refresh(before.id))


async def possible(
    using: Administration,
    asker: Asker,
    before: Team,
    after: Wanted,
    groups: tuple[Group, ...],
) -> Seen | None:
    """Return who would be asked, as Slack says, where that is elsewhere; None where it is not.

    Raises `ChannelAway`, `GroupAway`, `SlackAway`.
    """
    would = after.applied(before)
    if before.place == would.place:
        return None
    if would.channel != before.channel:
        await using.check(asker.workspace, would.channel)
    if would.group not in {None, before.group} and would.group not in groups:
        raise GroupAway
    return await using.there(would)


async def looked_at(
    using: Administration,
    asker: Asker,
    before: Team,
    after: Wanted,
    groups: tuple[Group, ...],
    meeting: Meeting | None = None,
) -> tuple[Wanted, Seen | None]:
    """Have Slack say who would lead and be asked, and what `possible` returns.

    `meeting` is where those who would lead were looked up already. What cannot be so is kept with
    what is wanted, and stays as it is. Raises `SlackAway`, `TooManyNew`, and `OnlyAdmins` before
    Slack is asked: what it says of people and channels is not for everybody.
    """
    admins_only = after.for_admins != Wanted.of(before).for_admins
    if admins_only and not await ask(using.roles.is_admin, asker):
        raise OnlyAdmins
    try:
        meeting = meeting or Meeting(using, asker)
        await meeting.meet(after.leads - before.leads, NoLead)
    except NoLead as error:
        after = after.without("leads", of=before, why=error)
    try:
        return after, await possible(using, asker, before, after, groups)
    except (ChannelAway, GroupAway) as error:
        return after.without("channel", "group", of=before, why=error), None
