"""Settling: a window's boxes are opened in memory, counted once, published and forgotten."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from analytics import disclosure, intake
from analytics.instrument.bank import FOLLOW_UP, PULSE, TIES, load
from analytics.records import FamilyHistory, Settled, WindowSpan
from slackapp.domain.gathering import TieWeek, WindowSheet
from slackapp.domain.ids import KeyId, UserId, WindowId
from slackapp.domain.mirror import note
from slackapp.domain.retention import CHURN_SPAN
from slackapp.domain.roster import population
from slackapp.domain.rounds import COUNTED
from slackapp.domain.sealing import BoxKind, Seal
from slackapp.domain.windows import Window, WindowState
from slackapp.errors import KeyGone
from slackapp.services.beside import Beside, beside
from slackapp.services.hashes import lean, reference
from slackapp.services.keys import destroy, give_up, spare
from slackapp.services.notes import Notes, keep, seal_notes
from slackapp.services.ports import Boxes, Database, KeyStore, Store
from slackapp.services.sealed import Past, open_box, past

if TYPE_CHECKING:
    from analytics.matrices import PulseWindow, ScaleWindow, TieWeeks

BOTH_PROMPTS = ("helped_me", "i_helped")
"""Who helped you? Whom did you help?"""


@dataclass(frozen=True, slots=True)
class Ended:
    """Everything a window is settled from, as it lay in the database."""

    window: Window
    span: WindowSpan
    sheet: WindowSheet
    rounds: Past
    """Its rounds, with what each asked and the roster of each."""
    people: tuple[UserId, ...]
    """Its population, sorted."""
    boxes: Boxes
    reference: frozenset[str]
    counted: frozenset[str]
    """Whoever counted in one of its rounds at least."""
    beside: Beside
    churn: int
    lean: float = field(repr=False)


def settle(database: Database, keys: KeyStore, *, window_id: WindowId, pepper: bytes) -> None:
    """Publish an ended window once, delete its boxes and destroy its key.

    A window whose key is gone becomes `lost`. Nothing is computed inside the transaction; if a box
    changed meanwhile (an erasure), or another window of the family was published, of this team or
    of another, it is computed again.

    Raises:
        UnknownWindow: there is no such window.
        KeyStoreAway: the key store cannot be reached; nothing was changed.

    """
    while True:
        ended = database.read(lambda store: _ended(store, window_id, pepper))
        if ended is None:
            return
        settled, notes = None, None
        with suppress(KeyGone):
            seal = Seal(keys.open(ended.window.key))
            settled = _compute(ended, seal)
            if ended.window.family == TIES:
                [(note_key, opened)] = spare(database, keys, 1).items()
                notes = _notes(ended, seal, note_key, Seal(opened))
        publish = partial(_publish, ended=ended, settled=settled, notes=notes)
        buried = database.step(publish)
        if buried is not None:
            destroy(keys, buried)
            return


def expire(database: Database, keys: KeyStore, *, window_id: WindowId, today: date) -> None:
    """Delete the boxes of a window that took too long, unread, and destroy its key."""
    destroy(keys, database.step(lambda store: _expire(store, window_id, today)))


def lose(store: Store, window_id: WindowId, today: date) -> tuple[KeyId, ...]:
    """Give up, inside a unit, a window whose key is gone: nobody can read its boxes any more.

    Returns the keys nothing needs any more.
    """
    window = store.windows.lock(window_id)
    if window.state is not WindowState.OPEN:
        return ()
    return _hold(store, window, today, WindowState.LOST)


def _ended(store: Store, window_id: WindowId, pepper: bytes) -> Ended | None:
    """Read a window whose rounds are all counted; None when there is nothing to settle."""
    window = store.windows.get(window_id)
    if window.state is not WindowState.OPEN:
        return None
    rounds = past(store, window.team, first=window.first_round, last=window.last_round)
    complete = len(rounds.rows) == window.last_round - window.first_round + 1
    if not complete or any(row.state not in COUNTED for row in rounds.rows):
        return None
    team = store.teams.get(window.team)
    people = tuple(sorted(population(rounds.rosters)))
    ever = sorted(frozenset().union(*(roster.counting for roster in rounds.rosters)))
    day = rounds.rows[-1].date
    behind = reference(pepper, team.workspace, people)
    around = beside(store, team, window.family, behind, day)
    return Ended(
        window=window,
        span=WindowSpan(window.family, window.first_round, window.last_round, day),
        sheet=rounds.sheet(window),
        rounds=rounds,
        people=people,
        boxes=store.windows.boxes(window.id),
        reference=behind,
        counted=reference(pepper, team.workspace, ever),
        beside=around,
        churn=store.people.moves(team.id, since=day - CHURN_SPAN) + around.churn,
        lean=lean(pepper, behind),
    )


def _compute(ended: Ended, seal: Seal) -> Settled:
    window = ended.window
    if _is_unasked(ended.sheet):
        return _unread(ended.sheet, ended.span, ended.beside.history)
    payloads = [
        open_box(seal, BoxKind.WINDOW, window.id, user, ended.boxes) for user in ended.people
    ]
    settled = disclosure.settle(
        ended.span,
        _data(ended, payloads),
        members=window.members,
        population=ended.reference,
        siblings=ended.beside.siblings,
        history=ended.beside.history,
        k=window.k,
        churn=ended.churn,
        seed=window.first_round,  # the same answers draw the same, wherever they are counted
        lean=ended.lean,
    )
    counted = replace(
        settled.history,
        counted=ended.counted,
        counted_on=ended.span.ends_on,
        moves=ended.churn,
    )
    return replace(settled, history=counted)


def _is_unasked(sheet: WindowSheet) -> bool:
    """Whether the team let go of the experiment a follow-up is about before it was asked."""
    return sheet.family == FOLLOW_UP and not sheet.items


def _unread(sheet: WindowSheet, span: WindowSpan, history: FamilyHistory) -> Settled:
    """What is published of a window nobody reads: of what was not asked, nothing is held back."""
    return Settled((), history) if _is_unasked(sheet) else disclosure.held(span, history)


def _data(ended: Ended, payloads: list[bytes]) -> ScaleWindow | TieWeeks | PulseWindow:
    sheet = ended.sheet
    if sheet.family == TIES:
        return _ties(ended, [sheet.ties(payload) for payload in payloads])
    if sheet.family == PULSE:
        told = [sheet.pulse(payload) for payload in payloads]
        weeks = [[(w.given, w.received, w.same_people) for w in person] for person in told]
        return intake.pulse_window(weeks)
    tallies = [sheet.scale(payload) for payload in payloads]
    reasons = tuple(load().reasons)
    asked = any(load().items[item].asks_reason for item in sheet.items)
    return intake.scale_window(
        sheet.items,
        [tally.counts for tally in tallies],
        reason_codes=reasons if asked else (),
        reasons=[tally.reasons[: len(reasons)] for tally in tallies] if asked else None,
    )


def _ties(ended: Ended, told: list[tuple[TieWeek, ...]]) -> TieWeeks:
    """Ties inside the population; ties to and from anyone else leave every team measure."""
    rows = {ended.sheet.places[user]: row for row, user in enumerate(ended.people)}
    kinds = (None, *load().kinds)

    def named(pairs: tuple[tuple[int, int], ...] | None) -> intake.Named | None:
        if pairs is None:
            return None
        return tuple((rows[place], kinds[kind]) for place, kind in pairs if place in rows)

    weeks = [[(named(week.helped_me), named(week.i_helped)) for week in person] for person in told]
    in_lists = [roster.listed for roster in ended.rounds.rosters]
    return intake.tie_weeks(
        weeks,
        kind_codes=tuple(load().kinds),
        asked=[
            [prompt in row.asks.prompts for prompt in BOTH_PROMPTS] for row in ended.rounds.rows
        ],
        listed=[[user in names for user in ended.people] for names in in_lists],
    )


def _notes(ended: Ended, seal: Seal, key: KeyId, note_seal: Seal) -> Notes:
    """Seal everybody's note; the boxes of those who do not count are read for their own only."""
    window = ended.window
    own = {
        member.user: ended.sheet.ties(
            open_box(seal, BoxKind.WINDOW, window.id, member.user, ended.boxes)
        )
        for member in ended.rounds.rosters[-1].members
    }
    told = {ended.sheet.places[user]: own[user] for user in ended.people}
    asked = ended.rounds.asking(BOTH_PROMPTS[0])
    notes = {
        user: note(
            weeks,
            place=ended.sheet.places[user],
            told=told,
            asked=asked,
            listed=ended.rounds.listing(user),
            ends_on=ended.span.ends_on,
        )
        for user, weeks in own.items()
    }
    return Notes(key, seal_notes(note_seal, window.team, notes))


def _publish(
    store: Store, *, ended: Ended, settled: Settled | None, notes: Notes | None
) -> tuple[KeyId, ...] | None:
    """Write what was computed; `settled` is None when the window is lost.

    Returns the keys nothing needs any more, or None when what it was computed from changed.
    """
    window = store.windows.lock(ended.window.id)
    spares = [notes.key] if notes else []
    if window.state is not WindowState.OPEN:
        give_up(store, spares)
        return ()
    # An erasure gives it another key, too: boxes read after it do not open with the one before.
    is_unchanged = window == ended.window and store.windows.boxes(window.id) == ended.boxes
    if not (is_unchanged and _is_still_beside(store, ended) and store.spares.take(spares)):
        give_up(store, spares)
        return None
    state = WindowState.LOST if settled is None else WindowState.SETTLED
    settled = settled or _unread(ended.sheet, ended.span, ended.beside.history)
    buried = _finish(store, window, settled, state)
    if notes is not None:
        buried += keep(store, window.team, notes)
    return buried


def _is_still_beside(store: Store, ended: Ended) -> bool:
    """Two that settle at one moment would each publish what tells the other's apart.

    They are windows of two teams, or two of one team of which the first was to settle long ago.
    """
    family, team = ended.window.family, store.teams.get(ended.window.team)
    store.readings.hold(team.workspace, family)
    return ended.beside == beside(store, team, family, ended.reference, ended.span.ends_on)


def _expire(store: Store, window_id: WindowId, today: date) -> tuple[KeyId, ...]:
    window = store.windows.lock(window_id)
    if window.state is not WindowState.OPEN or today < window.expires_on:
        return ()
    return _hold(store, window, window.expires_on, WindowState.EXPIRED)


def _hold(store: Store, window: Window, day: date, state: WindowState) -> tuple[KeyId, ...]:
    span = WindowSpan(window.family, window.first_round, window.last_round, day)
    # Else what another worker publishes now would be forgotten again.
    store.readings.hold(store.teams.get(window.team).workspace, window.family)
    history = store.readings.history(window.team, window.family)
    rounds = past(store, window.team, first=window.first_round, last=window.last_round)
    return _finish(store, window, _unread(rounds.sheet(window), span, history), state)


def _finish(
    store: Store, window: Window, settled: Settled, state: WindowState
) -> tuple[KeyId, ...]:
    store.readings.add(window.team, window.id, settled.readings)
    store.readings.put_history(window.team, window.family, settled.history)
    store.windows.delete_boxes(window.id)
    store.windows.put(replace(window, state=state))
    if store.notes.key_id(window.team) == window.key:
        store.notes.delete(window.team)
    store.tombstones.add([window.key])
    return (window.key,)
