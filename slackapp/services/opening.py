"""Opening a round: freeze the roster and what is asked, begin windows, put a decoy for everyone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from analytics.instrument.bank import FACETS, FOLLOW_UP, TIES
from analytics.instrument.rotation import questionnaire
from analytics.instrument.windows import FamilyPlan, Mode, beginning, plans
from slackapp.domain import life
from slackapp.domain.cadence import passed
from slackapp.domain.deliveries import Kind
from slackapp.domain.ids import EpochId, KeyId, RoundId, WindowId, new_id
from slackapp.domain.policy import MEMBERS_FLOOR, ROSTER_CEILING
from slackapp.domain.roster import Roster, freeze
from slackapp.domain.rounds import Asks, Reason, Round, RoundState
from slackapp.domain.sealing import BoxKind, Seal
from slackapp.domain.teams import Team, TeamState
from slackapp.domain.windows import EXPIRES_AFTER, Window, WindowState
from slackapp.errors import KeyGone
from slackapp.services import trials
from slackapp.services.headcounts import note_headcount
from slackapp.services.keys import destroy
from slackapp.services.ports import Database, KeyStore, Store
from slackapp.services.rounds import announce, delivery, plan
from slackapp.services.trials import Trials

PROMPTS: dict[str | None, tuple[str, ...]] = {
    "both": ("helped_me", "i_helped"),
    "helped_me": ("helped_me",),
    "i_helped": ("i_helped",),
    None: (),
}
SILENT = frozenset({Reason.PAUSED, Reason.ENDED})
"""Reasons for which the channel is told nothing: it knows, or it is too late to matter."""

Keys = list[tuple[KeyId, Seal]]
Note = tuple[KeyId | None, Seal | None]
"""The key that seals the private notes alone, and its seal: None where the key is gone."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What one round opens with; `skip` says why it does not."""

    team: Team
    last: Round | None
    """The round asked before this one."""
    roster: Roster
    frozen_before: bool
    """The roster is that of the round before, whoever of it is asked."""
    going_on: tuple[Window, ...]
    plans: tuple[FamilyPlan, ...]
    note_key: KeyId | None
    """Seals the private notes already; the window that takes it over shares its end."""
    skip: Reason | None
    trials: Trials
    """The team's experiments once this opening has counted the votes about them."""


def open_round(database: Database, keys: KeyStore, *, round_id: RoundId, now: datetime) -> None:
    """Open a planned round, or skip it with a reason that the channel is told once.

    The next one is planned with it, so no running team is ever without a planned round.

    Keys are durable before the rows that name them are committed, and those no row came to name are
    destroyed after it. When a commit failed all stay: whether a row names them may be unknown.

    Raises:
        UnknownRound: there is no such round.
        KeyStoreAway: the key store cannot be reached; nothing was opened.
        UnknownZone, UnknownRegion: the cadence cannot be read any more; nothing was opened.

    """
    used: frozenset[KeyId] | None = None
    while used is None:
        opening = database.read(lambda store: _look(store, store.rounds.get(round_id), now))
        if opening is None:
            return
        note = _note_seal(keys, opening.note_key)
        fresh = 0 if opening.skip else 1 + len(opening.plans)
        made = [(key, Seal(keys.open(key))) for key in (keys.create() for _ in range(fresh))]
        used = database.step(lambda store: _open(store, round_id, made, note, now))  # noqa: B023
        destroy(keys, (key for key, _ in made if key not in (used or ())))


def _note_seal(keys: KeyStore, key: KeyId | None) -> Note:
    try:
        return key, None if key is None else Seal(keys.open(key))
    except KeyGone:
        return key, None


def _look(store: Store, row: Round, now: datetime) -> Opening | None:
    """Decide what a round opens with; None when it is not waiting to be opened."""
    if row.state is not RoundState.PLANNED:
        return None
    team = store.teams.get(row.team)
    last = _last(store, team)
    before = store.rosters.get(last.epoch) if last and last.epoch else None
    roster = _freeze(store, team, row.date)
    same = before is not None and before.places == roster.places
    roster = replace(roster, id=before.id) if before is not None and same else roster
    number = team.asked + 1
    tried = trials.resolved(store, team.id, number=number, on=row.date)
    windows = store.windows.open_of(team.id)
    going_on = tuple(window for window in windows if window.last_round >= number)
    plans: tuple[FamilyPlan, ...] = ()
    skip = _skip(row, team, roster, now)
    if skip is None:
        families = frozenset(window.family for window in going_on)
        mode = mode_of(team, roster)
        plans = beginning(
            mode,
            asked=team.asked,
            open_families=families,
            experiment=tried.trying is not None,
        )
        skip = None if plans or going_on else Reason.NOTHING_TO_ASK
    note_key = store.notes.key_id(team.id)
    in_use = {window.key for window in windows}
    note_key = None if note_key in in_use else note_key
    return Opening(team, last, roster, same, going_on, plans, note_key, skip, tried)


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


def mode_of(team: Team, roster: Roster) -> Mode:
    """Return what decides the windows of a team with this roster."""
    return Mode(
        n=len(roster.counting),
        light=team.policy.light,
        named=team.policy.named,
        interval_weeks=team.cadence.every_weeks,
    )


def names_end(team: Team, roster: Roster, asks: Asks) -> bool:
    """Say whether names are asked to finish what began with them, where none would begin now."""
    return bool(asks.prompts) and TIES not in plans(mode_of(team, roster))


def _freeze(store: Store, team: Team, on: date) -> Roster:
    memberships = store.people.members(team.id)
    people = store.people.many(team.workspace, [member.user for member in memberships])
    return freeze(EpochId(new_id()), team, memberships, people, on=on)


def _last(store: Store, team: Team) -> Round | None:
    """The round asked before this one."""
    return next(iter(store.rounds.numbered(team.id, first=team.asked, last=team.asked)), None)


def _open(
    store: Store,
    round_id: RoundId,
    fresh: Keys,
    note: Note,
    now: datetime,
) -> frozenset[KeyId] | None:
    """Open the round, and return the keys it uses; None when the team changed and needs others."""
    row = store.rounds.lock(round_id)
    trials.hold(store, row.team)
    opening = _look(store, row, now)
    if opening is None:
        return frozenset()
    if opening.skip is not None:
        _skip_round(store, row, opening, now)
        return frozenset()
    if len(fresh) < 1 + len(opening.plans) or opening.note_key != note[0]:
        return None
    (key, seal), *for_windows = fresh
    begun = _begin(store, row, opening, for_windows, note)
    windows = (*opening.going_on, *begun)
    team = replace(opening.team, asked=opening.team.asked + 1)
    if opening.frozen_before:
        store.rosters.ask(opening.roster)
    else:
        store.rosters.add(opening.roster, on=row.date)
    users = [member.user for member in opening.roster.members]
    store.answers.seed(row.id, seal.decoys(BoxKind.ANSWER, row.id, users))
    told = trials.resolve(store, team, row, opening.trials, now)
    invitation = delivery(team, Kind.INVITATION, team.channel, now, "", row.id)
    store.deliveries.add([invitation, *told])
    if opening.last is not None:
        store.deliveries.erase_private(opening.last.id)
    store.teams.put(team)
    opened = life.open_(
        row,
        number=team.asked,
        epoch=opening.roster.id,
        key=key,
        asks=_asks(team.asked - 1, windows, opening.trials),
        now=now,
        zone_name=team.cadence.zone,
    )
    store.rounds.put(opened)
    note_headcount(store, opened, now)
    plan(store, team.id, now)
    return frozenset({key, *(window.key for window in begun)})


def _skip_round(store: Store, row: Round, opening: Opening, now: datetime) -> None:
    reason = opening.skip
    assert reason is not None  # noqa: S101 (whoever calls this has looked)
    store.rounds.put(life.skip(row, reason))
    earlier = [other for other in store.rounds.of_team(row.team, limit=2) if other.date < row.date]
    told = bool(earlier) and earlier[0].reason == reason
    if reason not in SILENT and not told:
        announce(store, opening.team, f"skipped:{reason}:{row.date}", now, row.id)
    plan(store, row.team, now)


def _begin(
    store: Store, row: Round, opening: Opening, fresh: Keys, note: Note
) -> tuple[Window, ...]:
    """Begin the windows whose turn it is, with a decoy for everyone on the roster."""
    note_key, note_seal = note
    heir = _heir(opening.plans) if note_seal else None
    users = [member.user for member in opening.roster.members]
    begun = []
    for new, own in zip(opening.plans, fresh, strict=True):
        key, seal = own
        if note_key and note_seal and new.family == heir:
            key, seal = note_key, note_seal
        window = Window(
            id=WindowId(new_id()),
            team=row.team,
            family=new.family,
            first_round=opening.team.asked + 1,
            last_round=opening.team.asked + new.length,
            members=len(opening.roster.counting),
            key=key,
            state=WindowState.OPEN,
            begins_on=row.date,
            expires_on=row.date + EXPIRES_AFTER,
            k=opening.team.policy.k,
            light=opening.team.policy.light,
        )
        store.windows.add(window)
        store.windows.replace_boxes(window.id, seal.decoys(BoxKind.WINDOW, window.id, users))
        begun.append(window)
    return tuple(begun)


def _heir(plans: tuple[FamilyPlan, ...]) -> str | None:
    """The family whose new window takes over the key of the private notes: ties, else a facet."""
    families = [plan.family for plan in plans]
    return next((family for family in (TIES, *FACETS) if family in families), None)


def _asks(q: int, windows: tuple[Window, ...], tried: Trials) -> Asks:
    follow_up = next((window for window in windows if window.family == FOLLOW_UP), None)
    about = tried.followed_up(follow_up.first_round) if follow_up else None
    families = {window.family for window in windows}
    asked = questionnaire(
        q,
        # Nobody is asked whether they noticed what the team has let go.
        open_families=families if about else families - {FOLLOW_UP},
        light={window.family for window in windows if window.light},
    )
    return Asks(
        items=tuple(item.id for item in asked.items),
        prompts=PROMPTS[asked.prompts],
        pulse=asked.pulse,
        follow_up=about.practice if about and asked.follow_up else None,
    )
