"""Gathering a closed round: its answers are merged into the boxes of the windows they belong to.

Boxes are opened and sealed in memory first, then written in one short transaction under a lock on
the round and on each window; if a box changed meanwhile (an erasure), it is done again. No answer
is missed, since a round that is closing takes none. The round's key is destroyed only after that
commit; a tombstone written by it sees the destruction through, whenever the process dies.

The windows and the notes are written again as they are, each time and for every team: PostgreSQL
shows which transaction wrote a row, and so, until then, that an erasure did.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from slackapp.domain import life
from slackapp.domain.answers import Answer
from slackapp.domain.ids import EpochId, KeyId, RoundId, UserId, WindowId
from slackapp.domain.payloads import Sheet
from slackapp.domain.rounds import Reason, Round, RoundState
from slackapp.domain.sealing import BoxKind, Seal
from slackapp.domain.windows import Window
from slackapp.errors import KeyGone
from slackapp.services.keys import destroy
from slackapp.services.ports import Boxes, Database, KeyStore, Store
from slackapp.services.sealed import Past, open_box, open_box_of, past
from slackapp.services.windows import lose


@dataclass(frozen=True, slots=True)
class Closed:
    """A round that takes no more answers, and its windows, as they lay in the database."""

    row: Round
    key: KeyId
    epoch: EpochId
    windows: tuple[Window, ...]
    rounds: Past
    answers: Boxes
    boxes: Mapping[WindowId, Boxes]


@dataclass(frozen=True, slots=True)
class Merged:
    """What is to be written of it."""

    boxes: Mapping[WindowId, Boxes]
    lost: tuple[WindowId, ...]
    """Windows whose key is gone."""
    counted: bool
    """False where the round's own key is gone."""


def gather(database: Database, keys: KeyStore, *, round_id: RoundId, now: datetime) -> None:
    """Merge a closing round into its windows and destroy its key.

    A round or a window whose key is gone becomes `lost`.

    Raises:
        UnknownRound: there is no such round.
        KeyStoreAway: the key store cannot be reached; nothing was changed.

    """
    buried: tuple[KeyId, ...] | None = None
    while buried is None:
        closed = database.read(lambda store: _closed(store, round_id))
        if closed is None:
            return
        write = partial(_write, closed=closed, merged=_merged(closed, keys), now=now)
        buried = database.step(write)
    destroy(keys, buried)


def _closed(store: Store, round_id: RoundId) -> Closed | None:
    """Read what gathering needs; None where there is nothing to gather."""
    row = store.rounds.get(round_id)
    if row.state is not RoundState.CLOSING or row.key is None or row.epoch is None:
        return None
    open_windows = store.windows.open_of(row.team)
    windows = tuple(w for w in open_windows if w.first_round <= row.number <= w.last_round)
    first = min((window.first_round for window in windows), default=row.number)
    return Closed(
        row=row,
        key=row.key,
        epoch=row.epoch,
        windows=windows,
        rounds=past(store, row.team, first=first),
        answers=store.answers.all(row.id),
        boxes=store.windows.boxes_of([window.id for window in windows]),
    )


def _merged(closed: Closed, keys: KeyStore) -> Merged:
    seals = {window.id: _seal(keys, window.key) for window in closed.windows}
    lost = tuple(window for window, seal in seals.items() if seal is None)
    own = _seal(keys, closed.key)
    if own is None:
        return Merged({}, lost, counted=False)
    answers = _answers(closed, own)
    alive = ((window, seals[window.id]) for window in closed.windows)
    boxes = {w.id: _merge(closed, w, answers, seal) for w, seal in alive if seal is not None}
    return Merged(boxes, lost, counted=True)


def _seal(keys: KeyStore, key: KeyId) -> Seal | None:
    try:
        return Seal(keys.open(key))
    except KeyGone:
        return None


def _answers(closed: Closed, seal: Seal) -> dict[UserId, Answer]:
    """Open the boxes of a round; a box that does not open is nobody's answer."""
    row = closed.row
    users = tuple(member.user for member in closed.rounds.roster(row).members)
    sheet = Sheet(row.asks, users)
    answers: dict[UserId, Answer] = {}
    for user in users:
        payload = open_box(seal, BoxKind.ANSWER, row.id, user, closed.answers)
        answer = sheet.decode(payload)
        if answer is not None and not answer.blank:
            answers[user] = answer
    return answers


def _merge(closed: Closed, window: Window, answers: Mapping[UserId, Answer], seal: Seal) -> Boxes:
    """Return a window's boxes anew, one for everyone on the newest round's roster."""
    sheet = closed.rounds.sheet(window)
    at = closed.row.number - window.first_round
    boxes = closed.boxes[window.id]
    merged = {}
    for member in closed.rounds.rosters[-1].members:
        person = seal.respondent_key(member.user)
        payload = open_box_of(seal, BoxKind.WINDOW, window.id, person, boxes)
        if member.user in answers:
            payload = sheet.merge(payload, answers[member.user], at=at)
        merged[person] = seal.seal(BoxKind.WINDOW, window.id, person, payload)
    return merged


def _write(
    store: Store, *, closed: Closed, merged: Merged, now: datetime
) -> tuple[KeyId, ...] | None:
    """Write what was merged.

    Returns the keys that nothing needs any more once this is committed, or None when what was
    merged has changed meanwhile.
    """
    row = store.rounds.lock(closed.row.id)
    if row.state is not RoundState.CLOSING:
        return ()
    if not _is_unchanged(store, closed):
        return None
    # Whoever opens the team's next round decides about the same roster, or gathers another one.
    store.teams.lock(row.team)
    buried = [closed.key]
    # First, since it waits for whoever publishes, who may be about to write the notes.
    for window in merged.lost:
        buried += lose(store, window, now.date())
    for window, boxes in merged.boxes.items():
        store.windows.replace_boxes(window, boxes)
    store.windows.rewrite(merged.boxes)
    store.notes.rewrite(row.team)
    store.answers.delete(row.id)
    store.deliveries.erase_private(row.id)
    store.tombstones.add([closed.key])
    if merged.counted:
        store.rounds.put(life.gather(row, now))
    else:
        store.rounds.put(life.lose(row, Reason.KEY_GONE, now))
    store.rosters.forget_asked(closed.epoch)
    return tuple(buried)


def _is_unchanged(store: Store, closed: Closed) -> bool:
    """Lock the windows, and compare what was opened with what lies there now."""
    windows = tuple(store.windows.lock(window.id) for window in closed.windows)
    return (
        windows == closed.windows
        and store.answers.all(closed.row.id) == closed.answers
        and store.windows.boxes_of([window.id for window in windows]) == closed.boxes
    )
