"""Getting to know whom somebody chose, before they are given a part."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from slackapp.domain.fitness import Bar, bar_of
from slackapp.errors import NoSuchPerson

if TYPE_CHECKING:
    from collections.abc import Iterable

    from slackapp.domain.ids import UserId
    from slackapp.domain.teams import Person
    from slackapp.errors.teams import Unfit
    from slackapp.listeners.asker import Asker
    from slackapp.listeners.deps import Administration


async def unmet(using: Administration, asker: Asker, users: Iterable[UserId]) -> bool:
    """Say whether nothing is known here of one of them: only Slack can say who that is."""
    for user in users:
        if await asyncio.to_thread(using.met, asker.workspace, user) is None:
            return True
    return False


async def meet(
    using: Administration, asker: Asker, users: Iterable[UserId], refused: type[Unfit]
) -> None:
    """Ask Slack who they are, and keep it of those who can be given a part, if all of them can.

    Raises `refused` naming those who cannot, also of those who are known here, and `SlackAway`.
    """
    people, barred = [], []
    for asking in [asyncio.ensure_future(_who(using, asker, user)) for user in sorted(users)]:
        name, person, bar = await asking
        if bar is not None:
            barred.append((name, bar))
        elif person is not None:
            people.append(person)
    if barred:
        raise refused(who=barred)
    for person in people:
        await asyncio.to_thread(using.remember, person)


async def _who(
    using: Administration, asker: Asker, user: UserId
) -> tuple[str, Person | None, Bar | None]:
    """What they are called, what to keep of them, and what bars them."""
    known = await asyncio.to_thread(using.met, asker.workspace, user)
    if known is not None:
        return known.name, None, bar_of(known)
    try:
        person = await using.person(asker.workspace, user)
    except NoSuchPerson as error:
        return error.name or user, None, Bar.STRANGER
    return person.name, person, bar_of(person)
