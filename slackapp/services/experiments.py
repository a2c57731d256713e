"""What people do about their team's experiment: vote, look after it, choose a day, take it back.

All of it is open: the channel sees who voted for what, and every change is in the audit. Nothing
here knows of a check-in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from slackapp.clock import Clock
from slackapp.domain import experiments
from slackapp.domain.cadence import local_date
from slackapp.domain.experiments import Experiment, Newest, Stage
from slackapp.domain.ids import ChannelId, ExperimentId, TeamId, UserId, WorkspaceId
from slackapp.domain.screens import Ballot
from slackapp.domain.teams import Team, TeamState
from slackapp.errors import (
    DayOver,
    NothingToUndo,
    NotInTeam,
    UnknownExperiment,
    VoteOver,
)
from slackapp.errors.people import LeftBehind, NotLookedAfter, NoVote, StepOver
from slackapp.errors.teams import TeamEnded
from slackapp.services import invitations, trials
from slackapp.services.changing import own_team
from slackapp.services.ports import Database, Store
from slackapp.services.preview import preview_of
from slackapp.services.remaining import report_on
from slackapp.services.rounds import announce

FIRST: Final = 1
"""Every round's report that is still to come counts from here on."""

Change = Callable[[Store, Team, Experiment], None]


@dataclass(frozen=True, slots=True)
class Experiments:
    """Everybody in a team may vote and look after; its leads and admins may undo."""

    database: Database
    clock: Clock

    def ballot(self, *, experiment: ExperimentId) -> Ballot:
        """Return an experiment as its messages show it; raises `UnknownExperiment`."""
        now = self.clock.calendar_now()
        return self.database.read(lambda store: ballot_of(store, experiment, now))

    def vote(
        self,
        *,
        experiment: ExperimentId,
        workspace: WorkspaceId,
        user: UserId,
        choice: str,
        channel: ChannelId | None = None,
    ) -> Ballot:
        """Store or replace a person's vote, and return where it stands.

        `channel` is that of the message in which they voted, where it was one.

        Raises:
            UnknownExperiment, NotInTeam: it is not this person's to vote on.
            LeftBehind: the team is asked in another channel by now.
            TeamEnded: no later round could count it.
            VoteOver: it was counted, or this cannot be voted for.

        """

        def change(store: Store, _: Team, found: Experiment) -> None:
            if choice not in found.options:
                raise VoteOver
            store.experiments.vote(found.id, user, choice)

        return self._change(experiment, workspace, user, change, channel)

    def withdraw(
        self,
        *,
        experiment: ExperimentId,
        workspace: WorkspaceId,
        user: UserId,
        channel: ChannelId | None = None,
    ) -> Ballot:
        """Take a person's vote back, as if they had not voted.

        Raises as `vote`, and `NoVote` where they had none.
        """

        def change(store: Store, _: Team, found: Experiment) -> None:
            if not found.options:
                raise VoteOver
            if user not in store.experiments.votes(found.id):
                raise NoVote
            store.experiments.withdraw(found.id, user)

        return self._change(experiment, workspace, user, change, channel)

    def look_after(
        self,
        *,
        experiment: ExperimentId,
        workspace: WorkspaceId,
        user: UserId,
        channel: ChannelId | None = None,
    ) -> Ballot:
        """Let a person look after it, in place of whoever did; raises as `vote`."""

        def change(store: Store, team: Team, found: Experiment) -> None:
            if found.owner != user:
                self._put(store, team, found, replace(found, owner=user), user)

        return self._change(experiment, workspace, user, change, channel)

    def look_after_no_more(
        self,
        *,
        experiment: ExperimentId,
        workspace: WorkspaceId,
        user: UserId,
        channel: ChannelId | None = None,
    ) -> Ballot:
        """Let a person stop looking after it; raises as `vote`.

        Raises:
            NotLookedAfter: it is not theirs to stop.

        """

        def change(store: Store, team: Team, found: Experiment) -> None:
            if found.owner != user:
                raise NotLookedAfter
            self._put(store, team, found, replace(found, owner=None), user)

        return self._change(experiment, workspace, user, change, channel)

    def look_back(
        self,
        *,
        experiment: ExperimentId,
        workspace: WorkspaceId,
        user: UserId,
        on: date | None,
        channel: ChannelId | None = None,
    ) -> Ballot:
        """Choose the day from which on the team is asked whether it did it; raises as `vote`.

        Raises:
            DayOver: the day has passed.

        """

        def change(store: Store, team: Team, found: Experiment) -> None:
            today = local_date(self.clock.calendar_now(), team.cadence.zone)
            if on is not None and on < today:
                raise DayOver(day=on)
            self._put(store, team, found, replace(found, look_back_on=on), user)

        return self._change(experiment, workspace, user, change, channel)

    def newest(self, *, team: TeamId, workspace: WorkspaceId, actor: UserId) -> Newest:
        """Return the experiment whose newest step a lead or admin could take back, and what then.

        Raises:
            NothingToUndo: nothing is going on and nothing was decided, or the team has ended.
            NotAllowed: the person is neither lead nor admin.
            UnknownTeam: the team is another workspace's, or was deleted.

        """
        now = self.clock.calendar_now()

        def unit(store: Store) -> Newest:
            there = store.teams.get(team)
            return _with_day(store, there, _undoable(store, there, workspace, actor), now)

        return self.database.read(unit)

    def undo(
        self, *, team: TeamId, workspace: WorkspaceId, actor: UserId, id_: ExperimentId, at: Stage
    ) -> Newest:
        """Take the newest step back if it is still this one, and tell the channel.

        Returns the experiment as it stood before, and what comes now. Raises as `newest`, and:
            StepOver: another step is the newest by now.

        """
        now = self.clock.calendar_now()

        def unit(store: Store) -> Newest:
            there = store.teams.lock(team)
            newest = _undoable(store, there, workspace, actor)
            told = _with_day(store, there, newest, now)
            if (newest.id, newest.stage) != (id_, at):
                raise StepOver
            after = experiments.undone(newest)
            self._put(store, there, newest, after, actor)
            store.experiments.clear(newest.id)
            day = told.next_on.isoformat() if told.next_on else ""
            announce(store, there, f"undone:{newest.stage}:{newest.practice or ''}:{day}", now)
            store.deliveries.add(trials.outcomes(store, there, newest, now))
            store.deliveries.add(invitations.said_anew(store, there, now))
            return told

        return self.database.step(unit)

    def _change(
        self,
        experiment: ExperimentId,
        workspace: WorkspaceId,
        user: UserId,
        change: Change,
        channel: ChannelId | None,
    ) -> Ballot:
        def unit(store: Store) -> Ballot:
            found = store.experiments.lock(experiment)
            team = store.teams.get(found.team)
            if team.workspace != workspace:
                raise UnknownExperiment
            if team.state is TeamState.ENDED:
                raise TeamEnded
            if team.id not in store.people.teams_of(workspace, user) and user not in team.leads:
                raise NotInTeam
            if channel not in {None, team.channel}:
                # Votes have names, and whoever reads the other channel may be somebody else.
                raise LeftBehind
            if found.stage not in experiments.GOING_ON:
                raise VoteOver
            change(store, team, found)
            return ballot_of(store, experiment, self.clock.calendar_now())

        return self.database.step(unit)

    def _put(
        self, store: Store, team: Team, before: Experiment, after: Experiment, actor: UserId
    ) -> None:
        store.experiments.put(after)
        now = self.clock.calendar_now()
        trials.note(store, team, before, after, actor=actor, at=now)


def _undoable(store: Store, team: Team, workspace: WorkspaceId, actor: UserId) -> Experiment:
    """Raises as `Experiments.newest`."""
    own_team(store, workspace, team.id, actor)
    newest = trials.of_team(store, team.id).undoable
    if newest is None or team.state is TeamState.ENDED:
        raise NothingToUndo
    return newest


def _with_day(store: Store, team: Team, newest: Experiment, now: datetime) -> Newest:
    """When the team is asked next, once the step is taken back: to vote anew, or to decide anew."""
    after = experiments.undone(newest)
    number = experiments.next_offer(after)
    again = FIRST if number is None else number
    return Newest(newest, _report_on(store, team, again, now), team.name)


def next_vote(store: Store, team: Team, newest: Experiment | None, now: datetime) -> date | None:
    """Return the day of the report with which the next vote may come, inside a unit of work.

    `newest`: the team's, as its trials say. None while one is going on, and where no report comes
    any more, as far as can be known.
    """
    number = experiments.next_offer(newest)
    return None if number is None else _report_on(store, team, number, now)


def _report_on(store: Store, team: Team, number: int, now: datetime) -> date | None:
    """The day of that report, with who is there now."""
    return report_on(store, team, number, now, since=preview_of(store, team.id, now).since)


def ballot_of(store: Store, experiment: ExperimentId, now: datetime) -> Ballot:
    """Return an experiment with its votes, inside a unit of work; raises `UnknownExperiment`."""
    found = store.experiments.get(experiment)
    votes, team = store.experiments.votes(found.id), store.teams.get(found.team)
    is_due = experiments.is_due(found, asked=team.asked)
    next_asked = FIRST if is_due else found.since_round + experiments.TRIED_FOR - 1
    waits = found.stage is Stage.TRYING and not (found.asked_in or found.look_back_on)
    return Ballot(
        found,
        team.name,
        tuple(sorted(votes.items())),
        is_due=is_due,
        asked_on=_report_on(store, team, next_asked, now) if waits else None,
        changed=trials.of_team(store, team.id).changed_in(found.offered_in),
        ends=team.cadence.ends is not None,
    )
