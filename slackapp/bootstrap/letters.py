"""The words of each delivery, chosen when it is sent: what is in the ledger is only its kind."""

from __future__ import annotations

from dataclasses import dataclass

from slackapp.domain.deliveries import Delivery, Kind
from slackapp.domain.ids import RoundId, UserId
from slackapp.domain.rounds import Round, RoundState
from slackapp.domain.teams import Person, Team
from slackapp.services.answers import CheckIns
from slackapp.services.outbox import Message
from slackapp.services.ports import Database, Store
from slackapp.ui import invitation, reminder
from slackapp.ui.blocks import Words
from slackapp.ui.words import SOURCE, speaking


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

    def _round(self, round_id: RoundId) -> tuple[Round, Team]:
        return self.database.read(lambda store: _round(store, round_id))


def _round(store: Store, round_id: RoundId) -> tuple[Round, Team]:
    row = store.rounds.get(round_id)
    return row, store.teams.get(row.team)


def _person(store: Store, delivery: Delivery) -> Person | None:
    return store.people.get(delivery.workspace, UserId(delivery.target))
