"""What is decided openly, as Protocols: experiments, votes, expectations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from slackapp.domain.expectations import Expectation, Expected
from slackapp.domain.experiments import Experiment
from slackapp.domain.ids import ExperimentId, TeamId, UserId, WorkspaceId


class Experiments(Protocol):
    """Experiments, and the votes of the one that is being voted on."""

    def put(self, experiment: Experiment) -> None: ...
    def get(self, experiment: ExperimentId) -> Experiment: ...
    def lock(self, experiment: ExperimentId) -> Experiment: ...
    def of_team(self, team: TeamId) -> tuple[Experiment, ...]:
        """Newest first."""
        ...

    def vote(self, experiment: ExperimentId, user: UserId, choice: str) -> None:
        """Store or replace a person's one vote."""
        ...

    def withdraw(self, experiment: ExperimentId, user: UserId) -> None:
        """Delete a person's vote."""
        ...

    def votes(self, experiment: ExperimentId) -> dict[UserId, str]: ...
    def clear(self, experiment: ExperimentId) -> None:
        """Delete the votes once they are counted."""
        ...

    def take_back(self, user: UserId, teams: Iterable[TeamId]) -> None:
        """Take a person's votes out of these teams' experiments."""
        ...

    def forget(self, workspace: WorkspaceId, user: UserId) -> None:
        """Take a person's votes and what they look after out of every team's experiments."""
        ...


class Expectations(Protocol):
    """What a lead says is expected for a while."""

    def put(self, team: TeamId, expectation: Expectation) -> None: ...
    def of_team(self, team: TeamId) -> tuple[Expectation, ...]: ...
    def drop(self, team: TeamId, what: Expected) -> None: ...
