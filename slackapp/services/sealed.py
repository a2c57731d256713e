"""Opening boxes in memory, and the frozen rounds that say how they were written."""

from __future__ import annotations

from dataclasses import dataclass

from slackapp.domain.gathering import WindowSheet, asked_items
from slackapp.domain.ids import RespondentKey, TeamId, UserId
from slackapp.domain.roster import Roster, places
from slackapp.domain.rounds import Round
from slackapp.domain.sealing import BoxKind, Seal
from slackapp.domain.windows import Window
from slackapp.errors import BrokenBox
from slackapp.services.ports import Boxes, Store

LATEST = 1_000_000
"""More rounds than any team is ever asked."""


def open_box(seal: Seal, kind: BoxKind, row: str, user: UserId, boxes: Boxes) -> bytes:
    """Return what a person's box holds; b"" when it is a decoy, missing or damaged."""
    return open_box_of(seal, kind, row, seal.respondent_key(user), boxes)


def open_box_of(seal: Seal, kind: BoxKind, row: str, person: RespondentKey, boxes: Boxes) -> bytes:
    """Return what the box under a respondent key holds, as `open_box` does."""
    box = boxes.get(person)
    try:
        return b"" if box is None else seal.open(kind, row, person, box)
    except BrokenBox:
        return b""


@dataclass(frozen=True, slots=True)
class Past:
    """Rounds a team was asked, oldest first, and the roster of each."""

    rows: tuple[Round, ...]
    rosters: tuple[Roster, ...]

    def roster(self, row: Round) -> Roster:
        """Return the roster of one of these rounds."""
        return next(roster for roster in self.rosters if roster.id == row.epoch)

    def asking(self, prompt: str) -> frozenset[int]:
        """Return which of these rounds, from 0, asked a prompt."""
        return frozenset(at for at, row in enumerate(self.rows) if prompt in row.asks.prompts)

    def listing(self, user: UserId) -> frozenset[int]:
        """Return in which of these rounds, from 0, a person stood in the list of names."""
        return frozenset(at for at, roster in enumerate(self.rosters) if user in roster.listed)

    def sheet(self, window: Window) -> WindowSheet:
        """Return how a window's boxes are written, as far as these rounds go."""
        inside = [
            (row, roster)
            for row, roster in zip(self.rows, self.rosters, strict=True)
            if window.first_round <= row.number <= window.last_round
        ]
        # One roster serves many rounds, and numbers nobody anew.
        frozen = {roster.id: roster for _, roster in inside}
        return WindowSheet(
            family=window.family,
            rounds=window.last_round - window.first_round + 1,
            items=asked_items(window.family, [row.asks for row, _ in inside]),
            places=places(frozen.values()),
        )


def past(store: Store, team: TeamId, *, first: int, last: int = LATEST) -> Past:
    """Read the rounds asked `first .. last`."""
    rows = store.rounds.numbered(team, first=first, last=last)
    epochs = [row.epoch for row in rows if row.epoch is not None]
    frozen = {epoch: store.rosters.get(epoch) for epoch in dict.fromkeys(epochs)}
    return Past(rows, tuple(frozen[epoch] for epoch in epochs))
