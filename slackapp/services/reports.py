"""Reading reports: leads and their team read the same figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from analytics.records import Report
from slackapp.domain.ids import ReportId, RoundId, TeamId, UserId, WorkspaceId
from slackapp.domain.teams import Team, TeamState
from slackapp.errors import DamagedReport, ReportGone, UnknownReport
from slackapp.errors.people import NoPart
from slackapp.services.ports import Database, Store

DEFAULT_LOCALE = "en"
TeamReport = tuple[str, Report]
"""The name of a team and a report of it."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A report somebody may read."""

    id: ReportId
    team: TeamId
    team_name: str
    round_date: date


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

    def of_one(self, team: TeamId, *, workspace: WorkspaceId, user: UserId) -> tuple[Issued, ...]:
        """Return one team's reports, newest first; `NoPart` where they are not theirs to read."""

        def unit(store: Store) -> tuple[Issued, ...]:
            own = next((one for one in _teams(store, workspace, user) if one.id == team), None)
            # What is left of a deleted one has no name.
            if own is None or not own.name:
                raise NoPart
            found = store.reports.of_team(team)
            return tuple(Issued(report, team, own.name, day) for report, day in found)

        return self.database.read(unit)

    def expects(self, *, workspace: WorkspaceId, user: UserId) -> bool:
        """Say whether a team is asked, or paused, whose reports a person could read."""

        def unit(store: Store) -> bool:
            idle = {TeamState.DRAFT, TeamState.ENDED}
            return any(team.state not in idle for team in _teams(store, workspace, user))

        return self.database.read(unit)

    def get(self, report_id: ReportId, *, workspace: WorkspaceId, user: UserId) -> Report:
        """Return a report.

        Raises:
            ReportGone: it was deleted, with its team or by its age.
            UnknownReport: it is not this person's to read.
        """
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


def newest(store: Store, team: TeamId) -> Report | None:
    """Return a team's newest report inside a unit; None where there is none that can be read."""
    issued = store.reports.of_team(team)[:1]
    try:
        return store.reports.get(issued[0][0])[1] if issued else None
    except DamagedReport:
        return None


def _readable(
    store: Store, report_id: ReportId, workspace: WorkspaceId, user: UserId
) -> TeamReport:
    try:
        team_id, report = store.reports.get(report_id)
    except UnknownReport as error:
        raise ReportGone from error
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
