"""Port for the rows whose due times are the schedule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from slackapp.domain.ids import RoundId, TeamId
from slackapp.domain.rounds import Round, RoundState, Waiting


class Rounds(Protocol):
    """Rounds by their due times."""

    def add(self, planned: Round) -> bool:
        """Add a round; False when the team already has one on that date."""
        ...

    def put(self, changed: Round) -> None: ...
    def delete(self, round_id: RoundId) -> None: ...
    def get(self, round_id: RoundId) -> Round: ...
    def lock(self, round_id: RoundId) -> Round:
        """Return the round, locked FOR UPDATE."""
        ...

    def share(self, round_id: RoundId) -> Round:
        """Return the round, locked FOR SHARE."""
        ...

    def due(self, now: datetime, *, limit: int) -> tuple[Round, ...]: ...
    def going_on(self, now: datetime, *, limit: int) -> tuple[Round, ...]:
        """Return the same without those that wait to be opened."""
        ...

    def waiting(self, now: datetime, *, limit: int) -> tuple[Waiting, ...]:
        """Return the rounds that wait to be opened, longest due first."""
        ...

    def coming(self, now: datetime, *, limit: int) -> tuple[Round, ...]:
        """Return the planned rounds that open next, soonest first."""
        ...

    def count_due(self, now: datetime) -> int: ...
    def count_at(self, instant: datetime, *, limit: int) -> int: ...
    def lost(self, *, limit: int) -> tuple[Round, ...]:
        """Newest first."""
        ...

    def next_due_at(self, *, after: datetime | None = None) -> datetime | None: ...
    def of_team(
        self, team: TeamId, *, states: Sequence[RoundState] = (), limit: int = 200
    ) -> tuple[Round, ...]:
        """Newest first."""
        ...

    def numbered(self, team: TeamId, *, first: int, last: int) -> tuple[Round, ...]:
        """Return rounds asked `first .. last`, oldest first."""
        ...
