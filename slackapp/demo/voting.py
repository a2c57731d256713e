"""How the demo's team votes on its experiments: most for one thing, some for another."""

from __future__ import annotations

from slackapp.bootstrap.house import House
from slackapp.domain.experiments import VERDICTS, Stage
from slackapp.domain.ids import UserId, WorkspaceId
from slackapp.domain.rounds import Round
from slackapp.services import trials
from slackapp.services.experiments import Experiments
from slackapp.services.ports import Store
from slackapp.services.trials import Trials

OTHERS = 4
"""One in so many wants something else."""


def vote(house: House, workspace: WorkspaceId, planned: Round) -> None:
    """Let everybody in the round's team vote, if something can be voted on now."""
    found, users = house.database.read(lambda store: _found(store, planned))
    now = found.going_on
    if now is None or (now.stage is Stage.TRYING and not now.asked_in):
        return
    experiments = Experiments(house.database, house.clock)
    first, second = _leaning(found, now.options)
    for place, user in enumerate(users):
        choice = first if place % OTHERS else second
        experiments.vote(experiment=now.id, workspace=workspace, user=user, choice=choice)


def _leaning(found: Trials, options: tuple[str, ...]) -> tuple[str, str]:
    """What most want and what some want; each experiment that was decided turns it by one."""
    decided = sum(one.stage is Stage.DECIDED for one in found.all)
    turn = decided % len(options) if options == VERDICTS else 0
    return options[turn], options[(turn + 1) % len(options)]


def _found(store: Store, planned: Round) -> tuple[Trials, tuple[UserId, ...]]:
    row = store.rounds.get(planned.id)
    members = store.rosters.get(row.epoch).members if row.epoch else ()
    return trials.of_team(store, row.team), tuple(member.user for member in members)
