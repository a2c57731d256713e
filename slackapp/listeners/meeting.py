"""Getting to know whom somebody chose, before they are given a part."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from slackapp.domain.fitness import Bar, bar_of
from slackapp.errors import NoSuchPerson, TooManyNew

if TYPE_CHECKING:
    from collections.abc import Iterable

    from slackapp.domain.ids import UserId
    from slackapp.domain.teams import Person
    from slackapp.errors.teams import Unfit
    from slackapp.listeners.asker import Asker
    from slackapp.listeners.deps import Administration

AT_ONCE: Final = 10
"""People Slack is asked about at the same time, as everywhere."""
MOST_NEW: Final = 80
"""People Slack can be asked about in one go: of forty it says at once who they are, of one more
each second after that, and a window waits a minute.
"""


async def unmet(using: Administration, asker: Asker, users: Iterable[UserId]) -> bool:
    """Say whether nothing is known here of one of them: only Slack can say who that is."""
    for user in users:
        if await asyncio.to_thread(using.met, asker.workspace, user) is None:
            return True
    return False


async def doubted(using: Administration, asker: Asker, users: Iterable[UserId]) -> bool:
    """Say whether one of them is not known here, or can be given no part as far as is known."""
    for user in users:
        person = await asyncio.to_thread(using.met, asker.workspace, user)
        if person is None or bar_of(person) is not None:
            return True
    return False


@dataclass(frozen=True, slots=True)
class _Somebody:
    """What somebody is called, what bars them, and what to keep of them if nothing is known yet."""

    name: str
    bar: Bar | None
    new: Person | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """Getting to know people: whoever is chosen several times is asked about once."""

    using: Administration
    asker: Asker
    _met: dict[UserId, _Somebody] = field(default_factory=dict)

    async def ask(self, users: Iterable[UserId]) -> None:
        """Look up who they are; of whom nothing is known here Slack is asked, a few at a time.

        Raises `TooManyNew` before it is asked of more than it says in time, and `SlackAway`.
        """
        new = [user for user in sorted(users) if not await self._is_known(user)]
        if len(new) > MOST_NEW:
            raise TooManyNew(count=len(new), most=MOST_NEW)
        for first in range(0, len(new), AT_ONCE):
            await asyncio.gather(*map(self._ask, new[first : first + AT_ONCE]))

    async def meet(self, users: Iterable[UserId], refused: type[Unfit]) -> None:
        """Look up who they are, and keep it of those who can be given a part, if all of them can.

        Raises `refused` naming those who cannot, also of those who are known here, and as `ask`.
        """
        chosen = sorted(users)
        await self.ask(chosen)
        people = [self._met[user] for user in chosen]
        barred = [(one.name, one.bar) for one in people if one.bar is not None]
        if barred:
            raise refused(who=barred)
        for one in people:
            if one.new is not None:
                await asyncio.to_thread(self.using.remember, one.new)

    async def _is_known(self, user: UserId) -> bool:
        if user in self._met:
            return True
        known = await asyncio.to_thread(self.using.met, self.asker.workspace, user)
        if known is not None:
            self._met[user] = _Somebody(known.name, bar_of(known))
        return known is not None

    async def _ask(self, user: UserId) -> None:
        try:
            person = await self.using.person(self.asker.workspace, user)
        except NoSuchPerson as error:
            self._met[user] = _Somebody(error.name or user, Bar.STRANGER)
        else:
            self._met[user] = _Somebody(person.name, bar_of(person), person)
