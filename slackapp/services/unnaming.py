"""The unnamed place on the rosters of the past that is left of whoever is forgotten."""

from __future__ import annotations

from bisect import bisect_left
from secrets import token_hex

from slackapp.domain.ids import TeamId, UserId
from slackapp.services.ports import Store

FIRST = "!"
"""Sorts before every id that Slack gives."""


def unname(store: Store, team: TeamId, user: UserId) -> None:
    """Put a random id in a person's place that sorts exactly where theirs did.

    Open windows number people in the order of their ids, so that order has to stay.
    """
    users = store.rosters.users(team)
    at = bisect_left(users, user)
    if at == len(users) or users[at] != user:
        return
    before = users[at - 1] if at else FIRST
    place = f"{before}~{token_hex(8)}"
    # The places of others who were forgotten before may begin with this id.
    for one in users[at:]:
        if one == user or one.startswith(f"{user}~"):
            store.rosters.rename(team, one, to=UserId(f"{place}{one.removeprefix(user)}"))
