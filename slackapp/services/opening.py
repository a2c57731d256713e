"""Opening a round: freeze the roster and what is asked, begin windows, put a decoy for everyone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice

from analytics.instrument.windows import FamilyPlan, Mode, beginning
from slackapp.domain import life
from slackapp.domain.cadence import passed
from slackapp.domain.deliveries import Delivery, Kind
from slackapp.domain.ids import EpochId, KeyId, RoundId, new_id
from slackapp.domain.policy import MEMBERS_FLOOR, ROSTER_CEILING
from slackapp.domain.roster import Roster, freeze
from slackapp.domain.rounds import Reason, Round, RoundState
from slackapp.domain.sealing import BoxKind, Seal
from slackapp.domain.teams import Team, TeamState
from slackapp.domain.windows import Window
from slackapp.errors import KeyGone
from slackapp.services import trials
from slackapp.services.beginning import Given, Note, begin, questions
from slackapp.services.following import asked_last
from slackapp.services.headcounts import note_headcount
from slackapp.services.keys import destroy
from slackapp.services.ports import Database, KeyStore, Store
from slackapp.services.remaining import in_time
from slackapp.services.roles import admins_to_tell, leads_to_tell
from slackapp.services.rounds import announce, delivery, plan_next
from slackapp.services.trials import Trials
from slackapp.services.untold import tell_untold

SILENT = frozenset({Reason.PAUSED, Reason.ENDED})
"""Reasons for which the channel is told nothing: it knows, or it is too late to matter."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What one round opens with; `skip` says why it does not."""

    team: Team
    roster: Roster
    going_on: tuple[Window, ...]
    plans: tuple[FamilyPlan, ...]
    note_key: KeyId | None
    """Seals the private notes already; the window that takes it over shares its end."""
    skip: Reason | None
    found: Trials
    """The team's experiments."""
    trials: Trials
    """The same once this opening has counted the votes about them."""

    @property
    def keys_needed(self) -> int:
        """One for the round and one for each window that begins."""
        return 0 if self.skip else 1 + len(self.plans)


def open_rounds(
    database: Database, keys: KeyStore, *, round_ids: Iterable[RoundId], now: datetime
) -> None:
    """Open planned rounds, or skip them with a reason that the channel is told once: all or none.

    The next one of each team is planned with it, so no running team is ever without a planned one.

    Keys are durable before the rows that name them are committed, and those no row came to name are
    destroyed after it. When a commit failed all stay: whether a row names them may be unknown.

    Raises:
        UnknownRound: one of them is not there.
        KeyStoreAway: the key store cannot be reached; nothing was opened.
        UnknownZone, UnknownRegion: a cadence cannot be read any more; nothing was opened.

    """
    left = sorted(set(round_ids))
    while left:
        needed = database.read(lambda store: _look_ahead(store, left, now))  # noqa: B023
        if not needed:
            return
        given = _give(keys, needed)
        used = database.step(lambda store: _open_all(store, given, now))  # noqa: B023
        named = frozenset[KeyId]().union(*(found for found in used.values() if found))
        made = (key for one in given.values() for key, _ in one.fresh)
        destroy(keys, (key for key in made if key not in named))
        left = [round_id for round_id, found in used.items() if found is None]


def _look_ahead(
    store: Store, round_ids: Iterable[RoundId], now: datetime
) -> dict[RoundId, Opening]:
    """Look at those that are waiting to be opened; who opens one looks again under its lock."""
    rows = (store.rounds.get(round_id) for round_id in round_ids)
    return {
        row.id: _look(store, row, store.teams.get(row.team), trials.of_team(store, row.team), now)
        for row in rows
        if row.state is RoundState.PLANNED
    }


def _give(keys: KeyStore, needed: Mapping[RoundId, Opening]) -> dict[RoundId, Given]:
    """Make the keys that rounds need, all together, and open those of the notes."""
    notes = {one.note_key: _note_seal(keys, one.note_key) for one in needed.values()}
    made = keys.create_many(sum(one.keys_needed for one in needed.values()))
    fresh = ((key, Seal(opened)) for key, opened in made.items())
    return {
        round_id: Given([*islice(fresh, one.keys_needed)], notes[one.note_key])
        for round_id, one in needed.items()
    }


def _note_seal(keys: KeyStore, key: KeyId | None) -> Note:
    try:
        return key, None if key is None else Seal(keys.open(key))
    except KeyGone:
        return key, None


def _look(store: Store, row: Round, team: Team, found: Trials, now: datetime) -> Opening:
    """Decide what a planned round opens with."""
    roster = _freeze(store, team, row.date)
    number = team.asked + 1
    tried = trials.resolved(store, found, number=number, on=row.date)
    windows = store.windows.open_of(team.id)
    going_on = tuple(window for window in windows if window.last_round >= number)
    plans: tuple[FamilyPlan, ...] = ()
    skip = _skip(row, team, roster, now)
    if skip is None:
        families = frozenset(window.family for window in going_on)
        mode = mode_of(team, len(roster.counting))
        begins = beginning(
            mode,
            asked=team.asked,
            open_families=families,
            experiment=tried.trying is not None,
        )
        plans = in_time(begins, row, team)
        skip = None if plans or going_on else Reason.NOTHING_TO_ASK
    note_key = store.notes.key_id(team.id)
    in_use = {window.key for window in windows}
    note_key = None if note_key in in_use else note_key
    return Opening(team, roster, going_on, plans, note_key, skip, found, tried)


def _skip(row: Round, team: Team, roster: Roster, now: datetime) -> Reason | None:
    if team.state is not TeamState.RUNNING:
        return Reason.ENDED if team.state is TeamState.ENDED else Reason.PAUSED
    if not_today := passed(team.cadence, row.date):
        return Reason(not_today.value)
    # A round that opens late closes on time; with less than half of it left nobody is rushed.
    if now - row.opens_at > (row.closes_at - row.opens_at) / 2:
        return Reason.MISSED
    if len(roster.members) > ROSTER_CEILING:
        return Reason.TOO_LARGE
    return Reason.TOO_SMALL if len(roster.counting) < MEMBERS_FLOOR else None


def mode_of(team: Team, members: int) -> Mode:
    """Return what decides the windows of a team in which so many count."""
    return Mode(
        n=members,
        light=team.policy.light,
        named=team.policy.named,
        interval_weeks=team.cadence.every_weeks,
    )


def needed(store: Store, row: Round) -> frozenset[int]:
    """Return how many have to answer, for each window that a round asks into.

    A window keeps the number it began with, whatever the team's is by now.
    """
    found = store.windows.open_of(row.team)
    return frozenset(one.k for one in found if one.first_round <= row.number <= one.last_round)


def _freeze(store: Store, team: Team, on: date) -> Roster:
    present = store.people.present(team.id)
    people = {person.user: person for _, person in present}
    return freeze(EpochId(new_id()), team, [one for one, _ in present], people, on=on)


def _open_all(
    store: Store, given: Mapping[RoundId, Given], now: datetime
) -> dict[RoundId, frozenset[KeyId] | None]:
    """Open each, in the order of their ids everywhere, as `_open` does."""
    return {round_id: _open(store, round_id, one, now) for round_id, one in given.items()}


def _open(store: Store, round_id: RoundId, given: Given, now: datetime) -> frozenset[KeyId] | None:
    """Open the round, and return the keys it uses; None when the team changed and needs others."""
    row = store.rounds.lock(round_id)
    if row.state is not RoundState.PLANNED:
        return frozenset()
    opening = _look(store, row, *trials.hold(store, row.team), now)
    if opening.skip is not None:
        _skip_round(store, row, opening, now)
        return frozenset()
    if len(given.fresh) < opening.keys_needed or opening.note_key != given.note[0]:
        return None
    key, seal = given.fresh[0]
    of_windows = given.of_windows(opening.plans)
    begun = begin(store, row, opening.team, opening.roster, of_windows)
    windows = (*opening.going_on, *begun)
    team = replace(opening.team, asked=opening.team.asked + 1)
    last = asked_last(store, opening.team)
    epoch = _write_roster(store, row, opening.roster, last)
    users = [member.user for member in opening.roster.members]
    store.answers.seed(row.id, seal.decoys(BoxKind.ANSWER, row.id, users))
    told = trials.resolve(store, team, row, opening.found, opening.trials, now)
    invitation = delivery(team, Kind.INVITATION, team.channel, now, "", row.id)
    # No check-in goes by under settings that the channel was not told of: whatever became of that.
    tell_untold(store, team, now)
    store.deliveries.add([invitation, *told])
    if last is not None:
        store.deliveries.erase_private(last.id)
    store.teams.count(team)
    opened = life.open_(
        row,
        number=team.asked,
        epoch=epoch,
        key=key,
        asks=questions(team.asked - 1, windows, opening.trials),
        now=now,
        zone_name=team.cadence.zone,
    )
    store.rounds.put(opened)
    note_headcount(store, team, opened, now)
    plan_next(store, team, now)
    return frozenset({key, *(window.key for window in begun)})


def _write_roster(store: Store, row: Round, roster: Roster, last: Round | None) -> EpochId:
    """Freeze a roster; where it is that of the round before, only who is asked this time."""
    before = store.rosters.get(last.epoch) if last and last.epoch else None
    if before is None or before.places != roster.places:
        store.rosters.add(roster, on=row.date)
        return roster.id
    store.rosters.ask(replace(roster, id=before.id))
    return before.id


def _to_leads(store: Store, team: Team, people: int, now: datetime) -> list[Delivery]:
    """Tell who can mend it, once, in private, that so many people are too many."""
    told = leads_to_tell(store, team) or admins_to_tell(store, team.workspace)
    return [delivery(team, Kind.ANNOUNCEMENT, one, now, f"too_large:{people}") for one in told]


def _skip_round(store: Store, row: Round, opening: Opening, now: datetime) -> None:
    reason = opening.skip
    assert reason is not None  # noqa: S101 (whoever calls this has looked)
    store.rounds.put(life.skip(row, reason))
    earlier = [other for other in store.rounds.of_team(row.team, limit=2) if other.date < row.date]
    told = bool(earlier) and earlier[0].reason == reason
    if reason not in SILENT and not told:
        topic = f"skipped:{reason}:{row.date}"
        if reason is Reason.TOO_LARGE:
            people = len(opening.roster.members)
            topic = f"{topic}:{people}"
            store.deliveries.add(_to_leads(store, opening.team, people, now))
        announce(store, opening.team, topic, now, row.id)
    plan_next(store, opening.team, now)
