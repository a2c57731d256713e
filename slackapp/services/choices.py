"""What may be chosen for a team where its workspace decides: a name of its own, people as leads."""

from __future__ import annotations

from collections.abc import Collection

from slackapp.domain.ids import UserId
from slackapp.domain.teams import Team, TeamState
from slackapp.errors.teams import AppLeads, NameTaken
from slackapp.services.ports import Store

SLACKBOT = UserId("USLACKBOT")
"""Slack's own, which it does not call a bot."""


def check_name(store: Store, team: Team, name: str) -> None:
    """Refuse a name that another team of the workspace has; those that have ended need none.

    Raises:
        NameTaken: there is one, whatever its case.

    """
    wanted = name.strip().casefold()
    for other in store.teams.of_workspace(team.workspace):
        if other.state is TeamState.ENDED or other.id == team.id:
            continue
        if other.name.strip().casefold() == wanted:
            raise NameTaken


def check_leads(store: Store, team: Team, leads: Collection[UserId]) -> None:
    """Refuse an app among new leads, this one or any that is known.

    Raises:
        AppLeads: there is one.

    """
    new = frozenset(leads) - team.leads
    if not new:
        return
    apps = {SLACKBOT, store.workspaces.get(team.workspace).bot_user}
    known = store.people.many(team.workspace, new)
    if new & apps or any(person.is_bot for person in known.values()):
        raise AppLeads
