"""Messages of a workspace that Slack did not take; admins send dead ones again or let them go.

Private messages never become dead letters, so none here tells who was written to.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from slackapp.clock import Clock
from slackapp.domain.cadence import known_zone, local_date
from slackapp.domain.deliveries import DeadLetter, Delivery, DeliveryState, Kind, Undelivered
from slackapp.domain.ids import DeliveryId, UserId, WorkspaceId
from slackapp.domain.rounds import RoundState
from slackapp.domain.teams import settings_in
from slackapp.errors import LetterGone, UnknownDelivery
from slackapp.services.ports import Database, Store
from slackapp.services.roles import check_admin
from slackapp.services.sharing import held
from slackapp.services.undelivered import told_of
from slackapp.services.untold import send_again

SHOWN = 20
"""Most of each kind listed at once; a dead letter takes two blocks of a window."""

RETRIED = "letter_retried"
"""What the trail calls it that one was sent again."""
LOOKED_AT = 100
"""Changes looked at for what was sent again, newest first."""
_UNDER_WAY = frozenset({DeliveryState.DUE, DeliveryState.SENDING, DeliveryState.UNKNOWN})


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """What admins do with them; every step is kept in the trail."""

    database: Database
    clock: Clock

    def listing(self, *, workspace: WorkspaceId, actor: UserId) -> Undelivered:
        """Return the newest dead ones, what is still being tried, and what was sent again.

        Raises `OnlyAdmins`.
        """

        def unit(store: Store) -> Undelivered:
            check_admin(store, workspace, actor)
            again = _sent_again(store, workspace)
            listed = partial(_letter, store, asker=actor)
            dead = store.deliveries.dead(limit=SHOWN, workspace=workspace)
            trying = store.deliveries.trying(workspace, limit=SHOWN)
            sending = [one for one in again.values() if one.state in _UNDER_WAY]
            return Undelivered(
                tuple(replace(listed(one), again=one.id in again) for one in dead),
                tuple(listed(one) for one in trying if one not in sending),
                tuple(map(listed, sending)),
            )

        return self.database.read(unit)

    def retry(self, *, workspace: WorkspaceId, actor: UserId, delivery: DeliveryId) -> None:
        """Send one again; raises `OnlyAdmins`, `LetterGone`."""
        now = self.clock.calendar_now()

        def unit(store: Store) -> None:
            letter = _own(store, workspace, actor, delivery)
            if not send_again(store, delivery, now):
                raise LetterGone
            self._note(store, letter, actor, RETRIED)

        self.database.step(unit)

    def retry_all(self, *, workspace: WorkspaceId, actor: UserId) -> None:
        """Send again whatever was surely not posted, of those listed; raises `OnlyAdmins`."""
        now = self.clock.calendar_now()

        def unit(store: Store) -> None:
            check_admin(store, workspace, actor)
            for one in store.deliveries.dead(limit=SHOWN, workspace=workspace):
                letter = _letter(store, one, asker=actor)
                if letter.refused and send_again(store, one.id, now):
                    self._note(store, one, actor, RETRIED)

        self.database.step(unit)

    def skip(self, *, workspace: WorkspaceId, actor: UserId, delivery: DeliveryId) -> None:
        """Let one go; raises `OnlyAdmins`, `LetterGone`."""

        def unit(store: Store) -> None:
            letter = _own(store, workspace, actor, delivery)
            if not store.deliveries.drop(delivery):
                raise LetterGone
            self._note(store, letter, actor, "letter_skipped")

        self.database.step(unit)

    def _note(self, store: Store, letter: Delivery, actor: UserId, event: str) -> None:
        store.audit.add(
            workspace=letter.workspace,
            team=letter.team,
            event=event,
            actor=actor,
            at=self.clock.calendar_now(),
            before=json.dumps(
                {"message": letter.kind, "error": letter.last_error, "delivery": letter.id}
            ),
            after="",
        )


def _sent_again(store: Store, workspace: WorkspaceId) -> dict[DeliveryId, Delivery]:
    """Return what admins had sent again lately and is still kept, as it stands now."""
    trail = store.audit.recent(workspace, team=None, limit=LOOKED_AT)
    named = (settings_in(one.before).get("delivery") for one in trail if one.event == RETRIED)
    found = {}
    for one in dict.fromkeys(DeliveryId(str(name)) for name in named if name):
        with suppress(UnknownDelivery):
            found[one] = store.deliveries.get(one)
    return dict(islice(found.items(), SHOWN))


def _letter(store: Store, one: Delivery, *, asker: UserId) -> DeadLetter:
    team = store.teams.get(one.team)
    row = store.rounds.get(one.round) if one.round else None
    day = local_date(one.due_at, known_zone(team.cadence.zone, "UTC"))
    return DeadLetter(
        one.id,
        team.name,
        one.kind,
        one.last_error or "",
        day=row.date if row else day,
        of_check_in=row is not None,
        to=None if one.target == team.channel else _person(store, one),
        to_asker=one.target == asker,
        of=told_of(one),
        over=one.kind is Kind.INVITATION and row is not None and row.state is not RoundState.OPEN,
        held=held(store, one),
    )


def _person(store: Store, one: Delivery) -> UserId | None:
    """Whom a message was for; None where that is a channel, or nobody who is known here."""
    known = store.people.get(one.workspace, UserId(one.target))
    return known.user if known else None


def _own(store: Store, workspace: WorkspaceId, actor: UserId, delivery: DeliveryId) -> Delivery:
    check_admin(store, workspace, actor)
    try:
        letter = store.deliveries.get(delivery)
    except UnknownDelivery as error:
        raise LetterGone from error
    if letter.workspace != workspace:
        raise LetterGone
    return letter
