"""Who is asked and who counts, frozen when a round opens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from slackapp.domain.ids import EpochId, TeamId, UserId

NEWCOMER_DAYS = 14
"""A member first seen later does not count yet: test accounts cannot fill a team."""


@dataclass(frozen=True, slots=True)
class Membership:
    """A person in a team's channel, as known now."""

    team: TeamId
    user: UserId
    first_seen: date
    founding: bool
    """On the team's first roster, which is exempt from the newcomer rule."""


@dataclass(frozen=True, slots=True)
class RosterMember:
    """One person on a frozen roster."""

    user: UserId
    counts: bool
    """Counts towards n: no lead, bot or guest, active, here long enough, at home in this team."""
    lead: bool
    asked: bool
    """Gets the check-in: false while paused or after "don't ask me", which is non-response."""
    listed: bool
    """Can be picked as a name."""


@dataclass(frozen=True, slots=True)
class Roster:
    """A frozen roster. Bots and deactivated people are not on it."""

    id: EpochId
    team: TeamId
    members: tuple[RosterMember, ...]

    @property
    def counting(self) -> frozenset[UserId]:
        """The counting members (n is their number)."""
        return frozenset(member.user for member in self.members if member.counts)

    def member(self, user: UserId) -> RosterMember | None:
        """Return the person's place on this roster, or None."""
        return next((member for member in self.members if member.user == user), None)


def counts_yet(membership: Membership, *, on: date) -> bool:
    """Say whether a member has been seen long enough to count."""
    return membership.founding or membership.first_seen <= on - timedelta(days=NEWCOMER_DAYS)


def population(rosters: Iterable[Roster]) -> frozenset[UserId]:
    """Return the counting members of every one of a window's rosters, in lead of none."""
    frozen = tuple(rosters)
    if not frozen:
        return frozenset()
    leads = {member.user for roster in frozen for member in roster.members if member.lead}
    return frozenset.intersection(*(roster.counting for roster in frozen)) - leads


def places(rosters: Iterable[Roster]) -> dict[UserId, int]:
    """Number each person in a window at first sight, in the order of its rounds (64 places)."""
    numbers: dict[UserId, int] = {}
    for roster in rosters:
        for user in sorted(member.user for member in roster.members):
            numbers.setdefault(user, len(numbers))
    return numbers
