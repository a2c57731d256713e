"""The mirror: a person's own answers while their window is open, and their settled note."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile

from analytics.instrument.bank import PULSE, TIES
from slackapp.clock import Clock
from slackapp.domain.answers import Answer
from slackapp.domain.awaited import UNNAMED, Naming
from slackapp.domain.gathering import PulseWeek
from slackapp.domain.ids import KeyId, TeamId, UserId, WorkspaceId
from slackapp.domain.mirror import Note
from slackapp.domain.payloads import Sheet
from slackapp.domain.reflection import Mirror, OwnScale, OwnTies
from slackapp.domain.rounds import COUNTED, Round, RoundState
from slackapp.domain.sealing import BoxKind, Seal
from slackapp.domain.snooze import instant_of
from slackapp.domain.teams import Team, TeamState
from slackapp.domain.windows import Window
from slackapp.errors import KeyGone
from slackapp.errors.people import NoPart
from slackapp.services.coming import naming_of
from slackapp.services.ports import Database, KeyStore, Store
from slackapp.services.retention import ANSWERABLE
from slackapp.services.sealed import open_box, past


@dataclass(frozen=True, slots=True)
class Mirrors:
    """Opens a person's own boxes, for that person only, in memory."""

    database: Database
    keys: KeyStore
    clock: Clock

    def of(self, *, workspace: WorkspaceId, user: UserId, team: TeamId) -> Mirror:
        """Return a person's mirror of one of their teams.

        Raises:
            NoPart: the person is not in the team.
            KeyStoreAway, StorageAway: nothing can be read right now.

        """
        while True:
            before, mirror = self.database.read(
                lambda store: (_sealed(store, team), self._of(store, workspace, user, team))
            )
            # What was read while somebody's erasure sealed all anew may lack what is there.
            if self.database.read(lambda store: _sealed(store, team)) == before:
                return mirror

    def teams(self, *, workspace: WorkspaceId, user: UserId) -> tuple[Team, ...]:
        """Return the teams in which a person has a mirror."""
        return self.database.read(
            lambda store: (
                *map(store.teams.get, store.people.teams_of(workspace, user)),
                *closing(store, workspace, user),
            )
        )

    def _of(self, store: Store, workspace: WorkspaceId, user: UserId, team_id: TeamId) -> Mirror:
        ended = {team.id for team in closing(store, workspace, user)}
        if team_id not in {*store.people.teams_of(workspace, user), *ended}:
            raise NoPart
        team = store.teams.get(team_id)
        scales: list[OwnScale] = []
        ties: OwnTies | None = None
        pulse: tuple[PulseWeek, ...] = ()
        pulse_dates: tuple[date, ...] = ()
        for window in store.windows.open_of(team.id):
            rounds = past(store, team.id, first=window.first_round)
            sheet, dates = rounds.sheet(window), gathered(rounds.rows)
            payload = self._payload(store, window, user)
            if window.family == TIES:
                names = {place: other for other, place in sheet.places.items()}
                ties = OwnTies(sheet.ties(payload), names, dates)
            elif window.family == PULSE:
                pulse, pulse_dates = sheet.pulse(payload), dates
            else:
                tally = sheet.scale(payload)
                scales.append(OwnScale(window.family, sheet.items, tally, min(dates, default=None)))
        now, again_at = self._now(store, team, user)
        blank = now is not None and now.blank
        return Mirror(
            team=team.id,
            name=team.name,
            lead=user in team.leads,
            scales=tuple(scales),
            ties=ties,
            pulse=pulse,
            pulse_dates=pulse_dates,
            now=None if blank else now,
            skipped=now is not None and now.skipped,
            again_at=again_at,
            note=self._note(store, team, user),
            people=_people(store, team),
            leads=_leads(store, team, user),
            naming=self._naming(store, team),
            paused=team.state is TeamState.PAUSED,
            elsewhere=_elsewhere(store, team, user),
            ends=team.cadence.ends,
        )

    def _naming(self, store: Store, team: Team) -> Naming:
        """When a note comes next; an ended team, whose notes are gone, promises none."""
        if team.state is TeamState.ENDED:
            return UNNAMED
        return naming_of(store, team, self.clock.calendar_now())

    def _seal(self, key: KeyId) -> Seal | None:
        try:
            return Seal(self.keys.open(key))
        except KeyGone:
            return None

    def _payload(self, store: Store, window: Window, user: UserId) -> bytes:
        seal = self._seal(window.key)
        if seal is None:
            return b""
        return open_box(seal, BoxKind.WINDOW, window.id, user, store.windows.boxes(window.id))

    def _now(self, store: Store, team: Team, user: UserId) -> tuple[Answer | None, datetime | None]:
        """Return what is in a person's box of the open round, and when they want to be asked."""
        rows = store.rounds.of_team(team.id, states=[RoundState.OPEN], limit=1)
        if not rows or rows[0].key is None or rows[0].epoch is None:
            return None, None
        row, roster = rows[0], store.rosters.get(rows[0].epoch)
        seal = self._seal(rows[0].key)
        if seal is None:
            return None, None
        payload = open_box(seal, BoxKind.ANSWER, row.id, user, store.answers.all(row.id))
        answer = Sheet(row.asks, tuple(member.user for member in roster.members)).decode(payload)
        if answer is None or answer.snoozed is None:
            return answer, None
        return answer, instant_of(answer.snoozed, opens_at=row.opens_at)

    def _note(self, store: Store, team: Team, user: UserId) -> Note | None:
        key = store.notes.key_id(team.id)
        seal = None if key is None else self._seal(key)
        if seal is None:
            return None
        person = seal.respondent_key(user)
        box = store.notes.get(team.id, person)
        return None if box is None else Note.decode(seal.open(BoxKind.NOTE, team.id, person, box))


def _elsewhere(store: Store, team: Team, user: UserId) -> bool:
    person = store.people.get(team.workspace, user)
    return person is not None and person.home_team not in {None, team.id}


def closing(store: Store, workspace: WorkspaceId, user: UserId) -> tuple[Team, ...]:
    """Return the ended teams a person was in to the end that still hold something sealed."""
    teams = map(store.teams.get, store.people.stayed(workspace, user))
    return tuple(team for team in teams if _holds(store, team.id))


def gathered(rows: Iterable[Round]) -> tuple[date, ...]:
    """Return the days of the rounds that a window holds by now, oldest first.

    What was answered in one that is still open lies in a box of its own.
    """
    return tuple(row.date for row in takewhile(lambda row: row.state in COUNTED, rows))


def _holds(store: Store, team: TeamId) -> bool:
    """Whether a check-in is not gathered yet, or what was gathered not counted or deleted."""
    return bool(store.rounds.of_team(team, states=ANSWERABLE) or store.windows.open_of(team))


def _people(store: Store, team: Team) -> dict[UserId, str]:
    """Everybody who was ever asked, whomever this person named: what is looked up tells nothing."""
    found = store.people.many(team.workspace, store.rosters.users(team.id))
    return {user: person.name for user, person in found.items()}


def _sealed(store: Store, team: TeamId) -> tuple[tuple[Window, ...], KeyId | None]:
    """What boxes of a team lie in for long, with the keys."""
    return store.windows.open_of(team), store.notes.key_id(team)


def _leads(store: Store, team: Team, user: UserId) -> tuple[tuple[UserId, str], ...]:
    others = store.people.many(team.workspace, team.leads - {user}).values()
    return tuple(sorted((person.user, person.name) for person in others))
