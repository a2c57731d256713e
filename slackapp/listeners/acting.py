"""Who acts, as Slack says now, and a use case called as that person."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from slackapp.errors import SlackAway
from slackapp.ui.words import speak

if TYPE_CHECKING:
    from collections.abc import Callable

    from slackapp.domain.teams import Person
    from slackapp.listeners.asker import Asker
    from slackapp.listeners.deps import Administration

T = TypeVar("T")


PATIENCE_SECONDS: Final = 2.0
"""How long Slack may take to say who acts; what was asked goes on and is known at the next try."""


async def known(using: Administration, asker: Asker) -> Person:
    """Who asks, as was known here: whether somebody is an admin is decided from it below.

    What Slack says now is asked for meanwhile and holds from the next press on, so nobody waits
    for it; only whom Bearings never met is asked for first. From here on the request is answered
    in their language.
    """
    person = await asyncio.to_thread(using.met, asker.workspace, asker.user)
    if person is None:
        return await certain(using, asker)
    using.afterwards.start(_met_again(using, asker))
    speak(person.locale)
    return person


async def certain(using: Administration, asker: Asker) -> Person:
    """Who asks, as Slack said within the last minute: for what nobody can take back.

    Raises `SlackAway`.
    """
    asking = using.afterwards.start(_met(using, asker))
    await asyncio.wait({asking}, timeout=PATIENCE_SECONDS)
    if not asking.done():
        raise SlackAway
    person = asking.result()
    speak(person.locale)
    return person


async def _met_again(using: Administration, asker: Asker) -> None:
    with suppress(SlackAway):
        await _met(using, asker)


async def _met(using: Administration, asker: Asker) -> Person:
    person = await using.person(asker.workspace, asker.user)
    await asyncio.to_thread(using.remember, person)
    return person


async def ask(use: Callable[..., T], asker: Asker, **more: object) -> T:
    """Call a use case as this person."""
    return await asyncio.to_thread(
        partial(use, workspace=asker.workspace, actor=asker.user, **more)
    )
