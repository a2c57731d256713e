"""How workspaces come in: by the token in the settings, or by installing the app themselves."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import date
from functools import partial

from slackapp.bootstrap.house import House
from slackapp.domain.ids import UserId, WorkspaceId
from slackapp.domain.links import States
from slackapp.domain.screens import Meanwhile
from slackapp.domain.teams import Workspace
from slackapp.errors import InvalidSettings, SlackAway, TokenRefused
from slackapp.gateway.identity import Identity, identify
from slackapp.gateway.members import Members
from slackapp.gateway.oauth import OAuth
from slackapp.gateway.post import Poster
from slackapp.gateway.slack import Slack
from slackapp.gateway.tokens import Tokens
from slackapp.listeners.authorize import Authorize
from slackapp.services.installations import Installations
from slackapp.services.members import remember
from slackapp.services.outbox import Message, Sent
from slackapp.services.ports import Store
from slackapp.services.returning import meanwhile
from slackapp.services.roles import is_admin
from slackapp.settings import variable
from slackapp.ui import welcome
from slackapp.ui.words import speaking

log = logging.getLogger(__name__)


async def install(house: House, slack: Slack) -> Workspace | None:
    """Ask Slack whose token the settings hold and keep both, the token sealed.

    Returns None where they hold none: workspaces install the app themselves.

    Raises:
        InvalidSettings: Slack does not know the token.
        SlackAway: Slack could not be asked.
    """
    house.settings.require_slack()
    if house.settings.slack_bot_token is None:
        return None
    token = house.settings.slack_bot_token.get_secret_value()
    try:
        identity = await identify(slack, token)
    except TokenRefused as error:
        raise InvalidSettings(f"{variable('slack_bot_token')}: {error.sentence}") from error
    keep = partial(_installations(house).keep, _found(identity), token=token, installer=None)
    return await asyncio.to_thread(keep)


@dataclass(frozen=True, slots=True)
class Installing:
    """A workspace installs the app by itself; what the web needs of that."""

    house: House
    slack: Slack
    oauth: OAuth
    states: States
    tokens: Tokens
    members: Members
    authorize: Authorize

    @property
    def seconds(self) -> int:
        """How long a person may take to agree."""
        return self.states.seconds

    def begin(self) -> tuple[str, str]:
        """Return a new state, and where to agree with it."""
        state = self.states.new()
        return state, self.oauth.address(state)

    async def finish(self, *, code: str, state: str) -> tuple[str, str]:
        """Keep what was agreed to and greet whoever did.

        Returns the workspace's name, and where it is in a browser.

        Raises:
            InstallOver: the state is old, forged, or was used before.
            InstallRefused, InstallTooWide, SlackAway: Slack did not hand over a token.
        """
        installations = _installations(self.house)
        await asyncio.to_thread(installations.spend, self.states.read(state))
        grant = await self.oauth.exchange(code)
        identity = await identify(self.slack, grant.token)
        found, installer = _found(identity), UserId(grant.installer)
        since = await asyncio.to_thread(installations.removed_on, found)
        keep = partial(installations.keep, found, token=grant.token, installer=installer)
        workspace = await asyncio.to_thread(keep)
        self.tokens.forget(workspace.id)
        self.authorize.drop(enterprise=workspace.enterprise, slack_team=workspace.slack_team)
        await self._greet(workspace, installer, since)
        return workspace.name, identity.address

    async def _greet(self, workspace: Workspace, installer: UserId, since: date | None) -> None:
        """One message to the installer; the installation holds without it.

        Where it was taken away before, `since` is when: nobody could be told anything meanwhile.
        """
        try:
            person = await self.members.person(workspace.id, installer)
        except SlackAway:
            log.warning("a new installation could not be greeted")
            return
        await asyncio.to_thread(remember, self.house.database, person)
        seen, admin = await asyncio.to_thread(self._found_there, workspace.id, installer, since)
        with speaking(person.locale):
            words = welcome.message(seen, admin=admin)
        outcome = await Poster(self.slack, self.tokens)(
            workspace.id, Message(channel=installer, text=words["text"], blocks=words["blocks"])
        )
        if not isinstance(outcome, Sent):
            log.warning("a new installation was not greeted: %s", type(outcome).__name__)

    def _found_there(
        self, workspace: WorkspaceId, installer: UserId, since: date | None
    ) -> tuple[Meanwhile, bool]:
        """What waits from before, and whether the installer may go on by themself."""

        def unit(store: Store) -> tuple[Meanwhile, bool]:
            today = self.house.clock.calendar_now().date()
            seen = meanwhile(store, workspace, since=since, today=today)
            return seen, is_admin(store, workspace, installer)

        return self.house.database.read(unit)


def _installations(house: House) -> Installations:
    return Installations(house.database, house.clock)


def _found(identity: Identity) -> Workspace:
    return Workspace(
        id=WorkspaceId(""),
        enterprise=identity.enterprise,
        slack_team=identity.slack_team,
        name=identity.name,
        bot_user=UserId(identity.bot_user),
        bot_id=identity.bot_id,
    )
