"""Immutable reports and their stored pages."""

from __future__ import annotations

import hashlib
from datetime import date

from sqlalchemy import Connection, delete, insert, select

from analytics.records import Report, report_from_json, report_to_json
from slackapp.domain.ids import ReportId, RoundId, TeamId
from slackapp.errors import DamagedReport, UnknownReport
from slackapp.storage.tables import report as table
from slackapp.storage.tables import report_page, round_
from slackapp.storage.upsert import insert_new


class Reports:
    """Reports are stored once and never changed; nobody recomputes them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, report_id: ReportId, team: TeamId, round_id: RoundId, report: Report) -> None:
        """Store a round's one report."""
        body = report_to_json(report)
        self._connection.execute(
            insert(table).values(
                id=report_id, team=team, round=round_id, body=body, body_hash=_hash(body)
            )
        )

    def get(self, report_id: ReportId) -> tuple[TeamId, Report]:
        """Return a report and its team; raises `UnknownReport`, `DamagedReport`."""
        row = self._connection.execute(select(table).where(table.c.id == report_id)).first()
        if row is None:
            raise UnknownReport
        if _hash(row.body) != row.body_hash:
            raise DamagedReport
        return TeamId(row.team), report_from_json(row.body)

    def of_team(self, team: TeamId) -> tuple[tuple[ReportId, date], ...]:
        """Return a team's reports with the dates of their rounds, newest first."""
        found = self._connection.execute(
            select(table.c.id, round_.c.round_date)
            .join(round_, round_.c.id == table.c.round)
            .where(table.c.team == team)
            .order_by(round_.c.round_date.desc())
        )
        return tuple((ReportId(report), day) for report, day in found)

    def of_round(self, round_id: RoundId) -> ReportId | None:
        """Return the report of a round, if one was issued."""
        found = self._connection.scalar(select(table.c.id).where(table.c.round == round_id))
        return ReportId(found) if found else None

    def put_page(self, report_id: ReportId, locale: str, page: bytes) -> None:
        """Store a rendered page; one that exists stays as it is."""
        insert_new(
            self._connection, report_page, [{"report": report_id, "locale": locale, "page": page}]
        )

    def page(self, report_id: ReportId, locale: str) -> bytes | None:
        """Return a stored page."""
        page: bytes | None = self._connection.scalar(
            select(report_page.c.page).where(
                report_page.c.report == report_id, report_page.c.locale == locale
            )
        )
        return page

    def drop_before(self, team: TeamId, day: date) -> None:
        """Delete reports, with their pages, of rounds before a day."""
        old = select(round_.c.id).where(round_.c.team == team, round_.c.round_date < day)
        self._connection.execute(delete(table).where(table.c.round.in_(old)))


def _hash(body: str) -> bytes:
    return hashlib.sha256(body.encode()).digest()
