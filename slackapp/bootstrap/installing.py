"""The one workspace whose token the settings hold, written down at every start."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from slackapp.bootstrap.house import House
from slackapp.domain.ids import UserId, WorkspaceId, new_id
from slackapp.domain.teams import Workspace
from slackapp.errors import InvalidSettings, TokenRefused
from slackapp.gateway.identity import Identity, identify
from slackapp.gateway.slack import Slack
from slackapp.services.ports import Store
from slackapp.settings import variable


async def install(house: House, slack: Slack) -> Workspace:
    """Ask Slack whose token this is and keep both, the token sealed.

    Raises:
        InvalidSettings: Slack does not know the token.
        SlackAway: Slack could not be asked.
    """
    house.settings.require_slack()
    assert house.settings.slack_bot_token is not None  # noqa: S101 (required just now)
    token = house.settings.slack_bot_token.get_secret_value()
    try:
        identity = await identify(slack, token)
    except TokenRefused as error:
        raise InvalidSettings(f"{variable('slack_bot_token')}: {error.sentence}") from error
    return await asyncio.to_thread(house.database.step, lambda store: _keep(store, identity, token))


def _keep(store: Store, identity: Identity, token: str) -> Workspace:
    known = store.workspaces.by_tenant(
        enterprise=identity.enterprise, slack_team=identity.slack_team
    )
    workspace = Workspace(
        id=WorkspaceId(new_id()),
        enterprise=identity.enterprise,
        slack_team=identity.slack_team,
        name=identity.name,
        bot_user=UserId(identity.bot_user),
        bot_id=identity.bot_id,
    )
    if known is not None:
        workspace = replace(workspace, id=known.id)
    store.workspaces.put(workspace, token=token)
    return workspace
