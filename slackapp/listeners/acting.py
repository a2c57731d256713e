"""Who acts, as Slack says now, and a use case called as that person."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from slackapp.ui.words import speak

if TYPE_CHECKING:
    from collections.abc import Callable

    from slackapp.domain.teams import Person
    from slackapp.listeners.asker import Asker
    from slackapp.listeners.deps import Administration

T = TypeVar("T")


async def known(using: Administration, asker: Asker) -> Person:
    """Who asks, as Slack says now, kept: whether somebody is an admin is decided from it below.

    From here on the request is answered in their language, of whoever comes for the first time too.
    """
    person = await using.person(asker.workspace, asker.user)
    await asyncio.to_thread(using.remember, person)
    speak(person.locale)
    return person


async def ask(use: Callable[..., T], asker: Asker, **more: object) -> T:
    """Call a use case as this person."""
    return await asyncio.to_thread(
        partial(use, workspace=asker.workspace, actor=asker.user, **more)
    )
