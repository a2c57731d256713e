"""What a team can press about its experiment comes along where the team is asked from now on.

Without the votes: whoever reads the other channel may be somebody else, and votes have names.
"""

from __future__ import annotations

from datetime import datetime

from slackapp.domain.deliveries import Delivery, Kind
from slackapp.domain.experiments import Experiment, Stage
from slackapp.domain.ids import TeamId
from slackapp.domain.teams import Team
from slackapp.services import trials
from slackapp.services.ports import Store
from slackapp.services.rounds import delivery


def has_open_vote(store: Store, team: TeamId) -> bool:
    """Say whether something can be voted on in a team's channel."""
    going_on = trials.of_team(store, team).going_on
    return going_on is not None and (going_on.stage is Stage.CHOOSING or going_on.asked_in > 0)


def carry(store: Store, team: Team, now: datetime) -> None:
    """Ask a locked team that was moved anew, where it is now, and let the messages before say so.

    Nothing where no experiment goes on.
    """
    going_on = trials.of_team(store, team.id).going_on
    if going_on is None:
        return
    # Nobody votes until this is over: a vote is thrown away here or counted, never both.
    store.experiments.lock(going_on.id)
    # One that was left before and is come back to keeps what it says: a newer one follows.
    posted = trials.outcomes(store, team, going_on, now)
    left = [one for one in posted if one.target != team.channel]
    store.experiments.clear(going_on.id)
    store.deliveries.add([*left, *_asked_anew(team, going_on, now)])


def _asked_anew(team: Team, going_on: Experiment, now: datetime) -> list[Delivery]:
    kinds = [Kind.VOTE] if going_on.stage is Stage.CHOOSING else [Kind.EXPERIMENT]
    if going_on.asked_in:
        kinds.append(Kind.LOOK_BACK)
    return [delivery(team, kind, team.channel, now, going_on.id) for kind in kinds]
