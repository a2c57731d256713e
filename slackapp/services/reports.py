"""Issuing a report once, and reading it: leads and their team read the same figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from analytics.instrument.bank import TIES
from analytics.instrument.windows import Mode
from analytics.records import Experiment, Reading, Report
from slackapp.domain import life
from slackapp.domain.deliveries import Kind
from slackapp.domain.expectations import Expectation
from slackapp.domain.ids import ReportId, RoundId, TeamId, UserId, WorkspaceId, new_id
from slackapp.domain.rounds import COUNTED, Round
from slackapp.domain.teams import Team
from slackapp.errors import UnknownReport
from slackapp.services import trials
from slackapp.services.coming import next_on
from slackapp.services.expectations import current
from slackapp.services.opening import mode_of
from slackapp.services.ports import Database, Store
from slackapp.services.rounds import delivery

DEFAULT_LOCALE = "en"
REMEMBERED = 8
"""Rounds looked back for the report before this one."""
TeamReport = tuple[str, Report]
"""The name of a team and a report of it."""


class Compose(Protocol):
    """`analytics.report.weekly_report`, handed in by the composition root."""

    def __call__(
        self,
        *,
        round_date: date,
        rounds_asked: int,
        readings: tuple[Reading, ...],
        settled: tuple[Reading, ...],
        next_on: Mapping[str, date],
        held_in_a_row: int,
        mode: Mode,
        experiment: Experiment | None,
        previous: Experiment | None,
    ) -> Report:
        """Return what the report says, as codes."""
        ...


class Render(Protocol):
    """A report as the bytes of a page, one for each language the product speaks."""

    def __call__(
        self, report: Report, *, team: str, expected: tuple[Expectation, ...]
    ) -> Mapping[str, bytes]:
        """Return the page in each language; `expected` is what its lead noted by then."""
        ...


@dataclass(frozen=True, slots=True)
class Issued:
    """A report somebody may read."""

    id: ReportId
    team: TeamId
    team_name: str
    round_date: date


def issue(
    database: Database, *, round_id: RoundId, now: datetime, compose: Compose, render: Render
) -> None:
    """Compose a counted round's report, store it with its pages, and add its messages, once.

    Raises:
        UnknownRound: there is no such round.

    """
    material = database.read(lambda store: _material(store, round_id, now))
    if material is None:
        return
    report = compose(
        round_date=material.row.date,
        rounds_asked=material.row.number,
        readings=material.readings,
        settled=material.settled,
        next_on=material.next_on,
        held_in_a_row=material.held_in_a_row,
        mode=material.mode,
        experiment=material.experiment,
        previous=material.previous,
    )
    pages = render(report, team=material.team.name, expected=material.expected)
    database.step(lambda store: _issue(store, round_id, report, pages, now))


@dataclass(frozen=True, slots=True)
class Reports:
    """Reading reports: only leads and members of a team may; when it ended, its last members."""

    database: Database

    def of_person(self, *, workspace: WorkspaceId, user: UserId) -> tuple[Issued, ...]:
        """Return the reports of a person's teams, newest first."""

        def unit(store: Store) -> list[Issued]:
            return [
                Issued(report, team.id, team.name, day)
                for team in _teams(store, workspace, user)
                for report, day in store.reports.of_team(team.id)
            ]

        return tuple(sorted(self.database.read(unit), key=lambda one: one.round_date, reverse=True))

    def get(self, report_id: ReportId, *, workspace: WorkspaceId, user: UserId) -> Report:
        """Return a report; `UnknownReport` when it is not this person's to read."""
        return self.of_team(report_id, workspace=workspace, user=user)[1]

    def of_team(self, report_id: ReportId, *, workspace: WorkspaceId, user: UserId) -> TeamReport:
        """Return a report with the name of its team; raises as `get`."""
        return self.database.read(lambda store: _readable(store, report_id, workspace, user))

    def page(
        self, report_id: ReportId, *, workspace: WorkspaceId, user: UserId, locale: str
    ) -> bytes:
        """Return a report's page in the person's own language; raises as `get`.

        That is the one they have in Slack; where there are no words in it, `locale`, or English.
        """

        def unit(store: Store) -> bytes:
            _readable(store, report_id, workspace, user)
            person = store.people.get(workspace, user)
            for choice in _choices(person.locale if person else "", locale):
                page = store.reports.page(report_id, choice)
                if page is not None:
                    return page
            raise UnknownReport

        return self.database.read(unit)

    def latest(self, *, team: TeamId) -> tuple[ReportId, Report] | None:
        """Return a team's newest report, for those who post it."""

        def unit(store: Store) -> tuple[ReportId, Report] | None:
            newest = store.reports.of_team(team)[:1]
            return (newest[0][0], store.reports.get(newest[0][0])[1]) if newest else None

        return self.database.read(unit)

    def of_round(self, *, round_id: RoundId) -> tuple[ReportId, Report] | None:
        """Return the report of a round, for those who post it."""

        def unit(store: Store) -> tuple[ReportId, Report] | None:
            found = store.reports.of_round(round_id)
            return (found, store.reports.get(found)[1]) if found else None

        return self.database.read(unit)


@dataclass(frozen=True, slots=True)
class _Material:
    """What one report is composed from: published readings and dates, no answers."""

    row: Round
    team: Team
    readings: tuple[Reading, ...]
    settled: tuple[Reading, ...]
    next_on: dict[str, date]
    held_in_a_row: int
    mode: Mode
    experiment: Experiment | None
    previous: Experiment | None
    expected: tuple[Expectation, ...]


def _material(store: Store, round_id: RoundId, now: datetime) -> _Material | None:
    row = store.rounds.get(round_id)
    if row.state not in COUNTED or row.epoch is None or row.reported or row.report_at > now:
        return None
    team = store.teams.get(row.team)
    readings = store.readings.of_team(team.id)
    earlier = [
        one for one in store.rounds.of_team(team.id, limit=REMEMBERED) if one.date < row.date
    ]
    since = next((one.report_at.date() for one in earlier if one.reported), date.min)
    settled = tuple(reading for reading in readings if _is_new(reading, row, since))
    mode = mode_of(team, store.rosters.get(row.epoch))
    families = {reading.span.family for reading in settled}
    experiment, previous = trials.told_of(trials.of_team(store, team.id), number=row.number)
    histories = [store.readings.history(team.id, family) for family in families]
    return _Material(
        row=row,
        team=team,
        readings=readings,
        settled=settled,
        next_on=next_on(store, row, team, mode, now, experiment=experiment is not None),
        held_in_a_row=max((history.held_in_a_row for history in histories), default=0),
        mode=mode,
        experiment=experiment,
        previous=previous,
        expected=current(store, team, now),
    )


def _is_new(reading: Reading, row: Round, since: date) -> bool:
    """Settled with this round, or given up since the last report."""
    span = reading.span
    if span.last_round == row.number:
        return True
    return span.last_round > row.number - 1 and since < span.ends_on <= row.report_at.date()


def _issue(
    store: Store, round_id: RoundId, report: Report, pages: Mapping[str, bytes], now: datetime
) -> None:
    row = store.rounds.lock(round_id)
    if row.reported or row.state not in COUNTED:
        return
    team = store.teams.get(row.team)
    report_id = ReportId(new_id())
    mirrored = _mirrored(store, row, report)
    store.reports.add(report_id, team.id, row.id, report)
    kept_from = row.date - timedelta(weeks=team.policy.retention_weeks)
    store.readings.drop_before(team.id, kept_from)
    store.reports.drop_before(team.id, kept_from)
    for locale, page in pages.items():
        store.reports.put_page(report_id, locale, page)
    leads = [delivery(team, Kind.REPORT_LEAD, lead, now, "", row.id) for lead in sorted(team.leads)]
    notices = [delivery(team, Kind.MIRROR_NOTICE, user, now, "", row.id) for user in mirrored]
    to_team = delivery(team, Kind.REPORT_TEAM, team.channel, now, "", row.id)
    decisions = trials.reported(store, team, row, report, now)
    store.deliveries.add([*leads, to_team, *notices, *decisions])
    store.rounds.put(life.report(row))


def _mirrored(store: Store, row: Round, report: Report) -> list[UserId]:
    """Everybody on the roster, when this week's ties wrote them a note; the same for all."""
    ties = any(one.span.family == TIES for one in report.settled)
    if not ties or row.epoch is None or store.notes.key_id(row.team) is None:
        return []
    return [member.user for member in store.rosters.get(row.epoch).members]


def _readable(
    store: Store, report_id: ReportId, workspace: WorkspaceId, user: UserId
) -> TeamReport:
    team_id, report = store.reports.get(report_id)
    names = {team.id: team.name for team in _teams(store, workspace, user)}
    if team_id not in names:
        raise UnknownReport
    return names[team_id], report


def _choices(*locales: str) -> Iterator[str]:
    """Each locale as pages are stored under it, exactly and by its language; English last."""
    for locale in locales:
        name = locale.replace("-", "_")
        yield name
        yield name.partition("_")[0]
    yield DEFAULT_LOCALE


def _teams(store: Store, workspace: WorkspaceId, user: UserId) -> tuple[Team, ...]:
    """The teams whose reports a person may read: those they lead, or are in, or were to the end.

    Whoever was deactivated in Slack reads nothing any more.
    """
    person = store.people.get(workspace, user)
    if person is not None and not person.is_active:
        return ()
    people = store.people
    member_of = {*people.teams_of(workspace, user), *people.stayed(workspace, user)}
    teams = store.teams.of_workspace(workspace)
    return tuple(team for team in teams if team.id in member_of or user in team.leads)
