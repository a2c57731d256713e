"""Windows in which somebody presses again before they see what the press before has shown.

What the first press shows gives the window a new hash, while the second one was made on the old
one: Slack would refuse what it shows, and the window would go on saying what was so before it.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from slackapp.listeners.window import Window

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from slackapp.ui.blocks import Block

MOST: Final = 1000
"""Windows of which this is known: those pressed in last. Of others Slack refuses what it would."""


@dataclass(slots=True)
class _Kept:
    presses: int = 0
    shown: int = 0
    """The newest press of which something was shown."""
    hash: str = ""
    replaced: set[str] = field(default_factory=set)
    """Hashes in place of which, one after the other, `hash` came by presses alone."""
    showing: asyncio.Lock = field(default_factory=asyncio.Lock)


class Presses:
    """The windows that were pressed in last, in this process alone."""

    def __init__(self) -> None:
        """Nothing was pressed yet."""
        self._windows: OrderedDict[str, _Kept] = OrderedDict()

    def window(self, client: AsyncWebClient, view: dict[str, Any]) -> PressedWindow:
        """The window something was pressed in, as of this press."""
        kept = self._windows.pop(view["id"], None) or _Kept()
        self._windows[view["id"]] = kept
        if len(self._windows) > MOST:
            self._windows.popitem(last=False)
        kept.presses += 1
        return PressedWindow(client, view["id"], view["hash"], kept.presses, kept)


@dataclass(frozen=True, slots=True)
class PressedWindow(Window):
    """A window as it was seen by one of several presses."""

    number: int = 0
    kept: _Kept = field(default_factory=_Kept, compare=False)

    @property
    def is_overtaken(self) -> bool:
        """Whether something was pressed there since: that press has all that was chosen by then."""
        return self.kept.presses > self.number

    async def show(self, view: Block) -> PressedWindow | None:
        """Show something as `Window` does, also in place of what presses before this have shown.

        None too where a later press has shown something.
        """
        kept = self.kept
        async with kept.showing:
            if kept.shown > self.number:
                return None
            seen = kept.hash if self.hash in kept.replaced else self.hash
            shown = await Window(self.client, self.id, seen).show(view)
            if shown is None:
                return None
            kept.replaced.add(seen)
            kept.hash, kept.shown = shown.hash, self.number
            return replace(self, hash=shown.hash)
