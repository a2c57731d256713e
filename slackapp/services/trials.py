"""What rounds do for experiments: count votes as one opens, offer and ask back with its report."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from analytics import records
from analytics.instrument.bank import FOLLOW_UP
from analytics.records import Reading, Report, Status, Verdict
from slackapp.domain import experiments
from slackapp.domain.deliveries import Delivery, Kind
from slackapp.domain.experiments import CHOICES, GOING_ON, LEAST_CHOICES, Experiment, Stage
from slackapp.domain.ids import ExperimentId, RoundId, TeamId, UserId, new_id
from slackapp.domain.rounds import Round
from slackapp.domain.teams import Team, TeamState
from slackapp.services.ports import Store
from slackapp.services.rounds import delivery
from slackapp.services.stops import last_end


@dataclass(frozen=True, slots=True)
class Trials:
    """A team's experiments as a round finds them, newest first."""

    all: tuple[Experiment, ...] = ()

    @property
    def going_on(self) -> Experiment | None:
        """The one that is voted on or tried; there is at most one."""
        return next((one for one in self.all if one.stage in GOING_ON), None)

    @property
    def trying(self) -> Experiment | None:
        """The one that is tried."""
        return next((one for one in self.all if one.stage is Stage.TRYING), None)

    @property
    def decided(self) -> Experiment | None:
        """The one decided about last."""
        done = [one for one in self.all if one.stage is Stage.DECIDED]
        return max(done, key=lambda one: one.decided_in, default=None)

    def changed_in(self, number: int) -> str | None:
        """The practice that the team decided to change as round `number` opened."""
        decided = self.decided
        if decided is None or decided.verdict is not Verdict.CHANGE:
            return None
        return decided.practice if decided.decided_in == number else None

    @property
    def newest(self) -> Experiment | None:
        """The one that decides when the next vote may come."""
        return self.going_on or next(iter(self.all), None)

    @property
    def undoable(self) -> Experiment | None:
        """The one whose newest step a lead may take back."""
        return self.going_on or self.decided

    def tried_in(self, first_round: int) -> Experiment | None:
        """The one that was tried when a window began, whatever became of it."""
        tried = [one for one in self.all if 0 < one.since_round <= first_round and one.practice]
        return max(tried, key=lambda one: one.since_round, default=None)

    def followed_up(self, first_round: int) -> Experiment | None:
        """The one that a follow-up window asks about: tried in it, and not given up since."""
        newest = self.tried_in(first_round)
        if newest is None or newest.stage not in {Stage.TRYING, Stage.DECIDED}:
            return None
        return newest if newest.verdict in {None, Verdict.KEEP} else None


def of_team(store: Store, team: TeamId) -> Trials:
    """Return a team's experiments."""
    return Trials(store.experiments.of_team(team))


def hold(store: Store, team_id: TeamId) -> tuple[Team, Trials]:
    """Let nobody vote until this unit is over: what is counted now is all there was.

    Returns the team, which is locked too, and its experiments as they stay meanwhile.
    """
    team, found = store.teams.lock(team_id), of_team(store, team_id)
    if found.going_on is None:
        return team, found
    for one in found.all:
        if one.stage in GOING_ON:
            store.experiments.lock(one.id)
    return team, of_team(store, team_id)


def resolved(store: Store, found: Trials, *, number: int, on: date) -> Trials:
    """Return them as they stand once round `number` opens; nothing is written."""
    changed = []
    for one in found.all:
        votes = store.experiments.votes(one.id) if one.stage in GOING_ON else {}
        moved = one.stage is Stage.CHOOSING and not votes and _was_moved(store, one)
        changed.append(experiments.resolved(one, votes, number=number, on=on, moved=moved))
    return Trials(tuple(changed))


def _was_moved(store: Store, one: Experiment) -> bool:
    """Whether a vote stood in another channel before: whoever reads it now had less time for it."""
    here = store.teams.get(one.team).channel
    posted = store.deliveries.posted(one.team, one.id)
    return any(each.kind is Kind.VOTE and each.target != here for each in posted)


def resolve(
    store: Store, team: Team, row: Round, found: Trials, after: Trials, now: datetime
) -> tuple[Delivery, ...]:
    """Write what the opening round resolved of what `hold` found; votes that were counted go.

    Returns what the channel is told.
    """
    told: list[Delivery] = []
    for before, one in zip(found.all, after.all, strict=True):
        if one == before:
            continue
        store.experiments.put(one)
        store.experiments.clear(one.id)
        note(store, team, before, one, actor=None, at=now)
        told += outcomes(store, team, before, now, row.id)
        if one.stage is Stage.TRYING:
            told.append(delivery(team, Kind.EXPERIMENT, team.channel, now, one.id, row.id))
    return tuple(told)


def outcomes(
    store: Store, team: Team, before: Experiment, now: datetime, round_id: RoundId | None = None
) -> list[Delivery]:
    """Let what was posted about a step that is over say what became of it, without its buttons."""
    return [
        delivery(team, Kind.OUTCOME, one.target, now, one.id, round_id)
        for one in _posted(store, team, before)
    ]


def over(
    store: Store, team: Team, now: datetime, round_id: RoundId | None = None
) -> list[Delivery]:
    """Let what a team that has ended can still press say so; votes that nobody counts go."""
    going_on = of_team(store, team.id).going_on
    if going_on is None:
        return []
    store.experiments.lock(going_on.id)
    store.experiments.clear(going_on.id)
    ended_at = last_end(store, team)
    return [
        one
        for one in outcomes(store, team, going_on, now, round_id)
        if not _is_said(store.deliveries.posted(team.id, one.topic), ended_at)
    ]


def _is_said(posted: Iterable[Delivery], ended_at: datetime | None) -> bool:
    """Whether a message says already that its team has ended; before that it may say other news."""
    return ended_at is not None and any(one.due_at >= ended_at for one in posted)


def asking(store: Store, team: Team) -> list[Delivery]:
    """Return what was posted about the experiment that goes on and can still be pressed."""
    going_on = of_team(store, team.id).going_on
    return _posted(store, team, going_on) if going_on else []


def _posted(store: Store, team: Team, about: Experiment) -> list[Delivery]:
    """What was posted about the step an experiment stands at."""
    step = {Kind.VOTE} if about.stage is Stage.CHOOSING else {Kind.EXPERIMENT, Kind.LOOK_BACK}
    return [one for one in store.deliveries.posted(team.id, about.id) if one.kind in step]


def reported(
    store: Store, team: Team, row: Round, report: Report, now: datetime
) -> tuple[Delivery, ...]:
    """Ask whether the team did it, or offer the report's practices for a vote, where it is time.

    A team that has ended is asked nothing: no later round could count it.
    """
    if team.state is TeamState.ENDED:
        return tuple(over(store, team, now, row.id))
    _, found = hold(store, team.id)
    trying = found.trying
    if trying is not None and experiments.asks_back(
        trying, number=row.number, on=row.report_at.date()
    ):
        store.experiments.put(replace(trying, asked_in=row.number))
        # What was posted says when the team is asked, or asked it before: the newest alone asks.
        # No round: its opening may have said it anew.
        anew = outcomes(store, team, trying, now)
        return (delivery(team, Kind.LOOK_BACK, team.channel, now, trying.id, row.id), *anew)
    choices = offered_of(report.suggestions, found, row.number)
    if not choices or not experiments.may_offer(found.newest, number=row.number):
        return ()
    offered = Experiment(
        id=ExperimentId(new_id()), team=team.id, offered_in=row.number, choices=choices
    )
    store.experiments.put(offered)
    return (delivery(team, Kind.VOTE, team.channel, now, offered.id, row.id),)


def told_of(found: Trials, *, number: int) -> tuple[records.Experiment | None, ...]:
    """Return the running experiment and the one decided about with round `number`, for a report."""
    trying, decided = found.trying, found.decided
    news = decided if decided is not None and decided.decided_in == number else None
    return _told(trying), _told(news)


def outcome(found: Trials, *, number: int) -> tuple[str, str] | None:
    """Return what changed with round `number`, with the practice: "trying", or a verdict.

    "still" is tried what was chosen before; a verdict is news once.
    """
    if found.trying is not None and found.trying.practice:
        is_new = found.trying.since_round == number
        return "trying" if is_new else "still", found.trying.practice
    last = found.decided
    if last is None or last.practice is None or last.verdict is None or last.decided_in != number:
        return None
    return last.verdict.value, last.practice


def follows(found: Trials, readings: Sequence[Reading]) -> records.Experiment | None:
    """Return what the last follow-up shown was about; oldest readings come first."""
    shown = [one for one in readings if one.status is Status.SHOWN]
    told = [one for one in shown if one.span.family == FOLLOW_UP]
    return about(found, told[-1]) if told else None


def about(found: Trials, reading: Reading) -> records.Experiment | None:
    """Return what a reading of a follow-up is about; no other is about an experiment."""
    span = reading.span
    return _told(found.tried_in(span.first_round)) if span.family == FOLLOW_UP else None


def noticed(found: Trials, readings: Iterable[Reading]) -> dict[ExperimentId, str]:
    """Return how clearly each experiment was noticed, where that was published."""
    told: dict[ExperimentId, str] = {}
    for reading in readings:
        if reading.measure != "noticed" or reading.status is not Status.SHOWN:
            continue
        about = found.followed_up(reading.span.first_round)
        if about is not None:
            told[about.id] = str(reading.value)
    return told


def note(
    store: Store,
    team: Team,
    before: Experiment,
    after: Experiment,
    *,
    actor: UserId | None,
    at: datetime,
) -> None:
    """Keep a change in the audit: where it stands, never who voted for what."""
    store.audit.add(
        workspace=team.workspace,
        team=team.id,
        event=f"experiment_{after.stage}",
        actor=actor,
        at=at,
        before=_flat(before),
        after=_flat(after),
    )


def offered_of(suggested: Sequence[str], found: Trials, number: int) -> tuple[str, ...]:
    """What of these a report lists for the vote that comes with it, and the vote offers.

    First what the team just decided to change, to be tried another way. What it tried and kept is
    no news, and left out where there is a choice without it. Nothing of nothing.
    """
    changed = found.changed_in(number)
    again = (changed,) if changed and suggested else ()
    kept = {one.practice for one in found.all if one.verdict is Verdict.KEEP}
    fresh = [practice for practice in suggested if practice not in kept]
    offered = fresh if len(fresh) >= LEAST_CHOICES else suggested
    return tuple(dict.fromkeys((*again, *offered)))[:CHOICES]


def _told(one: Experiment | None) -> records.Experiment | None:
    if one is None or one.practice is None or one.since is None:
        return None
    return records.Experiment(one.practice, one.since, one.verdict)


def _flat(one: Experiment) -> str:
    said = {
        "practice": one.practice,
        "stage": one.stage.value,
        "verdict": one.verdict,
        "looked_after": one.owner is not None,
        "look_back_on": one.look_back_on,
    }
    return json.dumps(said, default=str, sort_keys=True)
