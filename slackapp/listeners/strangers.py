"""People of another organisation who press or send something in a channel that is shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_bolt.middleware.async_middleware import AsyncMiddleware

from slackapp.errors.people import OfAnotherOrganisation

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_bolt.async_app import AsyncBoltRequest
    from slack_bolt.response import BoltResponse


class Strangers(AsyncMiddleware):
    """Refuses whoever Slack says is of another workspace than the one the app is installed in.

    In an organisation of several workspaces (Enterprise Grid) that alone does not say that they are
    of another organisation: there it is the roster, which has only its own people, that decides.
    """

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - Bolt's signature
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002
    ) -> BoltResponse:
        """Go on; raises `OfAnotherOrganisation` before anything was done."""
        user, home = req.body.get("user"), req.context.team_id
        of = user.get("team_id") if isinstance(user, dict) else None
        if of and home and of != home and not req.context.enterprise_id:
            raise OfAnotherOrganisation
        return await next()
