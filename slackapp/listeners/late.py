"""What whoever comes too late for a check-in hears: that it has closed, and what is open by now."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from slackapp.errors import AnotherOpen, RoundClosed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from slackapp.domain.screens import OpenRound
    from slackapp.listeners.asker import Asker
    from slackapp.listeners.deps import CheckIns


async def open_for(check_ins: CheckIns, asker: Asker) -> tuple[OpenRound, ...]:
    """Return the check-ins that wait for somebody."""
    find = partial(check_ins.open_for, workspace=asker.workspace, user=asker.user)
    return await asyncio.to_thread(find)


@asynccontextmanager
async def told_of_another(check_ins: CheckIns, asker: Asker) -> AsyncIterator[None]:
    """Raise `AnotherOpen` in place of `RoundClosed` where another check-in waits for them."""
    try:
        yield
    except RoundClosed as closed:
        if await open_for(check_ins, asker):
            raise AnotherOpen from closed
        raise
