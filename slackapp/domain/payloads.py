"""What is inside an answer box, as bytes: compact, versioned, relative to what the round asked.

Version 1: version, flags, tap, given, received, same people, reasons (one bit each), snooze (two
bytes), then three (name, kind) pairs for either prompt, then one byte an item in the order asked.
A name is a person's place in the round's sorted roster; every field is stored plus one, so that 0
is "not answered".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from analytics.instrument.bank import load
from slackapp.domain.answers import NAMES, Answer, Tie
from slackapp.domain.ids import UserId
from slackapp.domain.rounds import Asks
from slackapp.errors import BrokenBox

VERSION = 1
ITEM_PLACES = 24
_HEAD = 9
_TIES = 2 * NAMES
_SKIPPED, _HELPED_ME, _I_HELPED = 1, 2, 4


@dataclass(frozen=True, slots=True)
class Sheet:
    """How one round's answers are written: `asks` as frozen, `users` as the sorted roster."""

    asks: Asks
    users: tuple[UserId, ...]

    def encode(self, answer: Answer) -> bytes:
        """Return the bytes of an answer that `answers.check` accepted."""
        flags = (
            _SKIPPED * answer.skipped
            + _HELPED_ME * (answer.helped_me is not None)
            + _I_HELPED * (answer.i_helped is not None)
        )
        reasons = sum(
            1 << place for place, code in enumerate(load().reasons) if code in answer.reasons
        )
        head = (
            VERSION,
            flags,
            _plus_one(answer.nobody_suited),
            _plus_one(answer.given),
            _plus_one(answer.received),
            _plus_one(answer.same_people),
            reasons,
            *_plus_one(answer.snoozed).to_bytes(2),
        )
        ties = chain(self._names(answer.helped_me), self._names(answer.i_helped))
        return bytes((*head, *ties, *(answer.items.get(item, 0) for item in self.asks.items)))

    def decode(self, payload: bytes) -> Answer | None:
        """Return the answer; None for a decoy.

        Raises:
            BrokenBox: the bytes are of another version or length.

        """
        if not payload:
            return None
        start = _HEAD + 2 * _TIES
        if payload[0] != VERSION or len(payload) != start + len(self.asks.items):
            raise BrokenBox
        _, flags, tap, given, received, same, reasons, *snooze = payload[:_HEAD]
        snoozed = int.from_bytes(snooze)
        helped_me, i_helped = payload[_HEAD : _HEAD + _TIES], payload[_HEAD + _TIES : start]
        points = zip(self.asks.items, payload[start:], strict=True)
        return Answer(
            items={item: point for item, point in points if point},
            helped_me=self._ties(helped_me) if flags & _HELPED_ME else None,
            i_helped=self._ties(i_helped) if flags & _I_HELPED else None,
            nobody_suited=bool(tap - 1) if tap else None,
            given=given - 1 if given else None,
            received=received - 1 if received else None,
            same_people=same - 1 if same else None,
            reasons=tuple(c for place, c in enumerate(load().reasons) if reasons >> place & 1),
            skipped=bool(flags & _SKIPPED),
            snoozed=snoozed - 1 if snoozed else None,
        )

    def _names(self, ties: Sequence[Tie] | None) -> list[int]:
        kinds = list(load().kinds)
        pairs = [
            (self.users.index(tie.user) + 1, kinds.index(tie.kind) + 1 if tie.kind else 0)
            for tie in ties or ()
        ]
        return list(chain(*pairs, *[(0, 0)] * (NAMES - len(pairs))))

    def _ties(self, pairs: bytes) -> tuple[Tie, ...]:
        kinds = (None, *load().kinds)
        named = ((pairs[at], pairs[at + 1]) for at in range(0, _TIES, 2))
        return tuple(Tie(self.users[place - 1], kinds[kind]) for place, kind in named if place)


def _plus_one(value: int | None) -> int:
    return 0 if value is None else value + 1
