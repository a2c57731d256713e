"""The words of each delivery, chosen when it is sent: what is in the ledger is only its kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from slackapp.domain.cadence import local_date
from slackapp.domain.deliveries import AWAY, FEW, OF_DELETED, UNDELIVERED, Delivery, Held, Kind
from slackapp.domain.experiments import GOING_ON, Stage
from slackapp.domain.ids import DeliveryId, ExperimentId, RoundId, TeamId, UserId
from slackapp.domain.overview import Preview
from slackapp.domain.rounds import Round, RoundState
from slackapp.domain.screens import Ballot
from slackapp.domain.teams import Team, TeamState
from slackapp.errors import UnknownDelivery
from slackapp.services import slowing, trials
from slackapp.services.answers import CheckIns
from slackapp.services.arriving import is_too_few
from slackapp.services.coming import becomes_of, dated, naming_of
from slackapp.services.expectations import current
from slackapp.services.experiments import ballot_of, next_vote
from slackapp.services.following import ends_on
from slackapp.services.headcounts import headcount_of
from slackapp.services.outbox import Message, Refused
from slackapp.services.ports import Database, Store
from slackapp.services.preview import ahead_of, preview_of
from slackapp.services.remaining import is_last
from slackapp.services.sharing import held
from slackapp.services.snoozes import Snoozes
from slackapp.services.undelivered import missed
from slackapp.ui import (
    announcement,
    calendar,
    expectation,
    experiment,
    invitation,
    mirror,
    outcome,
    reminder,
    report_message,
    undelivered,
)
from slackapp.ui.blocks import Words
from slackapp.ui.report_words import sentences
from slackapp.ui.words import EVERYBODYS, speaking

_REPORTS: Final = frozenset({Kind.REPORT_LEAD, Kind.REPORT_TEAM})
_DECISIONS: Final = {
    Kind.VOTE: (Stage.CHOOSING, experiment.vote),
    Kind.EXPERIMENT: (Stage.TRYING, experiment.chosen),
    Kind.LOOK_BACK: (Stage.TRYING, experiment.look_back),
}
"""What is said about an experiment, while it stands where that makes sense."""
_ASKED: Final = frozenset({TeamState.RUNNING, TeamState.PAUSED})
_ASKING_AGAIN: Final = frozenset({Kind.REMINDER, Kind.NUDGE})


@dataclass(frozen=True, slots=True)
class Letters:
    """Renders deliveries; None where there is nothing (left) to say, refused where not to them."""

    database: Database
    check_ins: CheckIns

    def __call__(self, delivery: Delivery) -> Message | Refused | None:
        """Return the message in the reader's language; a channel's is English."""
        if delivery.kind is Kind.OUTCOME:
            return self._outcome(delivery)
        if delivery.kind is Kind.INVITATION and delivery.round:
            return self._invitation(delivery, delivery.round)
        if why := self.database.read(lambda store: held(store, delivery)):
            return Refused(why, permanent=True)
        with speaking(self._locale(delivery)):
            words = self._words(delivery)
        if words is None:
            return None
        return Message(delivery.target, **words, good_until=self._good_until(delivery))

    def _good_until(self, delivery: Delivery) -> datetime | None:
        """What asks again says until when a check-in is open."""
        if delivery.round is None or delivery.kind not in _ASKING_AGAIN:
            return None
        return self._round(delivery.round)[0].closes_at

    def _locale(self, delivery: Delivery) -> str:
        who = delivery.workspace, UserId(delivery.target)
        person = self.database.read(lambda store: store.people.get(*who))
        return person.locale if person else EVERYBODYS

    def _words(self, delivery: Delivery) -> Words | None:
        if delivery.kind in _ASKING_AGAIN and delivery.round:
            return self._reminder(delivery, delivery.round)
        if delivery.kind in _REPORTS and delivery.round:
            return self._report(delivery.round, delivery.kind)
        if delivery.kind in _DECISIONS:
            return self._decision(ExperimentId(delivery.topic), delivery.kind)
        return self._about_team(delivery)

    def _about_team(self, delivery: Delivery) -> Words | None:
        team = self._team(delivery.team)
        if delivery.kind is Kind.MIRROR_NOTICE:
            return mirror.notice(team.id, team.name)
        if delivery.topic.startswith(UNDELIVERED):
            return self._missed(delivery)
        if delivery.kind is Kind.ANNOUNCEMENT:
            seen = self._seen(team)
            if delivery.topic == FEW and not is_too_few(delivery, team, seen):
                return None
            read = partial(self.database.read, lambda store: store.defaults.of(team.workspace))
            return announcement.message(
                delivery.topic,
                team,
                opens_on=self._next(team),
                today=self._today(team),
                seen=seen,
                defaults=read() if delivery.topic.partition(":")[0] == AWAY else None,
            )
        return None

    def _missed(self, delivery: Delivery) -> Words | None:
        """What a lead is told of a message that its channel did not get, while that is so."""
        now = self.check_ins.clock.calendar_now()
        found = self.database.read(lambda store: missed(store, delivery, now))
        return undelivered.message(found) if found else None

    def _today(self, team: Team) -> date:
        return local_date(self.check_ins.clock.calendar_now(), team.cadence.zone)

    def _next(self, team: Team) -> date | None:
        """The day of a running team's next round, as far as can be known."""
        if team.state is not TeamState.RUNNING:
            return None
        now = self.check_ins.clock.calendar_now()
        slots = self.database.read(lambda store: ahead_of(store, team, now))
        return next((slot.date for slot in slots if slot.passed is None), None)

    def _seen(self, team: Team) -> Preview | None:
        """What comes of a team as it is now, if it is asked or will be."""
        if team.state not in _ASKED:
            return None
        now = self.check_ins.clock.calendar_now()
        return self.database.read(lambda store: dated(store, preview_of(store, team.id, now), now))

    def _invitation(self, delivery: Delivery, round_id: RoundId) -> Message | None:
        """Invite in one look: hundreds of them may leave in a minute."""
        with speaking(EVERYBODYS):
            row, words = self.database.read(lambda store: self._invited(store, round_id))
        return Message(delivery.target, **words, good_until=row.closes_at) if words else None

    def _invited(self, store: Store, round_id: RoundId) -> tuple[Round, Words | None]:
        """A round, and what invites to it while it is open."""
        row, team = _round(store, round_id)
        now = self.check_ins.clock.calendar_now()
        if row.state is not RoundState.OPEN or row.closes_at <= now:
            return row, None
        became = trials.outcome(trials.of_team(store, team.id), number=row.number)
        return row, invitation.message(
            round_id=row.id,
            team=team.name,
            closes_at=row.closes_at,
            zone=team.cadence.zone,
            asks=row.asks,
            changed=(became[0], experiment.title(became[1])) if became else None,
            headcount=headcount_of(store, team, row),
            names=calendar.names(naming_of(store, team, now)),
            last_day=team.cadence.ends if is_last(store, row, team, now) else None,
            ends_on=ends_on(store, team),
        )

    def _decision(self, experiment_id: ExperimentId, kind: Kind) -> Words | None:
        ballot = self._ballot(experiment_id)
        stage, words = _DECISIONS[kind]
        return words(ballot) if ballot.experiment.stage is stage else None

    def _ballot(self, experiment_id: ExperimentId) -> Ballot:
        now = self.check_ins.clock.calendar_now()
        return self.database.read(lambda store: ballot_of(store, experiment_id, now))

    def _outcome(self, delivery: Delivery) -> Message | None:
        """What takes the place of an earlier message; None once nobody knows any more which."""
        if delivery.topic.startswith(OF_DELETED):
            kind, _, posted = delivery.topic.removeprefix(OF_DELETED).rpartition(":")
            with speaking(EVERYBODYS):
                gone = outcome.without_team(Kind(kind) if kind else Kind.INVITATION)
            return Message(delivery.target, **gone, instead_of=posted)
        replaced = DeliveryId(delivery.topic)
        try:
            asked = self.database.read(lambda store: store.deliveries.get(replaced))
        except UnknownDelivery:
            return None
        if asked.sent_ts is None:
            return None
        with speaking(EVERYBODYS):
            words = self._became(asked)
        return Message(delivery.target, **words, instead_of=asked.sent_ts)

    def _became(self, asked: Delivery) -> Words:
        """What became of an invitation's check-in, or of an experiment; never of an answer."""
        if asked.kind is Kind.INVITATION and (round_id := asked.round):
            return self.database.read(lambda store: self._after_inviting(store, round_id))
        why = self.database.read(lambda store: held(store, asked))
        ballot = self._ballot(ExperimentId(asked.topic))
        has_ended = self._team(ballot.experiment.team).state is TeamState.ENDED
        can_be_pressed = ballot.experiment.stage is _DECISIONS[asked.kind][0] and not has_ended
        if why is Held.MOVED and can_be_pressed:
            return outcome.moved(asked.kind)
        if why:
            return outcome.elsewhere()
        if ballot.experiment.stage in GOING_ON and has_ended:
            return outcome.ended(asked.kind, ballot)
        return outcome.words(asked.kind, ballot, next_vote=self._next_vote(ballot))

    def _after_inviting(self, store: Store, round_id: RoundId) -> Words:
        row, still = self._invited(store, round_id)
        if still is not None:
            return still
        team = store.teams.get(row.team)
        return invitation.closed(team.name, row.date, headcount_of(store, team, row))

    def _next_vote(self, ballot: Ballot) -> date | None:
        """When another may come, where the team chose nothing or what it chose is taken back."""
        if ballot.experiment.practice and ballot.experiment.stage is not Stage.UNDONE:
            return None
        now, team = self.check_ins.clock.calendar_now(), ballot.experiment.team

        def unit(store: Store) -> date | None:
            return next_vote(store, store.teams.get(team), trials.of_team(store, team).newest, now)

        return self.database.read(unit)

    def _reminder(self, delivery: Delivery, round_id: RoundId) -> Words | None:
        if not self._is_wanted(delivery, round_id, UserId(delivery.target)):
            return None
        row, team = self._round(round_id)
        return reminder.message(
            round_id=row.id,
            team=team.name,
            closes_at=row.closes_at,
            zone=team.cadence.zone,
            asks=row.asks,
            asked_for=delivery.kind is Kind.NUDGE,
        )

    def _is_wanted(self, delivery: Delivery, round_id: RoundId, user: UserId) -> bool:
        """Decide in memory, from the person's own box, whether they are written to at all."""
        who: dict[str, Any] = {
            "round_id": round_id,
            "workspace": delivery.workspace,
            "user": user,
        }
        if delivery.kind is Kind.REMINDER:
            return self.check_ins.needs_reminder(**who)
        return Snoozes(self.check_ins).needs_nudge(**who, slot=int(delivery.topic))

    def _report(self, round_id: RoundId, kind: Kind) -> Words | None:
        return self.database.read(lambda store: self._reported(store, round_id, kind))

    def _reported(self, store: Store, round_id: RoundId, kind: Kind) -> Words | None:
        report_id = store.reports.of_round(round_id)
        if report_id is None:
            return None
        report, (row, team) = store.reports.get(report_id)[1], _round(store, round_id)
        now = self.check_ins.clock.calendar_now()
        never, naming = becomes_of(store, team, now)
        said: dict[str, Any] = {
            "report_id": report_id,
            "team": team.name,
            "sentences": sentences(report),
            "expected": expectation.beside(current(store, team, now)),
            "state": team.state if row.number == team.asked else TeamState.RUNNING,
            "cadence": team.cadence,
            "last": is_last(store, row, team, now),
            "ends_on": ends_on(store, team),
            "never": never if team.state is TeamState.RUNNING else None,
        }
        if kind is Kind.REPORT_TEAM:
            named = naming.asked or store.notes.key_id(team.id) is not None
            return report_message.for_team(report, **said, led=bool(team.leads), named=named)
        slower = slowing.suggested(store, row, report_id, now)
        return report_message.for_lead(report, **said, slower=slower)

    def _team(self, team: TeamId) -> Team:
        return self.database.read(lambda store: store.teams.get(team))

    def _round(self, round_id: RoundId) -> tuple[Round, Team]:
        return self.database.read(lambda store: _round(store, round_id))


def _round(store: Store, round_id: RoundId) -> tuple[Round, Team]:
    row = store.rounds.get(round_id)
    return row, store.teams.get(row.team)
