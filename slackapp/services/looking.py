"""What a runner looks for: what is due now, once a minute what a day brings, and what can wait."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from slackapp.services.ports import Database, Store
from slackapp.services.rounds import BATCH, Due, Step, by_day, of_rounds, with_burials

TIDIED = 8
"""Teams found at once in which to delete what is too old: little work each, and nobody waits."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is due, and when the next round is, if one is planned."""

    due: tuple[Due, ...]
    days: tuple[Due, ...]
    """What is due for a whole day, if that was looked for."""
    next_due_at: datetime | None


def look(database: Database, now: datetime, *, days: bool) -> Seen:
    """Look into indexes alone for what is due, most urgent first; with `days` for a whole day too.

    What is due also has the doubts that only Slack can settle.
    """

    def unit(store: Store) -> Seen:
        rounds, upcoming = _rounds(store, now)
        doubts = [Due(Step.VERIFY, one) for one in store.workspaces.doubted(limit=BATCH)]
        found = (*with_burials(store, rounds), *doubts)
        today = (*by_day(store, now), *_undone(store, now, Step.REALIGN)) if days else ()
        return Seen(found, today, upcoming)

    return database.read(unit)


def _rounds(store: Store, now: datetime) -> tuple[list[Due], datetime | None]:
    """Return what is due for rounds, and when the next is; most looks find nothing, by one row."""
    first = store.rounds.next_due_at()
    if first is None or first > now:
        return [], first
    return of_rounds(store, now), store.rounds.next_due_at(after=now)


def idle(database: Database, now: datetime) -> tuple[Due, ...]:
    """Return what can wait for a moment in which nothing else is due, longest due first."""
    return database.read(lambda store: tuple(_idle(store, now)))


def _undone(store: Store, now: datetime, step: Step) -> Iterator[Due]:
    """Yield a step that is done once a day for all teams together, if it was not done today."""
    today = now.astimezone(UTC).date()
    if store.chores.days().get(step) != today:
        yield Due(step, today.isoformat())


def _idle(store: Store, now: datetime) -> Iterator[Due]:
    deleting = [Due(Step.RETAIN, team) for team in store.teams.to_tidy(now, limit=TIDIED)]
    deleting += [Due(Step.LET_GO, one) for one in store.workspaces.to_tidy(now, limit=1)]
    yield from deleting
    if not deleting:
        # Once for all of it: what was deleted leaves the disk now.
        yield from _undone(store, now, Step.TIDY)
    yield from (Due(Step.SWEEP, team) for team in store.teams.to_sweep(now, limit=1))
