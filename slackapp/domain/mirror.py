"""What one person sees about themself and nobody else sees, and the note it is kept in.

Own answers are shown as they were given, until their window of ties is settled; from then on a note
has levels of them, and no count. What others said about a person appears with it, as a band, and
only when at least three people said it, as many count and answered as a team's ties need, from
rounds in each of which enough others could have named that person, and these are no few of all such
rounds; else it is not there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from analytics import thresholds
from analytics.instrument.bank import load
from slackapp.domain.gathering import TieWeek
from slackapp.errors import BrokenBox

VERSION = 2
_COUNTS_VERSION = 1
"""Of notes that had counts; each makes way for another one when ties are counted next."""
GIVERS_FLOOR = thresholds.HUB_GIVERS_FLOOR
"""Distinct people who must have named somebody before they are told anything about it."""
MANY_GIVEN: Final = 5
"""Different people helped in one window from which "many" is said."""
SEVERAL_GIVEN: Final = 3
ENOUGH_ANSWERED: Final = 4
"""Rounds answered, of the eight of a window, before silence on both sides is asked about."""
_NONE = 0
_BYTES = 11
_COUNTS_BYTES = 12


class Given(StrEnum):
    """How many different people somebody helped, by their own account."""

    BLANK = "blank"
    """They said nothing about help, or erased it."""
    NOBODY = "nobody"
    FEW = "few"
    SEVERAL = "several"
    MANY = "many"


class Share(StrEnum):
    """How many of the others."""

    FEW = "few"
    HALF = "half"
    MOST = "most"


@dataclass(frozen=True, slots=True)
class Note:
    """One person's settled window of ties, in levels; alone with its day, all was left blank."""

    ends_on: date
    gave: Given = Given.BLANK
    received: bool = False
    """Whether this person named anybody who helped them."""
    missed: bool = False
    """Whether some help would have been welcome in a week with nobody."""
    named_nobody: bool = False
    """Whether they answered in enough rounds and named nobody in any, on either side."""
    named_by: Share | None = None
    """How many of the others said that this person helped them; None says nothing at all."""
    kind: str | None = None
    """What most of that help was, where at least three people said so."""

    @classmethod
    def of_counts(
        cls,
        ends_on: date,
        *,
        answered: int,
        gave: int,
        received: int,
        missed: int,
        named_by: Share | None,
        kind: str | None,
    ) -> Note:
        """Return the levels of what was counted.

        `answered`: rounds answered about help; `gave`, `received`: different people named as helped
        and as helping; `missed`: weeks in which nobody helped and help would have been welcome.
        """
        return cls(
            ends_on,
            gave=_level(gave) if answered else Given.BLANK,
            received=received > 0,
            missed=missed > 0,
            named_nobody=answered >= ENOUGH_ANSWERED and not (gave or received),
            named_by=named_by,
            kind=kind,
        )

    def encode(self) -> bytes:
        """Return the note's bytes, as many for every note."""
        shares, kinds = (None, *Share), (None, *load().kinds)
        own = ([*Given].index(self.gave), self.received, self.missed, self.named_nobody)
        said = (shares.index(self.named_by), kinds.index(self.kind))
        return bytes((VERSION, *self.ends_on.toordinal().to_bytes(4), *own, *said))

    @classmethod
    def decode(cls, payload: bytes) -> Note | None:
        """Return the note, in levels also where its bytes are counts; None for a decoy.

        Raises:
            BrokenBox: the bytes are of another version or length.

        """
        if not payload:
            return None
        form = payload[0], len(payload)
        if form not in {(VERSION, _BYTES), (_COUNTS_VERSION, _COUNTS_BYTES)}:
            raise BrokenBox
        ends_on = date.fromordinal(int.from_bytes(payload[1:5]))
        *own, share, kind = payload[5:]
        named_by, mostly = (None, *Share)[share], (None, *load().kinds)[kind]
        if payload[0] == VERSION:
            gave, received, missed, named_nobody = own
            return cls(
                ends_on,
                gave=[*Given][gave],
                received=bool(received),
                missed=bool(missed),
                named_nobody=bool(named_nobody),
                named_by=named_by,
                kind=mostly,
            )
        answered, gave, received, _suited, missed = own
        return cls.of_counts(
            ends_on,
            answered=answered,
            gave=gave,
            received=received,
            missed=missed,
            named_by=named_by,
            kind=mostly,
        )


def renewed(payload: bytes) -> bytes:
    """Return a note's bytes as this version writes them; a decoy stays one."""
    kept = Note.decode(payload)
    return b"" if kept is None else kept.encode()


def emptied(payload: bytes) -> bytes:
    """Return, for a note, that of somebody who left everything blank; a decoy stays one.

    Too few said anything about them. Everybody's note is of the same window, so two of these are
    the same to the byte.
    """
    kept = Note.decode(payload)
    return b"" if kept is None else Note(kept.ends_on).encode()


def note(
    own: Sequence[TieWeek],
    *,
    place: int,
    told: Mapping[int, Sequence[TieWeek]],
    asked: AbstractSet[int],
    listed: AbstractSet[int],
    ends_on: date,
) -> Note:
    """Return a person's note from their own weeks and from what others told.

    `told` has the weeks of everybody in the window's population by their place; `place` is the
    person's own. `asked`: rounds, from 0, that asked "who helped you?"; `listed`: those in whose
    list of names the person stood.
    """
    enough = _enough_answered(told, len(asked))
    counted = _counted(place, told, asked, asked & listed) if enough else frozenset()
    named_by, kind = _said_of(place, told, counted)
    return Note.of_counts(
        ends_on,
        answered=sum(w.helped_me is not None or w.i_helped is not None for w in own),
        gave=len({other for week in own for other, _ in week.i_helped or ()}),
        received=len({other for week in own for other, _ in week.helped_me or ()}),
        missed=sum(week.nobody_suited is False for week in own),
        named_by=named_by,
        kind=kind,
    )


def _level(gave: int) -> Given:
    if gave >= MANY_GIVEN:
        return Given.MANY
    if gave >= SEVERAL_GIVEN:
        return Given.SEVERAL
    return Given.FEW if gave else Given.NOBODY


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
    place: int,
    told: Mapping[int, Sequence[TieWeek]],
    asked: AbstractSet[int],
    listed: AbstractSet[int],
) -> AbstractSet[int]:
    """Rounds in each of which enough others answered "who helped you?" with this person listed.

    In a round that few answered, those few would be all who can have said anything; who answered
    another one, in which nobody had a reason to name this person, hides none of them. None count
    where they are fewer than half: of one round alone, which whoever takes their name off the list
    in all others chooses, a word would say of whoever they then turned to that they took part.
    """
    others = [weeks for other, weeks in told.items() if other != place]
    heard = {
        at
        for at in asked
        if sum(weeks[at].helped_me is not None for weeks in others) >= thresholds.NAMERS_FLOOR
    }
    share = thresholds.LISTED_SHARE
    enough = len(listed) >= share * len(asked) and len(heard & listed) >= share * len(heard)
    return heard & listed if enough else frozenset()


def _said_of(
    place: int, told: Mapping[int, Sequence[TieWeek]], counted: Collection[int]
) -> tuple[Share | None, str | None]:
    """How many say this person helped them, and with what, under the rule of three givers."""
    givers: dict[int, set[int]] = {}
    for other, weeks in told.items():
        heard = [weeks[at].helped_me or () for at in counted] if other != place else []
        kinds = {kind for ties in heard for who, kind in ties if who == place}
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


def _main_kind(givers: Collection[set[int]]) -> str | None:
    """The kind that makes most of what was told, if at least three people told it.

    A giver counts once for each kind they told, however often: of times, whoever agrees with others
    on a proportion would read how often the one beside them did, and so whether it was each time.
    """
    told = Counter(kind for kinds in givers for kind in kinds if kind != _NONE)
    if not told:
        return None
    kind, by = told.most_common(1)[0]
    enough = by >= GIVERS_FLOOR and by >= thresholds.HOTSPOT_KIND_SHARE * told.total()
    return tuple(load().kinds)[kind - 1] if enough else None
