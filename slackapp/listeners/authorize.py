"""Which workspace a request comes from: one look into our own tables, remembered for a while.

Bolt's own store would call `auth.test` on every request and keep tokens in clear.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt.context.async_context import AsyncBoltContext

    from slackapp.domain.ids import WorkspaceId
    from slackapp.services.ports import Database, Store

TTL_SECONDS: Final = 300.0
"""How long another worker may go on with a token that was revoked here."""

Tenant = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Known:
    workspace: WorkspaceId
    result: AuthorizeResult
    until: float


class Authorize(AsyncAuthorize):
    """Answers Bolt's question from stored installations; `drop` forgets one at once.

    Listeners find the workspace in the context, under "workspace".
    """

    def __init__(
        self,
        database: Database,
        *,
        ttl: float = TTL_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Real time only: a moved calendar must not keep a revoked token alive."""
        super().__init__()  # type: ignore[no-untyped-call]
        self._database = database
        self._ttl = ttl
        self._monotonic = monotonic
        self._known: dict[Tenant, _Known] = {}

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,  # noqa: ARG002 - Bolt's signature
        actor_enterprise_id: str | None = None,  # noqa: ARG002
        actor_team_id: str | None = None,  # noqa: ARG002
        actor_user_id: str | None = None,  # noqa: ARG002
    ) -> AuthorizeResult | None:
        """Return the installation of this tenant, or None when there is none (any more)."""
        tenant = (enterprise_id or "", team_id or "")
        known = self._known.get(tenant)
        if known is None or known.until <= self._monotonic():
            known = await asyncio.to_thread(self._look_up, tenant)
        if known is None:
            self._known.pop(tenant, None)
            return None
        self._known[tenant] = known
        context["workspace"] = known.workspace
        return known.result

    def drop(self, *, enterprise: str, slack_team: str) -> None:
        """Forget a tenant whose token was revoked or whose app was removed.

        Also as it was called before it joined an organisation, or left one.
        """
        named = (enterprise, slack_team)
        for tenant in tuple(self._known):
            if tenant == named or (slack_team and tenant[1] == slack_team):
                self._known.pop(tenant, None)

    def _look_up(self, tenant: Tenant) -> _Known | None:
        enterprise, slack_team = tenant

        def find(store: Store) -> _Known | None:
            workspace = store.workspaces.by_tenant(enterprise=enterprise, slack_team=slack_team)
            token = None if workspace is None else store.workspaces.token(workspace.id)
            if workspace is None or token is None:
                return None
            result = AuthorizeResult(
                enterprise_id=workspace.enterprise or None,
                team_id=workspace.slack_team or None,
                bot_user_id=workspace.bot_user,
                bot_id=workspace.bot_id,
                bot_token=token,
            )
            return _Known(workspace.id, result, self._monotonic() + self._ttl)

        return self._database.read(find)
