"""Erasing what one person answered, wherever it is still sealed.

Nothing was published from an open window, so its box becomes a decoy at once and nobody can tell:
everybody's box is sealed anew with it, or two copies of the database would show which one changed.
In the place of a note comes that of somebody who left everything blank, so that whoever is made to
show their mirror shows what they would show who never answered.
Windows and notes are sealed under a new key and the old one is destroyed, so that no copy made
before can be read any more. An open round keeps its key, since other processes may be sealing
answers under it at this moment; it is destroyed when the round is counted, within days.
What is settled holds nothing of a person any more; published readings are never computed again,
since the difference would say what was erased.
Of somebody who is to be forgotten not even decoys stay: they are filed under the id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from slackapp.domain.ids import KeyId, RoundId, TeamId, UserId, WorkspaceId
from slackapp.domain.mirror import emptied, renewed
from slackapp.domain.rounds import RoundState
from slackapp.domain.sealing import BoxKind, Seal
from slackapp.domain.windows import Window
from slackapp.errors import KeyGone, UnknownRound, UnknownTeam, UnknownWindow
from slackapp.services.deleting import stop_all
from slackapp.services.keys import give_up, spare, tidy
from slackapp.services.ports import Boxes, Database, KeyStore, Store
from slackapp.services.sealed import open_box, past

SEALED = (RoundState.OPEN, RoundState.CLOSING)
"""States in which a round still has boxes."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where a team's boxes lie, under which keys, and whose they may be."""

    team: TeamId
    rounds: tuple[tuple[RoundId, KeyId], ...]
    windows: tuple[Window, ...]
    note_key: KeyId | None
    users: frozenset[UserId]

    @property
    def lasting(self) -> Iterator[KeyId]:
        """The keys that get another in their place, each once."""
        keys = [window.key for window in self.windows]
        yield from dict.fromkeys([*keys, self.note_key] if self.note_key else keys)


@dataclass(frozen=True, slots=True)
class Renewal:
    """One key and what takes its place; a round's takes its own."""

    old: Seal
    key: KeyId
    seal: Seal


@dataclass(frozen=True, slots=True)
class Anew:
    """Seals every box of a row anew, one person's as if left blank; says whether they had one.

    All are written, also where that person has none, or those that stay as they are would tell who
    came or left when. Boxes of nobody among `users` are left out, and a row whose key is gone stays
    as it is.
    """

    erased: UserId
    users: frozenset[UserId]
    renewals: Mapping[KeyId, Renewal]

    def in_round(self, store: Store, row: RoundId, key: KeyId) -> bool:
        """Under the same key."""
        if key not in self.renewals:
            return False
        boxes = store.answers.all(row)
        store.answers.delete(row)
        store.answers.seed(row, self._sealed(BoxKind.ANSWER, row, key, boxes))
        return self._had_one(key, boxes)

    def in_window(self, store: Store, window: Window) -> bool:
        """Under the key that takes the place of its own."""
        if window.key not in self.renewals:
            return False
        boxes = store.windows.boxes(window.id)
        sealed = self._sealed(BoxKind.WINDOW, window.id, window.key, boxes)
        store.windows.replace_boxes(window.id, sealed)
        store.windows.put(replace(window, key=self.renewals[window.key].key))
        return self._had_one(window.key, boxes)

    def in_notes(self, store: Store, team: TeamId, key: KeyId) -> bool:
        """Under the key that takes the place of theirs."""
        if key not in self.renewals:
            return False
        boxes = store.notes.all(team)
        sealed = self._sealed(BoxKind.NOTE, team, key, boxes)
        store.notes.replace(team, self.renewals[key].key, sealed)
        return self._had_one(key, boxes)

    def _sealed(self, kind: BoxKind, row: str, key: KeyId, boxes: Boxes) -> Boxes:
        old, seal = self.renewals[key].old, self.renewals[key].seal
        sealed = {}
        # Without a box in an open round its person could not answer any more.
        for user in self.users | {self.erased} if kind is BoxKind.ANSWER else self.users:
            if old.respondent_key(user) in boxes:
                held = open_box(old, kind, row, user, boxes)
                if kind is BoxKind.NOTE:
                    held = emptied(held) if user == self.erased else renewed(held)
                elif user == self.erased:
                    held = b""
                person = seal.respondent_key(user)
                sealed[person] = seal.seal(kind, row, person, held)
        return sealed

    def _had_one(self, key: KeyId, boxes: Boxes) -> bool:
        return self.renewals[key].old.respondent_key(self.erased) in boxes


@dataclass(frozen=True, slots=True)
class Erasure:
    """The right to erasure."""

    database: Database
    keys: KeyStore

    def erase(self, *, workspace: WorkspaceId, user: UserId) -> int:
        """Replace a person's boxes by blank ones; returns how many they had (blank ones included).

        Their open votes about an experiment go too. One short unit for each team. Where everything
        is being deleted, nobody is in a team any more: all that is still sealed goes.

        Raises:
            KeyStoreAway, StorageAway: try again; what was replaced stays replaced.

        """
        stop_all(self.database, workspace)
        self.database.step(lambda store: _take_back(store, workspace, user))
        teams = self.database.read(lambda store: store.people.ever_in(workspace, user))
        return sum(self._in_team(team, user, stays=True) for team in teams)

    def take_out(self, *, workspace: WorkspaceId, user: UserId) -> int:
        """Leave nothing sealed under the id of somebody who is to be forgotten, nor in a backup.

        Where nothing is or was, nothing is written. Returns how many boxes they had; raises as
        `erase`.
        """
        teams = self.database.read(lambda store: store.people.ever_in(workspace, user))
        return self._take_out(teams, user)

    def erase_everywhere(self, *, workspace: WorkspaceId, user: UserId) -> int:
        """Do what `erase` does, and take out what an earlier version left of who was forgotten.

        It looks into every team of the workspace, so nobody may be waiting; raises as `erase`.
        """
        done = self.erase(workspace=workspace, user=user)
        known = self.database.read(lambda store: store.people.ever_in(workspace, user))
        teams = self.database.read(lambda store: store.teams.of_workspace(workspace))
        return done + self._take_out((team.id for team in teams if team.id not in known), user)

    def _take_out(self, teams: Iterable[TeamId], user: UserId) -> int:
        held = [team for team in teams if self._holds(team, user)]
        return sum(self._in_team(team, user, stays=False) for team in held)

    def _holds(self, team: TeamId, user: UserId) -> bool:
        """Whether something lives that opens a box of theirs, here or in a backup."""
        if self.database.read(lambda store: _was_in(store, team, user)):
            # Their box goes with the first count after they left, and its key only with all others.
            return True
        found = self.database.read(lambda store: _boxes(store, team))
        seals = ((self._seal(key), boxes) for key, boxes in found)
        return any(seal and seal.respondent_key(user) in boxes for seal, boxes in seals)

    def _in_team(self, team: TeamId, user: UserId, *, stays: bool) -> int:
        """New keys are spares until the unit that seals under them names them; see `spare`."""
        erased: int | None = None
        while erased is None:
            places = self.database.read(lambda store: _places(store, team))
            renewals, spares = self._renewals(places)
            if not renewals:
                return 0
            users = places.users | {user} if stays else places.users - {user}
            anew = Anew(user, users, renewals)
            erase = partial(_erase, places=places, anew=anew, spares=spares)
            erased = self.database.step(erase)
        return erased

    def _renewals(self, places: Places) -> tuple[dict[KeyId, Renewal], list[KeyId]]:
        """Return what becomes of each key that is not gone, and the keys made for it."""
        renewals = {}
        for _, key in places.rounds:
            if (seal := self._seal(key)) is not None:
                renewals[key] = Renewal(seal, key, seal)
        lasting = [(key, seal) for key in places.lasting if (seal := self._seal(key)) is not None]
        spares = spare(self.database, self.keys, len(lasting))
        for (old, seal), (key, opened) in zip(lasting, spares.items(), strict=True):
            renewals[old] = Renewal(seal, key, Seal(opened))
        return renewals, [*spares]

    def _seal(self, key: KeyId) -> Seal | None:
        try:
            return Seal(self.keys.open(key))
        except KeyGone:
            return None


def _take_back(store: Store, workspace: WorkspaceId, user: UserId) -> None:
    store.experiments.take_back(user, [team.id for team in store.teams.of_workspace(workspace)])
    tidy(store)


def _places(store: Store, team: TeamId) -> Places:
    """Whoever may open a box stands on a roster of the past, or is a member now."""
    rows = store.rounds.of_team(team, states=SEALED)
    members = (member.user for member in store.people.members(team))
    return Places(
        team=team,
        rounds=tuple((row.id, row.key) for row in rows if row.key is not None),
        windows=store.windows.open_of(team),
        note_key=store.notes.key_id(team),
        users=frozenset([*store.rosters.users(team), *members]),
    )


def _was_in(store: Store, team: TeamId, user: UserId) -> bool:
    """Whether somebody stood on a roster of a window that is still open."""
    windows = store.windows.open_of(team)
    if not windows:
        return False
    rosters = past(store, team, first=min(window.first_round for window in windows)).rosters
    return any(roster.member(user) is not None for roster in rosters)


def _boxes(store: Store, team: TeamId) -> list[tuple[KeyId, Boxes]]:
    """Return all that is sealed of a team, by the key of each row."""
    places = _places(store, team)
    found = [(key, store.answers.all(row)) for row, key in places.rounds]
    found += [(window.key, store.windows.boxes(window.id)) for window in places.windows]
    if places.note_key is not None:
        found.append((places.note_key, store.notes.all(team)))
    return found


def _are_held(store: Store, places: Places) -> bool:
    """Lock all that boxes lie in; say whether they lie as they did."""
    try:
        for row, _ in places.rounds:
            store.rounds.lock(row)
        for window in places.windows:
            store.windows.lock(window.id)
        # Nothing begins under the key of the notes, and nobody deletes the team, meanwhile.
        store.teams.lock(places.team)
    except (UnknownRound, UnknownWindow, UnknownTeam):
        return False
    return _places(store, places.team) == places


def _erase(store: Store, places: Places, anew: Anew, spares: list[KeyId]) -> int | None:
    """Returns how many boxes they had, or None when these do not lie as they did."""
    if not (_are_held(store, places) and store.spares.take(spares)):
        give_up(store, spares)
        return None
    done = [anew.in_round(store, *place) for place in places.rounds]
    done += [anew.in_window(store, window) for window in places.windows]
    if places.note_key is not None:
        done.append(anew.in_notes(store, places.team, places.note_key))
    store.tombstones.add(key for key in places.lasting if key in anew.renewals)
    tidy(store)
    return sum(done)
