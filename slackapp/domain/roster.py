"""Who is asked and who counts, frozen when a round opens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from slackapp.domain.ids import EpochId, TeamId, UserId
from slackapp.domain.teams import Person, Team

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
    """Gets the check-in: false while paused or after "don't ask me", which is non-response.

    True for everybody once the round is counted: nobody is to read there who surely gave no answer.
    """
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

    @property
    def listed(self) -> frozenset[UserId]:
        """Everybody who can be picked as a name."""
        return frozenset(member.user for member in self.members if member.listed)

    @property
    def places(self) -> frozenset[RosterMember]:
        """Everybody's part, whether or not they are asked this time."""
        return frozenset(replace(member, asked=True) for member in self.members)

    def member(self, user: UserId) -> RosterMember | None:
        """Return the person's place on this roster, or None."""
        return next((member for member in self.members if member.user == user), None)


def counts_yet(membership: Membership, *, on: date) -> bool:
    """Say whether a member has been seen long enough to count."""
    return membership.founding or counts_from(membership) <= on


def counts_from(membership: Membership) -> date:
    """Return the day on which a member who is not founding has been seen for long enough."""
    return membership.first_seen + timedelta(days=NEWCOMER_DAYS)


def at_home(person: Person, team: Team) -> bool:
    """Say whether a person is asked in this team if in any; who has no home yet is."""
    return person.home_team in {None, team.id}


def answers_here(member: RosterMember, person: Person | None, team: Team) -> bool:
    """Say whether a person answers this team's round: one that asked them, or their home's.

    Whoever has another home since, by choice or as their team ended, still answers the open one
    that asked or counts them: also a lead, whose team's channel was told that it goes on.
    """
    return member.asked or member.counts or person is None or at_home(person, team)


def is_asked(person: Person, *, on: date) -> bool:
    """Say whether a person is here and wants to be asked; if not, that is non-response."""
    paused = person.paused_until is not None and on < person.paused_until
    return person.ask_me and not (paused or person.away)


@dataclass(frozen=True, slots=True)
class Headcount:
    """How many people a round asks, and how many the one before it did; never who."""

    now: int
    before: int


def freeze(
    epoch: EpochId,
    team: Team,
    memberships: Iterable[Membership],
    people: Mapping[UserId, Person],
    *,
    on: date,
) -> Roster:
    """Return who is on a round's roster, in which part, on a local date.

    A person in two teams is asked and counts in their home team; elsewhere they can be named.
    """
    members = []
    for membership in sorted(memberships, key=lambda member: member.user):
        person = people.get(membership.user)
        if person is None or person.is_bot or not person.is_active:
            continue
        lead = membership.user in team.leads
        home = at_home(person, team)
        members.append(
            RosterMember(
                user=membership.user,
                counts=home and not (lead or person.is_guest) and counts_yet(membership, on=on),
                lead=lead,
                asked=home and is_asked(person, on=on),
                listed=person.list_me,
            )
        )
    return Roster(epoch, team.id, tuple(members))


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
