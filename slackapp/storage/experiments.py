"""Experiments and the open votes about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    bindparam,
    delete,
    select,
    update,
)

from analytics.records import Verdict
from slackapp.domain.experiments import Experiment, Stage
from slackapp.domain.ids import ExperimentId, TeamId, UserId, WorkspaceId
from slackapp.errors import UnknownExperiment
from slackapp.storage.experiment_tables import experiment as table
from slackapp.storage.experiment_tables import vote
from slackapp.storage.tables import team
from slackapp.storage.upsert import upsert

_OF_TEAM = select(table).where(table.c.team == bindparam("of")).order_by(table.c.offered_in.desc())


class Experiments:
    """What teams try."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, experiment: Experiment) -> None:
        """Add or replace an experiment."""
        row = asdict(experiment) | {"choices": list(experiment.choices)}
        upsert(self._connection, table, [row])

    def get(self, experiment: ExperimentId) -> Experiment:
        """Return an experiment; raises `UnknownExperiment`."""
        return self._one(select(table).where(table.c.id == experiment))

    def lock(self, experiment: ExperimentId) -> Experiment:
        """Return an experiment, locked FOR UPDATE; raises `UnknownExperiment`."""
        return self._one(select(table).where(table.c.id == experiment).with_for_update())

    def of_team(self, team: TeamId) -> tuple[Experiment, ...]:
        """Return a team's experiments, newest first."""
        found = self._connection.execute(_OF_TEAM, {"of": team})
        return tuple(_experiment(row) for row in found.mappings())

    def of_owner(self, workspace: WorkspaceId, user: UserId) -> tuple[Experiment, ...]:
        """Return the experiments somebody looks after, newest first in each team."""
        theirs = (table.c.owner == user, team.c.workspace == workspace)
        found = select(table).join(team, team.c.id == table.c.team).where(*theirs)
        ordered = found.order_by(table.c.team, table.c.offered_in.desc())
        return tuple(_experiment(row) for row in self._connection.execute(ordered).mappings())

    def voted(self, workspace: WorkspaceId, user: UserId) -> tuple[tuple[Experiment, str], ...]:
        """Return somebody's votes that are not counted yet, with what each is about."""
        theirs = (vote.c.user == user, team.c.workspace == workspace)
        found = self._connection.execute(
            select(vote.c.experiment, vote.c.choice)
            .join(table, table.c.id == vote.c.experiment)
            .join(team, team.c.id == table.c.team)
            .where(*theirs)
            .order_by(table.c.team)
        )
        return tuple((self.get(ExperimentId(row.experiment)), row.choice) for row in found.all())

    def vote(self, experiment: ExperimentId, user: UserId, choice: str) -> None:
        """Store or replace a person's one vote."""
        upsert(self._connection, vote, [{"experiment": experiment, "user": user, "choice": choice}])

    def withdraw(self, experiment: ExperimentId, user: UserId) -> None:
        """Delete a person's vote."""
        self._connection.execute(
            delete(vote).where(vote.c.experiment == experiment, vote.c.user == user)
        )

    def votes(self, experiment: ExperimentId) -> dict[UserId, str]:
        """Return who chose what."""
        found = self._connection.execute(
            select(vote.c.user, vote.c.choice)
            .where(vote.c.experiment == experiment)
            .order_by(vote.c.user)
        )
        return {UserId(row.user): row.choice for row in found}

    def clear(self, experiment: ExperimentId) -> None:
        """Delete the votes once they are counted."""
        self._connection.execute(delete(vote).where(vote.c.experiment == experiment))

    def take_back(self, user: UserId, teams: Iterable[TeamId]) -> None:
        """Take a person's votes out of these teams' experiments."""
        self._take_back(user, table.c.team.in_(list(teams)))

    def forget(self, workspace: WorkspaceId, user: UserId) -> None:
        """Take a person's votes and what they look after out of every team's experiments."""
        teams = select(team.c.id).where(team.c.workspace == workspace)
        is_there = table.c.team.in_(teams)
        self._take_back(user, is_there)
        self._connection.execute(
            update(table).where(is_there, table.c.owner == user).values(owner=None)
        )

    def _take_back(self, user: UserId, is_there: ColumnElement[bool]) -> None:
        theirs = select(table.c.id).where(is_there)
        self._connection.execute(
            delete(vote).where(vote.c.user == user, vote.c.experiment.in_(theirs))
        )

    def _one(self, statement: Select[Any]) -> Experiment:
        row = self._connection.execute(statement).mappings().first()
        if row is None:
            raise UnknownExperiment
        return _experiment(row)


def _experiment(row: RowMapping) -> Experiment:
    read = {
        "choices": tuple(row["choices"]),
        "stage": Stage(row["stage"]),
        "verdict": Verdict(row["verdict"]) if row["verdict"] else None,
    }
    return Experiment(**{**row, **read})
