"""Erasing what one person answered, wherever it is still sealed.

Nothing was published from an open window, so its box becomes a decoy at once and nobody can tell.
What is settled holds nothing of a person any more; published readings are never computed again,
since the difference would say what was erased.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from slackapp.domain.ids import KeyId, RoundId, TeamId, UserId, WindowId, WorkspaceId
from slackapp.domain.rounds import RoundState
from slackapp.domain.sealing import BoxKind, Seal
from slackapp.domain.windows import WindowState
from slackapp.errors import KeyGone
from slackapp.services.keys import tidy
from slackapp.services.ports import Boxes, Database, KeyStore, Store

SEALED = (RoundState.OPEN, RoundState.CLOSING)
"""States in which a round still has boxes."""

Places = dict[tuple[BoxKind, str], KeyId]
"""Where boxes lie: a round, a window or a team's notes, and the key they are under."""
Seals = Mapping[KeyId, Seal | None]


@dataclass(frozen=True, slots=True)
class Erasure:
    """The right to erasure."""

    database: Database
    keys: KeyStore

    def erase(self, *, workspace: WorkspaceId, user: UserId) -> int:
        """Replace a person's boxes by decoys; returns how many they had (decoys included).

        Their open votes about an experiment go too.

        Raises:
            KeyStoreAway, StorageAway: try again; what was replaced stays replaced.

        """
        places = self.database.read(lambda store: _places(store, workspace))
        seals = {key: self._seal(key) for key in places.values()}

        def unit(store: Store) -> int:
            teams = [team.id for team in store.teams.of_workspace(workspace)]
            store.experiments.forget(user, teams)
            tidy(store)
            return _erase(store, user, places, seals)

        return self.database.step(unit)

    def _seal(self, key: KeyId) -> Seal | None:
        try:
            return Seal(self.keys.open(key))
        except KeyGone:
            return None


def _places(store: Store, workspace: WorkspaceId) -> Places:
    places: Places = {}
    for team in store.teams.of_workspace(workspace):
        for row in store.rounds.of_team(team.id, states=SEALED):
            if row.key is not None:
                places[BoxKind.ANSWER, row.id] = row.key
        for window in store.windows.open_of(team.id):
            places[BoxKind.WINDOW, window.id] = window.key
        note_key = store.notes.key_id(team.id)
        if note_key is not None:
            places[BoxKind.NOTE, team.id] = note_key
    return places


def _erase(store: Store, user: UserId, places: Places, seals: Seals) -> int:
    erased = 0
    for (kind, row), key in places.items():
        seal = seals[key]
        if seal is None:
            continue
        person = seal.respondent_key(user)
        decoy = seal.seal(kind, row, person, b"")
        if kind is BoxKind.ANSWER:
            erased += _in_round(store, RoundId(row), {person: decoy})
        elif kind is BoxKind.WINDOW:
            erased += _in_window(store, WindowId(row), {person: decoy})
        else:
            erased += _in_notes(store, TeamId(row), key, {person: decoy})
    return erased


# Every box of a row is written anew each time, so that none shows that it was another's.


def _in_round(store: Store, round_id: RoundId, decoy: Boxes) -> bool:
    row = store.rounds.lock(round_id)
    boxes = store.answers.all(round_id)
    if row.state not in SEALED or not decoy.keys() <= boxes.keys():
        return False
    store.answers.delete(round_id)
    store.answers.seed(round_id, boxes | decoy)
    return True


def _in_window(store: Store, window_id: WindowId, decoy: Boxes) -> bool:
    window = store.windows.lock(window_id)
    boxes = store.windows.boxes(window_id)
    if window.state is not WindowState.OPEN or not decoy.keys() <= boxes.keys():
        return False
    store.windows.replace_boxes(window_id, boxes | decoy)
    return True


def _in_notes(store: Store, team: TeamId, key: KeyId, decoy: Boxes) -> bool:
    notes = store.notes.all(team)
    if store.notes.key_id(team) != key or not decoy.keys() <= notes.keys():
        return False
    store.notes.replace(team, key, notes | decoy)
    return True
