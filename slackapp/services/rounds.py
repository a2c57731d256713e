"""A round's life before it closes: planned, reminded; and what is due.

Every step is one transaction that first looks where the row stands, so that running it twice, or
again after a crash, changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from slackapp.domain import life
from slackapp.domain.cadence import Slot, after_days_off, known_zone
from slackapp.domain.deliveries import Delivery, DeliveryState, Kind
from slackapp.domain.ids import DeliveryId, RoundId, TeamId, WorkspaceId, new_id
from slackapp.domain.roster import Roster
from slackapp.domain.rounds import COUNTED, Round, RoundState, Waiting
from slackapp.domain.teams import Team, TeamState
from slackapp.domain.times import AT_ONCE, due_times, inside_minute, inside_workday
from slackapp.services.following import had_of, has_turn, is_over, next_turn
from slackapp.services.ports import Database, Store
from slackapp.services.removal import removable

BATCH = 100
"""Due rows taken at once."""
_TOLD = frozenset({TeamState.RUNNING, TeamState.PAUSED})


class Step(StrEnum):
    """What can be due. The id that goes with it is a team's, a round's or a window's."""

    PLAN = "plan"
    END = "end"
    """End a team whose last day is over; its id is a team's."""
    OPEN = "open"
    REMIND = "remind"
    CLOSE = "close"
    GATHER = "gather"
    SETTLE = "settle"
    FORGET = "forget"
    ISSUE = "issue"
    EXPIRE = "expire"
    BURY = "bury"
    """Destroy keys whose rows are gone; its id is always "keys"."""
    RETAIN = "retain"
    """Delete what a team keeps no longer; its id is a team's."""
    LET_GO = "let_go"
    """Forget people of a workspace who left; its id is a workspace's."""
    TIDY = "tidy"
    """Have what was deleted leave the disk; its id is a day, on which once is enough."""
    SWEEP = "sweep"
    """Compare a team's people with Slack; its id is a team's."""
    REALIGN = "realign"
    """Put right what lies in the future after the calendar came back; its id is a day."""
    VERIFY = "verify"
    """Ask Slack whether an installation is there that it said was removed; its id is a workspace's.
    """
    PURGE = "purge"
    """Delete an installation that was taken away and did not come back; its id is a workspace's."""


@dataclass(frozen=True, slots=True)
class Due:
    """One step that can be performed now."""

    step: Step
    id: str


@dataclass(frozen=True, slots=True)
class Unplanned:
    """What is due for running teams without a planned round, and whether there are such teams."""

    due: tuple[Due, ...]
    any: bool


def due(
    database: Database, now: datetime, *, limit: int = BATCH, days: bool = True
) -> tuple[Due, ...]:
    """Return what is due at `now`, most urgent first; steps of one row never come together.

    Without `days` it is one look into an index: what is due for a whole day, and `unplanned`
    teams, are left out.
    """

    def unit(store: Store) -> tuple[Due, ...]:
        found = at_once(store, now, limit)
        return (*found, *by_day(store, now, limit), *_unplanned(store, now)) if days else found

    return database.read(unit)


def waiting(database: Database, now: datetime) -> tuple[Waiting, ...]:
    """Return some rounds that wait to be opened, longest due first."""
    return database.read(lambda store: store.rounds.waiting(now, limit=BATCH))


def unplanned(database: Database, now: datetime) -> Unplanned:
    """Look at the running teams without a planned round; every team is looked at.

    Those that could have one should be none: whatever takes a planned round away plans the next one
    with it. An earlier version did that a moment later, and may have died in between. The others
    have no turn left and end once their last day is over.
    """

    def unit(store: Store) -> Unplanned:
        found = store.teams.without_planned_round()
        return Unplanned(tuple(_of_unplanned(store, found, now)), bool(found))

    return database.read(unit)


def next_due_at(database: Database) -> datetime | None:
    """Return when the next round is due, or None; windows and deliveries have their own times."""
    return database.read(lambda store: store.rounds.next_due_at())


def plan_round(database: Database, *, team: TeamId, now: datetime) -> None:
    """Add the team's next planned round; none where its cadence has no turn left."""
    database.step(lambda store: plan(store, team, now))


def remind(database: Database, *, round_id: RoundId, now: datetime) -> None:
    """Add one reminder row for every roster member; who gets one is decided when it is sent."""
    database.step(lambda store: _remind(store, round_id, now))


def plan(store: Store, team_id: TeamId, now: datetime, *, after: datetime | None = None) -> None:
    """Plan inside a unit of work: the turn after the newest round, however long ago that was.

    Turns missed while nothing ran are planned one after the other, so each is accounted for;
    `after` leaves out those up to it. A planned round is moved when the cadence was.
    """
    plan_next(store, store.teams.lock(team_id), now, after=after)


def plan_next(store: Store, team: Team, now: datetime, *, after: datetime | None = None) -> None:
    """Do what `plan` does for a team as it is now, which this unit has locked."""
    if team.state is not TeamState.RUNNING:
        return
    rows = store.rounds.of_team(team.id, limit=2)
    waiting = [row for row in rows if row.state is RoundState.PLANNED]
    if waiting and (after is None or waiting[0].opens_at <= now):
        return
    slot = next_turn(team, had_of(store, team, rows), now, after=after)
    if slot is None:
        # It waits for its last day, and goes on where that is moved before.
        for row in waiting:
            store.rounds.delete(row.id)
    elif waiting:
        store.rounds.put(_spread(store, replace(planned(team, slot), id=waiting[0].id)))
    else:
        store.rounds.add(_spread(store, planned(team, slot)))


def planned(team: Team, slot: Slot) -> Round:
    """Return the round a turn of the cadence becomes."""
    times = due_times(slot.opens_at, zone_name=team.cadence.zone, open_days=team.policy.open_days)
    return Round(
        id=RoundId(new_id()),
        team=team.id,
        date=slot.date,
        state=RoundState.PLANNED,
        opens_at=times.opens_at,
        remind_at=times.remind_at,
        closes_at=times.closes_at,
        report_at=times.report_at,
        next_due_at=times.opens_at,
    )


def _spread(store: Store, row: Round) -> Round:
    """Let a round wait some seconds where many are due at its instant: a Monday at nine."""
    if store.rounds.count_at(row.opens_at, limit=AT_ONCE) < AT_ONCE:
        return row
    return replace(row, next_due_at=inside_minute(row.opens_at, row.id))


def announce(
    store: Store, team: Team, topic: str, now: datetime, round_id: RoundId | None = None
) -> None:
    """Tell the team's channel about a change; `topic` is a code with parameters."""
    store.deliveries.add([delivery(team, Kind.ANNOUNCEMENT, team.channel, now, topic, round_id)])


def announce_everywhere(store: Store, workspace: WorkspaceId, topic: str, now: datetime) -> None:
    """Tell the channel of every team that is asked, or was and is paused."""
    for team in store.teams.of_workspace(workspace):
        if team.state in _TOLD:
            announce(store, team, topic, now)


def delivery(
    team: Team,
    kind: Kind,
    target: str,
    due_at: datetime,
    topic: str = "",
    round_id: RoundId | None = None,
) -> Delivery:
    """Return one message that is due."""
    return Delivery(
        id=DeliveryId(new_id()),
        workspace=team.workspace,
        team=team.id,
        round=round_id,
        kind=kind,
        target=target,
        topic=topic,
        state=DeliveryState.DUE,
        due_at=due_at,
    )


def _remind(store: Store, round_id: RoundId, now: datetime) -> None:
    row = store.rounds.lock(round_id)
    if row.state is not RoundState.OPEN or row.reminded or row.epoch is None:
        return
    team = store.teams.get(row.team)
    if now < row.closes_at and row.remind_at < row.closes_at:
        store.deliveries.add(_reminders(store, row, team, store.rosters.get(row.epoch), now))
    store.rounds.put(life.remind(row))


def _reminders(
    store: Store, row: Round, team: Team, roster: Roster, now: datetime
) -> list[Delivery]:
    """One row for everyone, at the next moment inside working hours where that person is.

    None on a public holiday or a quiet day of the team; one that would come after the close is
    erased with the round and never sent.
    """
    start = after_days_off(team.cadence, now)
    people = store.people.many(team.workspace, [member.user for member in roster.members])
    zones = {user: person.zone for user, person in people.items()}
    return [
        delivery(team, Kind.REMINDER, member.user, at, "", row.id)
        for member in roster.members
        for at in [inside_workday(start, known_zone(zones.get(member.user), team.cadence.zone))]
    ]


def at_once(store: Store, now: datetime, limit: int = BATCH) -> tuple[Due, ...]:
    """Return what is due at an instant: looks into indexes."""
    return with_burials(store, of_rounds(store, now, limit))


def of_rounds(store: Store, now: datetime, limit: int = BATCH) -> list[Due]:
    """Return what is due at an instant for rounds: two looks into their index."""
    # Apart, so that thousands that wait to be opened hold up nothing else.
    rows = store.rounds.going_on(now, limit=limit)
    steps = [step for row in rows for step in steps_of(store, row, now)]
    return steps + [Due(Step.OPEN, one.id) for one in store.rounds.waiting(now, limit=limit)]


def with_burials(store: Store, steps: Sequence[Due]) -> tuple[Due, ...]:
    """Add the keys that are left to destroy to what is due for rounds."""
    # Gathered rounds forget what they left behind themselves, once, when their windows are settled.
    forgetting = any(one.step in {Step.GATHER, Step.SETTLE, Step.FORGET} for one in steps)
    if forgetting or not store.tombstones.is_any():
        return tuple(steps)
    return (*steps, Due(Step.BURY, "keys"))


def by_day(store: Store, now: datetime, limit: int = BATCH) -> Iterator[Due]:
    """Yield what is due for whole days: nobody minds the minute."""
    today = now.astimezone(UTC).date()
    yield from (Due(Step.EXPIRE, w.id) for w in store.windows.expired(today, limit=limit))
    yield from (Due(Step.PURGE, workspace) for workspace in removable(store, today))


def _unplanned(store: Store, now: datetime) -> Iterator[Due]:
    return _of_unplanned(store, store.teams.without_planned_round(), now)


def _of_unplanned(store: Store, found: Iterable[TeamId], now: datetime) -> Iterator[Due]:
    for team in map(store.teams.get, found):
        if has_turn(store, team, now):
            yield Due(Step.PLAN, team.id)
        elif is_over(store, team, now):
            yield Due(Step.END, team.id)


def steps_of(store: Store, row: Round, now: datetime) -> list[Due]:
    """Return what is due for one round whose due time has come."""
    if row.state in COUNTED:
        ended = [w for w in store.windows.open_of(row.team) if w.last_round <= row.number]
        if ended:
            return [Due(Step.SETTLE, window.id) for window in ended]
    return [Due(Step(act), row.id) for act in life.due(row, now)]
