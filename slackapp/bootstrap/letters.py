"""The words of each delivery, chosen when it is sent: what is in the ledger is only its kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from slackapp.domain.deliveries import Delivery, Kind
from slackapp.domain.ids import RoundId, TeamId, UserId
from slackapp.domain.rounds import Round, RoundState
from slackapp.domain.teams import Person, Team
from slackapp.services.answers import CheckIns
from slackapp.services.outbox import Message
from slackapp.services.ports import Database, Store
from slackapp.services.reports import Reports
from slackapp.ui import announcement, invitation, reminder, report_message
from slackapp.ui.blocks import Words
from slackapp.ui.report_words import sentences
from slackapp.ui.words import SOURCE, speaking

_REPORTS: Final = {
    Kind.REPORT_LEAD: report_message.for_lead,
    Kind.REPORT_TEAM: report_message.for_team,
}


@dataclass(frozen=True, slots=True)
class Letters:
    """Renders deliveries; None where there is nothing (left) to say."""

    database: Database
    check_ins: CheckIns

    def __call__(self, delivery: Delivery) -> Message | None:
        """Return the message in the reader's language; a channel's is English."""
        with speaking(self._locale(delivery)):
            words = self._words(delivery)
        return None if words is None else Message(delivery.target, **words)

    def _locale(self, delivery: Delivery) -> str:
        person = self.database.read(lambda store: _person(store, delivery))
        return person.locale if person else SOURCE

    def _words(self, delivery: Delivery) -> Words | None:
        if delivery.kind is Kind.INVITATION and delivery.round:
            return self._invitation(delivery.round)
        if delivery.kind is Kind.REMINDER and delivery.round:
            return self._reminder(delivery.round, UserId(delivery.target))
        if delivery.kind in _REPORTS and delivery.round:
            return self._report(delivery.round, delivery.kind)
        if delivery.kind is Kind.ANNOUNCEMENT:
            return announcement.message(delivery.topic, self._team(delivery.team))
        return None

    def _invitation(self, round_id: RoundId) -> Words | None:
        row, team = self._round(round_id)
        if row.state is not RoundState.OPEN:
            return None
        return invitation.message(
            round_id=row.id, team=team.name, closes_at=row.closes_at, zone=team.cadence.zone
        )

    def _reminder(self, round_id: RoundId, user: UserId) -> Words | None:
        if not self.check_ins.needs_reminder(round_id=round_id, user=user):
            return None
        row, team = self._round(round_id)
        return reminder.message(
            round_id=row.id, team=team.name, closes_at=row.closes_at, zone=team.cadence.zone
        )

    def _report(self, round_id: RoundId, kind: Kind) -> Words | None:
        issued = Reports(self.database).of_round(round_id=round_id)
        if issued is None:
            return None
        report_id, report = issued
        _, team = self._round(round_id)
        return _REPORTS[kind](
            report,
            report_id=report_id,
            team=team.name,
            sentences=sentences(report),
        )

    def _team(self, team: TeamId) -> Team:
        return self.database.read(lambda store: store.teams.get(team))

    def _round(self, round_id: RoundId) -> tuple[Round, Team]:
        return self.database.read(lambda store: _round(store, round_id))


def _round(store: Store, round_id: RoundId) -> tuple[Round, Team]:
    row = store.rounds.get(round_id)
    return row, store.teams.get(row.team)


def _person(store: Store, delivery: Delivery) -> Person | None:
    return store.people.get(delivery.workspace, UserId(delivery.target))
