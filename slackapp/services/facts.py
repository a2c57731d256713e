"""What never changes while a round is open, and its seal. It stays inside `services`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from slackapp.domain.awaited import Naming, Never
from slackapp.domain.ids import RoundId, UserId
from slackapp.domain.payloads import Sheet
from slackapp.domain.roster import Roster
from slackapp.domain.rounds import Round, RoundState
from slackapp.domain.sealing import Seal
from slackapp.domain.teams import Team
from slackapp.errors import RoundClosed
from slackapp.services.coming import becomes_of
from slackapp.services.opening import needed
from slackapp.services.ports import Database, KeyStore, Store

Names = tuple[tuple[UserId, str], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Looked up once, so that a press looks up nothing but who pressed."""

    row: Round
    team: Team
    roster: Roster
    sheet: Sheet
    seal: Seal
    names: Names
    """Everybody listed, by name: as Slack had them when this was read."""
    needed: frozenset[int]
    never: Never | None
    """Why no figure comes of the round, as its team is now; None where one can."""
    naming: Naming


def load(database: Database, keys: KeyStore, round_id: RoundId, now: datetime) -> Facts:
    """Look a round up that is open at `now`; raises `UnknownRound`, `RoundClosed`."""
    read = database.read(lambda store: _read(store, round_id, now))
    row, team, roster, names, ks, never, becomes = read
    if row.key is None:
        raise RoundClosed
    users = tuple(member.user for member in roster.members)
    seal = Seal(keys.open(row.key))
    return Facts(row, team, roster, Sheet(row.asks, users), seal, names, ks, never, becomes)


def _read(
    store: Store, round_id: RoundId, now: datetime
) -> tuple[Round, Team, Roster, Names, frozenset[int], Never | None, Naming]:
    row = store.rounds.get(round_id)
    if row.epoch is None or row.state is not RoundState.OPEN:
        raise RoundClosed
    team, roster = store.teams.get(row.team), store.rosters.get(row.epoch)
    known = store.people.many(team.workspace, [m.user for m in roster.members if m.listed])
    by_name = sorted(known.values(), key=lambda someone: someone.name.casefold())
    names = tuple((one.user, one.name) for one in by_name)
    never, becomes = becomes_of(store, team, now)
    return row, team, roster, names, needed(store, row), never, becomes
