"""A window somebody has open, and what is shown in it once Slack has told what it needs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from slack_sdk.errors import SlackApiError

from slackapp.listeners.replies import said

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_bolt.async_app import AsyncAck
    from slack_sdk.web.async_client import AsyncWebClient

    from slackapp.listeners.afterwards import Afterwards
    from slackapp.ui.blocks import Block

OVER: Final = frozenset({"hash_conflict", "not_found"})
"""What Slack says when something newer is shown, or when the window was closed."""


@dataclass(frozen=True, slots=True)
class Window:
    """One window as it was seen last; without a hash whatever it shows is replaced."""

    client: AsyncWebClient
    id: str
    hash: str = ""

    @classmethod
    def of(cls, client: AsyncWebClient, view: dict[str, Any]) -> Window:
        """The window something was pressed in."""
        return cls(client, view["id"], view["hash"])

    @property
    def is_overtaken(self) -> bool:
        """Whether something is known to have been pressed there since."""
        return False

    async def show(self, view: Block) -> Window | None:
        """Show something in it; None where its person went on, or closed it, and nothing changed.

        What is returned lets itself be replaced only until they do.
        """
        seen = {"hash": self.hash} if self.hash else {}
        try:
            answer = await self.client.views_update(view_id=self.id, view=view, **seen)
        except SlackApiError as error:
            if said(error) not in OVER:
                raise
            return None
        return replace(self, hash=answer["view"]["hash"])


async def beneath(
    ack: AsyncAck,
    client: AsyncWebClient,
    submitted: dict[str, Any],
    page: Callable[[], Awaitable[Block]],
    afterwards: Afterwards,
) -> None:
    """Close a submitted form, and show in the window beneath it how things stand now.

    So the pile never grows by saving, and nobody waits for the page to be read. Where nothing lies
    beneath, the form itself becomes it.
    """
    under = submitted.get("previous_view_id")
    if not under:
        await ack(response_action="update", view=await page())
        return
    await ack()
    afterwards.start(show_beneath(client, submitted, page))


async def show_beneath(
    client: AsyncWebClient, above: dict[str, Any], page: Callable[[], Awaitable[Block]]
) -> None:
    """Show in the window beneath another how things stand now, where there is one."""
    under = above.get("previous_view_id")
    if under:
        await Window(client, under).show(await page())
