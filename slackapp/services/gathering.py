"""Gathering a closed round: its answers are merged into the boxes of the windows they belong to.

One transaction under a lock on the round (no answer can arrive) and on each window (nothing else
writes its boxes). The round's key is destroyed only after that commit; a tombstone written by it
sees the destruction through, whenever the process dies.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from slackapp.domain import life
from slackapp.domain.answers import Answer
from slackapp.domain.ids import KeyId, RoundId, UserId
from slackapp.domain.payloads import Sheet
from slackapp.domain.roster import Roster
from slackapp.domain.rounds import Reason, Round, RoundState
from slackapp.domain.sealing import BoxKind, Seal
from slackapp.domain.windows import Window, WindowState
from slackapp.errors import KeyGone
from slackapp.services.keys import destroy
from slackapp.services.ports import Database, KeyStore, Store
from slackapp.services.rounds import announce
from slackapp.services.sealed import Past, open_box, past
from slackapp.services.windows import lose

Seals = Mapping[KeyId, Seal | None]
"""What the keys of a round and its windows open with; None where a key is gone."""


def gather(database: Database, keys: KeyStore, *, round_id: RoundId, now: datetime) -> None:
    """Merge a closing round into its windows and destroy its key.

    A round or a window whose key is gone becomes `lost`.

    Raises:
        UnknownRound: there is no such round.
        KeyStoreAway: the key store cannot be reached; nothing was changed.

    """
    needed = database.read(lambda store: _needed(store, round_id))
    seals = {key: _seal(keys, key) for key in needed}
    destroy(keys, database.step(lambda store: _gather(store, round_id, seals, now)))


def _seal(keys: KeyStore, key: KeyId) -> Seal | None:
    try:
        return Seal(keys.open(key))
    except KeyGone:
        return None


def _needed(store: Store, round_id: RoundId) -> tuple[KeyId, ...]:
    """The keys gathering needs: the round's and those of its windows."""
    row = store.rounds.get(round_id)
    if row.state is not RoundState.CLOSING or row.key is None:
        return ()
    return (row.key, *(window.key for window in _windows(store, row)))


def _windows(store: Store, row: Round) -> tuple[Window, ...]:
    open_windows = store.windows.open_of(row.team)
    return tuple(w for w in open_windows if w.first_round <= row.number <= w.last_round)


def _gather(store: Store, round_id: RoundId, seals: Seals, now: datetime) -> tuple[KeyId, ...]:
    """Return the keys that nothing needs any more once this is committed."""
    row = store.rounds.lock(round_id)
    if row.state is not RoundState.CLOSING or row.key is None or row.epoch is None:
        return ()
    seal, windows = seals[row.key], _windows(store, row)
    if seal is not None:
        first = min((window.first_round for window in windows), default=row.number)
        rounds = past(store, row.team, first=first)
        answers = _answers(store, row, rounds.roster(row), seal)
        for window in windows:
            _merge(store, window, rounds, row, answers, seals.get(window.key))
    store.answers.delete(row.id)
    store.deliveries.erase_private(row.id)
    store.tombstones.add([row.key])
    buried = [row.key]
    for window in windows:
        if window.key in seals and seals[window.key] is None:
            buried += lose(store, window.id, now.date())
    if seal is None:
        store.rounds.put(life.lose(row, Reason.KEY_GONE, now))
        announce(store, store.teams.get(row.team), "lost", now, row.id)
    else:
        store.rounds.put(life.gather(row, now))
    return tuple(buried)


def _answers(store: Store, row: Round, roster: Roster, seal: Seal) -> dict[UserId, Answer]:
    """Open the boxes of a round in memory; a box that does not open is nobody's answer."""
    boxes = store.answers.all(row.id)
    users = tuple(member.user for member in roster.members)
    sheet = Sheet(row.asks, users)
    answers: dict[UserId, Answer] = {}
    for user in users:
        payload = open_box(seal, BoxKind.ANSWER, row.id, user, boxes)
        answer = sheet.decode(payload)
        if answer is not None and not answer.blank:
            answers[user] = answer
    return answers


def _merge(
    store: Store,
    window: Window,
    rounds: Past,
    row: Round,
    answers: Mapping[UserId, Answer],
    seal: Seal | None,
) -> None:
    """Write a window's boxes anew, one for everyone on the newest round's roster."""
    window = store.windows.lock(window.id)
    if window.state is not WindowState.OPEN or seal is None:
        return
    sheet = rounds.sheet(window)
    at = row.number - window.first_round
    boxes = store.windows.boxes(window.id)
    merged = {}
    for member in rounds.rosters[-1].members:
        payload = open_box(seal, BoxKind.WINDOW, window.id, member.user, boxes)
        if member.user in answers:
            payload = sheet.merge(payload, answers[member.user], at=at)
        person = seal.respondent_key(member.user)
        merged[person] = seal.seal(BoxKind.WINDOW, window.id, person, payload)
    store.windows.replace_boxes(window.id, merged)
