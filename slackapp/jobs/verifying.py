"""Whether an installation is there that Slack said was removed: Slack is asked until it says.

Slack tells of a removal late, and again, so the app may have come back since. To take silence for
removal would throw a token away that works.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from slackapp.domain.ids import WorkspaceId
from slackapp.errors import SlackAway
from slackapp.services.departures import Departures

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Verifying:
    """Settles doubts about installations, one call to Slack each time."""

    departures: Departures
    works: Callable[[str], Awaitable[bool]]
    """Whether Slack takes a token; raises `SlackAway` where it does not say."""

    async def __call__(self, workspace: WorkspaceId) -> bool:
        """Ask; False when Slack did not say and has to be asked again."""
        doubt = await asyncio.to_thread(self.departures.doubt, workspace)
        if doubt is None:
            return True
        try:
            works = doubt.token is not None and await self.works(doubt.token)
        except SlackAway:
            log.warning("an installation stays in doubt: Slack could not be asked about it")
            return False
        await asyncio.to_thread(self.departures.settle, doubt, works=works)
        return True
