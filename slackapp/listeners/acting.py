"""Who acts, as Slack says now, and a use case called as that person."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from slackapp.errors import BearingsError, SlackAway
from slackapp.ui import errors, moment
from slackapp.ui.words import speak

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slackapp.domain.teams import Person
    from slackapp.listeners.asker import Asker
    from slackapp.listeners.deps import Administration
    from slackapp.listeners.window import Window
    from slackapp.ui.blocks import Block

T = TypeVar("T")


MOMENT_SECONDS: Final = 0.5
"""How long Slack may take to say who does what can be taken back: it goes on with what is known by
then."""
UNHURRIED_SECONDS: Final = 20.0
"""The same where nobody waits for an answer: a window or a line says that it is being asked, and
afterwards what came of it, or that Slack did not say."""


async def known(using: Administration, asker: Asker) -> Person:
    """Who asks: whether somebody is an admin is decided below from what is known of them here.

    What Slack says now holds at once where it answers in a moment, else from the next press on, so
    nobody waits for a slow one; only whom Bearings never met is asked for first. From here on the
    request is answered in their language.
    """
    person = await asyncio.to_thread(using.met, asker.workspace, asker.user)
    if person is None:
        return await certain(using, asker)
    asking = using.afterwards.start(_met_again(using, asker))
    await asyncio.wait({asking}, timeout=MOMENT_SECONDS)
    person = await asyncio.to_thread(using.met, asker.workspace, asker.user) or person
    speak(person.locale)
    return person


async def certain(using: Administration, asker: Asker, *, patience: float | None = None) -> Person:
    """Who asks, as Slack said within the last minute: for what nobody can take back.

    `patience`: seconds that Slack may take, or those of `using`. Raises `SlackAway`.
    """
    asking = using.afterwards.start(_met(using, asker))
    await asyncio.wait({asking}, timeout=using.patience if patience is None else patience)
    if not asking.done():
        raise SlackAway
    person = asking.result()
    speak(person.locale)
    return person


async def certainly(
    using: Administration, asker: Asker, window: Window, do: Callable[[], Awaitable[Block]]
) -> None:
    """Do what nobody can take back, once Slack has said who acts; show what came of it.

    Until then the window says that Slack is asked. Whoever closes it has pressed all the same.
    """
    await window.show(moment.view())
    try:
        await certain(using, asker, patience=UNHURRIED_SECONDS)
        shown = await do()
    except BearingsError as error:
        shown = errors.view(error)
    await window.show(shown)


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
