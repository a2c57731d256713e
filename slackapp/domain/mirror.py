"""What one person sees about themself and nobody else sees, and the note it is kept in.

Own answers are shown as they were given. What others said about a person appears once a window of
ties is settled, as a band, and only when at least three people said it, as many count and answered
as a team's ties need, from rounds in each of which enough others could have named that person; else
it is not there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from analytics import thresholds
from analytics.instrument.bank import load
from slackapp.domain.gathering import TieWeek
from slackapp.errors import BrokenBox

VERSION = 1
GIVERS_FLOOR = thresholds.HUB_GIVERS_FLOOR
"""Distinct people who must have named somebody before they are told anything about it."""
_NONE = 0
_BYTES = 12


class Share(StrEnum):
    """How many of the others."""

    FEW = "few"
    HALF = "half"
    MOST = "most"


@dataclass(frozen=True, slots=True)
class Note:
    """One person's settled window of ties."""

    ends_on: date
    answered: int
    """Rounds in which this person answered about help."""
    gave: int
    """Different people this person said they helped."""
    received: int
    """Different people this person said helped them."""
    nobody_suited: int
    """Weeks with nobody that suited this person."""
    nobody_missed: int
    """Weeks with nobody where some help would have been welcome."""
    named_by: Share | None = None
    """How many of the others said that this person helped them; None says nothing at all."""
    kind: str | None = None
    """What most of that help was, where at least three people said so."""

    def encode(self) -> bytes:
        """Return the note's bytes."""
        shares, kinds = (None, *Share), (None, *load().kinds)
        counts = (self.answered, self.gave, self.received, self.nobody_suited, self.nobody_missed)
        said = (shares.index(self.named_by), kinds.index(self.kind))
        return bytes((VERSION, *self.ends_on.toordinal().to_bytes(4), *counts, *said))

    @classmethod
    def decode(cls, payload: bytes) -> Note | None:
        """Return the note; None for a decoy.

        Raises:
            BrokenBox: the bytes are of another version or length.

        """
        if not payload:
            return None
        if payload[0] != VERSION or len(payload) != _BYTES:
            raise BrokenBox
        shares, kinds = (None, *Share), (None, *load().kinds)
        answered, gave, received, suited, missed, share, kind = payload[5:]
        return cls(
            ends_on=date.fromordinal(int.from_bytes(payload[1:5])),
            answered=answered,
            gave=gave,
            received=received,
            nobody_suited=suited,
            nobody_missed=missed,
            named_by=shares[share],
            kind=kinds[kind],
        )


def emptied(payload: bytes) -> bytes:
    """Return, for a note, that of somebody who left everything blank; a decoy stays one.

    Too few said anything about them. Everybody's note is of the same window, so two of these are
    the same to the byte.
    """
    kept = Note.decode(payload)
    if kept is None:
        return payload
    blank = Note(kept.ends_on, answered=0, gave=0, received=0, nobody_suited=0, nobody_missed=0)
    return blank.encode()


def note(
    own: Sequence[TieWeek],
    *,
    place: int,
    told: Mapping[int, Sequence[TieWeek]],
    asked: int,
    named_in: Collection[int],
    ends_on: date,
) -> Note:
    """Return a person's note from their own weeks and from what others told.

    `told` has the weeks of everybody in the window's population by their place; `place` is the
    person's own. `asked`: rounds that asked "who helped you?"; `named_in`: those of them, from 0,
    in whose list of names the person stood.
    """
    taps = Counter(week.nobody_suited for week in own)
    counted = _counted(place, told, named_in) if _enough_answered(told, asked) else frozenset()
    named_by, kind = _said_of(place, told, counted)
    return Note(
        ends_on=ends_on,
        answered=sum(w.helped_me is not None or w.i_helped is not None for w in own),
        gave=len({other for week in own for other, _ in week.i_helped or ()}),
        received=len({other for week in own for other, _ in week.helped_me or ()}),
        nobody_suited=taps[True],
        nobody_missed=taps[False],
        named_by=named_by,
        kind=kind,
    )


def _enough_answered(told: Mapping[int, Sequence[TieWeek]], asked: int) -> bool:
    """Whether as many count in the window and answered "who helped you?" as a report needs.

    Among four, three givers are all the others, and two accomplices would read what the third one
    said.
    """
    often = sum(
        sum(week.helped_me is not None for week in weeks) >= asked * thresholds.ROUNDS_SHARE
        for weeks in told.values()
    )
    return len(told) >= thresholds.TIE_MEMBERS_FLOOR and often >= thresholds.TIE_RESPONDENTS_FLOOR


def _counted(
    place: int, told: Mapping[int, Sequence[TieWeek]], named_in: Collection[int]
) -> frozenset[int]:
    """Rounds in each of which enough others answered "who helped you?" with this person listed.

    In a round that few answered, those few would be all who can have said anything; who answered
    another one, in which nobody had a reason to name this person, hides none of them.
    """
    others = [weeks for other, weeks in told.items() if other != place]
    return frozenset(
        at
        for at in named_in
        if sum(weeks[at].helped_me is not None for weeks in others) >= thresholds.NAMERS_FLOOR
    )


def _said_of(
    place: int, told: Mapping[int, Sequence[TieWeek]], counted: Collection[int]
) -> tuple[Share | None, str | None]:
    """How many say this person helped them, and with what, under the rule of three givers."""
    givers: dict[int, list[int]] = {}
    for other, weeks in told.items():
        heard = [weeks[at].helped_me or () for at in counted] if other != place else []
        kinds = [kind for ties in heard for who, kind in ties if who == place]
        if kinds:
            givers[other] = kinds
    if len(givers) < GIVERS_FLOOR:
        return None, None
    others = len(told.keys() - {place})
    return _share(len(givers), others), _main_kind(givers.values())


def _share(givers: int, others: int) -> Share:
    """*Most* may be all who are left where some are known not to have named this person."""
    part, silent = givers / others, others - givers
    if part >= thresholds.TWO_WAY_MOST or silent <= thresholds.HUB_MOST_LEAVES:
        return Share.MOST
    return Share.HALF if part >= thresholds.TWO_WAY_HALF else Share.FEW


def _main_kind(givers: Collection[list[int]]) -> str | None:
    """The kind that makes most of what was said, if at least three people said it."""
    said = Counter(kind for kinds in givers for kind in kinds if kind != _NONE)
    if not said:
        return None
    kind, times = said.most_common(1)[0]
    by = sum(kind in kinds for kinds in givers)
    enough = by >= GIVERS_FLOOR and times >= thresholds.HOTSPOT_KIND_SHARE * said.total()
    return tuple(load().kinds)[kind - 1] if enough else None
