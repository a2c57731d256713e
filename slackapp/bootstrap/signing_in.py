"""How readers come in from a browser: signed in with Slack, for an hour."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from functools import partial

from slackapp.bootstrap.house import House
from slackapp.domain.ids import UserId
from slackapp.domain.sessions import Attempts, Session, Sessions
from slackapp.gateway.openid import OpenID
from slackapp.services.visits import Visits


@dataclass(frozen=True, slots=True)
class SigningIn:
    """Signs readers in and out; who may read what is asked when they read."""

    openid: OpenID
    attempts: Attempts
    sessions: Sessions
    visits: Visits

    @classmethod
    def of(cls, house: House, openid: OpenID) -> SigningIn:
        """Take secrets, clocks and database from the house."""
        return cls(
            openid,
            Attempts(house.link_secret, real_now=time.time),
            Sessions(house.link_secret, real_now=time.time),
            Visits(house.database, house.clock),
        )

    @property
    def attempt_seconds(self) -> int:
        """How long a person may take at Slack."""
        return self.attempts.seconds

    @property
    def session_seconds(self) -> int:
        """How long they stay signed in."""
        return self.sessions.seconds

    def begin(self, to: str) -> tuple[str, str]:
        """Return a new state, and where to go with it; `to` is the report they want."""
        state, attempt = self.attempts.new(to)
        return state, self.openid.address(state, nonce=attempt.nonce)

    async def finish(self, *, code: str, state: str) -> tuple[str, str]:
        """Return what the browser keeps of them, and the report they came for.

        Raises:
            SignInOver: the state is old, forged, or was used before.
            SignInRefused, SlackAway: Slack did not say who they are.
            UnknownWorkspace: the app is not installed where they are.
        """
        attempt = self.attempts.read(state)
        await asyncio.to_thread(self.visits.spend, attempt)
        visitor = await self.openid.exchange(code, nonce=attempt.nonce)
        admit = partial(
            self.visits.admit, enterprise=visitor.enterprise, slack_team=visitor.slack_team
        )
        workspace, installed = await asyncio.to_thread(admit)
        kept = self.sessions.new(workspace, UserId(visitor.user), installed=installed)
        return kept, attempt.to

    async def visitor(self, kept: str) -> Session:
        """Return whose session this is; `SignedOut` or `UnknownWorkspace` when it is over."""
        session = self.sessions.read(kept)
        await asyncio.to_thread(self.visits.check, session)
        return session

    async def end(self, kept: str) -> None:
        """Sign out; raises `SignedOut` when there is nothing to end."""
        await asyncio.to_thread(self.visits.end, self.sessions.read(kept))
