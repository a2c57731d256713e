"""What a window box holds, as bytes, and how one more answer is merged into it.

Version 1, by family:

- scale families: version, one count a reason, then five counts an item (how often each point was
  chosen), items in the order in which the window first asked them;
- ties: version, then a week a round: flags, 3 × (place, kind) for "helped me", the same for
  "I helped"; a place is the person's number in the window plus one;
- the nameless pulse: version, then a week a round: given, received, same people, each plus one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from analytics.instrument.bank import PULSE, TIES, load
from slackapp.domain.answers import NAMES, Answer, Tie
from slackapp.domain.ids import UserId
from slackapp.domain.rounds import Asks
from slackapp.errors import BrokenBox

VERSION = 1
_POINTS = 5
_REASONS = 4
_PAIRS = 2 * NAMES
_TIE_WEEK = 1 + 2 * _PAIRS
_PULSE_WEEK = 3
_PLACES = 255
"""People of a window who can be named in it: as many as a byte tells apart, with 0 for nobody.

A roster has thirty at most, so whoever has a later place came long after the window began, and no
reading counts ties to them: these are left out.
"""
_HELPED_ME, _I_HELPED, _TAPPED, _SUITED = 1, 2, 4, 8


@dataclass(frozen=True, slots=True)
class ScaleTally:
    """How often one person chose each point of each item, and gave each reason."""

    counts: tuple[tuple[int, ...], ...]
    """Five counts an item, in the sheet's order of items."""
    reasons: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TieWeek:
    """One person's ties of one round, by place; None is "not answered"."""

    helped_me: tuple[tuple[int, int], ...] | None = None
    """(place, kind + 1; 0 without a kind) of everyone who helped."""
    i_helped: tuple[tuple[int, int], ...] | None = None
    nobody_suited: bool | None = None


@dataclass(frozen=True, slots=True)
class PulseWeek:
    """One person's nameless pulse of one round; None is "not answered"."""

    given: int | None = None
    received: int | None = None
    same_people: int | None = None


@dataclass(frozen=True, slots=True)
class WindowSheet:
    """How one window's boxes are written: its family, what it has asked so far, and its places."""

    family: str
    rounds: int
    items: tuple[str, ...]
    places: Mapping[UserId, int]

    def merge(self, payload: bytes, answer: Answer, *, at: int) -> bytes:
        """Return the payload with an answer of the window's round `at` (from 0) merged in."""
        tally = self._room(payload)
        if self.family == TIES:
            start = 1 + at * _TIE_WEEK
            tally[start : start + _TIE_WEEK] = self._tie_week(answer)
        elif self.family == PULSE:
            start = 1 + at * _PULSE_WEEK
            week = (answer.given, answer.received, answer.same_people)
            tally[start : start + _PULSE_WEEK] = [0 if v is None else v + 1 for v in week]
        else:
            self._add_points(tally, answer)
        return bytes(tally)

    def scale(self, payload: bytes) -> ScaleTally:
        """Read a scale family's payload; a decoy is a person who answered nothing."""
        tally = self._room(payload)
        start = 1 + _REASONS
        counts = (tuple(tally[at : at + _POINTS]) for at in range(start, len(tally), _POINTS))
        return ScaleTally(tuple(counts), tuple(tally[1:start]))

    def ties(self, payload: bytes) -> tuple[TieWeek, ...]:
        """Read a tie family's payload, one entry a round."""
        tally = self._room(payload)
        return tuple(
            _read_tie_week(tally[at : at + _TIE_WEEK]) for at in range(1, len(tally), _TIE_WEEK)
        )

    def pulse(self, payload: bytes) -> tuple[PulseWeek, ...]:
        """Read a nameless pulse's payload, one entry a round."""
        tally = self._room(payload)
        return tuple(
            PulseWeek(*(value - 1 if value else None for value in tally[at : at + _PULSE_WEEK]))
            for at in range(1, len(tally), _PULSE_WEEK)
        )

    def _room(self, payload: bytes) -> bytearray:
        """The payload at its full length; items asked for the first time find zeros."""
        if payload and (payload[0] != VERSION or len(payload) > self._length()):
            raise BrokenBox
        return bytearray((payload or bytes((VERSION,))).ljust(self._length(), b"\x00"))

    def _length(self) -> int:
        if self.family == TIES:
            return 1 + self.rounds * _TIE_WEEK
        if self.family == PULSE:
            return 1 + self.rounds * _PULSE_WEEK
        return 1 + _REASONS + len(self.items) * _POINTS

    def _add_points(self, tally: bytearray, answer: Answer) -> None:
        for place, item in enumerate(self.items):
            point = answer.items.get(item)
            if point is not None:
                tally[1 + _REASONS + place * _POINTS + point - 1] += 1
        if answer.reasons and any(load().items[item].asks_reason for item in self.items):
            for place, code in enumerate(load().reasons):
                tally[1 + place] += code in answer.reasons

    def _tie_week(self, answer: Answer) -> list[int]:
        flags = (
            _HELPED_ME * (answer.helped_me is not None)
            + _I_HELPED * (answer.i_helped is not None)
            + _TAPPED * (answer.nobody_suited is not None)
            + _SUITED * bool(answer.nobody_suited)
        )
        return [flags, *self._pairs(answer.helped_me), *self._pairs(answer.i_helped)]

    def _pairs(self, ties: Sequence[Tie] | None) -> list[int]:
        kinds = list(load().kinds)
        pairs = [
            (self.places[tie.user] + 1, kinds.index(tie.kind) + 1 if tie.kind else 0)
            for tie in ties or ()
            if self.places[tie.user] < _PLACES
        ]
        return list(chain(*pairs, *[(0, 0)] * (NAMES - len(pairs))))


def asked_items(family: str, asks: Sequence[Asks]) -> tuple[str, ...]:
    """Return a family's items in the order in which these rounds first asked them."""
    bank = load().items
    asked = chain.from_iterable(ask.items for ask in asks)
    return tuple(dict.fromkeys(item for item in asked if bank[item].family == family))


def _read_tie_week(week: bytearray) -> TieWeek:
    flags, helped_me, i_helped = week[0], week[1 : 1 + _PAIRS], week[1 + _PAIRS :]
    return TieWeek(
        helped_me=_read_pairs(helped_me) if flags & _HELPED_ME else None,
        i_helped=_read_pairs(i_helped) if flags & _I_HELPED else None,
        nobody_suited=bool(flags & _SUITED) if flags & _TAPPED else None,
    )


def _read_pairs(pairs: bytearray) -> tuple[tuple[int, int], ...]:
    named = ((pairs[at], pairs[at + 1]) for at in range(0, _PAIRS, 2))
    return tuple((place - 1, kind) for place, kind in named if place)
