"""Asking one person again later: when is sealed in their box, and the ledger tells nobody who."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from slackapp.domain.answers import Answer
from slackapp.domain.deliveries import Kind
from slackapp.domain.ids import RoundId, UserId, WorkspaceId
from slackapp.domain.rounds import RoundState
from slackapp.domain.snooze import GRID, Later, instant_of, slot_of
from slackapp.errors import ClosesBefore, NotOnRoster, RoundClosed, UnknownRound
from slackapp.services.answers import CheckIns, stored
from slackapp.services.ports import Store
from slackapp.services.rounds import delivery


@dataclass(frozen=True, slots=True)
class Snoozes:
    """Snoozing a check-in."""

    check_ins: CheckIns

    def later(
        self, *, round_id: RoundId, workspace: WorkspaceId, user: UserId, later: Later
    ) -> datetime:
        """Return when this person would be asked again; tomorrow at nine is nine for the team.

        In a zone of their own it would be a moment that names whoever lives there. Whether they
        have answered is not looked at.

        Raises:
            ClosesBefore: it would be too late.
            UnknownRound, RoundClosed, NotOnRoster: there is nothing this person can answer.

        """
        facts = self.check_ins.opened(round_id=round_id, workspace=workspace, user=user)
        now = self.check_ins.clock.calendar_now()
        opens_at = facts.row.opens_at
        zone_name = facts.team.cadence.zone
        slot = slot_of(later, now=now, opens_at=opens_at, zone_name=zone_name)
        at = instant_of(slot, opens_at=opens_at)
        if at >= facts.row.closes_at:
            raise ClosesBefore
        return at

    def snooze(
        self, *, round_id: RoundId, workspace: WorkspaceId, user: UserId, at: datetime
    ) -> Future[None]:
        """Put a row for everyone into the ledger, then seal when to ask this person again.

        Who of them is written to is decided from the boxes when the time comes, so the rows tell
        nothing about anybody. They are of a transaction of their own: no number of it is in a box,
        and rows without a wish harm nobody. `at` is what `later` returned; raises as
        `CheckIns.wish`, and what a step raises.
        """
        facts = self.check_ins.opened(round_id=round_id, workspace=workspace, user=user)
        row = facts.row
        slot = (at - row.opens_at) // GRID
        nudges = [
            delivery(facts.team, Kind.NUDGE, member.user, at, str(slot), row.id)
            for member in facts.roster.members
        ]

        def unit(store: Store) -> None:
            if store.rounds.get(round_id).state is RoundState.OPEN:
                store.deliveries.add(nudges)

        try:
            self.check_ins.database.step(unit)
        except UnknownRound:
            self.check_ins.forget(round_id)
            raise
        wish = Answer(snoozed=slot)
        return self.check_ins.wish(round_id=round_id, workspace=workspace, user=user, wish=wish)

    def needs_nudge(
        self, *, round_id: RoundId, workspace: WorkspaceId, user: UserId, slot: int
    ) -> bool:
        """Say, in memory, whether a person wanted to be asked again now and has not answered."""
        try:
            facts = self.check_ins.opened(round_id=round_id, workspace=workspace, user=user)
        except (RoundClosed, NotOnRoster, UnknownRound):
            return False
        read = self.check_ins.database.read
        answer = read(lambda store: stored(store, facts, user))
        return answer is not None and answer.snoozed == slot
