"""Erasing what one person answered, wherever it is still sealed.

Nothing was published from an open window, so its box becomes a decoy at once and nobody can tell:
everybody's box is sealed anew with it, or two copies of the database would show which one changed.
What is settled holds nothing of a person any more; published readings are never computed again,
since the difference would say what was erased.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from slackapp.domain.ids import KeyId, RoundId, TeamId, UserId, WindowId, WorkspaceId
from slackapp.domain.rounds import RoundState
from slackapp.domain.sealing import BoxKind, Seal
from slackapp.domain.windows import WindowState
from slackapp.errors import KeyGone
from slackapp.services.keys import tidy
from slackapp.services.ports import Boxes, Database, KeyStore, Store
from slackapp.services.sealed import open_box_of

SEALED = (RoundState.OPEN, RoundState.CLOSING)
"""States in which a round still has boxes."""

Places = dict[tuple[BoxKind, str], KeyId]
"""Where boxes lie: a round, a window or a team's notes, and the key they are under."""
Seals = Mapping[KeyId, Seal | None]
Renew = Callable[[Boxes], tuple[Boxes, bool]]


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
        erased: int | None = None
        while erased is None:
            places = self.database.read(lambda store: _places(store, workspace, user))
            seals = {key: self._seal(key) for key in places.values()}
            erase = partial(_erase, user=user, workspace=workspace, places=places, seals=seals)
            erased = self.database.step(erase)
        return erased

    def _seal(self, key: KeyId) -> Seal | None:
        try:
            return Seal(self.keys.open(key))
        except KeyGone:
            return None


def _places(store: Store, workspace: WorkspaceId, user: UserId) -> Places:
    places: Places = {}
    for team in store.people.ever_in(workspace, user):
        for row in store.rounds.of_team(team, states=SEALED):
            if row.key is not None:
                places[BoxKind.ANSWER, row.id] = row.key
        for window in store.windows.open_of(team):
            places[BoxKind.WINDOW, window.id] = window.key
        note_key = store.notes.key_id(team)
        if note_key is not None:
            places[BoxKind.NOTE, team] = note_key
    return places


def _erase(
    store: Store, *, user: UserId, workspace: WorkspaceId, places: Places, seals: Seals
) -> int | None:
    """Returns how many boxes became decoys, or None when some lie elsewhere by now."""
    store.experiments.take_back(user, [team.id for team in store.teams.of_workspace(workspace)])
    tidy(store)
    erased = 0
    for (kind, row), key in places.items():
        seal = seals[key]
        if seal is None:
            continue
        renew = partial(_renewed, seal, kind, row, user)
        if kind is BoxKind.ANSWER:
            erased += _in_round(store, RoundId(row), renew)
        elif kind is BoxKind.WINDOW:
            erased += _in_window(store, WindowId(row), renew)
        else:
            erased += _in_notes(store, TeamId(row), key, renew)
    # A window that settled meanwhile left a note under a key that was not looked for.
    return erased if _places(store, workspace, user) == places else None


def _renewed(seal: Seal, kind: BoxKind, row: str, user: UserId, boxes: Boxes) -> tuple[Boxes, bool]:
    """Seal every box of a row anew, this person's as a decoy; say whether they have one."""
    erased = seal.respondent_key(user)
    held = {
        person: b"" if person == erased else open_box_of(seal, kind, row, person, boxes)
        for person in boxes
    }
    renewed = {person: seal.seal(kind, row, person, payload) for person, payload in held.items()}
    return renewed, erased in boxes


# Every box of a row is written anew, so that none shows that it was another's; also of a row in
# which the person has none, or those that stay as they are would tell who came or left when.


def _in_round(store: Store, round_id: RoundId, renew: Renew) -> bool:
    row = store.rounds.lock(round_id)
    boxes = store.answers.all(round_id) if row.state in SEALED else {}
    renewed, had_one = renew(boxes)
    if renewed:
        store.answers.delete(round_id)
        store.answers.seed(round_id, renewed)
    return had_one


def _in_window(store: Store, window_id: WindowId, renew: Renew) -> bool:
    window = store.windows.lock(window_id)
    boxes = store.windows.boxes(window_id) if window.state is WindowState.OPEN else {}
    renewed, had_one = renew(boxes)
    if renewed:
        store.windows.replace_boxes(window_id, renewed)
    return had_one


def _in_notes(store: Store, team: TeamId, key: KeyId, renew: Renew) -> bool:
    boxes = store.notes.all(team) if store.notes.key_id(team) == key else {}
    renewed, had_one = renew(boxes)
    if renewed:
        store.notes.replace(team, key, renewed)
    return had_one
