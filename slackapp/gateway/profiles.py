"""What Slack says about people: bots, guests, deactivated and away people told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from itertools import takewhile
from math import inf
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from slackapp.domain import away
from slackapp.domain.ids import UserId, WorkspaceId
from slackapp.domain.teams import Person
from slackapp.gateway.reading import Reading
from slackapp.gateway.statuses import AwayStatuses

INFO = "users.info"
AT_ONCE = 10
"""People asked for at the same time; Slack takes a hundred such calls a minute."""
REMEMBERED = 600.0
"""Seconds what Slack says about a person is kept; statuses change within a day, not a minute."""
KEPT = 2 * REMEMBERED
"""Seconds until it is let go: not as soon as it is too old, which may be while it is read."""
ACTING = 60.0
"""Seconds it may be old where it decides what somebody may do: that somebody is no admin any more
was told to one process at most, and another one has to find out by itself.
"""


class Profiles:
    """Asks about each person at most every ten minutes, or when it counts otherwise as away."""

    def __init__(
        self, reading: Reading, statuses: AwayStatuses, monotonic: Callable[[], float]
    ) -> None:
        self._reading = reading
        self._statuses = statuses
        self._monotonic = monotonic
        self._kept: dict[tuple[WorkspaceId, str], tuple[float, dict[str, Any]]] = {}

    async def of(
        self,
        client: AsyncWebClient,
        workspace: WorkspaceId,
        users: Sequence[str],
        *,
        patience: float,
        at_most: float = REMEMBERED,
        ours: frozenset[str] = frozenset(),
    ) -> tuple[Person, ...]:
        """Ask about those we do not remember, a few at a time: who waits briefly gets further.

        What is remembered is `at_most` so many seconds old. With `ours`, what Slack calls our
        workspace and its organisation, people of another organisation are left out.

        Raises:
            NoSuchPerson: the workspace has nobody of one of these ids.
            SlackAway: Slack could not be asked just now.
        """
        unknown = [user for user in users if self._age(workspace, user) >= at_most]
        for user in unknown:
            self.forget(workspace, user)
        for first in range(0, len(unknown), AT_ONCE):
            some = unknown[first : first + AT_ONCE]
            await self._reading.turn(workspace, INFO, count=len(some), patience=patience)
            await asyncio.gather(*(self._said(client, workspace, user, patience) for user in some))
        statuses = await self._statuses.of(workspace)
        said = [await self._said(client, workspace, user, patience) for user in users]
        return tuple(
            read_person(one, workspace=workspace, statuses=statuses)
            for one in said
            if not (ours and is_stranger(one, ours))
        )

    def teams(self, workspace: WorkspaceId, user: str) -> frozenset[str]:
        """Return the workspaces Slack said somebody is of; none where it said nothing."""
        _, said = self._kept.get((workspace, user), (-inf, {}))
        return _teams(said)

    def forget(self, workspace: WorkspaceId, user: str) -> None:
        """Ask Slack again next time, after it said that the person changed."""
        self._kept.pop((workspace, user), None)

    def _age(self, workspace: WorkspaceId, user: str) -> float:
        said_at, _ = self._kept.get((workspace, user), (-inf, {}))
        return self._monotonic() - said_at

    async def _said(
        self, client: AsyncWebClient, workspace: WorkspaceId, user: str, patience: float
    ) -> dict[str, Any]:
        if (workspace, user) in self._kept:
            return self._kept[workspace, user][1]
        answer = await self._reading.call(
            client, workspace, INFO, patience=patience, user=user, include_locale="true"
        )
        said: dict[str, Any] = answer["user"]
        self._drop_old()
        self._kept[workspace, user] = (self._monotonic(), said)
        return said

    def _drop_old(self) -> None:
        """Let go of what nobody goes by any more: a worker asks about everybody every day."""
        before = self._monotonic() - KEPT
        # What was said last stands last.
        old = takewhile(lambda one: one[1][0] < before, self._kept.items())
        for who in [who for who, _ in old]:
            del self._kept[who]


def is_stranger(said: dict[str, Any], ours: frozenset[str]) -> bool:
    """Say whether a `user` object of Slack is of somebody of another organisation (Slack Connect).

    Its own `is_stranger` tells that only of people in no channel with the app. Of the others their
    workspace does, or the organisation that is of; of whom nothing is said is one of ours.
    """
    organisation = (said.get("enterprise_user") or {}).get("enterprise_id")
    of = _teams(said) | frozenset(filter(None, (organisation,)))
    return bool(said.get("is_stranger")) or bool(of and not of & ours)


def _teams(said: dict[str, Any]) -> frozenset[str]:
    several = (said.get("enterprise_user") or {}).get("teams") or ()
    return frozenset(filter(None, (said.get("team_id"), *several)))


def read_person(
    said: dict[str, Any], *, workspace: WorkspaceId, statuses: tuple[str, ...]
) -> Person:
    """Read one `user` object of Slack."""
    profile = said.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), said.get("real_name"))
    return Person(
        workspace=workspace,
        user=UserId(said["id"]),
        name=next((name for name in names if name), said.get("name") or said["id"]),
        zone=said.get("tz") or "UTC",
        locale=said.get("locale") or "en-US",
        is_bot=bool(said.get("is_bot")) or said["id"] == "USLACKBOT",
        is_guest=bool(said.get("is_restricted")) or bool(said.get("is_ultra_restricted")),
        is_active=not said.get("deleted"),
        is_admin=bool(said.get("is_admin")) or bool(said.get("is_owner")),
        away=away.is_away(
            statuses,
            emoji=profile.get("status_emoji") or "",
            text=profile.get("status_text") or "",
        ),
    )
