"""What may be chosen for a team in its workspace: a name and a channel of its own, its leads."""

from __future__ import annotations

from collections.abc import Collection

from slackapp.domain.fitness import Bar, bar_of
from slackapp.domain.ids import UserId, WorkspaceId
from slackapp.domain.teams import Team, TeamState
from slackapp.errors import ChannelTaken
from slackapp.errors.teams import NameTaken, NoLead, Unfit
from slackapp.services.ports import Store


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


def check_channel(store: Store, team: Team) -> None:
    """Refuse the channel of a team if another one is asked there; raises `ChannelTaken`."""
    there = store.teams.in_channel(team.workspace, team.channel)
    if there is not None and there.id != team.id:
        raise ChannelTaken(team=there.name)


def check_leads(store: Store, team: Team, leads: Collection[UserId]) -> None:
    """Refuse new leads who cannot lead a team; those of whom nothing is known here are strangers.

    Raises:
        NoLead: names them, and says why.

    """
    refuse_barred(store, team.workspace, frozenset(leads) - team.leads, NoLead)


def refuse_barred(
    store: Store, workspace: WorkspaceId, users: Collection[UserId], refused: type[Unfit]
) -> None:
    """Refuse those who cannot be given a part; raises `refused`, naming them."""
    known = store.people.many(workspace, users)
    barred = [
        (known[user].name, bar) if user in known else (user, Bar.STRANGER)
        for user in sorted(users)
        if (bar := bar_of(known[user]) if user in known else Bar.STRANGER) is not None
    ]
    if barred:
        raise refused(who=barred)
