"""Private notes: written when a window of ties settles, under the key of the window after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from analytics.instrument.bank import TIES
from slackapp.domain.ids import KeyId, TeamId, UserId
from slackapp.domain.mirror import Note
from slackapp.domain.sealing import BoxKind, Seal
from slackapp.domain.teams import TeamState
from slackapp.domain.windows import EXPIRES_AFTER, WindowState
from slackapp.services.ports import Boxes, Store


@dataclass(frozen=True, slots=True)
class Notes:
    """One sealed note for everybody on a roster, and the key they are under."""

    key: KeyId
    boxes: Boxes


def seal_notes(seal: Seal, team: TeamId, notes: Mapping[UserId, Note]) -> Boxes:
    """Seal each person's note."""
    sealed = {}
    for user, note in notes.items():
        person = seal.respondent_key(user)
        sealed[person] = seal.seal(BoxKind.NOTE, team, person, note.encode())
    return sealed


def keep(store: Store, team: TeamId, notes: Notes) -> tuple[KeyId, ...]:
    """Put notes in the place of a team's; returns the keys nothing needs, with a tombstone each.

    A team that has ended keeps none: nobody could read them once its last report is there.
    """
    buried = drop(store, team)
    if store.teams.get(team).state is TeamState.ENDED:
        store.tombstones.add([notes.key])
        return (*buried, notes.key)
    store.notes.replace(team, notes.key, notes.boxes)
    return buried


def drop(store: Store, team: TeamId) -> tuple[KeyId, ...]:
    """Delete a team's notes; returns their key where no open window needs it, with a tombstone."""
    key = store.notes.key_id(team)
    store.notes.delete(team)
    if key is None or key in {window.key for window in store.windows.open_of(team)}:
        return ()
    store.tombstones.add([key])
    return (key,)


def drop_old(store: Store, team: TeamId, today: date) -> None:
    """Delete a team's notes when no window came to take their key over for too long."""
    last = store.windows.last_of(team, TIES)
    if last is None or last.state is WindowState.OPEN:
        return
    key = store.notes.key_id(team)
    taken_over = key in {window.key for window in store.windows.open_of(team)}
    if key and not taken_over and last.expires_on + EXPIRES_AFTER <= today:
        drop(store, team)
