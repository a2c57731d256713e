"""Teams that share people, played week by week through the real pipeline on a virtual calendar."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from analytics.records import Report
from slackapp.clock import Clock
from slackapp.domain.answers import Answer
from slackapp.domain.cadence import Cadence
from slackapp.domain.ids import ChannelId, RoundId, TeamId, UserId, WorkspaceId
from slackapp.domain.mirror import Note
from slackapp.domain.policy import Policy
from slackapp.domain.rounds import Round, RoundState
from slackapp.domain.teams import Person, Team, TeamState, Workspace
from slackapp.services import members
from slackapp.services.answers import CheckIns
from slackapp.services.mirrors import Mirrors
from slackapp.services.ports import Database, KeyStore, Store
from slackapp.services.reports import Reports
from slackapp.services.rounds import Due, Step, plan, steps_of
from slackapp.services.steps import Steps
from slackapp.services.teams import TeamSettings
from slackapp.simulate.formats import RosterLine

FIRST_MONDAY = date(2026, 1, 5)
OPENS = time(10)
ADMIN = UserId("(simulate)")
"""Sets the teams up; in none of them."""


class Answers(Protocol):
    """Where a round's answers come from."""

    def of(self, roster: RosterLine, row: Round) -> Iterable[tuple[UserId, Answer]]:
        """Give the answers to what a round asks."""
        ...


@dataclass(frozen=True, slots=True)
class Told:
    """What a lead was shown of one round; no report where the round was skipped."""

    team: str
    round: int
    asked: Round
    report: Report | None
    notes: tuple[tuple[UserId, Note], ...] = ()
    """What each person's mirror said new, where that was wanted."""


@dataclass(slots=True)
class Play:
    """One workspace of teams that share people. `database` and `keys` live as long as it does."""

    database: Database
    keys: KeyStore
    steps: Steps
    workspace: WorkspaceId
    answers: Answers
    mirrors: bool = False
    clock: Clock = field(default_factory=lambda: Clock(lambda: datetime(2026, 1, 1, tzinfo=UTC)))
    _before: dict[str, RosterLine] = field(default_factory=dict)
    _ids: dict[str, TeamId] = field(default_factory=dict)

    def weeks(self, teams: Mapping[str, list[RosterLine]]) -> Iterator[Told]:
        """Play every week of these teams, and tell what each round showed.

        Raises:
            BadLine: a team cannot start with its first roster, or an answer does not fit.

        """
        self._install()
        by_round: defaultdict[int, list[RosterLine]] = defaultdict(list)
        for rosters in teams.values():
            for roster in rosters:
                by_round[roster.round].append(roster)
        for number in sorted(by_round):
            yield from self._week(number, by_round[number])

    def _install(self) -> None:
        workspace = Workspace(self.workspace, "", self.workspace, "simulate", UserId("B"), "B")
        admin = Person(self.workspace, ADMIN, "admin", is_admin=True)

        def unit(store: Store) -> None:
            store.workspaces.put(workspace, token="")
            store.people.put([admin])

        self.database.step(unit)

    def _week(self, number: int, rosters: list[RosterLine]) -> list[Told]:
        """All teams open, then all answer, close and settle, then all report."""
        monday = FIRST_MONDAY + timedelta(weeks=number - 1)
        self.clock.move_to(datetime.combine(monday, OPENS, UTC))
        # Those who leave go before others come, so that who moves is at home in the new team.
        for roster in sorted(rosters, key=self._grows):
            self._settings(roster, monday)
        rows = [(roster, self._open(roster)) for roster in rosters]
        for roster, row in rows:
            if row.state is RoundState.OPEN:
                self._answer(roster, row)
        for moment in ("closes_at", "report_at"):
            for _, row in rows:
                self._advance(row.id, getattr(row, moment))
        return [self._told(roster, row.id) for roster, row in rows]

    def _grows(self, roster: RosterLine) -> int:
        before = self._before.get(roster.team)
        return len(roster.members) - len(before.members if before else ())

    def _settings(self, roster: RosterLine, monday: date) -> None:
        """Bring the team to what its roster line says, as an admin would."""
        before = self._before.get(roster.team)
        settings = TeamSettings(self.database, self.clock)
        if before is None:
            team = self._create(settings, roster, monday)
        else:
            team = self._ids[roster.team]
            if before.leads != roster.leads:
                settings.set_leads(team=team, leads=roster.leads, actor=ADMIN)
            if _policy(before) != _policy(roster):
                settings.change_policy(team=team, policy=_policy(roster), actor=ADMIN)
        if before is None or before.members != roster.members:
            self._join(team, roster)
        self._before[roster.team] = roster

    def _create(self, settings: TeamSettings, roster: RosterLine, monday: date) -> TeamId:
        """Add a team that runs from its first roster on, however small."""
        team = settings.create(
            workspace=self.workspace,
            channel=ChannelId(f"#{roster.team}"),
            name=roster.team,
            leads=roster.leads,
            cadence=Cadence(zone="UTC", weekday=0, at=OPENS, first=monday),
            policy=_policy(roster),
            actor=ADMIN,
            team_id=TeamId(roster.team),
        )
        self._ids[roster.team] = team.id
        self.database.step(lambda store: _start(store, team, self.clock.calendar_now()))
        return team.id

    def _join(self, team: TeamId, roster: RosterLine) -> None:
        people = [Person(self.workspace, user, user) for user in roster.members]
        now = self.clock.calendar_now()
        members.apply(self.database, team=team, people=people, now=now)

    def _open(self, roster: RosterLine) -> Round:
        team = self._ids[roster.team]
        now = self.clock.calendar_now()
        self.steps.perform(Due(Step.PLAN, team), now=now)
        row = self.database.read(lambda store: store.rounds.of_team(team, limit=1))[0]
        self.steps.perform(Due(Step.OPEN, row.id), now=now)
        return self._row(row.id)

    def _answer(self, roster: RosterLine, row: Round) -> None:
        check_ins = CheckIns(self.database, self.keys, self.clock)
        for user, answer in self.answers.of(roster, row):
            check_ins.record(
                round_id=row.id, workspace=self.workspace, user=user, answer=answer
            ).result()

    def _advance(self, round_id: RoundId, now: datetime) -> None:
        """Perform every step of a round that is due at a moment."""
        self.clock.move_to(now)
        while (row := self._row(round_id)).next_due_at is not None and row.next_due_at <= now:
            due = self.database.read(lambda store: steps_of(store, row, now))
            for step in due:
                self.steps.perform(step, now=now)

    def _row(self, round_id: RoundId) -> Round:
        return self.database.read(lambda store: store.rounds.get(round_id))

    def _told(self, roster: RosterLine, round_id: RoundId) -> Told:
        row = self._row(round_id)
        found = Reports(self.database).of_round(round_id=round_id)
        notes = tuple(self._notes(roster, row)) if self.mirrors else ()
        return Told(roster.team, roster.round, row, found[1] if found else None, notes)

    def _notes(self, roster: RosterLine, row: Round) -> Iterator[tuple[UserId, Note]]:
        mirrors = Mirrors(self.database, self.keys, self.clock)
        for user in roster.members:
            note = mirrors.of(workspace=self.workspace, user=user, team=row.team).note
            if note is not None and note.ends_on == row.date:
                yield user, note


def _policy(roster: RosterLine) -> Policy:
    return Policy(k=roster.k, light=roster.light, named=roster.named)


def _start(store: Store, team: Team, now: datetime) -> None:
    """Start a team as `confirm` does, also where its first rounds will be skipped as too small."""
    store.teams.put(replace(team, state=TeamState.RUNNING))
    plan(store, team.id, now - timedelta(minutes=1))
