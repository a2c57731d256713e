"""Who leads which team right now, as the local Slack shows it beside their names."""

from __future__ import annotations

from slackapp.bootstrap.house import House
from slackapp.domain.teams import TeamState
from slackapp.services.ports import Store


def leading(house: House) -> dict[str, str]:
    """Return what each lead leads, by id; a team that was not started, or has ended, has none."""
    found = house.database.read(_names)
    return {user: "leads " + ", ".join(names) for user, names in found.items()}


def _names(store: Store) -> dict[str, list[str]]:
    led: dict[str, list[str]] = {}
    for workspace in store.workspaces.all():
        for team in store.teams.of_workspace(workspace.id):
            if team.state not in {TeamState.DRAFT, TeamState.ENDED}:
                for lead in team.leads:
                    led.setdefault(lead, []).append(team.name)
    return {user: sorted(names) for user, names in led.items()}
