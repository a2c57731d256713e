"""Private notes: written when a window of ties settles, under the key of the window after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from slackapp.domain.ids import KeyId, TeamId, UserId
from slackapp.domain.mirror import Note
from slackapp.domain.sealing import BoxKind, Seal
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


def drop(store: Store, team: TeamId) -> tuple[KeyId, ...]:
    """Delete a team's notes; returns their key where no open window needs it, with a tombstone."""
    key = store.notes.key_id(team)
    store.notes.delete(team)
    if key is None or key in {window.key for window in store.windows.open_of(team)}:
        return ()
    store.tombstones.add([key])
    return (key,)
