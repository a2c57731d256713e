"""One person's answer to one round, before it is sealed, and what a round accepts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from analytics.instrument.bank import load
from slackapp.domain.ids import UserId
from slackapp.domain.roster import Roster
from slackapp.domain.rounds import Asks
from slackapp.errors import NothingGiven, NotOnRoster, UnknownTeammate, UnreadableAnswer

NAMES = 3
"""Names one prompt takes."""
POINTS = range(1, 6)
COUNTS = range(4)


@dataclass(frozen=True, slots=True)
class Tie:
    """A named teammate, with the kind of help where it was said."""

    user: UserId
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered. None is "not answered"; an empty tuple is "nobody this week"."""

    items: dict[str, int] = field(default_factory=dict)
    """item id → 1..5; an item left out is missing, never a midpoint."""
    helped_me: tuple[Tie, ...] | None = None
    i_helped: tuple[Tie, ...] | None = None
    nobody_suited: bool | None = None
    """The tap after "nobody": True "That suited me", False "I would have liked some"."""
    given: int | None = None
    received: int | None = None
    same_people: int | None = None
    reasons: tuple[str, ...] = ()
    """Why help was not asked for, where that item is asked."""
    skipped: bool = False
    snoozed: int | None = None
    """Nothing was answered yet: ask again this many quarters of an hour after the opening."""

    @property
    def blank(self) -> bool:
        """Whether this says only when, or whether, to ask again."""
        return self.skipped or self.snoozed is not None

    @property
    def says_nothing(self) -> bool:
        """Whether every question was left blank, and nothing was wished either."""
        return self == Answer()


def check(answer: Answer, *, asks: Asks, roster: Roster, user: UserId) -> None:
    """Refuse what the round did not ask or the roster does not know, and what says nothing.

    Raises:
        NotOnRoster: the person is not on the frozen roster.
        NothingGiven: every question was left blank; stored, it would take an earlier answer's place
            and pass for one.
        UnknownTeammate: a name is not on the roster, not listed, or the person's own.
        UnreadableAnswer: anything else that was not asked or is out of range.

    """
    if roster.member(user) is None:
        raise NotOnRoster
    if answer.says_nothing:
        raise NothingGiven
    _check_items(answer, asks)
    _check_pulse(answer, asks)
    pickable = {member.user for member in roster.members if member.listed} - {user}
    _check_ties(answer.helped_me, asked="helped_me" in asks.prompts, pickable=pickable)
    _check_ties(answer.i_helped, asked="i_helped" in asks.prompts, pickable=pickable)
    if answer.nobody_suited is not None and () not in (answer.helped_me, answer.i_helped):
        raise UnreadableAnswer


def asks_reasons(asks: Asks) -> bool:
    """Say whether the round asks why one did not ask for help."""
    return any(load().items[item].asks_reason for item in asks.items)


def _check_items(answer: Answer, asks: Asks) -> None:
    if not answer.items.keys() <= set(asks.items):
        raise UnreadableAnswer
    if any(point not in POINTS for point in answer.items.values()):
        raise UnreadableAnswer
    if answer.reasons and not asks_reasons(asks):
        raise UnreadableAnswer
    if not set(answer.reasons) <= load().reasons.keys():
        raise UnreadableAnswer


def _check_pulse(answer: Answer, asks: Asks) -> None:
    counts = [count for count in (answer.given, answer.received) if count is not None]
    given = bool(counts) or answer.same_people is not None
    if given and not asks.pulse:
        raise UnreadableAnswer
    if any(count not in COUNTS for count in counts):
        raise UnreadableAnswer
    if answer.same_people is not None and answer.same_people not in POINTS:
        raise UnreadableAnswer


def _check_ties(ties: tuple[Tie, ...] | None, *, asked: bool, pickable: Collection[UserId]) -> None:
    if ties is None:
        return
    names = [tie.user for tie in ties]
    if not asked or len(names) > NAMES or len(set(names)) < len(names):
        raise UnreadableAnswer
    if any(name not in pickable for name in names):
        raise UnknownTeammate
    if any(tie.kind is not None and tie.kind not in load().kinds for tie in ties):
        raise UnreadableAnswer
